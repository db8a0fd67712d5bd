//! A file as the worker is given it. One on the disk is read while it is handed over, so that it is never whole in this
//! process.

use std::path::Path;

use crate::error::{MediaError, Result};
use crate::media::reading::Reading;

/// In memory, or on this computer's own disk: what lies elsewhere is copied first, as the worker waits for it.
#[derive(Debug, Clone, Copy)]
pub(in crate::media) enum Given<'a> {
    /// Small ones, and what was just made.
    Bytes(&'a [u8]),
    /// It does not change.
    File(&'a Path),
}

/// One that was opened.
pub(super) enum Opened<'a> {
    Bytes(Option<&'a [u8]>),
    File { reading: Reading, left: u64 },
}

impl<'a> Given<'a> {
    /// # Errors
    ///
    /// [`MediaError`]: the file cannot be read.
    pub(super) async fn open(self) -> Result<Opened<'a>> {
        Ok(match self {
            Self::Bytes(bytes) => Opened::Bytes(Some(bytes)),
            Self::File(path) => {
                let reading = Reading::open(path).await?;
                let left = reading.length();
                Opened::File { reading, left }
            }
        })
    }
}

impl Opened<'_> {
    /// How many bytes are to come.
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.map_or(0, |bytes| bytes.len() as u64),
            Self::File { left, .. } => *left,
        }
    }

    /// The next bytes; none when all were handed out.
    ///
    /// # Errors
    ///
    /// [`MediaError`]: it cannot be read any more, or has another length than when it was opened.
    pub(super) async fn chunk(&mut self) -> Result<Option<std::borrow::Cow<'_, [u8]>>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.take().map(Into::into)),
            Self::File { reading, left } => match reading.chunk().await? {
                Some(chunk) => {
                    *left = left
                        .checked_sub(chunk.len() as u64)
                        .ok_or(MediaError::Changed)?;
                    Ok(Some(chunk.into()))
                }
                None if *left > 0 => Err(MediaError::Changed.into()),
                None => Ok(None),
            },
        }
    }
}
