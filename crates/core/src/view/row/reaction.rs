//! Reactions below a message.

use serde::Serialize;

/// One reaction, with all who have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ReactionRow {
    /// Which, as it is asked for: an emoji, or what another application uses for one.
    pub key: String,
    /// How it is shown: plain text, one line, at most 16 characters.
    pub label: String,
    /// How many people have it.
    pub count: u32,
    /// The person of this account does.
    pub own: bool,
    /// That it is so was asked for, and the server has not said yes.
    pub pending: bool,
    /// Names of others who have it, at most five.
    pub names: Vec<String>,
}
