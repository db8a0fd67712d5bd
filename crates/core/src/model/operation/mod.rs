//! What a person asked for that the server has not confirmed: plain values, and what each makes of what is shown.
//!
//! Columns hold what the server said. What a person sees is that, with the effect of what they asked for on top; an
//! operation that ends takes its effect with it, so nothing is ever rolled back by hand. One kind is one file here
//! (what it holds, its effect) and one in `operation/kind/` (its request).

mod claim;
mod clear;
mod contact;
mod delete_conversation;
mod delete_message;
mod edit;
mod entry;
mod favourite;
mod mark;
mod mute;
mod pin;
mod react;
mod recall;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::entry::EntryKey;
use super::mark::MarkKind;

pub use claim::Claim;
pub use clear::Clear;
pub use contact::{ContactEffect, ContactOperation};
pub use delete_conversation::DeleteConversation;
pub use delete_message::DeleteMessage;
pub use edit::{Against, Edit};
pub use entry::SetEntry;
pub use favourite::Favourite;
pub use mark::Mark;
pub use mute::Mute;
pub use pin::Pin;
pub use react::React;
pub use recall::Recall;

/// What a person asked for. Stored as JSON under the name of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Operation {
    /// Keep a conversation on top, or no longer.
    Pin(Pin),
    /// Silence a conversation, or no longer.
    Mute(Mute),
    /// Keep a conversation among the favourites, or no longer.
    Favourite(Favourite),
    /// Set an entry of the person's own settings of a conversation.
    Entry(SetEntry),
    /// Empty a conversation.
    Clear(Clear),
    /// Take a conversation and its history away.
    DeleteConversation(DeleteConversation),
    /// Withdraw a message for everybody.
    Recall(Recall),
    /// Take a message out of one's own sight.
    DeleteMessage(DeleteMessage),
    /// Have a reaction to a message, or no longer.
    React(React),
    /// Give an own text other words.
    Edit(Edit),
    /// Mark a message, or no longer.
    Mark(Mark),
    /// Take a coupon.
    Claim(Claim),
}

impl Operation {
    /// The name under which it is stored, and told apart from others on the same target.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Pin(_) => "pin",
            Self::Mute(_) => "mute",
            Self::Favourite(_) => "favourite",
            Self::Entry(_) => "entry",
            Self::Clear(_) => "clear",
            Self::DeleteConversation(_) => "delete_conversation",
            Self::Recall(_) => "recall",
            Self::DeleteMessage(_) => "delete_message",
            Self::React(_) => "react",
            Self::Edit(_) => "edit",
            Self::Mark(_) => "mark",
            Self::Claim(_) => "claim",
        }
    }

    /// Whether it stands for one that was asked for before on the same target and was not tried: only the last word
    /// counts.
    pub fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::React(now), Self::React(then)) => now.key == then.key,
            (Self::Mark(now), Self::Mark(then)) => now.mark == then.mark,
            (Self::Entry(now), Self::Entry(then)) => now.key == then.key,
            _ => self.kind() == earlier.kind(),
        }
    }

    /// Index of the newest message that it takes away with all before it; none when it names no place in a history.
    pub fn takes_up_to(&self) -> Option<i64> {
        match self {
            Self::Clear(clear) => Some(clear.up_to),
            Self::DeleteConversation(delete) => Some(delete.up_to),
            _ => None,
        }
    }

    /// The same, but taking nothing away above this index; none when it does not anyway.
    pub fn only_up_to(&self, index: i64) -> Option<Self> {
        if self.takes_up_to()? <= index {
            return None;
        }
        let mut lowered = self.clone();
        match &mut lowered {
            Self::Clear(clear) => clear.up_to = index,
            Self::DeleteConversation(delete) => delete.up_to = index,
            _ => {}
        }
        Some(lowered)
    }

    fn add_to(&self, effect: &mut Effect) {
        match self {
            Self::Pin(pin) => pin.add_to(effect),
            Self::Mute(mute) => mute.add_to(effect),
            Self::Favourite(favourite) => favourite.add_to(effect),
            Self::Entry(entry) => entry.add_to(effect),
            Self::Clear(clear) => clear.add_to(effect),
            Self::DeleteConversation(delete) => delete.add_to(effect),
            Self::Recall(recall) => recall.add_to(effect),
            Self::DeleteMessage(delete) => delete.add_to(effect),
            Self::React(react) => react.add_to(effect),
            Self::Edit(edit) => edit.add_to(effect),
            Self::Mark(mark) => mark.add_to(effect),
            Self::Claim(claim) => claim.add_to(effect),
        }
    }
}

/// What the waiting operations of one target make of what is shown. Each field is what the server's is replaced with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The conversation stays on top, or does not.
    pub pinned: Option<bool>,
    /// The conversation makes no notification, or does.
    pub muted: Option<bool>,
    /// The conversation is among the favourites, or is not.
    pub favourite: Option<bool>,
    /// Entries of the person's settings of the conversation have these values.
    pub entries: BTreeMap<EntryKey, String>,
    /// Messages of the conversation at or below this index are not shown; 0 for none.
    pub cleared_to: i64,
    /// The message is shown as withdrawn.
    pub recalled: bool,
    /// The message is not shown.
    pub deleted: bool,
    /// The coupon of the message is taken.
    pub claimed: bool,
    /// The message has this content.
    pub content: Option<String>,
    /// The person has these reactions to the message, or has not.
    pub reactions: BTreeMap<String, bool>,
    /// The message is marked so since this time, or is not.
    pub marks: BTreeMap<MarkKind, Option<i64>>,
}

impl Effect {
    /// The effect of operations in the order in which they were asked for: the last word counts.
    pub fn of<'a>(operations: impl IntoIterator<Item = &'a Operation>) -> Self {
        let mut effect = Self::default();
        for operation in operations {
            operation.add_to(&mut effect);
        }
        effect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_counts_and_each_kind_leaves_the_others_alone() {
        let asked = [
            Operation::Pin(Pin { on: true }),
            Operation::Mute(Mute { on: true }),
            Operation::Clear(Clear { up_to: 40 }),
            Operation::DeleteConversation(DeleteConversation {
                up_to: 30,
                badge_count: 0,
                listed: true,
            }),
            Operation::Pin(Pin { on: false }),
        ];
        assert_eq!(
            Effect::of(&asked),
            Effect {
                pinned: Some(false),
                muted: Some(true),
                cleared_to: 40,
                ..Effect::default()
            }
        );
        assert_eq!(Effect::of(&[]), Effect::default());
    }

    #[test]
    fn reactions_stand_beside_each_other_and_the_last_word_on_each_counts() {
        let react = |key: &str, on: bool| {
            let key = key.to_owned();
            Operation::React(React { key, on })
        };
        assert!(react("👍", false).replaces(&react("👍", true)));
        assert!(!react("👍", false).replaces(&react("🐦", true)));
        assert!(!react("👍", false).replaces(&Operation::Recall(Recall {})));
        let asked = [react("👍", true), react("🐦", true), react("👍", false)];
        let effect = Effect::of(&asked);
        assert_eq!(
            effect.reactions,
            [("👍".to_owned(), false), ("🐦".to_owned(), true)].into()
        );
    }

    #[test]
    fn marks_stand_beside_each_other_and_the_last_word_on_each_counts() {
        let mark = |mark: MarkKind, on: bool, time: i64| Operation::Mark(Mark { mark, on, time });
        assert!(mark(MarkKind::Pin, false, 2).replaces(&mark(MarkKind::Pin, true, 1)));
        assert!(!mark(MarkKind::Pin, false, 2).replaces(&mark(MarkKind::Favourite, true, 1)));
        let asked = [
            mark(MarkKind::Pin, true, 1),
            mark(MarkKind::Favourite, true, 2),
            mark(MarkKind::Pin, false, 3),
        ];
        assert_eq!(
            Effect::of(&asked).marks,
            [(MarkKind::Pin, None), (MarkKind::Favourite, Some(2))].into()
        );
    }

    #[test]
    fn entries_stand_beside_each_other_and_the_last_word_on_each_counts() {
        let entry = |key, value: &str| {
            let value = value.to_owned();
            Operation::Entry(SetEntry { key, value })
        };
        let unread = EntryKey::MarkedUnread;
        assert!(entry(unread, "0").replaces(&entry(unread, "1")));
        assert!(!entry(unread, "0").replaces(&entry(EntryKey::Archived, "7")));
        let asked = [
            entry(unread, "1"),
            entry(EntryKey::Archived, "7"),
            entry(unread, "0"),
        ];
        let wanted = [
            (unread, "0".to_owned()),
            (EntryKey::Archived, "7".to_owned()),
        ];
        assert_eq!(Effect::of(&asked).entries, wanted.into());
    }

    #[test]
    fn they_are_stored_by_name_and_read_back_as_they_were() {
        for (operation, json) in [
            (
                Operation::Pin(Pin { on: true }),
                r#"{"kind":"pin","on":true}"#,
            ),
            (
                Operation::Mute(Mute { on: false }),
                r#"{"kind":"mute","on":false}"#,
            ),
            (
                Operation::Clear(Clear { up_to: 7 }),
                r#"{"kind":"clear","up_to":7}"#,
            ),
            (
                Operation::DeleteConversation(DeleteConversation {
                    up_to: 7,
                    badge_count: 3,
                    listed: true,
                }),
                r#"{"kind":"delete_conversation","up_to":7,"badge_count":3,"listed":true}"#,
            ),
            (Operation::Recall(Recall {}), r#"{"kind":"recall"}"#),
            (
                Operation::DeleteMessage(DeleteMessage {}),
                r#"{"kind":"delete_message"}"#,
            ),
            (
                Operation::React(React {
                    key: "👍".to_owned(),
                    on: true,
                }),
                r#"{"kind":"react","key":"👍","on":true}"#,
            ),
            (
                Operation::Edit(Edit {
                    content: "{}".to_owned(),
                    bases: vec!["00".to_owned()],
                }),
                r#"{"kind":"edit","content":"{}","bases":["00"]}"#,
            ),
            (
                Operation::Mark(Mark {
                    mark: MarkKind::PinForAll,
                    on: true,
                    time: 7,
                }),
                r#"{"kind":"mark","mark":"pin_for_all","on":true,"time":7}"#,
            ),
            (Operation::Claim(Claim {}), r#"{"kind":"claim"}"#),
            (
                Operation::Favourite(Favourite { on: true }),
                r#"{"kind":"favourite","on":true}"#,
            ),
            (
                Operation::Entry(SetEntry {
                    key: EntryKey::MarkedUnread,
                    value: "1".to_owned(),
                }),
                r#"{"kind":"entry","key":"marked_unread","value":"1"}"#,
            ),
        ] {
            assert_eq!(serde_json::to_string(&operation).unwrap(), json);
            assert_eq!(serde_json::from_str::<Operation>(json).unwrap(), operation);
            assert!(json.contains(&format!("\"{}\"", operation.kind())));
        }
    }
}
