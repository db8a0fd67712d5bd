//! Texts that are to be sent at a time of day. They are no messages before: nothing of them is in a timeline, and no
//! server knows them.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::{Change, Cid};
use super::{Snapshot, Tx};
use crate::error::{Error, Reason, Result};
use crate::model::planned::{MAX_PLANNED, TOO_LATE_MS};
use crate::model::{ConversationId, MessageKey};

/// A text that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Its id, also as a message.
    pub key: MessageKey,
    /// Where to.
    pub conversation: Cid,
    /// The same, by its name.
    pub to: ConversationId,
    /// The words.
    pub text: String,
    /// Key of the message it answers; empty for none.
    pub answers: String,
    /// JSON list of the people it calls.
    pub mentioned: String,
    /// When, milliseconds since 1970.
    pub due: i64,
    /// JSON of why it was not sent when it was due; empty when nothing is wrong.
    pub stopped: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.key, p.conversation, p.text, p.answers, p.mentioned, p.due, p.stopped, c.conversation_id
             FROM planned p JOIN conversation c ON c.id = p.conversation ",
            $rest
        )
    };
}

const BY_KEY: &str = select!("WHERE p.key = ?1");
const OF_CONVERSATION: &str = select!("WHERE p.conversation = ?1 ORDER BY p.due, p.key");
const DUE: &str =
    select!("WHERE p.stopped = '' AND p.due <= ?1 AND p.due > ?2 ORDER BY p.due, p.key LIMIT 1");
const NEXT: &str = "SELECT min(due) FROM planned WHERE stopped = '' AND due > ?1";
const ANY_LATE: &str =
    "SELECT 1 FROM planned WHERE stopped = '' AND due <= ?1 AND asked = 0 LIMIT 1";
const TOO_LATE: &str = "UPDATE planned SET asked = 1 WHERE stopped = '' AND due <= ?1 AND asked = 0
     RETURNING conversation";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Planned> {
    Ok(Planned {
        key: MessageKey(row.get(0)?),
        conversation: Cid(row.get(1)?),
        text: row.get(2)?,
        answers: row.get(3)?,
        mentioned: row.get(4)?,
        due: row.get(5)?,
        stopped: row.get(6)?,
        to: ConversationId(row.get(7)?),
    })
}

/// Plans a text. The same key again changes nothing.
///
/// # Errors
/// [`Error::TooManyPlanned`] when as many are planned in the conversation as can be.
pub fn add(tx: &mut Tx<'_>, planned: &Planned) -> Result<()> {
    let connection = tx.connection();
    let others: i64 = connection
        .prepare_cached("SELECT count(*) FROM planned WHERE conversation = ?1 AND key <> ?2")?
        .query_row(
            params![planned.conversation.0, planned.key.as_str()],
            |row| row.get(0),
        )?;
    if usize::try_from(others).unwrap_or(usize::MAX) >= MAX_PLANNED {
        return Err(Error::TooManyPlanned { limit: MAX_PLANNED });
    }
    connection
        .prepare_cached(
            "INSERT INTO planned (key, conversation, text, answers, mentioned, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (key) DO NOTHING",
        )?
        .execute(params![
            planned.key.as_str(),
            planned.conversation.0,
            planned.text,
            planned.answers,
            planned.mentioned,
            planned.due
        ])?;
    tx.change(Change::Planned {
        conversation: planned.conversation,
    });
    Ok(())
}

fn find(connection: &Connection, key: &MessageKey) -> Result<Option<Planned>> {
    Ok(connection
        .prepare_cached(BY_KEY)?
        .query_row([key.as_str()], from_row)
        .optional()?)
}

/// Gives one other words or another time; what stopped it is forgotten. False when it is not planned (any more).
pub fn change(
    tx: &mut Tx<'_>,
    key: &MessageKey,
    text: Option<&str>,
    due: Option<i64>,
) -> Result<bool> {
    let Some(planned) = find(tx.connection(), key)? else {
        return Ok(false);
    };
    tx.connection()
        .prepare_cached(
            "UPDATE planned SET text = ?2, due = ?3, asked = IIF(due = ?3, asked, 0), stopped = '' WHERE key = ?1",
        )?
        .execute(params![
            key.as_str(),
            text.unwrap_or(&planned.text),
            due.unwrap_or(planned.due)
        ])?;
    tx.change(Change::Planned {
        conversation: planned.conversation,
    });
    Ok(true)
}

/// It could not be sent, and stays until the person decides.
pub fn stop(tx: &mut Tx<'_>, key: &MessageKey, reason: &Reason) -> Result<()> {
    let Some(Planned { conversation, .. }) = find(tx.connection(), key)? else {
        return Ok(());
    };
    tx.connection()
        .prepare_cached("UPDATE planned SET stopped = ?2 WHERE key = ?1")?
        .execute(params![
            key.as_str(),
            serde_json::to_string(reason).unwrap_or_default()
        ])?;
    tx.change(Change::Planned { conversation });
    tx.change(Change::PlannedHeld { conversation });
    Ok(())
}

/// Takes one out: it is not planned any more.
pub fn take(tx: &mut Tx<'_>, key: &MessageKey) -> Result<Option<Planned>> {
    let Some(planned) = find(tx.connection(), key)? else {
        return Ok(None);
    };
    tx.connection()
        .prepare_cached("DELETE FROM planned WHERE key = ?1")?
        .execute([key.as_str()])?;
    tx.change(Change::Planned {
        conversation: planned.conversation,
    });
    Ok(Some(planned))
}

/// What is planned in a conversation, the next first.
pub fn list(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Vec<Planned>> {
    let mut statement = snapshot.connection().prepare_cached(OF_CONVERSATION)?;
    let rows = statement.query_map([conversation.0], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The one to be sent now that was due first.
pub fn due(snapshot: &Snapshot<'_>, now: i64) -> Result<Option<Planned>> {
    Ok(snapshot
        .connection()
        .prepare_cached(DUE)?
        .query_row([now, now.saturating_sub(TOO_LATE_MS)], from_row)
        .optional()?)
}

/// When something is due next after a time of day.
pub fn next_due(snapshot: &Snapshot<'_>, now: i64) -> Result<Option<i64>> {
    Ok(snapshot
        .connection()
        .prepare_cached(NEXT)?
        .query_row([now], |row| row.get(0))?)
}

/// Whether some are due for so long that the person is to be asked about them, and was not.
pub fn any_late(snapshot: &Snapshot<'_>, now: i64) -> Result<bool> {
    Ok(snapshot
        .connection()
        .prepare_cached(ANY_LATE)?
        .exists([now.saturating_sub(TOO_LATE_MS)])?)
}

/// Tells, once, of those that are due for so long that they are not sent without asking.
pub fn ask_about_late(tx: &mut Tx<'_>, now: i64) -> Result<()> {
    let late: Vec<i64> = {
        let mut statement = tx.connection().prepare_cached(TOO_LATE)?;
        let rows = statement.query_map([now.saturating_sub(TOO_LATE_MS)], |row| row.get(0))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for conversation in late {
        let conversation = Cid(conversation);
        tx.change(Change::Planned { conversation });
        tx.change(Change::PlannedHeld { conversation });
    }
    Ok(())
}
