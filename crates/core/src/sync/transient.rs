//! What passes by and is never stored: what somebody is doing, read receipts, signals of applications (push 504).

use std::sync::Arc;

use linnet_proto::choices::MAX_SIGNAL_BYTES;
use linnet_proto::im_proto::{MessageType, NewP2pMessageNotify};
use serde_json::Value;
use tokio::time::Instant;

use super::apply;
use crate::model::activity::Activity;
use crate::model::presence::{self, Presence};
use crate::model::{ConversationId, UserId, json};
use crate::store::{Change, Store, conversation};

/// So many are passed on at once, and so many in a second; more are dropped, since a peer may send without end and
/// nothing rests on them. Receipts are none of them.
const BURST: f64 = 60.0;
const PER_SECOND: f64 = 20.0;

/// Passes them on, no more than anybody can use.
pub(super) struct Transients {
    left: f64,
    at: Instant,
}

impl Transients {
    pub(super) fn new() -> Self {
        Self {
            left: BURST,
            at: Instant::now(),
        }
    }

    /// Whether one more may pass.
    fn pass(&mut self, now: Instant) -> bool {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + seconds * PER_SECOND).min(BURST);
        self.at = now;
        let pass = self.left >= 1.0;
        if pass {
            self.left -= 1.0;
        }
        pass
    }

    /// Applies one. What it is decides its JSON, then its type (protocol: gaps, section 1).
    pub(super) async fn apply(&mut self, store: &Store, notify: Box<NewP2pMessageNotify>) {
        let content = notify.content.clone().unwrap_or_default();
        let Some(id) = notify.conversation_id.clone().map(ConversationId) else {
            // The server itself says this, and it passes no faster than the server tells it.
            if let Some(people) = presence(&content) {
                store.announce(Change::Presence { people });
            }
            return;
        };
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
        if sender.0 <= 0 || content.len() > MAX_SIGNAL_BYTES || !self.pass(Instant::now()) {
            return;
        }
        let found = store
            .read(move |snapshot| conversation::find(snapshot, &id))
            .await;
        if let Ok(Some(conversation)) = found
            && let Some(change) = change(conversation, sender, content)
        {
            store.announce(change);
        }
    }
}

/// Who has come or gone, when a message tells of that.
fn presence(content: &str) -> Option<Arc<[(UserId, Presence)]>> {
    let json: Value = json::read(content)?;
    let told = presence::told(&json)?;
    Some(told.into_iter().collect())
}

/// What one tells; none when it is nothing to be told.
pub(super) fn change(
    conversation: crate::store::Cid,
    user: UserId,
    content: String,
) -> Option<Change> {
    let json: Value = json::read(&content).unwrap_or_default();
    match Activity::told(&json) {
        Some(activity) => Some(Change::Activity {
            conversation,
            user,
            activity: activity?,
        }),
        None => Some(Change::Signal {
            conversation,
            user,
            content: content.into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn no_more_pass_than_anybody_can_use_and_the_room_comes_back() {
        let mut transients = Transients::new();
        let now = Instant::now();
        let passed = (0..1_000).filter(|_| transients.pass(now)).count();
        assert_eq!(passed, 60);
        let later = now + Duration::from_secs(1);
        let passed = (0..1_000).filter(|_| transients.pass(later)).count();
        assert_eq!(passed, 20);
        let much_later = now + Duration::from_secs(1_000);
        let passed = (0..1_000).filter(|_| transients.pass(much_later)).count();
        assert_eq!(passed, 60);
    }
}
