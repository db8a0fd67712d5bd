//! Conversations: a line of the list, and all that a panel shows.

use serde::Serialize;

use super::person::{Avatar, Member};
use super::preview::{DraftLine, Outgoing, Preview};
use crate::model::conversation::ConversationKind;
use crate::model::user::Role;
use crate::model::{ConversationId, UserId};

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
