//! People whose name is needed.

use rusqlite::{Connection, OptionalExtension, params};

use super::change::Change;
use super::{Snapshot, Tx, media};
use crate::error::Result;
use crate::model::UserId;
use crate::model::user::Profile;

/// A person as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What the server says.
    pub profile: Profile,
    /// What the person calls them; may be empty.
    pub remark: String,
    /// When it was asked for: milliseconds; 0 for never.
    pub fetched: i64,
    /// The server knows nobody by this number.
    pub missing: bool,
}

/// Somebody nothing is known about.
pub fn unknown(user: UserId) -> Stored {
    Stored {
        profile: Profile {
            user,
            nick_name: String::new(),
            portrait: String::new(),
            description: String::new(),
            bot: false,
        },
        remark: String::new(),
        fetched: 0,
        missing: false,
    }
}

/// Notes that somebody was seen, so that their name is asked for.
pub fn seen(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    if user.0 <= 0 || !tx.memory().people.insert(user.0) {
        return Ok(());
    }
    let new = tx
        .connection()
        .prepare_cached("INSERT INTO person (user_id) VALUES (?1) ON CONFLICT DO NOTHING")?
        .execute([user.0])?;
    if new > 0 {
        tx.change(Change::Wanted);
    }
    Ok(())
}

/// Stores what the server said about the people `asked` for; who did not come back is nobody.
pub fn store(tx: &mut Tx<'_>, asked: &[UserId], profiles: &[Profile]) -> Result<()> {
    let now = tx.now().max(1);
    for profile in profiles {
        let before: Option<String> = tx
            .connection()
            .prepare_cached("SELECT portrait FROM person WHERE user_id = ?1")?
            .query_row([profile.user.0], |row| row.get(0))
            .optional()?;
        let changed = tx
            .connection()
            .prepare_cached(
                "INSERT INTO person (user_id, nick_name, portrait, fetched, description, bot)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (user_id) DO UPDATE
                 SET nick_name = ?2, portrait = ?3, fetched = ?4, missing = 0, description = ?5, bot = ?6
                 WHERE nick_name <> ?2 OR portrait <> ?3 OR missing <> 0 OR description <> ?5 OR bot <> ?6",
            )?
            .execute(params![
                profile.user.0,
                profile.nick_name,
                profile.portrait,
                now,
                profile.description,
                profile.bot
            ])?;
        media::portrait(tx, &before.unwrap_or_default(), &profile.portrait)?;
        if changed > 0 {
            tx.change(Change::Person { user: profile.user });
        }
    }
    for user in asked {
        let known = profiles.iter().any(|profile| profile.user == *user);
        tx.connection()
            .prepare_cached("UPDATE person SET fetched = ?2, missing = ?3 WHERE user_id = ?1")?
            .execute(params![user.0, now, !known])?;
    }
    Ok(())
}

/// The server does not tell who these are; nothing more is asked before somebody looks at them.
pub fn unwant(tx: &mut Tx<'_>, users: &[UserId]) -> Result<()> {
    let now = tx.now().max(1);
    for user in users {
        tx.connection()
            .prepare_cached("UPDATE person SET fetched = ?2 WHERE user_id = ?1 AND fetched = 0")?
            .execute([user.0, now])?;
    }
    Ok(())
}

/// Somebody's profile is another: it is asked for again.
pub fn changed(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    let known = tx
        .connection()
        .prepare_cached("UPDATE person SET fetched = 0 WHERE user_id = ?1")?
        .execute([user.0])?;
    if known > 0 {
        tx.change(Change::Wanted);
    }
    Ok(())
}

/// A person.
pub fn get(snapshot: &Snapshot<'_>, user: UserId) -> Result<Option<Stored>> {
    one(snapshot.connection(), user)
}

fn one(connection: &Connection, user: UserId) -> Result<Option<Stored>> {
    Ok(connection
        .prepare_cached(
            "SELECT nick_name, portrait, fetched, missing, remark, description, bot FROM person WHERE user_id = ?1",
        )?
        .query_row([user.0], |row| {
            Ok(Stored {
                profile: Profile {
                    user,
                    nick_name: row.get(0)?,
                    portrait: row.get(1)?,
                    description: row.get(5)?,
                    bot: row.get(6)?,
                },
                remark: row.get(4)?,
                fetched: row.get(2)?,
                missing: row.get(3)?,
            })
        })
        .optional()?)
}

/// Friends, and everybody the person has a chat with, by name; those without one last. At most `limit`.
pub fn contacts(snapshot: &Snapshot<'_>, me: UserId, limit: i64) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT user_id, nick_name, portrait, fetched, remark, description, bot,
                coalesce(nullif(remark, ''), nick_name) AS name FROM person
         WHERE missing = 0 AND user_id <> ?1
           AND (user_id IN (SELECT peer FROM conversation)
                OR user_id IN (SELECT user_id FROM contact WHERE friend = 1))
         ORDER BY name = '', name COLLATE NOCASE, user_id LIMIT ?2",
    )?;
    let rows = statement.query_map([me.0, limit], |row| {
        Ok(Stored {
            profile: Profile {
                user: UserId(row.get(0)?),
                nick_name: row.get(1)?,
                portrait: row.get(2)?,
                description: row.get(5)?,
                bot: row.get(6)?,
            },
            remark: row.get(4)?,
            fetched: row.get(3)?,
            missing: false,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Ids and names of everybody who is known here beside the person; empty where none is known.
pub fn names(snapshot: &Snapshot<'_>, me: UserId) -> Result<Vec<(UserId, String)>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT user_id, nick_name FROM person WHERE missing = 0 AND user_id <> ?1",
    )?;
    let rows = statement.query_map([me.0], |row| Ok((row.get(0).map(UserId)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// People whose profiles somebody is likely to look at: the person, and those with whom they talked last; at most `limit`.
pub fn in_sight(snapshot: &Snapshot<'_>, me: UserId, limit: i64) -> Result<Vec<UserId>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT peer FROM conversation WHERE peer > 0 AND peer <> ?1 ORDER BY sort_time DESC LIMIT ?2",
    )?;
    let rows = statement.query_map([me.0, limit.saturating_sub(1)], |row| {
        row.get(0).map(UserId)
    })?;
    let mut users = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    users.push(me);
    Ok(users)
}

/// People not asked for yet, at most `limit`.
pub fn wanted(snapshot: &Snapshot<'_>, limit: i64) -> Result<Vec<UserId>> {
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT user_id FROM person WHERE fetched = 0 ORDER BY user_id LIMIT ?1")?;
    let rows = statement.query_map([limit], |row| row.get(0).map(UserId))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
