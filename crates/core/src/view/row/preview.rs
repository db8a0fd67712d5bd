//! The line under a conversation's name.

use serde::Serialize;

use super::happened::Happened;
use crate::model::kind::Noun;

/// The line under a conversation's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Preview {
    /// What it is about.
    pub kind: Noun,
    /// The words in it, or about it. Plain text, one line, at most 200 characters; empty when nothing of it can be seen.
    pub text: String,
    /// Name of the sender, in groups and not for own messages.
    pub sender: Option<String>,
    /// Whether the person wrote it.
    pub own: bool,
    /// What happened to the group, of a line of the server: it is shown in place of the text.
    pub happened: Option<Happened>,
}

/// What a conversation's line says of its draft. Text and pictures are not both nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct DraftLine {
    /// Plain text; may be empty.
    pub text: String,
    /// Pictures wait with it.
    pub pictures: bool,
    /// A recording waits with it.
    pub voice: bool,
}

/// Sending state of the newest own message, when there is something to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Outgoing {
    /// Something is on its way.
    Sending,
    /// Something has stopped and wants a decision.
    Failed,
}
