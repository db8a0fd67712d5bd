//! A kind that this version cannot show.

use serde::Serialize;

use super::{Kind, Noun, Raw};
use crate::error::LocalText;

/// Longest content that is shown, in characters.
const LONGEST: usize = 2_000;

/// What can be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Unsupported {
    /// `message_type` of the wire.
    pub message_type: i32,
    /// What came, or its beginning, for those who can read it.
    pub raw: String,
}

/// Takes whatever no other kind reads.
pub(super) fn read(raw: &Raw<'_>) -> Unsupported {
    Unsupported {
        message_type: raw.message_type,
        raw: raw.content.chars().take(LONGEST).collect(),
    }
}

impl Kind for Unsupported {
    fn noun(&self) -> Noun {
        Noun::Unsupported
    }

    fn preview(&self) -> &str {
        ""
    }

    fn notification(&self) -> LocalText {
        LocalText::new("[消息]", "[Message]")
    }
}
