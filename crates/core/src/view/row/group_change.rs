//! What happened to a group, as a list.

use serde::Serialize;

use super::happened::Happened;
use crate::model::MessageKey;

/// One thing that happened to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct GroupChangeRow {
    /// The line of its history that says so.
    pub id: MessageKey,
    /// Its place in the history: where the next page begins.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub index: i64,
    /// When, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// What.
    pub happened: Happened,
}

/// Some of what happened to a group, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct GroupChanges {
    /// Of what is kept on this computer.
    pub rows: Vec<GroupChangeRow>,
    /// More is kept.
    pub more: bool,
}
