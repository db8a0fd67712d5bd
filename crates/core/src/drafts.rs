//! Text typed and not sent, per conversation, with what is attached to it; it survives a restart.

use std::path::{Path, PathBuf};

use url::Url;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::model::ConversationId;
use crate::store::draft::{self, Save, Stored};

/// Text of a draft at most. One message holds less; what is longer is kept to be shortened or sent in parts.
pub const MAX_DRAFT_BYTES: usize = 1024 * 1024;

/// Files of a draft at most, and of what is sent together.
pub const MAX_ATTACHMENTS: usize = 100;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedDraft {
    /// Grows with each change of the text. A save names the one it is based on.
    pub revision: i64,
    /// Text.
    pub text: String,
    /// Files that are attached, in order. They may be gone.
    pub attachments: Vec<PathBuf>,
}

/// What became of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSave {
    /// The text is on disk under this revision.
    Kept(i64),
    /// Nothing was saved: the draft has changed since the revision that the text is based on.
    Newer(SavedDraft),
}

impl From<Stored> for SavedDraft {
    fn from(stored: Stored) -> Self {
        Self {
            revision: stored.revision,
            text: stored.text,
            attachments: read_paths(&stored.attachments),
        }
    }
}

impl Client {
    /// Saves what was typed on the draft of revision `base`. When the draft has another revision meanwhile (it was
    /// sent, or a message was taken back into it), nothing is saved and that draft is answered.
    ///
    /// # Errors
    /// [`Error::TooLong`] beyond [`MAX_DRAFT_BYTES`], [`Error::NotFound`].
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

    /// Every file that is attached to a draft, of all conversations.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn draft_attachments(&self) -> Result<Vec<PathBuf>> {
        let lists = self.0.store.read(draft::all_attachments).await?;
        Ok(lists.iter().flat_map(|list| read_paths(list)).collect())
    }
}

pub(crate) fn check_length(bytes: usize) -> Result<()> {
    if bytes > MAX_DRAFT_BYTES {
        return Err(Error::TooLong {
            what: "draft",
            limit: MAX_DRAFT_BYTES,
        });
    }
    Ok(())
}

/// A list of paths as it is stored. A name that is not Unicode becomes an address, which keeps its bytes.
pub(crate) fn write_paths(paths: &[PathBuf]) -> String {
    let list: Vec<String> = paths.iter().filter_map(|path| write_path(path)).collect();
    serde_json::Value::from(list).to_string()
}

fn write_path(path: &Path) -> Option<String> {
    match path.to_str() {
        Some(text) => Some(text.to_owned()),
        // Only a relative path has no address, and none is attached.
        None => Url::from_file_path(path).ok().map(String::from),
    }
}

pub(crate) fn read_paths(list: &str) -> Vec<PathBuf> {
    let list: Vec<String> = serde_json::from_str(list).unwrap_or_default();
    list.into_iter()
        .map(|text| {
            let address = text.starts_with("file://").then(|| Url::parse(&text).ok());
            let path = address
                .flatten()
                .and_then(|address| address.to_file_path().ok());
            path.unwrap_or_else(|| PathBuf::from(text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_back_as_it_was_whatever_its_name_is_written_in() {
        let mut paths = vec![
            PathBuf::from("/home/alice/海 边.png"),
            PathBuf::from("/tmp/file:/a"),
        ];
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            // "图.png" in GBK.
            let name = std::ffi::OsStr::from_bytes(b"/home/alice/\xcd\xbc.png");
            paths.push(PathBuf::from(name));
        }
        assert_eq!(read_paths(&write_paths(&paths)), paths);
        assert_eq!(read_paths("damaged"), Vec::<PathBuf>::new());
    }
}
