//! What was shared in a conversation: pictures and videos, files, recordings, links.

use serde::Serialize;

use super::TextLink;
use super::body::Body;
use crate::model::{MessageKey, UserId};

/// Something that was shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct SharedItem {
    /// Its message.
    pub message: MessageKey,
    /// Who shared it.
    pub sender: UserId,
    /// Their name there.
    pub sender_name: String,
    /// When, milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// It.
    pub body: Body,
    /// Web addresses in its words.
    pub links: Vec<TextLink>,
}

/// A page of what was shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct SharedItems {
    /// The newest first.
    pub items: Vec<SharedItem>,
    /// There are older ones.
    pub more: bool,
    /// How much of the messages has been read for finding, 0 to 100.
    pub percent: u8,
}
