//! What a message says.

use serde::Serialize;

use super::file::FileRow;
use super::picture::Picture;
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
    /// A system line.
    Notice {
        /// Plain text.
        text: String,
    },
    /// Withdrawn by its sender or a manager.
    Recalled,
    /// A kind that is shown as the model has it.
    #[serde(untagged)]
    Shown(Shown),
}

/// A web address in the words of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct TextLink {
    /// Where it begins, in UTF-16 units of the words.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Where it leads: `http` or `https`.
    pub url: String,
    /// Its host as people should read it: names whose letters can be mistaken for others are code (`xn--`).
    pub host: String,
}
