//! What a page may ask for: a family in each file, each method named `family.verb`.

mod bot;
mod contact;
mod conversation;
mod group;
mod live;
mod message;
mod upload;

use linnet_core::Client;
use linnet_core::model::ConversationId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::uploads::Uploads;

/// What the methods of a connection work with.
pub struct Session {
    /// The account.
    pub client: Client,
    /// Files that are handed over.
    pub uploads: Uploads,
}

/// One conversation, and nothing else.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Of {
    conversation_id: ConversationId,
}

/// Carries out a request.
///
/// # Errors
/// There is no such method, it takes something else, or the core refuses.
pub async fn call(session: &Session, method: &str, params: Value) -> Result<Value, Refusal> {
    match method.split_once('.') {
        Some(("conversation", verb)) => conversation::call(session, verb, params).await,
        Some(("group", verb)) => group::call(session, verb, params).await,
        Some(("message", verb)) => message::call(session, verb, params).await,
        Some(("contact", verb)) => contact::call(session, verb, params).await,
        Some(("live", verb)) => live::call(session, verb, params).await,
        Some(("bot", verb)) => bot::call(session, verb, params).await,
        Some(("upload", verb)) => upload::call(session, verb, params),
        _ => Err(no_method(method)),
    }
}

/// Nobody carries it out.
fn no_method(method: &str) -> Refusal {
    Refusal::NoMethod(method.chars().take(64).collect())
}

/// What a method was given, when it is what it takes.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    // Without any, a method that needs none gets an object without entries.
    let params = match params {
        Value::Null => json!({}),
        params => params,
    };
    serde_json::from_value(params).map_err(|error| Refusal::Params(error.to_string()))
}

/// The answer of what has none.
fn done(_: ()) -> Value {
    json!({})
}
