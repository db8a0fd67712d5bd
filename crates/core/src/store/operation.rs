//! What a person asked for beside sending: rows that stay until the server has confirmed or refused them, and the
//! effect of those that wait, in the columns `wanted...` of their target. The effect is worked out anew in the
//! transaction in which an operation comes or goes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::{Change, Cid, Mid};
use super::outbox as unsent;
use super::{Snapshot, Tx, conversation, message, range};
use crate::error::{Error, Reason, Result};
use crate::model::MessageKey;
use crate::model::conversation::ConversationRef;
use crate::model::message::UnsavedEdit;
use crate::model::operation::{Against, Effect, Operation};

/// What an operation is about: operations on one target wait for each other, and for no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    /// The conversation.
    pub conversation: Cid,
    /// One of its messages; none when it is about the conversation.
    pub message: Option<Mid>,
}

impl Target {
    fn number(self) -> i64 {
        self.message.map_or(0, |message| message.0)
    }
}

/// An operation that waits.
#[derive(Debug, Clone)]
pub struct Item {
    /// Row.
    pub id: i64,
    /// What it is about.
    pub target: Target,
    /// What was asked for.
    pub operation: Operation,
    /// It was tried and no answer is known: the server may have done it.
    pub claimed: bool,
    /// Tries counted so far.
    pub tries: u32,
}

/// Where an operation stands, and what it needs to be carried out.
#[derive(Debug)]
pub enum Ready {
    /// It can be carried out.
    Yes {
        /// Its conversation.
        conversation: ConversationRef,
        /// The server's id of its message; 0 when it is about the conversation.
        server_id: i64,
    },
    /// Its message is on its way to the server: only what becomes of it tells.
    AfterSending,
    /// Its message was not sent and stands here alone, under this key.
    Unsent(MessageKey),
    /// There is nothing left to do: what it is about is not here any more, or is as it was asked for.
    Over,
    /// It can never be carried out.
    Never(Error),
}

const SELECT: &str = "SELECT id, conversation, message, payload, state, tries FROM operation
     WHERE conversation = ?1 AND message = ?2 ORDER BY id";
const NEXT: &str = "SELECT id, conversation, message, payload, state, tries FROM operation
     WHERE conversation = ?1 AND message = ?2 ORDER BY id LIMIT 1";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Option<Item>> {
    let payload: String = row.get(3)?;
    // Written below and nowhere else.
    let Ok(operation) = serde_json::from_str(&payload) else {
        return Ok(None);
    };
    let message: i64 = row.get(2)?;
    Ok(Some(Item {
        id: row.get(0)?,
        target: Target {
            conversation: Cid(row.get(1)?),
            message: (message != 0).then_some(Mid(message)),
        },
        operation,
        claimed: row.get::<_, i64>(4)? != 0,
        tries: row.get(5)?,
    }))
}

/// Takes in what a person asked for; it is shown from this transaction on. The same kind on the same target that was
/// not tried yet is replaced. Answers the row.
pub fn ask(tx: &mut Tx<'_>, target: Target, operation: &Operation) -> Result<i64> {
    let payload = serde_json::to_string(operation).unwrap_or_default();
    let connection = tx.connection();
    let waiting = items(connection, target)?
        .into_iter()
        .find(|item| !item.claimed && operation.replaces(&item.operation));
    let id = match waiting.map(|item| item.id) {
        Some(id) => {
            connection
                .prepare_cached("UPDATE operation SET payload = ?2, tries = 0 WHERE id = ?1")?
                .execute(params![id, payload])?;
            id
        }
        None => {
            connection
                .prepare_cached(
                    "INSERT INTO operation (conversation, message, kind, payload) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    target.conversation.0,
                    target.number(),
                    operation.kind(),
                    payload
                ])?;
            connection.last_insert_rowid()
        }
    };
    show(tx, target)?;
    if let (Operation::Edit(_), Some(message)) = (operation, target.message) {
        message::forget_unsaved_edit(tx, message)?;
    }
    if let Operation::DeleteConversation(delete) = operation {
        conversation::unlist(tx, target.conversation, delete.up_to)?;
    }
    Ok(id)
}

/// Targets with something to carry out.
pub fn waiting(snapshot: &Snapshot<'_>) -> Result<Vec<Target>> {
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT DISTINCT conversation, message FROM operation")?;
    let rows = statement.query_map([], |row| {
        let message: i64 = row.get(1)?;
        Ok(Target {
            conversation: Cid(row.get(0)?),
            message: (message != 0).then_some(Mid(message)),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many operations wait.
pub fn count(snapshot: &Snapshot<'_>) -> Result<u32> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT count(*) FROM operation")?
        .query_row([], |row| row.get(0))?)
}

/// The oldest operation of a target, and whether it can be carried out.
pub fn next(snapshot: &Snapshot<'_>, target: Target) -> Result<Option<(Item, Ready)>> {
    let found = snapshot
        .connection()
        .prepare_cached(NEXT)?
        .query_row(params![target.conversation.0, target.number()], from_row)
        .optional()?;
    let Some(Some(item)) = found else {
        return Ok(None);
    };
    let ready = ready(snapshot, &item)?;
    Ok(Some((item, ready)))
}

fn ready(snapshot: &Snapshot<'_>, item: &Item) -> Result<Ready> {
    let Some(stored) = conversation::get(snapshot, item.target.conversation)? else {
        return Ok(Ready::Over);
    };
    let Some(message) = item.target.message else {
        return Ok(Ready::Yes {
            conversation: stored.conversation,
            server_id: 0,
        });
    };
    let Some(row) = message::get(snapshot, message)? else {
        return Ok(Ready::Over);
    };
    if let Some(ready) = overtaken(item, &row) {
        return Ok(ready);
    }
    Ok(match row.state {
        message::State::Stopped => Ready::Unsent(row.key),
        message::State::Lost => Ready::Over,
        message::State::Accepted => Ready::AfterSending,
        _ if row.server_id == 0 => Ready::AfterSending,
        _ => Ready::Yes {
            conversation: stored.conversation,
            server_id: row.server_id,
        },
    })
}

/// What became of the message of a reaction or an edit meanwhile, when that decides it.
fn overtaken(item: &Item, row: &message::Stored) -> Option<Ready> {
    // Withdrawn by the server, and not only wanted so.
    let recalled = row.recalled && row.content.is_empty();
    let away = matches!(row.state, message::State::Stopped | message::State::Lost);
    match &item.operation {
        Operation::React(_) => (away || recalled).then_some(Ready::Over),
        Operation::Edit(_) if away || recalled => Some(Ready::Never(Error::NotFound("message"))),
        Operation::Edit(edit) => match edit.against(&row.content) {
            Against::Base => None,
            Against::Done => Some(Ready::Over),
            Against::Other => Some(Ready::Never(Error::EditedElsewhere)),
        },
        _ => None,
    }
}

/// Claims and counts a try before it is made: from now on it is not replaced. False when it is gone or was replaced
/// since it was read.
pub fn claim(tx: &mut Tx<'_>, item: &Item) -> Result<bool> {
    let payload = serde_json::to_string(&item.operation).unwrap_or_default();
    let changed = tx
        .connection()
        .prepare_cached(
            "UPDATE operation SET state = 1, tries = tries + 1 WHERE id = ?1 AND payload = ?2",
        )?
        .execute(params![item.id, payload])?;
    Ok(changed == 1)
}

/// The claimed try did not reach the server, nor did one before it.
pub fn release(tx: &mut Tx<'_>, item: &Item) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE operation SET state = 0 WHERE id = ?1")?
        .execute([item.id])?;
    Ok(())
}

/// It is over: the server has done it, and what it said of it is stored in the same transaction, or there is nothing
/// left to do.
pub fn end(tx: &mut Tx<'_>, item: &Item) -> Result<()> {
    tx.connection()
        .prepare_cached("DELETE FROM operation WHERE id = ?1")?
        .execute([item.id])?;
    show(tx, item.target)
}

/// The server refused it: nothing is left of it but the sentence.
pub fn refuse(tx: &mut Tx<'_>, item: &Item, reason: Reason) -> Result<()> {
    end(tx, item)?;
    match (&item.operation, item.target.message) {
        (Operation::DeleteConversation(delete), _) if delete.listed => {
            conversation::show(tx, item.target.conversation)?;
        }
        (Operation::Edit(edit), Some(message)) => {
            let unsaved = UnsavedEdit {
                text: edit.words(),
                code: reason.code.clone(),
                log_id: reason.log_id.clone(),
            };
            message::keep_unsaved_edit(tx, message, &unsaved)?;
        }
        _ => {}
    }
    tx.change(Change::Refused {
        conversation: item.target.conversation,
        operation: item.operation.kind(),
        reason,
    });
    Ok(())
}

/// Ends an operation on an unsent message together with the message: it is not at the server, and not wanted there.
pub fn end_with_unsent(tx: &mut Tx<'_>, item: &Item, key: &MessageKey) -> Result<()> {
    end(tx, item)?;
    if let Some(unsent) = unsent::by_key_in(tx, key)? {
        unsent::discard(tx, &unsent)?;
    }
    Ok(())
}

/// Works out what the waiting operations of a target make of it.
fn show(tx: &mut Tx<'_>, target: Target) -> Result<()> {
    let waiting = items(tx.connection(), target)?;
    let effect = Effect::of(waiting.iter().map(|item| &item.operation));
    match target.message {
        Some(message) => message::want(tx, message, &effect),
        None => show_conversation(tx, target.conversation, &effect),
    }
}

/// What waits for a target, in the order of asking.
fn items(connection: &Connection, target: Target) -> Result<Vec<Item>> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let rows = statement.query_map(params![target.conversation.0, target.number()], from_row)?;
    let mut items = Vec::new();
    for row in rows {
        items.extend(row?);
    }
    Ok(items)
}

fn show_conversation(tx: &mut Tx<'_>, cid: Cid, effect: &Effect) -> Result<()> {
    let setting = |wanted: Option<bool>| wanted.map_or(-1, i64::from);
    let cleared: i64 = tx
        .connection()
        .prepare_cached("SELECT wanted_min_index FROM conversation WHERE id = ?1")?
        .query_row([cid.0], |row| row.get(0))?;
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET wanted_pinned = ?2, wanted_muted = ?3, wanted_min_index = ?4 WHERE id = ?1",
        )?
        .execute(params![
            cid.0,
            setting(effect.pinned),
            setting(effect.muted),
            effect.cleared_to
        ])?;
    if effect.cleared_to > cleared {
        message::hide_up_to(tx, cid, effect.cleared_to)?;
        tx.change(Change::Cleared { conversation: cid });
    } else if effect.cleared_to < cleared {
        let confirmed =
            conversation::stored(tx.connection(), cid)?.map_or(0, |stored| stored.server_min_index);
        if confirmed < cleared {
            // What came meanwhile was not stored below that index.
            message::show_above(tx, cid, effect.cleared_to)?;
            range::forget_up_to(tx, cid, cleared)?;
            tx.change(Change::Cleared { conversation: cid });
        }
    }
    tx.touch(cid);
    Ok(())
}

#[cfg(test)]
mod tests;
