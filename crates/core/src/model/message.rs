//! A message as the server tells it, and what follows from it for one person.

use std::collections::BTreeMap;

use linnet_proto::keys;
use serde::{Deserialize, Serialize};

use super::conversation::ConversationRef;
use super::kind;
use super::quote::Reference;
use super::{ConversationId, MediaId, MessageKey, ServerMessageId, UserId};

/// Longest client message id taken for one; longer ones are somebody's mischief and the server id stands for them.
const LONGEST_KEY: usize = 64;

/// One reaction of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// Chosen by the application, e.g. the text of an emoji.
    pub key: String,
    /// Who.
    pub user: i64,
    /// Sent again with it.
    pub value: String,
    /// Milliseconds since 1970.
    pub created: i64,
}

/// An edit that the server refused: its words are kept beside the message, as they were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsavedEdit {
    /// The words.
    pub text: String,
    /// Stored word for why they were refused.
    pub code: String,
    /// Log id of the refusal.
    pub log_id: Option<String>,
}

/// A message that is kept here, with everything the server says of it: for callers that understand more kinds than this
/// library, or entries of their own application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Stays the same from sending to recall.
    pub id: MessageKey,
    /// Where.
    pub conversation: ConversationId,
    /// The server's id, once it is known.
    pub server_id: Option<ServerMessageId>,
    /// Place in the server's order (`index_in_conversation`), once it is known.
    pub index: Option<i64>,
    /// `message_type` of the wire (protocol: enums, MessageType).
    pub message_type: i32,
    /// Who.
    pub sender: UserId,
    /// Content as on the wire, JSON text for nearly all kinds; empty once it was recalled.
    pub content: String,
    /// Entries as on the wire.
    pub ext: BTreeMap<String, String>,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Withdrawn.
    pub recalled: bool,
    /// How far it has come.
    pub progress: SendState,
    /// Reactions as the server says, the oldest first.
    pub reactions: Vec<Reaction>,
    /// What it answers.
    pub quote: Option<Reference>,
    /// The picture, recording, video or file that it brings.
    pub media: Option<MediaId>,
}

/// How far a message has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendState {
    /// At the server.
    Sent,
    /// It waits here, or is on its way.
    Waiting,
    /// It stopped and wants a decision. The stored word for why ([`crate::Error::code`]).
    Stopped(String),
    /// At the server, shown to its sender only.
    OnlyMe,
    /// Here only: the server was set back and does not have it any more.
    Lost,
}

/// A message or command as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Where.
    pub conversation: ConversationRef,
    /// Server's id; 0 for some commands.
    pub server_id: i64,
    /// `index_in_conversation`; 0 for most commands.
    pub index: i64,
    /// `order_in_conversation`, the index when none came.
    pub order: i64,
    /// `message_type`.
    pub kind: i32,
    /// Who.
    pub sender: UserId,
    /// JSON text for nearly all kinds.
    pub content: String,
    /// Entries.
    pub ext: BTreeMap<String, String>,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Grows with every change.
    pub version: i64,
    /// Not for this person when 1 (protocol: sync, section 6.4).
    pub status: i32,
    /// Reactions.
    pub reactions: Vec<Reaction>,
    /// What it answers.
    pub quote: Option<Reference>,
}

impl Incoming {
    /// Never shown, never unread.
    pub fn is_command(&self) -> bool {
        kind::is_command(self.kind)
    }

    /// Withdrawn.
    pub fn is_recalled(&self) -> bool {
        is_true(&self.ext, keys::IS_RECALLED) || is_true(&self.ext, keys::RECALLED)
    }

    /// Key of the row (protocol: sync, section 6.1).
    pub fn key(&self) -> MessageKey {
        match self.ext.get(keys::CLIENT_MESSAGE_ID) {
            Some(id) if !id.is_empty() && id.len() <= LONGEST_KEY && !id.starts_with("s:") => {
                MessageKey(id.clone())
            }
            _ => self.server_key(),
        }
    }

    /// Key of a row whose client message id is missing or taken by somebody else.
    pub fn server_key(&self) -> MessageKey {
        MessageKey(format!("s:{}", self.server_id))
    }
}

/// What follows from a message for the person `me`. Stored with the message, because every row is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// Not for this person's eyes.
    pub hidden: bool,
    /// Withdrawn.
    pub recalled: bool,
    /// Can be unread.
    pub counts: bool,
    /// Moves its conversation up.
    pub pops: bool,
    /// May be the line of the list.
    pub previews: bool,
    /// Names the person, or everyone.
    pub mentions_me: bool,
}

/// What waiting operations make of a message: the column `wanted`, bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted(pub i64);

impl Wanted {
    /// Out of the person's sight.
    pub const DELETED: i64 = 1;
    /// Withdrawn for everybody.
    pub const RECALLED: i64 = 2;
    /// Cleared with its conversation.
    pub const CLEARED: i64 = 4;
    /// Its coupon is taken.
    pub const CLAIMED: i64 = 8;

    /// Not shown.
    pub fn hides(self) -> bool {
        self.0 & (Self::DELETED | Self::CLEARED) != 0
    }

    /// Shown as withdrawn.
    pub fn recalls(self) -> bool {
        self.0 & Self::RECALLED != 0
    }

    /// Shown as claimed.
    pub fn claims(self) -> bool {
        self.0 & Self::CLAIMED != 0
    }
}

impl Traits {
    /// The same with what the person did to it on top. `deleted`: the server has confirmed that it is.
    #[must_use]
    pub fn with(self, deleted: bool, wanted: Wanted) -> Self {
        let away = deleted || wanted.hides();
        Self {
            hidden: self.hidden || away,
            recalled: self.recalled || wanted.recalls(),
            counts: self.counts && !away && !wanted.recalls(),
            pops: self.pops && !away,
            previews: self.previews && !away,
            mentions_me: self.mentions_me && !away && !wanted.recalls(),
        }
    }
}

/// Derives [`Traits`] (protocol: sync, sections 6.4, 6.7, 8 and 9.3).
pub fn traits(
    me: UserId,
    sender: UserId,
    kind: i32,
    status: i32,
    ext: &BTreeMap<String, String>,
) -> Traits {
    let recalled = is_true(ext, keys::IS_RECALLED) || is_true(ext, keys::RECALLED);
    let shut_out = ext
        .get(keys::VISIBLE)
        .is_some_and(|list| !list.is_empty() && !names(list, me))
        || ext.get(keys::INVISIBLE).is_some_and(|list| names(list, me));
    let hidden = status == 1 || shut_out || kind::is_command(kind);
    let mentions_me = !hidden
        && !recalled
        && sender != me
        && ext
            .get(keys::MENTIONED_USERS)
            .is_some_and(|list| names(list, me) || names(list, UserId(0)));
    Traits {
        hidden,
        recalled,
        counts: !hidden && !recalled && sender != me && !is_true(ext, keys::DO_NOT_INCREASE_UNREAD),
        pops: !hidden && !is_true(ext, keys::DO_NOT_POP_CONVERSATION),
        previews: !hidden && !is_true(ext, keys::DO_NOT_UPDATE_LAST_MSG),
        mentions_me,
    }
}

fn is_true(ext: &BTreeMap<String, String>, key: &str) -> bool {
    matches!(ext.get(key).map(String::as_str), Some("true" | "1"))
}

fn names(list: &str, user: UserId) -> bool {
    list.split(',').any(|id| id.trim().parse() == Ok(user.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALICE: UserId = UserId(10001);
    const BOB: UserId = UserId(10009);

    fn ext(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
        entries
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_message_for_others_only_is_hidden_from_alice() {
        for (entries, hidden) in [
            (&[("s:visible", "10001,10009")][..], false),
            (&[("s:visible", "10009")], true),
            (&[("s:visible", "")], false),
            (&[("s:invisible", "10017, 10001")], true),
            (&[("s:invisible", "100010")], false),
        ] {
            let traits = traits(ALICE, BOB, 10001, 0, &ext(entries));
            assert_eq!(traits.hidden, hidden, "{entries:?}");
            assert_eq!(traits.counts, !hidden);
        }
    }

    #[test]
    fn own_recalled_and_quiet_messages_are_never_unread() {
        assert!(traits(ALICE, BOB, 10001, 0, &ext(&[])).counts);
        assert!(!traits(ALICE, ALICE, 10001, 0, &ext(&[])).counts);
        for quiet in ["s:is_recalled", "s:recalled", "s:do_not_increase_unread"] {
            assert!(!traits(ALICE, BOB, 10001, 0, &ext(&[(quiet, "true")])).counts);
        }
        assert!(!traits(ALICE, BOB, 50001, 0, &ext(&[])).counts);
    }

    #[test]
    fn everyone_means_alice_too() {
        assert!(traits(ALICE, BOB, 10001, 0, &ext(&[("s:mentioned_users", "0")])).mentions_me);
        assert!(
            traits(
                ALICE,
                BOB,
                10001,
                0,
                &ext(&[("s:mentioned_users", "10017,10001")])
            )
            .mentions_me
        );
        assert!(
            !traits(
                ALICE,
                BOB,
                10001,
                0,
                &ext(&[("s:mentioned_users", "10017")])
            )
            .mentions_me
        );
    }
}
