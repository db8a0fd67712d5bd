//! A system line (protocol: content, section 1): a message of its own type, or a custom one.

use linnet_proto::keys;
use serde_json::{Map, Value};

use super::{Content, Raw, text};
use crate::error::LocalText;

/// Of its own type it is written as a text is.
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    Some(Content::Notice(text::words(raw.content)))
}

/// As the demo applications send it.
pub(super) fn read_custom(custom: &Map<String, Value>) -> Option<Content> {
    let words = custom.get(keys::TEXT)?.as_str()?;
    Some(Content::Notice(words.to_owned()))
}

/// Words of a notification.
pub(crate) fn notification(words: &str) -> LocalText {
    text::notification(words)
}
