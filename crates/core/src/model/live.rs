//! Live groups (protocol: sync, section 14).

use std::collections::BTreeMap;

use linnet_proto::{choices, keys};
use serde::{Deserialize, Serialize};

use super::UserId;
use super::conversation::Silenced;
use super::kind::notice::GroupEvent;

/// How much a message matters in a live group: what matters less is left out first when there is too much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum Priority {
    /// Left out first.
    Low,
    /// What says nothing of it.
    #[default]
    Normal,
    /// Left out last.
    High,
}

impl Priority {
    /// As the ext of a message names it; whatever else stands there is normal.
    pub(crate) fn read(name: Option<&str>) -> Self {
        match name {
            Some(keys::PRIORITY_LOW) => Self::Low,
            Some(keys::PRIORITY_HIGH) => Self::High,
            _ => Self::Normal,
        }
    }

    /// Its name in the ext of a message.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Low => keys::PRIORITY_LOW,
            Self::Normal => keys::PRIORITY_NORMAL,
            Self::High => keys::PRIORITY_HIGH,
        }
    }
}

/// A message of a live group. It is never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveMessage {
    /// Number of the group.
    pub group: i64,
    /// Its place; 0 for a command, which has none.
    pub index: i64,
    /// The server's id.
    pub server_id: i64,
    /// The sender's id for it; may be empty.
    pub client_id: String,
    /// `MessageType`.
    pub kind: i32,
    /// Who said it; 0 for the server itself.
    pub sender: UserId,
    /// Content text.
    pub content: String,
    /// The rest of what came with it.
    pub ext: BTreeMap<String, String>,
    /// Milliseconds since 1970.
    pub created: i64,
    /// How much it matters.
    pub priority: Priority,
    /// What its sender is called there; may be empty.
    pub alias: String,
    /// Address of the picture they have there; may be empty.
    pub avatar: String,
    /// What happened to the group, when it tells of that.
    pub happened: Option<LiveHappened>,
}

/// What happened to a live group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveHappened {
    /// What.
    pub event: GroupEvent,
    /// What those whom it names are called there.
    pub names: BTreeMap<i64, String>,
}

impl LiveMessage {
    /// It tells what happened, and is told once.
    pub fn is_news(&self) -> bool {
        self.kind >= choices::FIRST_COMMAND_TYPE || self.happened.is_some()
    }
}

/// Somebody of a live group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveMember {
    /// Who.
    pub user: UserId,
    /// Number of the role (protocol: enums, GroupRole).
    pub role: i32,
    /// What they are called there; may be empty.
    pub alias: String,
    /// Address of the picture they have there; may be empty.
    pub avatar: String,
    /// Since when they are in it, milliseconds since 1970; none when they are not.
    pub since: Option<i64>,
    /// As [`Participant::muted_until`](super::user::Participant::muted_until).
    pub muted_until: i64,
    /// Why, of the person of this account alone; may be empty.
    pub mute_reason: String,
    /// On the white list.
    pub speaks: bool,
    /// Cannot come in before this time, as [`Self::muted_until`].
    pub barred_until: i64,
    /// Their marks.
    pub marks: Vec<String>,
}

impl LiveMember {
    /// Somebody of whom nothing is kept.
    pub fn plain(user: UserId) -> Self {
        Self {
            user,
            role: 0,
            alias: String::new(),
            avatar: String::new(),
            since: None,
            muted_until: 0,
            mute_reason: String::new(),
            speaks: false,
            barred_until: 0,
            marks: Vec::new(),
        }
    }
}

/// A live group as the server tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LiveInfo {
    /// Its number.
    pub group: i64,
    /// Name; may be empty.
    pub name: String,
    /// Address of its picture; may be empty.
    pub icon: String,
    /// Who owns it.
    pub owner: UserId,
    /// How many people are in it.
    pub online: u32,
    /// This device is in it; none when it is not said.
    pub inside: Option<bool>,
    /// Who cannot write.
    pub silenced: Silenced,
    /// Marks that it knows.
    pub marks: Vec<String>,
    /// The person of this account.
    pub own: LiveMember,
}

/// Which people of a live group are listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
#[cfg_attr(
    feature = "bindings",
    derive(ts_rs::TS),
    ts(rename_all = "snake_case", tag = "kind")
)]
pub enum LiveList {
    /// Who is in it, and those who lead it in any case.
    Present,
    /// Who cannot write for a time.
    Muted,
    /// The white list: who can write although all are muted.
    Speakers,
    /// Who cannot come in.
    Barred,
    /// Who has a mark.
    Marked {
        /// Which.
        mark: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_the_unknown_is_normal() {
        for priority in [Priority::Low, Priority::Normal, Priority::High] {
            assert_eq!(Priority::read(Some(priority.name())), priority);
        }
        assert_eq!(Priority::read(Some("urgent")), Priority::Normal);
        assert_eq!(Priority::read(None), Priority::Normal);
    }
}
