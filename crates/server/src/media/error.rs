//! What can go wrong in storage.

use std::io;

/// Why something in storage did not work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The disk said no.
    #[error("storage: {0}")]
    Io(#[from] io::Error),
    /// No object has this key.
    #[error("no such object")]
    NoSuchObject,
    /// The content is not a picture of a kind we know, whatever its name says.
    #[error("not a picture")]
    NotAPicture,
    /// More bytes or pixels than we take.
    #[error("too large")]
    TooLarge,
    /// The bytes are not those the checksum was made of.
    #[error("checksum differs")]
    WrongChecksum,
    /// Parts are missing, or nothing was uploaded.
    #[error("upload is not complete")]
    Incomplete,
    /// The signature, permission or session is not ours, or its time is over.
    #[error("not allowed")]
    Denied,
    /// The service is stopping.
    #[error("interrupted")]
    Interrupted,
}
