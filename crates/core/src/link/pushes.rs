//! Pushes on their way to be applied. Bounded by number and bytes; when full, everything waiting is let go and one
//! `Overflow` takes its place: the inbox holds all of it, and a pull brings it in order.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_proto::im_proto::Response;
use tokio::sync::Notify;

/// Bytes on the wire that may wait, whatever their number.
const WAITING_BYTES: usize = 16 * 1024 * 1024;

/// What the link tells its reader.
#[derive(Debug)]
pub(crate) enum LinkEvent {
    /// The socket is open: pull now, pushes may have been missed.
    Up,
    /// A push.
    Push(Box<Response>),
    /// Pushes were let go: pull now.
    Overflow,
    /// The socket is closed.
    Down,
}

#[derive(Default)]
struct Waiting {
    events: VecDeque<(LinkEvent, usize)>,
    bytes: usize,
    closed: bool,
}

#[derive(Clone)]
pub(super) struct Queue {
    shared: Arc<(Mutex<Waiting>, Notify)>,
    capacity: usize,
}

impl Queue {
    pub fn new(capacity: usize) -> Self {
        Self {
            shared: Arc::default(),
            capacity: capacity.max(1),
        }
    }

    /// Puts an event that took `bytes` on the wire at the end.
    pub fn put(&self, event: LinkEvent, bytes: usize) {
        let mut waiting = lock(&self.shared.0);
        if waiting.events.len() >= self.capacity
            || waiting.bytes.saturating_add(bytes) > WAITING_BYTES
        {
            tracing::info!(
                dropped = waiting.events.len(),
                "pushes overflow, the inbox is pulled instead"
            );
            waiting.events.clear();
            waiting.bytes = 0;
            waiting.events.push_back((LinkEvent::Overflow, 0));
            // The last state of the socket still counts.
            if matches!(event, LinkEvent::Up | LinkEvent::Down) {
                waiting.events.push_back((event, 0));
            }
        } else {
            waiting.bytes = waiting.bytes.saturating_add(bytes);
            waiting.events.push_back((event, bytes));
        }
        drop(waiting);
        self.shared.1.notify_one();
    }

    /// Nothing more comes.
    pub fn close(&self) {
        lock(&self.shared.0).closed = true;
        self.shared.1.notify_one();
    }

    pub fn reader(&self) -> Pushes {
        Pushes {
            queue: self.clone(),
        }
    }
}

/// Reading end of the pushes.
pub(crate) struct Pushes {
    queue: Queue,
}

impl Pushes {
    /// The next event; none once the link has stopped and everything was read.
    pub async fn recv(&mut self) -> Option<LinkEvent> {
        loop {
            let woken = self.queue.shared.1.notified();
            {
                let mut waiting = lock(&self.queue.shared.0);
                if let Some(event) = pop(&mut waiting) {
                    return Some(event);
                }
                if waiting.closed {
                    return None;
                }
            }
            woken.await;
        }
    }

    /// An event that is waiting already.
    pub fn try_recv(&mut self) -> Option<LinkEvent> {
        pop(&mut lock(&self.queue.shared.0))
    }
}

fn pop(waiting: &mut Waiting) -> Option<LinkEvent> {
    let (event, bytes) = waiting.events.pop_front()?;
    waiting.bytes = waiting.bytes.saturating_sub(bytes);
    Some(event)
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push() -> LinkEvent {
        LinkEvent::Push(Box::default())
    }

    /// Invariant 13: memory and work are bounded.
    #[tokio::test]
    async fn a_full_queue_becomes_one_overflow_and_goes_on_in_order() {
        let queue = Queue::new(3);
        let mut reader = queue.reader();
        for _ in 0..4 {
            queue.put(push(), 100);
        }
        queue.put(push(), 100);
        assert!(matches!(reader.recv().await, Some(LinkEvent::Overflow)));
        assert!(matches!(reader.recv().await, Some(LinkEvent::Push(_))));
        assert!(reader.try_recv().is_none());
    }

    #[tokio::test]
    async fn large_pushes_overflow_before_they_fill_the_memory() {
        let queue = Queue::new(512);
        let mut reader = queue.reader();
        queue.put(push(), WAITING_BYTES);
        queue.put(push(), 1);
        assert!(matches!(reader.recv().await, Some(LinkEvent::Overflow)));
        queue.put(LinkEvent::Down, 0);
        assert!(matches!(reader.recv().await, Some(LinkEvent::Down)));
    }

    #[tokio::test]
    async fn a_closed_queue_is_read_to_its_end() {
        let queue = Queue::new(3);
        let mut reader = queue.reader();
        queue.put(LinkEvent::Up, 0);
        queue.close();
        assert!(matches!(reader.recv().await, Some(LinkEvent::Up)));
        assert!(reader.recv().await.is_none());
    }
}
