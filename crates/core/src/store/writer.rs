//! The one thread that writes.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{broadcast, mpsc, oneshot};

use super::change::{Change, Cid};
use super::committed::Committed;
use super::glimpse::{Glimpse, Watches};
use super::unread::{Counts, Unread};
use super::{meta, runs, summary};
use crate::config::Clock;
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::model::UserId;
use crate::model::server_run::ServerRuns;

/// Commands that may wait. When it is full the caller waits: nothing is dropped.
const WAITING: usize = 256;

/// Commands of one transaction. More would let the first wait long for its answer.
const BATCH: usize = 128;

/// What a command may do: SQL through `connection()`, and naming what it changed.
pub struct Tx<'a> {
    connection: &'a Connection,
    me: UserId,
    now: i64,
    changes: Vec<Change>,
    touched: BTreeSet<Cid>,
    memory: &'a mut Memory,
}

/// Rows the thread has met, so that each message does not ask again. Forgotten after every failure.
pub(super) struct Memory {
    /// By id: the row, and the number it came under last.
    pub(super) conversations: HashMap<String, (Cid, i64)>,
    pub(super) people: HashSet<i64>,
    /// Nothing waits for a message, so no message asks.
    pub(super) nothing_pending: bool,
    pub(super) unread: Counts,
}

impl Memory {
    fn of(connection: &mut Connection) -> Result<Self> {
        Ok(Self {
            conversations: HashMap::new(),
            people: HashSet::new(),
            nothing_pending: false,
            unread: Counts::watching(connection)?,
        })
    }

    fn forget(&mut self) {
        self.conversations.clear();
        self.people.clear();
        self.nothing_pending = false;
        self.unread.forget();
    }

    fn is_full(&self) -> bool {
        self.conversations
            .len()
            .max(self.people.len())
            .max(self.unread.len())
            > REMEMBERED
    }
}

/// Rows remembered at most; past it the memory starts anew.
const REMEMBERED: usize = 20_000;

impl<'a> Tx<'a> {
    /// For SQL, in `store/` only.
    pub(super) fn connection(&self) -> &'a Connection {
        self.connection
    }

    /// The person of this account.
    pub fn me(&self) -> UserId {
        self.me
    }

    /// Milliseconds since 1970 by the injected clock, read once per command.
    pub fn now(&self) -> i64 {
        self.now
    }

    /// Names a change; it is published when the transaction is committed.
    pub fn change(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// The conversation's summary is refreshed before the transaction ends.
    pub fn touch(&mut self, conversation: Cid) {
        self.touched.insert(conversation);
    }

    /// What the end of the transaction would do: summaries of what was touched.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn finish(&mut self) -> Result<()> {
        for conversation in std::mem::take(&mut self.touched) {
            summary::refresh(self, conversation)?;
        }
        Ok(())
    }

    /// The state as it is in the middle of the command, for what otherwise reads committed ones.
    #[cfg(any(test, feature = "fuzzing"))]
    pub fn snapshot(&self) -> super::Snapshot<'a> {
        super::Snapshot::over(self.connection)
    }

    pub(super) fn memory(&mut self) -> &mut Memory {
        if self.memory.is_full() {
            self.memory.forget();
        }
        self.memory
    }

    /// Messages of a conversation above `read` that can be unread.
    pub(super) fn unread_above(&mut self, conversation: Cid, read: i64) -> Result<Unread> {
        let connection = self.connection;
        self.memory().unread.above(connection, conversation, read)
    }

    /// Runs `f` so that its failure undoes only what it did: one bad entry of a page does not lose the page.
    pub fn attempt<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.step("SAVEPOINT entry")?;
        let changes = self.changes.len();
        match f(self) {
            Ok(value) => {
                self.step("RELEASE entry")?;
                Ok(value)
            }
            Err(error) => {
                self.changes.truncate(changes);
                self.memory.forget();
                // A full disk has undone the whole transaction by itself.
                if self.connection.is_autocommit() {
                    return Err(error);
                }
                self.step("ROLLBACK TO entry")?;
                self.step("RELEASE entry")?;
                Err(error)
            }
        }
    }

    /// Prepared once: these run for every message.
    fn step(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}

/// Why a transaction was not committed; each of its commands is told.
#[derive(Clone)]
struct NotCommitted {
    failure: Option<rusqlite::ffi::Error>,
    words: String,
}

impl From<&Error> for NotCommitted {
    fn from(error: &Error) -> Self {
        let failure = match error {
            Error::Store(rusqlite::Error::SqliteFailure(failure, _)) => Some(*failure),
            _ => None,
        };
        Self {
            failure,
            words: error.to_string(),
        }
    }
}

impl From<NotCommitted> for Error {
    fn from(why: NotCommitted) -> Self {
        // 1 is SQLITE_ERROR, "something went wrong".
        let failure = why.failure.unwrap_or_else(|| rusqlite::ffi::Error::new(1));
        Self::Store(rusqlite::Error::SqliteFailure(failure, Some(why.words)))
    }
}

/// The command ran: whether it may be kept, and how its caller learns the outcome.
struct Ran {
    outcome: std::result::Result<(), NotCommitted>,
    answer: Answer,
}

/// Without a transaction the command is not begun, and answers why there is none.
type Run = Box<dyn FnOnce(Option<&mut Tx<'_>>) -> Ran + Send>;

/// Tells the caller of a command what became of its transaction.
type Answer = Box<dyn FnOnce(std::result::Result<(), NotCommitted>) + Send>;

enum Message {
    Command { durable: bool, run: Run },
    Close(oneshot::Sender<()>),
}

/// Handle of the thread.
pub(super) struct Writer {
    commands: mpsc::Sender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(
        mut connection: Connection,
        me: UserId,
        clock: Arc<dyn Clock>,
        changes: broadcast::Sender<Arc<Committed>>,
        watches: Watches,
        server_runs: ServerRuns,
    ) -> Result<Self> {
        let store_seq = meta::get(&connection, meta::STORE_SEQ)?.unwrap_or(0);
        let memory = Memory::of(&mut connection)?;
        let (commands, waiting) = mpsc::channel(WAITING);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                Thread {
                    connection,
                    me,
                    clock,
                    changes,
                    watches,
                    store_seq,
                    durable: true,
                    memory,
                    server_runs,
                    runs_kept: 0,
                }
                .work(waiting);
            })?;
        Ok(Self {
            commands,
            thread: Mutex::new(Some(thread)),
        })
    }

    pub(super) async fn run<T, F>(&self, durable: bool, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (answer, outcome) = oneshot::channel();
        let run: Run = Box::new(move |tx| {
            let result = tx.map(f);
            Ran {
                outcome: match &result {
                    Some(Err(error)) => Err(NotCommitted::from(error)),
                    _ => Ok(()),
                },
                answer: Box::new(move |committed| {
                    let result = match (committed, result) {
                        (Ok(()), Some(result)) => result,
                        (Ok(()), None) => Err(Error::Stopped),
                        // Its own failure says more than that of the transaction.
                        (Err(_), Some(Err(own))) => Err(own),
                        (Err(why), _) => Err(why.into()),
                    };
                    if answer.send(result).is_err() {
                        tracing::trace!("the caller of a store command has gone");
                    }
                }),
            }
        });
        self.commands
            .send(Message::Command { durable, run })
            .await
            .map_err(|_| Error::Stopped)?;
        outcome.await.map_err(|_| Error::Stopped)?
    }

    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.commands.send(Message::Close(done)).await.is_ok() {
            closed.await.ok();
        }
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread {
            // It has said that it is done; joining takes no time.
            if tokio::task::spawn_blocking(move || thread.join())
                .await
                .is_err()
            {
                tracing::warn!("the store's thread did not end well");
            }
        }
    }
}

impl Drop for Writer {
    /// The thread must not outlive its handle: when the process ends the cipher's library is taken down, and a thread
    /// that is still inside it would crash the program on its way out.
    fn drop(&mut self) {
        // Without a sender the thread finishes what waits and ends.
        self.commands = mpsc::channel(1).0;
        let thread = self
            .thread
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            // A command may hold the last handle itself; a thread cannot wait for its own end.
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::warn!("the store's thread did not end well");
        }
    }
}

struct Thread {
    connection: Connection,
    me: UserId,
    clock: Arc<dyn Clock>,
    changes: broadcast::Sender<Arc<Committed>>,
    watches: Watches,
    store_seq: i64,
    /// What `synchronous` is set to.
    durable: bool,
    memory: Memory,
    server_runs: ServerRuns,
    /// How many of them are written down.
    runs_kept: u64,
}

impl Thread {
    fn work(mut self, mut waiting: mpsc::Receiver<Message>) {
        while let Some(first) = waiting.blocking_recv() {
            let mut batch = VecDeque::new();
            let mut durable = false;
            let mut closing = None;
            let mut next = Some(first);
            while let Some(message) = next.take() {
                match message {
                    Message::Command {
                        durable: wanted,
                        run,
                    } => {
                        durable |= wanted;
                        batch.push_back(run);
                    }
                    Message::Close(done) => {
                        closing = Some(done);
                        break;
                    }
                }
                if batch.len() < BATCH {
                    next = waiting.try_recv().ok();
                }
            }
            if !batch.is_empty() {
                self.transaction(batch, durable);
            }
            if let Some(done) = closing {
                self.end();
                done.send(()).ok();
                return;
            }
        }
        self.end();
    }

    fn transaction(&mut self, mut batch: VecDeque<Run>, durable: bool) {
        let mut answers = Vec::with_capacity(batch.len());
        let mut changes = Vec::new();
        let outcome = self.fill(&mut batch, durable, &mut answers, &mut changes);
        // Those that were not begun are told the same.
        answers.extend(batch.into_iter().map(|run| run(None).answer));
        let outcome = match outcome {
            Err(error) => {
                self.memory.forget();
                if !self.connection.is_autocommit()
                    && self.connection.execute_batch("ROLLBACK").is_err()
                {
                    tracing::error!("a transaction could be neither committed nor rolled back");
                }
                Err(NotCommitted::from(&error))
            }
            Ok(glimpses) => {
                if !changes.is_empty() {
                    // Nobody subscribed: nobody is told.
                    self.changes
                        .send(Arc::new(Committed {
                            store_seq: self.store_seq,
                            changes,
                            glimpses,
                        }))
                        .ok();
                }
                Ok(())
            }
        };
        for answer in answers {
            answer(outcome.clone());
        }
    }

    fn fill(
        &mut self,
        batch: &mut VecDeque<Run>,
        durable: bool,
        answers: &mut Vec<Answer>,
        changes: &mut Vec<Change>,
    ) -> Result<Vec<Glimpse>> {
        // `synchronous` cannot change inside a transaction.
        if durable != self.durable {
            let mode = if durable { "FULL" } else { "NORMAL" };
            self.connection.pragma_update(None, "synchronous", mode)?;
            self.durable = durable;
        }
        self.step("BEGIN IMMEDIATE")?;
        let (heard, runs_kept) = self.server_runs.after(self.runs_kept);
        for run in heard {
            runs::note(&self.connection, run)?;
        }
        let mut touched = BTreeSet::new();
        while !batch.is_empty() {
            self.step("SAVEPOINT command")?;
            let Some(run) = batch.pop_front() else {
                break;
            };
            let mut tx = self.tx();
            let ran = run(Some(&mut tx));
            let (made, met) = (tx.changes, tx.touched);
            // Before anything below can fail: its caller has an answer whatever comes.
            answers.push(ran.answer);
            if let Err(error) = ran.outcome {
                self.memory.forget();
                // A full disk has undone the whole transaction by itself.
                if self.connection.is_autocommit() {
                    return Err(error.into());
                }
                self.step("ROLLBACK TO command")?;
            } else {
                changes.extend(made);
                touched.extend(met);
            }
            self.step("RELEASE command")?;
        }
        // Once for all commands that touched the same conversation.
        let mut tx = self.tx();
        for conversation in touched {
            summary::refresh(&mut tx, conversation)?;
        }
        changes.append(&mut tx.changes);
        if !changes.is_empty() {
            meta::set(&self.connection, meta::STORE_SEQ, self.store_seq + 1)?;
        }
        let glimpses = self.watches.glimpses(&self.connection, self.me, changes);
        fail_point!("core store before commit");
        self.step("COMMIT")?;
        fail_point!("core store after commit");
        self.runs_kept = runs_kept;
        if !changes.is_empty() {
            self.store_seq += 1;
        }
        Ok(glimpses)
    }

    fn tx(&mut self) -> Tx<'_> {
        Tx {
            connection: &self.connection,
            me: self.me,
            now: self.clock.now_ms(),
            changes: Vec::new(),
            touched: BTreeSet::new(),
            memory: &mut self.memory,
        }
    }

    /// Prepared once: these run for every command.
    fn step(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn end(&self) {
        if let Err(error) = self
            .connection
            .execute_batch("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE)")
        {
            tracing::warn!(%error, "the log could not be folded into the database");
        }
    }
}
