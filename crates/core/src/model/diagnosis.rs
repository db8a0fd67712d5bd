//! What a person can look at when something does not work: how the connection went, what failed last, how long things
//! took, what waits to be sent. In memory only and bounded: the oldest entry goes when a list is full. No token, text,
//! address or id of a person is in it, because it goes into reports.

use serde::Serialize;

use crate::error::Reason;
use crate::model::connection::Connection;

/// How it stands with one account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Diagnosis {
    /// The connection, oldest state first; the last is the one now.
    pub connection: Vec<ConnectionChange>,
    /// What waits to be sent.
    pub queue: Queue,
    /// Requests that failed, oldest first.
    pub failed: Vec<FailedRequest>,
    /// From sending a message to the server's answer.
    pub sends: Vec<Timing>,
    /// Asking for what is new, until the answer is here.
    pub pulls: Vec<Timing>,
}

/// A state of the connection and when it began.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ConnectionChange {
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// The state.
    pub connection: Connection,
}

/// A request that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FailedRequest {
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// Number of the command (protocol: commands).
    pub command: i32,
    /// Why, with its code and the server's log id.
    pub reason: Reason,
}

/// How long something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Timing {
    /// Milliseconds since 1970, at its end.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// Milliseconds.
    pub ms: u32,
}

/// What is not at the server yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Queue {
    /// Messages whose turn comes.
    pub waiting: u32,
    /// Pictures being made ready or uploaded.
    pub preparing: u32,
    /// Messages that stopped and want a decision.
    pub stopped: u32,
    /// Tries made for those that wait, all together.
    pub tries: u32,
}
