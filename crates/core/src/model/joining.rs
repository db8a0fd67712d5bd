//! Who comes into a group: who may add people, and requests to join (protocol: messages, Join applications).

use serde::{Deserialize, Serialize};

use super::UserId;

/// Who adds people to a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum WhoAdds {
    /// Every member.
    #[default]
    Everybody,
    /// Owner and managers.
    Leaders,
}

/// How a request to join stands (protocol: enums, ApplyStatusCode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum JoinState {
    /// Nobody has answered yet.
    Waiting,
    /// They were let in.
    Agreed,
    /// They were not.
    Refused,
    /// It is no longer good: the group takes no requests any more.
    Gone,
}

/// What came of people whom somebody wanted in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Admitted {
    /// They are in it.
    In,
    /// Owner and managers are asked.
    Asked,
}

/// A request to join a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinRequest {
    /// Number of the server.
    pub id: i64,
    /// Who is to come in.
    pub user: UserId,
    /// Who wants them in; none when they ask themselves.
    pub inviter: Option<UserId>,
    /// Words to those who decide; may be empty.
    pub reason: String,
    /// Milliseconds since 1970.
    pub asked: i64,
    /// How it stands.
    pub state: JoinState,
}
