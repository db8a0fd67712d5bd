//! What is wrong with a file that was to be a picture, as the worker says it. People read it as a
//! [`MediaError`].

use serde::{Deserialize, Serialize};

use crate::error::{Error, MediaError};

/// What is wrong with a file that was to be a picture. It stays wrong however often it is tried.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Problem {
    /// Nothing a person would call a picture, whatever its name says.
    #[error("not a picture")]
    NotAPicture,
    /// A picture of a kind that is not decoded here.
    #[error("{kind} has no decoder here")]
    NoDecoder {
        /// The kind as people call it, e.g. `HEIC`.
        kind: String,
    },
    /// More bytes than a message may carry.
    #[error("{bytes} bytes are too many")]
    TooManyBytes {
        /// Its size.
        bytes: u64,
    },
    /// More pixels than are decoded.
    #[error("{width} x {height} pixels are too many")]
    TooManyPixels {
        /// Columns.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// No bytes at all.
    #[error("the file is empty")]
    Empty,
    /// It ends before its end.
    #[error("the file is incomplete")]
    Incomplete,
    /// It begins like a picture and goes on as something else.
    #[error("the file is damaged")]
    Damaged,
    /// Decoding took longer than it may.
    #[error("decoding took too long")]
    TooSlow,
    /// Decoding needed more memory than it may, or brought the decoder down.
    #[error("the decoder gave up")]
    DecoderDied,
}

impl From<Problem> for MediaError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::NotAPicture => Self::NotAPicture,
            Problem::NoDecoder { kind } => Self::NoDecoder(kind),
            Problem::TooManyBytes { .. } => Self::FileTooLarge,
            Problem::TooManyPixels { .. } => Self::TooManyPixels,
            Problem::Empty => Self::Empty,
            Problem::Incomplete | Problem::Damaged => Self::Damaged,
            Problem::TooSlow | Problem::DecoderDied => Self::Worker,
        }
    }
}

impl Problem {
    /// What it means for a person who was sent the file: they cannot choose another one.
    pub(super) fn of_received(self) -> MediaError {
        match self {
            Self::TooManyBytes { .. } => MediaError::TooLargeToLoad,
            Self::Empty => MediaError::Mismatch,
            _ => MediaError::CannotBeShown,
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Media(problem.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_sent_a_bad_file_is_never_told_to_choose_another_one() {
        let every = [
            Problem::NotAPicture,
            Problem::NoDecoder {
                kind: "HEIC".to_owned(),
            },
            Problem::TooManyBytes { bytes: 1 },
            Problem::TooManyPixels {
                width: 1,
                height: 1,
            },
            Problem::Empty,
            Problem::Incomplete,
            Problem::Damaged,
            Problem::TooSlow,
            Problem::DecoderDied,
        ];
        let advice = |error: MediaError| Error::from(error).reason().text;
        let chosen = advice(Problem::NotAPicture.into());
        assert!(chosen.en.contains("hoose"), "{chosen:?}");
        for problem in every {
            let text = advice(problem.clone().of_received());
            assert!(!text.en.contains("hoose"), "{problem:?}: {text:?}");
            assert!(!text.zh.contains("选择"), "{problem:?}: {text:?}");
        }
    }
}
