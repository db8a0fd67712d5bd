//! Opening: key, pragmas, version.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::migration;
use crate::config::DatabaseKey;
use crate::error::{Error, Result};

/// Statements kept ready per connection; there are about a hundred in this folder.
const STATEMENTS: usize = 160;

/// A connection that waits longer than this for a lock has met a bug: there is one writer.
const BUSY: Duration = Duration::from_secs(5);

/// The writer's connection: created, migrated by the steps, in WAL mode.
pub(super) fn writer(path: &Path, key: &DatabaseKey, steps: &[&str]) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = keyed(path, key, flags)?;
    // Before anything is written, the journal mode included: a newer database is left alone. Its log, too, which the
    // last connection would otherwise fold into the file when it closes.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    migration::refuse_newer(&connection, steps)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // 4,096 pages of log, 16 MiB, between checkpoints: a checkpoint moves pages that were encrypted once more.
    connection.pragma_update(None, "wal_autocheckpoint", 4096)?;
    migration::run(&mut connection, steps, &mut || ())?;
    Ok(connection)
}

/// A reader's connection.
pub(super) fn reader(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = keyed(path, key, flags)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection to a database that is to stay as it is, its log included.
pub(super) fn untouched(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = reader(path, key)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

pub(super) fn keyed(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection> {
    #[cfg_attr(not(test), expect(unused_mut, reason = "a test watches it"))]
    let mut connection = Connection::open_with_flags(path, flags)?;
    #[cfg(test)]
    super::observed::watch(&mut connection, path)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(BUSY)?;
    // Otherwise a statement with LIMIT ?1, or with a bound beside the condition of a partial index, is compiled anew for
    // each value, which takes longer than running it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    match unlock(&connection, key) {
        Ok(()) => Ok(connection),
        Err(rusqlite::Error::SqliteFailure(failure, _))
            if failure.code == ErrorCode::NotADatabase =>
        {
            Err(Error::DatabaseKey)
        }
        Err(other) => Err(other.into()),
    }
}

fn unlock(connection: &Connection, key: &DatabaseKey) -> rusqlite::Result<()> {
    // A raw key needs no derivation; the format is pinned so that a newer SQLCipher reads the file as it is.
    connection.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_compatibility = 4; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;",
        key.to_hex()
    ))?;
    // The first read shows whether the key fits.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}
