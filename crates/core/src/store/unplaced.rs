//! Own messages that are at the server while nothing of the inbox will say where they stand: rows of `meta`, because
//! there are few of them and never for long.

use rusqlite::params;

use super::message::AWAITING;
use super::{Change, Cid, Mid, Snapshot, Tx, conversation, message, meta};
use crate::error::Result;
use crate::model::MessageKey;
use crate::model::conversation::ConversationRef;

/// Start of the key; the number of the message follows, and its id at the server is the value,
/// negative when the server was set back after it had confirmed the message.
const PREFIX: &str = "unplaced:";

/// A message whose place is to be asked for.
#[derive(Debug, Clone)]
pub struct Unplaced {
    /// Which.
    pub message: Mid,
    /// Its id at the server.
    pub server_id: i64,
    /// Where it was written; none when its place is known by now.
    pub asked: Option<Asked>,
    /// The server was set back since: when it does not know the message, it has lost it.
    pub set_back: bool,
}

/// What the server is asked about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its row here.
    pub cid: Cid,
    /// Its conversation.
    pub conversation: ConversationRef,
    /// Its id for people.
    pub key: MessageKey,
}

/// The place of this message is to be asked for, unless it is known.
pub fn note(tx: &mut Tx<'_>, message: Mid, server_id: i64) -> Result<()> {
    let noted = tx
        .connection()
        .prepare_cached(
            "INSERT INTO meta (key, value) SELECT ?1, ?2 FROM message WHERE id = ?3 AND place = ?4
             ON CONFLICT (key) DO UPDATE SET value = ?2",
        )?
        .execute(params![key(message), server_id, message.0, AWAITING])?;
    if noted > 0 {
        tx.change(Change::Wanted);
    }
    Ok(())
}

/// As [`note`], for a message that the server may have lost when it was set back.
pub fn note_after_set_back(tx: &mut Tx<'_>, message: Mid, server_id: i64) -> Result<()> {
    // The sign of the value says it.
    note(tx, message, -server_id)
}

/// It need not be asked for any more.
pub fn settle(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    meta::unset(tx.connection(), &key(message))
}

/// One message whose place is to be asked for.
pub fn next(snapshot: &Snapshot<'_>) -> Result<Option<Unplaced>> {
    let waiting = meta::numbered(snapshot, PREFIX, 1)?;
    let Some((id, server_id)) = waiting.first().copied() else {
        return Ok(None);
    };
    let message = Mid(id);
    let stored = message::get(snapshot, message)?.filter(|row| row.position.place == AWAITING);
    let asked = match stored {
        Some(row) => conversation::get(snapshot, row.conversation)?.map(|stored| Asked {
            cid: row.conversation,
            conversation: stored.conversation,
            key: row.key,
        }),
        None => None,
    };
    Ok(Some(Unplaced {
        message,
        server_id: server_id.saturating_abs(),
        asked,
        set_back: server_id < 0,
    }))
}

fn key(message: Mid) -> String {
    format!("{PREFIX}{}", message.0)
}
