//! Somebody's contact card. The protocol has its type and leaves its content to applications: the name is looked for
//! under the keys that names have elsewhere (own choices, section 3).

use serde::Serialize;

use super::{Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;

/// Key of the consumer applications that use the small type numbers for content of their own.
const CONSUMER: &str = "aweType";

/// A person who is recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ContactCard {
    /// Plain text, one line.
    pub name: String,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    if content.contains_key(CONSUMER) {
        return None;
    }
    let name = ["nick_name", "name"]
        .into_iter()
        .map(|key| words(content.get(key)))
        .find(|name| !name.is_empty())?;
    Some(Content::Shown(Shown::Contact(ContactCard { name })))
}

impl Kind for ContactCard {
    fn noun(&self) -> Noun {
        Noun::Contact
    }

    fn preview(&self) -> &str {
        &self.name
    }

    fn notification(&self) -> LocalText {
        LocalText::named("名片", "Contact card", &self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    #[test]
    fn bob_recommends_carol() {
        let carol = Some(Shown::Contact(ContactCard {
            name: "Carol".to_owned(),
        }));
        assert_eq!(shown(8, r#"{"nick_name":"Carol","name":""}"#), carol);
        assert_eq!(shown(8, r#"{"name":"Carol\u202e"}"#), carol);
        for none in [
            "",
            "Carol",
            "{}",
            r#"{"name":"\u200b"}"#,
            r#"{"name":"Carol","aweType":800}"#,
        ] {
            assert_eq!(shown(8, none), None, "{none}");
        }
    }
}
