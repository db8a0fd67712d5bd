//! The account's database: SQLite with SQLCipher. The only place with SQL.
//!
//! One thread writes. It takes the commands that wait, opens one transaction for all of them, runs each in its own
//! savepoint (a failed one is rolled back alone) and lets the answers leave after COMMIT. What a command changed for
//! the person is collected in [`Tx`] and published after COMMIT under the transaction's number, `store_seq`. Readers
//! see one snapshot with its number, so a view that starts from a snapshot ignores what was published at or below it.
//!
//! What never happens here: no network, no clock of its own, no decision about what a wire entry means (that is
//! `sync/`).

pub(crate) mod aside;
mod change;
mod committed;
pub mod contact;
pub mod conversation;
pub mod draft;
pub mod glimpse;
pub mod group_change;
pub mod learned;
pub mod mark;
pub mod marked;
pub mod media;
pub mod message;
pub mod meta;
mod migration;
mod open;
pub mod operation;
pub mod outbox;
pub mod participant;
pub mod pending;
pub mod person;
pub mod planned;
pub mod range;
mod reader;
pub mod reminder;
pub mod runs;
pub mod saved_file;
pub mod search;
pub mod set_back;
pub mod stored_media;
pub mod summary;
pub mod unplaced;
mod unread;
pub mod untold;
pub mod withdrawn;
mod writer;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};

pub(crate) use change::{Change, Cid, Mid};
pub(crate) use committed::{Committed, take_waiting};
pub(crate) use reader::Snapshot;
pub(crate) use writer::Tx;

use crate::config::{Clock, DatabaseKey};
use crate::error::Result;
use crate::model::UserId;
use crate::model::server_run::ServerRuns;

/// Name of the database file in the account's folder.
pub const FILE_NAME: &str = "linnet.db";

/// Committed transactions a slow subscriber may be behind. One that is further behind is told that it missed some and
/// reads everything again.
const CHANGES_KEPT: usize = 1024;

/// Handle of the database; clones share it. The writer thread ends when the last one is dropped or [`Store::close`]
/// is called.
#[derive(Clone)]
pub(crate) struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    writer: writer::Writer,
    readers: reader::Readers,
    changes: broadcast::Sender<Arc<Committed>>,
    watches: glimpse::Watches,
    damaged: watch::Sender<bool>,
    me: UserId,
    server_runs: ServerRuns,
}

impl Store {
    /// Opens or creates the database in `folder` for the person `me`.
    ///
    /// # Errors
    /// [`Error::DatabaseNewer`](crate::Error::DatabaseNewer) for a database of a later version (it is not touched),
    /// [`Error::DatabaseKey`](crate::Error::DatabaseKey), or what SQLite says. A migration that fails leaves the old database as it was.
    pub(crate) fn open(
        folder: &Path,
        key: &DatabaseKey,
        me: UserId,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        aside::finish(folder)?;
        let path = folder.join(FILE_NAME);
        let connection = open::writer(&path, key, migration::ALL)?;
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        let watches = glimpse::Watches::default();
        let server_runs = ServerRuns::default();
        let writer = writer::Writer::start(
            connection,
            me,
            clock,
            changes.clone(),
            watches.clone(),
            server_runs.clone(),
        )?;
        let readers = reader::Readers::new(path, key.clone());
        Ok(Self {
            inner: Arc::new(Inner {
                writer,
                readers,
                changes,
                watches,
                damaged: watch::Sender::new(false),
                me,
                server_runs,
            }),
        })
    }

    /// The person of this account.
    pub(crate) fn me(&self) -> UserId {
        self.inner.me
    }

    /// Runs `f` in the writer's transaction; answers after COMMIT with the log synced. For everything a person was
    /// promised: an accepted message, a draft, a setting.
    pub(crate) async fn write<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.noticing(self.inner.writer.run(true, f).await)
    }

    /// As [`Store::write`], without waiting for the disk: for what the server tells again when it is lost. The inbox
    /// cursor lies in the same database, so a lost transaction is pulled again.
    pub(crate) async fn write_replayable<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        self.noticing(self.inner.writer.run(false, f).await)
    }

    /// Runs `f` on one snapshot. It cannot write.
    pub(crate) async fn read<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot<'_>) -> Result<T> + Send + 'static,
    {
        self.noticing(self.inner.readers.run(f).await)
    }

    /// Whether a damaged page was met. Once true it stays so until the database is set aside.
    pub(crate) fn damaged(&self) -> watch::Receiver<bool> {
        self.inner.damaged.subscribe()
    }

    fn noticing<T>(&self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result
            && error.is_damage()
            && !self.inner.damaged.send_replace(true)
        {
            tracing::error!("the database is damaged");
        }
        result
    }

    /// Where the link notes which run of the server an answer came from.
    pub(crate) fn server_runs(&self) -> ServerRuns {
        self.inner.server_runs.clone()
    }

    /// What is committed from now on. A subscriber that lags gets `RecvError::Lagged` and reads again.
    pub(crate) fn changes(&self) -> broadcast::Receiver<Arc<Committed>> {
        self.inner.changes.subscribe()
    }

    /// From now on committed transactions bring what they made of this conversation, until the answer is dropped.
    pub(crate) fn watch(&self, cid: Cid) -> glimpse::Watch {
        self.inner.watches.watch(cid)
    }

    /// Publishes something that is not in the database and passes by: typing, percent of an upload, a gap that is
    /// being loaded. Its number is 0 and it is never ignored.
    pub(crate) fn announce(&self, change: Change) {
        // No subscriber is no fault: nobody is looking.
        self.inner
            .changes
            .send(Arc::new(Committed {
                store_seq: 0,
                changes: vec![change],
                glimpses: Vec::new(),
            }))
            .ok();
    }

    /// Finishes what waits, folds the log into the file and ends the writer thread.
    pub(crate) async fn close(&self) {
        self.inner.writer.close().await;
        self.inner.readers.close();
    }
}

#[cfg(test)]
pub(crate) mod disk_tests;
#[cfg(test)]
mod observed;
#[cfg(test)]
pub(crate) mod tests;
