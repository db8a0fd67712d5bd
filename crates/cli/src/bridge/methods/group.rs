//! Groups: members, roles, muting, leaving.

use std::time::Duration;

use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Of, Session, done, no_method, read};
use crate::bridge::objects;
use crate::bridge::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Members {
    conversation_id: ConversationId,
    users: Vec<UserId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Member {
    conversation_id: ConversationId,
    user_id: UserId,
    role: Option<u8>,
    alias: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Mute {
    conversation_id: ConversationId,
    /// Everybody when left out.
    user_id: Option<UserId>,
    /// 0 for ever.
    #[serde(default)]
    seconds: u64,
    on: bool,
}

/// Carries out `group.verb`.
pub async fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "members" => {
            let Of { conversation_id } = read(params)?;
            let members = client.members(&conversation_id).await?;
            let list: Vec<Value> = members.iter().map(objects::member).collect();
            Ok(json!({ "list": list }))
        }
        "add" => {
            let it: Members = read(params)?;
            client.add_members(&it.conversation_id, it.users).await?;
            Ok(json!({}))
        }
        "remove" => {
            let it: Members = read(params)?;
            for user in it.users {
                client.remove_member(&it.conversation_id, user).await?;
            }
            Ok(json!({}))
        }
        "update" => update(session, read(params)?).await,
        "mute" => {
            let it: Mute = read(params)?;
            let id = &it.conversation_id;
            match it.user_id {
                None => client.mute_group(id, it.on).await?,
                Some(user) if it.on => {
                    let time = (it.seconds > 0).then(|| Duration::from_secs(it.seconds));
                    client.mute_member(id, user, time, "").await?;
                }
                Some(user) => client.unmute_member(id, user).await?,
            }
            Ok(json!({}))
        }
        "leave" => {
            let Of { conversation_id } = read(params)?;
            Ok(client.leave(&conversation_id).await.map(done)?)
        }
        "dissolve" => {
            let Of { conversation_id } = read(params)?;
            Ok(client.dissolve(&conversation_id).await.map(done)?)
        }
        _ => Err(no_method(verb)),
    }
}

async fn update(session: &Session, it: Member) -> Result<Value, Refusal> {
    let (client, id) = (&session.client, &it.conversation_id);
    let wrong = |why: &str| Err(Refusal::Params(why.to_owned()));
    let role = match it.role {
        None => None,
        Some(0) => Some(Role::Member),
        Some(1) => Some(Role::Owner),
        Some(2) => Some(Role::Manager),
        Some(_) => return wrong("a role is 0, 1 or 2"),
    };
    if it.alias.is_some() && it.user_id != client.user_id() {
        return wrong("only one's own alias is set");
    }
    if let Some(role) = role {
        client.set_role(id, it.user_id, role).await?;
    }
    if let Some(alias) = &it.alias {
        client.set_own_alias(id, alias).await?;
    }
    Ok(json!({}))
}
