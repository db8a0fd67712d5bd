//! A sticker: the words that stand for it (protocol: content, section 1; recommended keys).

use serde::Serialize;

use super::{Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;

/// A sticker of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Sticker {
    /// Plain text, one line; empty when it has none.
    pub text: String,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    let text = words(content.get("text"));
    let drawn = content.get("url").is_some_and(|url| url.is_string());
    (drawn || !text.is_empty()).then_some(Content::Shown(Shown::Sticker(Sticker { text })))
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

    #[test]
    fn bobs_sticker_says_what_it_stands_for() {
        let sticker = |text: &str| {
            Some(Shown::Sticker(Sticker {
                text: text.to_owned(),
            }))
        };
        let whole = r#"{"url":"https://a/b.webp","width":120,"height":120,"text":"哈哈"}"#;
        assert_eq!(shown(10002, whole), sticker("哈哈"));
        assert_eq!(
            shown(10002, r#"{"url":"https://a/b","text":7}"#),
            sticker("7")
        );
        assert_eq!(
            shown(10002, r#"{"url":"https://a/b","text":"\u200b"}"#),
            sticker("")
        );
        for none in ["", "ha", "[]", r#"{"url":5}"#, r#"{"text":"\u2800"}"#] {
            assert_eq!(shown(10002, none), None, "{none}");
        }
    }
}
