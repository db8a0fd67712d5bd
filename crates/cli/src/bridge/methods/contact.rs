//! Friends, requests, blocked people, profiles.

use linnet_core::Asked;
use linnet_core::model::UserId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Session, done, no_method, read};
use crate::bridge::objects;
use crate::bridge::refusal::Refusal;

/// People whose profiles are asked for at once.
const MAX_PROFILES: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Apply {
    user_id: UserId,
    #[serde(default)]
    greeting: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Reply {
    user_id: UserId,
    agree: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Whom {
    user_id: UserId,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Update {
    user_id: UserId,
    alias: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct People {
    user_ids: Vec<UserId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Block {
    user_id: UserId,
    on: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Profile {
    nickname: Option<String>,
    description: Option<String>,
}

/// Carries out `contact.verb`.
pub async fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "list" => {
            let Nothing {} = read(params)?;
            let rows = client.contact_list().open().await?;
            let list: Vec<Value> = rows
                .iter()
                .filter(|row| row.friend || row.blocked)
                .map(|row| {
                    json!({
                        "userId": row.id, "name": row.name, "nickname": row.nickname,
                        "friend": row.friend, "blocked": row.blocked,
                    })
                })
                .collect();
            Ok(json!({ "list": list }))
        }
        "requests" => {
            let Nothing {} = read(params)?;
            let (rows, unread) = client.contact_requests().open().await?;
            let list: Vec<Value> = rows.iter().map(objects::request).collect();
            Ok(json!({ "list": list, "unread": unread }))
        }
        "seeRequests" => {
            let Nothing {} = read(params)?;
            Ok(client.see_requests().await.map(done)?)
        }
        "apply" => {
            let it: Apply = read(params)?;
            Ok(client
                .ask_contact(it.user_id, &it.greeting)
                .await
                .map(done)?)
        }
        "reply" => {
            let it: Reply = read(params)?;
            carried_out(client.answer_request(it.user_id, it.agree).await?).await
        }
        "update" => {
            let it: Update = read(params)?;
            carried_out(client.set_remark(it.user_id, &it.alias).await?).await
        }
        "delete" => {
            let it: Whom = read(params)?;
            carried_out(client.delete_friend(it.user_id, false).await?).await
        }
        "block" => {
            let it: Block = read(params)?;
            carried_out(client.set_blocked(it.user_id, it.on).await?).await
        }
        "profiles" => profiles(session, read(params)?).await,
        "setProfile" => {
            let it: Profile = read(params)?;
            let (name, description) = (it.nickname.as_deref(), it.description.as_deref());
            Ok(client.set_profile(name, description).await.map(done)?)
        }
        _ => Err(no_method(verb)),
    }
}

async fn carried_out(asked: Asked) -> Result<Value, Refusal> {
    Ok(asked.done().await.map(done)?)
}

async fn profiles(session: &Session, it: People) -> Result<Value, Refusal> {
    if it.user_ids.len() > MAX_PROFILES {
        return Err(Refusal::TooMany("profiles"));
    }
    let (mut list, mut failed) = (Vec::new(), Vec::new());
    for user in it.user_ids {
        let Some(person) = session.client.person(user).await? else {
            failed.push(user);
            continue;
        };
        let card = session.client.profile_card(user).await?;
        list.push(json!({
            "userId": user, "nickname": card.nickname, "name": person.name,
            "description": card.description,
        }));
    }
    Ok(json!({ "list": list, "failed": failed }))
}
