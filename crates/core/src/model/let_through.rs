//! What notifies although its conversation is muted: chosen people and kinds (protocol: content, section 7; the wire's
//! `s:push_part_disable_config`). Whoever calls the person is heard in any case.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::UserId;
use super::content::number;
use super::kind::{self, Noun};

/// People and kinds that are read of one setting at most; more are left out.
const MOST: usize = 200;

/// Whom and what a muted conversation lets through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct LetThrough {
    /// Messages of these people.
    pub people: Vec<UserId>,
    /// Messages of these kinds, of whomever.
    pub kinds: Vec<Noun>,
}

impl LetThrough {
    /// Nothing gets through.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.kinds.is_empty()
    }

    /// Whether a message notifies although its conversation is muted.
    pub fn lets(&self, sender: UserId, message_type: i32) -> bool {
        self.people.contains(&sender)
            || kind::named(message_type).is_some_and(|kind| self.kinds.contains(&kind))
    }

    /// Reads the wire's JSON.
    pub fn read(json: &str) -> Self {
        let said: Value = serde_json::from_str(json).unwrap_or_default();
        let numbers = |key: &str| -> Vec<i64> {
            let list = said.get("mute_wl").and_then(|list| list.get(key));
            let list = list.and_then(Value::as_array);
            let numbers = list.into_iter().flatten().map(|one| number(Some(one)));
            numbers.filter(|number| *number > 0).take(MOST).collect()
        };
        let mut kinds = Vec::new();
        for kind in numbers("white_msg_types") {
            let kind = i32::try_from(kind).ok().and_then(kind::named);
            kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
        }
        Self {
            people: numbers("white_uids").into_iter().map(UserId).collect(),
            kinds,
        }
    }

    /// The wire's JSON.
    pub fn write(&self) -> String {
        let people: Vec<i64> = self.people.iter().take(MOST).map(|user| user.0).collect();
        let types = self.kinds.iter().flat_map(|kind| kind::types_of(*kind));
        let types: Vec<i32> = types.collect();
        json!({ "mute_wl": { "white_uids": people, "white_msg_types": types } }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_people_and_kinds_get_through_and_nobody_else() {
        let chosen = LetThrough {
            people: vec![UserId(10009)],
            kinds: vec![Noun::Video],
        };
        let json = chosen.write();
        assert_eq!(
            json,
            r#"{"mute_wl":{"white_msg_types":[10004,10014],"white_uids":[10009]}}"#
        );
        assert_eq!(LetThrough::read(&json), chosen);
        assert!(chosen.lets(UserId(10009), 10001));
        assert!(chosen.lets(UserId(10017), 10014));
        assert!(!chosen.lets(UserId(10017), 10001));
        assert!(!LetThrough::default().lets(UserId(10009), 10001));
    }

    #[test]
    fn of_a_setting_that_somebody_else_wrote_only_what_can_be_read_counts() {
        let json =
            r#"{"mute_wl":{"white_uids":["10009",-3,null,{}],"white_msg_types":[10001,5,"x"]}}"#;
        let read = LetThrough::read(json);
        assert_eq!(read.people, [UserId(10009)]);
        assert_eq!(read.kinds, [Noun::Text]);
        for json in ["", "[]", "{", r#"{"mute_wl":7}"#] {
            assert!(LetThrough::read(json).is_empty());
        }
    }
}
