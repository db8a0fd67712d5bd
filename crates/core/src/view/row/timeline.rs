//! Rows of a timeline.

use serde::Serialize;

#[cfg(feature = "bindings")]
use super::message::MessageRow;
use super::message::SharedRow;
use crate::model::gap::GapState;

/// One row of a timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum TimelineRow {
    /// A message.
    Message(#[cfg_attr(feature = "bindings", ts(as = "Box<MessageRow>"))] SharedRow),
    /// Messages are missing here.
    Gap {
        /// `gap:` and the lowest missing index.
        id: String,
        /// State.
        state: GapState,
    },
    /// Everything below was not read when the conversation was opened. Its id is always `unread`.
    Unread,
}

/// Where a timeline stands, beside its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct TimelineState {
    /// The first row is the first message there is.
    pub at_start: bool,
    /// The last row is the newest message there is.
    pub at_end: bool,
    /// Messages that came below the window since it left the end.
    pub new_below: u32,
    /// Older rows are on their way.
    pub loading_older: bool,
}
