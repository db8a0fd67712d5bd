//! A sticker: a small picture that may move, and the words that stand for it (protocol: content, section 1; recommended
//! keys). It is no object of the server: the message says at which address it lies, which may be anybody's. So it has a
//! picture only where its address may be asked at all (`media/sticker.rs` has the rest of the rule), and the host is told,
//! for the person to decide.

use linnet_proto::im_proto::MessageType;
use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

use super::{Attached, Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;
use crate::model::content::number;
use crate::model::picture::{ObjectKind, Remote, object_id};
use crate::model::{MediaId, json};

/// `message_type` of stickers.
pub(crate) const TYPE: i32 = MessageType::Sticker as i32;

/// Longest address that is asked, bytes.
const LONGEST_ADDRESS: usize = 2_048;

/// Longest side that the place of a sticker may ask for, pixels; more counts as not known.
const LONGEST_SIDE: i64 = 4_096;

/// A sticker of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Sticker {
    /// Plain text, one line; empty when it has none.
    pub text: String,
    /// Its picture; none when it has none that may be loaded.
    pub picture: Option<StickerPicture>,
}

/// The picture of a sticker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct StickerPicture {
    /// Address part for the media scheme.
    pub media: MediaId,
    /// Who learns that it is loaded, with the port when it is not the usual one.
    pub host: String,
    /// Pixels; 0 when not known.
    pub width: u32,
    /// Pixels; 0 when not known.
    pub height: u32,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    let text = words(content.get("text"));
    let url = content.get("url").and_then(Value::as_str);
    if url.is_none() && text.is_empty() {
        return None;
    }
    let side = |key| {
        let side = number(content.get(key));
        let known = (0..=LONGEST_SIDE).contains(&side);
        u32::try_from(side).ok().filter(|_| known).unwrap_or(0)
    };
    let picture = url.and_then(address).map(|url| StickerPicture {
        media: object_id(url.as_str()),
        host: host(&url),
        width: side("width"),
        height: side("height"),
    });
    Some(Content::Shown(Shown::Sticker(Sticker { text, picture })))
}

/// The picture of the sticker.
pub(super) fn attached(content: &str) -> Option<Attached> {
    let content: Map<String, Value> = json::read(content)?;
    let url = address(content.get("url")?.as_str()?)?;
    Some(Attached {
        media: object_id(url.as_str()),
        remote: Remote {
            kind: ObjectKind::Elsewhere,
            uri: url.into(),
            ..Remote::default()
        },
    })
}

/// An address of the web without a name and password in it, as it is asked.
fn address(text: &str) -> Option<Url> {
    if text.len() > LONGEST_ADDRESS {
        return None;
    }
    let mut url = Url::parse(text).ok()?;
    let of_the_web = matches!(url.scheme(), "https" | "http") && url.host_str().is_some();
    if !of_the_web || !url.username().is_empty() || url.password().is_some() {
        return None;
    }
    url.set_fragment(None);
    Some(url)
}

fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

impl Kind for Sticker {
    fn noun(&self) -> Noun {
        Noun::Sticker
    }

    fn preview(&self) -> &str {
        &self.text
    }

    fn notification(&self) -> LocalText {
        LocalText::named("贴纸", "Sticker", &self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    fn sticker(content: &str) -> Sticker {
        match shown(TYPE, content) {
            Some(Shown::Sticker(sticker)) => sticker,
            other => panic!("{content}: {other:?}"),
        }
    }

    #[test]
    fn bobs_sticker_says_what_it_stands_for_and_where_it_lies() {
        let whole = r#"{"url":"https://a.example/b.webp","width":"120","height":90,"text":"哈哈"}"#;
        let found = sticker(whole);
        assert_eq!(found.text, "哈哈");
        let picture = found.picture.expect("it has one");
        assert_eq!(picture.host, "a.example");
        assert_eq!((picture.width, picture.height), (120, 90));
        let attached = attached(whole).expect("it brings one");
        assert_eq!(attached.media, picture.media);
        assert_eq!(attached.remote.uri, "https://a.example/b.webp");
        assert_eq!(attached.remote.kind, ObjectKind::Elsewhere);

        let odd =
            sticker(r#"{"url":"https://a.example:444/b#c","text":7,"width":-1,"height":1e9}"#);
        assert_eq!(odd.text, "7");
        let picture = odd.picture.expect("it has one");
        assert_eq!(picture.host, "a.example:444");
        assert_eq!((picture.width, picture.height), (0, 0));
        assert_eq!(sticker(r#"{"url":"https://a/b","text":"\u200b"}"#).text, "");
        for none in ["", "ha", "[]", r#"{"url":5}"#, r#"{"text":"\u2800"}"#] {
            assert_eq!(shown(TYPE, none), None, "{none}");
        }
    }

    #[test]
    fn nothing_but_a_plain_address_of_the_web_is_ever_asked() {
        for url in [
            "file:///etc/passwd",
            "data:image/png;base64,AAAA",
            "https://alice:secret@a.example/b",
            "javascript:alert(1)",
            "/b.webp",
            "",
        ] {
            let content = serde_json::json!({ "url": url, "text": "ha" }).to_string();
            assert_eq!(sticker(&content).picture, None, "{url}");
            assert!(attached(&content).is_none(), "{url}");
        }
        let long = format!("https://a.example/{}", "b".repeat(LONGEST_ADDRESS));
        let content = serde_json::json!({ "url": long, "text": "ha" }).to_string();
        assert_eq!(sticker(&content).picture, None);
    }
}
