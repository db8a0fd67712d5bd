//! Kinds of messages: what a message says, one file for each noun (protocol: content). A file reads the JSON of its
//! kind, writes it where it is sent, and has the words of its kind for the list and for notifications. Whether a
//! message is unread and moves its conversation up, its entries say for every kind alike (`model/message.rs`).
//!
//! A kind that is only shown is its file here, its lines in the tables of this file, and a file of the page that is
//! called like it. Nothing outside of this folder knows which type of the wire is which kind.
//!
//! Whatever does not parse is still something: [`Unsupported`] takes what no other kind reads.

pub mod notice;
pub mod picture;
pub mod text;
pub mod unsupported;

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::MessageType;
use serde::Serialize;
use serde_json::{Map, Value};

use super::content::number;
use super::json;
use crate::error::LocalText;
use picture::PictureContent;
use unsupported::Unsupported;

/// A message as its kind reads it.
#[derive(Debug, Clone, Copy)]
struct Raw<'a> {
    message_type: i32,
    content: &'a str,
    ext: &'a BTreeMap<String, String>,
}

/// The table: which type of the wire is read as which kind.
fn read(raw: &Raw<'_>) -> Option<Content> {
    match MessageType::try_from(raw.message_type) {
        Ok(MessageType::Text) => text::read(raw),
        Ok(MessageType::Image) => picture::read(raw),
        Ok(MessageType::System) => notice::read(raw),
        _ => match json::read(raw.content)? {
            Value::Object(object) => read_custom(&object),
            _ => None,
        },
    }
}

/// The kinds of the demo applications tell themselves apart by `type`, whatever type of the wire they come with.
fn read_custom(custom: &Map<String, Value>) -> Option<Content> {
    match number(custom.get("type")) {
        2 => notice::read_custom(custom),
        _ => None,
    }
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(String),
    /// A picture.
    Picture(Box<PictureContent>),
    /// A system line.
    Notice(String),
    /// A kind that a person sees as it is.
    Shown(Shown),
}

/// Kinds that a person sees as they are: they have no files here, and nothing of them has to be kept from the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Shown {
    /// A kind this version cannot show.
    Unsupported(Unsupported),
}

/// What a kind that is only shown says of itself.
trait Kind {
    /// Its name.
    fn noun(&self) -> Noun;

    /// The words beside its name in the list of conversations; empty when it has none.
    fn preview(&self) -> &str;

    /// Words of a notification.
    fn notification(&self) -> LocalText;
}

impl Shown {
    fn kind(&self) -> &dyn Kind {
        match self {
            Self::Unsupported(kind) => kind,
        }
    }

    /// Words of a notification.
    pub(crate) fn notification(&self) -> LocalText {
        self.kind().notification()
    }
}

/// The name of a kind; the page has the word and icon for it. The numbers stand in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Noun {
    /// Words.
    Text = 1,
    /// A picture.
    Picture = 2,
    /// A system line.
    Notice = 3,
    /// What is left of a message that was withdrawn.
    Recalled = 4,
    /// A kind this version cannot show.
    Unsupported = 5,
}

impl Noun {
    const ALL: [Self; 5] = [
        Self::Text,
        Self::Picture,
        Self::Notice,
        Self::Recalled,
        Self::Unsupported,
    ];

    /// The number that stands in the database.
    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    /// The kind of a number of the database.
    pub(crate) fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|noun| noun.number() == number)
    }
}

impl Content {
    /// The name of the kind.
    pub(crate) fn noun(&self) -> Noun {
        match self {
            Self::Text(_) => Noun::Text,
            Self::Picture(_) => Noun::Picture,
            Self::Notice(_) => Noun::Notice,
            Self::Shown(shown) => shown.kind().noun(),
        }
    }

    /// The words in the list of conversations; empty when it has none.
    pub(crate) fn preview(&self) -> &str {
        match self {
            Self::Text(words) | Self::Notice(words) => words,
            Self::Picture(picture) => &picture.caption,
            Self::Shown(shown) => shown.kind().preview(),
        }
    }
}

/// Reads the content of a message of this type.
pub fn parse(message_type: i32, content: &str, ext: &BTreeMap<String, String>) -> Content {
    let raw = Raw {
        message_type,
        content,
        ext,
    };
    read(&raw).unwrap_or_else(|| Content::Shown(Shown::Unsupported(unsupported::read(&raw))))
}

/// The words of a message that was written here and comes back to be edited: of a text, or the caption of a picture.
pub(crate) fn written_words(message_type: i32, content: &str) -> String {
    match parse(message_type, content, &BTreeMap::new()) {
        Content::Text(text) | Content::Notice(text) => text,
        Content::Picture(picture) => picture.caption,
        Content::Shown(_) => String::new(),
    }
}

/// A command, which tells of a change and is never shown.
pub(crate) fn is_command(message_type: i32) -> bool {
    message_type >= choices::FIRST_COMMAND_TYPE
}

#[cfg(test)]
mod tests;
