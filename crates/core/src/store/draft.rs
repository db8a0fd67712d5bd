//! Text typed and not sent. A draft has a revision; accepting a message closes it (`outbox.rs`), and a save that comes
//! late cannot bring it back.

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
             WHERE revision < ?2 AND closed < ?2",
        )?
        .execute(params![
            conversation.0,
            draft.revision,
            draft.text,
            draft.attachments
        ])?;
    if changed > 0 {
        tx.change(Change::Conversation { conversation });
    }
    Ok(changed > 0)
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
