//! A file in a bubble.

use serde::Serialize;

use crate::model::MediaId;

/// A file in a bubble. How it stands on this computer is asked and told beside the row
/// ([`Client::file_states`](crate::Client::file_states)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FileRow {
    /// Its id.
    pub media: MediaId,
    /// Plain text, one line; empty when it has none that can be seen.
    pub name: String,
    /// Size; 0 when not known.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Opening it may run a program: it is asked before.
    pub may_run: bool,
}
