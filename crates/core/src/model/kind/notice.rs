//! A system line (protocol: content, section 1): a message of its own type, or a custom one. Those that our server makes
//! say beside the words what happened (own choices, section 7), so that each window has words of its own language for it.

use linnet_proto::{choices, keys};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Content, Raw, text};
use crate::error::LocalText;
use crate::model::content::number;
use crate::model::json;

/// People that a line names; it counts the others.
const NAMED: usize = 20;

/// Longest name of a group that a line has, in characters.
const LONGEST_NAME: usize = choices::MAX_NAME_CHARS;

/// A system line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notice {
    /// The words, for whoever makes none of their own.
    pub words: String,
    /// What happened, of a line that the server has made.
    pub event: Option<GroupEvent>,
}

/// What happened to a group. Stands in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupEvent {
    /// What.
    pub kind: GroupEventKind,
    /// Who did it; 0 when it is not said.
    pub actor: i64,
    /// With whom, or to whom: some of them.
    pub targets: Vec<i64>,
    /// How many there are.
    pub count: u32,
    /// New name of the group, or a mark; may be empty.
    pub name: String,
    /// Until when somebody cannot write: milliseconds since 1970 by the server's clock; 0 for no end.
    pub until: i64,
}

/// Kinds of what happens to a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum GroupEventKind {
    /// It was made.
    Created,
    /// Somebody came by themselves.
    Joined,
    /// People were added.
    Invited,
    /// Somebody left.
    Left,
    /// People were taken out.
    Removed,
    /// Somebody is a manager from now on.
    Manager,
    /// Somebody is no manager any more.
    Member,
    /// It was handed over.
    Owner,
    /// It has another name.
    Renamed,
    /// There is a new announcement.
    Notice,
    /// Only owner and managers can write.
    Muted,
    /// Everybody can write again.
    Unmuted,
    /// Somebody cannot write for a time.
    MemberMuted,
    /// Somebody can write again.
    MemberUnmuted,
    /// It is no more.
    Dissolved,
    /// A chat with a bot begins anew.
    NewChat,
    /// People were put out of a live group and cannot come in for a time.
    Barred,
    /// They can come in again.
    LetIn,
    /// Somebody can write in a live group although all are muted.
    Speaker,
    /// Nor can they any more.
    NoSpeaker,
    /// Somebody has a mark in a live group.
    Marked,
    /// Somebody has it no more.
    Unmarked,
    /// A live group has another mark.
    MarkAdded,
    /// A live group has one mark less.
    MarkRemoved,
}

impl GroupEvent {
    /// Everybody it names.
    pub fn people(&self) -> impl Iterator<Item = i64> {
        std::iter::once(self.actor)
            .chain(self.targets.iter().copied())
            .filter(|user| *user > 0)
    }
}

/// What a line of the server says that happened. None when it says nothing of the kind, or something that this version
/// does not know: its words are shown then.
pub(crate) fn event(ext: &std::collections::BTreeMap<String, String>) -> Option<GroupEvent> {
    let Some(Value::Object(said)) = json::read(ext.get(choices::EXT_NOTICE)?) else {
        return None;
    };
    let kind = serde_json::from_value(said.get("kind")?.clone()).ok()?;
    let targets: Vec<i64> = said
        .get("targets")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|user| number(Some(user)))
        .filter(|user| *user > 0)
        .take(NAMED)
        .collect();
    let least = u32::try_from(targets.len()).unwrap_or(0);
    let name = said.get("name").and_then(Value::as_str).unwrap_or_default();
    Some(GroupEvent {
        kind,
        actor: number(said.get("actor")).max(0),
        count: u32::try_from(number(said.get("count")))
            .unwrap_or(0)
            .max(least),
        targets,
        name: name.chars().take(LONGEST_NAME).collect(),
        until: number(said.get("until")).max(0),
    })
}

/// Of its own type it is written as a text is.
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    Some(Content::Notice(Notice {
        words: text::words(raw.content),
        event: event(raw.ext),
    }))
}

/// As the demo applications send it.
pub(super) fn read_custom(custom: &Map<String, Value>) -> Option<Content> {
    let words = custom.get(keys::TEXT)?.as_str()?;
    Some(Content::Notice(Notice {
        words: words.to_owned(),
        event: None,
    }))
}

/// Words of a notification.
pub(crate) fn notification(words: &str) -> LocalText {
    text::notification(words)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn said(notice: &str) -> Option<GroupEvent> {
        event(&BTreeMap::from([(
            choices::EXT_NOTICE.to_owned(),
            notice.to_owned(),
        )]))
    }

    #[test]
    fn what_happened_is_read_within_bounds_and_nothing_else_is_believed() {
        let event =
            said(r#"{"kind":"invited","actor":10001,"targets":[10009,-1,"10017"],"count":3}"#)
                .unwrap();
        assert_eq!(event.kind, GroupEventKind::Invited);
        assert_eq!(event.people().collect::<Vec<_>>(), [10001, 10009, 10017]);
        assert_eq!((event.count, event.until), (3, 0));
        let many: Vec<i64> = (1..=1_000).collect();
        let long = "n".repeat(10_000);
        let event = said(
            &serde_json::json!({
                "kind": "renamed", "targets": many, "name": long, "until": -5, "count": -1,
            })
            .to_string(),
        )
        .unwrap();
        assert_eq!(
            (event.targets.len(), event.name.len()),
            (NAMED, LONGEST_NAME)
        );
        assert_eq!((event.count, event.until, event.actor), (20, 0, 0));
        for nothing in ["", "{}", "[]", r#"{"kind":"exploded"}"#, r#"{"kind":7}"#] {
            assert_eq!(said(nothing), None, "{nothing}");
        }
    }
}
