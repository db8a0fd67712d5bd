//! The message that another one answers, as it stands there.

use serde::Serialize;

use crate::model::kind::Noun;
use crate::model::{MediaId, MessageKey};

/// A quoted message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Quote {
    /// It, when it is here to be shown.
    pub message: Option<MessageKey>,
    /// Name of who wrote it; empty when nobody says who did.
    pub sender_name: String,
    /// The person of this account wrote it.
    pub own: bool,
    /// Its kind.
    pub kind: Noun,
    /// The words in it, or about it. Plain text, one line, at most 200 characters; empty when nothing of it can be seen.
    pub text: String,
    /// Its picture.
    pub media: Option<MediaId>,
    /// How it stands.
    pub state: QuoteState,
}

/// How a quoted message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum QuoteState {
    /// It can be gone to, perhaps after the server was asked for it.
    There,
    /// Withdrawn.
    Recalled,
    /// Deleted, never there, or not for this person.
    Gone,
}
