//! A marked message in a list of such.

use serde::Serialize;

use super::quote::Quote;
use crate::model::mark::MarkKind;
use crate::model::{ConversationId, MessageKey};

/// A marked message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MarkedRow {
    /// How.
    pub mark: MarkKind,
    /// Which.
    pub message: MessageKey,
    /// Where it stands.
    pub conversation: ConversationId,
    /// Title of that conversation.
    pub title: String,
    /// Who wrote what.
    pub quote: Quote,
    /// When it was written, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// The person may take the mark away.
    pub can_remove: bool,
}

/// The beginning of a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MarkedRows {
    /// Marked last first.
    pub rows: Vec<MarkedRow>,
    /// There are more.
    pub more: bool,
}
