//! Marks on messages: what the server says, and over it what the waiting operations want. A marked message need not be
//! here; its mark is shown once it has come.
//!
//! Every push about marks has a number (`marks_told`), so that an answer or a list that was asked for before it does not
//! undo what it said.

use rusqlite::{Connection, OptionalExtension, params};

use super::change::{Change, Cid, Mid};
use super::{Snapshot, Tx, meta};
use crate::error::Result;
use crate::model::mark::MarkKind;

/// Pushes about marks so far.
const TOLD: &str = "marks_told";
/// Takes in what a push says: the message is marked since `time`, or not.
pub fn tell(
    tx: &mut Tx<'_>,
    cid: Cid,
    server_id: i64,
    kind: MarkKind,
    time: Option<i64>,
) -> Result<()> {
    let number = meta::get(tx.connection(), TOLD)?.unwrap_or(0) + 1;
    meta::set(tx.connection(), TOLD, number)?;
    confirm(tx, cid, server_id, kind, time)?;
    tx.connection()
        .prepare_cached("UPDATE mark SET told = ?3 WHERE server_id = ?1 AND kind = ?2")?
        .execute(params![server_id, kind.action(), number])?;
    Ok(())
}

/// The number of the newest push about marks.
pub fn told(snapshot: &Snapshot<'_>) -> Result<i64> {
    Ok(meta::get(snapshot.connection(), TOLD)?.unwrap_or(0))
}

/// The server has carried out an operation that was asked for when pushes had come up to `told`. A later one about the
/// same mark says more than the answer: its row is there as long as the operation is.
pub fn done(
    tx: &mut Tx<'_>,
    cid: Cid,
    server_id: i64,
    kind: MarkKind,
    time: Option<i64>,
    told: i64,
) -> Result<()> {
    let newest: Option<i64> = tx
        .connection()
        .prepare_cached("SELECT told FROM mark WHERE server_id = ?1 AND kind = ?2")?
        .query_row(params![server_id, kind.action()], |row| row.get(0))
        .optional()?;
    if newest.is_some_and(|newest| newest > told) {
        return Ok(());
    }
    confirm(tx, cid, server_id, kind, time)
}

fn confirm(
    tx: &mut Tx<'_>,
    cid: Cid,
    server_id: i64,
    kind: MarkKind,
    time: Option<i64>,
) -> Result<()> {
    let connection = tx.connection();
    let changed = match time {
        Some(time) => connection
            .prepare_cached(
                "INSERT INTO mark (server_id, kind, conversation, time, confirmed) VALUES (?1, ?2, ?3, ?4, 1)
                 ON CONFLICT (server_id, kind) DO UPDATE SET time = ?4, confirmed = 1
                     WHERE confirmed = 0 OR time <> ?4",
            )?
            .execute(params![server_id, kind.action(), cid.0, time])?,
        None => {
            let changed = connection
                .prepare_cached(
                    "UPDATE mark SET confirmed = 0 WHERE server_id = ?1 AND kind = ?2 AND confirmed = 1",
                )?
                .execute(params![server_id, kind.action()])?;
            forget_idle(connection, server_id)?;
            changed
        }
    };
    if changed > 0 {
        tell_changed(tx, cid, server_id)?;
    }
    Ok(())
}

/// Rows that say nothing any more.
fn forget_idle(connection: &Connection, server_id: i64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM mark WHERE server_id = ?1 AND confirmed = 0 AND wanted = -1")?
        .execute([server_id])?;
    Ok(())
}

fn tell_changed(tx: &mut Tx<'_>, conversation: Cid, server_id: i64) -> Result<()> {
    let message = tx
        .connection()
        .prepare_cached("SELECT id FROM message WHERE server_id = ?1 AND server_id <> 0")?
        .query_row([server_id], |row| row.get(0).map(Mid))
        .optional()?;
    match message {
        Some(message) => tx.change(Change::Message {
            conversation,
            message,
        }),
        None => tx.change(Change::Wanted),
    }
    tx.change(Change::Marks { conversation });
    Ok(())
}

/// Shows the marks of a message as the waiting operations want them.
pub(super) fn want(
    tx: &mut Tx<'_>,
    message: Mid,
    marks: &std::collections::BTreeMap<MarkKind, Option<i64>>,
) -> Result<()> {
    let connection = tx.connection();
    let found: Option<(i64, i64)> = connection
        .prepare_cached("SELECT server_id, conversation FROM message WHERE id = ?1")?
        .query_row([message.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((server_id, conversation)) = found.filter(|(server_id, _)| *server_id != 0) else {
        return Ok(());
    };
    let mut changed = 0;
    for kind in MarkKind::ALL {
        let values =
            |wanted: i64, time: i64| (server_id, kind.action(), conversation, time, wanted);
        changed += match marks.get(&kind) {
            Some(Some(time)) => connection
                .prepare_cached(
                    "INSERT INTO mark (server_id, kind, conversation, time, wanted) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (server_id, kind) DO UPDATE SET
                         wanted = ?5, time = IIF(confirmed = 1, time, ?4) WHERE wanted <> ?5",
                )?
                .execute(values(1, *time))?,
            Some(None) => connection
                .prepare_cached(
                    "INSERT INTO mark (server_id, kind, conversation, time, wanted) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (server_id, kind) DO UPDATE SET wanted = ?5 WHERE wanted <> ?5",
                )?
                .execute(values(0, 0))?,
            None => connection
                .prepare_cached(
                    "UPDATE mark SET wanted = -1 WHERE server_id = ?1 AND kind = ?2 AND wanted <> -1",
                )?
                .execute(params![server_id, kind.action()])?,
        };
    }
    forget_idle(connection, server_id)?;
    if changed > 0 {
        tell_changed(tx, Cid(conversation), server_id)?;
    }
    Ok(())
}

/// Whether a message has marks.
pub(super) fn any_of(tx: &Tx<'_>, message: Mid) -> Result<bool> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mark WHERE server_id =
                 (SELECT server_id FROM message WHERE id = ?1 AND server_id <> 0))",
        )?
        .query_row([message.0], |row| row.get(0))?)
}

/// A message was withdrawn or deleted: nobody has it marked any more.
pub(super) fn forget(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let gone: Option<i64> = tx
        .connection()
        .prepare_cached(
            "DELETE FROM mark WHERE server_id = (SELECT server_id FROM message WHERE id = ?1 AND server_id <> 0)
             RETURNING conversation",
        )?
        .query_map([message.0], |row| row.get(0))?
        .last()
        .transpose()?;
    if let Some(conversation) = gone.map(Cid) {
        tx.change(Change::Marks { conversation });
    }
    Ok(())
}

/// Everything at or below an index is about to be removed.
pub(super) fn forget_up_to(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    let gone = tx
        .connection()
        .prepare_cached(
            "DELETE FROM mark WHERE conversation = ?1 AND server_id IN
                 (SELECT server_id FROM message
                  WHERE conversation = ?1 AND message_index > 0 AND message_index <= ?2 AND server_id <> 0)",
        )?
        .execute(params![conversation.0, index])?;
    if gone > 0 {
        tx.change(Change::Marks { conversation });
    }
    Ok(())
}

/// A list that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WantedList {
    /// How often it was wanted.
    wanted: i64,
    /// Pushes that had come when it was asked for.
    told: i64,
}

/// Whether the list is wanted.
pub fn wanted_list(snapshot: &Snapshot<'_>) -> Result<Option<WantedList>> {
    let told = told(snapshot)?;
    let wanted = meta::get(snapshot.connection(), meta::MARKS_WANTED)?;
    Ok(wanted.map(|wanted| WantedList { wanted, told }))
}

/// The list is here, or will never come. What was wanted after it had been asked for is still wanted.
pub fn list_answered(tx: &mut Tx<'_>, list: WantedList) -> Result<()> {
    tx.connection()
        .prepare_cached("DELETE FROM meta WHERE key = ?1 AND value <= ?2")?
        .execute(params![meta::MARKS_WANTED, list.wanted])?;
    Ok(())
}

/// Replaces what the server says of one kind by its whole list. False when pushes have come since it was asked for: it
/// may be older than they are.
pub fn replace(
    tx: &mut Tx<'_>,
    list: WantedList,
    kind: MarkKind,
    marks: &[(Cid, i64, i64)],
) -> Result<bool> {
    if meta::get(tx.connection(), TOLD)?.unwrap_or(0) != list.told {
        return Ok(false);
    }
    let known: Vec<(i64, i64)> = {
        let mut statement = tx.connection().prepare_cached(
            "SELECT server_id, conversation FROM mark WHERE kind = ?1 AND confirmed = 1",
        )?;
        let rows = statement.query_map([kind.action()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    let listed: std::collections::BTreeSet<i64> = marks.iter().map(|(_, id, _)| *id).collect();
    for (server_id, conversation) in known {
        if !listed.contains(&server_id) {
            confirm(tx, Cid(conversation), server_id, kind, None)?;
        }
    }
    for (cid, server_id, time) in marks {
        confirm(tx, *cid, *server_id, kind, Some(*time))?;
    }
    Ok(true)
}

/// A marked message that is not here: its conversation and its id.
pub fn missing_message(snapshot: &Snapshot<'_>) -> Result<Option<(Cid, i64)>> {
    Ok(snapshot
        .connection()
        .prepare_cached(
            "SELECT conversation, server_id FROM mark k
             WHERE confirmed = 1 AND NOT EXISTS (SELECT 1 FROM message m WHERE m.server_id = k.server_id) LIMIT 1",
        )?
        .query_row([], |row| Ok((Cid(row.get(0)?), row.get(1)?)))
        .optional()?)
}

/// The server was asked for a marked message: when it is not here now, it never will be, and the mark goes.
pub fn settle(tx: &mut Tx<'_>, conversation: Cid, server_id: i64) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "DELETE FROM mark WHERE server_id = ?1
                 AND NOT EXISTS (SELECT 1 FROM message m WHERE m.server_id = ?1)",
        )?
        .execute([server_id])?;
    tx.change(Change::Marks { conversation });
    Ok(())
}

#[cfg(test)]
mod tests;
