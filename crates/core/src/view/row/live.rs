//! Live groups.

use serde::Serialize;

use super::{Avatar, Called, Closed, Happened, Muted, Person};
use crate::error::Reason;
use crate::model::live::Priority;
use crate::model::user::Role;
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
    /// Who owns it.
    pub owner: UserId,
    /// The person of this account owns it.
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

/// A page of what was said in a live group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveHistory {
    /// The oldest first.
    pub rows: Vec<LiveRow>,
    /// Where the page before it ends; none when there is none.
    pub next: Option<i64>,
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
    /// What happened to the group, when it tells of that; nobody said it then.
    pub happened: Option<Happened>,
    /// How much it matters.
    pub priority: Priority,
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// How it stands.
    pub sent: LiveSent,
}

/// How the live group stands that the person is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveState {
    /// It; none when they are in none.
    pub group: Option<LiveGroupRow>,
    /// Messages that came faster than they could be shown, and were left out.
    pub dropped: u32,
    /// There are older messages to be loaded.
    pub has_older: bool,
    /// Why they are no longer in the one they were in.
    pub ended: Option<LiveEnd>,
    /// What they are in it.
    pub role: Role,
    /// Only those who lead it and the white list can write.
    pub muted: bool,
    /// Marks that it knows.
    pub marks: Vec<String>,
    /// Why they can write nothing there.
    pub closed: Option<Closed>,
}

impl Default for LiveState {
    fn default() -> Self {
        Self {
            group: None,
            dropped: 0,
            has_older: false,
            ended: None,
            role: Role::Member,
            muted: false,
            marks: Vec::new(),
            closed: None,
        }
    }
}

/// Why the person is no longer in a live group that they have not left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "why",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum LiveEnd {
    /// It is no more.
    Dissolved,
    /// They were put out, and can come in again.
    Removed {
        /// By whom, when it is said.
        by: Option<Called>,
    },
    /// They were put out and cannot come in.
    Barred {
        /// By whom, when it is said.
        by: Option<Called>,
        /// Until when, milliseconds since 1970; none without an end.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        until: Option<i64>,
    },
    /// They could not come back after a cut.
    Refused {
        /// Why.
        reason: Reason,
    },
}

/// Somebody of a live group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveMemberRow {
    /// Who.
    pub person: Person,
    /// The person of this account.
    pub me: bool,
    /// Role.
    pub role: Role,
    /// They are in it now.
    pub here: bool,
    /// Since when, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub since: Option<i64>,
    /// They cannot write for a time.
    pub muted: Option<Muted>,
    /// They can write although all are muted.
    pub speaks: bool,
    /// They cannot come in for a time. Only those who lead the group are told.
    pub barred: Option<Muted>,
    /// Their marks.
    pub marks: Vec<String>,
}

/// A page of people of a live group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LiveMembers {
    /// Of the first page the person and those who lead the group first.
    pub rows: Vec<LiveMemberRow>,
    /// Where the next page starts; none when these are the last.
    pub next: Option<UserId>,
}
