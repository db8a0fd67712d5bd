//! Recordings: written as Opus in Ogg while they are made, and taken apart into samples by the worker. What is written
//! here, every client can play; what others send may be any of the kinds that [`decode`] knows.

pub(super) mod decode;
mod encode;
mod folder;
mod recording;
mod resample;
mod wave;

pub use recording::{Ended, Heard, Recording};

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use decode::decode;
pub(in crate::media) use folder::VoiceFolder;

use std::path::Path;
use std::sync::Arc;

use linnet_proto::choices::MAX_VOICE_MS;
use serde::{Deserialize, Serialize};

use super::reading::Reading;
use super::source::Source;
use super::{AcceptedFile, Media};
use crate::error::{MediaError, Result};
use crate::model::picture::MAX_BYTES;
use crate::sound::RATE;

/// The longest recording that is played here, seconds: its samples are in memory while it plays.
pub const LONGEST: u32 = 600;
const _: () = assert!(MAX_VOICE_MS / 1000 <= LONGEST);

/// A recording as samples: one channel, [`RATE`] a second.
#[derive(Debug, Clone)]
pub struct Sound {
    /// The samples.
    pub samples: Arc<[i16]>,
    /// How loud it is from its beginning to its end.
    pub wave: Vec<u8>,
}

impl Sound {
    /// How long it plays.
    pub fn millis(&self) -> u32 {
        millis(self.samples.len() as u64)
    }
}

/// A recording that is safe in the media folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedVoice {
    /// Its file.
    #[serde(flatten)]
    pub file: AcceptedFile,
    /// How long it plays.
    pub millis: u32,
    /// How loud it is from its beginning to its end.
    pub wave: Vec<u8>,
}

fn millis(samples: u64) -> u32 {
    u32::try_from(samples.saturating_mul(1000) / u64::from(RATE)).unwrap_or(u32::MAX)
}

impl Media {
    /// A recording as samples, by the worker.
    ///
    /// # Errors
    ///
    /// [`MediaError::CannotBePlayed`], or it cannot be read.
    pub async fn sound(&self, path: &Path) -> Result<Sound> {
        let mut reading = Reading::open(path).await?;
        if reading.length() > MAX_BYTES {
            return Err(MediaError::CannotBePlayed.into());
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = reading.chunk().await? {
            if bytes.len() as u64 + chunk.len() as u64 > MAX_BYTES {
                return Err(MediaError::CannotBePlayed.into());
            }
            bytes.extend_from_slice(&chunk);
        }
        self.worker()?.sound(&bytes).await
    }

    /// Takes a recording in, as [`Media::accept_file`] does.
    ///
    /// # Errors
    ///
    /// [`MediaError`] when it cannot be sent; nothing is kept then.
    pub async fn accept_voice(&self, source: &Source) -> Result<AcceptedVoice> {
        let sound = self.sound(source.path()).await?;
        let file = self.accept_file(source).await?;
        Ok(AcceptedVoice {
            millis: sound.millis(),
            wave: sound.wave,
            file: AcceptedFile {
                name: "voice.ogg".to_owned(),
                ..file
            },
        })
    }

    /// The recordings that are not sent.
    pub(crate) fn voices(&self) -> &VoiceFolder {
        &self.voices
    }
}

#[cfg(test)]
mod tests;
