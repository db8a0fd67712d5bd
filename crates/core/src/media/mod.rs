//! Pictures and files: looked at, made ready, uploaded, downloaded, kept. Nothing here decodes in this process
//! ([`worker`] does), and nothing here knows messages, the outbox or the store: their owners call [`Media`] and keep what
//! it tells them.
//!
//! Without the cargo feature `multimedia` pictures and files can be received and shown; sending one answers
//! [`Error::FeatureMissing`].

// What only sending needs stays beside what receiving needs, so without the feature some of it has no caller.
#![cfg_attr(not(feature = "multimedia"), allow(dead_code))]

mod address;
mod cache;
mod digest;
mod download;
mod flushing;
mod folder;
mod header;
mod http;
mod inspection;
mod kind;
mod loading;
mod partial;
mod play;
mod problem;
#[cfg(feature = "multimedia")]
mod reading;
mod request;
mod source;
#[cfg(feature = "multimedia")]
mod sticker;
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
mod portrait;
#[cfg(feature = "multimedia")]
mod send;
#[cfg(feature = "multimedia")]
mod send_file;
#[cfg(feature = "multimedia")]
mod send_video;
#[cfg(feature = "multimedia")]
mod signature;
#[cfg(feature = "multimedia")]
mod slice;
#[cfg(feature = "multimedia")]
mod storage;
#[cfg(feature = "multimedia")]
mod upload;
#[cfg(feature = "multimedia")]
mod video;
#[cfg(feature = "multimedia")]
mod vod;
#[cfg(feature = "voice")]
pub mod voice;
#[cfg(feature = "multimedia")]
pub mod worker;

#[cfg(not(feature = "multimedia"))]
#[path = "send_missing.rs"]
mod send;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Clock, MediaWorker};
use crate::error::{Error, MediaError, Result};
use crate::model::picture::{Addresses, ObjectKind, Remote};
use crate::model::{MediaId, UserId};
use crate::proxy::Proxies;
use crate::trust::Trust;
use url::Url;

pub use header::MAX_PIXELS;
pub use inspection::{Inspection, Mode, PREVIEW_SIDE, SEND_SHORT_SIDE, SEND_SIDE, THUMB_SIDE};
pub use kind::Kind;
#[cfg(feature = "multimedia")]
pub use picture::png_of_rgba;
#[cfg(all(feature = "multimedia", any(test, feature = "fuzzing")))]
pub(crate) use picture::take_apart;
pub use play::Part;
pub use request::Requests;
pub use send::{Accepted, Ready};
#[cfg(feature = "multimedia")]
pub use send_file::{AcceptedFile, FileFacts};
#[cfg(feature = "multimedia")]
pub use send_video::{AcceptedVideo, LookedVideo};
pub use source::Source;
#[cfg(feature = "multimedia")]
pub use upload::{UploadState, Watch};
pub use variant::Variant;
#[cfg(feature = "multimedia")]
pub use video::VideoFacts;
#[cfg(all(feature = "multimedia", any(test, feature = "fuzzing")))]
pub(crate) use video::take_apart as take_video_apart;

use cache::Cache;
use download::Downloader;
use folder::Folder;
use header::Header;
use loading::Loading;
use partial::Partials;

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

/// Whether a file is a picture of several frames.
pub fn moves(file: &[u8]) -> bool {
    Header::glance(file).is_ok_and(|header| header.animated)
}

/// What [`Media::open`] needs.
pub struct Setup<'a> {
    /// The account's folder; `media` inside it is used.
    pub folder: &'a Path,
    /// The person of this account.
    pub user: UserId,
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
    /// Where the service of the account is.
    pub service: &'a Url,
    /// The process that decodes; without it sending pictures is refused.
    pub worker: Option<MediaWorker>,
    /// Whether the service takes videos.
    pub takes_videos: bool,
}

/// How a file of a message stands on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum FileState {
    /// At the server.
    Away,
    /// On its way here.
    Loading {
        /// Of its bytes, 0 to 100.
        percent: u8,
    },
    /// Some of it is here; it goes on when it is asked for.
    Paused {
        /// Of its bytes, 0 to 100.
        percent: u8,
    },
    /// Here.
    Here,
}

/// The pictures and files of one account.
pub struct Media {
    folder: Folder,
    cache: Arc<Cache>,
    partials: Partials,
    #[cfg(feature = "voice")]
    voices: voice::VoiceFolder,
    pieces: play::Pieces,
    loading: Loading,
    downloader: Downloader,
    #[cfg(feature = "multimedia")]
    stickers: sticker::Stickers,
    http: http::Http,
    #[cfg(feature = "multimedia")]
    uploader: upload::Uploader,
    #[cfg(feature = "multimedia")]
    worker: Option<worker::Worker>,
    #[cfg(feature = "multimedia")]
    takes_videos: bool,
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
        let credentials = |purpose| {
            let (requests, clock) = (Arc::clone(&setup.requests), Arc::clone(&setup.clock));
            credential::Credentials::new(purpose, requests, clock)
        };
        #[cfg(feature = "multimedia")]
        let uploader = upload::Uploader {
            user: setup.user,
            storage: storage::Storage {
                http: http.clone(),
                clock: Arc::clone(&setup.clock),
            },
            pictures: credentials(credential::Use::Pictures),
            files: credentials(credential::Use::Files),
        };
        let partials = Partials::open(&media)?;
        let (requests, shared) = (setup.requests, Arc::clone(&cache));
        Ok(Self {
            http: http.clone(),
            #[cfg(feature = "multimedia")]
            stickers: sticker::Stickers::new(
                Arc::clone(&cache),
                setup.service.origin(),
                &setup.proxies,
                &setup.trust,
            ),
            downloader: Downloader::new(http, requests, shared, partials.clone()),
            partials,
            #[cfg(feature = "voice")]
            voices: voice::VoiceFolder::open(&media)?,
            pieces: play::Pieces::open(&media)?,
            loading: Loading::default(),
            folder,
            cache,
            #[cfg(feature = "multimedia")]
            uploader,
            #[cfg(feature = "multimedia")]
            worker: setup.worker.map(worker::Worker::new),
            #[cfg(feature = "multimedia")]
            takes_videos: setup.takes_videos,
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
            (None, Some(remote)) if remote.kind == ObjectKind::Elsewhere => {
                self.sticker(media, remote, variant).await?
            }
            (None, Some(remote)) => {
                let fetched = self.downloader.fetch(media, remote, variant, &|_, _| {});
                fetched.await?
            }
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

    #[cfg(feature = "multimedia")]
    async fn sticker(&self, media: &MediaId, remote: &Remote, variant: Variant) -> Result<PathBuf> {
        let worker = self.worker()?;
        // It is loaded once for all its copies.
        let flight = self.downloader.flight(media, Variant::Original);
        let _alone = flight.lock().await;
        if let Some(path) = self.cache.get(media, variant) {
            return Ok(path);
        }
        self.stickers.fetch(media, remote, variant, worker).await
    }

    /// Nobody is given what no worker has looked at.
    #[cfg(not(feature = "multimedia"))]
    async fn sticker(&self, _: &MediaId, _: &Remote, _: Variant) -> Result<PathBuf> {
        Err(MediaError::Worker.into())
    }

    /// Loads a file that a person asked for, or what is missing of it. `told` hears each percent. None: it is being
    /// loaded already, or was paused ([`Media::pause`]).
    ///
    /// # Errors
    ///
    /// As [`Media::file`]. What is here stays, and the next try goes on from there.
    pub async fn load(
        &self,
        media: &MediaId,
        remote: &Remote,
        told: &(dyn Fn() + Send + Sync),
    ) -> Result<Option<PathBuf>> {
        let there = percent(self.partials.bytes(media), remote.bytes);
        let Some(loads) = self.loading.begin(media, there) else {
            return Ok(None);
        };
        told();
        let reached = |bytes, total| {
            if loads.reached(percent(bytes, total)) {
                told();
            }
        };
        let fetched = self
            .downloader
            .fetch(media, remote, Variant::Original, &reached);
        let outcome = loads.pause.run_until_cancelled(fetched).await;
        drop(loads);
        told();
        outcome.transpose()
    }

    /// Stops loading a file; what is here stays.
    pub fn pause(&self, media: &MediaId) {
        self.loading.pause(media);
    }

    /// How a file of this size stands, as far as the cache knows.
    pub fn state(&self, media: &MediaId, bytes: u64) -> FileState {
        if let Some(percent) = self.loading.percent(media) {
            return FileState::Loading { percent };
        }
        if self.cache.has(media, Variant::Original) {
            return FileState::Here;
        }
        match self.partials.bytes(media) {
            0 => FileState::Away,
            there => FileState::Paused {
                percent: percent(there, bytes),
            },
        }
    }

    /// Bytes that are here of a file that is not whole.
    pub fn partly(&self, media: &MediaId) -> u64 {
        self.partials.bytes(media)
    }

    /// A file that is here, without asking anybody.
    pub fn original(&self, media: &MediaId) -> Option<PathBuf> {
        self.cache.get(media, Variant::Original)
    }

    /// Fresh addresses of an object, to be written into a message.
    ///
    /// # Errors
    ///
    /// As for any command.
    pub async fn addresses(&self, remote: &Remote) -> Result<Addresses> {
        self.downloader.renew(remote).await
    }

    /// Removes all copies of a picture, for a message that was recalled or deleted.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn forget(&self, media: &MediaId) -> Result<()> {
        let cache = Arc::clone(&self.cache);
        let media = media.clone();
        let partials = self.partials.clone();
        self.pieces.forget(&media);
        blocking(move || {
            partials.remove(&media)?;
            cache.remove(&media)
        })
        .await
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

    /// Bytes that are here of a file in all its sizes, and can be had again.
    pub fn kept_bytes(&self, media: &MediaId) -> u64 {
        self.cache.bytes_of(media) + self.partials.bytes(media)
    }

    /// Keeps so many bytes in the cache from now on.
    pub fn set_limit(&self, bytes: u64) {
        self.cache.set_budget(bytes);
    }

    /// Bytes of the cache, for the settings.
    pub fn cached_bytes(&self) -> u64 {
        self.cache.bytes()
    }
}

fn percent(bytes: u64, total: u64) -> u8 {
    let percent = bytes.saturating_mul(100) / total.max(1);
    u8::try_from(percent.min(100)).unwrap_or(100)
}

/// Files are read, written and synced off the threads that serve everybody.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Stopped)?
}
