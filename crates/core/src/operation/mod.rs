//! Carries out what a person asked for beside sending: pin, mute, clear, delete, recall, react, edit, block, call
//! somebody by another name. Each is stored and shown in one transaction before anything is tried; from then on it is
//! carried out, or refused with a sentence, whatever happens in between: no connection, a kill, an answer that was lost.
//!
//! Operations on one thing (a conversation, a message, a person) stand in one lane and go in the order of asking; lanes
//! go beside each other.
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
use crate::model::UserId;
use crate::model::connection::Connection;
use crate::model::operation::{ContactOperation, Operation};
use crate::outbox::rules::{self, Verdict};
use crate::store::operation::{self as rows, Item, Lane, Ready, Target};
use crate::store::{Change, Committed, Store, Tx, message, meta};

/// Lanes that something is done for at the same time; more wait for their turn.
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

/// What is going on. One entry per lane that something is done for.
#[derive(Default)]
struct Work {
    started: bool,
    /// True: something new came since its lane looked.
    lanes: HashMap<Lane, bool>,
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
    /// Until this has happened.
    Until(broadcast::Receiver<Arc<Committed>>, Change),
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
        for lane in self.0.store.read(rows::waiting).await? {
            self.kick(lane);
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
        self.keep(|tx| match f(tx)? {
            Some((target, operation)) => {
                Ok(Some((Lane::Of(target), rows::ask(tx, target, &operation)?)))
            }
            None => Ok(None),
        })
        .await
    }

    /// Takes in an operation on somebody of the contacts; [`UserId`] 0 when it is about nobody.
    ///
    /// # Errors
    /// Those of `check`, which sees the stored state; then nothing is taken in.
    pub async fn ask_of_contact<F>(
        &self,
        user: UserId,
        operation: ContactOperation,
        check: F,
    ) -> Result<Asked>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static,
    {
        self.keep(move |tx| {
            check(tx)?;
            let id = rows::ask_of_contact(tx, user, &operation)?;
            Ok(Some((Lane::Contact(user), id)))
        })
        .await
    }

    /// Keeps what `f` stores: it answers the row and its lane, or none when nothing is to be asked of the server.
    async fn keep<F>(&self, f: F) -> Result<Asked>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Option<(Lane, i64)>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let operations = self.clone();
        let lane = self
            .0
            .store
            .write(move |tx| {
                let Some((lane, id)) = f(tx)? else {
                    return Ok(None);
                };
                operations.work().asked.entry(id).or_default().push(tell);
                fail_point!("core operation before accepting");
                Ok(Some(lane))
            })
            .await?;
        fail_point!("core operation after accepting");
        Ok(match lane {
            Some(lane) => {
                self.kick(lane);
                Asked(told)
            }
            None => Asked::already(),
        })
    }

    /// Takes in what `f` asks of the server, on the targets it answers, and carries it out when `pause` is over: until
    /// then it is taken back as if it had never been asked. The pause is no more than that: the next start carries out
    /// whatever waits.
    ///
    /// # Errors
    /// Those of `f`; then nothing is taken in.
    pub async fn ask_later<F>(&self, pause: Duration, f: F) -> Result<()>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<Vec<Target>> + Send + 'static,
    {
        let targets = self.0.store.write(f).await?;
        fail_point!("core operation after accepting");
        let operations = self.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = operations.0.clock.sleep(pause) => {}
                () = operations.0.stop.cancelled() => return,
            }
            for target in targets {
                operations.kick(Lane::Of(target));
            }
        });
        Ok(())
    }

    /// Takes back what was asked: `f` answers the rows that it took away, whose askers are told.
    ///
    /// # Errors
    /// Those of `f`; then nothing is taken back.
    pub async fn take_back<F, T>(&self, f: F) -> Result<T>
    where
        F: FnOnce(&mut Tx<'_>) -> Result<(Vec<i64>, T)> + Send + 'static,
        T: Send + 'static,
    {
        let operations = self.clone();
        let (waiting, answer) = self
            .0
            .store
            .write(move |tx| {
                let (taken, answer) = f(tx)?;
                let mut work = operations.work();
                let waiting = taken.iter().filter_map(|id| work.asked.remove(id));
                Ok((waiting.flatten().collect::<Vec<_>>(), answer))
            })
            .await?;
        for asked in waiting {
            // Nobody need wait.
            asked.send(Err(Error::Cancelled)).ok();
        }
        Ok(answer)
    }

    /// How many operations wait.
    pub async fn waiting(&self) -> Result<u32> {
        self.0.store.read(rows::count).await
    }

    /// Sees to it that somebody looks at the lane.
    fn kick(&self, lane: Lane) {
        let mut work = self.work();
        if !work.started || self.0.stop.is_cancelled() {
            return;
        }
        if let Some(again) = work.lanes.get_mut(&lane) {
            *again = true;
            return;
        }
        work.lanes.insert(lane, false);
        drop(work);
        let operations = self.clone();
        self.0
            .tasks
            .spawn(async move { operations.follow(lane).await });
    }

    /// Carries out what waits on a lane, one after another, until nothing does.
    async fn follow(&self, lane: Lane) {
        loop {
            let wait = match Box::pin(self.step(lane)).await {
                Ok(Some(wait)) => wait,
                Ok(None) => {
                    let mut work = self.work();
                    match work.lanes.get_mut(&lane) {
                        Some(again) if *again => {
                            *again = false;
                            continue;
                        }
                        _ => {
                            work.lanes.remove(&lane);
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
        self.work().lanes.remove(&lane);
    }

    /// Does what can be done for the oldest operation of a lane; none when there is none.
    async fn step(&self, lane: Lane) -> Result<Option<Wait>> {
        let inner = &*self.0;
        // Before it is looked whether a message is on its way: nothing that becomes of it is missed.
        let changes = inner.store.changes();
        let next = inner
            .store
            .read(move |snapshot| rows::next(snapshot, lane))
            .await?;
        let Some((item, ready)) = next else {
            return Ok(None);
        };
        let task = match ready {
            Ready::Yes(task) => task,
            Ready::AfterSending(conversation) => {
                return Ok(Some(Wait::Until(changes, Change::Outbox { conversation })));
            }
            Ready::AfterReload => {
                return Ok(Some(Wait::Until(changes, Change::ServerSetBack)));
            }
            Ready::Unsent(key) => {
                self.end(item, Ok(()), move |tx, item| {
                    rows::end_with_unsent(tx, item, &key)
                })
                .await?;
                return Ok(Some(Wait::No));
            }
            Ready::Here(message) => {
                self.end(item, Ok(()), move |tx, item| {
                    message::delete(tx, message)?;
                    rows::end(tx, item)
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
        let request = kind::carry_out(&inner.store, &inner.link, task, item.claimed);
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
        let kind = item.wanted.kind();
        tracing::info!(kind, tries, code = %error.code(), "an operation was not carried out");
        if !item.claimed && !rules::may_be_sent(&error) {
            let released = item.clone();
            self.0
                .store
                .write(move |tx| rows::release(tx, &released))
                .await?;
        }
        if matches!(error, Error::SetBack) {
            // It is not what was refused: the reload comes first.
            self.0.store.write_replayable(meta::note_set_back).await?;
            return Ok(Wait::No);
        }
        match rules::verdict(&error, tries, true) {
            // The link has marked the token: the next request brings another, or says that there is none.
            Verdict::Renew | Verdict::Again => Ok(Wait::For(rules::pause(tries))),
            Verdict::Hold => match error {
                Error::Stopped => Err(Error::Stopped),
                _ => Ok(Wait::Online),
            },
            Verdict::NewTicket | Verdict::OnlyMe | Verdict::UploadAgain | Verdict::Stop => {
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
                Wait::Until(changes, change) => happened(changes, &change).await,
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

/// Waits until this has changed.
async fn happened(mut changes: broadcast::Receiver<Arc<Committed>>, change: &Change) {
    loop {
        match changes.recv().await {
            Ok(committed) => {
                if committed.changes.contains(change) {
                    return;
                }
            }
            // Perhaps it was among those.
            Err(RecvError::Lagged(_)) => return,
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}
