//! Why something did not work, in words for people.

use serde::Serialize;

/// A sentence in both languages; the page shows the one it is set to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LocalText {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// Why something did not work, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Reason {
    /// A stable word for the kind of failure, e.g. `token_expired`, `too_large`, `status_56`.
    pub code: String,
    /// What happened and what to do.
    pub text: LocalText,
    /// The server's log id, to quote when asking for help.
    pub log_id: Option<String>,
}
