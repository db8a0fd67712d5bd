//! Conversations, messages and people as they go over the socket. Numbers of 64 bits are text.

pub mod live;

use linnet_core::model::conversation::{Conversation, Silenced};
use linnet_core::model::message::{Message, SendState};
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::{Closed, Member, RequestRow};
use linnet_core::{Client, Error, Result};
use serde_json::{Value, json};

/// A conversation, with its newest message.
pub async fn conversation(client: &Client, it: Conversation) -> Result<Value> {
    let id = it.conversation.id.clone();
    let newest = match &it.newest {
        Some(key) => message(client, key).await?,
        None => None,
    };
    let dissolved = !it.member
        && matches!(
            client.details(&id).await?.row.closed,
            Some(Closed::Dissolved { .. })
        );
    Ok(json!({
        "id": id,
        "shortId": it.conversation.short_id.to_string(),
        "type": it.conversation.kind & 15,
        "listed": it.listed,
        "peer": it.peer,
        "isMember": it.member,
        "isDissolved": dissolved,
        "memberCount": it.member_count,
        "name": it.name,
        "desc": it.description,
        "notice": it.notice,
        "icon": it.icon,
        "owner": it.owner,
        "blockStatus": it.silenced != Silenced::Nobody,
        "blockNormalOnly": it.silenced == Silenced::Ordinary,
        "ext": it.ext,
        "myRole": role(it.my_role),
        "myMutedUntil": it.my_muted_until.min(MAX_TIME),
        "pinned": it.pinned,
        "muted": it.muted,
        "lowDisturb": (!it.let_through.is_empty()).then_some(it.let_through),
        "favourite": it.favourite,
        "unread": it.unread,
        "readIndex": it.read_index.to_string(),
        "minIndex": it.min_index.to_string(),
        "newestIndex": it.newest_index.to_string(),
        "newest": newest,
        "time": it.time,
    }))
}

/// The last moment that a date of a page can be.
const MAX_TIME: i64 = 8_640_000_000_000_000;

/// The conversation by its id.
pub async fn conversation_by_id(client: &Client, id: &ConversationId) -> Result<Value> {
    conversation(client, client.conversation(id).await?).await
}

/// A message by its id; none when it is not shown any more.
pub async fn message(client: &Client, key: &MessageKey) -> Result<Option<Value>> {
    match client.message(key).await {
        Ok(message) => Ok(Some(told(message))),
        Err(Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn told(it: Message) -> Value {
    let (state, reason) = match it.progress {
        SendState::Sent => ("sent", None),
        SendState::Waiting => ("waiting", None),
        SendState::Stopped(code) => ("stopped", Some(code)),
        SendState::OnlyMe => ("onlyMe", None),
        SendState::Lost => ("lost", None),
    };
    let reactions: Vec<Value> = it
        .reactions
        .iter()
        .map(|one| json!({ "key": one.key, "userId": one.user.to_string(), "createTime": one.created }))
        .collect();
    let quote = it.quote.map(|quote| {
        json!({
            "serverId": quote.message.to_string(), "hint": quote.hint, "state": quote.state,
            "sender": (quote.sender > 0).then(|| quote.sender.to_string()),
        })
    });
    json!({
        "id": it.id,
        "conversationId": it.conversation,
        "serverId": it.server_id,
        "index": it.index.map(|index| index.to_string()),
        "type": it.message_type,
        "sender": it.sender,
        "content": it.content,
        "ext": it.ext,
        "created": it.created,
        "recalled": it.recalled,
        "state": state,
        "reason": reason,
        "reactions": reactions,
        "quote": quote,
        "media": it.media,
    })
}

/// A member of a group.
pub fn member(it: &Member) -> Value {
    json!({
        "userId": it.person.id,
        "name": it.person.name,
        "role": role(it.role),
        "alias": it.alias,
        "mutedUntil": it.muted.map(|muted| muted.until),
        "muted": it.muted.is_some(),
    })
}

/// A request to be a friend.
pub fn request(it: &RequestRow) -> Value {
    json!({
        "userId": it.person.id,
        "incoming": it.incoming,
        "greeting": it.greeting,
        "time": it.time,
        "state": it.state,
        "unseen": it.unseen,
    })
}

/// Its number in the SDK and on the wire.
fn role(role: Role) -> i32 {
    match role {
        Role::Member => 0,
        Role::Owner => 1,
        Role::Manager => 2,
    }
}
