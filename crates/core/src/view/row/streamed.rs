//! An answer of a bot that is written piece by piece.

use serde::Serialize;

use crate::model::bot::StreamState;

/// How far it is, and what can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct StreamedRow {
    /// How far it is.
    pub state: StreamState,
    /// When its last piece came, milliseconds since 1970 by the server's clock.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// It can be stopped.
    pub can_stop: bool,
    /// It can be written once more, while it is the newest message of its chat.
    pub can_repeat: bool,
}
