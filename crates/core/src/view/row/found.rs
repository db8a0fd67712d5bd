//! A message that was found by its words.

use serde::Serialize;

use super::person::{Avatar, Person};
use crate::model::kind::Noun;
use crate::model::{ConversationId, MessageKey, UserId};

/// A part of a text that is marked: from, and up to but not including, in units of UTF-16.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct MarkedPart {
    /// First unit.
    pub from: u32,
    /// Behind the last.
    pub to: u32,
}

/// A message that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FoundRow {
    /// Which.
    pub message: MessageKey,
    /// Where it stands.
    pub conversation: ConversationId,
    /// Title of that conversation.
    pub title: String,
    /// Picture of that conversation.
    pub avatar: Avatar,
    /// Who wrote it.
    pub sender: UserId,
    /// Their name there.
    pub sender_name: String,
    /// The person wrote it.
    pub own: bool,
    /// What it is.
    pub kind: Noun,
    /// A line of its words, around what was found. Plain text; may be empty.
    pub text: String,
    /// What was found in that line, in its order.
    pub marks: Vec<MarkedPart>,
    /// When it was written, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FoundRows {
    /// The newest first.
    pub rows: Vec<FoundRow>,
    /// There are older ones.
    pub more: bool,
    /// Nothing was found as it was typed: these are what might have been meant.
    pub forgiving: bool,
    /// How much of the messages has been read for finding, 0 to 100.
    pub percent: u8,
}

/// A group that was found by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FoundGroup {
    /// Which.
    pub id: ConversationId,
    /// Its name.
    pub title: String,
    /// Picture.
    pub avatar: Avatar,
    /// How many people the server counts in it; 0 when it has not told.
    pub members: u32,
}

/// People and groups that were found by their names, the best first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FoundNames {
    /// People.
    pub people: Vec<Person>,
    /// Groups.
    pub groups: Vec<FoundGroup>,
}
