//! Messages that answer each other: each names the first one of its thread, its root.

use super::{Stored, by_row};
use crate::error::Result;
use crate::store::change::{Change, Cid, Mid};
use crate::store::{Snapshot, Tx};

/// Messages of a thread that are told at most.
const MOST: i64 = 200;

/// The messages of a thread that are here, in the order of the conversation: the root, and the newest of those that name
/// it.
pub fn thread(snapshot: &Snapshot<'_>, conversation: Cid, root: i64) -> Result<Vec<Stored>> {
    let connection = snapshot.connection();
    let mut found: Vec<Mid> = connection
        .prepare_cached("SELECT id FROM message WHERE server_id = ?1 AND server_id <> 0 AND conversation = ?2 AND hidden = 0")?
        .query_map([root, conversation.0], |row| row.get(0).map(Mid))?
        .collect::<rusqlite::Result<_>>()?;
    let answers: Vec<Mid> = connection
        .prepare_cached(
            "SELECT id FROM message WHERE quoted_root = ?1 AND quoted_root <> 0 AND conversation = ?2 AND hidden = 0
             ORDER BY place DESC, id DESC LIMIT ?3",
        )?
        .query_map([root, conversation.0, MOST], |row| row.get(0).map(Mid))?
        .collect::<rusqlite::Result<_>>()?;
    found.extend(answers);
    let mut rows = Vec::new();
    for message in found {
        rows.extend(by_row(connection, message)?);
    }
    rows.sort_by_key(|row| row.position);
    rows.dedup_by_key(|row| row.position.mid);
    Ok(rows)
}

/// A message came, changed or went: the first one of its thread says how many there are.
pub(super) fn tell_root(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let root: Option<(Cid, Mid)> = {
        let mut statement = tx.connection().prepare_cached(
            "SELECT r.conversation, r.id FROM message a JOIN message r ON r.server_id = a.quoted_root AND r.server_id <> 0
               AND r.conversation = a.conversation
             WHERE a.id = ?1 AND a.quoted_root <> 0",
        )?;
        let mut rows =
            statement.query_map([message.0], |row| Ok((Cid(row.get(0)?), Mid(row.get(1)?))))?;
        rows.next().transpose()?
    };
    if let Some((conversation, message)) = root {
        tx.change(Change::Message {
            conversation,
            message,
        });
    }
    Ok(())
}
