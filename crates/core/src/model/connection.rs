//! How the connection to the server stands.

use serde::Serialize;

use crate::error::Reason;

/// How the connection stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Connection {
    /// Not started, or stopped.
    #[default]
    Stopped,
    /// On the way for the first time.
    Connecting,
    /// Messages come and go.
    Online,
    /// Cannot reach the server.
    #[serde(rename_all = "camelCase")]
    #[cfg_attr(feature = "bindings", ts(rename_all = "camelCase"))]
    Offline {
        /// Since when: milliseconds since 1970.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        since: i64,
        /// When the next try is: milliseconds since 1970.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        next_try: i64,
        /// Why the last try failed.
        reason: Reason,
    },
    /// The token is no longer valid and could not be renewed. Everything is kept.
    SignInNeeded {
        /// Why.
        reason: Reason,
    },
}
