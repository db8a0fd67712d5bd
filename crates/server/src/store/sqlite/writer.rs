//! The one desk at which the database is changed. A command that finds it free is carried out on
//! the thread that asks: no other has to be woken, and what it causes leaves from there. While
//! somebody works, commands wait in a queue, and a thread takes all of them at once: each in its
//! own savepoint of one transaction, committed with the log synced, then deliveries and answers
//! go. No delay is added: a batch is what came while the last one was committing. A command that
//! fails is rolled back alone.
//!
//! At most one thread of the runtime waits for the disk this way, and only while the disk is quick: after a transaction
//! that took longer than [`QUICK`] the thread does them all, until [`TRUSTED`] in a row that changed something were quick
//! again. So a disk that is slow now and then holds up one command of the runtime's and not every other one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};
use tokio::task::coop::unconstrained;

use super::BUSY;
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
/// A transaction that takes longer means a slow disk.
const QUICK: Duration = Duration::from_millis(5);
/// Quick transactions in a row after which the disk is trusted again.
pub(super) const TRUSTED: u32 = 64;

/// Tells the asker after the commit, or why there was none.
type Finish = Box<dyn FnOnce(Outcome<()>) + Send>;
/// A command; without a transaction it only says so.
type Job = Box<dyn FnOnce(Option<&mut Tx<'_>>) -> Finish + Send>;

enum Letter {
    Job(Job),
    Close(oneshot::Sender<()>),
}

/// The way to the desk.
pub(super) struct Writer {
    desk: Arc<Mutex<Option<Desk>>>,
    queue: mpsc::Sender<Letter>,
    /// Commands that wait for the queue, in it, or in the batch that was made of it: nobody overtakes them.
    queued: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// What a command is carried out with; gone once the store is closed.
pub(super) struct Desk {
    pub(super) db: Connection,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) retention_ms: Option<i64>,
    pub(super) observer: Arc<dyn Observer>,
    pub(super) last_id: i64,
    /// How many transactions in a row took no longer than [`QUICK`], up to [`TRUSTED`].
    pub(super) trust: u32,
}

impl Writer {
    pub(super) fn start(desk: Desk) -> std::io::Result<Self> {
        let (queue, letters) = mpsc::channel(QUEUE);
        let desk = Arc::new(Mutex::new(Some(desk)));
        let queued = Arc::new(AtomicUsize::new(0));
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn({
                let (desk, queued) = (Arc::clone(&desk), Arc::clone(&queued));
                move || work(&desk, letters, &queued)
            })?;
        Ok(Self {
            desk,
            queue,
            queued,
            thread: Mutex::new(Some(thread)),
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
        if let Err(job) = self.run_here(job) {
            let waiting = Waiting::begin(&self.queued);
            // One task asks for many commands, and what it asks for is done in the order of asking: none of them steps
            // back for other tasks here, because tokio wakes what did so last first.
            let place = unconstrained(self.queue.reserve()).await;
            let place = place.map_err(|_| Refusal::server())?;
            place.send(Letter::Job(job));
            waiting.queued();
        }
        answer.await.map_err(|_| Refusal::server())?
    }

    /// Carries out a command on this thread, or gives it back: somebody works or waits, or the disk
    /// is slow.
    fn run_here(&self, job: Job) -> Result<(), Job> {
        if self.queued.load(Ordering::Acquire) > 0 {
            return Err(job);
        }
        match self.desk.try_lock() {
            Ok(mut desk) => match desk.as_mut() {
                // Another process that writes (`linnet-server token`) is waited for by the thread.
                Some(desk) if desk.trust >= TRUSTED && desk.begin(Duration::ZERO).is_ok() => {
                    desk.transaction(job, || None);
                    Ok(())
                }
                Some(_) | None => Err(job),
            },
            Err(TryLockError::WouldBlock | TryLockError::Poisoned(_)) => Err(job),
        }
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

/// A command that waits for a place in the queue: it counts, so that nobody overtakes it, unless its asker goes away.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn begin(queued: &'a AtomicUsize) -> Self {
        queued.fetch_add(1, Ordering::AcqRel);
        Self(queued)
    }

    /// From here on it is counted until it is done.
    fn queued(self) {
        std::mem::forget(self);
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
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

/// Takes what waits, until the store is closed or nobody can ask any more.
fn work(desk: &Mutex<Option<Desk>>, mut letters: mpsc::Receiver<Letter>, queued: &AtomicUsize) {
    let mut closing = None;
    while closing.is_none()
        && let Some(letter) = letters.blocking_recv()
    {
        let first = match letter {
            Letter::Job(job) => job,
            Letter::Close(done) => {
                closing = Some(done);
                break;
            }
        };
        // A command that panicked has left the transaction open: nothing is written any more.
        let Ok(mut desk) = desk.lock() else { return };
        let Some(desk) = desk.as_mut() else { return };
        let done = match desk.begin(BUSY) {
            Ok(()) => desk.transaction(first, || match letters.try_recv() {
                Ok(Letter::Job(job)) => Some(job),
                Ok(Letter::Close(done)) => {
                    closing = Some(done);
                    None
                }
                Err(_) => None,
            }),
            Err(error) => {
                first(None)(Err(error.into()));
                1
            }
        };
        queued.fetch_sub(done, Ordering::AcqRel);
    }
    if let Ok(mut desk) = desk.lock() {
        *desk = None;
    }
    if let Some(done) = closing {
        done.send(()).ok();
    }
}

impl Desk {
    /// Begins a transaction; another process that writes is waited for no longer than this.
    fn begin(&self, wait: Duration) -> rusqlite::Result<()> {
        self.db.busy_timeout(wait)?;
        self.execute("BEGIN IMMEDIATE")
    }

    /// Carries out a command and those that `more` has in the transaction that was begun. The
    /// order matters: durable, then pushes, then answers. Says how many commands it were.
    fn transaction(&mut self, first: Job, more: impl FnMut() -> Option<Job>) -> usize {
        let begun = Instant::now();
        let changes = self.db.total_changes();
        let mut deliveries = Vec::new();
        let (finishes, commit) = self.commit(first, more, &mut deliveries);
        let changed = self.db.total_changes() != changes;
        self.trust = match (begun.elapsed() <= QUICK, changed) {
            (true, true) => (self.trust + 1).min(TRUSTED),
            // Nothing was written, so the disk was not asked.
            (true, false) => self.trust,
            (false, _) => 0,
        };
        fail_point!("server store after commit");
        if commit.is_ok() && !deliveries.is_empty() {
            self.observer.committed(deliveries);
        }
        fail_point!("server store before answers");
        let done = finishes.len();
        for finish in finishes {
            finish(commit.clone());
        }
        done
    }

    fn commit(
        &mut self,
        first: Job,
        mut more: impl FnMut() -> Option<Job>,
        deliveries: &mut Vec<Delivery>,
    ) -> (Vec<Finish>, Outcome<()>) {
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
        while finishes.len() < BATCH
            && !self.db.is_autocommit()
            && let Some(job) = more()
        {
            finishes.push(job(Some(&mut tx)));
        }
        fail_point!("server store before commit");
        let commit = self.execute("COMMIT").map_err(|error| {
            if let Err(error) = self.execute("ROLLBACK") {
                tracing::error!(%error, "rollback after a failed commit");
            }
            Refusal::from(error)
        });
        (finishes, commit)
    }

    fn execute(&self, sql: &str) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute([]).map(drop)
    }
}
