//! Messages that are missing between others.

use serde::Serialize;

use crate::error::Reason;

/// How a gap stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum GapState {
    /// Not asked for yet.
    Unknown,
    /// On its way.
    Loading,
    /// Could not be loaded.
    Failed {
        /// Why.
        reason: Reason,
    },
    /// The server does not keep it any more.
    Gone,
}
