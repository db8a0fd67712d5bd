//! A message on a card with messages of another conversation.

use serde::Serialize;

use super::TextLink;
use super::picture::Picture;
use crate::model::kind::Noun;

/// A message on such a card. Whoever made the card wrote what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct HistoryRow {
    /// Who wrote it; empty when the card does not say.
    pub name: String,
    /// Milliseconds since 1970; 0 when the card does not say.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub time: i64,
    /// What it is.
    pub kind: Noun,
    /// Its words, or the name of what it is; may be empty.
    pub text: String,
    /// Web addresses in them, in order and without overlap.
    pub links: Vec<TextLink>,
    /// The picture it is.
    pub picture: Option<Picture>,
}
