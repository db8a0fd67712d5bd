//! People and memberships.

use serde::{Deserialize, Serialize};

use super::UserId;

/// What the server says about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Who.
    pub user: UserId,
    /// Name; may be empty.
    pub nick_name: String,
    /// Address of the picture; may be empty.
    pub portrait: String,
    /// What they say of themselves; may be empty.
    pub description: String,
    /// A bot: no person uses it.
    pub bot: bool,
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

/// A member of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub user: UserId,
    /// Number of the role (protocol: enums, GroupRole).
    pub role: i32,
    /// Nickname in this conversation; may be empty.
    pub alias: String,
    /// Place among the members; the smaller joined earlier.
    pub sort_order: i64,
    /// Cannot write before this time, milliseconds since 1970 by the server's clock; 0 for somebody who can, and
    /// [`MUTED_FOREVER`] without an end, or when no end is told.
    pub muted_until: i64,
    /// Why, of the person of this account alone; may be empty.
    pub mute_reason: String,
}

/// [`Participant::muted_until`] without an end.
pub const MUTED_FOREVER: i64 = i64::MAX;

/// How far a member has read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadPosition {
    /// Who.
    pub user: UserId,
    /// Index of the newest message read.
    pub index: i64,
    /// Joined after this index: earlier messages are nothing to this member.
    pub min_index: i64,
}
