//! People that are called in a text. The words themselves have "@name", and the ids go beside them (protocol: content,
//! section 5).

use std::collections::BTreeMap;

use linnet_proto::keys;
use serde::{Deserialize, Serialize};

use super::UserId;

/// Stands for everyone in a group, on the wire.
const EVERYONE: i64 = 0;

/// By these names everyone is called, in the languages of the window.
pub(crate) const EVERYONE_NAMES: [&str; 2] = ["所有人", "everyone"];

/// Most people that a draft remembers as called.
pub const MAX_MENTIONED: usize = 200;

/// Longest name that is remembered, bytes: what a text can call somebody by.
pub(crate) const LONGEST_NAME: usize = 400;

/// Somebody who was picked to be called, by the name that stands in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Mentioned {
    /// Who; none is everyone.
    pub user: Option<UserId>,
    /// The name, without the sign before it.
    pub name: String,
}

/// Those of the picked people whom the words still call, as the wire names them: each once, in the order of the words.
/// Where several names fit, the longest one is meant.
pub fn called(words: &str, picked: &[Mentioned]) -> Vec<i64> {
    let mut found = Vec::new();
    for (at, _) in words.match_indices('@') {
        let behind = words.get(at + 1..).unwrap_or_default();
        let named = picked
            .iter()
            .filter(|one| !one.name.is_empty() && stands_in_front(behind, &one.name))
            .max_by_key(|one| one.name.len());
        let user = named.map(|one| one.user.map_or(EVERYONE, |user| user.0));
        if let Some(user) = user.filter(|user| !found.contains(user)) {
            found.push(user);
        }
    }
    found
}

/// A name that is only the beginning of a longer Latin word is not the name.
fn stands_in_front(words: &str, name: &str) -> bool {
    let Some(rest) = words.strip_prefix(name) else {
        return false;
    };
    let goes_on = |sign: Option<char>| sign.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    !(goes_on(rest.chars().next()) && goes_on(name.chars().next_back()))
}

/// The people whom a message calls, by its entries.
pub(crate) fn users(ext: &BTreeMap<String, String>) -> Vec<i64> {
    let list = ext.get(keys::MENTIONED_USERS).into_iter();
    list.flat_map(|list| list.split(','))
        .filter_map(|user| user.trim().parse().ok())
        .collect()
}

/// A list as it is stored; what cannot be read is none.
pub(crate) fn read(json: &str) -> Vec<Mentioned> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A list to be stored.
pub(crate) fn write(picked: &[Mentioned]) -> String {
    serde_json::to_string(picked).unwrap_or_else(|_| "[]".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picked(all: &[(i64, &str)]) -> Vec<Mentioned> {
        let one = |(user, name): &(i64, &str)| Mentioned {
            user: (*user != EVERYONE).then_some(UserId(*user)),
            name: (*name).to_owned(),
        };
        all.iter().map(one).collect()
    }

    #[test]
    fn those_are_called_whose_names_stand_in_the_words() {
        let all = picked(&[
            (10009, "Bob"),
            (10017, "张"),
            (10018, "张三"),
            (0, "所有人"),
        ]);
        for (words, users) in [
            ("@Bob look", &[10009][..]),
            ("look, @Bob", &[10009]),
            ("@Bobby is somebody else", &[]),
            ("Bob", &[]),
            ("@张三你好", &[10018]),
            ("@张 和 @张三", &[10017, 10018]),
            ("@Bob @Bob @所有人", &[10009, 0]),
            ("mail@Bob", &[10009]),
            ("@", &[]),
            ("@bob", &[]),
        ] {
            assert_eq!(called(words, &all), users, "{words}");
        }
        assert!(called("@", &picked(&[(1, "")])).is_empty());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let all = picked(&[(10009, "\"Bob\""), (0, "everyone")]);
        assert_eq!(read(&write(&all)), all);
        assert_eq!(read("damaged"), []);
    }
}
