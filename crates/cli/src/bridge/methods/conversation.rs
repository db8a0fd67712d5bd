//! Conversations: list, create, settings, reading, leaving.

use std::collections::BTreeMap;

use linnet_core::Draft;
use linnet_core::model::let_through::LetThrough;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Of, Session, done, no_method, read};
use crate::bridge::objects;
use crate::bridge::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    participants: Vec<UserId>,
    group: bool,
    #[serde(default)]
    name: String,
    nonce: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Delete {
    conversation_id: ConversationId,
    #[serde(default)]
    local_only: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Settings {
    conversation_id: ConversationId,
    mute: Option<bool>,
    stick_on_top: Option<bool>,
    favourite: Option<bool>,
    low_disturb: Option<LetThrough>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Info {
    conversation_id: ConversationId,
    name: Option<String>,
    desc: Option<String>,
    notice: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entries {
    conversation_id: ConversationId,
    ext: BTreeMap<String, String>,
    own: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Read {
    conversation_id: ConversationId,
    up_to: Option<MessageKey>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Signal {
    conversation_id: ConversationId,
    content: String,
}

/// Carries out `conversation.verb`.
pub async fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "list" => {
            let mut list = Vec::new();
            for kept in client.kept_conversations().await? {
                list.push(objects::conversation(client, kept).await?);
            }
            Ok(json!({ "list": list }))
        }
        "get" => {
            let Of { conversation_id } = read(params)?;
            Ok(objects::conversation_by_id(client, &conversation_id).await?)
        }
        "create" => create(session, read(params)?).await,
        "delete" => {
            let it: Delete = read(params)?;
            match it.local_only {
                true => client.delete_conversation_here(&it.conversation_id).await?,
                false => {
                    let asked = client.delete_conversation(&it.conversation_id).await?;
                    asked.done().await?;
                }
            }
            Ok(json!({}))
        }
        "clear" => {
            let Of { conversation_id } = read(params)?;
            let asked = client.clear_history(&conversation_id).await?;
            Ok(asked.done().await.map(done)?)
        }
        "set" => set(session, read(params)?).await,
        "setInfo" => {
            let it: Info = read(params)?;
            let id = &it.conversation_id;
            if let Some(name) = &it.name {
                client.rename(id, name).await?;
            }
            if let Some(desc) = &it.desc {
                client.set_description(id, desc).await?;
            }
            if let Some(notice) = &it.notice {
                client.set_notice(id, notice).await?;
            }
            Ok(objects::conversation_by_id(client, id).await?)
        }
        "setEntries" => {
            let it: Entries = read(params)?;
            let id = &it.conversation_id;
            match it.own {
                true => client.set_own_entries(id, it.ext).await?,
                false => client.set_entries(id, it.ext).await?,
            }
            Ok(objects::conversation_by_id(client, id).await?)
        }
        "read" => {
            let it: Read = read(params)?;
            match &it.up_to {
                Some(key) => client.mark_read(&it.conversation_id, key).await?,
                None => client.mark_conversation_read(&it.conversation_id).await?,
            }
            Ok(json!({}))
        }
        "readAll" => Ok(json!({ "conversations": client.mark_all_read().await? })),
        "signal" => {
            let it: Signal = read(params)?;
            Ok(client
                .signal(&it.conversation_id, it.content)
                .await
                .map(done)?)
        }
        _ => Err(no_method(verb)),
    }
}

async fn create(session: &Session, it: Create) -> Result<Value, Refusal> {
    let client = &session.client;
    let me = client.user_id();
    let mut others = it.participants;
    others.retain(|user| *user != me);
    let id = match (it.group, others.as_slice()) {
        (true, _) => {
            let nonce = it.nonce.unwrap_or_else(|| Draft::new_submission().0);
            client.create_group(&nonce, &it.name, others).await?
        }
        (false, []) => client.create_one_to_one(me).await?,
        (false, [user]) => client.create_one_to_one(*user).await?,
        (false, _) => {
            return Err(Refusal::Params(
                "a conversation of two has one other participant".to_owned(),
            ));
        }
    };
    Ok(objects::conversation_by_id(client, &id).await?)
}

async fn set(session: &Session, it: Settings) -> Result<Value, Refusal> {
    let (client, id) = (&session.client, &it.conversation_id);
    let mut asked = Vec::new();
    if let Some(on) = it.mute {
        asked.push(client.set_muted(id, on).await?);
    }
    if let Some(on) = it.stick_on_top {
        asked.push(client.set_pinned(id, on).await?);
    }
    if let Some(on) = it.favourite {
        asked.push(client.set_favourite(id, on).await?);
    }
    if let Some(chosen) = it.low_disturb {
        asked.push(client.set_let_through(id, chosen).await?);
    }
    for asked in asked {
        asked.done().await?;
    }
    Ok(objects::conversation_by_id(client, id).await?)
}
