//! The one shape of what goes over the socket.
//!
//! A request is `{"id", "method", "params"}`; its answer `{"id", "result"}` or `{"id", "error"}`; what happens by itself
//! `{"event", "data"}`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::refusal::Refusal;

/// What a page asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Comes back with the answer.
    pub id: u64,
    /// What is to be done.
    pub method: String,
    /// What with; left out for nothing.
    #[serde(default)]
    pub params: Value,
}

/// An answer.
pub fn answer(id: u64, result: Result<Value, Refusal>) -> String {
    match result {
        Ok(result) => json!({ "id": id, "result": result }),
        Err(refusal) => json!({ "id": id, "error": refusal.told() }),
    }
    .to_string()
}

/// What is no request: it has no id that an answer could name.
pub fn complaint(refusal: &Refusal) -> String {
    json!({ "id": null, "error": refusal.told() }).to_string()
}

/// Something that happened.
pub fn event(name: &str, data: &Value) -> String {
    json!({ "event": name, "data": data }).to_string()
}
