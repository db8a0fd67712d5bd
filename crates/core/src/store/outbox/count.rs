//! How much is not at the server.

use crate::error::Result;
use crate::model::ConversationId;
use crate::model::diagnosis::Queue;
use crate::store::Snapshot;

/// How many messages of each conversation are not at the server, planned ones among them, for what is lost by signing out.
pub fn unsent(snapshot: &Snapshot<'_>) -> Result<Vec<(ConversationId, u32)>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached(
        "SELECT c.conversation_id, COUNT(*)
         FROM (SELECT conversation, message AS place FROM outbox
               UNION ALL SELECT conversation, 9223372036854775807 FROM planned) o
         JOIN conversation c ON c.id = o.conversation GROUP BY c.id ORDER BY MIN(o.place), c.id",
    )?;
    let rows = statement.query_map([], |row| Ok((ConversationId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How much waits.
pub fn queue(snapshot: &Snapshot<'_>) -> Result<Queue> {
    Ok(snapshot
        .connection()
        .prepare_cached(
            "SELECT COUNT(*) FILTER (WHERE state IN (0, 3)), COUNT(*) FILTER (WHERE state = 2),
                COUNT(*) FILTER (WHERE state = 1), COALESCE(SUM(tries) FILTER (WHERE state <> 1), 0)
             FROM outbox",
        )?
        .query_row([], |row| {
            Ok(Queue {
                waiting: row.get(0)?,
                preparing: row.get(1)?,
                stopped: row.get(2)?,
                tries: row.get(3)?,
            })
        })?)
}
