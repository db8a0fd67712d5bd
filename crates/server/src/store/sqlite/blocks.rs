//! Blocked people, and who may write to whom.

use linnet_proto::choices;
use linnet_proto::im_proto::{BlockUserInfo, ConversationType, StatusCode};
use rusqlite::params;

use super::friends;
use super::lookup::Conversation;
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::config::ContactLimits;
use crate::refusal::Refusal;
use crate::store::contacts::{ContactPage, ListPage};

pub(super) const OLDER: &str = "SELECT peer, since_ms, gone, version FROM blocked
     WHERE owner = ?1 AND gone = 0 AND version < ?2 ORDER BY version DESC LIMIT ?3";
pub(super) const NEWER: &str = "SELECT peer, since_ms, gone, version FROM blocked
     WHERE owner = ?1 AND version > ?2 ORDER BY version LIMIT ?3";

pub(super) fn list(
    snapshot: &Snapshot<'_>,
    by: UserId,
    page: ListPage,
) -> Outcome<ContactPage<BlockUserInfo>> {
    let mut found = friends::page(snapshot, (OLDER, NEWER), by, page, |row| {
        let since_ms: i64 = row.get(1)?;
        let gone: bool = row.get(2)?;
        let user = BlockUserInfo {
            user_id: Some(row.get(0)?),
            create_time: (!gone).then_some(since_ms),
        };
        Ok((user, row.get(3)?))
    })?;
    found.total = count(snapshot, by)?;
    Ok(found)
}

fn count(snapshot: &Snapshot<'_>, user: UserId) -> Outcome<i64> {
    Ok(snapshot
        .db
        .prepare_cached("SELECT count(*) FROM blocked WHERE owner = ?1 AND gone = 0")?
        .query_row([user], |row| row.get(0))?)
}

/// Whether somebody blocks somebody.
pub(super) fn is(snapshot: &Snapshot<'_>, owner: UserId, peer: UserId) -> Outcome<bool> {
    Ok(snapshot
        .db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM blocked WHERE owner = ?1 AND peer = ?2 AND gone = 0)",
        )?
        .query_row([owner, peer], |row| row.get(0))?)
}

pub(super) fn set(
    tx: &mut Tx<'_>,
    by: UserId,
    users: &[UserId],
    on: bool,
    limits: ContactLimits,
) -> Outcome<()> {
    for user in users {
        if *user == by {
            return Err(Refusal::new(
                StatusCode::AddSelfBlackNotAllow,
                "you cannot block yourself",
            ));
        }
        if is(tx, by, *user)? == on {
            continue;
        }
        if on && count(tx, by)? >= limits.blocked {
            return Err(Refusal::new(
                StatusCode::BlackMoreThanLimit,
                "the block list is full",
            ));
        }
        let last: i64 = tx
            .db
            .prepare_cached("SELECT coalesce(max(version), 0) FROM blocked WHERE owner = ?1")?
            .query_row([by], |row| row.get(0))?;
        let version = tx.next_id().max(last.saturating_add(1));
        tx.db
            .prepare_cached(
                "INSERT OR REPLACE INTO blocked (owner, peer, since_ms, gone, version)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![by, user, tx.now_ms, !on, version])?;
        let kind = choices::BLOCK_LIST_CHANGED;
        friends::tell(tx, kind, (by, *user), String::new(), &[by]);
    }
    Ok(())
}

/// Whether somebody may write here: in a one-to-one the other must not block them, and be a friend where the server
/// says so.
pub(super) fn may_write(
    snapshot: &Snapshot<'_>,
    by: UserId,
    conversation: &Conversation,
    friends_only: bool,
) -> Outcome<()> {
    if conversation.kind & 15 != ConversationType::OneToOneChat as i32 {
        return Ok(());
    }
    let members = snapshot.member_ids(conversation.short_id)?;
    let Some(peer) = members.into_iter().find(|user| *user != by) else {
        return Ok(());
    };
    if is(snapshot, peer, by)? {
        return Err(Refusal::new(
            StatusCode::AlReadyInBlack,
            "this user does not accept messages from you",
        ));
    }
    if friends_only && !friends::are(snapshot, by, peer)? {
        return Err(Refusal::new(
            StatusCode::NotFriend,
            "only friends can write to each other here",
        ));
    }
    Ok(())
}
