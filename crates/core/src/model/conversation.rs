//! A conversation as the server describes it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::let_through::LetThrough;
use super::user::{Participant, Role};
use super::{ConversationId, MessageKey, UserId};

/// Kind of a conversation (protocol: enums, ConversationType; the low four bits count).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum ConversationKind {
    /// Two people (or one with themselves).
    OneToOne,
    /// A group.
    Group,
    /// A kind of later work: shown, can be read.
    Other,
}

/// Identity of a conversation: every command names all three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRef {
    /// Text id.
    pub id: ConversationId,
    /// Number of the server.
    pub short_id: i64,
    /// Kind, all bits of the wire.
    pub kind: i32,
}

/// Who cannot write in a group. The numbers stand in the database.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Silenced {
    /// Everybody can.
    #[default]
    Nobody = 0,
    /// Only owner and managers can.
    Ordinary = 1,
    /// Nobody can.
    Everybody = 2,
}

impl Silenced {
    /// Of its number in the database.
    pub(crate) fn of_number(number: i64) -> Self {
        match number {
            0 => Self::Nobody,
            1 => Self::Ordinary,
            _ => Self::Everybody,
        }
    }
}

/// Part that all members share.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CoreInfo {
    /// Accepted when not older than the one known.
    pub version: i64,
    /// Name; empty in a 1:1.
    pub name: String,
    /// Description.
    pub description: String,
    /// Announcement.
    pub notice: String,
    /// Address of the picture.
    pub icon: String,
    /// Owner of a group; 0 when there is none.
    pub owner: i64,
    /// Milliseconds since 1970; 0 when not said.
    pub created: i64,
    /// Who cannot write.
    pub silenced: Silenced,
    /// Free entries.
    pub ext: BTreeMap<String, String>,
    /// Entries are the whole map, not changes of it.
    pub ext_full: bool,
}

/// The person's own part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Accepted when not older than the one known.
    pub version: i64,
    /// Messages at or below are hidden.
    pub min_index: i64,
    /// Read up to here.
    pub read_index: i64,
    /// Messages that raise the badge and were read.
    pub read_badge_count: i64,
    /// Makes no notification.
    pub muted: bool,
    /// Stays on top.
    pub pinned: bool,
    /// When it was pinned; compared only.
    pub pinned_time: i64,
    /// Among the favourites.
    pub favourite: bool,
    /// Free entries.
    pub ext: BTreeMap<String, String>,
    /// Entries are the whole map, not changes of it.
    pub ext_full: bool,
}

/// A conversation that is kept here, with what the server says of it: for callers that show more, or other things, than the
/// rows of this library. What the person asked for and the server has not confirmed is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Which, as commands of the wire name it.
    pub conversation: ConversationRef,
    /// It stands in the person's list.
    pub listed: bool,
    /// The other person of a 1:1.
    pub peer: Option<UserId>,
    /// The person is a member.
    pub member: bool,
    /// How many members there are.
    pub member_count: i64,
    /// Name; empty in a 1:1.
    pub name: String,
    /// Description.
    pub description: String,
    /// Announcement.
    pub notice: String,
    /// Address of the picture.
    pub icon: String,
    /// Owner of a group.
    pub owner: Option<UserId>,
    /// Who cannot write.
    pub silenced: Silenced,
    /// Entries that all members share.
    pub ext: BTreeMap<String, String>,
    /// The person's role in it.
    pub my_role: Role,
    /// Until when the person cannot write: milliseconds since 1970, 0 when they can.
    pub my_muted_until: i64,
    /// Stays on top.
    pub pinned: bool,
    /// Makes no notification.
    pub muted: bool,
    /// What notifies all the same.
    pub let_through: LetThrough,
    /// Among the favourites.
    pub favourite: bool,
    /// Messages that were not read.
    pub unread: i64,
    /// Read up to here.
    pub read_index: i64,
    /// Messages at or below are hidden.
    pub min_index: i64,
    /// Highest index of a message that is here; 0 when there is none.
    pub newest_index: i64,
    /// The newest message that is here.
    pub newest: Option<MessageKey>,
    /// When something moved it up: milliseconds since 1970.
    pub time: i64,
}

/// Everything an answer says about a conversation. Parts that did not come are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationInfo {
    /// Which.
    pub conversation: ConversationRef,
    /// Inbox it belongs to.
    pub inbox: i32,
    /// Needed for sending.
    pub ticket: Option<String>,
    /// The person is a member.
    pub member: Option<bool>,
    /// How many members there are.
    pub member_count: Option<i64>,
    /// Messages that raise the badge.
    pub badge_count: Option<i64>,
    /// Shared part.
    pub core: Option<CoreInfo>,
    /// Own part.
    pub settings: Option<Settings>,
    /// First members.
    pub members: Vec<Participant>,
    /// `members` is all of them.
    pub members_complete: bool,
}

/// Kind for people; only the low four bits of the wire's number count (protocol: enums, ConversationType).
pub fn kind(conversation_type: i32) -> ConversationKind {
    match conversation_type & 15 {
        1 => ConversationKind::OneToOne,
        2 => ConversationKind::Group,
        _ => ConversationKind::Other,
    }
}

/// The other person of a 1:1, read from its id `inbox:type:user:user`; the person themselves in a chat with oneself,
/// 0 when the id has another form.
pub fn peer(id: &ConversationId, conversation_type: i32, me: i64) -> i64 {
    if kind(conversation_type) != ConversationKind::OneToOne {
        return 0;
    }
    let mut parts = id.as_str().split(':').skip(2).map(str::parse::<i64>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(one)), Some(Ok(other)), None) if one > 0 && other > 0 => {
            if one == me {
                other
            } else {
                one
            }
        }
        _ => 0,
    }
}

/// A 1:1 conversation of two other people, as its id says: what comes with it is not for the person of this account.
pub fn is_of_others(id: &ConversationId, conversation_type: i32, me: i64) -> bool {
    if kind(conversation_type) != ConversationKind::OneToOne {
        return false;
    }
    let people: Vec<i64> = id
        .as_str()
        .split(':')
        .skip(2)
        .map_while(|part| part.parse().ok())
        .collect();
    people.len() == 2 && people.iter().all(|user| *user > 0 && *user != me)
}

/// A conversation that the server says the person is in, with a whole list of its members that has them not: it is told
/// to somebody else.
pub fn is_told_to_another(info: &ConversationInfo, me: i64) -> bool {
    info.member == Some(true)
        && info.members_complete
        && !info.members.is_empty()
        && info.members.iter().all(|member| member.user.0 != me)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chat_of_bob_and_carol_is_not_alices() {
        let of_others = |id: &str, kind| is_of_others(&ConversationId::from(id), kind, 10001);
        assert!(of_others("0:1:10009:10017", 1));
        assert!(!of_others("0:1:10001:10009", 1));
        assert!(!of_others("0:1:10009:10001", 1));
        assert!(!of_others("0:1:10009:10017", 2), "a group has another id");
        assert!(!of_others("something else", 1));
    }

    #[test]
    fn alice_finds_bob_on_either_side_and_herself_in_her_own_chat() {
        for (id, other) in [
            ("0:1:10001:10009", 10009),
            ("0:1:10009:10001", 10009),
            ("0:1:10001:10001", 10001),
            ("0:1:10001", 0),
            ("0:1:10001:10009:3", 0),
            ("7300000000000000123", 0),
        ] {
            assert_eq!(peer(&id.into(), 1, 10001), other, "{id}");
        }
    }

    #[test]
    fn application_bits_above_the_low_four_do_not_change_the_kind() {
        assert_eq!(kind(2 | 0x70), ConversationKind::Group);
        assert_eq!(kind(5), ConversationKind::Other);
    }
}
