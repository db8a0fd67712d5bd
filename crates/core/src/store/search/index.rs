//! The file with the index: FTS5 without a copy of the texts and without places inside of them (`detail=none`). Tokens
//! come ready made, with spaces between them; the `ascii` tokenizer takes them as they are.
//!
//! A row has the number of its message: numbers close together make the index small. They say little about time, for
//! history comes after what is new; so of each thousand it is kept how old and how new they are at most.
//!
//! Words that are taken out leave the pages of the index at once (`secure-delete` of FTS5 and of SQLite), and the log is
//! emptied afterwards.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{CachedStatement, Connection, OpenFlags, OptionalExtension, params};

use super::queue::Reached;
use crate::config::DatabaseKey;
use crate::error::{Error, Result};
use crate::fail_points::fail_point;
use crate::store::change::Mid;
use crate::store::open;

/// Name of the file in the account's folder.
pub const FILE_NAME: &str = "search.db";

/// What SQLite puts beside it.
const PARTS: [&str; 3] = ["", "-wal", "-shm"];

/// `pgsz` fills one page of the cipher, which keeps 80 bytes of each for itself: with the default of FTS5 a page of the
/// index would need two.
const SCHEMA: &str = "
    CREATE TABLE fact (key TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE span (number INTEGER PRIMARY KEY NOT NULL, oldest INTEGER NOT NULL, newest INTEGER NOT NULL) STRICT;
    CREATE VIRTUAL TABLE words USING fts5 (tokens, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
    INSERT INTO words (words, rank) VALUES ('pgsz', 3900);";

/// Messages of a span: their numbers are the same but for the last ten bits.
const SPAN_BITS: u32 = 10;

/// There is no index that can be used, and it is made again.
const MISSING: Error = Error::NotFound("index of words");

/// Pages merged at a time when the index is put in order.
const MERGED: i64 = 500;

/// How old and how new the messages of a span are at most. Those that went may have been older or newer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its number.
    pub number: i64,
    /// Milliseconds since 1970.
    pub oldest: i64,
    /// Milliseconds since 1970.
    pub newest: i64,
}

/// The span of a message.
pub fn span_of(message: Mid) -> i64 {
    message.0 >> SPAN_BITS
}

/// A row that comes, or goes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Which.
    pub message: Mid,
    /// Milliseconds since 1970.
    pub created: i64,
    /// It comes. What goes, goes first.
    pub comes: bool,
    /// What it is found by: small letters and digits of ASCII, and any other signs.
    pub tokens: BTreeSet<String>,
}

/// What is looked for: all of these, and of each at least one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted(pub Vec<Vec<Token>>);

/// A token that is looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// As it stands in the index, or its beginning.
    pub text: String,
    /// Its beginning.
    pub begins: bool,
}

impl Wanted {
    /// As FTS5 reads it. Whatever a token holds stands between quotes.
    fn expression(&self) -> String {
        let all: Vec<String> = self
            .0
            .iter()
            .map(|any| {
                let any: Vec<String> = any
                    .iter()
                    .map(|token| {
                        let text = token.text.replace('"', "\"\"").replace('\0', " ");
                        format!("\"{text}\"{}", if token.begins { " *" } else { "" })
                    })
                    .collect();
                format!("({})", any.join(" OR "))
            })
            .collect();
        all.join(" AND ")
    }
}

/// How far the index has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    /// Messages with numbers up to this one are in it.
    pub message: i64,
    /// What it has learnt of the queue.
    pub entry: i64,
}

/// The index. Without a file that can be used it finds nothing and takes nothing.
pub struct Index {
    path: PathBuf,
    key: DatabaseKey,
    format: i64,
    writer: Mutex<Option<Connection>>,
    readers: Mutex<Vec<Connection>>,
    damaged: AtomicBool,
}

impl Index {
    /// Opens the index that belongs to a database. One that is missing, damaged, of another format or of another state
    /// of the database is made anew, empty. `format` names how messages are cut into tokens.
    pub fn open(folder: &Path, key: &DatabaseKey, format: i64, reached: Reached) -> Self {
        let index = Self {
            path: folder.join(FILE_NAME),
            key: key.clone(),
            format,
            writer: Mutex::new(None),
            readers: Mutex::default(),
            damaged: AtomicBool::new(false),
        };
        let usable = match index.connect(reached) {
            Ok(usable) => usable,
            Err(error) => {
                tracing::warn!(code = %error.code(), "the index of words cannot be read and is made again");
                false
            }
        };
        if !usable && let Err(error) = index.make_anew(reached.index) {
            tracing::error!(code = %error.code(), "the index of words cannot be made");
        }
        index
    }

    /// Whether the file is there and belongs to this state of the database.
    fn connect(&self, reached: Reached) -> Result<bool> {
        if !self.path.exists() {
            return Ok(false);
        }
        let connection = self.connection()?;
        let fits = fact(&connection, "index")? == Some(reached.index)
            && fact(&connection, "format")? == Some(self.format)
            // After a loss of power the database may have lost what the index knows already: numbers would come again.
            && fact(&connection, "message")?.is_some_and(|message| message <= reached.message)
            && fact(&connection, "entry")?.is_some_and(|entry| entry <= reached.entry);
        if fits {
            *lock(&self.writer) = Some(connection);
        }
        Ok(fits)
    }

    /// Removes the file and begins with an empty one, which belongs to the database with that number.
    pub fn make_anew(&self, index: i64) -> Result<()> {
        let mut writer = lock(&self.writer);
        *writer = None;
        lock(&self.readers).clear();
        for part in PARTS {
            let mut name = self.path.clone().into_os_string();
            name.push(part);
            match fs::remove_file(&name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let mut connection = self.connection()?;
        let transaction = connection.transaction()?;
        transaction.execute_batch(SCHEMA)?;
        let facts = [
            ("index", index),
            ("format", self.format),
            ("message", 0),
            ("entry", 0),
        ];
        for (key, value) in facts {
            set(&transaction, key, value)?;
        }
        transaction.commit()?;
        *writer = Some(connection);
        Ok(())
    }

    fn connection(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = open::keyed(&self.path, &self.key, flags)?;
        set_up(&connection)?;
        Ok(connection)
    }

    /// Whether a damaged page was met since it was last asked.
    pub fn was_damaged(&self) -> bool {
        self.damaged.swap(false, Ordering::Relaxed)
    }

    /// Damage of this file is its own affair, and does not make the database look damaged.
    fn noticing<T>(&self, result: Result<T>) -> Result<T> {
        match result {
            Err(error) if error.is_damage() => {
                tracing::warn!("the index of words is damaged");
                self.damaged.store(true, Ordering::Relaxed);
                Err(MISSING)
            }
            other => other,
        }
    }

    /// How far it has come.
    pub fn position(&self) -> Result<Position> {
        let writer = lock(&self.writer);
        let connection = writer.as_ref().ok_or(MISSING)?;
        let read = || {
            Ok(Position {
                message: fact(connection, "message")?.unwrap_or(0),
                entry: fact(connection, "entry")?.unwrap_or(0),
            })
        };
        self.noticing(read())
    }

    /// Makes the changes and moves on, in one transaction. They are sorted: FTS5 writes rows that come in their order
    /// together.
    pub fn apply(&self, changes: &mut [Change], to: Position) -> Result<()> {
        changes.sort_unstable_by_key(|change| change.message);
        let mut writer = lock(&self.writer);
        let connection = writer.as_mut().ok_or(MISSING)?;
        self.noticing(write(connection, changes, to))
    }

    /// Merges some of the index, and gives free pages back; true when nothing is left to merge. For after it was made,
    /// when it lies in many pieces.
    pub fn put_in_order(&self, first: bool) -> Result<bool> {
        let writer = lock(&self.writer);
        let connection = writer.as_ref().ok_or(MISSING)?;
        self.noticing(merge(connection, first))
    }

    /// Calls `look` for messages that fit, the highest numbers first, until it breaks, with all spans in the order of
    /// their numbers. Messages above and below the spans that `may_hold` what is wanted are not gone through.
    pub fn find(
        &self,
        wanted: &Wanted,
        may_hold: impl Fn(&Span) -> bool,
        mut look: impl FnMut(Mid, &[Span]) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let expression = wanted.expression();
        let reader = lock(&self.readers).pop();
        let reader = match reader {
            Some(reader) => reader,
            None => self.noticing(self.reader())?,
        };
        let spans = self.noticing(spans(&reader))?;
        let (from, below) = bounds(&spans, may_hold);
        let mut statement = self.noticing(prepare(&reader))?;
        let rows = statement.query(params![expression, from, below]);
        let mut rows = self.noticing(rows.map_err(Error::from))?;
        loop {
            let row = rows
                .next()
                .and_then(|row| row.map(|row| row.get(0)).transpose());
            match self.noticing(row.map_err(Error::from))? {
                Some(row) if look(Mid(row), &spans)?.is_continue() => {}
                _ => break,
            }
        }
        drop(rows);
        drop(statement);
        lock(&self.readers).push(reader);
        Ok(())
    }

    fn reader(&self) -> Result<Connection> {
        if lock(&self.writer).is_none() {
            return Err(MISSING);
        }
        let reader = self.connection()?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }

    /// Everything that is in it: tokens and their rows.
    #[cfg(test)]
    pub fn contents(&self) -> Vec<(String, i64)> {
        let writer = lock(&self.writer);
        let connection = writer.as_ref().unwrap();
        connection
            .execute_batch(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.held USING fts5vocab (main, words, instance)",
            )
            .unwrap();
        let mut statement = connection
            .prepare("SELECT term, doc FROM held ORDER BY 1, 2")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<rusqlite::Result<_>>().unwrap()
    }

    /// Closes the file.
    pub fn close(&self) {
        lock(&self.readers).clear();
        *lock(&self.writer) = None;
    }
}

fn set_up(connection: &Connection) -> Result<()> {
    // Before there is a table, or it does nothing.
    connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // What a loss of power takes is learnt again.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", 4096)?;
    Ok(())
}

fn write(connection: &mut Connection, changes: &[Change], to: Position) -> Result<()> {
    let transaction = connection.transaction()?;
    let (comes, goes): (Vec<&Change>, Vec<&Change>) =
        changes.iter().partition(|change| change.comes);
    for change in &goes {
        put(&transaction, change)?;
    }
    // FTS5 writes down what it holds in memory. When rows go and others come under the same word in one go, those that
    // come can be lost (SQLite 3.53, secure-delete without places).
    transaction.execute_batch("SAVEPOINT comes")?;
    for change in &comes {
        put(&transaction, change)?;
    }
    transaction.execute_batch("RELEASE comes")?;
    set(&transaction, "message", to.message)?;
    set(&transaction, "entry", to.entry)?;
    fail_point!("core search before commit");
    transaction.commit()?;
    fail_point!("core search after commit");
    if !goes.is_empty() {
        empty_log(connection)?;
    }
    Ok(())
}

fn put(connection: &Connection, change: &Change) -> Result<()> {
    let tokens: Vec<&str> = change.tokens.iter().map(String::as_str).collect();
    let sql = if change.comes {
        "INSERT INTO words (rowid, tokens) VALUES (?1, ?2)"
    } else {
        "INSERT INTO words (words, rowid, tokens) VALUES ('delete', ?1, ?2)"
    };
    connection
        .prepare_cached(sql)?
        .execute(params![change.message.0, tokens.join(" ")])?;
    if change.comes {
        connection
            .prepare_cached(
                "INSERT INTO span (number, oldest, newest) VALUES (?1, ?2, ?2) ON CONFLICT (number) DO UPDATE SET
                 oldest = min(oldest, ?2), newest = max(newest, ?2)",
            )?
            .execute([span_of(change.message), change.created])?;
    }
    Ok(())
}

fn merge(connection: &Connection, first: bool) -> Result<bool> {
    let before = connection.total_changes();
    // A negative number lets FTS5 merge everything, and not only what it would by itself.
    let pages = if first { -MERGED } else { MERGED };
    connection.execute(
        "INSERT INTO words (words, rank) VALUES ('merge', ?1)",
        [pages],
    )?;
    let merged = connection.total_changes() - before > 1;
    if !merged {
        connection.execute_batch("PRAGMA incremental_vacuum")?;
        empty_log(connection)?;
    }
    Ok(!merged)
}

fn spans(reader: &Connection) -> Result<Vec<Span>> {
    let mut statement =
        reader.prepare_cached("SELECT number, oldest, newest FROM span ORDER BY number")?;
    let rows = statement.query_map([], |row| {
        Ok(Span {
            number: row.get(0)?,
            oldest: row.get(1)?,
            newest: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The messages of the spans that may hold something: from this number on, below that one. What came after the spans
/// were read is among them.
fn bounds(spans: &[Span], may_hold: impl Fn(&Span) -> bool) -> (i64, i64) {
    let first_of = |number: i64| number << SPAN_BITS;
    let Some(newest) = spans.last() else {
        return (i64::MIN, i64::MAX);
    };
    let first = spans.iter().find(|span| may_hold(span));
    let last = spans.iter().rfind(|span| may_hold(span));
    let from = first.map_or(newest.number + 1, |span| span.number);
    let below = last.filter(|span| span.number < newest.number);
    (
        first_of(from),
        below.map_or(i64::MAX, |span| first_of(span.number + 1)),
    )
}

fn prepare(reader: &Connection) -> Result<CachedStatement<'_>> {
    Ok(reader.prepare_cached(
        "SELECT rowid FROM words WHERE words MATCH ?1 AND rowid >= ?2 AND rowid < ?3 ORDER BY rowid DESC",
    )?)
}

/// What words were taken out is in the log as well, until it is emptied. A reader may be in it: the next time does it.
fn empty_log(connection: &Connection) -> Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn fact(connection: &Connection, key: &str) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT value FROM fact WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

fn set(connection: &Connection, key: &str, value: i64) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO fact (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute(params![key, value])?;
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
