//! Content of messages: JSON text of the wire, parsed into what can be shown, and written (protocol: content).
//! Whatever does not parse is still something: text that is not JSON is shown as it is, an unknown kind stays unknown.

use std::collections::BTreeMap;

use linnet_proto::im_proto::MessageType;
use linnet_proto::keys;
use linnet_proto::keys::file;
use serde_json::{Map, Value};

use super::json;
use super::picture::{MAX_SIDE, PictureContent};

/// Key of the words inside a text that is JSON itself.
const INNER_TEXT: &str = "innerText";

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Words.
    Text(String),
    /// A picture.
    Picture(Box<PictureContent>),
    /// A system line.
    Notice(String),
    /// A kind this version cannot show.
    Unsupported,
}

/// Reads the content of a message of kind `kind`.
pub fn parse(kind: i32, content: &str, ext: &BTreeMap<String, String>) -> Content {
    if kind == MessageType::Text as i32 {
        return Content::Text(text(content));
    }
    if kind == MessageType::System as i32 {
        return Content::Notice(text(content));
    }
    if kind == MessageType::Image as i32 {
        return picture(content, ext);
    }
    let Some(Value::Object(object)) = json::read(content) else {
        return Content::Unsupported;
    };
    // Kinds of the demo applications tell themselves apart by `type`; 2 is a system line.
    if number(object.get("type")) == 2
        && let Some(words) = object.get("text").and_then(Value::as_str)
    {
        return Content::Notice(words.to_owned());
    }
    Content::Unsupported
}

/// JSON of a text message: what is read from it is the text, sign for sign. A text that looks like JSON with an
/// `innerText` would be read as that, so it is put into one itself.
pub fn write_text(text: &str) -> String {
    let plain = object(keys::TEXT, text);
    if self::text(&plain) == text {
        return plain;
    }
    object(keys::TEXT, &object(INNER_TEXT, text))
}

fn object(key: &str, value: &str) -> String {
    Value::Object(Map::from_iter([(key.to_owned(), Value::from(value))])).to_string()
}

/// The words of a message that was written here and comes back to be edited: of a text, or the caption of a picture.
pub fn written_words(kind: i32, content: &str) -> String {
    match parse(kind, content, &BTreeMap::new()) {
        Content::Text(text) | Content::Notice(text) => text,
        Content::Picture(picture) => picture.caption,
        Content::Unsupported => String::new(),
    }
}

/// The words of a text message (protocol: content, section 1): `innerText` of a nested JSON, the plain string, or the
/// content as it is.
fn text(content: &str) -> String {
    let Some(Value::Object(object)) = json::read(content) else {
        return content.to_owned();
    };
    let Some(words) = object.get(keys::TEXT).and_then(Value::as_str) else {
        return content.to_owned();
    };
    if words.trim_start().starts_with('{')
        && let Some(Value::Object(nested)) = json::read(words)
        && let Some(inner) = nested.get(INNER_TEXT).and_then(Value::as_str)
    {
        return inner.to_owned();
    }
    words.to_owned()
}

/// The size may stand in the entries of the message instead (protocol: content, section 1).
fn picture(content: &str, ext: &BTreeMap<String, String>) -> Content {
    let Some(mut picture) = PictureContent::parse(content) else {
        return Content::Unsupported;
    };
    if picture.width == 0 || picture.height == 0 {
        let side = |key: &str| {
            let side: Option<u32> = ext.get(key).and_then(|text| text.parse().ok());
            side.filter(|side| *side <= MAX_SIDE).unwrap_or(0)
        };
        (picture.width, picture.height) = (side(file::ORIGINAL_WIDTH), side(file::ORIGINAL_HEIGHT));
    }
    Content::Picture(Box::new(picture))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(content: &str) -> Content {
        parse(10001, content, &BTreeMap::new())
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
    fn half_an_emoji_is_one_sign_and_hides_nothing() {
        let ext = BTreeMap::new();
        for (content, words) in [
            (r#"{"text":"hi \ud83d"}"#, "hi \u{fffd}"),
            (r#"{"text":"\ude00\ud83d\ude00"}"#, "\u{fffd}😀"),
            (
                r#"{"text":"{\"innerText\":\"in \\ud83d\"}"}"#,
                "in \u{fffd}",
            ),
        ] {
            assert_eq!(parse_text(content), Content::Text(words.to_owned()));
        }
        let notice = parse(10012, r#"{"type":2,"text":"by \ud83d","x":"\ud83d"}"#, &ext);
        assert_eq!(notice, Content::Notice("by \u{fffd}".to_owned()));
        let picture = parse(
            10003,
            r#"{"text":"\ud83d","__files":{"media":{"ext":{"s:file_ext_key_uri":"k",
                "s:file_ext_key_file_name":"cat\ud83d.png"}}}}"#,
            &ext,
        );
        let Content::Picture(picture) = picture else {
            panic!("{picture:?}");
        };
        assert_eq!(picture.name, "cat\u{fffd}.png");
        assert_eq!(picture.caption, "\u{fffd}");
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
            let written = write_text(words);
            assert_eq!(parse_text(&written), Content::Text(words.to_owned()));
            assert_eq!(written_words(10001, &written), words);
        }
        // Others see plain words as plain words.
        assert_eq!(write_text("hi"), r#"{"text":"hi"}"#);
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
                let next = write_text(&written);
                proptest::prop_assert_eq!(parse_text(&next), Content::Text(written));
                written = next;
            }
        }
    }
}
