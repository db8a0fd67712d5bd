//! What a person sees, as plain values. These are also the types of the page: `cargo xtask bindings` writes their
//! TypeScript from here (feature `bindings`).

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::model::{ConversationId, MediaId, MessageKey, ServerMessageId, UserId};

/// A sentence in both languages; the page shows the one it is set to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LocalText {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Why something did not work, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Reason {
    /// A stable word for the kind of failure, e.g. `token_expired`, `too_large`, `status_56`.
    pub code: String,
    /// What happened and what to do.
    pub text: LocalText,
    /// The server's log id, to quote when asking for help.
    pub log_id: Option<String>,
}

/// One change of a list that somebody shows. Applied in order to the rows of the last `Reset`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub enum Diff<T> {
    /// Forget everything and show these.
    Reset {
        /// All rows now.
        rows: Vec<T>,
    },
    /// Put rows in front of the row that stands at `at` (or at the end).
    Insert {
        /// Position of the first new row.
        at: usize,
        /// The new rows.
        rows: Vec<T>,
    },
    /// Replace one row; its id stays the same.
    Set {
        /// Position of the row.
        at: usize,
        /// The row now.
        row: T,
    },
    /// Take rows away.
    Remove {
        /// Position of the first row that goes.
        at: usize,
        /// How many go.
        count: usize,
    },
}

/// Kind of a conversation (protocol: enums, ConversationType; the low four bits count).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum ConversationKind {
    /// Two people (or one with themselves).
    OneToOne,
    /// A group.
    Group,
    /// A kind of later work: shown, can be read.
    Other,
}

/// What a one-line preview is about; the page has the word and icon for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum PreviewKind {
    /// Words.
    Text,
    /// A picture; `text` is its caption or empty.
    Picture,
    /// A system line.
    Notice,
    /// Withdrawn.
    Recalled,
    /// A kind this version cannot show.
    Unsupported,
}

/// The line under a conversation's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Preview {
    /// What it is about.
    pub kind: PreviewKind,
    /// Plain text, one line, at most 200 characters; empty when nothing of it can be seen.
    pub text: String,
    /// Name of the sender, in groups and not for own messages.
    pub sender: Option<String>,
    /// Whether the person wrote it.
    pub own: bool,
}

/// What a conversation's line says of its draft. Text and pictures are not both nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct DraftLine {
    /// Plain text; may be empty.
    pub text: String,
    /// Pictures wait with it.
    pub pictures: bool,
}

/// Sending state of the newest own message, when there is something to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Outgoing {
    /// Something is on its way.
    Sending,
    /// Something has stopped and wants a decision.
    Failed,
}

/// A picture of a person or group: an address of the media scheme is made from it, or initials when there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Avatar {
    /// Picture in the media table.
    pub media: Option<MediaId>,
    /// Up to two characters of the name.
    pub initials: String,
    /// Hue in degrees, made from the id, for the initials' background.
    pub hue: u16,
}

/// A line of the conversation list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ConversationRow {
    /// Which conversation.
    pub id: ConversationId,
    /// Kind.
    pub kind: ConversationKind,
    /// Name of the group, of the other person, or the ids when no name is known. Never empty.
    pub title: String,
    /// Picture.
    pub avatar: Avatar,
    /// The other person of a 1:1.
    pub peer: Option<UserId>,
    /// Messages not read yet.
    pub unread: u32,
    /// One of them mentions the person.
    pub mentioned: bool,
    /// Stays on top.
    pub pinned: bool,
    /// Makes no notification.
    pub muted: bool,
    /// False after leaving, being removed, or when the group was dissolved: readable, nothing can be sent.
    pub member: bool,
    /// How many people the server counts in a group; 0 when it has not told, and in a 1:1.
    pub members: u32,
    /// The newest visible message.
    pub preview: Option<Preview>,
    /// What was typed or attached and not sent.
    pub draft: Option<DraftLine>,
    /// Own messages that are not through.
    pub outgoing: Option<Outgoing>,
    /// Time shown and sorted by: milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
}

/// How far an own message has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Delivery {
    /// Accepted here, not yet at the server (the clock).
    Sending,
    /// A picture is being made ready or uploaded; 0 to 100.
    Uploading {
        /// Percent of the bytes.
        percent: u8,
    },
    /// At the server (one tick).
    Sent,
    /// The other person has read it (two ticks; 1:1 only).
    Read,
    /// The server accepted it but shows it to the sender only.
    OnlyMe {
        /// Why.
        reason: Reason,
    },
    /// Stopped; retry, edit or delete.
    Failed {
        /// Why.
        reason: Reason,
    },
}

/// A picture in a bubble.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Picture {
    /// Address part for the media scheme.
    pub media: MediaId,
    /// Pixels, as shown (orientation applied); 0 when not known.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// Size of the original in bytes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Media type, e.g. `image/jpeg`.
    pub mime: String,
    /// File name, plain text.
    pub name: String,
    /// Moves.
    pub animated: bool,
    /// Base64 of a thumbhash, the blurred placeholder.
    pub thumbhash: Option<String>,
    /// Words sent with it; may be empty.
    pub caption: String,
    /// Set when it cannot be shown: too old, refused, broken.
    pub problem: Option<Reason>,
}

/// Pictures sent together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Album {
    /// Same for all pictures of one album of one sender.
    pub id: String,
    /// From 0.
    pub index: u32,
    /// How many belong to it.
    pub count: u32,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
#[expect(
    clippy::large_enum_variant,
    reason = "at most 300 of them are held, and a row is boxed as a whole"
)]
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
    /// A system line.
    Notice {
        /// Plain text.
        text: String,
    },
    /// Withdrawn by its sender or a manager.
    Recalled,
    /// A kind this version cannot show.
    Unsupported {
        /// MessageType of the wire.
        message_type: i32,
    },
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

/// One message of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MessageRow {
    /// Stays the same from local echo to recall.
    pub id: MessageKey,
    /// The server's id, once known.
    pub server_id: Option<ServerMessageId>,
    /// Who wrote it.
    pub sender: UserId,
    /// Name to show.
    pub sender_name: String,
    /// Their picture.
    pub sender_avatar: Avatar,
    /// Written by the person of this account.
    pub own: bool,
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// What it says.
    pub body: Body,
    /// Web addresses in its text or caption, in order and without overlap.
    pub links: Vec<TextLink>,
    /// Own messages only.
    pub delivery: Option<Delivery>,
    /// Set on pictures sent together.
    pub album: Option<Album>,
    /// May still be withdrawn (own, at the server, inside the recall window, or by a group's owner or manager).
    pub can_recall: bool,
    /// Mentions the person of this account.
    pub mentions_me: bool,
    /// On this device only: the server was set back to an older state and does not have it any more.
    pub lost: bool,
}

/// A message row that is held in several places: every update compares all rows with those told before, and a row that
/// is still the same one needs no comparing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRow(Arc<MessageRow>);

impl From<MessageRow> for SharedRow {
    fn from(row: MessageRow) -> Self {
        Self(Arc::new(row))
    }
}

impl Deref for SharedRow {
    type Target = MessageRow;

    fn deref(&self) -> &MessageRow {
        &self.0
    }
}

impl Serialize for SharedRow {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// How a gap stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum GapState {
    /// Not asked for yet.
    Unknown,
    /// On its way.
    Loading,
    /// Could not be loaded.
    Failed {
        /// Why.
        reason: Reason,
    },
    /// The server does not keep it any more.
    Gone,
}

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum TimelineRow {
    /// A message.
    Message(#[cfg_attr(feature = "bindings", ts(as = "Box<MessageRow>"))] SharedRow),
    /// Messages are missing here.
    Gap {
        /// `gap:` and the lowest missing index.
        id: String,
        /// State.
        state: GapState,
    },
    /// Everything below was not read when the conversation was opened. Its id is always `unread`.
    Unread,
}

/// Where a timeline stands, beside its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct TimelineState {
    /// The first row is the first message there is.
    pub at_start: bool,
    /// The last row is the newest message there is.
    pub at_end: bool,
    /// Messages that came below the window since it left the end.
    pub new_below: u32,
    /// Older rows are on their way.
    pub loading_older: bool,
}

/// How the connection stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Connection {
    /// Not started, or stopped.
    #[default]
    Stopped,
    /// On the way for the first time.
    Connecting,
    /// Messages come and go.
    Online,
    /// Cannot reach the server.
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(feature = "bindings", ts(rename_all = "camelCase"))]
    Offline {
        /// Since when: milliseconds since 1970.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        since: i64,
        /// When the next try is: milliseconds since 1970.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        next_try: i64,
        /// Why the last try failed.
        reason: Reason,
    },
    /// The token is no longer valid and could not be renewed. Everything is kept.
    SignInNeeded {
        /// Why.
        reason: Reason,
    },
}

/// Role in a group (protocol: enums, GroupRole).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Role {
    /// Ordinary member.
    Member,
    /// Owner: may dissolve, appoint managers.
    Owner,
    /// Manager: may add, remove and withdraw others' messages.
    Manager,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// Name to show; the id when none is known.
    pub name: String,
    /// Picture.
    pub avatar: Avatar,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Member {
    /// Who.
    pub person: Person,
    /// Role.
    pub role: Role,
    /// Nickname in this group.
    pub alias: Option<String>,
}

/// Everything the group panel shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ConversationDetails {
    /// The row of the list.
    pub row: ConversationRow,
    /// Description of the group.
    pub description: String,
    /// Announcement of the group.
    pub notice: String,
    /// Members known, owner first, then managers, then by joining.
    pub members: Vec<Member>,
    /// How many members the server counts.
    pub member_count: u32,
    /// Role of the person of this account.
    pub my_role: Role,
}
