//! What the index has to learn: new messages, and what others said before they changed or went.

use rusqlite::{OptionalExtension, Row};

use crate::error::Result;
use crate::model::{MessageKey, UserId};
use crate::store::change::{Cid, Mid};
use crate::store::{Snapshot, Tx, meta};

/// Which index belongs to this database: a number that both keep.
const SEARCH_INDEX: &str = "search_index";

/// Everything about a message that it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which.
    pub message: Mid,
    /// Where.
    pub conversation: Cid,
    /// Who.
    pub sender: UserId,
    /// `message_type`.
    pub kind: i32,
    /// Milliseconds since 1970.
    pub created: i64,
    /// As on the wire, as the person wants it; empty when nothing is left of it.
    pub content: String,
}

/// A message that might be what is looked for.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What it says.
    pub said: Said,
    /// Its id for people.
    pub key: MessageKey,
    /// Who, as they are called there; may be empty.
    pub sender_name: String,
}

/// How far the database has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reached {
    /// Number of the index that belongs to it.
    pub index: i64,
    /// The highest number a message ever had.
    pub message: i64,
    /// The highest number an entry of the queue ever had.
    pub entry: i64,
}

macro_rules! said {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.conversation, m.sender, m.kind, m.created,
                    IIF(m.wanted_content <> '', m.wanted_content, m.content)",
            $rest
        )
    };
}

const WAITING: &str =
    "SELECT message, conversation, sender, kind, created, content, number FROM search_queue
     ORDER BY number LIMIT ?1";
const NOW: &str = said!(" FROM message m WHERE m.id = ?1");
const AFTER: &str = said!(" FROM message m WHERE m.id > ?1 ORDER BY m.id LIMIT ?2");
const CANDIDATE: &str = said!(
    ", m.key, coalesce(nullif(u.remark, ''), nullif(p.alias, ''), u.nick_name, '')
     FROM message m
     JOIN conversation c ON c.id = m.conversation
     LEFT JOIN person u ON u.user_id = m.sender
     LEFT JOIN participant p ON p.conversation = m.conversation AND p.user_id = m.sender
     WHERE m.id = ?1 AND m.hidden = 0 AND m.recalled = 0"
);
const CREATED: &str = "SELECT created FROM message WHERE id = ?1";
const HIGHEST: &str =
    "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0),
            coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'search_queue'), 0)";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Said> {
    Ok(Said {
        message: Mid(row.get(0)?),
        conversation: Cid(row.get(1)?),
        sender: UserId(row.get(2)?),
        kind: row.get(3)?,
        created: row.get(4)?,
        content: row.get(5)?,
    })
}

/// What messages said before they changed or went, in the order of that, each with the number of its entry.
pub fn waiting(snapshot: &Snapshot<'_>, limit: i64) -> Result<Vec<(i64, Said)>> {
    let mut statement = snapshot.connection().prepare_cached(WAITING)?;
    let rows = statement.query_map([limit], |row| Ok((row.get(6)?, from_row(row)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What a message says now; none for one that is gone.
pub fn now(snapshot: &Snapshot<'_>, message: Mid) -> Result<Option<Said>> {
    let mut statement = snapshot.connection().prepare_cached(NOW)?;
    Ok(statement.query_row([message.0], from_row).optional()?)
}

/// Messages with higher numbers, in their order.
pub fn after(snapshot: &Snapshot<'_>, message: i64, limit: i64) -> Result<Vec<Said>> {
    let mut statement = snapshot.connection().prepare_cached(AFTER)?;
    let rows = statement.query_map([message, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When a message was written, in milliseconds since 1970; none for one that is gone.
pub fn created(snapshot: &Snapshot<'_>, message: Mid) -> Result<Option<i64>> {
    let mut statement = snapshot.connection().prepare_cached(CREATED)?;
    let found = statement.query_row([message.0], |row| row.get(0));
    Ok(found.optional()?)
}

/// A message as it can be found; none for one that is not shown or was withdrawn.
pub fn candidate(snapshot: &Snapshot<'_>, message: Mid) -> Result<Option<Candidate>> {
    let mut statement = snapshot.connection().prepare_cached(CANDIDATE)?;
    let found = statement.query_row([message.0], |row| {
        Ok(Candidate {
            said: from_row(row)?,
            key: MessageKey(row.get(6)?),
            sender_name: row.get(7)?,
        })
    });
    Ok(found.optional()?)
}

/// How far the database has come. It is given the number of its index when it has none.
pub fn reached(tx: &mut Tx<'_>) -> Result<Reached> {
    let connection = tx.connection();
    let index = match meta::get(connection, SEARCH_INDEX)? {
        Some(index) => index,
        None => {
            let index = i64::from(rand::random::<u32>());
            meta::set(connection, SEARCH_INDEX, index)?;
            index
        }
    };
    let (message, entry) = connection
        .prepare_cached(HIGHEST)?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Reached {
        index,
        message,
        entry,
    })
}

/// The highest number a message ever had.
pub fn newest(snapshot: &Snapshot<'_>) -> Result<i64> {
    Ok(snapshot
        .connection()
        .prepare_cached(HIGHEST)?
        .query_row([], |row| row.get(0))?)
}

/// The index has learnt what these entries and those before them say.
pub fn forget_up_to(tx: &mut Tx<'_>, entry: i64) -> Result<()> {
    tx.connection()
        .prepare_cached("DELETE FROM search_queue WHERE number <= ?1")?
        .execute([entry])?;
    Ok(())
}
