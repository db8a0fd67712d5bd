//! What happened to a group: the page makes the words of it, in its own language.

use serde::Serialize;

use crate::model::UserId;
use crate::model::kind::notice::GroupEventKind;

/// What happened to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Happened {
    /// What.
    pub kind: GroupEventKind,
    /// Who did it, when it is said.
    pub actor: Option<Called>,
    /// With whom, or to whom: some of them.
    pub targets: Vec<Called>,
    /// How many more there are.
    pub others: u32,
    /// New name of the group, or a mark; may be empty.
    pub name: String,
    /// Until when somebody cannot write, milliseconds since 1970; none without an end.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub until: Option<i64>,
}

/// Somebody, as a sentence names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Called {
    /// Who.
    pub id: UserId,
    /// Their name in the group, their own, or "User" and the id.
    pub name: String,
    /// It is the person of this account.
    pub me: bool,
}

/// Why nothing can be written in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(
    tag = "why",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Closed {
    /// Only owner and managers can write.
    GroupMuted,
    /// The person cannot, for a time.
    Muted {
        /// Until when, milliseconds since 1970; none without an end.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        until: Option<i64>,
        /// Why, as whoever did it says; may be empty.
        reason: String,
        /// Nor can they afterwards: the group is muted as well.
        group: bool,
    },
    /// The person was taken out.
    Removed {
        /// By whom, when it is said.
        by: Option<Called>,
    },
    /// The group is no more.
    Dissolved {
        /// By whom, when it is said.
        by: Option<Called>,
    },
    /// The person has left, or it is not known why they are no member.
    NoMember,
}
