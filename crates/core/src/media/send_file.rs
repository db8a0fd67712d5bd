//! The way of an own file that is no picture: it is copied as it is, uploaded, sent. It is never whole in memory.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::folder::Keeping;
use super::reading::Reading;
use super::source::Source;
use super::upload::{Original, Purpose, UploadState, Watch};
use super::variant::Variant;
use super::{Media, blocking};
use crate::error::{MediaError, Result};
use crate::model::MediaId;
use crate::model::file_name::name_of_path;
use crate::model::picture::{MAX_BYTES, object_id};

/// A file that is safe in the media folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedFile {
    /// Its id: what the row and the page call it until it is uploaded.
    pub media: MediaId,
    /// Name of its bytes in the media folder: their SHA-256.
    pub original: String,
    /// Name for the receiver, plain text.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// MD5, lower hex.
    pub md5: String,
    /// CRC-32 of each part as it is uploaded, lower hex; empty when they were not made.
    #[serde(default)]
    pub parts: Vec<String>,
    /// Where the person has it. None for one that was made to be sent.
    pub place: Option<PathBuf>,
}

/// What a look at a file found, for the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Name for the receiver, plain text.
    pub name: String,
    /// Size.
    pub bytes: u64,
}

impl Media {
    /// Looks at a chosen file without reading it.
    ///
    /// # Errors
    ///
    /// [`MediaError`] with the sentence for the tray.
    pub async fn look_at_file(&self, source: &Source) -> Result<FileFacts> {
        let reading = Reading::open(source.path()).await?;
        if reading.length() == 0 {
            return Err(MediaError::Empty.into());
        }
        Ok(FileFacts {
            name: name_of_path(source.path()),
            bytes: reading.length(),
        })
    }

    /// A copy of a chosen file beside the media folder, made while it is read. It goes when it is dropped.
    ///
    /// # Errors
    ///
    /// [`MediaError`] when it cannot be sent.
    pub(super) async fn copy(&self, source: &Source) -> Result<Keeping> {
        let mut reading = Reading::open(source.path()).await?;
        let folder = self.folder.clone();
        let mut keeping = blocking(move || folder.begin()).await?;
        while let Some(chunk) = reading.chunk().await? {
            // It may grow while it is read.
            if keeping.bytes() + chunk.len() as u64 > MAX_BYTES {
                return Err(MediaError::FileTooLarge.into());
            }
            keeping = blocking(move || {
                keeping.write(&chunk)?;
                Ok(keeping)
            })
            .await?;
        }
        if keeping.bytes() == 0 {
            return Err(MediaError::Empty.into());
        }
        Ok(keeping)
    }

    /// Takes a file in: when this answers, its bytes are on disk (file and folder synced).
    ///
    /// # Errors
    ///
    /// [`MediaError`] when it cannot be sent; nothing is kept then.
    pub async fn accept_file(&self, source: &Source) -> Result<AcceptedFile> {
        let keeping = self.copy(source).await?;
        let (folder, cache) = (self.folder.clone(), Arc::clone(&self.cache));
        let kept = blocking(move || {
            let kept = folder.finish(keeping)?;
            // Under its id too, so that it can be opened while it is on its way.
            let media = MediaId(kept.name.clone());
            if let Some(path) = folder.path(&kept.name) {
                cache.link(&path, &media, Variant::Original)?;
            }
            Ok(kept)
        })
        .await?;
        Ok(AcceptedFile {
            media: MediaId(kept.name.clone()),
            original: kept.name,
            name: name_of_path(source.path()),
            bytes: kept.bytes,
            md5: kept.md5,
            parts: kept.parts,
            // A name that is no text cannot be written down; such a file is opened from the copy.
            place: match source {
                Source::Path(path) if path.to_str().is_some() => Some(path.clone()),
                Source::Path(_) | Source::Staged(_) => None,
            },
        })
    }

    /// Uploads and gives the object key. Dropping the future cancels; `state` is what `watch` kept last.
    ///
    /// # Errors
    ///
    /// A transport error or [`MediaError::Storage`]; the kept state is good for the next try.
    pub async fn upload_file(
        &self,
        accepted: &AcceptedFile,
        state: UploadState,
        watch: &mut dyn Watch,
    ) -> Result<String> {
        let original = Original {
            path: self.kept_path(&accepted.original)?.into(),
            bytes: accepted.bytes,
            parts: accepted.parts.clone(),
            purpose: Purpose::File,
        };
        self.uploader.upload(&original, state, watch).await
    }

    /// The message is at the server: its file becomes an ordinary one of the cache, under the id that others know the
    /// object by, and the media folder lets it go. `shared` names files that other unsent messages still need.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn sent_file(
        &self,
        accepted: &AcceptedFile,
        uri: &str,
        shared: Vec<String>,
    ) -> Result<()> {
        let (cache, folder) = (Arc::clone(&self.cache), self.folder.clone());
        let (accepted, object) = (accepted.clone(), object_id(uri));
        blocking(move || {
            if let Some(path) = folder.path(&accepted.original) {
                cache.link(&path, &object, Variant::Original)?;
            }
            if !shared.contains(&accepted.original) {
                cache.remove_one(&accepted.media, Variant::Original)?;
                folder.release(&accepted.original)?;
            }
            Ok(())
        })
        .await
    }
}
