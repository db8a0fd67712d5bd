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

/// What comes through the queue.
enum Letter {
    Question(Question),
    /// One thread ends.
    End,
}

/// The way to the readers' threads.
pub(super) struct Readers {
    queue: Mutex<Option<mpsc::Sender<Letter>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    pub(super) fn start(
        connections: Vec<Connection>,
        clock: &Arc<dyn Clock>,
        retention_ms: Option<i64>,
    ) -> std::io::Result<Self> {
        let (queue, questions) = mpsc::channel::<Letter>(QUEUE);
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
                        let Some(Letter::Question(question)) = next else {
                            break;
                        };
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
        let letter = Letter::Question(question);
        queue.send(letter).await.map_err(|_| Refusal::server())?;
        answer.await.map_err(|_| Refusal::server())?
    }

    /// Lets the threads end after what waits. Each is told: that nobody can ask any more would not do, since a task that
    /// has asked and is not run again keeps the way open, and may wait for the thread that closes here.
    pub(super) async fn close(&self) {
        let queue = self.queue.lock().ok().and_then(|mut queue| queue.take());
        let threads = self.take_threads();
        if let Some(queue) = queue {
            for _ in &threads {
                queue.send(Letter::End).await.ok();
            }
        }
        join(threads);
    }

    fn take_threads(&self) -> Vec<JoinHandle<()>> {
        let threads = self
            .threads
            .lock()
            .map(|mut threads| std::mem::take(&mut *threads));
        threads.unwrap_or_default()
    }
}

impl Drop for Readers {
    /// Nobody asks any more, so the threads end when the queue does.
    fn drop(&mut self) {
        if let Ok(queue) = self.queue.get_mut() {
            queue.take();
        }
        join(self.take_threads());
    }
}

fn join(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        if thread.join().is_err() {
            tracing::error!("a reader of the store had died");
        }
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
