//! Live groups: list, join, say, who may do what.

use std::time::Duration;

use linnet_core::model::live::{LiveList, Priority};
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::LiveSent;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Of, Session, done, no_method, read};
use crate::bridge::objects::live as objects;
use crate::bridge::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct List {
    #[serde(default)]
    own: bool,
    #[serde(default)]
    words: String,
    after: Option<ConversationId>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    nonce: String,
    #[serde(default)]
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Join {
    conversation_id: ConversationId,
    #[serde(default)]
    alias: String,
    avatar_url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Send {
    conversation_id: ConversationId,
    /// Its id from now on: sent twice, it is one message.
    id: String,
    text: String,
    priority: Priority,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct History {
    conversation_id: ConversationId,
    before: Option<i64>,
    limit: u16,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Page {
    conversation_id: ConversationId,
    list: LiveList,
    after: Option<UserId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Members {
    conversation_id: ConversationId,
    users: Vec<UserId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MuteAll {
    conversation_id: ConversationId,
    on: bool,
    #[serde(default)]
    everybody: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Member {
    conversation_id: ConversationId,
    user_id: UserId,
    on: bool,
    /// 0 for ever.
    #[serde(default)]
    seconds: u64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GiveRole {
    conversation_id: ConversationId,
    user_id: UserId,
    role: u8,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Marks {
    conversation_id: ConversationId,
    /// The marks that the group knows when left out.
    user_id: Option<UserId>,
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    remove: Vec<String>,
}

/// Carries out `live.verb`.
pub async fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "list" => {
            let List { own, words, after } = read(params)?;
            let page = client.live_groups(own, &words, after.as_ref()).await?;
            let rows = page.rows.iter();
            let list: Vec<Value> = rows.map(|row| objects::group(client, row)).collect();
            Ok(json!({ "list": list, "next": page.next }))
        }
        "create" => {
            let Create { nonce, name } = read(params)?;
            let made = client.create_live_group(&nonce, &name).await?;
            Ok(objects::group(client, &made))
        }
        "get" => {
            let Of { conversation_id } = read(params)?;
            let found = client.live_group(&conversation_id).await?;
            Ok(objects::group(client, &found))
        }
        "join" => {
            let it: Join = read(params)?;
            let (id, picture) = (&it.conversation_id, it.avatar_url.as_deref());
            client.join_live_group(id, &it.alias, picture).await?;
            let found = client.live_group(id).await?;
            Ok(objects::group(client, &found))
        }
        "leave" => Ok(client.leave_live_group().await.map(done)?),
        "dissolve" => {
            let Of { conversation_id } = read(params)?;
            let ended = client.dissolve_live_group(&conversation_id).await;
            Ok(ended.map(done)?)
        }
        "send" => say(session, read(params)?).await,
        "history" => {
            let it: History = read(params)?;
            let before = it.before.unwrap_or(0);
            let id = &it.conversation_id;
            let page = client.live_history(id, before, it.limit.into()).await?;
            let rows = page.rows.iter();
            let list: Vec<Value> = rows.map(|row| objects::message(id, row)).collect();
            Ok(json!({ "list": list, "next": page.next.map(|next| next.to_string()) }))
        }
        _ => people(session, verb, params).await,
    }
}

async fn people(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "members" => {
            let Page {
                conversation_id,
                list,
                after,
            } = read(params)?;
            let page = client.live_members(&conversation_id, &list, after).await?;
            let list: Vec<Value> = page.rows.iter().map(objects::member).collect();
            Ok(json!({ "list": list, "next": page.next }))
        }
        "membersOf" => {
            let it: Members = read(params)?;
            let found = client
                .live_members_of(&it.conversation_id, it.users)
                .await?;
            let list: Vec<Value> = found.iter().map(objects::member).collect();
            Ok(json!({ "list": list }))
        }
        "muteAll" => {
            let it: MuteAll = read(params)?;
            let id = &it.conversation_id;
            let muted = client.mute_live_group(id, it.on, it.everybody).await;
            Ok(muted.map(done)?)
        }
        "mute" => {
            let it: Member = read(params)?;
            let (id, time) = (&it.conversation_id, time(it.seconds));
            Ok(match it.on {
                true => client.mute_live_member(id, it.user_id, time, "").await,
                false => client.unmute_live_member(id, it.user_id).await,
            }
            .map(done)?)
        }
        "bar" => {
            let it: Member = read(params)?;
            let (id, time) = (&it.conversation_id, time(it.seconds));
            Ok(match it.on {
                true => client.bar_live_member(id, it.user_id, time).await,
                false => client.let_live_member_in(id, it.user_id).await,
            }
            .map(done)?)
        }
        "speak" => {
            let it: Member = read(params)?;
            let id = &it.conversation_id;
            let set = client.set_live_speaker(id, it.user_id, it.on).await;
            Ok(set.map(done)?)
        }
        "remove" => {
            let it: Members = read(params)?;
            for user in it.users {
                client.remove_live_member(&it.conversation_id, user).await?;
            }
            Ok(json!({}))
        }
        "role" => {
            let it: GiveRole = read(params)?;
            let role = match it.role {
                0 => Role::Member,
                1 => Role::Owner,
                2 => Role::Manager,
                _ => return Err(Refusal::Params("a role is 0, 1 or 2".to_owned())),
            };
            let id = &it.conversation_id;
            Ok(client.set_live_role(id, it.user_id, role).await.map(done)?)
        }
        "marks" => {
            let it: Marks = read(params)?;
            let id = &it.conversation_id;
            Ok(match it.user_id {
                Some(user) => client.mark_live_member(id, user, &it.add, &it.remove).await,
                None => client.set_live_marks(id, &it.add, &it.remove).await,
            }
            .map(done)?)
        }
        "knownMarks" => {
            let Of { conversation_id } = read(params)?;
            let list = client.live_marks(&conversation_id).await?;
            Ok(json!({ "list": list }))
        }
        _ => Err(no_method(verb)),
    }
}

fn time(seconds: u64) -> Option<Duration> {
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

/// Says something in the group that the person is in, and waits until the server has it.
async fn say(session: &Session, it: Send) -> Result<Value, Refusal> {
    let client = &session.client;
    let inside = client.live_state().group;
    if inside.is_none_or(|group| group.id != it.conversation_id) {
        return Err(linnet_core::Error::NotFound("live group").into());
    }
    let row = client.send_live_as(&it.id, &it.text, it.priority).await?;
    match row.sent {
        LiveSent::Failed { reason } => Err(Refusal::NotSent {
            code: reason.code,
            text: reason.text.en,
        }),
        LiveSent::Sent | LiveSent::Sending => Ok(objects::message(&it.conversation_id, &row)),
    }
}
