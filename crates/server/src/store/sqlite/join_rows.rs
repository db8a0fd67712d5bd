//! Rows of `join_request`: who has asked to join a group, and what was answered.

use linnet_proto::im_proto::{ApplyStatusCode, ConversationApplyInfo, ConversationType};
use rusqlite::{OptionalExtension as _, Row, params};

use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;

/// One request.
#[derive(Debug, Clone)]
pub(super) struct JoinRequest {
    pub(super) id: i64,
    pub(super) group: i64,
    pub(super) user: UserId,
    /// 0: the user asked.
    pub(super) inviter: UserId,
    pub(super) reason: String,
    /// `ApplyStatusCode`.
    pub(super) status: i32,
    created_ms: i64,
    modified_ms: i64,
    decided_by: UserId,
}

const COLUMNS: &str =
    "id, conversation, user, inviter, reason, status, created_ms, modified_ms, decided_by";

pub(super) const APPLYING: i32 = ApplyStatusCode::Applying as i32;

impl JoinRequest {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            group: row.get(1)?,
            user: row.get(2)?,
            inviter: row.get(3)?,
            reason: row.get(4)?,
            status: row.get(5)?,
            created_ms: row.get(6)?,
            modified_ms: row.get(7)?,
            decided_by: row.get(8)?,
        })
    }

    pub(super) fn info(&self) -> ConversationApplyInfo {
        ConversationApplyInfo {
            user_id: Some(self.user),
            conv_short_id: Some(self.group),
            conversation_type: Some(ConversationType::GroupChat as i32),
            apply_status: Some(self.status),
            apply_id: Some(self.id),
            create_time: Some(self.created_ms),
            modify_time: Some(self.modified_ms),
            modify_user: (self.decided_by != 0).then_some(self.decided_by),
            invite_user_id: (self.inviter != 0).then_some(self.inviter),
            apply_reason: (!self.reason.is_empty()).then(|| self.reason.clone()),
            ..ConversationApplyInfo::default()
        }
    }
}

pub(super) fn get(snapshot: &Snapshot<'_>, id: i64) -> Outcome<Option<JoinRequest>> {
    let sql = format!("SELECT {COLUMNS} FROM join_request WHERE id = ?1");
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_row([id], JoinRequest::read)
        .optional()?)
}

/// The newest request of somebody to a group.
pub(super) fn newest_of(
    snapshot: &Snapshot<'_>,
    group: i64,
    user: UserId,
) -> Outcome<Option<JoinRequest>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM join_request WHERE user = ?1 AND conversation = ?2
         ORDER BY id DESC LIMIT 1"
    );
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_row([user, group], JoinRequest::read)
        .optional()?)
}

/// Requests of a group before an id, the newest first.
pub(super) fn before(
    snapshot: &Snapshot<'_>,
    group: i64,
    id: i64,
    limit: i64,
) -> Outcome<Vec<JoinRequest>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM join_request WHERE conversation = ?1 AND id < ?2
         ORDER BY id DESC LIMIT ?3"
    );
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_map([group, id, limit], JoinRequest::read)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Those of a group that wait, the newest first.
pub(super) fn waiting(snapshot: &Snapshot<'_>, group: i64) -> Outcome<Vec<JoinRequest>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM join_request WHERE conversation = ?1 AND status = {APPLYING}
         ORDER BY id DESC"
    );
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_map([group], JoinRequest::read)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many requests of a group wait that this user has not seen.
pub(super) fn unseen(snapshot: &Snapshot<'_>, group: i64, user: UserId) -> Outcome<i64> {
    let sql = format!(
        "SELECT count(*) FROM join_request WHERE conversation = ?1 AND status = {APPLYING}
           AND id > coalesce((SELECT id FROM join_request_seen WHERE conversation = ?1 AND user = ?2), 0)"
    );
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_row([group, user], |row| row.get(0))?)
}

/// Keeps a request that waits, and lets go of the oldest of the group beyond `kept`.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    (group, user): (i64, UserId),
    inviter: UserId,
    reason: &str,
    kept: i64,
) -> Outcome<()> {
    let last: i64 = tx
        .db
        .prepare_cached("SELECT coalesce(max(id), 0) FROM join_request WHERE conversation = ?1")?
        .query_row([group], |row| row.get(0))?;
    let id = tx.next_id().max(last.saturating_add(1));
    tx.db
        .prepare_cached(
            "INSERT INTO join_request (id, conversation, user, inviter, reason, status, created_ms, modified_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
        )?
        .execute(params![id, group, user, inviter, reason, APPLYING, tx.now_ms])?;
    let sql = format!(
        "DELETE FROM join_request WHERE conversation = ?1 AND status <> {APPLYING} AND id <=
             (SELECT id FROM join_request WHERE conversation = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)"
    );
    tx.db.prepare_cached(&sql)?.execute([group, kept])?;
    Ok(())
}

/// A request waits no more.
pub(super) fn settle(
    tx: &Tx<'_>,
    request: &JoinRequest,
    status: ApplyStatusCode,
    by: UserId,
) -> Outcome<JoinRequest> {
    tx.db
        .prepare_cached(
            "UPDATE join_request SET status = ?2, modified_ms = ?3, decided_by = ?4 WHERE id = ?1",
        )?
        .execute(params![request.id, status as i32, tx.now_ms, by])?;
    Ok(JoinRequest {
        status: status as i32,
        modified_ms: tx.now_ms,
        decided_by: by,
        ..request.clone()
    })
}

/// Nothing of a group waits any more.
pub(super) fn invalidate(tx: &Tx<'_>, group: i64, by: UserId) -> Outcome<()> {
    for request in waiting(tx, group)? {
        settle(tx, &request, ApplyStatusCode::Invalid, by)?;
    }
    Ok(())
}

/// This user has seen all requests of a group; tells whether that is new.
pub(super) fn see(tx: &Tx<'_>, group: i64, user: UserId) -> Outcome<bool> {
    let seen = tx
        .db
        .prepare_cached(
            "INSERT INTO join_request_seen (conversation, user, id)
             SELECT ?1, ?2, max(id) FROM join_request WHERE conversation = ?1 HAVING max(id) IS NOT NULL
             ON CONFLICT (conversation, user) DO UPDATE SET id = excluded.id WHERE id < excluded.id",
        )?
        .execute([group, user])?;
    Ok(seen > 0)
}
