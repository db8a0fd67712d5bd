//! Marked messages in the order of marking, as lists show them.

use super::change::{Cid, Mid};
use super::{Snapshot, message};
use crate::error::Result;
use crate::model::mark::MarkKind;

/// A marked message, and since when.
pub struct Marked {
    /// It.
    pub message: message::Stored,
    /// Milliseconds since 1970.
    pub time: i64,
    /// How it is marked.
    pub kind: MarkKind,
}

/// Of one kind, those that the person sees.
macro_rules! marked {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, k.time FROM mark k
             JOIN message m ON m.server_id = k.server_id AND m.hidden = 0 AND m.recalled = 0 AND m.state <> 5
             JOIN conversation c ON c.id = m.conversation AND m.message_index > c.min_index
             WHERE k.kind = ?1 AND (k.wanted = 1 OR k.wanted = -1 AND k.confirmed = 1) ",
            $rest
        )
    };
}

/// What is marked so in all conversations, marked last first.
pub fn everywhere(snapshot: &Snapshot<'_>, kind: MarkKind, limit: i64) -> Result<Vec<Marked>> {
    const ALL: &str = marked!("ORDER BY k.time DESC, k.server_id DESC LIMIT ?2");
    read(snapshot, kind, ALL, &[i64::from(kind.action()), limit])
}

/// What is marked so in a conversation, marked last first.
pub fn in_conversation(
    snapshot: &Snapshot<'_>,
    cid: Cid,
    kind: MarkKind,
    limit: i64,
) -> Result<Vec<Marked>> {
    const ONE: &str =
        marked!("AND k.conversation = ?2 ORDER BY k.time DESC, k.server_id DESC LIMIT ?3");
    let values = [i64::from(kind.action()), cid.0, limit];
    read(snapshot, kind, ONE, &values)
}

fn read(
    snapshot: &Snapshot<'_>,
    kind: MarkKind,
    query: &str,
    values: &[i64],
) -> Result<Vec<Marked>> {
    let found: Vec<(i64, i64)> = {
        let mut statement = snapshot.connection().prepare_cached(query)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut marked = Vec::with_capacity(found.len());
    for (mid, time) in found {
        if let Some(message) = message::get(snapshot, Mid(mid))? {
            marked.push(Marked {
                message,
                time,
                kind,
            });
        }
    }
    Ok(marked)
}
