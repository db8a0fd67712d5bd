//! What the connections of a database run, for tests that ask SQLite about each statement: nothing is listed by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::error::Result;

/// Steps of SQLite's machine between two counts.
const STEPS: i32 = 100;

/// What was run.
#[derive(Debug, Clone, Default)]
pub struct Ran {
    /// Each statement once, as it was prepared.
    pub statements: BTreeSet<String>,
    /// How many steps SQLite's machine took, in hundreds.
    pub steps: u64,
}

/// By database, those that somebody watches.
static WATCHED: Mutex<BTreeMap<PathBuf, Ran>> = Mutex::new(BTreeMap::new());

fn watched() -> MutexGuard<'static, BTreeMap<PathBuf, Ran>> {
    WATCHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on what is run on this database is kept.
pub fn begin(database: &Path) {
    watched().insert(database.to_owned(), Ran::default());
}

/// What was run since.
pub fn end(database: &Path) -> Ran {
    watched().remove(database).unwrap_or_default()
}

/// Every connection is made so that it can be watched.
pub(super) fn watch(connection: &mut Connection, database: &Path) -> Result<()> {
    let path = database.to_owned();
    let note = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(statement, _) = event
            && let Some(ran) = watched().get_mut(&path)
        {
            ran.statements.insert(statement.sql().into_owned());
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note))?;
    let path = database.to_owned();
    let count = move || {
        if let Some(ran) = watched().get_mut(&path) {
            ran.steps += 1;
        }
        false
    };
    connection.progress_handler(STEPS, Some(count))?;
    Ok(())
}
