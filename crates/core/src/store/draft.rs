//! Text typed and not sent. A draft has a revision; accepting a message closes it, and a save that comes late cannot
//! bring it back.

use rusqlite::{OptionalExtension, params};

use super::change::{Change, Cid};
use super::{Snapshot, Tx};
use crate::error::Result;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// Grows with each save.
    pub revision: i64,
    /// Text.
    pub text: String,
    /// JSON list of what is attached.
    pub attachments: String,
}

/// Saves a draft; false when it came too late and nothing was done.
pub fn save(tx: &mut Tx<'_>, conversation: Cid, draft: &Stored) -> Result<bool> {
    let changed = tx
        .connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, revision, text, attachments) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (conversation) DO UPDATE SET revision = ?2, text = ?3, attachments = ?4
             WHERE revision < ?2 AND closed < ?2 AND NOT (sent <> '' AND sent = ?3 AND closed + 1 = ?2)",
        )?
        .execute(params![conversation.0, draft.revision, draft.text, draft.attachments])?;
    if changed > 0 {
        tx.change(Change::Conversation { conversation });
    }
    Ok(changed > 0)
}

/// The draft was sent as `text`: it is emptied and saves up to its revision do nothing from now on, nor does the one
/// save of the same text that may still be under way.
pub fn close(tx: &mut Tx<'_>, conversation: Cid, text: &str) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached(
            "INSERT INTO draft (conversation, sent) VALUES (?1, ?2)
             ON CONFLICT (conversation)
             DO UPDATE SET closed = revision, sent = ?2, text = '', attachments = '[]'",
        )?
        .execute(params![conversation.0, text])?;
    if changed > 0 {
        tx.change(Change::Conversation { conversation });
    }
    Ok(())
}

/// The draft of a conversation; empty with the last revision when it was sent.
pub fn get(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Stored> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT revision, text, attachments FROM draft WHERE conversation = ?1")?
        .query_row([conversation.0], |row| {
            Ok(Stored {
                revision: row.get(0)?,
                text: row.get(1)?,
                attachments: row.get(2)?,
            })
        })
        .optional()?
        .unwrap_or_else(|| Stored {
            attachments: "[]".to_owned(),
            ..Stored::default()
        }))
}
