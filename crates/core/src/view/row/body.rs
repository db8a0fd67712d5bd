//! What a message says.

use serde::Serialize;

use super::file::FileRow;
use super::happened::Happened;
use super::picture::Picture;
use super::video::VideoRow;
use super::voice::VoiceRow;
use crate::model::kind::Shown;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Body {
    /// Plain text.
    Text {
        /// The words, as they came; empty when nothing of them can be seen.
        text: String,
    },
    /// A picture.
    Picture {
        /// It.
        picture: Picture,
    },
    /// A file.
    File {
        /// It.
        file: FileRow,
    },
    /// A recording.
    Voice {
        /// It.
        voice: VoiceRow,
    },
    /// A video.
    Video {
        /// It.
        video: VideoRow,
    },
    /// A system line.
    Notice {
        /// Plain text.
        text: String,
        /// What happened, of a line of the server: it is shown in place of the text.
        happened: Option<Happened>,
        /// Whoever wrote it, when that was not the server: anybody can.
        said_by: Option<String>,
    },
    /// Withdrawn by its sender or a manager.
    Recalled,
    /// A kind that is shown as the model has it.
    #[serde(untagged)]
    Shown(Shown),
}
