//! Files of messages: load, pause, and where the person has them.

use std::path::{Path, PathBuf};

use super::Client;
use crate::error::{Error, MediaError, Result};
use crate::media::{FileState, Part};
use crate::model::connection::Connection;
use crate::model::picture::Remote;
use crate::model::{MediaId, MessageKey};
use crate::outbox::rules;
use crate::store::{Change, media, message, saved_file};
use crate::view::paint;
use crate::view::row::FileRow;

/// Times that a load is tried again by itself when it came no further.
const TRIES: u32 = 8;

impl Client {
    /// Loads a file of a message, or what is missing of it. When this answers it is here, whole and as it was sent; how
    /// far it is is told by [`Event::FileChanged`](crate::event::Event::FileChanged). A connection that is lost meanwhile
    /// is waited for. None: it is being loaded already, or was paused.
    ///
    /// # Errors
    /// [`MediaError::Gone`](crate::error::MediaError::Gone) when it is nowhere, or what prevented the download. What is
    /// here stays, and the next try goes on from there.
    pub async fn load_file(&self, id: &MediaId) -> Result<Option<PathBuf>> {
        let media = &self.0.media;
        let told = || self.0.store.announce(Change::Media { media: id.clone() });
        let mut tries = 0;
        let mut reached = 0;
        loop {
            let remote = match self.remote_of(id).await? {
                Some(remote) => remote,
                // An own file on its way.
                None => return Ok(Some(media.original(id).ok_or(MediaError::Gone)?)),
            };
            let error = match media.load(id, &remote, &told).await {
                Ok(None) => return Ok(None),
                Ok(Some(path)) => {
                    if self.remote_of(id).await?.is_none() {
                        // Withdrawn or deleted while it was on its way.
                        media.forget(id).await?;
                        return Err(MediaError::Gone.into());
                    }
                    return Ok(Some(path));
                }
                Err(error @ Error::Transport(_)) => error,
                Err(error) => return Err(error),
            };
            let there = media.partly(id);
            tries = if there > reached { 0 } else { tries + 1 };
            reached = there;
            if tries >= TRIES {
                return Err(error);
            }
            tracing::info!(tries, code = %error.code(), "a file is loaded again");
            let mut connection = self.0.link.connection();
            self.0.link.sleep(rules::pause(tries)).await;
            let online = connection.wait_for(|state| matches!(state, Connection::Online));
            online.await.map_err(|_| Error::Stopped)?;
        }
    }

    /// The part of a file of a message that begins at `from`, to be played or looked into before the whole is here.
    ///
    /// # Errors
    /// [`MediaError::Gone`](crate::error::MediaError::Gone) when it is nowhere, or what prevented the download.
    pub async fn file_part(&self, id: &MediaId, from: u64) -> Result<Part> {
        let remote = self.remote_of(id).await?;
        let part = self.0.media.part(id, remote.as_ref(), from).await?;
        if part.completed {
            if self.remote_of(id).await?.is_none() {
                // Withdrawn or deleted while it was on its way.
                self.0.media.forget(id).await?;
                return Err(MediaError::Gone.into());
            }
            self.0.store.announce(Change::Media { media: id.clone() });
        }
        Ok(part)
    }

    /// Stops loading a file. What is here stays, and [`Client::load_file`] goes on from there.
    pub fn pause_file(&self, id: &MediaId) {
        self.0.media.pause(id);
    }

    /// How files of messages stand, in this order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn file_states(&self, ids: &[MediaId]) -> Result<Vec<FileState>> {
        let asked = ids.to_vec();
        let known: Vec<(u64, bool)> = self
            .0
            .store
            .read(move |snapshot| {
                asked
                    .iter()
                    .map(|id| {
                        let bytes = media::remote(snapshot, id)?.map_or(0, |remote| remote.bytes);
                        Ok((bytes, saved_file::get(snapshot, id)?.is_some()))
                    })
                    .collect()
            })
            .await?;
        let states =
            ids.iter()
                .zip(known)
                .map(|(id, (bytes, saved))| match self.0.media.state(id, bytes) {
                    FileState::Away | FileState::Paused { .. } if saved => FileState::Here,
                    state => state,
                });
        Ok(states.collect())
    }

    /// Where the person has a file of a message: the original of one they sent, or the copy they saved. None when they
    /// have not, or when there is something else by now.
    ///
    /// # Errors
    /// The database fails.
    pub async fn saved_file(&self, id: &MediaId) -> Result<Option<PathBuf>> {
        let wanted = id.clone();
        let (path, remote) = self
            .0
            .store
            .read(move |snapshot| {
                Ok((
                    saved_file::get(snapshot, &wanted)?,
                    media::remote(snapshot, &wanted)?,
                ))
            })
            .await?;
        let Some(path) = path else { return Ok(None) };
        let looked = path.clone();
        let facts = tokio::task::spawn_blocking(move || std::fs::metadata(looked));
        let facts = facts.await.map_err(|_| Error::Stopped)?;
        let size = remote.map_or(0, |remote| remote.bytes);
        if facts.is_ok_and(|facts| facts.is_file() && (size == 0 || facts.len() == size)) {
            return Ok(Some(path));
        }
        let gone = id.clone();
        self.0
            .store
            .write_replayable(move |tx| saved_file::remove(tx, &gone))
            .await?;
        Ok(None)
    }

    /// Remembers where the person has saved a file of a message.
    ///
    /// # Errors
    /// The database fails.
    pub async fn note_saved(&self, id: &MediaId, path: &Path) -> Result<()> {
        let (id, path) = (id.clone(), path.to_owned());
        self.0
            .store
            .write(move |tx| saved_file::put(tx, &id, path))
            .await
    }

    /// The file that a message brings.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the message is not here, was withdrawn or brings none.
    pub async fn file_of(&self, message: &MessageKey) -> Result<FileRow> {
        let key = message.clone();
        self.0
            .store
            .read(move |snapshot| {
                message::find(snapshot, &key)?
                    .filter(|stored| !stored.hidden)
                    .and_then(|stored| paint::file_of(&stored))
                    .ok_or(Error::NotFound("file"))
            })
            .await
    }

    async fn remote_of(&self, id: &MediaId) -> Result<Option<Remote>> {
        let id = id.clone();
        self.0
            .store
            .read(move |snapshot| media::remote(snapshot, &id))
            .await
    }
}

#[cfg(feature = "multimedia")]
impl Client {
    /// Looks at a chosen file without reading it, for the tray.
    ///
    /// # Errors
    /// [`MediaError`](crate::error::MediaError) with the sentence for the tray.
    pub async fn look_at_file(
        &self,
        source: &crate::media::Source,
    ) -> Result<crate::media::FileFacts> {
        self.0.media.look_at_file(source).await
    }

    /// Looks at a chosen file that may be a video, for the tray: what its head says, and a cover. None when it is none
    /// whose head is read here; it can be sent as a file.
    ///
    /// # Errors
    /// [`MediaError`](crate::error::MediaError) with the sentence for the tray; also where the service takes no
    /// videos.
    pub async fn look_at_video(
        &self,
        source: &crate::media::Source,
    ) -> Result<Option<crate::media::LookedVideo>> {
        self.0.media.look_at_video(source).await
    }
}
