//! The formatting of a text: a small tree of the words without their marks.

use serde::Serialize;

use crate::model::links::TextLink;

/// A part of a formatted text that has lines of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Block {
    /// Lines of words.
    Lines {
        /// What is in them, in order.
        parts: Vec<Inline>,
    },
    /// Code as it was written.
    CodeBlock {
        /// The language as the sender calls it; may be empty.
        language: String,
        /// The code.
        text: String,
    },
    /// Words of somebody else.
    Quoted {
        /// What they say.
        blocks: Vec<Block>,
    },
    /// A list.
    List {
        /// The number of the first point; none when they have no numbers.
        start: Option<u32>,
        /// Its points.
        items: Vec<Vec<Block>>,
    },
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Inline {
    /// Words.
    Words {
        /// The words.
        text: String,
        /// Web addresses in them, in order and without overlap.
        links: Vec<TextLink>,
    },
    /// Code in a line.
    Code {
        /// The code.
        text: String,
    },
    /// Bold words.
    Bold {
        /// What is bold.
        parts: Vec<Inline>,
    },
    /// Slanted words.
    Italic {
        /// What is slanted.
        parts: Vec<Inline>,
    },
    /// Words that are struck through.
    Struck {
        /// What is struck through.
        parts: Vec<Inline>,
    },
}
