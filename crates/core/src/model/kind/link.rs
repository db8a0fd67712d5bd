//! A link card: an address with words of the sender about it (protocol: content, section 1).

use linnet_proto::keys;
use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;

use super::{Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;

/// Longest address, bytes. Browsers and servers refuse far shorter ones.
const LONGEST: usize = 4_096;

/// A card that leads to a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct LinkCard {
    /// What the sender calls it. Plain text, one line; the host when there is none.
    pub title: String,
    /// More words. Plain text, one line; may be empty.
    pub text: String,
    /// Where it leads: `http` or `https`.
    pub url: String,
    /// Its host and port, in letters that cannot be mistaken for others (`xn--`).
    pub host: String,
}

/// Of its own type.
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    read_custom(&raw.object()?)
}

/// As the demo applications send it.
pub(super) fn read_custom(content: &Map<String, Value>) -> Option<Content> {
    let url = address(content.get("link")?.as_str()?)?;
    let host = match (url.host_str()?, url.port()) {
        (host, None) => host.to_owned(),
        (host, Some(port)) => format!("{host}:{port}"),
    };
    let (title, text) = match (words(content.get("title")), words(content.get(keys::TEXT))) {
        (title, text) if title.is_empty() && text.is_empty() => (host.clone(), String::new()),
        (title, text) if title.is_empty() => (text, String::new()),
        both => both,
    };
    Some(Content::Shown(Shown::Link(LinkCard {
        title,
        text,
        url: url.into(),
        host,
    })))
}

/// An address of the web, with `https` where it says nothing. A name before the host is how a link lies about where it
/// leads.
fn address(link: &str) -> Option<Url> {
    let link = link.trim();
    if link.len() > LONGEST {
        return None;
    }
    let url = match link.contains("://") {
        true => Url::parse(link),
        false => Url::parse(&format!("https://{link}")),
    };
    url.ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

impl Kind for LinkCard {
    fn noun(&self) -> Noun {
        Noun::Link
    }

    fn preview(&self) -> &str {
        &self.title
    }

    fn notification(&self) -> LocalText {
        LocalText::named("链接", "Link", &self.title)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    fn card(title: &str, text: &str, url: &str, host: &str) -> Option<Shown> {
        Some(Shown::Link(LinkCard {
            title: title.to_owned(),
            text: text.to_owned(),
            url: url.to_owned(),
            host: host.to_owned(),
        }))
    }

    #[test]
    fn bobs_card_says_where_it_leads() {
        let custom = r#"{"type":1,"link":"https://birds.example/linnet","text":"赤胸朱顶雀"}"#;
        let expected = card(
            "赤胸朱顶雀",
            "",
            "https://birds.example/linnet",
            "birds.example",
        );
        assert_eq!(shown(10012, custom), expected);
        assert_eq!(shown(10012, &custom.replace(":1,", ":\"1\",")), expected);
        let own = r#"{"link":"birds.example:8080","title":"Birds","text":"All of them","image":"https://a/b"}"#;
        assert_eq!(
            shown(10009, own),
            card(
                "Birds",
                "All of them",
                "https://birds.example:8080/",
                "birds.example:8080"
            )
        );
        // Letters that look like others are shown as what they are.
        let lookalike = r#"{"type":1,"link":"https://\u0430pple.example"}"#;
        let host = "xn--pple-43d.example";
        assert_eq!(
            shown(10012, lookalike),
            card(host, "", "https://xn--pple-43d.example/", host)
        );
    }

    #[test]
    fn what_leads_nowhere_or_lies_is_no_card() {
        let long = format!(r#"{{"type":1,"link":"https://a/{}"}}"#, "x".repeat(5_000));
        for none in [
            r#"{"type":1,"text":"x"}"#,
            r#"{"type":1,"link":5}"#,
            r#"{"type":1,"link":""}"#,
            r#"{"type":1,"link":"javascript:alert(1)"}"#,
            r#"{"type":1,"link":"file:///etc/passwd"}"#,
            r#"{"type":1,"link":"linnet://birds"}"#,
            r#"{"type":1,"link":"https://bank.example@evil.example/"}"#,
            r#"{"type":1,"link":"mailto:bob@birds.example"}"#,
            &long,
        ] {
            assert_eq!(shown(10012, none), None, "{none}");
        }
    }
}
