//! A message of a thread.

use serde::Serialize;

use super::person::Avatar;
use super::quote::Quote;

/// The messages of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Thread {
    /// Those that are here, in the order of the conversation.
    pub rows: Vec<ThreadRow>,
    /// There may be more that are not here.
    pub more: bool,
}

/// A message of a thread, as a line of its list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ThreadRow {
    /// Who wrote it and what it says.
    pub said: Quote,
    /// Picture of who wrote it.
    pub avatar: Avatar,
    /// Milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
}
