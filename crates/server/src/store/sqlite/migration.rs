//! Numbered steps from an empty database to the newest schema. The number reached is a row of `meta`; it changes in
//! the same transaction as the tables, so a step happens whole or not at all.

use rusqlite::config::DbConfig;
use rusqlite::fallible_iterator::FallibleIterator as _;
use rusqlite::{Batch, Connection, TransactionBehavior};

use super::OpenError;

/// Step `n` (from 1) leads from version `n - 1` to `n`.
pub(super) const ALL: &[&str] = &[
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
];

/// The version reached; 0 for a database that was just made.
pub(super) fn version(db: &Connection) -> Result<usize, OpenError> {
    let made: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'meta')",
        [],
        |row| row.get(0),
    )?;
    if !made {
        return Ok(0);
    }
    let schema: String =
        db.query_row("SELECT value FROM meta WHERE key = 'schema'", [], |row| {
            row.get(0)
        })?;
    // What is no number was written by a version that counts otherwise.
    schema.parse().map_err(|_| OpenError::Newer(schema))
}

/// An error when a later program has been here; nothing is written, and the log is left as it is.
pub(super) fn refuse_newer(db: &Connection, steps: &[&str]) -> Result<(), OpenError> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let found = version(db)?;
    if found > steps.len() {
        return Err(OpenError::Newer(found.to_string()));
    }
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

/// Takes every step that is missing. `between` is told of each statement that has run: a test looks there at what a
/// kill would leave.
pub(super) fn run(
    db: &mut Connection,
    steps: &[&str],
    between: &mut dyn FnMut(),
) -> Result<(), OpenError> {
    for (number, step) in (1..).zip(steps) {
        let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Asked inside: another process may be starting, too.
        if version(&tx)? >= number {
            continue;
        }
        {
            let mut statements = Batch::new(&tx, step);
            while let Some(mut statement) = statements.next()? {
                let mut rows = statement.raw_query();
                while rows.next()?.is_some() {}
                between();
            }
        }
        tx.execute(
            "INSERT INTO meta (key, value) VALUES ('schema', ?1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [number.to_string()],
        )?;
        between();
        tx.commit()?;
        between();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const LATER: &str = "
        ALTER TABLE user ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;
        UPDATE user SET noted = user + 1;
        CREATE TABLE marked (user INTEGER PRIMARY KEY NOT NULL) STRICT;
        INSERT INTO marked (user) SELECT user FROM user;";

    fn open(path: &Path, steps: &[&str]) -> Result<Connection, OpenError> {
        let mut db = Connection::open(path)?;
        refuse_newer(&db, steps)?;
        super::super::prepare(&db)?;
        run(&mut db, steps, &mut || ())?;
        Ok(db)
    }

    fn one(db: &Connection, sql: &str) -> i64 {
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// What a kill leaves; the index of the log is in shared memory and made anew.
    fn copy(folder: &Path) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        for name in ["service.db", "service.db-wal"] {
            if folder.join(name).exists() {
                std::fs::copy(folder.join(name), copy.path().join(name)).unwrap();
            }
        }
        copy
    }

    #[test]
    fn a_kill_at_any_statement_of_a_step_leaves_a_database_that_opens() {
        let steps: Vec<&str> = ALL.iter().copied().chain([LATER]).collect();
        for from in [0, ALL.len()] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("service.db");
            let mut db = if from == 0 {
                let db = Connection::open(&path).unwrap();
                super::super::prepare(&db).unwrap();
                db
            } else {
                open(&path, ALL).unwrap()
            };
            if from > 0 {
                db.execute("INSERT INTO user (user, created_ms) VALUES (10001, 1)", [])
                    .unwrap();
            }
            let mut killed = Vec::new();
            run(&mut db, &steps, &mut || killed.push(copy(folder.path()))).unwrap();
            assert!(killed.len() >= 6);
            let commits = steps.len() - from;
            let mut seen = std::collections::BTreeSet::new();
            for place in &killed {
                let path = place.path().join("service.db");
                let found = version(&Connection::open(&path).unwrap()).unwrap();
                assert!((from..=steps.len()).contains(&found));
                seen.insert(found);
                let db = open(&path, &steps).unwrap();
                assert_eq!(version(&db).unwrap(), steps.len());
                if from > 0 {
                    assert_eq!(one(&db, "SELECT user FROM marked"), 10001);
                    assert_eq!(one(&db, "SELECT noted FROM user"), 10002);
                }
            }
            assert_eq!(seen.len(), commits + 1);
        }
    }

    #[test]
    fn a_database_of_a_newer_version_is_refused_and_not_touched() {
        let steps: Vec<&str> = ALL.iter().copied().chain([LATER]).collect();
        let folder = tempfile::tempdir().unwrap();
        let db = open(&folder.path().join("service.db"), &steps).unwrap();
        // Its program was killed: the newest is in the log only.
        let killed = copy(folder.path());
        drop(db);
        for place in [killed, folder] {
            // Looking leaves an empty log where there was none.
            let read = |name: &str| std::fs::read(place.path().join(name)).unwrap_or_default();
            let before = (read("service.db"), read("service.db-wal"));
            let refused = open(&place.path().join("service.db"), ALL);
            let newest = steps.len().to_string();
            assert!(matches!(refused, Err(OpenError::Newer(schema)) if schema == newest));
            assert!((read("service.db"), read("service.db-wal")) == before);
        }
    }
}
