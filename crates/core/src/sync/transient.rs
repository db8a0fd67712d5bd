//! What passes by and is never stored: typing and read receipts (push 504).

use linnet_proto::choices;
use linnet_proto::im_proto::{InputStatus, MessageType, NewP2pMessageNotify};
use serde_json::Value;

use super::apply;
use crate::model::content::number;
use crate::model::{ConversationId, UserId, json};
use crate::store::{Change, Store, conversation};

/// Applies one. What it is decides its JSON, then its type (protocol: gaps, section 1).
pub(super) async fn apply(store: &Store, notify: Box<NewP2pMessageNotify>) {
    let Some(id) = notify.conversation_id.clone().map(ConversationId) else {
        return;
    };
    let content = notify.content.clone().unwrap_or_default();
    let kind = notify.message_type.unwrap_or(0);
    let sender = UserId(notify.sender.unwrap_or(0));
    if kind == MessageType::ReadCommand as i32 || content.contains("P2PSenderReadIndex") {
        let stored = store
            .write_replayable(move |tx| apply::receipt(tx, &id, &content))
            .await;
        if let Err(error) = stored {
            tracing::warn!(code = %error.code(), "a read receipt was not stored");
        }
        return;
    }
    if !is_typing(&content) || sender.0 <= 0 {
        return;
    }
    let found = store
        .read(move |snapshot| conversation::find(snapshot, &id))
        .await;
    if let Ok(Some(conversation)) = found {
        store.announce(Change::Typing {
            conversation,
            user: sender,
        });
    }
}

/// The demo applications' typing JSON. The push that 411 makes adds its status, which may say that the text was cleared.
pub(super) fn is_typing(content: &str) -> bool {
    let json: Value = json::read(content).unwrap_or_default();
    number(json.get("type")) == choices::TYPING_CONTENT_TYPE
        && number(json.get("status")) != i64::from(InputStatus::ClearInput as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_is_known_by_its_json() {
        assert!(is_typing(r#"{"type":1000,"ext":"","message_type":10001}"#));
        assert!(is_typing(r#"{"type":"1000","status":3}"#));
        assert!(!is_typing(r#"{"type":1000,"status":4}"#));
        assert!(!is_typing(r#"{"type":7,"status":3}"#));
        assert!(is_typing(r#"{"type":1000,"ext":"\ud83d"}"#));
        assert!(!is_typing("not json"));
    }
}
