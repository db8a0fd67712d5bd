//! Somebody's contact card. The protocol has its type and leaves its content to applications: the name is looked for
//! under the keys that names have elsewhere (own choices, section 3).

use serde::Serialize;
use serde_json::Value;

use super::{Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;
use crate::model::UserId;

/// Key of the consumer applications that use the small type numbers for content of their own.
const CONSUMER: &str = "aweType";

/// A person who is recommended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ContactCard {
    /// Plain text, one line.
    pub name: String,
    /// Their id, when it says one that somebody can have.
    pub user: Option<UserId>,
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
    let user = ["user_id", "uid"]
        .into_iter()
        .find_map(|key| user(content.get(key)))
        .map(UserId);
    Some(Content::Shown(Shown::Contact(ContactCard { name, user })))
}

/// Ids are written as text; those of applications that write numbers are read too.
fn user(value: Option<&Value>) -> Option<i64> {
    let id = match value? {
        Value::String(text) => text.trim().parse().ok()?,
        Value::Number(number) => number.as_i64()?,
        _ => return None,
    };
    (id > 0).then_some(id)
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
        let carol = |user: Option<i64>| {
            Some(Shown::Contact(ContactCard {
                name: "Carol".to_owned(),
                user: user.map(UserId),
            }))
        };
        assert_eq!(shown(8, r#"{"nick_name":"Carol","name":""}"#), carol(None));
        assert_eq!(shown(8, r#"{"name":"Carol\u202e"}"#), carol(None));
        for (id, user) in [
            (r#""user_id":"10017""#, Some(10017)),
            (r#""uid":10017"#, Some(10017)),
            (r#""user_id":"x","uid":"10017""#, Some(10017)),
            (r#""user_id":"-1""#, None),
            (r#""user_id":0"#, None),
            (r#""user_id":1e99"#, None),
            (r#""user_id":{}"#, None),
        ] {
            let card = format!(r#"{{"name":"Carol",{id}}}"#);
            assert_eq!(shown(8, &card), carol(user), "{id}");
        }
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
