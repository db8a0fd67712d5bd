//! Live groups.

use serde::Serialize;

use super::Avatar;
use crate::error::Reason;
use crate::model::live::Priority;
use crate::model::{ConversationId, UserId};

/// A live group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveGroupRow {
    /// Its id.
    pub id: ConversationId,
    /// Name to show.
    pub name: String,
    /// Picture.
    pub avatar: Avatar,
    /// The person of this account made it.
    pub own: bool,
    /// How many people are in it now.
    pub online: u32,
}

/// A page of live groups.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveGroups {
    /// The newest first.
    pub rows: Vec<LiveGroupRow>,
    /// Where the next page starts; none when these are the last.
    pub next: Option<ConversationId>,
}

/// How a message of the person's own stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
#[cfg_attr(
    feature = "bindings",
    derive(ts_rs::TS),
    ts(rename_all = "snake_case", tag = "kind")
)]
pub enum LiveSent {
    /// The server has it.
    Sent,
    /// On its way.
    Sending,
    /// It was not sent.
    Failed {
        /// Why.
        reason: Reason,
    },
}

/// A message in a live group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveRow {
    /// Tells it from the others.
    pub id: String,
    /// Who said it.
    pub sender: UserId,
    /// What they are called there.
    pub name: String,
    /// Their picture there.
    pub avatar: Avatar,
    /// The person of this account said it.
    pub own: bool,
    /// The words; none for a kind that is not shown in a live group.
    pub text: Option<String>,
    /// How much it matters.
    pub priority: Priority,
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// How it stands.
    pub sent: LiveSent,
}

/// How the live group stands that the person is in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveState {
    /// It; none when they are in none.
    pub group: Option<LiveGroupRow>,
    /// Messages that came faster than they could be shown, and were left out.
    pub dropped: u32,
    /// There are older messages to be loaded.
    pub has_older: bool,
    /// The group they were in was dissolved.
    pub ended: bool,
}
