//! The one thread that changes the database. It takes whatever commands are waiting, runs each in
//! its own savepoint of one transaction, commits once with the log synced, then lets deliveries
//! and answers go. No delay is added: a batch is what came while the last one was committing.
//! A command that fails is rolled back alone.

use std::sync::Arc;
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::scope::{Outcome, Snapshot, Tx};
use crate::clock::Clock;
use crate::fail_points::fail_point;
use crate::refusal::Refusal;
use crate::store::{Delivery, Observer};

/// Commands that may wait. When full, askers wait for a place in the order they came; their
/// connections stop reading meanwhile.
const QUEUE: usize = 1024;
/// Most commands of one transaction: bounds the memory of a batch and how long its first waits.
const BATCH: usize = 512;

/// Tells the asker after the commit, or why there was none.
type Finish = Box<dyn FnOnce(Outcome<()>) + Send>;
/// A command; without a transaction it only says so.
type Job = Box<dyn FnOnce(Option<&mut Tx<'_>>) -> Finish + Send>;

enum Letter {
    Job(Job),
    Close(oneshot::Sender<()>),
}

/// The way to the writer's thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Letter>,
    thread: std::sync::Mutex<Option<JoinHandle<()>>>,
}

/// What the writer's thread works with.
pub(super) struct Desk {
    pub(super) db: Connection,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) retention_ms: Option<i64>,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) last_id: i64,
}

impl Writer {
    pub(super) fn start(desk: Desk) -> std::io::Result<Self> {
        let (queue, letters) = mpsc::channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || desk.work(letters))?;
        Ok(Self {
            queue,
            thread: std::sync::Mutex::new(Some(thread)),
        })
    }

    /// Runs a command in its own savepoint and answers after the commit. A caller who goes away
    /// does not stop it.
    pub(super) async fn run<T, F>(&self, command: F) -> Outcome<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Outcome<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            let outcome = tx.map_or_else(|| Err(Refusal::server()), |tx| savepoint(tx, command));
            Box::new(move |commit| {
                // Nobody to tell when the asker has gone.
                reply.send(commit.and(outcome)).ok();
            })
        });
        self.queue
            .send(Letter::Job(job))
            .await
            .map_err(|_| Refusal::server())?;
        answer.await.map_err(|_| Refusal::server())?
    }

    pub(super) async fn close(&self) -> Outcome<()> {
        let (reply, answer) = oneshot::channel();
        if self.queue.send(Letter::Close(reply)).await.is_ok() {
            answer.await.ok();
        }
        let thread = self.thread.lock().ok().and_then(|mut slot| slot.take());
        match thread.map(JoinHandle::join) {
            None | Some(Ok(())) => Ok(()),
            Some(Err(_)) => Err(Refusal::server()),
        }
    }
}

impl Drop for Writer {
    /// A thread that is still inside the cipher's library when the process ends would crash it.
    fn drop(&mut self) {
        // Without a sender the thread finishes what waits and ends.
        self.queue = mpsc::channel(1).0;
        let thread = self.thread.get_mut().ok().and_then(Option::take);
        if let Some(thread) = thread
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the writer of the store had died");
        }
    }
}

fn savepoint<T>(tx: &mut Tx<'_>, command: impl FnOnce(&mut Tx<'_>) -> Outcome<T>) -> Outcome<T> {
    let db = tx.read.db;
    let mark = tx.deliveries.len();
    db.prepare_cached("SAVEPOINT command")?.execute([])?;
    let outcome = command(tx);
    if outcome.is_err() {
        tx.deliveries.truncate(mark);
        db.prepare_cached("ROLLBACK TO command")?.execute([])?;
    }
    db.prepare_cached("RELEASE command")?.execute([])?;
    outcome
}

impl Desk {
    fn work(mut self, mut letters: mpsc::Receiver<Letter>) {
        while let Some(letter) = letters.blocking_recv() {
            let first = match letter {
                Letter::Job(job) => job,
                Letter::Close(done) => {
                    done.send(()).ok();
                    break;
                }
            };
            let mut closing = None;
            let mut deliveries = Vec::new();
            let (finishes, commit) = self.batch(first, &mut letters, &mut deliveries, &mut closing);
            fail_point!("server store after commit");
            // The order matters: durable, then pushes, then answers.
            if commit.is_ok() && !deliveries.is_empty() {
                self.observer.committed(deliveries);
            }
            fail_point!("server store before answers");
            for finish in finishes {
                finish(commit.clone());
            }
            if let Some(done) = closing {
                done.send(()).ok();
                break;
            }
        }
    }

    fn batch(
        &mut self,
        first: Job,
        letters: &mut mpsc::Receiver<Letter>,
        deliveries: &mut Vec<Delivery>,
        closing: &mut Option<oneshot::Sender<()>>,
    ) -> (Vec<Finish>, Outcome<()>) {
        if let Err(error) = self.db.execute_batch("BEGIN IMMEDIATE") {
            return (vec![first(None)], Err(error.into()));
        }
        let now_ms = self.clock.now_ms();
        let mut tx = Tx {
            read: Snapshot {
                db: &self.db,
                now_ms,
                horizon_ms: self
                    .retention_ms
                    .map_or(i64::MIN, |kept| now_ms.saturating_sub(kept)),
            },
            last_id: &mut self.last_id,
            deliveries,
        };
        let mut finishes = vec![first(Some(&mut tx))];
        // A full disk undoes the whole transaction by itself: what comes after it begins another.
        while finishes.len() < BATCH && !self.db.is_autocommit() {
            match letters.try_recv() {
                Ok(Letter::Job(job)) => finishes.push(job(Some(&mut tx))),
                Ok(Letter::Close(done)) => {
                    *closing = Some(done);
                    break;
                }
                Err(_) => break,
            }
        }
        fail_point!("server store before commit");
        let commit = self.db.execute_batch("COMMIT").map_err(|error| {
            if let Err(error) = self.db.execute_batch("ROLLBACK") {
                tracing::error!(%error, "rollback after a failed commit");
            }
            Refusal::from(error)
        });
        (finishes, commit)
    }
}
