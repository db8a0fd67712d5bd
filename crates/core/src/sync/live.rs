//! What is pushed of a live group waits here until it is shown. It is in no inbox and never stored.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_proto::im_proto::MessageBody;
use linnet_proto::{choices, keys};
use tokio::sync::Notify;

use crate::model::live::Priority;

/// Messages that wait. When full the oldest of the lowest priority goes; that it is missing is seen by its index.
pub(crate) const WAITING: usize = 40;

/// The waiting room. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct LiveQueue(Arc<(Mutex<Vec<MessageBody>>, Notify)>);

impl LiveQueue {
    /// Puts a message at the end.
    pub fn put(&self, body: MessageBody) {
        let mut waiting = self.lock();
        waiting.push(body);
        if waiting.len() > WAITING {
            let least = waiting
                .iter()
                .enumerate()
                .min_by_key(|(_, body)| rank(body))
                .map_or(0, |(at, _)| at);
            waiting.remove(least);
        }
        drop(waiting);
        self.0.1.notify_one();
    }

    /// All that waits.
    pub fn take(&self) -> Vec<MessageBody> {
        std::mem::take(&mut *self.lock())
    }

    /// Ends when something has come.
    pub async fn came(&self) {
        self.0.1.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Vec<MessageBody>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Commands are left out after all messages: what they say is said once.
fn rank(body: &MessageBody) -> (bool, Priority) {
    let command = body.message_type.unwrap_or(0) >= choices::FIRST_COMMAND_TYPE;
    (command, priority(body))
}

/// How much a message matters.
pub(crate) fn priority(body: &MessageBody) -> Priority {
    Priority::read(body.ext.get(keys::MESSAGE_PRIORITY).map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(index: i64, priority: Priority) -> MessageBody {
        MessageBody {
            index_in_conversation: Some(index),
            message_type: Some(10_001),
            ext: [(
                keys::MESSAGE_PRIORITY.to_owned(),
                priority.name().to_owned(),
            )]
            .into(),
            ..MessageBody::default()
        }
    }

    /// Invariant 13: memory is bounded, and what matters least goes first.
    #[test]
    fn a_full_room_lets_the_oldest_of_the_lowest_go() {
        let queue = LiveQueue::default();
        let destroyed = MessageBody {
            message_type: Some(50_005),
            ..body(0, Priority::Low)
        };
        queue.put(destroyed);
        queue.put(body(1, Priority::High));
        queue.put(body(2, Priority::Low));
        for index in 3..100 {
            queue.put(body(index, Priority::Normal));
        }
        let kept: Vec<i64> = queue
            .take()
            .iter()
            .filter_map(|body| body.index_in_conversation)
            .collect();
        assert_eq!(kept.len(), WAITING);
        assert_eq!(kept.first(), Some(&0));
        assert_eq!(kept.get(1), Some(&1));
        assert_eq!(kept.get(2), Some(&62));
        assert!(queue.take().is_empty());
    }
}
