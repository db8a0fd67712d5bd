//! Small facts of the account.

use rusqlite::{Connection, OptionalExtension, params};

use super::change::Change;
use super::{Snapshot, Tx};
use crate::error::Result;

/// Number of the newest transaction that changed something for the person.
pub(super) const STORE_SEQ: &str = "store_seq";
/// Position in the inbox up to which everything is stored.
const INBOX_CURSOR: &str = "inbox_cursor";
/// Where the first load goes on after a stop; absent when it is finished or not begun.
const LOAD_CURSOR: &str = "load_cursor";
/// `per_user_cursor` of the first load's first page, while the load runs.
const LOAD_START: &str = "load_start";
/// Holes of the inbox that no reload has answered yet.
const RELOAD_HOLE: &str = "reload_hole";
/// As [`RELOAD_HOLE`], for the server having been set back to an older state.
const RELOAD_SET_BACK: &str = "reload_set_back";

/// How often the list of what is marked was found to be needed and was not read yet.
pub(super) const MARKS_WANTED: &str = "marks_wanted";

pub(super) fn get(connection: &Connection, key: &str) -> Result<Option<i64>> {
    Ok(connection
        .prepare_cached("SELECT value FROM meta WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?)
}

pub(super) fn set(connection: &Connection, key: &str, value: i64) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2")?
        .execute(params![key, value])?;
    Ok(())
}

pub(super) fn unset(connection: &Connection, key: &str) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM meta WHERE key = ?1")?
        .execute([key])?;
    Ok(())
}

/// At most `limit` of the facts whose key is `prefix`, which ends in ':', and a number: that number and the value.
pub(super) fn numbered(
    snapshot: &Snapshot<'_>,
    prefix: &str,
    limit: i64,
) -> Result<Vec<(i64, i64)>> {
    // ';' is the character after ':': the range is the keys with the prefix, read from the primary key.
    let end = format!("{};", prefix.trim_end_matches(':'));
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT key, value FROM meta WHERE key >= ?1 AND key < ?2 LIMIT ?3")?;
    let rows = statement.query_map(params![prefix, end, limit], |row| {
        Ok((row.get::<_, String>(0)?, row.get(1)?))
    })?;
    let mut numbered = Vec::new();
    for row in rows {
        let (key, value) = row?;
        if let Some(number) = key.strip_prefix(prefix).and_then(|id| id.parse().ok()) {
            numbered.push((number, value));
        }
    }
    Ok(numbered)
}

/// A first load that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// `per_user_cursor` of its first page.
    pub start: i64,
    /// Page to ask for next.
    pub next: i64,
}

/// The inbox cursor; none before the first load is finished.
pub fn inbox_cursor(snapshot: &Snapshot<'_>) -> Result<Option<i64>> {
    get(snapshot.connection(), INBOX_CURSOR)
}

/// As [`inbox_cursor`], inside a command.
pub fn inbox_cursor_in(tx: &Tx<'_>) -> Result<Option<i64>> {
    get(tx.connection(), INBOX_CURSOR)
}

/// The first load that was begun and not finished.
pub fn load(snapshot: &Snapshot<'_>) -> Result<Option<Load>> {
    let connection = snapshot.connection();
    match (get(connection, LOAD_START)?, get(connection, LOAD_CURSOR)?) {
        (Some(start), Some(next)) => Ok(Some(Load { start, next })),
        _ => Ok(None),
    }
}

/// Moves the inbox cursor; never backwards.
pub fn advance_inbox(tx: &mut Tx<'_>, cursor: i64) -> Result<()> {
    let connection = tx.connection();
    if get(connection, INBOX_CURSOR)?.is_none_or(|old| old < cursor) {
        set(connection, INBOX_CURSOR, cursor)?;
    }
    Ok(())
}

/// Notes how far the first load has come.
pub fn save_load(tx: &mut Tx<'_>, load: Load) -> Result<()> {
    set(tx.connection(), LOAD_START, load.start)?;
    set(tx.connection(), LOAD_CURSOR, load.next)?;
    Ok(())
}

/// The first load is finished: the inbox is read on from where it stood when the load began.
pub fn finish_load(tx: &mut Tx<'_>, start: i64) -> Result<()> {
    unset(tx.connection(), LOAD_START)?;
    unset(tx.connection(), LOAD_CURSOR)?;
    want_marks(tx)?;
    advance_inbox(tx, start)
}

/// Why everything must be loaded again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The server no longer keeps some entries of the inbox that this device has not had.
    Hole,
    /// The server was set back to an older state.
    SetBack,
}

impl Cause {
    fn key(self) -> &'static str {
        match self {
            Self::Hole => RELOAD_HOLE,
            Self::SetBack => RELOAD_SET_BACK,
        }
    }
}

/// How often everything was found to be in need of a reload since the last one: the numbers that it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reload {
    /// Holes.
    pub holes: i64,
    /// Times the server was found to be set back.
    pub set_backs: i64,
}

/// The reload that is wanted; none when everything was answered.
pub fn reload(snapshot: &Snapshot<'_>) -> Result<Option<Reload>> {
    let count = |cause: Cause| get(snapshot.connection(), cause.key());
    let (holes, set_backs) = (count(Cause::Hole)?, count(Cause::SetBack)?);
    Ok((holes.is_some() || set_backs.is_some()).then(|| Reload {
        holes: holes.unwrap_or(0),
        set_backs: set_backs.unwrap_or(0),
    }))
}

/// Everything must be loaded again. It stays so until [`reload_answered`], whatever ends the program meanwhile: call it
/// in the transaction that stores what was found after the hole.
pub fn want_reload(tx: &mut Tx<'_>, cause: Cause) -> Result<()> {
    let connection = tx.connection();
    let wanted = get(connection, cause.key())?.unwrap_or(0);
    set(connection, cause.key(), wanted.saturating_add(1))
}

/// The server was found to be set back by something that changes nothing here: a reload that is wanted already answers
/// this, too. The inbox hears of it.
pub fn note_set_back(tx: &mut Tx<'_>) -> Result<()> {
    if get(tx.connection(), RELOAD_SET_BACK)?.is_none() {
        want_reload(tx, Cause::SetBack)?;
    }
    tx.change(Change::Wanted);
    Ok(())
}

/// A reload has finished. What was found after it had begun is still wanted.
pub fn reload_answered(tx: &mut Tx<'_>, answered: Reload) -> Result<()> {
    let numbers = [
        (Cause::Hole, answered.holes),
        (Cause::SetBack, answered.set_backs),
    ];
    for (cause, number) in numbers {
        tx.connection()
            .prepare_cached("DELETE FROM meta WHERE key = ?1 AND value <= ?2")?
            .execute(params![cause.key(), number])?;
    }
    want_marks(tx)
}

/// Sets the inbox cursor wherever it stood: only for a server that was set back.
pub fn set_inbox(tx: &mut Tx<'_>, cursor: i64) -> Result<()> {
    set(tx.connection(), INBOX_CURSOR, cursor)
}

/// What is marked is to be asked for from the beginning.
pub fn want_marks(tx: &mut Tx<'_>) -> Result<()> {
    let wanted = get(tx.connection(), MARKS_WANTED)?.unwrap_or(0);
    set(tx.connection(), MARKS_WANTED, wanted.saturating_add(1))?;
    tx.change(Change::Wanted);
    Ok(())
}
