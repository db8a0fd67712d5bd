//! How far the messages of a conversation go: for what walks through all of them.

use rusqlite::{OptionalExtension, params};

use super::super::Snapshot;
use super::super::change::{Cid, Mid};
use super::Position;
use crate::error::Result;

/// Above all rows.
pub const BEGINNING: Position = Position {
    place: i64::MIN,
    tier: i64::MIN,
    index: i64::MIN,
    mid: Mid(i64::MIN),
};

/// When the message was written that stands next above an index; none when there is none.
pub fn created_above(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    index: i64,
) -> Result<Option<i64>> {
    Ok(snapshot
        .connection()
        .prepare_cached(
            "SELECT created FROM message WHERE conversation = ?1 AND message_index > ?2 AND message_index > 0
             ORDER BY message_index LIMIT 1",
        )?
        .query_row(params![conversation.0, index], |row| row.get(0))
        .optional()?)
}

/// Messages that are shown and were written at or after one moment and before another.
pub fn count_between(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    from: i64,
    before: i64,
) -> Result<u64> {
    let count: i64 = snapshot
        .connection()
        .prepare_cached(
            "SELECT count(*) FROM message
             WHERE conversation = ?1 AND hidden = 0 AND created >= ?2 AND created < ?3",
        )?
        .query_row(params![conversation.0, from, before], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}
