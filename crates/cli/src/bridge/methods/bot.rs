//! Bots.

use linnet_core::model::ConversationId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Session, done, no_method, read};
use crate::bridge::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewChat {
    conversation_id: ConversationId,
    #[serde(default)]
    greet: bool,
}

/// Carries out `bot.verb`.
pub async fn call(session: &Session, verb: &str, params: Value) -> Result<Value, Refusal> {
    let client = &session.client;
    match verb {
        "list" => {
            let bots = client.bots().await?;
            let list = bots.into_iter();
            let list = list.map(|bot| json!({ "userId": bot.id, "name": bot.name }));
            Ok(json!({ "list": list.collect::<Vec<_>>() }))
        }
        "newChat" => {
            let it: NewChat = read(params)?;
            let begun = client.new_chat(&it.conversation_id, it.greet).await;
            Ok(begun.map(done)?)
        }
        _ => Err(no_method(verb)),
    }
}
