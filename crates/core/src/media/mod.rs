//! Pictures: looked at, made ready, uploaded, downloaded, kept. Nothing here decodes in this process ([`worker`] does),
//! and nothing here knows messages, the outbox or the store: their owners call [`Media`] and keep what it tells them.
//!
//! Without the cargo feature `multimedia` pictures can be received and shown; sending one answers
//! [`Error::FeatureMissing`](crate::Error::FeatureMissing).

// What only sending needs stays beside what receiving needs, so without the feature some of it has no caller.
#![cfg_attr(not(feature = "multimedia"), allow(dead_code))]

mod address;
mod cache;
mod digest;
mod download;
mod folder;
mod header;
mod http;
mod inspection;
mod kind;
mod problem;
#[cfg(feature = "multimedia")]
mod reading;
mod request;
mod source;
mod turns;
pub(crate) mod unwanted;
mod variant;

#[cfg(feature = "multimedia")]
mod credential;
#[cfg(feature = "multimedia")]
mod imagex;
#[cfg(feature = "multimedia")]
mod picture;
#[cfg(feature = "multimedia")]
mod send;
#[cfg(feature = "multimedia")]
mod signature;
#[cfg(feature = "multimedia")]
mod upload;
#[cfg(feature = "multimedia")]
pub mod worker;

#[cfg(not(feature = "multimedia"))]
#[path = "send_missing.rs"]
mod send;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Clock, MediaWorker};
use crate::error::{Error, MediaError, Result};
use crate::model::MediaId;
use crate::model::picture::{Addresses, Remote};
use crate::proxy::Proxies;
use crate::trust::Trust;

pub use header::MAX_PIXELS;
pub use inspection::{Inspection, Mode, PREVIEW_SIDE, SEND_SHORT_SIDE, SEND_SIDE, THUMB_SIDE};
pub use kind::Kind;
#[cfg(feature = "multimedia")]
pub use picture::png_of_rgba;
#[cfg(all(feature = "multimedia", any(test, feature = "fuzzing")))]
pub(crate) use picture::take_apart;
pub use request::Requests;
pub use send::{Accepted, Ready};
pub use source::Source;
#[cfg(feature = "multimedia")]
pub use upload::{UploadState, Watch};
pub use variant::Variant;

use cache::Cache;
use download::Downloader;
use folder::Folder;
use header::Header;

/// A picture on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Where it lies. It may be evicted later: read it now.
    pub path: PathBuf,
    /// Media type by content; `application/octet-stream` when it is nothing that is decoded here.
    pub mime: &'static str,
    /// Suffix of file names by content, without the dot.
    pub suffix: &'static str,
}

/// Media type of a file that may be shown as a picture: one of the web's kinds, with no more pixels than the limits.
/// None means that it can only be saved.
pub fn shown_as(file: &[u8]) -> Option<&'static str> {
    let header = Header::glance(file).ok()?;
    header.kind.is_of_the_web().then(|| header.kind.mime())
}

/// What [`Media::open`] needs.
pub struct Setup<'a> {
    /// The account's folder; `media` inside it is used.
    pub folder: &'a Path,
    /// Bytes of the cache.
    pub budget: u64,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The way to the server.
    pub requests: Arc<dyn Requests>,
    /// Which proxies are used.
    pub proxies: Proxies,
    /// Whose certificates are believed.
    pub trust: Trust,
    /// The process that decodes; without it sending pictures is refused.
    pub worker: Option<MediaWorker>,
}

/// The pictures of one account.
pub struct Media {
    folder: Folder,
    cache: Arc<Cache>,
    downloader: Downloader,
    http: http::Http,
    #[cfg(feature = "multimedia")]
    uploader: upload::Uploader,
    #[cfg(feature = "multimedia")]
    worker: Option<worker::Worker>,
    /// Pictures that were looked at, so that sending one from the tray does not decode it again.
    #[cfg(feature = "multimedia")]
    looked_at: send::LookedAt,
}

impl Media {
    /// Opens the media folder of an account.
    ///
    /// # Errors
    ///
    /// The folder cannot be read or written.
    pub fn open(setup: Setup<'_>) -> Result<Self> {
        let media = setup.folder.join("media");
        folder::private_dir(&media)?;
        let folder = Folder::open(&media)?;
        let cache = Arc::new(Cache::open(&media, folder.tmp(), setup.budget)?);
        let http = http::Http::new(setup.proxies.clone(), setup.trust.clone());
        #[cfg(feature = "multimedia")]
        let uploader = upload::Uploader::new(
            imagex::ImageX {
                http: http.clone(),
                clock: Arc::clone(&setup.clock),
            },
            credential::Credentials::new(Arc::clone(&setup.requests), setup.clock),
        );
        Ok(Self {
            http: http.clone(),
            downloader: Downloader::new(http, setup.requests, Arc::clone(&cache)),
            folder,
            cache,
            #[cfg(feature = "multimedia")]
            uploader,
            #[cfg(feature = "multimedia")]
            worker: setup.worker.map(worker::Worker::new),
            #[cfg(feature = "multimedia")]
            looked_at: send::LookedAt::default(),
        })
    }

    /// A picture in one of its sizes: from this computer, otherwise from the server when `remote` says where.
    ///
    /// # Errors
    ///
    /// [`MediaError::Gone`] when it is nowhere, a transport error when the server cannot be reached (try again),
    /// [`MediaError`] when what came is not the file that was sent, or a small copy is none that can be shown. An
    /// original may be anything.
    pub async fn file(
        &self,
        media: &MediaId,
        remote: Option<&Remote>,
        variant: Variant,
    ) -> Result<MediaFile> {
        let path = match (self.cache.get(media, variant), remote) {
            (Some(path), _) => path,
            (None, Some(remote)) => self.downloader.fetch(media, remote, variant).await?,
            // An own picture on its way whose preview was evicted.
            (None, None) => self
                .cache
                .get(media, Variant::Original)
                .ok_or(MediaError::Gone)?,
        };
        blocking(move || {
            let mut head = Vec::with_capacity(64);
            std::io::Read::read_to_end(
                &mut std::io::Read::take(std::fs::File::open(&path)?, 64),
                &mut head,
            )?;
            Ok(MediaFile {
                path,
                mime: Kind::of(&head).map_or("application/octet-stream", Kind::mime),
                suffix: kind::suffix_of(&head),
            })
        })
        .await
    }

    /// Fresh addresses of an object, to be written into a message.
    ///
    /// # Errors
    ///
    /// As for any command.
    pub async fn addresses(&self, app_id: i32, uri: &str) -> Result<Addresses> {
        let remote = Remote {
            uri: uri.to_owned(),
            app_id,
            ..Remote::default()
        };
        self.downloader.renew(&remote).await
    }

    /// Removes all copies of a picture, for a message that was recalled or deleted.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn forget(&self, media: &MediaId) -> Result<()> {
        let cache = Arc::clone(&self.cache);
        let media = media.clone();
        blocking(move || cache.remove(&media)).await
    }

    /// Lets go of files of unsent pictures that are not among `needed` (names from [`Accepted::original`] and
    /// [`Ready::file`]). Called at the start, with what the outbox still holds.
    ///
    /// # Errors
    ///
    /// The folder cannot be read or written.
    pub async fn release_others(&self, needed: Vec<String>) -> Result<()> {
        let folder = self.folder.clone();
        blocking(move || {
            for name in folder.names()? {
                if !needed.contains(&name) {
                    folder.release(&name)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// The connections from before are dead, whatever they look like: another network, or the computer slept.
    pub fn network_changed(&self) {
        self.http.forget_connections();
    }

    /// Bytes of the cache, for the settings.
    pub fn cached_bytes(&self) -> u64 {
        self.cache.bytes()
    }
}

/// Files are read, written and synced off the threads that serve everybody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Stopped)?
}
