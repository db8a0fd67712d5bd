//! Content of messages: JSON text of the wire, parsed into what can be shown, and written (protocol: content).
//! Whatever does not parse is still something: text that is not JSON is shown as it is, an unknown kind stays unknown.

use std::collections::BTreeMap;

use linnet_proto::im_proto::MessageType;
use linnet_proto::keys::file;
use linnet_proto::{choices, keys};
use serde_json::{Map, Value};

use crate::view::row::Album;

/// Largest side of a picture believed; larger numbers are treated as not known.
const MAX_SIDE: u32 = 1_000_000;

/// Pictures of one album at most.
const MAX_ALBUM: u32 = 100;

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

/// A picture of a message. Everything came from somebody else and is only believed as far as it is checked here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureContent {
    /// Object key of the original; may be empty.
    pub object_key: String,
    /// Application that owns the object; 0 when not said.
    pub app_id: i64,
    /// Address of the original.
    pub original_url: String,
    /// Address of the medium picture.
    pub preview_url: String,
    /// Address of the small picture.
    pub thumb_url: String,
    /// Pixels; 0 when not known.
    pub width: u32,
    /// Pixels; 0 when not known.
    pub height: u32,
    /// Bytes of the original; 0 when not known.
    pub bytes: u64,
    /// Lower hex MD5 of the original; may be empty.
    pub md5: String,
    /// Media type; may be empty.
    pub mime: String,
    /// File name; may be empty.
    pub name: String,
    /// Words sent with it.
    pub caption: String,
}

/// Reads the content of a message of kind `kind`.
pub fn parse(kind: i32, content: &str, ext: &BTreeMap<String, String>) -> Content {
    if kind == MessageType::Text as i32 {
        return Content::Text(text(content));
    }
    if kind == MessageType::System as i32 {
        return Content::Notice(text(content));
    }
    let Ok(Value::Object(object)) = serde_json::from_str(content) else {
        return Content::Unsupported;
    };
    if kind == MessageType::Image as i32 {
        return picture(&object, ext).map_or(Content::Unsupported, |it| Content::Picture(Box::new(it)));
    }
    // Kinds of the demo applications tell themselves apart by `type`; 2 is a system line.
    if number(object.get("type")) == 2
        && let Some(words) = object.get("text").and_then(Value::as_str)
    {
        return Content::Notice(words.to_owned());
    }
    Content::Unsupported
}

/// The album a message belongs to, when its entries make sense.
pub fn album(ext: &BTreeMap<String, String>) -> Option<Album> {
    let id = ext.get(choices::EXT_ALBUM_ID).filter(|id| !id.is_empty() && id.len() <= 64)?;
    let index = ext.get(choices::EXT_ALBUM_INDEX)?.parse().ok()?;
    let count = ext.get(choices::EXT_ALBUM_COUNT)?.parse().ok()?;
    (index < count && count <= MAX_ALBUM).then(|| Album {
        id: id.clone(),
        index,
        count,
    })
}

/// JSON of a text message.
pub fn write_text(text: &str) -> String {
    Value::Object(Map::from_iter([("text".to_owned(), Value::from(text))])).to_string()
}

/// JSON of a picture message.
pub fn write_picture(picture: &PictureContent) -> String {
    let mut entries = vec![
        (file::TYPE, "file_ext_value_type_image".to_owned()),
        (file::URI, picture.object_key.clone()),
        (file::SOURCE_APP_ID, picture.app_id.to_string()),
        (file::NEED_ENCRYPT, "0".to_owned()),
        (file::FILE_NAME, picture.name.clone()),
        (file::ORIGINAL_WIDTH, picture.width.to_string()),
        (file::ORIGINAL_HEIGHT, picture.height.to_string()),
        (file::THUMB_URL, picture.thumb_url.clone()),
        (file::PREVIEW_URL, picture.preview_url.clone()),
    ];
    entries.retain(|(_, value)| !value.is_empty());
    let ext = entries
        .into_iter()
        .map(|(key, value)| (key.to_owned(), Value::from(value)))
        .collect::<Map<_, _>>();
    let entry = serde_json::json!({
        "type": "image",
        "displayType": "media",
        "remoteURL": picture.original_url,
        "length": picture.bytes,
        "md5": picture.md5,
        "mime": picture.mime,
        "ext": ext,
    });
    let mut content = serde_json::json!({ "__files": { "media": entry } });
    if !picture.caption.is_empty()
        && let Some(object) = content.as_object_mut()
    {
        object.insert(choices::CONTENT_CAPTION.to_owned(), picture.caption.clone().into());
    }
    content.to_string()
}

/// The words of a text message (protocol: content, section 1): `innerText` of a nested JSON, the plain string, or the
/// content as it is.
fn text(content: &str) -> String {
    let Ok(Value::Object(object)) = serde_json::from_str(content) else {
        return content.to_owned();
    };
    let Some(words) = object.get("text").and_then(Value::as_str) else {
        return content.to_owned();
    };
    if words.trim_start().starts_with('{')
        && let Ok(Value::Object(nested)) = serde_json::from_str(words)
        && let Some(inner) = nested.get("innerText").and_then(Value::as_str)
    {
        return inner.to_owned();
    }
    words.to_owned()
}

fn picture(object: &Map<String, Value>, ext: &BTreeMap<String, String>) -> Option<PictureContent> {
    let caption = string(object.get(choices::CONTENT_CAPTION));
    // Readers take the first key (protocol: content, section 2).
    let entry = object
        .get("__files")
        .and_then(Value::as_object)
        .and_then(|files| files.values().find_map(Value::as_object));
    let Some(entry) = entry else {
        let url = string(object.get("url"));
        let side = |key: &str| ext.get(key).map_or(0, |text| pixels(text));
        return (!url.is_empty()).then(|| PictureContent {
            original_url: url,
            width: side(file::ORIGINAL_WIDTH),
            height: side(file::ORIGINAL_HEIGHT),
            caption,
            ..PictureContent::default()
        });
    };
    let facts = entry.get("ext").and_then(Value::as_object);
    let fact = |key: &str| string(facts.and_then(|facts| facts.get(key)));
    let mut name = fact(file::FILE_NAME);
    if name.is_empty() {
        name = string(entry.get("fileName"));
    }
    let found = PictureContent {
        object_key: fact(file::URI),
        app_id: fact(file::SOURCE_APP_ID).parse().unwrap_or(0),
        original_url: string(entry.get("remoteURL")),
        preview_url: fact(file::PREVIEW_URL),
        thumb_url: fact(file::THUMB_URL),
        width: pixels(&fact(file::ORIGINAL_WIDTH)),
        height: pixels(&fact(file::ORIGINAL_HEIGHT)),
        bytes: u64::try_from(number(entry.get("length"))).unwrap_or(0),
        md5: string(entry.get("md5")),
        mime: string(entry.get("mime")),
        name,
        caption,
    };
    (!found.object_key.is_empty() || !found.original_url.is_empty()).then_some(found)
}

fn pixels(text: &str) -> u32 {
    text.parse::<f64>()
        .ok()
        .filter(|side| (1.0..=f64::from(MAX_SIDE)).contains(side))
        .map_or(0, |side| side.round() as u32)
}

fn string(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
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
            assert_eq!(parse_text(content), Content::Text(words.to_owned()), "{content}");
        }
    }

    #[test]
    fn text_written_here_is_read_here() {
        let words = "a \"quote\"\n<b>\u{202e}";
        assert_eq!(parse_text(&write_text(words)), Content::Text(words.to_owned()));
    }

    #[test]
    fn a_picture_written_here_is_read_here() {
        let picture = PictureContent {
            object_key: "tos/1/abc".to_owned(),
            app_id: 1,
            original_url: "http://127.0.0.1/o".to_owned(),
            preview_url: "http://127.0.0.1/p".to_owned(),
            thumb_url: "http://127.0.0.1/t".to_owned(),
            width: 4000,
            height: 3000,
            bytes: 123_456,
            md5: "d41d8cd98f00b204e9800998ecf8427e".to_owned(),
            mime: "image/jpeg".to_owned(),
            name: "海.jpg".to_owned(),
            caption: "at the sea".to_owned(),
        };
        assert_eq!(
            parse(10003, &write_picture(&picture), &BTreeMap::new()),
            Content::Picture(Box::new(picture))
        );
    }

    #[test]
    fn a_hostile_picture_is_only_not_supported() {
        for content in [
            "", "[]", "{}", r#"{"__files":[]}"#, r#"{"__files":{"media":7}}"#,
            r#"{"__files":{"media":{"ext":{"s:file_ext_key_uri":5}}}}"#,
        ] {
            assert_eq!(parse(10003, content, &BTreeMap::new()), Content::Unsupported, "{content}");
        }
        let huge = r#"{"url":"http://x/","__files":{"media":{"remoteURL":"u","ext":{"s:file_ext_key_original_width":"1e300"}}}}"#;
        match parse(10003, huge, &BTreeMap::new()) {
            Content::Picture(picture) => assert_eq!(picture.width, 0),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_album_that_does_not_add_up_is_none() {
        let entries = |index: &str, count: &str| {
            BTreeMap::from([
                ("a:album_id".to_owned(), "x".to_owned()),
                ("a:album_index".to_owned(), index.to_owned()),
                ("a:album_count".to_owned(), count.to_owned()),
            ])
        };
        assert!(album(&entries("1", "2")).is_some());
        for (index, count) in [("2", "2"), ("-1", "2"), ("0", "4000000000"), ("a", "b")] {
            assert!(album(&entries(index, count)).is_none());
        }
    }
}
