//! Taking an account away, part by part: no command holds up the others for long.

use linnet_proto::choices;
use linnet_proto::im_proto::GroupRole;
use rusqlite::{OptionalExtension as _, params};

use super::scope::{Outcome, Snapshot, Tx};
use super::{SqliteStore, conversations, friends, live, media, members, people};
use crate::UserId;
use crate::store::leaving::Leaving;
use crate::store::{MemberChange, Pending, Revoked, Target};

/// Groups of one part.
const GROUPS: i64 = 20;
/// Entries of the inbox of one part.
const ENTRIES: i64 = 5_000;

fn close(tx: &mut Tx<'_>, by: UserId) -> Outcome<u32> {
    let groups = groups(tx, by)?;
    if !groups.is_empty() {
        for group in groups {
            leave(tx, by, group)?;
        }
        return left(tx, by);
    }
    let gone = tx
        .db
        .prepare_cached(
            "DELETE FROM inbox WHERE user = ?1 AND cursor IN (
                 SELECT cursor FROM inbox WHERE user = ?1 ORDER BY cursor LIMIT ?2)",
        )?
        .execute([by, ENTRIES])?;
    if gone > 0 {
        return left(tx, by);
    }
    forget(tx, by)?;
    Ok(0)
}

/// The oldest groups that the person is in.
fn groups(snapshot: &Snapshot<'_>, by: UserId) -> Outcome<Vec<i64>> {
    Ok(snapshot
        .db
        .prepare_cached(
            "SELECT conversation FROM member WHERE user = ?1 AND active = 1 AND admission > 0
             ORDER BY conversation LIMIT ?2",
        )?
        .query_map([by, GROUPS], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many parts are left; the last one is what remains of the person.
fn left(snapshot: &Snapshot<'_>, by: UserId) -> Outcome<u32> {
    let count = |sql: &str| -> Outcome<i64> {
        Ok(snapshot
            .db
            .prepare_cached(sql)?
            .query_row([by], |row| row.get(0))?)
    };
    let groups =
        count("SELECT count(*) FROM member WHERE user = ?1 AND active = 1 AND admission > 0")?;
    let entries = count("SELECT count(*) FROM inbox WHERE user = ?1")?;
    let parts = (groups + GROUPS - 1) / GROUPS + (entries + ENTRIES - 1) / ENTRIES + 1;
    Ok(u32::try_from(parts).unwrap_or(u32::MAX))
}

/// Leaves a group: whoever owns it hands it over to a manager, or to whoever is in it longest; the last one ends it.
fn leave(tx: &mut Tx<'_>, by: UserId, group: i64) -> Outcome<()> {
    let target = Target {
        short_id: group,
        conversation_id: String::new(),
    };
    let (_, member) = tx.group(by, &target)?;
    if !member.is_owner() {
        return members::leave(tx, by, &target);
    }
    let heir: Option<UserId> = tx
        .db
        .prepare_cached(
            "SELECT user FROM member WHERE conversation = ?1 AND active = 1 AND user <> ?2
             ORDER BY role = ?3 DESC, sort_order LIMIT 1",
        )?
        .query_row(params![group, by, GroupRole::Manager as i32], |row| {
            row.get(0)
        })
        .optional()?;
    let Some(heir) = heir else {
        return conversations::dissolve(tx, by, &target);
    };
    let owner = MemberChange {
        user: heir,
        role: Some(GroupRole::Owner as i32),
        alias: None,
    };
    members::update(tx, by, &target, owner)?;
    members::leave(tx, by, &target)
}

/// The person themselves: contacts, blocked people, name and picture, tokens.
fn forget(tx: &mut Tx<'_>, by: UserId) -> Outcome<()> {
    // Whoever knows them reads again who they are, and finds nobody.
    let mut statement = tx.db.prepare_cached(
        "SELECT o.user FROM member m JOIN member o ON o.conversation = m.conversation AND o.active = 1
         WHERE m.user = ?1 AND m.active = 1 AND o.user <> ?1
         UNION SELECT peer FROM friend WHERE owner = ?1 AND gone = 0",
    )?;
    let told = statement
        .query_map([by], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<UserId>>>()?;
    let friends: Vec<UserId> = tx
        .db
        .prepare_cached("SELECT peer FROM friend WHERE owner = ?1 AND gone = 0")?
        .query_map([by], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    friends::delete(tx, by, &friends)?;
    for sql in [
        "DELETE FROM friend_request WHERE asker = ?1 OR asked = ?1",
        "DELETE FROM blocked WHERE owner = ?1",
        "DELETE FROM join_request WHERE user = ?1",
        "DELETE FROM live_member WHERE user = ?1",
        "DELETE FROM live_marked WHERE user = ?1",
    ] {
        tx.db.prepare_cached(sql)?.execute([by])?;
    }
    let owned: Vec<i64> = tx
        .db
        .prepare_cached("SELECT short_id FROM live_group WHERE owner = ?1")?
        .query_map([by], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for group in owned {
        live::dissolve(tx, by, group)?;
    }
    let portrait: Option<String> = tx
        .db
        .prepare_cached("DELETE FROM user WHERE user = ?1 RETURNING portrait")?
        .query_row([by], |row| row.get(0))
        .optional()?;
    if let Some(portrait) = portrait {
        media::let_go_of_picture(tx, &portrait)?;
    }
    people::revoke(tx, Revoked::User(by))?;
    let kind = choices::PROFILE_CHANGED;
    friends::tell(tx, kind, (by, by), String::new(), &told);
    Ok(())
}

impl Leaving for SqliteStore {
    fn close_account(&self, by: UserId) -> Pending<'_, u32> {
        self.write(move |tx| close(tx, by))
    }
}
