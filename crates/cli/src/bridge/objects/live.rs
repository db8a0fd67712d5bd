//! Live groups as they go over the socket, in the shape of conversations, messages and members.

use linnet_core::model::ConversationId;
use linnet_core::model::live::Priority;
use linnet_core::view::row::{
    Closed, LiveGroupRow, LiveMemberRow, LiveRow, LiveSent, LiveState, Muted,
};
use linnet_core::{Client, LiveNews};
use serde_json::{Value, json};

use super::{MAX_TIME, role};

/// `ConversationType` of a live group.
const MASS_CHAT: i32 = 5;
/// `MessageType` of a text, and of a line that says what happened.
const TEXT: i32 = 10_001;
const SYSTEM: i32 = 10_008;

/// A live group. What the person is in it stands in it when it is the one they are in.
pub fn group(client: &Client, row: &LiveGroupRow) -> Value {
    let state = client.live_state();
    let inside = state.group.as_ref().is_some_and(|group| group.id == row.id);
    let state = match inside {
        true => state,
        false => LiveState::default(),
    };
    let ext: serde_json::Map<String, Value> = state
        .marks
        .iter()
        .map(|mark| (format!("a:mark:{mark}"), json!("1")))
        .collect();
    json!({
        "id": row.id,
        "shortId": row.id,
        "type": MASS_CHAT,
        "listed": false,
        "peer": null,
        "isMember": inside,
        "isDissolved": false,
        "memberCount": row.online,
        "name": row.name,
        "desc": "",
        "notice": "",
        "icon": "",
        "owner": row.owner,
        "blockStatus": state.muted,
        "blockNormalOnly": state.muted,
        "ext": ext,
        "myRole": role(state.role),
        "myMutedUntil": muted_until(&state),
        "pinned": false,
        "muted": false,
        "lowDisturb": null,
        "favourite": false,
        "unread": 0,
        "readIndex": "0",
        "minIndex": "0",
        "newestIndex": "0",
        "newest": null,
        "time": 0,
    })
}

fn muted_until(state: &LiveState) -> i64 {
    match &state.closed {
        Some(Closed::Muted { until, .. }) => until.unwrap_or(MAX_TIME),
        _ => 0,
    }
}

/// A message of a live group.
pub fn message(group: &ConversationId, row: &LiveRow) -> Value {
    let (state, reason) = match &row.sent {
        LiveSent::Sent => ("sent", None),
        LiveSent::Sending => ("waiting", None),
        LiveSent::Failed { reason } => ("stopped", Some(reason.code.clone())),
    };
    let priority = match row.priority {
        Priority::Low => "low",
        Priority::Normal => "normal",
        Priority::High => "high",
    };
    let kind = match (&row.happened, &row.text) {
        (Some(_), _) => SYSTEM,
        (None, Some(_)) => TEXT,
        (None, None) => 0,
    };
    let content = match &row.happened {
        Some(happened) => json!({ "happened": happened }),
        None => json!({ "text": row.text }),
    };
    json!({
        "id": row.id,
        "conversationId": group,
        "serverId": null,
        "index": null,
        "type": kind,
        "sender": row.sender,
        "content": content.to_string(),
        "ext": { "s:message_priority": priority, "a:live_group_member_alias_name": row.name },
        "created": row.time,
        "recalled": false,
        "state": state,
        "reason": reason,
        "reactions": [],
        "quote": null,
        "media": null,
    })
}

/// Somebody of a live group.
pub fn member(row: &LiveMemberRow) -> Value {
    let until = |muted: Option<Muted>| muted.map(|muted| muted.until.unwrap_or(-1));
    json!({
        "userId": row.person.id,
        "name": row.person.name,
        "role": role(row.role),
        "alias": row.person.name,
        "avatar": row.person.avatar.media,
        "muted": row.muted.is_some(),
        "mutedUntil": row.muted.map(|muted| muted.until),
        "since": row.since,
        "speaks": row.speaks,
        "barredUntil": until(row.barred),
        "marks": row.marks,
    })
}

/// What happened in a live group: a word, and what comes with it.
pub fn news(group: &ConversationId, news: &LiveNews) -> Option<Value> {
    let (what, with) = match news {
        LiveNews::Joined => ("joined", Value::Null),
        LiveNews::Left => ("left", Value::Null),
        LiveNews::Dissolved => ("dissolved", Value::Null),
        LiveNews::Changed => ("changed", Value::Null),
        LiveNews::MessageReceived(row) => ("received", message(group, row)),
        LiveNews::MessageUpdated(row) => ("updated", message(group, row)),
        LiveNews::Muted { on } => ("muted", json!({ "on": on })),
        LiveNews::OwnerChanged { from, to } => ("owner", json!({ "from": from, "to": to })),
        LiveNews::MemberMuted { user, on } => ("memberMuted", json!({ "userId": user, "on": on })),
        LiveNews::PutOut { users } => ("putOut", json!({ "users": users })),
        LiveNews::MembersChanged { users } => ("members", json!({ "users": users })),
        LiveNews::MarksChanged => ("marks", Value::Null),
        // What a newer core tells.
        _ => return None,
    };
    Some(json!({ "conversationId": group, "what": what, "with": with }))
}
