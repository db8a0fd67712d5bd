//! System lines: what happened to a group, told in its history. A line is a message of nobody ([`lookup::NOBODY`]), which no
//! client can send: the words for clients that know nothing of ours, and beside them what happened, from which others
//! make words of their own language.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{MessageBody, MessageType};
use linnet_proto::{choices, keys};
use rusqlite::OptionalExtension as _;
use serde_json::{Map, Value, json};

use super::lookup;
use super::messages::{self, Facts};
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::store::Target;

/// People that a line names; it counts the others.
const NAMED: usize = 20;
/// People that its words name.
const SPOKEN: usize = 3;

/// What happened.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line<'a> {
    /// The group was made, with these people.
    Created { with: &'a [UserId] },
    /// These people were added by somebody.
    Invited { users: &'a [UserId] },
    /// Somebody left.
    Left,
    /// These people were taken out.
    Removed { users: &'a [UserId] },
    /// Somebody is a manager from now on, or no longer.
    Role { user: UserId, manager: bool },
    /// The group was handed over.
    Owner { user: UserId },
    /// The group has another name.
    Renamed { name: &'a str },
    /// There is a new announcement.
    Noticed,
    /// Only managers can write from now on, or everybody again.
    Muted { on: bool },
    /// Somebody cannot write until a time, 0 for no end; or can again.
    MemberMuted { user: UserId, until: Option<i64> },
    /// The group is no more.
    Dissolved,
    /// A chat with a bot begins anew, with a greeting or without.
    NewChat { greet: bool },
    /// These people are put out of a live group and cannot come in until a time, 0 for no end; or can again.
    Barred {
        users: &'a [UserId],
        until: Option<i64>,
    },
    /// Somebody can write in a live group although it is muted, or no longer.
    Speaker { user: UserId, on: bool },
    /// Somebody has a mark in a live group, or no longer.
    Marked {
        user: UserId,
        name: &'a str,
        on: bool,
    },
    /// A live group has another mark, or one less.
    Mark { name: &'a str, on: bool },
}

impl Line<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Created { .. } => "created",
            Self::Invited { .. } => "invited",
            Self::Left => "left",
            Self::Removed { .. } => "removed",
            Self::Role { manager: true, .. } => "manager",
            Self::Role { manager: false, .. } => "member",
            Self::Owner { .. } => "owner",
            Self::Renamed { .. } => "renamed",
            Self::Noticed => "notice",
            Self::Muted { on: true } => "muted",
            Self::Muted { on: false } => "unmuted",
            Self::MemberMuted { until: Some(_), .. } => "member_muted",
            Self::MemberMuted { until: None, .. } => "member_unmuted",
            Self::Dissolved => "dissolved",
            Self::NewChat { .. } => "new_chat",
            Self::Barred { until: Some(_), .. } => "barred",
            Self::Barred { until: None, .. } => "let_in",
            Self::Speaker { on: true, .. } => "speaker",
            Self::Speaker { on: false, .. } => "no_speaker",
            Self::Marked { on: true, .. } => "marked",
            Self::Marked { on: false, .. } => "unmarked",
            Self::Mark { on: true, .. } => "mark_added",
            Self::Mark { on: false, .. } => "mark_removed",
        }
    }

    fn targets(&self) -> Vec<UserId> {
        match self {
            Self::Created { with: users }
            | Self::Invited { users }
            | Self::Removed { users }
            | Self::Barred { users, .. } => users.to_vec(),
            Self::Role { user, .. }
            | Self::Owner { user }
            | Self::MemberMuted { user, .. }
            | Self::Speaker { user, .. }
            | Self::Marked { user, .. } => vec![*user],
            _ => Vec::new(),
        }
    }

    /// The words, for a client that makes none of its own.
    fn words(&self, actor: &str, targets: &str) -> String {
        match self {
            Self::Created { with: [] } => format!("{actor} created the group"),
            Self::Created { .. } => format!("{actor} created the group with {targets}"),
            Self::Invited { .. } => format!("{actor} added {targets}"),
            Self::Left => format!("{actor} left the group"),
            Self::Removed { .. } => format!("{actor} removed {targets}"),
            Self::Role { manager: true, .. } => format!("{actor} made {targets} a manager"),
            Self::Role { manager: false, .. } => {
                format!("{targets} is no longer a manager")
            }
            Self::Owner { .. } => format!("{actor} made {targets} the owner of the group"),
            Self::Renamed { name } => format!("{actor} renamed the group to \"{name}\""),
            Self::Noticed => format!("{actor} changed the announcement"),
            Self::Muted { on: true } => format!("{actor} muted the group: only managers can write"),
            Self::Muted { on: false } => format!("{actor} unmuted the group"),
            Self::MemberMuted { until: Some(_), .. } => format!("{actor} muted {targets}"),
            Self::MemberMuted { until: None, .. } => format!("{actor} unmuted {targets}"),
            Self::Dissolved => format!("{actor} dissolved the group"),
            Self::NewChat { .. } => format!("{actor} began a new conversation"),
            Self::Barred { until: Some(_), .. } => format!("{actor} banned {targets}"),
            Self::Barred { until: None, .. } => format!("{actor} lets {targets} in again"),
            Self::Speaker { on: true, .. } => {
                format!("{actor} lets {targets} write while all are muted")
            }
            Self::Speaker { on: false, .. } => {
                format!("{targets} can no longer write while all are muted")
            }
            Self::Marked { name, on: true, .. } => {
                format!("{actor} marked {targets} as \"{name}\"")
            }
            Self::Marked {
                name, on: false, ..
            } => format!("{targets} is no longer marked as \"{name}\""),
            Self::Mark { name, on: true } => format!("{actor} added the mark \"{name}\""),
            Self::Mark { name, on: false } => format!("{actor} removed the mark \"{name}\""),
        }
    }

    /// Everybody whom the words or the notice name, apart from who did it.
    pub(super) fn named(&self) -> Vec<UserId> {
        let mut targets = self.targets();
        targets.truncate(NAMED);
        targets
    }

    /// The words of a message that tells it.
    pub(super) fn content(&self, actor: &str, called: &[String]) -> String {
        let others = self.targets().len().saturating_sub(SPOKEN);
        let names: Vec<&str> = called.iter().take(SPOKEN).map(String::as_str).collect();
        let mut targets = names.join(", ");
        if others > 0 {
            targets = format!("{targets} and {others} others");
        }
        json!({ keys::TEXT: self.words(actor, &targets) }).to_string()
    }

    /// What happened, for clients that make words of their own.
    pub(super) fn notice(&self, by: UserId) -> Map<String, Value> {
        let mut notice = Map::new();
        let mut say = |key: &str, value: Value| notice.insert(key.to_owned(), value);
        say("kind", json!(self.kind()));
        say("actor", json!(by));
        say("targets", json!(self.named()));
        say("count", json!(self.targets().len()));
        match self {
            Line::Renamed { name } | Line::Marked { name, .. } | Line::Mark { name, .. } => {
                say("name", json!(name));
            }
            Line::MemberMuted {
                until: Some(until), ..
            }
            | Line::Barred {
                until: Some(until), ..
            } => {
                say("until", json!(until));
            }
            Line::NewChat { greet: true } => {
                say("greet", json!(true));
            }
            _ => {}
        }
        notice
    }
}

impl Snapshot<'_> {
    /// How somebody is called in a group: by their name there, by their own, or by their number.
    fn called(&self, conversation: i64, user: UserId) -> Outcome<String> {
        let name: Option<String> = self
            .db
            .prepare_cached(
                "SELECT coalesce(
                     nullif((SELECT alias FROM member WHERE conversation = ?1 AND user = ?2), ''),
                     nullif((SELECT nick_name FROM user WHERE user = ?2), ''))",
            )?
            .query_row([conversation, user], |row| row.get(0))
            .optional()?
            .flatten();
        Ok(name.unwrap_or_else(|| user.to_string()))
    }
}

impl Tx<'_> {
    /// Writes a line at the end of a group for all who are in it. It is unread for nobody.
    pub(super) fn line(&mut self, group: i64, by: UserId, line: &Line<'_>) -> Outcome<()> {
        let members = self.member_ids(group)?;
        let target = Target {
            short_id: group,
            conversation_id: String::new(),
        };
        let Some(conversation) = self.conversation(&target)?.filter(|_| !members.is_empty()) else {
            return Ok(());
        };
        let mut called = Vec::new();
        for user in line.named().iter().take(SPOKEN) {
            called.push(self.called(group, *user)?);
        }
        let content = line.content(&self.called(group, by)?, &called);
        let notice = Value::Object(line.notice(by)).to_string();
        let id = self.next_id();
        let index = conversation.last_index + 1;
        let flag = || "true".to_owned();
        let body = MessageBody {
            conversation_id: Some(conversation.conversation_id.clone()),
            conversation_type: Some(conversation.kind),
            server_message_id: Some(id),
            index_in_conversation: Some(index),
            conversation_short_id: Some(conversation.short_id),
            message_type: Some(MessageType::System as i32),
            sender: Some(lookup::NOBODY),
            content: Some(content),
            ext: BTreeMap::from([
                (choices::EXT_NOTICE.to_owned(), notice),
                (keys::DO_NOT_INCREASE_UNREAD.to_owned(), flag()),
                (keys::DO_NOT_MOVE_READ_INDEX.to_owned(), flag()),
            ]),
            create_time: Some(self.now_ms),
            version: Some(1),
            status: Some(0),
            order_in_conversation: Some(index),
            index_in_conversation_v2: Some(index),
            ..MessageBody::default()
        };
        let facts = Facts {
            client_id: &id.to_string(),
            badge: conversation.badge,
            raises: false,
            quoted: 0,
        };
        let item = messages::insert(self, &conversation, &body, &facts)?;
        for user in members {
            self.deliver(user, id, false, &item)?;
        }
        Ok(())
    }
}
