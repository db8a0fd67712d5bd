//! JSON that somebody else wrote. The one place where it is read: what a strict reader refuses because of half an emoji
//! (protocol: content) is read with U+FFFD in its place, so that one sign never hides the rest.

use linnet_proto::json::mend_escapes;
use serde::de::DeserializeOwned;

/// Reads JSON of a peer; none when it is no JSON, or not of this form. Time and memory are those of two readings, and
/// values are at most 128 deep, as the reader has it.
pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Option<T> {
    match serde_json::from_str(json) {
        Ok(value) => Some(value),
        Err(_) if json.contains("\\u") => serde_json::from_str(&mend_escapes(json)).ok(),
        Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn half_an_emoji_does_not_hide_the_rest() {
        let read = read::<Value>;
        assert_eq!(
            read(r#"{"a":"hi \ud83d","b\udc00":[1]}"#),
            Some(json!({"a": "hi \u{fffd}", "b\u{fffd}": [1]}))
        );
        assert_eq!(read(r#"{"a":"\ud83d\ude00"}"#), Some(json!({"a": "😀"})));
        assert_eq!(read(r#"{"a":"\ud83d""#), None);
        assert_eq!(read("hi"), None);
    }

    #[test]
    fn json_without_end_is_none() {
        let deep = format!("{}\"\\ud83d\"", "[".repeat(100_000));
        assert_eq!(read::<Value>(&deep), None);
    }
}
