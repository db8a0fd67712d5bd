//! Carries out what a person asked for beside sending: pin, mute, clear, delete, recall, react, edit. Each is stored and shown in one
//! transaction before anything is tried; from then on it is carried out, or refused with a sentence, whatever happens
//! in between: no connection, a kill, an answer that was lost.
//!
//! Operations on one target (a conversation, or one message) go in the order of asking; targets go beside each other.
//! Each try is claimed and counted before it is made. One whose answer is not known is made again: a setting, a
//! deletion, a recall and a reaction that were done are confirmed by the server when they are asked for once more; an
//! edit looks first whether the message still says what it was written for. An operation on
//! a message that is on its way waits for it, and ends with it when it is not sent.

mod kind;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Semaphore, broadcast, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::Clock;
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::link::Link;
use crate::model::connection::Connection;
use crate::model::operation::Operation;
use crate::outbox::rules::{self, Verdict};
use crate::store::operation::{self as rows, Item, Ready, Target};
use crate::store::{Change, Cid, Committed, Store, Tx};

/// Targets that something is done for at the same time; more wait for their turn.
const LANES: usize = 8;

/// Pause after the database failed under an operation.
const STORE_PAUSE: Duration = Duration::from_secs(5);

/// What a person asked for, of one account. Clones share it.
#[derive(Clone)]
pub(crate) struct Operations(Arc<Inner>);

struct Inner {
    store: Store,
    link: Link,
    clock: Arc<dyn Clock>,
    work: Mutex<Work>,
    turns: Semaphore,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// What is going on. One entry per target that something is done for.
#[derive(Default)]
struct Work {
    started: bool,
    /// True: something new came since its lane looked.
    lanes: HashMap<Target, bool>,
    /// Who waits for the end of an operation, by its row.
    asked: HashMap<i64, Vec<oneshot::Sender<Result<()>>>>,
}

/// An operation that was taken in: it is stored, shown, and will be carried out. Need not be waited for.
#[derive(Debug)]
pub struct Asked(oneshot::Receiver<Result<()>>);

impl Asked {
    /// Waits until the server has confirmed it.
    ///
    /// # Errors
    /// Why it was refused, or [`Error::Stopped`] when the client stops first: it goes on at the next start.
    pub async fn done(self) -> Result<()> {
        self.0.await.unwrap_or(Err(Error::Stopped))
    }

    /// One that needed nobody.
    pub(crate) fn already() -> Self {
        let (tell, told) = oneshot::channel();
        // The receiver is right here.
        tell.send(Ok(())).ok();
        Self(told)
    }
}

/// What a lane does before it looks again.
enum Wait {
    No,
    For(Duration),
    Online,
    /// Until something becomes of the unsent messages of a conversation.
    Sending(broadcast::Receiver<Arc<Committed>>, Cid),
}

impl Operations {
    /// Nothing is tried before [`Operations::start`]; operations are taken in at once.
    pub fn new(store: Store, link: Link, clock: Arc<dyn Clock>) -> Self {
        Self(Arc::new(Inner {
            store,
            link,
            clock,
            work: Mutex::default(),
            turns: Semaphore::new(LANES),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Goes on with everything that waits, also from earlier runs.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn start(&self) -> Result<()> {
        self.work().started = true;
        for target in self.0.store.read(rows::waiting).await? {
            self.kick(target);
        }
        Ok(())
    }

    /// Ends all tries; what was not answered is tried again at the next start.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
        self.work().asked.clear();
    }

    /// Takes in what `f` makes of the stored state: a target and an operation on it, or none when nothing is to be
    /// asked of the server.
    ///
    /// # Errors
    /// Those of `f`; then nothing is taken in.
    pub async fn ask<F>(&self, f: F) -> Result<Asked>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Option<(Target, Operation)>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let operations = self.clone();
        let target = self
            .0
            .store
            .write(move |tx| {
                let Some((target, operation)) = f(tx)? else {
                    return Ok(None);
                };
                let id = rows::ask(tx, target, &operation)?;
                operations.work().asked.entry(id).or_default().push(tell);
                fail_point!("core operation before accepting");
                Ok(Some(target))
            })
            .await?;
        fail_point!("core operation after accepting");
        Ok(match target {
            Some(target) => {
                self.kick(target);
                Asked(told)
            }
            None => Asked::already(),
        })
    }

    /// How many operations wait.
    pub async fn waiting(&self) -> Result<u32> {
        self.0.store.read(rows::count).await
    }

    /// Sees to it that a lane looks at the target.
    fn kick(&self, target: Target) {
        let mut work = self.work();
        if !work.started || self.0.stop.is_cancelled() {
            return;
        }
        if let Some(again) = work.lanes.get_mut(&target) {
            *again = true;
            return;
        }
        work.lanes.insert(target, false);
        drop(work);
        let operations = self.clone();
        self.0
            .tasks
            .spawn(async move { operations.lane(target).await });
    }

    /// Carries out what waits for one target, one after another, until nothing does.
    async fn lane(&self, target: Target) {
        loop {
            let wait = match Box::pin(self.step(target)).await {
                Ok(Some(wait)) => wait,
                Ok(None) => {
                    let mut work = self.work();
                    match work.lanes.get_mut(&target) {
                        Some(again) if *again => {
                            *again = false;
                            continue;
                        }
                        _ => {
                            work.lanes.remove(&target);
                            return;
                        }
                    }
                }
                Err(Error::Stopped) => break,
                Err(error) => {
                    tracing::error!(code = %error.code(), "an operation cannot use the database");
                    Wait::For(STORE_PAUSE)
                }
            };
            if !self.wait(wait).await {
                break;
            }
        }
        self.work().lanes.remove(&target);
    }

    /// Does what can be done for the oldest operation of a target; none when there is none.
    async fn step(&self, target: Target) -> Result<Option<Wait>> {
        let inner = &*self.0;
        // Before it is looked whether a message is on its way: nothing that becomes of it is missed.
        let changes = inner.store.changes();
        let next = inner
            .store
            .read(move |snapshot| rows::next(snapshot, target))
            .await?;
        let Some((item, ready)) = next else {
            return Ok(None);
        };
        let (conversation, server_id) = match ready {
            Ready::Yes {
                conversation,
                server_id,
            } => (conversation, server_id),
            Ready::AfterSending => {
                return Ok(Some(Wait::Sending(changes, target.conversation)));
            }
            Ready::Unsent(key) => {
                self.end(item, Ok(()), move |tx, item| {
                    rows::end_with_unsent(tx, item, &key)
                })
                .await?;
                return Ok(Some(Wait::No));
            }
            Ready::Over => {
                self.end(item, Ok(()), rows::end).await?;
                return Ok(Some(Wait::No));
            }
            Ready::Never(error) => {
                let reason = error.reason();
                self.end(item, Err(error), |tx, item| rows::refuse(tx, item, reason))
                    .await?;
                return Ok(Some(Wait::No));
            }
        };
        let Ok(_turn) = inner.turns.acquire().await else {
            return Err(Error::Stopped);
        };
        if !matches!(*inner.link.connection().borrow(), Connection::Online) {
            return Ok(Some(Wait::Online));
        }
        let this = item.clone();
        fail_point!("core operation before claiming");
        if !inner.store.write(move |tx| rows::claim(tx, &this)).await? {
            return Ok(Some(Wait::No));
        }
        fail_point!("core operation after claiming");
        let request = kind::carry_out(&inner.store, &inner.link, &item, conversation, server_id);
        let carried_out = tokio::select! {
            done = request => done,
            () = inner.stop.cancelled() => return Err(Error::Stopped),
        };
        fail_point!("core operation answer came");
        match carried_out {
            Ok(keep) => {
                self.end(item, Ok(()), |tx, item| {
                    keep(tx)?;
                    rows::end(tx, item)
                })
                .await?;
                fail_point!("core operation answer kept");
                Ok(Some(Wait::No))
            }
            Err(error) => self.failed(item, error).await.map(Some),
        }
    }

    async fn failed(&self, item: Item, error: Error) -> Result<Wait> {
        let tries = item.tries.saturating_add(1);
        let kind = item.operation.kind();
        tracing::info!(kind, tries, code = %error.code(), "an operation was not carried out");
        if !item.claimed && !rules::may_be_sent(&error) {
            let released = item.clone();
            self.0
                .store
                .write(move |tx| rows::release(tx, &released))
                .await?;
        }
        match rules::verdict(&error, tries, true) {
            // The link has marked the token: the next request brings another, or says that there is none.
            Verdict::Renew | Verdict::Again => Ok(Wait::For(rules::pause(tries))),
            Verdict::Hold => match error {
                Error::Stopped => Err(Error::Stopped),
                _ => Ok(Wait::Online),
            },
            Verdict::NewTicket | Verdict::OnlyMe | Verdict::Stop => {
                let reason = error.reason();
                self.end(item, Err(error), |tx, item| rows::refuse(tx, item, reason))
                    .await?;
                Ok(Wait::No)
            }
        }
    }

    /// Ends an operation by `f`, and tells whoever waits for it how it ended.
    async fn end<F>(&self, item: Item, mut how: Result<()>, f: F) -> Result<()>
    where
        F: FnOnce(&mut Tx<'_>, &Item) -> Result<()> + Send + 'static,
    {
        let operations = self.clone();
        let waiting = self
            .0
            .store
            .write(move |tx| {
                f(tx, &item)?;
                // Taken while the row still keeps its number from the next operation, whose end this is not.
                Ok(operations.work().asked.remove(&item.id))
            })
            .await?;
        // The last one asked last, and is the one whom a refusal concerns.
        for asked in waiting.unwrap_or_default().into_iter().rev() {
            // Nobody need wait.
            asked.send(std::mem::replace(&mut how, Ok(()))).ok();
        }
        Ok(())
    }

    /// False when the client is being stopped.
    async fn wait(&self, wait: Wait) -> bool {
        let over = async {
            match wait {
                Wait::No => {}
                Wait::For(pause) => self.0.clock.sleep(pause).await,
                Wait::Online => {
                    let mut connection = self.0.link.connection();
                    // Ends when the link does, and then `stop` has been called.
                    if connection
                        .wait_for(|state| matches!(state, Connection::Online))
                        .await
                        .is_err()
                    {
                        std::future::pending::<()>().await;
                    }
                }
                Wait::Sending(changes, conversation) => sent(changes, conversation).await,
            }
        };
        tokio::select! {
            () = over => true,
            () = self.0.stop.cancelled() => false,
        }
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.0.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until something became of what is unsent in a conversation.
async fn sent(mut changes: broadcast::Receiver<Arc<Committed>>, conversation: Cid) {
    loop {
        match changes.recv().await {
            Ok(committed) => {
                let unsent = Change::Outbox { conversation };
                if committed.changes.contains(&unsent) {
                    return;
                }
            }
            // Perhaps it was among those.
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
