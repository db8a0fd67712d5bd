//! What is pushed of a live group waits here until it is shown. It is in no inbox and never stored.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::model::live::{LiveMessage, Priority};

/// Messages that wait. When full the oldest of the lowest priority goes; that it is missing is seen by its index.
pub(crate) const WAITING: usize = 40;

/// The waiting room. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct LiveQueue(Arc<(Mutex<Vec<LiveMessage>>, Notify)>);

impl LiveQueue {
    /// Puts a message at the end.
    pub fn put(&self, message: LiveMessage) {
        let mut waiting = self.lock();
        waiting.push(message);
        if waiting.len() > WAITING {
            let least = waiting
                .iter()
                .enumerate()
                .min_by_key(|(_, message)| rank(message))
                .map_or(0, |(at, _)| at);
            waiting.remove(least);
        }
        drop(waiting);
        self.0.1.notify_one();
    }

    /// All that waits.
    pub fn take(&self) -> Vec<LiveMessage> {
        std::mem::take(&mut *self.lock())
    }

    /// Ends when something has come.
    pub async fn came(&self) {
        self.0.1.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, Vec<LiveMessage>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happened is left out after all that was said: it is told once.
fn rank(message: &LiveMessage) -> (bool, Priority) {
    (message.is_news(), message.priority)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::UserId;

    fn message(index: i64, priority: Priority) -> LiveMessage {
        LiveMessage {
            group: 5,
            index,
            server_id: index,
            client_id: index.to_string(),
            kind: 10_001,
            sender: UserId(10_009),
            content: String::new(),
            ext: BTreeMap::new(),
            created: 0,
            priority,
            alias: String::new(),
            avatar: String::new(),
            happened: None,
        }
    }

    /// Invariant 13: memory is bounded, and what matters least goes first.
    #[test]
    fn a_full_room_lets_the_oldest_of_the_lowest_go() {
        let queue = LiveQueue::default();
        let destroyed = LiveMessage {
            kind: 50_005,
            ..message(0, Priority::Low)
        };
        queue.put(destroyed);
        queue.put(message(1, Priority::High));
        queue.put(message(2, Priority::Low));
        for index in 3..100 {
            queue.put(message(index, Priority::Normal));
        }
        let kept: Vec<i64> = queue.take().iter().map(|message| message.index).collect();
        assert_eq!(kept.len(), WAITING);
        assert_eq!(kept.first(), Some(&0));
        assert_eq!(kept.get(1), Some(&1));
        assert_eq!(kept.get(2), Some(&62));
        assert!(queue.take().is_empty());
    }
}
