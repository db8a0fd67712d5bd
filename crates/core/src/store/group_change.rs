//! Lines of the server that say what happened to a group.

use rusqlite::params;

use super::change::{Cid, Mid};
use super::{Snapshot, message};
use crate::error::Result;

/// Below a place, the newest first.
const LINES: &str = "SELECT m.id FROM message m JOIN conversation c ON c.id = m.conversation
     WHERE m.conversation = ?1 AND m.kind = 10008 AND m.message_index < ?2 AND m.sender = 0 AND m.hidden = 0
       AND m.message_index > c.min_index
     ORDER BY m.message_index DESC LIMIT ?3";

/// Lines below a place of the history, the newest first.
pub fn before(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    index: i64,
    limit: i64,
) -> Result<Vec<message::Stored>> {
    let found: Vec<i64> = {
        let mut statement = snapshot.connection().prepare_cached(LINES)?;
        let rows = statement.query_map(params![conversation.0, index, limit], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut lines = Vec::with_capacity(found.len());
    for mid in found {
        lines.extend(message::get(snapshot, Mid(mid))?);
    }
    Ok(lines)
}
