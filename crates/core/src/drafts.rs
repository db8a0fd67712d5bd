//! Text typed and not sent, per conversation; it survives a restart.

use std::path::PathBuf;

use linnet_proto::choices;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::model::ConversationId;
use crate::store::draft;

/// Files of a draft at most.
const ATTACHMENTS: usize = 50;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedDraft {
    /// Grows with each save.
    pub revision: i64,
    /// Text.
    pub text: String,
    /// Files that were attached, in order. They may be gone.
    pub attachments: Vec<PathBuf>,
}

impl Client {
    /// Saves what was typed. False when it came too late: the draft was sent, or a newer save came first.
    ///
    /// # Errors
    /// [`Error::TooLong`], [`Error::NotFound`].
    pub async fn save_draft(&self, id: &ConversationId, saved: SavedDraft) -> Result<bool> {
        if saved.text.len() > choices::MAX_CONTENT_BYTES {
            return Err(Error::TooLong {
                what: "draft",
                limit: choices::MAX_CONTENT_BYTES,
            });
        }
        let attachments: Vec<_> = saved
            .attachments
            .iter()
            .take(ATTACHMENTS)
            .filter_map(|path| path.to_str())
            .collect();
        let stored = draft::Stored {
            revision: saved.revision,
            text: saved.text,
            attachments: serde_json::Value::from(attachments).to_string(),
        };
        let cid = self.place(id).await?.cid;
        self.0
            .store
            .write(move |tx| draft::save(tx, cid, &stored))
            .await
    }

    /// What was typed in a conversation; empty when it was sent.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn draft(&self, id: &ConversationId) -> Result<SavedDraft> {
        let cid = self.place(id).await?.cid;
        let stored = self
            .0
            .store
            .read(move |snapshot| draft::get(snapshot, cid))
            .await?;
        let paths: Vec<PathBuf> = serde_json::from_str(&stored.attachments).unwrap_or_default();
        Ok(SavedDraft {
            revision: stored.revision,
            text: stored.text,
            attachments: paths,
        })
    }
}
