//! The way of an own video: its head and its cover are looked at, then it goes as a file does, and its cover as a picture.

use std::io::Seek as _;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::inspection::Mode;
use super::reading::with_file;
use super::send::{Accepted, name_of};
use super::send_file::AcceptedFile;
use super::source::Source;
use super::upload::{UploadState, Watch};
use super::variant::Variant;
use super::video::{self, VideoFacts};
use super::worker::Given;
use super::{Media, blocking};
use crate::error::{Error, MediaError, Result};
use crate::model::MediaId;
use crate::model::file_name::name_of_path;

/// A video that is safe in the media folder, with its cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedVideo {
    /// Its file.
    #[serde(flatten)]
    pub file: AcceptedFile,
    /// What its head says.
    pub facts: VideoFacts,
    /// Its cover; none when none could be made.
    pub cover: Option<Box<Accepted>>,
}

/// What a look at a video found, for the tray.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedVideo {
    /// Name for the receiver, plain text.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// What its head says.
    pub facts: VideoFacts,
    /// Its cover: a picture whose small copies are in the cache. None when none could be made.
    pub cover: Option<MediaId>,
}

impl Media {
    /// Looks at a chosen file. None when it is no video whose head is read here: it can be sent as a file. A video that
    /// nothing decodes, or not in time, has no cover.
    ///
    /// # Errors
    ///
    /// [`MediaError`] with the sentence for the tray.
    pub async fn look_at_video(&self, source: &Source) -> Result<Option<LookedVideo>> {
        let Some((facts, bytes)) = self.facts(source).await? else {
            return Ok(None);
        };
        if !self.takes_videos {
            return Err(MediaError::OverseasVideo.into());
        }
        let cover = match self.cover(source).await {
            Ok(cover) => cover,
            Err(error @ Error::Stopped) => return Err(error),
            Err(error) => {
                tracing::info!(%error, "a video goes without a cover");
                None
            }
        };
        Ok(Some(LookedVideo {
            name: name_of_path(source.path()),
            bytes,
            facts,
            cover,
        }))
    }

    /// Takes a video in: when this answers, its bytes and those of its cover are on disk (files and folder synced).
    /// `cover`: as [`LookedVideo::cover`] has it.
    ///
    /// # Errors
    ///
    /// [`MediaError`] when it cannot be sent; nothing is kept then.
    pub async fn accept_video(
        &self,
        source: &Source,
        cover: Option<&MediaId>,
    ) -> Result<AcceptedVideo> {
        if !self.takes_videos {
            return Err(MediaError::OverseasVideo.into());
        }
        let file = self.accept_file(source).await?;
        // Of the copy: nobody changes it.
        let kept = Source::Path(self.kept_path(&file.original)?);
        let looked = async {
            let Some((facts, _)) = self.facts(&kept).await? else {
                return Err(MediaError::Changed.into());
            };
            Ok((facts, self.accept_cover(&kept, cover).await?))
        };
        match looked.await {
            Ok((facts, cover)) => Ok(AcceptedVideo { file, facts, cover }),
            Err(error) => {
                let (folder, cache) = (self.folder.clone(), Arc::clone(&self.cache));
                blocking(move || {
                    folder.release(&file.original)?;
                    cache.remove_one(&file.media, Variant::Original)
                })
                .await?;
                Err(error)
            }
        }
    }

    /// Uploads the cover and gives its object key.
    ///
    /// # Errors
    ///
    /// As [`Media::upload`].
    pub async fn upload_cover(
        &self,
        cover: &Accepted,
        state: UploadState,
        watch: &mut dyn Watch,
    ) -> Result<String> {
        let ready = self.make_ready(cover).await?;
        self.upload(&ready, state, watch).await
    }

    /// The message is at the server: its files become ordinary ones of the cache, as [`Media::sent_file`] and
    /// [`Media::sent`] say.
    ///
    /// # Errors
    ///
    /// The folder cannot be written.
    pub async fn sent_video(
        &self,
        accepted: &AcceptedVideo,
        uri: &str,
        cover_uri: &str,
        shared: Vec<String>,
    ) -> Result<()> {
        if let Some(cover) = &accepted.cover {
            let ready = self.make_ready(cover).await?;
            self.sent(cover, &ready, cover_uri, shared.clone()).await?;
        }
        self.sent_file(&accepted.file, uri, shared).await
    }

    /// What the head of a video says, and the size of its file.
    async fn facts(&self, source: &Source) -> Result<Option<(VideoFacts, u64)>> {
        let found = with_file(source.path(), |mut file, length| {
            Ok((video::head(&mut file, length)?, length))
        });
        let (head, bytes) = found.await?;
        if bytes == 0 {
            return Err(MediaError::Empty.into());
        }
        let Some(head) = head else { return Ok(None) };
        match self.worker()?.video(&head).await {
            Ok(facts) => Ok(Some((facts, bytes))),
            // A recording, or one that is broken: whoever gets it may be able to do something with it.
            Err(Error::Media(MediaError::NotAPicture | MediaError::Damaged)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes the cover of a video; it is in the cache afterwards in all its sizes.
    async fn cover(&self, source: &Source) -> Result<Option<MediaId>> {
        let opened = with_file(source.path(), |mut file, _| {
            file.rewind()?;
            Ok(file)
        });
        let Some(bytes) = self.worker()?.cover(opened.await?).await else {
            return Ok(None);
        };
        let bytes = Bytes::from(bytes);
        let id = MediaId(name_of(&bytes).await?);
        self.look(Given::Bytes(&bytes), &id).await?;
        let (cache, media) = (Arc::clone(&self.cache), id.clone());
        blocking(move || cache.put(&media, Variant::Original, &bytes)).await?;
        Ok(Some(id))
    }

    /// Takes in the cover that the person saw. One that has gone from the cache since is made again.
    async fn accept_cover(
        &self,
        video: &Source,
        cover: Option<&MediaId>,
    ) -> Result<Option<Box<Accepted>>> {
        let Some(seen) = cover else { return Ok(None) };
        let made = match self.cache.get(seen, Variant::Original) {
            Some(path) => Some(path),
            None => match self.cover(video).await? {
                Some(again) => self.cache.get(&again, Variant::Original),
                None => None,
            },
        };
        let Some(path) = made else { return Ok(None) };
        let source = Source::Path(path);
        let accepted = self.accept(&source, Mode::Original, None).await?;
        Ok(Some(Box::new(accepted)))
    }
}
