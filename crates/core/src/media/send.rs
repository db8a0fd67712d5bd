//! The way of an own picture: looked at, accepted, made ready, uploaded, sent.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::inspection::{Inspection, Mode};
use super::kind::Kind;
use super::reading::Reading;
use super::source::Source;
use super::upload::{Original, Purpose, UploadState, Watch};
use super::variant::Variant;
use super::worker::{Given, Pixels, Worker};
use super::{Media, blocking, digest};
use crate::error::{Error, MediaError, Result};
use crate::model::MediaId;
use crate::model::file_name::name_of_path;
use crate::model::picture::object_id;

/// A picture whose file is safe in the media folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Its id: what the row and the page call it until and after it is sent.
    pub media: MediaId,
    /// Name of the chosen file's bytes in the media folder: their SHA-256.
    pub original: String,
    /// How it is sent.
    pub mode: Mode,
    /// What was found.
    pub inspection: Inspection,
    /// File name for the receiver, plain text.
    pub name: String,
}

/// A picture as it will be uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// Name of its bytes in the media folder: their SHA-256.
    pub file: String,
    /// Kind of these bytes.
    pub kind: Kind,
    /// Pixels as shown.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Size.
    pub bytes: u64,
    /// MD5, lower hex.
    pub md5: String,
}

/// Pictures whose inspection is remembered; when there are more, all are forgotten and looked at again when needed.
const LOOKED_AT: usize = 256;

/// Bytes by which the kind of a picture can be told.
const HEAD: usize = 64;

/// Files that are looked at at the same time: each is copied meanwhile, with at most 50 MiB. One that decodes slowly or
/// stops in the middle holds up none of the others.
static LOOKS: Semaphore = Semaphore::const_new(4);

#[derive(Default)]
pub(super) struct LookedAt(Mutex<HashMap<MediaId, Looked>>);

/// What was found in a picture.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    pub inspection: Inspection,
    /// It has to be made anew before it is sent.
    pub for_us_only: bool,
}

impl Media {
    pub(super) fn worker(&self) -> Result<&Worker> {
        self.worker
            .as_ref()
            .ok_or_else(|| MediaError::Worker.into())
    }

    /// Starts the worker ahead of need, e.g. while files are held over the window.
    ///
    /// # Errors
    ///
    /// It cannot be started.
    pub async fn warm(&self) -> Result<()> {
        self.worker()?.warm().await
    }

    /// Looks at a chosen file, for the tray. Its small copies are in the cache afterwards, under the id that is
    /// answered.
    ///
    /// # Errors
    ///
    /// [`MediaError`] with the sentence for the tray.
    pub async fn inspect(&self, source: &Source) -> Result<(MediaId, Inspection)> {
        // One that cannot be opened, or not soon, or is no picture is known before it takes a turn.
        let mut reading = Reading::open(source.path()).await?;
        let begins = reading.chunk().await?.ok_or(MediaError::Empty)?;
        Kind::of(begins.get(..HEAD).unwrap_or(&begins))?;
        drop(reading);
        let _turn = LOOKS.acquire().await.map_err(|_| Error::Stopped)?;
        let copy = self.copy(source).await?;
        let id = MediaId(copy.sha256());
        let found = self.look(Given::File(copy.path()), &id).await?;
        Ok((id, found.inspection))
    }

    /// Takes a picture in: when this answers, its bytes are on disk (file and folder synced) and its small copies are
    /// in the cache, so that the row can be shown at once. `seen`: it must still be the file that was looked at.
    ///
    /// # Errors
    ///
    /// [`MediaError`] when it cannot be sent; nothing is kept then.
    pub async fn accept(
        &self,
        source: &Source,
        mode: Mode,
        seen: Option<&MediaId>,
    ) -> Result<Accepted> {
        let copy = self.copy(source).await?;
        let looked_at = MediaId(copy.sha256());
        if seen.is_some_and(|seen| *seen != looked_at) {
            return Err(MediaError::Changed.into());
        }
        let found = self.look(Given::File(copy.path()), &looked_at).await?;
        // What not everybody can open is made anew now, so that everything from here on is as for other pictures.
        let kept = if found.for_us_only {
            let folder = self.folder.clone();
            let anew = blocking(move || folder.begin()).await?;
            let given = Given::File(copy.path());
            self.worker()?.convert(given, anew).await?.bytes
        } else {
            copy
        };
        let inspection = found.inspection;
        let folder = self.folder.clone();
        let original = blocking(move || folder.finish(kept)).await?.name;
        let media = media_id(&original, mode);
        let name = name_of_path(source.path());
        let (cache, folder) = (Arc::clone(&self.cache), self.folder.clone());
        let (id, file) = (media.clone(), original.clone());
        blocking(move || {
            for variant in [Variant::Thumb, Variant::Preview] {
                if let Some(path) = cache.get(&looked_at, variant) {
                    cache.link(&path, &id, variant)?;
                }
            }
            if let Some(path) = folder.path(&file) {
                cache.link(&path, &id, Variant::Original)?;
            }
            Ok(())
        })
        .await?;
        Ok(Accepted {
            media,
            original,
            mode,
            inspection,
            name,
        })
    }

    /// Removes files that were made for pictures which the outbox names now: it has their copies.
    pub async fn remove_staged(&self, paths: Vec<PathBuf>) {
        for path in paths {
            // Handed over twice it is named twice, and gone the second time.
            if let Err(error) = tokio::fs::remove_file(path).await
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, "a staged picture cannot be removed");
            }
        }
    }

    /// Makes the bytes that are uploaded. The same again gives the same again.
    ///
    /// # Errors
    ///
    /// [`MediaError::Unreadable`] when the file is no longer in the media folder.
    pub async fn make_ready(&self, accepted: &Accepted) -> Result<Ready> {
        let path = self.kept_path(&accepted.original)?;
        match accepted.mode {
            Mode::Original => {
                let accepted = accepted.clone();
                blocking(move || {
                    let mut file = File::open(&path)?;
                    let mut head = Vec::with_capacity(HEAD);
                    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
                    file.rewind()?;
                    let (md5, bytes) = digest::md5_of(file)?;
                    Ok(Ready {
                        file: accepted.original,
                        kind: Kind::of(&head)?,
                        width: accepted.inspection.width,
                        height: accepted.inspection.height,
                        bytes,
                        md5,
                    })
                })
                .await
            }
            Mode::Compress => {
                let folder = self.folder.clone();
                let anew = blocking(move || folder.begin()).await?;
                let made = self.worker()?.compress(Given::File(&path), anew).await?;
                let folder = self.folder.clone();
                blocking(move || {
                    let kept = folder.finish(made.bytes)?;
                    Ok(Ready {
                        file: kept.name,
                        kind: made.kind,
                        width: made.width,
                        height: made.height,
                        bytes: kept.bytes,
                        md5: kept.md5,
                    })
                })
                .await
            }
        }
    }

    /// Uploads and gives the object key. Dropping the future cancels; `state` is what `watch` kept last.
    ///
    /// # Errors
    ///
    /// A transport error or [`MediaError::Storage`]; the kept state is good for the next try.
    pub async fn upload(
        &self,
        ready: &Ready,
        state: UploadState,
        watch: &mut dyn Watch,
    ) -> Result<String> {
        let original = Original {
            path: self.kept_path(&ready.file)?.into(),
            bytes: ready.bytes,
            parts: Vec::new(),
            purpose: Purpose::Picture(ready.kind.suffix()),
        };
        self.uploader.upload(&original, state, watch).await
    }

    /// The object is at the server: its small copies are here under its id too.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn uploaded(&self, accepted: &Accepted, uri: &str) -> Result<()> {
        let cache = Arc::clone(&self.cache);
        let (media, object) = (accepted.media.clone(), object_id(uri));
        blocking(move || {
            for variant in [Variant::Thumb, Variant::Preview] {
                if let Some(path) = cache.get(&media, variant) {
                    cache.link(&path, &object, variant)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// The message is at the server: its file becomes an ordinary one of the cache, also under the id that others know
    /// the object by, and the media folder lets it go. `shared` names files that other unsent messages still need.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn sent(
        &self,
        accepted: &Accepted,
        ready: &Ready,
        uri: &str,
        shared: Vec<String>,
    ) -> Result<()> {
        let (cache, folder) = (Arc::clone(&self.cache), self.folder.clone());
        let (accepted, ready, object) = (accepted.clone(), ready.clone(), object_id(uri));
        blocking(move || {
            if let Some(path) = folder.path(&ready.file) {
                // What was sent, not what was chosen.
                if ready.file != accepted.original {
                    cache.remove_one(&accepted.media, Variant::Original)?;
                }
                cache.link(&path, &accepted.media, Variant::Original)?;
            }
            for variant in Variant::ALL {
                if let Some(path) = cache.get(&accepted.media, variant) {
                    cache.link(&path, &object, variant)?;
                }
            }
            for name in [&accepted.original, &ready.file] {
                if !shared.contains(name) {
                    folder.release(name)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// The message was given up: its files go, except those in `shared`, which other unsent messages need.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn given_up(&self, files: Vec<String>, shared: Vec<String>) -> Result<()> {
        let folder = self.folder.clone();
        blocking(move || {
            for name in files.iter().filter(|name| !shared.contains(name)) {
                folder.release(name)?;
            }
            Ok(())
        })
        .await
    }

    /// Upright pixels of a picture in the cache, for the clipboard; at most as many as 5,120 x 5,120.
    ///
    /// # Errors
    ///
    /// [`MediaError::CannotBeShown`].
    pub async fn pixels(&self, file: &Path) -> Result<Pixels> {
        let pixels = self.worker()?.pixels(Given::File(file)).await;
        pixels.map_err(|error| match error {
            // It was sent by somebody: the sentences for those who choose a file do not fit.
            Error::Media(MediaError::Unreadable | MediaError::Empty) => MediaError::Mismatch.into(),
            Error::Media(_) => MediaError::CannotBeShown.into(),
            error => error,
        })
    }

    /// Looks at a picture and puts its small copies into the cache.
    pub(super) async fn look(&self, file: Given<'_>, id: &MediaId) -> Result<Looked> {
        let known = self.looked_at().get(id).cloned();
        if let Some(known) = known
            && [Variant::Preview, Variant::Thumb]
                .into_iter()
                .all(|variant| self.cache.get(id, variant).is_some())
        {
            return Ok(known);
        }
        let found = self.worker()?.inspect(file).await?;
        let looked = Looked {
            inspection: found.inspection,
            for_us_only: found.for_us_only,
        };
        {
            let mut looked_at = self.looked_at();
            if looked_at.len() >= LOOKED_AT {
                looked_at.clear();
            }
            looked_at.insert(id.clone(), looked.clone());
        }
        let cache = Arc::clone(&self.cache);
        let id = id.clone();
        let (preview, thumb) = (found.preview, found.thumb);
        blocking(move || {
            cache.put(&id, Variant::Preview, &preview)?;
            cache.put(&id, Variant::Thumb, &thumb)?;
            Ok(())
        })
        .await?;
        Ok(looked)
    }

    fn looked_at(&self) -> MutexGuard<'_, HashMap<MediaId, Looked>> {
        self.looked_at
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn kept_path(&self, name: &str) -> Result<PathBuf> {
        Ok(self.folder.path(name).ok_or(MediaError::Unreadable)?)
    }
}

/// One file sent both ways is two pictures.
fn media_id(original: &str, mode: Mode) -> MediaId {
    MediaId(match mode {
        Mode::Original => original.to_owned(),
        Mode::Compress => digest::sha256(format!("{original} compressed").as_bytes()),
    })
}

pub(super) async fn name_of(bytes: &Bytes) -> Result<String> {
    let bytes = Bytes::clone(bytes);
    blocking(move || Ok(digest::sha256(&bytes))).await
}
