//! Connections that read. The one used last is used next: its pages are warm.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{meta, open};
use crate::config::DatabaseKey;
use crate::error::{Error, Result};

/// Reads at a time. A caller past it waits its turn.
const READERS: usize = 4;

/// One consistent state of the database.
pub struct Snapshot<'a> {
    connection: &'a Connection,
    /// Number of the newest transaction that is in it.
    pub store_seq: i64,
}

impl<'a> Snapshot<'a> {
    /// The state inside a transaction that is not committed yet, and has no number.
    pub(super) fn over(connection: &'a Connection) -> Self {
        Self {
            connection,
            store_seq: 0,
        }
    }

    /// For SQL, in `store/` only.
    pub(super) fn connection(&self) -> &'a Connection {
        self.connection
    }
}

pub(super) struct Readers {
    path: PathBuf,
    key: DatabaseKey,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: PathBuf, key: DatabaseKey) -> Self {
        Self {
            path,
            key,
            turns: Arc::new(Semaphore::new(READERS)),
            idle: Arc::default(),
        }
    }

    pub(super) async fn run<T, F>(&self, f: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&Snapshot<'_>) -> Result<T> + Send + 'static,
    {
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|_| Error::Stopped)?;
        let warm = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let idle = Arc::clone(&self.idle);
        let (path, key) = (self.path.clone(), self.key.clone());
        let work = tokio::task::spawn_blocking(move || {
            let connection = match warm {
                Some(connection) => connection,
                None => open::reader(&path, &key)?,
            };
            let result = read(&connection, f);
            // Ends the read transaction whatever happened; a connection that cannot is not used again.
            if connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok() {
                idle.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(connection);
            }
            drop(turn);
            result
        });
        work.await.map_err(|_| Error::Stopped)?
    }

    pub(super) fn close(&self) {
        self.turns.close();
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

fn read<T>(connection: &Connection, f: impl FnOnce(&Snapshot<'_>) -> Result<T>) -> Result<T> {
    connection.execute_batch("BEGIN")?;
    let store_seq = meta::get(connection, meta::STORE_SEQ)?.unwrap_or(0);
    f(&Snapshot {
        connection,
        store_seq,
    })
}
