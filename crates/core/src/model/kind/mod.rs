//! Kinds of messages: what a message says, one file for each noun (protocol: content). A file reads the JSON of its
//! kind, writes it where it is sent, and has the words of its kind for the list and for notifications. Whether a
//! message is unread and moves its conversation up, its entries say for every kind alike (`model/message.rs`).
//!
//! A kind that is only shown is its file here, its lines in the tables of this file, and a file of the page that is
//! called like it. Nothing outside of this folder knows which type of the wire is which kind.
//!
//! Whatever does not parse is still something: [`Unsupported`] takes what no other kind reads.

pub mod call;
pub mod contact;
pub mod coupon;
pub mod encrypted;
pub mod file;
pub mod history;
pub mod link;
pub mod location;
pub mod notice;
pub mod picture;
pub(crate) mod search;
pub mod sticker;
pub mod text;
pub mod unsupported;
pub mod video;
pub mod voice;

use std::borrow::Cow;
use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::MessageType;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::content::number;
use super::picture::Remote;
use super::signs::{is_blank, is_direction};
use super::{MediaId, json};
use crate::error::LocalText;
use call::Call;
use contact::ContactCard;
use coupon::Coupon;
use encrypted::Encrypted;
use file::FileContent;
use history::History;
use link::LinkCard;
use location::Location;
use notice::Notice;
use picture::PictureContent;
use sticker::Sticker;
use unsupported::Unsupported;
use video::VideoContent;
use voice::VoiceContent;

/// Longest text that a card shows, in characters. A text message shows all it has.
const LONGEST: usize = 200;

/// Grows when something is read as a kind that was unsupported before: lines of the list that say so are derived again.
pub(crate) const VERSION: i64 = 3;

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
        Ok(MessageType::Image) => encrypted::read(raw).or_else(|| picture::read(raw)),
        Ok(MessageType::Video) => encrypted::read(raw).or_else(|| video::read(raw)),
        Ok(MessageType::File) => encrypted::read(raw).or_else(|| file::read(raw)),
        Ok(MessageType::Audio) => encrypted::read(raw).or_else(|| voice::read(raw)),
        Ok(MessageType::Sticker) => sticker::read(raw),
        Ok(MessageType::Location) => location::read(raw),
        Ok(MessageType::System) => notice::read(raw),
        Ok(MessageType::Link) => link::read(raw),
        Ok(MessageType::LegacyMessageTypeUserCard) => contact::read(raw),
        _ if raw.message_type == video::NEWER_TYPE => {
            encrypted::read(raw).or_else(|| video::read(raw))
        }
        _ if call::is_call(raw.message_type) => Some(call::read()),
        _ => read_custom(raw, &raw.object()?),
    }
}

/// Kinds that a setting can name, with the types of the wire that are sent as each.
const NAMED: [(Noun, &[i32]); 5] = [
    (Noun::Text, &[MessageType::Text as i32]),
    (Noun::Picture, &[MessageType::Image as i32]),
    (Noun::Video, &[MessageType::Video as i32, video::NEWER_TYPE]),
    (Noun::File, &[MessageType::File as i32]),
    (Noun::Voice, &[MessageType::Audio as i32]),
];

/// The kind that a setting calls by this type.
pub(crate) fn named(message_type: i32) -> Option<Noun> {
    let of_type = |(_, types): &&(Noun, &[i32])| types.contains(&message_type);
    NAMED.iter().find(of_type).map(|(noun, _)| *noun)
}

/// The types by which a setting calls a kind; none when it cannot.
pub(crate) fn types_of(kind: Noun) -> impl Iterator<Item = i32> {
    let of_kind = move |(noun, _): &&(Noun, &[i32])| *noun == kind;
    let types = NAMED.iter().find(of_kind).map(|(_, types)| types.iter());
    types.into_iter().flatten().copied()
}

/// The kinds of the demo applications tell themselves apart by `type`, whatever type of the wire they come with.
fn read_custom(raw: &Raw<'_>, custom: &Map<String, Value>) -> Option<Content> {
    match number(custom.get("type")) {
        1 => link::read_custom(custom),
        2 => notice::read_custom(custom),
        3 => coupon::read_custom(raw, custom),
        _ => history::read(raw),
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
    /// A recording.
    Voice(Box<VoiceContent>),
    /// A video.
    Video(Box<VideoContent>),
    /// A system line.
    Notice(Notice),
    /// A kind that a person sees as it is.
    Shown(Shown),
}

/// Kinds that a person sees as they are: they have no files here, and nothing of them has to be kept from the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Shown {
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
    /// Messages of another conversation.
    History(History),
    /// An attachment that cannot be opened here.
    Encrypted(Encrypted),
    /// A call.
    Call(Call),
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
            Self::Sticker(kind) => kind,
            Self::Location(kind) => kind,
            Self::Link(kind) => kind,
            Self::Coupon(kind) => kind,
            Self::Contact(kind) => kind,
            Self::History(kind) => kind,
            Self::Encrypted(kind) => kind,
            Self::Call(kind) => kind,
            Self::Unsupported(kind) => kind,
        }
    }

    /// Words of a notification.
    pub(crate) fn notification(&self) -> LocalText {
        self.kind().notification()
    }
}

/// The name of a kind; the page has the word and icon for it. The numbers stand in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Messages of another conversation.
    History = 14,
    /// An attachment that cannot be opened here.
    Encrypted = 15,
    /// A call.
    Call = 16,
}

impl Noun {
    const ALL: [Self; 16] = [
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
        Self::History,
        Self::Encrypted,
        Self::Call,
    ];

    /// The number that stands in the database.
    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    /// The kind of this name, as the page and cards with messages call it.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        serde_json::from_value(Value::String(name.to_owned())).ok()
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
            Self::Voice(_) => Noun::Voice,
            Self::Video(_) => Noun::Video,
            Self::Notice(_) => Noun::Notice,
            Self::Shown(shown) => shown.kind().noun(),
        }
    }

    /// The words in the list of conversations; empty when it has none.
    pub(crate) fn preview(&self) -> &str {
        match self {
            Self::Text(words) => words,
            Self::Notice(notice) => &notice.words,
            Self::Picture(picture) => &picture.caption,
            Self::File(file) => &file.name,
            Self::Voice(_) => "",
            Self::Video(video) => &video.caption,
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
        Content::Text(text) => text,
        Content::Notice(notice) => notice.words,
        Content::Picture(picture) => picture.caption,
        Content::Video(video) => video.caption,
        Content::File(_) | Content::Voice(_) | Content::Shown(_) => String::new(),
    }
}

/// What a message brings with it that is loaded and kept.
pub(crate) struct Attached {
    /// Its id.
    pub media: MediaId,
    /// Where it can be had.
    pub remote: Remote,
}

/// The pictures and files of a message: a picture, a file, a recording, a video and its cover, the pictures on a card, or
/// a sticker. Of other kinds, which have none, the content is not read.
pub(crate) fn attached(message_type: i32, content: &str) -> Vec<Attached> {
    if content.is_empty() {
        return Vec::new();
    }
    match message_type {
        picture::TYPE => picture::attached(content).into_iter().collect(),
        file::TYPE => file::attached(content).into_iter().collect(),
        voice::TYPE => voice::attached(content).into_iter().collect(),
        video::TYPE | video::NEWER_TYPE => video::attached(content).unwrap_or_default(),
        history::TYPE => history::attached(content),
        sticker::TYPE => sticker::attached(content).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A command, which tells of a change and is never shown.
pub(crate) fn is_command(message_type: i32) -> bool {
    message_type >= choices::FIRST_COMMAND_TYPE && !call::is_call(message_type)
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
