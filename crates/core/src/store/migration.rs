//! Numbered steps from an empty database to the newest schema. `user_version` is the number reached; it changes in
//! the same transaction as the tables, so a step happens whole or not at all.

use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::{Batch, Connection, TransactionBehavior};

use crate::error::{Error, Result};

/// Step `n` (from 1) leads from version `n - 1` to `n`. What they lead to is written in `schema.sql`.
pub(super) const ALL: &[&str] = &[
    include_str!("step_1.sql"),
    include_str!("step_2.sql"),
    include_str!("step_3.sql"),
    include_str!("step_4.sql"),
    include_str!("step_5.sql"),
    include_str!("step_6.sql"),
    include_str!("step_7.sql"),
    include_str!("step_8.sql"),
    include_str!("step_9.sql"),
];

fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// An error when a later program has been here.
pub(super) fn refuse_newer(connection: &Connection, steps: &[&str]) -> Result<()> {
    let found = version(connection)?;
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(Error::DatabaseNewer { found, known });
    }
    Ok(())
}

/// Takes every step that is missing. `between` is told of each statement that has run: a test looks there at what a
/// kill would leave.
pub(super) fn run(
    connection: &mut Connection,
    steps: &[&str],
    between: &mut dyn FnMut(),
) -> Result<()> {
    let from = version(connection)?;
    for (number, step) in (1_i64..).zip(steps) {
        if number <= from {
            continue;
        }
        take(connection, number, step, between)
            .map_err(|source| Error::Migration { to: number, source })?;
    }
    Ok(())
}

/// References are not followed while a step runs: dropping a table that is being rebuilt would take along whatever refers
/// to it. They are switched off before the transaction begins, because inside of one that does nothing, and looked at
/// before it ends. Views and triggers of other tables name the table as well, and stay as they are while it has another name.
fn take(
    connection: &mut Connection,
    number: i64,
    step: &str,
    between: &mut dyn FnMut(),
) -> rusqlite::Result<()> {
    let followed: bool = connection.query_row("PRAGMA foreign_keys", [], |row| row.get(0))?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.pragma_update(None, "legacy_alter_table", true)?;
    let taken = transact(connection, number, step, between);
    connection.pragma_update(None, "legacy_alter_table", false)?;
    connection.pragma_update(None, "foreign_keys", followed)?;
    taken
}

fn transact(
    connection: &mut Connection,
    number: i64,
    step: &str,
    between: &mut dyn FnMut(),
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    {
        let mut statements = Batch::new(&transaction, step);
        while let Some(mut statement) = statements.next()? {
            // One that answers rows is run to its end as well.
            let mut rows = statement.raw_query();
            while rows.next()?.is_some() {}
            between();
        }
        let mut broken =
            transaction.prepare("SELECT \"table\", parent FROM pragma_foreign_key_check")?;
        if let Some(row) = broken.query([])?.next()? {
            let (table, parent): (String, String) = (row.get(0)?, row.get(1)?);
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY),
                Some(format!(
                    "rows of {table} refer to rows of {parent} that are gone"
                )),
            ));
        }
    }
    transaction.pragma_update(None, "user_version", number)?;
    between();
    transaction.commit()?;
    between();
    Ok(())
}

#[cfg(test)]
mod tests;
