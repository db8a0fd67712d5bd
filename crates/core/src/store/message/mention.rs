//! Messages that call the person of this account.

use crate::error::Result;
use crate::model::MessageKey;
use crate::store::Snapshot;
use crate::store::change::Cid;

/// Messages above `index` that call the person and can be unread, the oldest first.
pub fn mentions_above(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    index: i64,
    limit: i64,
) -> Result<Vec<MessageKey>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT key FROM message WHERE conversation = ?1 AND message_index > ?2 AND message_index > 0
           AND mentions_me = 1 AND counts = 1 ORDER BY message_index LIMIT ?3",
    )?;
    let rows = statement.query_map([conversation.0, index, limit], |row| {
        row.get(0).map(MessageKey)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
