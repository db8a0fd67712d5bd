//! What happened, as it goes over the socket: the core's events with what the SDK's need.

use linnet_core::model::connection::Connection;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::{Client, Event, Result};
use serde_json::{Value, json};

use super::objects;

/// An event of a page: its name and what comes with it.
type Told = (&'static str, Value);

/// What a page is told of an event. What cannot be read any more is told as something that was missed.
pub async fn told(client: &Client, event: Event) -> Vec<Told> {
    let code = match read(client, event).await {
        Ok(told) => return told,
        Err(error) => error.code(),
    };
    match code.as_str() {
        // It has gone meanwhile, which is an event of its own.
        "not_found" => vec![],
        _ => vec![("missed", Value::Null)],
    }
}

async fn read(client: &Client, event: Event) -> Result<Vec<Told>> {
    Ok(match event {
        Event::ConnectionChanged(connection) => {
            let online = connection == Connection::Online;
            vec![("connection", json!({ "online": online }))]
        }
        Event::TokenExpired(reason) => vec![("tokenExpired", json!(reason))],
        Event::ConversationChanged(id)
        | Event::InfoChanged(id)
        | Event::ConversationRead {
            conversation: id, ..
        } => conversation(client, &id).await?,
        Event::ConversationCleared(id) => {
            let kept = client.conversation(&id).await?;
            let cleared = json!({ "conversationId": id, "minIndex": kept.min_index.to_string() });
            let mut told = vec![("cleared", cleared)];
            told.extend(conversation(client, &id).await?);
            told
        }
        Event::MembersChanged(id) => {
            let mut told = vec![("members", json!({ "conversationId": id }))];
            told.extend(conversation(client, &id).await?);
            told
        }
        Event::MessageReceived {
            conversation,
            message,
            ..
        } => message_told(client, "received", &conversation, &message.id).await?,
        Event::MessageInserted {
            conversation,
            message,
        } => message_told(client, "inserted", &conversation, &message).await?,
        Event::MessageUpdated {
            conversation,
            message,
            ..
        } => message_told(client, "updated", &conversation, &message.id).await?,
        Event::MessageDeleted {
            conversation,
            message,
        } => vec![(
            "deleted",
            json!({ "conversationId": conversation, "id": message }),
        )],
        Event::MessageReadByOthers(id) => vec![("readByOthers", json!({ "conversationId": id }))],
        Event::Activity {
            conversation,
            person,
            activity,
        } => vec![(
            "activity",
            json!({ "conversationId": conversation, "sender": person.id, "activity": activity }),
        )],
        Event::Signal {
            conversation,
            sender,
            content,
        } => vec![(
            "signal",
            json!({ "conversationId": conversation, "sender": sender, "content": content }),
        )],
        Event::ProfileUpdated(person) => vec![("profile", json!({ "userId": person.id }))],
        Event::FriendApply(person) => contact("friendApply", json!(person.id)),
        Event::FriendApplyRefuse(user) => contact("friendApplyRefuse", json!(user)),
        Event::FriendApplyUpdate(user) => contact("friendApplyUpdate", json!(user)),
        Event::FriendApplyRead => vec![("friendApplyRead", Value::Null)],
        Event::FriendAdd(person) => contact("friendAdd", json!(person.id)),
        Event::FriendDelete(user) => contact("friendDelete", json!(user)),
        Event::FriendUpdate(person) => contact("friendUpdate", json!(person.id)),
        Event::BlacklistAdd(user) => contact("blacklistAdd", json!(user)),
        Event::BlacklistRemove(user) => contact("blacklistRemove", json!(user)),
        Event::ContactsChanged => vec![("contacts", Value::Null)],
        Event::OperationRefused {
            operation, reason, ..
        }
        | Event::ContactRefused {
            operation, reason, ..
        } => vec![(
            "refused",
            json!({ "operation": operation, "reason": reason }),
        )],
        Event::Live { group, news } => {
            let told = objects::live::news(&group, &news);
            let mut all: Vec<Told> = told.into_iter().map(|told| ("live", told)).collect();
            // How it stands, before what happened to it.
            if let Some(row) = client.live_state().group.filter(|row| row.id == group) {
                all.insert(0, ("liveGroup", objects::live::group(client, &row)));
            }
            all
        }
        Event::ServerSetBack(_) | Event::Missed => vec![("missed", Value::Null)],
        // What the SDK has no event for: plans, reminders, marks, files on this computer.
        _ => vec![],
    })
}

fn contact(name: &'static str, user: Value) -> Vec<Told> {
    vec![(name, json!({ "userId": user }))]
}

async fn conversation(client: &Client, id: &ConversationId) -> Result<Vec<Told>> {
    let it = objects::conversation_by_id(client, id).await?;
    Ok(vec![("conversation", it)])
}

async fn message_told(
    client: &Client,
    how: &str,
    conversation: &ConversationId,
    key: &MessageKey,
) -> Result<Vec<Told>> {
    let Some(message) = objects::message(client, key).await? else {
        let gone = json!({ "conversationId": conversation, "id": key });
        return Ok(vec![("deleted", gone)]);
    };
    Ok(vec![("message", json!({ "how": how, "message": message }))])
}
