//! Threads that read. Each has its own connection that cannot write; each question is answered
//! from one snapshot.

use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::scope::{Outcome, Snapshot};
use crate::clock::Clock;
use crate::refusal::Refusal;

/// Questions that may wait; when full, askers wait and their connections stop reading.
const QUEUE: usize = 256;

type Question = Box<dyn FnOnce(&Snapshot<'_>) + Send>;

/// The way to the readers' threads.
pub(super) struct Readers {
    queue: Mutex<Option<mpsc::Sender<Question>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    pub(super) fn start(
        connections: Vec<Connection>,
        clock: &Arc<dyn Clock>,
        retention_ms: Option<i64>,
    ) -> std::io::Result<Self> {
        let (queue, questions) = mpsc::channel::<Question>(QUEUE);
        let questions = Arc::new(Mutex::new(questions));
        let mut threads = Vec::new();
        for db in connections {
            let questions = Arc::clone(&questions);
            let clock = Arc::clone(clock);
            let thread = std::thread::Builder::new()
                .name("store-reader".to_owned())
                .spawn(move || {
                    loop {
                        // One waits for a question holding the lock, the others for the lock.
                        let next = match questions.lock() {
                            Ok(mut questions) => questions.blocking_recv(),
                            Err(_) => None,
                        };
                        let Some(question) = next else { break };
                        let now_ms = clock.now_ms();
                        let snapshot = Snapshot {
                            db: &db,
                            now_ms,
                            horizon_ms: retention_ms
                                .map_or(i64::MIN, |kept| now_ms.saturating_sub(kept)),
                        };
                        question(&snapshot);
                    }
                })?;
            threads.push(thread);
        }
        Ok(Self {
            queue: Mutex::new(Some(queue)),
            threads: Mutex::new(threads),
        })
    }

    pub(super) async fn ask<T, F>(&self, question: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot<'_>) -> Outcome<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let question: Question = Box::new(move |snapshot| {
            let outcome = consistent(snapshot, question);
            // Nobody to tell when the asker has gone.
            reply.send(outcome).ok();
        });
        let queue = self.queue.lock().ok().and_then(|queue| queue.clone());
        let queue = queue.ok_or(Refusal::server())?;
        queue.send(question).await.map_err(|_| Refusal::server())?;
        answer.await.map_err(|_| Refusal::server())?
    }

    /// Lets the threads end after what they have; does not wait longer than a question takes.
    pub(super) fn close(&self) {
        if let Ok(mut queue) = self.queue.lock() {
            queue.take();
        }
        let threads = self
            .threads
            .lock()
            .map(|mut threads| std::mem::take(&mut *threads));
        for thread in threads.unwrap_or_default() {
            if thread.join().is_err() {
                tracing::error!("a reader of the store had died");
            }
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.close();
    }
}

fn consistent<T>(
    snapshot: &Snapshot<'_>,
    question: impl FnOnce(&Snapshot<'_>) -> Outcome<T>,
) -> Outcome<T> {
    snapshot.db.prepare_cached("BEGIN")?.execute([])?;
    let outcome = question(snapshot);
    snapshot.db.prepare_cached("COMMIT")?.execute([])?;
    outcome
}
