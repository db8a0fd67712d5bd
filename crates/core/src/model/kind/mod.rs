//! Kinds of messages: what a message says, one file for each noun (protocol: content). A file reads the JSON of its
//! kind, writes it where it is sent, and has the words of its kind for the list and for notifications. Whether a
//! message is unread and moves its conversation up, its entries say for every kind alike (`model/message.rs`).
//!
//! A kind that is only shown is its file here, its lines in the tables of this file, and a file of the page that is
//! called like it. Nothing outside of this folder knows which type of the wire is which kind.
//!
//! Whatever does not parse is still something: [`Unsupported`] takes what no other kind reads.

pub mod contact;
pub mod coupon;
pub mod file;
pub mod link;
pub mod location;
pub mod notice;
pub mod picture;
pub mod sticker;
pub mod text;
pub mod unsupported;
pub mod video;
pub mod voice;

use std::borrow::Cow;
use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::MessageType;
use serde::Serialize;
use serde_json::{Map, Value};

use super::content::number;
use super::picture::{ObjectKind, Remote};
use super::signs::{is_blank, is_direction};
use super::{MediaId, json};
use crate::error::LocalText;
use contact::ContactCard;
use coupon::Coupon;
use file::FileContent;
use link::LinkCard;
use location::Location;
use picture::PictureContent;
use sticker::Sticker;
use unsupported::Unsupported;
use video::Video;
use voice::Voice;

/// Longest text that a card shows, in characters. A text message shows all it has.
const LONGEST: usize = 200;

/// Grows when something is read as a kind that was unsupported before: lines of the list that say so are derived again.
pub(crate) const VERSION: i64 = 1;

/// A message as its kind reads it.
#[derive(Debug, Clone, Copy)]
struct Raw<'a> {
    message_type: i32,
    content: &'a str,
    ext: &'a BTreeMap<String, String>,
}

impl Raw<'_> {
    /// The content of the kinds that are JSON and nothing else.
    fn object(&self) -> Option<Map<String, Value>> {
        json::read(self.content)
    }
}

/// Words of a card: one line of plain text, bounded, and nothing when nothing of it can be seen.
fn words(value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::String(text)) => Cow::Borrowed(text.as_str()),
        Some(Value::Number(number)) => Cow::Owned(number.to_string()),
        _ => return String::new(),
    };
    let line: String = text
        .chars()
        .filter(|c| !is_direction(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect();
    match line.trim() {
        line if is_blank(line) => String::new(),
        line => line.to_owned(),
    }
}

/// The table: which type of the wire is read as which kind.
fn read(raw: &Raw<'_>) -> Option<Content> {
    match MessageType::try_from(raw.message_type) {
        Ok(MessageType::Text) => text::read(raw),
        Ok(MessageType::Image) => picture::read(raw),
        Ok(MessageType::Video) => video::read(raw),
        Ok(MessageType::File) => file::read(raw),
        Ok(MessageType::Audio) => voice::read(raw),
        Ok(MessageType::Sticker) => sticker::read(raw),
        Ok(MessageType::Location) => location::read(raw),
        Ok(MessageType::System) => notice::read(raw),
        Ok(MessageType::Link) => link::read(raw),
        Ok(MessageType::LegacyMessageTypeUserCard) => contact::read(raw),
        _ if raw.message_type == choices::VIDEO_V2 => video::read(raw),
        _ => read_custom(raw, &raw.object()?),
    }
}

/// The kinds of the demo applications tell themselves apart by `type`, whatever type of the wire they come with.
fn read_custom(raw: &Raw<'_>, custom: &Map<String, Value>) -> Option<Content> {
    match number(custom.get("type")) {
        1 => link::read_custom(custom),
        2 => notice::read_custom(custom),
        3 => coupon::read_custom(raw, custom),
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
    /// A file.
    File(Box<FileContent>),
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
    /// A video.
    Video(Video),
    /// A recording.
    Voice(Voice),
    /// A sticker.
    Sticker(Sticker),
    /// A place.
    Location(Location),
    /// A card that leads to a page.
    Link(LinkCard),
    /// A coupon.
    Coupon(Coupon),
    /// Somebody's card.
    Contact(ContactCard),
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
            Self::Video(kind) => kind,
            Self::Voice(kind) => kind,
            Self::Sticker(kind) => kind,
            Self::Location(kind) => kind,
            Self::Link(kind) => kind,
            Self::Coupon(kind) => kind,
            Self::Contact(kind) => kind,
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
    /// A file.
    File = 6,
    /// A video.
    Video = 7,
    /// A recording.
    Voice = 8,
    /// A sticker.
    Sticker = 9,
    /// A place.
    Location = 10,
    /// A card that leads to a page.
    Link = 11,
    /// A coupon.
    Coupon = 12,
    /// Somebody's card.
    Contact = 13,
}

impl Noun {
    const ALL: [Self; 13] = [
        Self::Text,
        Self::Picture,
        Self::Notice,
        Self::Recalled,
        Self::Unsupported,
        Self::File,
        Self::Video,
        Self::Voice,
        Self::Sticker,
        Self::Location,
        Self::Link,
        Self::Coupon,
        Self::Contact,
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
            Self::File(_) => Noun::File,
            Self::Notice(_) => Noun::Notice,
            Self::Shown(shown) => shown.kind().noun(),
        }
    }

    /// The words in the list of conversations; empty when it has none.
    pub(crate) fn preview(&self) -> &str {
        match self {
            Self::Text(words) | Self::Notice(words) => words,
            Self::Picture(picture) => &picture.caption,
            Self::File(file) => &file.name,
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
        Content::File(_) | Content::Shown(_) => String::new(),
    }
}

/// What a message brings with it that is loaded and kept.
pub(crate) struct Attached {
    /// Its id.
    pub media: MediaId,
    /// Where it can be had.
    pub remote: Remote,
}

/// The picture or file of a message. None for other kinds, whose content is not read.
pub(crate) fn attached(message_type: i32, content: &str) -> Option<Attached> {
    if content.is_empty() {
        return None;
    }
    match message_type {
        picture::TYPE => {
            let picture = PictureContent::parse(content)?;
            Some(Attached {
                media: picture.media_id()?,
                remote: Remote {
                    kind: ObjectKind::Picture,
                    uri: picture.uri,
                    app_id: picture.app_id,
                    bytes: picture.bytes,
                    md5: picture.md5,
                },
            })
        }
        file::TYPE => {
            let file = FileContent::parse(content)?;
            Some(Attached {
                media: file.media_id()?,
                remote: Remote {
                    kind: ObjectKind::File,
                    uri: file.uri,
                    app_id: file.app_id,
                    bytes: file.bytes,
                    md5: file.md5,
                },
            })
        }
        _ => None,
    }
}

/// A command, which tells of a change and is never shown.
pub(crate) fn is_command(message_type: i32) -> bool {
    message_type >= choices::FIRST_COMMAND_TYPE
}

/// What a stranger's message is shown as, when it is of a kind that is only shown; none when it is not supported.
#[cfg(test)]
fn shown(message_type: i32, content: &str) -> Option<Shown> {
    match parse(message_type, content, &BTreeMap::new()) {
        Content::Shown(Shown::Unsupported(_)) => None,
        Content::Shown(shown) => Some(shown),
        other => panic!("{other:?}"),
    }
}

#[cfg(test)]
mod tests;
