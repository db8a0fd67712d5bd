//! Conversations: a line of the list, and all that a panel shows.

use serde::Serialize;

use super::happened::Closed;
use super::person::Avatar;
use super::preview::{DraftLine, Outgoing, Preview};
use crate::model::conversation::ConversationKind;
use crate::model::joining::WhoAdds;
use crate::model::let_through::LetThrough;
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
    /// The other person is a bot.
    pub bot: bool,
    /// Messages not read yet.
    pub unread: u32,
    /// One of them mentions the person.
    pub mentioned: bool,
    /// Stays on top.
    pub pinned: bool,
    /// Makes no notification.
    pub muted: bool,
    /// What notifies although it is muted; none when nothing does but what calls the person.
    pub let_through: Option<LetThrough>,
    /// Among the favourites.
    pub favourite: bool,
    /// The person has marked it as unread, to come back to it.
    pub marked_unread: bool,
    /// Stands among the archived ones.
    pub archived: bool,
    /// Requests to join that wait for the person and that they have not seen.
    pub join_requests: u32,
    /// Ids of the person's folders that it is in.
    pub folders: Vec<String>,
    /// The person's chat with themselves.
    pub notes: bool,
    /// False after leaving, being removed, or when the group was dissolved: readable, nothing can be sent.
    pub member: bool,
    /// Why nothing can be written; none when something can.
    pub closed: Option<Closed>,
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

impl ConversationRow {
    /// What it counts as: its unread messages, and one when it has none and is marked.
    pub fn unread_or_marked(&self) -> u32 {
        self.unread.max(u32::from(self.marked_unread))
    }
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
    /// How many members the server counts.
    pub member_count: u32,
    /// Role of the person of this account.
    pub my_role: Role,
    /// Only owner and managers can write.
    pub group_muted: bool,
    /// Who adds people.
    pub who_adds: WhoAdds,
    /// Owner and managers decide who comes in.
    pub join_approval: bool,
}
