//! Keeps the index up with the messages, in the background and in small steps.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::tokens;
use crate::config::DatabaseKey;
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::model::kind::search::searchable;
use crate::store::search::index::{Change, Index};
use crate::store::search::queue::{self, Said};
use crate::store::{Snapshot, Store};

/// Messages, or entries of the queue, of one step.
const SLICE: i64 = 500;

/// Messages that may be missing without anybody being told: what has just come.
const NOT_TOLD: i64 = 2 * SLICE;

/// Without changes for so long, nothing is under way that a step would slow down.
const QUIET: Duration = Duration::from_millis(100);

/// Where there is always something, a step is made after this all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the end of the program may wait for what is not learnt yet.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long somebody waits for the index who wants to find what has just been loaded.
const CATCH_UP: Duration = Duration::from_secs(20);

/// What a disk that is full, or a file that cannot be made, is given before the next try.
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// How far the index is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SearchProgress {
    /// Of the messages that are here, 0 to 100; 100 also when only the last few are missing.
    pub percent: u8,
    /// Grows whenever the index has learnt something.
    pub steps: u64,
}

/// The index of an account and what keeps it up.
#[derive(Clone)]
pub(crate) struct Indexer {
    store: Store,
    index: Arc<Index>,
    progress: watch::Sender<SearchProgress>,
    /// Something is to be looked at although no message changed.
    nudge: Arc<Notify>,
}

impl Indexer {
    /// Opens the index in the account's folder. It must be open before the store changes: only then it can be told
    /// whether the two fit each other.
    pub async fn open(store: Store, folder: &Path, key: &DatabaseKey) -> Result<Self> {
        let reached = store.write_replayable(queue::reached).await?;
        let (folder, key) = (folder.to_owned(), key.clone());
        let index = tokio::task::spawn_blocking(move || {
            Index::open(&folder, &key, tokens::format(), reached)
        })
        .await
        .map_err(|_| Error::Stopped)?;
        let learnt = index.position().map_or(0, |position| position.message);
        Ok(Self {
            store,
            index: Arc::new(index),
            progress: watch::Sender::new(SearchProgress {
                percent: percent(learnt, reached.message),
                steps: 0,
            }),
            nudge: Arc::default(),
        })
    }

    /// The index.
    pub fn index(&self) -> Arc<Index> {
        Arc::clone(&self.index)
    }

    /// The index could not be read: whether it has to be made again is looked at now.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }

    /// Waits until the index has learnt all messages that are here now, for some time at most: then it finds less.
    pub async fn catch_up(&self) -> Result<()> {
        let newest = self.store.read(queue::newest).await?;
        let mut progress = self.progress.subscribe();
        self.nudge();
        let learnt = async {
            while let Ok(position) = self.index.position()
                && position.message < newest
            {
                if progress.changed().await.is_err() {
                    return;
                }
            }
        };
        if timeout(CATCH_UP, learnt).await.is_err() {
            tracing::info!("the index of words is not yet up to what was loaded");
        }
        Ok(())
    }

    /// How far it is.
    pub fn progress(&self) -> watch::Receiver<SearchProgress> {
        self.progress.subscribe()
    }

    /// Follows the messages until it is stopped. Searching fails where the index cannot be kept up, and nothing else does.
    pub async fn run(self, stop: CancellationToken) {
        while let Some(Err(error)) = stop.run_until_cancelled(self.follow()).await {
            tracing::warn!(code = %error.code(), "the index of words could not be kept up");
            if self.index.was_damaged() && self.make_anew().await.is_ok() {
                continue;
            }
            if stop
                .run_until_cancelled(sleep(AFTER_FAILURE))
                .await
                .is_none()
            {
                break;
            }
            // Where there was no room for the file, there may be now.
            if self.index.position().is_err() && self.make_anew().await.is_err() {
                tracing::error!("the index of words cannot be made");
            }
        }
        // What was taken away meanwhile is not kept in the queue for the next start.
        if timeout(FAREWELL, self.learn_all()).await.is_err() {
            tracing::info!("the index of words goes on at the next start");
        }
        // Waits for a step that is being made.
        let index = self.index;
        if tokio::task::spawn_blocking(move || index.close())
            .await
            .is_err()
        {
            tracing::warn!("the index of words was not closed well");
        }
    }

    async fn learn_all(&self) {
        while let Ok(step) = self.step().await {
            if step.up_to_date {
                return;
            }
        }
    }

    async fn make_anew(&self) -> Result<()> {
        let reached = self.store.write_replayable(queue::reached).await?;
        let index = Arc::clone(&self.index);
        tokio::task::spawn_blocking(move || index.make_anew(reached.index))
            .await
            .map_err(|_| Error::Stopped)?
    }

    async fn follow(&self) -> Result<()> {
        let mut changes = self.store.changes();
        let mut made = 0_i64;
        loop {
            let begun = Instant::now();
            let Step {
                learnt, up_to_date, ..
            } = self.step().await?;
            made += learnt;
            if !up_to_date {
                // Half of the time belongs to whoever else wants it.
                sleep(begun.elapsed()).await;
                if !changes.is_empty() {
                    drain(&mut changes);
                    settle(&mut changes).await;
                }
                continue;
            }
            if made > NOT_TOLD {
                self.put_in_order().await?;
                made = 0;
            }
            tokio::select! {
                () = self.nudge.notified() => {}
                change = changes.recv() => match change {
                    Ok(_) | Err(RecvError::Lagged(_)) => settle(&mut changes).await,
                    Err(RecvError::Closed) => std::future::pending().await,
                },
            }
        }
    }

    async fn put_in_order(&self) -> Result<()> {
        let mut first = true;
        loop {
            let begun = Instant::now();
            let index = Arc::clone(&self.index);
            let done = tokio::task::spawn_blocking(move || index.put_in_order(first))
                .await
                .map_err(|_| Error::Stopped)??;
            if done {
                return Ok(());
            }
            first = false;
            sleep(begun.elapsed()).await;
        }
    }

    /// Learns the next of what is new.
    async fn step(&self) -> Result<Step> {
        if self.index.was_damaged() {
            self.make_anew().await?;
        }
        let index = Arc::clone(&self.index);
        // Messages are read and cut into tokens on the thread that writes the index: nothing of it passes through here.
        let (step, entry) = self
            .store
            .read(move |snapshot| learn(snapshot, &index))
            .await?;
        fail_point!("core search before queue");
        if let Some(entry) = entry {
            self.store
                .write_replayable(move |tx| queue::forget_up_to(tx, entry))
                .await?;
        }
        self.progress.send_if_modified(|progress| {
            let before = *progress;
            progress.percent = step.percent;
            progress.steps += u64::from(step.learnt > 0);
            *progress != before
        });
        Ok(step)
    }
}

/// What was learnt.
struct Step {
    learnt: i64,
    up_to_date: bool,
    percent: u8,
}

/// The index learns what the queue says and then, when the queue is empty, the next messages: what an entry says is
/// what the index holds only while no message is learnt before older entries are. Answers also the last entry that is
/// not needed any more.
fn learn(snapshot: &Snapshot<'_>, index: &Index) -> Result<(Step, Option<i64>)> {
    let position = index.position()?;
    let newest = queue::newest(snapshot)?;
    let mut to = position;
    let mut changes = Vec::new();
    let waiting = queue::waiting(snapshot, SLICE)?;
    let is_all = i64::try_from(waiting.len()).is_ok_and(|count| count < SLICE);
    let mut known = BTreeSet::new();
    for (entry, before) in &waiting {
        // Learnt before the program ended.
        if *entry <= position.entry {
            continue;
        }
        to.entry = *entry;
        // The index does not have it yet, or an earlier entry says what it has.
        if before.message.0 > position.message || !known.insert(before.message) {
            continue;
        }
        let now = queue::now(snapshot, before.message)?;
        replace(&mut changes, before, now.as_ref());
    }
    let mut up_to_date = is_all;
    let mut learnt = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
    if is_all {
        let new = queue::after(snapshot, position.message, SLICE)?;
        for said in &new {
            changes.extend(change(said, true));
        }
        let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
        up_to_date = count < SLICE;
        learnt += count;
        to.message = match new.last() {
            // Numbers of messages that are gone are not asked for again.
            _ if up_to_date => newest.max(position.message),
            Some(last) => last.message.0,
            None => position.message,
        };
    }
    if to != position || !changes.is_empty() {
        fail_point!("core search before index");
        index.apply(&mut changes, to)?;
    }
    let step = Step {
        learnt,
        up_to_date,
        percent: percent(to.message, newest),
    };
    Ok((step, waiting.last().map(|(entry, _)| *entry)))
}

fn percent(learnt: i64, newest: i64) -> u8 {
    if newest - learnt <= NOT_TOLD {
        return 100;
    }
    u8::try_from(learnt.saturating_mul(100) / newest.max(1)).unwrap_or(99)
}

/// What the index holds of a message; nothing when nothing is left of it.
fn change(said: &Said, comes: bool) -> Option<Change> {
    if said.content.is_empty() {
        return None;
    }
    Some(Change {
        message: said.message,
        created: said.created,
        comes,
        tokens: tokens::of_message(said, &searchable(said.kind, &said.content)),
    })
}

fn replace(changes: &mut Vec<Change>, before: &Said, now: Option<&Said>) {
    let goes = change(before, false);
    let comes = now.and_then(|now| change(now, true));
    let same = match (&goes, &comes) {
        (Some(goes), Some(comes)) => goes.created == comes.created && goes.tokens == comes.tokens,
        _ => false,
    };
    if !same {
        changes.extend(goes);
        changes.extend(comes);
    }
}

/// Waits until nothing changes for a moment: who catches up is not held up.
async fn settle(changes: &mut tokio::sync::broadcast::Receiver<Arc<crate::store::Committed>>) {
    let patience = async {
        while let Ok(Ok(_) | Err(RecvError::Lagged(_))) = timeout(QUIET, changes.recv()).await {}
    };
    // Something always changes: it goes on all the same.
    if timeout(PATIENCE, patience).await.is_err() {
        drain(changes);
    }
}

fn drain(changes: &mut tokio::sync::broadcast::Receiver<Arc<crate::store::Committed>>) {
    use tokio::sync::broadcast::error::TryRecvError;
    while let Ok(_) | Err(TryRecvError::Lagged(_)) = changes.try_recv() {}
}

#[cfg(test)]
mod tests;
