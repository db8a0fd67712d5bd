//! Words.

use linnet_proto::im_proto::MessageType;
use linnet_proto::keys;
use serde_json::{Map, Value};

use super::{Content, Raw};
use crate::error::LocalText;
use crate::model::json;

/// `message_type` of what is sent.
pub const TYPE: i32 = MessageType::Text as i32;

/// Key of the words inside a text that is JSON itself.
const INNER_TEXT: &str = "innerText";

/// Whatever does not parse is still something: text that is not JSON is shown as it is.
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    Some(Content::Text(words(raw.content)))
}

/// Words of a notification.
pub(crate) fn notification(text: &str) -> LocalText {
    if text.is_empty() {
        return LocalText::new("[空白消息]", "[Blank message]");
    }
    LocalText::same(text)
}

/// JSON of a text message: what is read from it is the text, sign for sign. A text that looks like JSON with an
/// `innerText` would be read as that, so it is put into one itself.
pub fn write(text: &str) -> String {
    let plain = object(keys::TEXT, text);
    if words(&plain) == text {
        return plain;
    }
    object(keys::TEXT, &object(INNER_TEXT, text))
}

fn object(key: &str, value: &str) -> String {
    Value::Object(Map::from_iter([(key.to_owned(), Value::from(value))])).to_string()
}

/// The words of a text message (protocol: content, section 1): `innerText` of a nested JSON, the plain string, or the
/// content as it is.
pub(super) fn words(content: &str) -> String {
    let Some(Value::Object(object)) = json::read(content) else {
        return content.to_owned();
    };
    let Some(text) = object.get(keys::TEXT).and_then(Value::as_str) else {
        return content.to_owned();
    };
    if text.trim_start().starts_with('{')
        && let Some(Value::Object(nested)) = json::read(text)
        && let Some(inner) = nested.get(INNER_TEXT).and_then(Value::as_str)
    {
        return inner.to_owned();
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::kind;

    fn parse_text(content: &str) -> Content {
        kind::parse(10001, content, &BTreeMap::new())
    }

    #[test]
    fn bobs_words_come_out_whatever_they_are_wrapped_in() {
        for (content, words) in [
            (r#"{"text":"你好 🐦"}"#, "你好 🐦"),
            (r#"{"text":"{\"innerText\":\"inside\"}"}"#, "inside"),
            (r#"{"text":"{not json"}"#, "{not json"),
            ("plain words", "plain words"),
            (r#"{"other":1}"#, r#"{"other":1}"#),
            ("", ""),
        ] {
            assert_eq!(
                parse_text(content),
                Content::Text(words.to_owned()),
                "{content}"
            );
        }
    }

    #[test]
    fn text_written_here_is_read_here() {
        for words in [
            "a \"quote\"\n<b>\u{202e}",
            r#"{"innerText":"short","and":"what would be lost"}"#,
            r#" {"innerText":"\ud83d"}"#,
            r#"{"innerText":1}"#,
            r#"{"text":"{\"innerText\":\"x\"}"}"#,
            "",
        ] {
            let written = write(words);
            assert_eq!(parse_text(&written), Content::Text(words.to_owned()));
            assert_eq!(kind::written_words(10001, &written), words);
        }
        // Others see plain words as plain words.
        assert_eq!(write("hi"), r#"{"text":"hi"}"#);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_written_is_read_again(
            words in proptest::prop_oneof![
                proptest::prelude::any::<String>(),
                "\\PC{0,40}",
                // Nearly JSON, and what escapes make of it.
                "[ ]?\\{?(\"innerText\"|\"text\"|\"a\"|:|\"\\\\u[dD]8[0-9a-f]{2}\"|\"\\PC{0,5}\"|[{},\\\\\" ]|鸟){0,9}\\}?",
                "\\{\"innerText\":\"(\\PC|\\\\\\\\|\\\\\"){0,12}\"(,\"x\":[0-9])?\\}",
            ],
        ) {
            let mut written = words.clone();
            // Also what quotes what was written before.
            for _ in 0..3 {
                let next = write(&written);
                proptest::prop_assert_eq!(parse_text(&next), Content::Text(written));
                written = next;
            }
        }
    }
}
