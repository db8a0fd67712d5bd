//! Text typed and not sent, per conversation, with what is attached to it; it survives a restart.

use std::path::PathBuf;

use super::Client;
use crate::error::{Error, Result};
use crate::model::ConversationId;
use crate::model::draft::{MAX_ATTACHMENTS, SavedDraft, check_length, read_paths, write_paths};
use crate::store::draft::{self, Save};

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSave {
    /// The text is on disk under this revision.
    Kept(i64),
    /// Nothing was saved: the draft has changed since the revision that the text is based on.
    Newer(SavedDraft),
}

impl Client {
    /// Saves what was typed on the draft of revision `base`. When the draft has another revision meanwhile (it was
    /// sent, or a message was taken back into it), nothing is saved and that draft is answered.
    ///
    /// # Errors
    /// [`Error::TooLong`] beyond [`MAX_DRAFT_BYTES`](crate::MAX_DRAFT_BYTES), [`Error::NotFound`].
    pub async fn save_draft(
        &self,
        id: &ConversationId,
        base: i64,
        text: String,
    ) -> Result<DraftSave> {
        check_length(text.len())?;
        let cid = self.place(id).await?.cid;
        let save = self
            .0
            .store
            .write(move |tx| draft::save(tx, cid, base, &text))
            .await?;
        Ok(match save {
            Save::Kept(revision) => DraftSave::Kept(revision),
            Save::Newer(stored) => DraftSave::Newer(stored.into()),
        })
    }

    /// Saves the whole list of what is attached to a draft, in order.
    ///
    /// # Errors
    /// [`Error::TooLong`] beyond [`MAX_ATTACHMENTS`], [`Error::NotFound`].
    pub async fn save_attachments(&self, id: &ConversationId, paths: &[PathBuf]) -> Result<()> {
        if paths.len() > MAX_ATTACHMENTS {
            return Err(Error::TooLong {
                what: "draft's list of files",
                limit: MAX_ATTACHMENTS,
            });
        }
        let list = write_paths(paths);
        let cid = self.place(id).await?.cid;
        self.0
            .store
            .write(move |tx| draft::save_attachments(tx, cid, &list))
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
        Ok(stored.into())
    }

    /// Deletes what was typed and attached, also in a conversation that the person has left; its messages stay. Answers
    /// the empty draft: a save on an older revision changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_draft(&self, id: &ConversationId) -> Result<SavedDraft> {
        let cid = self.place(id).await?.cid;
        #[cfg(feature = "voice")]
        self.discard_voice(id).await?;
        let left = self.0.store.write(move |tx| draft::delete(tx, cid)).await?;
        Ok(left.into())
    }

    /// Every file that is attached to a draft, of all conversations.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn draft_attachments(&self) -> Result<Vec<PathBuf>> {
        let lists = self.0.store.read(draft::all_attachments).await?;
        Ok(lists.iter().flat_map(|list| read_paths(list)).collect())
    }
}
