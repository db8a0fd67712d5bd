//! What waits to be written to one page. Nothing is kept for a page that does not read: it is disconnected, and what it
//! missed it reads again when it comes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{Sink, SinkExt as _};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Messages that wait; when one more comes the page is disconnected.
const MAX_WAITING: usize = 512;
/// Bytes that wait behind the message that is being written; when more come the page is disconnected.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// How long one message may take to be written.
const WRITE_LIMIT: Duration = Duration::from_secs(10);

/// The page does not read, or has gone.
#[derive(Debug)]
pub struct Slow;

/// Where answers and events go.
#[derive(Clone)]
pub struct Outgoing {
    queue: mpsc::Sender<String>,
    bytes: Arc<AtomicUsize>,
}

/// The other end.
pub struct Writing {
    queue: mpsc::Receiver<String>,
    bytes: Arc<AtomicUsize>,
}

/// Both ends.
pub fn new() -> (Outgoing, Writing) {
    let (sender, receiver) = mpsc::channel(MAX_WAITING);
    let bytes = Arc::new(AtomicUsize::new(0));
    let outgoing = Outgoing {
        queue: sender,
        bytes: Arc::clone(&bytes),
    };
    let writing = Writing {
        queue: receiver,
        bytes,
    };
    (outgoing, writing)
}

impl Outgoing {
    /// Puts a message behind the others.
    ///
    /// # Errors
    /// Too much waits already. One message alone may have any size.
    pub fn put(&self, text: String) -> Result<(), Slow> {
        let size = text.len();
        let before = self.bytes.fetch_add(size, Ordering::Relaxed);
        if before > 0 && before.saturating_add(size) > MAX_BYTES {
            return Err(Slow);
        }
        self.queue.try_send(text).map_err(|_| Slow)
    }
}

impl Writing {
    /// Writes until nobody puts anything any more, or the page does not read.
    pub async fn run(mut self, mut sink: impl Sink<Message, Error = Error> + Unpin) {
        while let Some(text) = self.queue.recv().await {
            let size = text.len();
            let written = tokio::time::timeout(WRITE_LIMIT, sink.send(Message::text(text))).await;
            self.bytes.fetch_sub(size, Ordering::Relaxed);
            if !matches!(written, Ok(Ok(()))) {
                return;
            }
        }
        // The other side may have gone; it is told nothing then.
        let _closed = tokio::time::timeout(WRITE_LIMIT, sink.close()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_has_an_end_in_number_and_in_bytes() {
        let (outgoing, _writing) = new();
        for _ in 0..MAX_WAITING {
            outgoing.put(String::new()).unwrap();
        }
        assert!(outgoing.put(String::new()).is_err());

        let (outgoing, _writing) = new();
        outgoing.put("x".repeat(MAX_BYTES + 1)).unwrap();
        assert!(outgoing.put("x".to_owned()).is_err());
    }
}
