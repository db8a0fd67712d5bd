//! Numbered steps from an empty database to the newest schema. `user_version` is the number reached; it changes in
//! the same transaction as the tables, so a step happens whole or not at all.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, Result};

/// Step `n` (from 1) leads from version `n - 1` to `n`.
pub(super) const ALL: &[&str] = &[include_str!("schema.sql")];

fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// An error when a later program has been here.
pub(super) fn refuse_newer(connection: &Connection) -> Result<()> {
    let found = version(connection)?;
    let known = i64::try_from(ALL.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(Error::DatabaseNewer { found, known });
    }
    Ok(())
}

/// Takes every step that is missing.
pub(super) fn run(connection: &mut Connection, steps: &[&str]) -> Result<()> {
    let from = version(connection)?;
    for (number, step) in (1_i64..).zip(steps) {
        if number <= from {
            continue;
        }
        take(connection, number, step).map_err(|source| Error::Migration { to: number, source })?;
    }
    Ok(())
}

fn take(connection: &mut Connection, number: i64, step: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "user_version", number)?;
    transaction.commit()
}
