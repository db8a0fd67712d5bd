//! Messages that the person wants to be reminded of at a time of day.

use rusqlite::params;

use super::change::{Change, Cid, Mid};
use super::{Snapshot, Tx, message};
use crate::error::{Error, Result};
use crate::model::planned::MAX_REMINDERS;

/// A reminder of a message that is shown.
pub struct Reminder {
    /// Of which message.
    pub message: message::Stored,
    /// When, milliseconds since 1970.
    pub due: i64,
    /// Its time has come, and the person was told.
    pub told: bool,
}

/// Those whose time has come, and whether their message is shown.
const DUE: &str = "SELECT r.message, r.conversation, m.hidden = 0 AND m.recalled = 0
     FROM reminder r JOIN message m ON m.id = r.message WHERE r.told = 0 AND r.due <= ?1 ORDER BY r.due";
const SHOWN: &str = "SELECT r.message, r.due, r.told FROM reminder r
     JOIN message m ON m.id = r.message AND m.hidden = 0 AND m.recalled = 0 ORDER BY r.due, r.message";
const NEXT: &str = "SELECT min(due) FROM reminder WHERE told = 0";

/// Reminds of a message at this time instead of any other.
///
/// # Errors
/// [`Error::TooManyPlanned`] when there are as many as can be.
pub fn set(tx: &mut Tx<'_>, conversation: Cid, message: Mid, due: i64) -> Result<()> {
    let connection = tx.connection();
    let others: i64 = connection
        .prepare_cached("SELECT count(*) FROM reminder WHERE message <> ?1")?
        .query_row([message.0], |row| row.get(0))?;
    if usize::try_from(others).unwrap_or(usize::MAX) >= MAX_REMINDERS {
        return Err(Error::TooManyPlanned {
            limit: MAX_REMINDERS,
        });
    }
    connection
        .prepare_cached(
            "INSERT INTO reminder (message, conversation, due) VALUES (?1, ?2, ?3)
             ON CONFLICT (message) DO UPDATE SET due = ?3, told = 0",
        )?
        .execute(params![message.0, conversation.0, due])?;
    tx.change(Change::Reminders);
    Ok(())
}

/// Reminds of a message no more.
pub fn remove(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached("DELETE FROM reminder WHERE message = ?1")?
        .execute([message.0])?;
    if changed > 0 {
        tx.change(Change::Reminders);
    }
    Ok(())
}

/// Tells of those whose time has come. One of a message that is not shown any more goes without a word.
pub fn tell_due(tx: &mut Tx<'_>, now: i64) -> Result<()> {
    let due: Vec<(Mid, Cid, bool)> = {
        let mut statement = tx.connection().prepare_cached(DUE)?;
        let rows = statement.query_map([now], |row| {
            Ok((Mid(row.get(0)?), Cid(row.get(1)?), row.get(2)?))
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for (message, conversation, shown) in due {
        if !shown {
            remove(tx, message)?;
            continue;
        }
        tx.connection()
            .prepare_cached("UPDATE reminder SET told = 1 WHERE message = ?1")?
            .execute([message.0])?;
        tx.change(Change::Reminders);
        tx.change(Change::Reminder {
            conversation,
            message,
        });
    }
    Ok(())
}

/// All of messages that are shown, the next first.
pub fn list(snapshot: &Snapshot<'_>) -> Result<Vec<Reminder>> {
    let found: Vec<(Mid, i64, bool)> = {
        let mut statement = snapshot.connection().prepare_cached(SHOWN)?;
        let rows =
            statement.query_map([], |row| Ok((Mid(row.get(0)?), row.get(1)?, row.get(2)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let mut reminders = Vec::with_capacity(found.len());
    for (mid, due, told) in found {
        if let Some(message) = message::get(snapshot, mid)? {
            reminders.push(Reminder { message, due, told });
        }
    }
    Ok(reminders)
}

/// When the next one is due.
pub fn next_due(snapshot: &Snapshot<'_>) -> Result<Option<i64>> {
    Ok(snapshot
        .connection()
        .prepare_cached(NEXT)?
        .query_row([], |row| row.get(0))?)
}
