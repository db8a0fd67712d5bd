//! Texts that are to be sent later, and reminders of messages.

use serde::Serialize;

use super::quote::Quote;
use crate::error::Reason;
use crate::model::{ConversationId, MessageKey};

/// A text that is to be sent at a time of day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct PlannedRow {
    /// Its id, also as a message.
    pub id: MessageKey,
    /// The words.
    pub text: String,
    /// What it answers; none when that is not here any more.
    pub quote: Option<Quote>,
    /// When, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub due: i64,
    /// It was not sent at its time, which is long ago: the person decides.
    pub too_late: bool,
    /// Why it was not sent: the person decides.
    pub problem: Option<Reason>,
}

/// A reminder of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ReminderRow {
    /// Of which message.
    pub message: MessageKey,
    /// Where it stands.
    pub conversation: ConversationId,
    /// Title of that conversation.
    pub title: String,
    /// Who wrote what.
    pub quote: Quote,
    /// When, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub due: i64,
    /// Its time has come, and the person was told.
    pub told: bool,
}
