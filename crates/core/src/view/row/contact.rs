//! Contacts, requests, and what a profile card shows.

use serde::Serialize;

use super::person::{Avatar, Person};
use crate::model::contact::RequestState;
use crate::model::{ConversationId, UserId};

/// Somebody the person has to do with: a friend, somebody blocked, or the other of a chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ContactRow {
    /// Who.
    pub id: UserId,
    /// Name to show.
    pub name: String,
    /// Picture.
    pub avatar: Avatar,
    /// Their own name, where the person calls them by another.
    pub nickname: Option<String>,
    /// The letter under which they stand: A to Z, or #.
    pub letter: char,
    /// A friend.
    pub friend: bool,
    /// Blocked.
    pub blocked: bool,
    /// There is a chat with them.
    pub chat: bool,
    /// A bot.
    pub bot: bool,
}

/// A request to be a friend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct RequestRow {
    /// The other person.
    pub person: Person,
    /// To the person of this account; otherwise by them.
    pub incoming: bool,
    /// Words that came with it; may be empty.
    pub greeting: String,
    /// When: milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// How it stands.
    pub state: RequestState,
    /// An answer was given and is on its way.
    pub answering: bool,
    /// It was not seen yet.
    pub unseen: bool,
}

/// Everything a profile card shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ProfileCard {
    /// Who, by the name to show.
    pub person: Person,
    /// Their own name; empty when there is none.
    pub nickname: String,
    /// What the person calls them; empty when nothing.
    pub remark: String,
    /// Words about them that only the person sees; may be empty.
    pub note: String,
    /// What they say of themselves; may be empty.
    pub description: String,
    /// The person of this account.
    pub own: bool,
    /// A friend.
    pub friend: bool,
    /// A bot.
    pub bot: bool,
    /// Blocked.
    pub blocked: bool,
    /// The server knows nobody by this number.
    pub missing: bool,
    /// Their request, or the person's, that waits.
    pub request: Option<RequestRow>,
    /// The chat with them.
    pub chat: Option<ConversationId>,
    /// That chat makes no notification.
    pub muted: bool,
    /// Groups in which both are.
    pub groups: Vec<CommonGroup>,
}

/// A group in which both are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct CommonGroup {
    /// Which.
    pub id: ConversationId,
    /// Its name.
    pub title: String,
    /// Its picture.
    pub avatar: Avatar,
}
