//! Friends, requests to be one, blocked people: what the server says of them.

use serde::{Deserialize, Serialize};

use super::UserId;

/// A friend, as the server tells of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Friend {
    /// Who.
    pub user: UserId,
    /// Since when: milliseconds since 1970.
    pub since: i64,
    /// What the person calls them; may be empty.
    pub remark: String,
    /// Words about them that only the person sees; may be empty.
    pub note: String,
    /// No friend any more.
    pub gone: bool,
}

/// How a request stands (protocol: enums, ApplyStatusCode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum RequestState {
    /// It waits for its answer.
    Waiting,
    /// Both are friends.
    Accepted,
    /// It was refused.
    Refused,
    /// It is over without an answer.
    Over,
}

impl RequestState {
    /// From the number of the wire.
    pub fn of(number: i32) -> Self {
        match number {
            1 => Self::Waiting,
            2 => Self::Accepted,
            3 => Self::Refused,
            _ => Self::Over,
        }
    }

    /// Its number.
    pub fn number(self) -> i32 {
        match self {
            Self::Waiting => 1,
            Self::Accepted => 2,
            Self::Refused => 3,
            Self::Over => 4,
        }
    }
}

/// A request, as the server tells of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The other person.
    pub user: UserId,
    /// To the person of this account, otherwise by them.
    pub incoming: bool,
    /// Words that came with it; may be empty.
    pub greeting: String,
    /// When: milliseconds since 1970.
    pub asked: i64,
    /// How it stands.
    pub state: RequestState,
    /// Grows with every request; what was seen is counted by it.
    pub index: i64,
}

/// A blocked person, as the server tells of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocked {
    /// Who.
    pub user: UserId,
    /// Not blocked any more.
    pub gone: bool,
}

/// What happened to a contact, when it happened while somebody was looking (not at the first load).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactNews {
    /// They are friends now.
    FriendAdded,
    /// They are friends no more.
    FriendDeleted,
    /// What the person calls them, or says of them, changed.
    FriendUpdated,
    /// They ask to be a friend.
    RequestReceived,
    /// A request was refused.
    RequestRefused,
    /// A request changed otherwise.
    RequestUpdated,
    /// They are blocked.
    BlockAdded,
    /// They are blocked no more.
    BlockRemoved,
}
