//! The entries of a message (`ext`, protocol: content, section 4) as they are stored, and numbers that may be text.

use std::collections::BTreeMap;

use linnet_proto::keys;
use serde_json::Value;

/// A number, whether it is written as one or as text; 0 when it is neither.
pub(crate) fn number(value: Option<&Value>) -> i64 {
    match value {
        Some(Value::Number(number)) => number.as_i64().unwrap_or(0),
        Some(Value::String(text)) => text.trim().parse().unwrap_or(0),
        _ => 0,
    }
}

/// Entries of a stored message; what cannot be read counts as none.
pub(crate) fn ext(json: &str) -> BTreeMap<String, String> {
    if json == "{}" {
        return BTreeMap::new();
    }
    serde_json::from_str(json).unwrap_or_default()
}

/// Entries as they are stored: without those that only say whom a command meant.
pub(crate) fn write_ext(ext: &BTreeMap<String, String>) -> String {
    let kept: BTreeMap<&str, &str> = ext
        .iter()
        .filter(|(key, _)| key.as_str() != keys::SERVER_MESSAGE_ID)
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    if kept.is_empty() {
        return "{}".to_owned();
    }
    serde_json::to_string(&kept).unwrap_or_else(|_| "{}".to_owned())
}
