//! Live groups, as they are shown.

use super::{avatar, name, one_line, role, seen};
use crate::model::kind::{self, Content};
use crate::model::live::{LiveInfo, LiveMember, LiveMessage};
use crate::model::user::MUTED_FOREVER;
use crate::model::{ConversationId, UserId};
use crate::store::message::Happened as Stored;
use crate::view::row::{LiveGroupRow, LiveMemberRow, LiveRow, LiveSent, Muted, Person};
use crate::view::unnamed;

/// The id of a live group.
pub fn id(group: i64) -> ConversationId {
    ConversationId::from(group.to_string().as_str())
}

/// A line of the list.
pub fn group(me: UserId, info: &LiveInfo) -> LiveGroupRow {
    let name = one_line(&info.name);
    LiveGroupRow {
        id: id(info.group),
        avatar: avatar(&info.icon, &name, info.group),
        name,
        owner: info.owner,
        own: info.owner == me,
        online: info.online,
    }
}

/// A message that has a place.
pub fn message(me: UserId, message: &LiveMessage) -> LiveRow {
    let sender = message.sender;
    let id = match message.client_id.as_str() {
        "" => message.server_id.to_string(),
        // Two people may choose the same.
        id if sender == me => id.to_owned(),
        id => format!("{sender}:{id}"),
    };
    let happened = message.happened.as_ref().map(|said| {
        let stored = Stored {
            event: said.event.clone(),
            names: said.names.clone(),
        };
        super::happened::happened(me, &stored)
    });
    let text = match (
        &happened,
        kind::parse(message.kind, &message.content, &message.ext),
    ) {
        (None, Content::Text(text)) => Some(seen(text)),
        _ => None,
    };
    LiveRow {
        id,
        sender,
        name: called(&message.alias, sender),
        avatar: avatar(&message.avatar, &message.alias, sender.0),
        own: sender == me,
        text,
        happened,
        priority: message.priority,
        time: message.created,
        sent: LiveSent::Sent,
    }
}

fn called(alias: &str, user: UserId) -> String {
    match alias {
        "" => unnamed::person(user),
        alias => name(alias, user),
    }
}

/// Somebody of a list; `known` is their own name and picture, for whoever has none there.
pub fn member(me: UserId, told: &LiveMember, known: Option<Person>) -> LiveMemberRow {
    let person = match (told.alias.as_str(), known) {
        ("", Some(known)) => known,
        (alias, _) => Person {
            id: told.user,
            name: called(alias, told.user),
            avatar: avatar(&told.avatar, alias, told.user.0),
        },
    };
    LiveMemberRow {
        person,
        me: told.user == me,
        role: role(told.role),
        here: told.since.is_some(),
        since: told.since,
        muted: until(told.muted_until),
        speaks: told.speaks,
        barred: until(told.barred_until),
        marks: told.marks.iter().map(|mark| one_line(mark)).collect(),
    }
}

fn until(time: i64) -> Option<Muted> {
    match time {
        0 => None,
        MUTED_FOREVER => Some(Muted { until: None }),
        until => Some(Muted { until: Some(until) }),
    }
}
