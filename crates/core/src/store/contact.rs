//! Friends, requests and blocked people. Columns hold what the server said; `wanted` is the effect of what waits, worked
//! out anew in the transaction in which an operation comes or goes. What somebody is called stands beside their name in
//! `person`, where every line that names people reads it.

mod list;
mod request;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::Change;
use super::{Snapshot, Tx, person};
use crate::error::Result;
use crate::model::UserId;
use crate::model::contact::{Blocked, ContactNews, Friend};
use crate::model::operation::ContactEffect;
use crate::model::user::Profile;

pub use list::{List, begin, cursor, is_wanted, set_cursor, start_over, want, was_read};
pub use request::{
    StoredRequest, confirm_answer, newest_request, requests, see, seen, store_requests, waits,
};

/// Changes of one page that are told one by one; more are told as one.
const TOLD: usize = 64;

/// What is told of changes: each, or that there were many.
struct Told {
    live: bool,
    changes: Vec<Change>,
}

impl Told {
    fn new(live: bool) -> Self {
        Self {
            live,
            changes: Vec::new(),
        }
    }

    fn note(&mut self, user: UserId, news: ContactNews) {
        let news = self.live.then_some(news);
        self.changes.push(Change::Contact { user, news });
    }

    fn tell(self, tx: &mut Tx<'_>) {
        if self.changes.len() > TOLD {
            tx.change(Change::Contacts);
            return;
        }
        for change in self.changes {
            tx.change(change);
        }
    }
}

/// What somebody's profile says, that came beside something else.
fn keep_profile(tx: &mut Tx<'_>, user: UserId, profile: Option<&Profile>) -> Result<()> {
    match profile {
        Some(profile) if profile.user == user => {
            person::store(tx, &[], std::slice::from_ref(profile))
        }
        _ => person::seen(tx, user),
    }
}

/// Stores friends. `whole`: who is not among them is none. `live`: it is news.
pub fn store_friends(
    tx: &mut Tx<'_>,
    friends: &[(Friend, Option<Profile>)],
    whole: bool,
    live: bool,
) -> Result<()> {
    let mut told = Told::new(live);
    for (friend, profile) in friends {
        if friend.user.0 <= 0 {
            continue;
        }
        keep_profile(tx, friend.user, profile.as_ref())?;
        let before: Option<(bool, String, String)> = tx
            .connection()
            .prepare_cached("SELECT friend, remark, note FROM contact WHERE user_id = ?1")?
            .query_row([friend.user.0], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let was = before.as_ref().is_some_and(|(friend, _, _)| *friend);
        if friend.gone && !was {
            continue;
        }
        let (remark, note) = match friend.gone {
            true => ("", ""),
            false => (friend.remark.as_str(), friend.note.as_str()),
        };
        if let Some((_, then, words)) = &before
            && was
            && !friend.gone
            && then == remark
            && words == note
        {
            continue;
        }
        tx.connection()
            .prepare_cached(
                "INSERT INTO contact (user_id, friend, since, remark, note) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (user_id) DO UPDATE SET friend = ?2, since = ?3, remark = ?4, note = ?5",
            )?
            .execute(params![friend.user.0, !friend.gone, friend.since, remark, note])?;
        show(tx, friend.user)?;
        let news = match (was, friend.gone) {
            (false, _) => ContactNews::FriendAdded,
            (true, true) => ContactNews::FriendDeleted,
            (true, false) => ContactNews::FriendUpdated,
        };
        told.note(friend.user, news);
    }
    if whole {
        let there: std::collections::BTreeSet<i64> =
            friends.iter().map(|(friend, _)| friend.user.0).collect();
        for user in column(
            tx.connection(),
            "SELECT user_id FROM contact WHERE friend = 1",
        )? {
            if !there.contains(&user) {
                tx.connection()
                    .prepare_cached(
                        "UPDATE contact SET friend = 0, remark = '', note = '' WHERE user_id = ?1",
                    )?
                    .execute([user])?;
                show(tx, UserId(user))?;
                told.note(UserId(user), ContactNews::FriendDeleted);
            }
        }
    }
    told.tell(tx);
    Ok(())
}

/// Stores blocked people; as [`store_friends`].
pub fn store_blocked(tx: &mut Tx<'_>, blocked: &[Blocked], whole: bool, live: bool) -> Result<()> {
    let mut told = Told::new(live);
    for one in blocked.iter().filter(|one| one.user.0 > 0) {
        person::seen(tx, one.user)?;
        block(tx, one.user, !one.gone, &mut told)?;
    }
    if whole {
        let there: std::collections::BTreeSet<i64> = blocked.iter().map(|one| one.user.0).collect();
        for user in column(
            tx.connection(),
            "SELECT user_id FROM contact WHERE blocked = 1",
        )? {
            if !there.contains(&user) {
                block(tx, UserId(user), false, &mut told)?;
            }
        }
    }
    told.tell(tx);
    Ok(())
}

fn block(tx: &mut Tx<'_>, user: UserId, on: bool, told: &mut Told) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached(
            "INSERT INTO contact (user_id, blocked) SELECT ?1, ?2
             WHERE ?2 = 1 OR EXISTS (SELECT 1 FROM contact WHERE user_id = ?1)
             ON CONFLICT (user_id) DO UPDATE SET blocked = ?2 WHERE blocked <> ?2",
        )?
        .execute(params![user.0, on])?;
    if changed > 0 {
        told.note(
            user,
            match on {
                true => ContactNews::BlockAdded,
                false => ContactNews::BlockRemoved,
            },
        );
    }
    Ok(())
}

/// What the server has confirmed of a friend.
pub fn confirm_friend(
    tx: &mut Tx<'_>,
    user: UserId,
    remark: Option<&str>,
    note: Option<&str>,
) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE contact SET remark = coalesce(?2, remark), note = coalesce(?3, note)
             WHERE user_id = ?1 AND friend = 1",
        )?
        .execute(params![user.0, remark, note])?;
    Ok(())
}

/// The server has ended a friendship.
pub fn confirm_deleted(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE contact SET friend = 0, remark = '', note = '' WHERE user_id = ?1")?
        .execute([user.0])?;
    Ok(())
}

/// The server blocks somebody, or no longer.
pub fn confirm_blocked(tx: &mut Tx<'_>, user: UserId, on: bool) -> Result<()> {
    // Told with the end of the operation.
    block(tx, user, on, &mut Told::new(false))
}

fn column(connection: &Connection, sql: &str) -> Result<Vec<i64>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What waiting operations make of somebody.
pub fn set_wanted(tx: &mut Tx<'_>, user: UserId, effect: &ContactEffect) -> Result<()> {
    if user.0 <= 0 {
        return Ok(());
    }
    let wanted = match *effect == ContactEffect::default() {
        true => String::new(),
        false => serde_json::to_string(effect).unwrap_or_default(),
    };
    tx.connection()
        .prepare_cached(
            "INSERT INTO contact (user_id, wanted) VALUES (?1, ?2)
             ON CONFLICT (user_id) DO UPDATE SET wanted = ?2",
        )?
        .execute(params![user.0, wanted])?;
    show(tx, user)?;
    tx.change(Change::Contact { user, news: None });
    Ok(())
}

/// Works out what somebody is called.
fn show(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    person::seen(tx, user)?;
    let (friend, remark, wanted): (bool, String, String) = tx
        .connection()
        .prepare_cached("SELECT friend, remark, wanted FROM contact WHERE user_id = ?1")?
        .query_row([user.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let effect = effect(&wanted);
    let called = match friend && !effect.deleted {
        true => effect.remark.unwrap_or(remark),
        false => String::new(),
    };
    let renamed = tx
        .connection()
        .prepare_cached("UPDATE person SET remark = ?2 WHERE user_id = ?1 AND remark <> ?2")?
        .execute(params![user.0, called])?;
    if renamed > 0 {
        tx.change(Change::Person { user });
    }
    Ok(())
}

/// From the column `wanted`, which is written above and nowhere else.
fn effect(wanted: &str) -> ContactEffect {
    serde_json::from_str(wanted).unwrap_or_default()
}

/// Somebody with whom the person has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Name and picture.
    pub person: person::Stored,
    /// A friend.
    pub friend: bool,
    /// Words about them.
    pub note: String,
    /// Blocked.
    pub blocked: bool,
    /// There is a chat with them.
    pub chat: bool,
}

macro_rules! select {
    ($of:literal) => {
        concat!(
            "SELECT k.user_id, coalesce(u.nick_name, ''), coalesce(u.portrait, ''), coalesce(u.remark, ''),
                    coalesce(u.description, ''), coalesce(u.fetched, 0), coalesce(u.missing, 0),
                    coalesce(c.friend, 0), coalesce(c.note, ''), coalesce(c.blocked, 0), coalesce(c.wanted, ''),
                    EXISTS (SELECT 1 FROM conversation v WHERE v.peer = k.user_id AND v.hidden = 0),
                    coalesce(u.bot, 0)
             FROM (",
            $of,
            ") k LEFT JOIN person u ON u.user_id = k.user_id LEFT JOIN contact c ON c.user_id = k.user_id"
        )
    };
}

const ONE: &str = select!("SELECT ?1 AS user_id");
const ALL: &str = select!(
    "SELECT user_id FROM contact WHERE friend = 1 OR blocked = 1 OR wanted <> ''
     UNION SELECT peer FROM conversation WHERE peer > 0 AND peer <> ?1"
);

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let effect = effect(&row.get::<_, String>(10)?);
    let friend: bool = row.get(7)?;
    Ok(Stored {
        person: person::Stored {
            profile: Profile {
                user: UserId(row.get(0)?),
                nick_name: row.get(1)?,
                portrait: row.get(2)?,
                description: row.get(4)?,
                bot: row.get(12)?,
            },
            remark: row.get(3)?,
            fetched: row.get(5)?,
            missing: row.get(6)?,
        },
        friend: friend && !effect.deleted,
        note: match effect.note {
            Some(note) => note,
            None => row.get(8)?,
        },
        blocked: match effect.blocked {
            Some(blocked) => blocked,
            None => row.get(9)?,
        },
        chat: row.get(11)?,
    })
}

/// Friends, blocked people, and everybody the person has a chat with; in no order.
pub fn all(snapshot: &Snapshot<'_>, me: UserId) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(ALL)?;
    let rows = statement.query_map([me.0], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Somebody, whoever they are.
pub fn get(snapshot: &Snapshot<'_>, user: UserId) -> Result<Stored> {
    Ok(snapshot
        .connection()
        .prepare_cached(ONE)?
        .query_row([user.0], from_row)?)
}

#[cfg(test)]
mod tests;
