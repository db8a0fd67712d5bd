//! What a person asked for beside sending: rows that stay until the server has confirmed or refused them, and the
//! effect of those that wait, in the columns `wanted...` of what they are about. The effect is worked out anew in the
//! transaction in which an operation comes or goes.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::{Change, Cid, Mid};
use super::outbox as unsent;
use super::{Snapshot, Tx, contact, conversation, mark, message, range, withdrawn};
use crate::error::{Error, Reason, Result};
use crate::model::conversation::ConversationRef;
use crate::model::message::UnsavedEdit;
use crate::model::operation::{Against, ContactEffect, ContactOperation, Effect, Operation};
use crate::model::{MessageKey, UserId};

/// The conversation or message that an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Target {
    /// The conversation.
    pub conversation: Cid,
    /// One of its messages; none when it is about the conversation.
    pub message: Option<Mid>,
}

/// Operations on one lane wait for each other, and for no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Those on a conversation, or on one message.
    Of(Target),
    /// Those on somebody of the contacts; 0 for what is about nobody.
    Contact(UserId),
}

impl Lane {
    /// As the columns `conversation`, `message` and `contact` hold it.
    fn columns(self) -> (i64, i64, i64) {
        match self {
            Self::Of(target) => {
                let message = target.message.map_or(0, |message| message.0);
                (target.conversation.0, message, 0)
            }
            Self::Contact(user) => (0, 0, user.0),
        }
    }

    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let message: i64 = row.get("message")?;
        Ok(match row.get("conversation")? {
            0 => Self::Contact(UserId(row.get("contact")?)),
            conversation => Self::Of(Target {
                conversation: Cid(conversation),
                message: (message != 0).then_some(Mid(message)),
            }),
        })
    }
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Of a conversation or a message.
    Of(Target, Operation),
    /// Of the contacts.
    Contact(UserId, ContactOperation),
}

impl Wanted {
    /// Where it waits for its turn.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Of(target, _) => Lane::Of(*target),
            Self::Contact(user, _) => Lane::Contact(*user),
        }
    }

    /// The name under which it is stored.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Of(_, operation) => operation.kind(),
            Self::Contact(_, operation) => operation.kind(),
        }
    }

    fn payload(&self) -> String {
        let payload = match self {
            Self::Of(_, operation) => serde_json::to_string(operation),
            Self::Contact(_, operation) => serde_json::to_string(operation),
        };
        payload.unwrap_or_default()
    }

    /// Whether it stands for one that was asked for before on the same lane and was not tried.
    fn replaces(&self, earlier: &Self) -> bool {
        match (self, earlier) {
            (Self::Of(_, now), Self::Of(_, then)) => now.replaces(then),
            _ => self.kind() == earlier.kind(),
        }
    }
}

/// An operation that waits.
#[derive(Debug, Clone)]
pub struct Item {
    /// Row.
    pub id: i64,
    /// What was asked for.
    pub wanted: Wanted,
    /// It was tried and no answer is known: the server may have done it.
    pub claimed: bool,
    /// Tries counted so far.
    pub tries: u32,
}

/// Where an operation stands, and what it needs to be carried out.
#[derive(Debug)]
pub enum Ready {
    /// It can be carried out.
    Yes(Task),
    /// Its message, in this conversation, is on its way to the server: only what becomes of it tells.
    AfterSending(Cid),
    /// Its message was not sent and stands here alone, under this key.
    Unsent(MessageKey),
    /// Its message is on this computer alone, since the server was set back: it is deleted here, and nobody is told.
    Here(Mid),
    /// It names a place in a history that is not the server's any more: the reload after a set-back says what is left
    /// of it.
    AfterReload,
    /// There is nothing left to do: what it is about is not here any more, or is as it was asked for.
    Over,
    /// It can never be carried out.
    Never(Error),
}

/// What can be carried out, with all that its request names.
#[derive(Debug)]
pub enum Task {
    /// An operation on a conversation or a message.
    Of {
        /// What it is about.
        target: Target,
        /// The conversation.
        conversation: ConversationRef,
        /// The server's id of the message; 0 when it is about the conversation.
        server_id: i64,
        /// What was asked for.
        operation: Operation,
    },
    /// An operation on a contact.
    Contact(UserId, ContactOperation),
}

const SELECT: &str =
    "SELECT id, conversation, message, contact, payload, state, tries FROM operation
     WHERE conversation = ?1 AND message = ?2 AND contact = ?3 ORDER BY id";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Option<Item>> {
    let payload: String = row.get("payload")?;
    let wanted = match Lane::from_row(row)? {
        Lane::Of(target) => serde_json::from_str(&payload).map(|it| Wanted::Of(target, it)),
        Lane::Contact(user) => serde_json::from_str(&payload).map(|it| Wanted::Contact(user, it)),
    };
    // Written below and nowhere else.
    let Ok(wanted) = wanted else {
        return Ok(None);
    };
    Ok(Some(Item {
        id: row.get("id")?,
        wanted,
        claimed: row.get::<_, i64>("state")? != 0,
        tries: row.get("tries")?,
    }))
}

/// Takes in what a person asked for of a conversation or a message; it is shown from this transaction on. The same kind
/// on the same target that was not tried yet is replaced. Answers the row.
pub fn ask(tx: &mut Tx<'_>, target: Target, operation: &Operation) -> Result<i64> {
    let id = keep(tx, &Wanted::Of(target, operation.clone()))?;
    if let (Operation::Edit(_), Some(message)) = (operation, target.message) {
        message::forget_unsaved_edit(tx, message)?;
    }
    if let Operation::DeleteConversation(delete) = operation {
        conversation::unlist(tx, target.conversation, delete.up_to)?;
    }
    Ok(id)
}

/// Takes in what a person asked for of somebody, as [`ask`] does.
pub fn ask_of_contact(tx: &mut Tx<'_>, user: UserId, operation: &ContactOperation) -> Result<i64> {
    keep(tx, &Wanted::Contact(user, operation.clone()))
}

fn keep(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<i64> {
    let lane = wanted.lane();
    let connection = tx.connection();
    let waiting = items(connection, lane)?
        .into_iter()
        .find(|item| !item.claimed && wanted.replaces(&item.wanted));
    let id = match waiting.map(|item| item.id) {
        Some(id) => {
            connection
                .prepare_cached("UPDATE operation SET payload = ?2, tries = 0 WHERE id = ?1")?
                .execute(params![id, wanted.payload()])?;
            id
        }
        None => {
            let (conversation, message, contact) = lane.columns();
            connection
                .prepare_cached(
                    "INSERT INTO operation (conversation, message, contact, kind, payload)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    conversation,
                    message,
                    contact,
                    wanted.kind(),
                    wanted.payload()
                ])?;
            connection.last_insert_rowid()
        }
    };
    show(tx, lane)?;
    Ok(id)
}

/// Takes back what was asked and not tried yet; it leaves no effect. Answers its row, none when there is no such thing
/// (any more).
pub fn take_back(tx: &mut Tx<'_>, target: Target, operation: &Operation) -> Result<Option<i64>> {
    let lane = Lane::Of(target);
    let (conversation, message, _) = lane.columns();
    let taken = tx
        .connection()
        .prepare_cached(
            "DELETE FROM operation WHERE conversation = ?1 AND message = ?2 AND kind = ?3 AND state = 0 RETURNING id",
        )?
        .query_row(params![conversation, message, operation.kind()], |row| {
            row.get(0)
        })
        .optional()?;
    if taken.is_some() {
        show(tx, lane)?;
    }
    Ok(taken)
}

/// Lanes with something to carry out.
pub fn waiting(snapshot: &Snapshot<'_>) -> Result<Vec<Lane>> {
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT DISTINCT conversation, message, contact FROM operation")?;
    let rows = statement.query_map([], Lane::from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many operations wait.
pub fn count(snapshot: &Snapshot<'_>) -> Result<u32> {
    Ok(snapshot
        .connection()
        .prepare_cached("SELECT count(*) FROM operation")?
        .query_row([], |row| row.get(0))?)
}

/// The oldest operation of a lane, and whether it can be carried out.
pub fn next(snapshot: &Snapshot<'_>, lane: Lane) -> Result<Option<(Item, Ready)>> {
    let Some(item) = items(snapshot.connection(), lane)?.into_iter().next() else {
        return Ok(None);
    };
    let ready = match &item.wanted {
        Wanted::Of(target, operation) => ready(snapshot, *target, operation)?,
        Wanted::Contact(user, operation) => Ready::Yes(Task::Contact(*user, operation.clone())),
    };
    Ok(Some((item, ready)))
}

fn ready(snapshot: &Snapshot<'_>, target: Target, operation: &Operation) -> Result<Ready> {
    let Some(stored) = conversation::get(snapshot, target.conversation)? else {
        return Ok(Ready::Over);
    };
    let yes = |server_id| {
        Ready::Yes(Task::Of {
            target,
            conversation: stored.conversation,
            server_id,
            operation: operation.clone(),
        })
    };
    let Some(message) = target.message else {
        let unclear = place::unclear(snapshot, target, operation)?;
        return Ok(unclear.unwrap_or_else(|| yes(0)));
    };
    let Some(row) = message::get(snapshot, message)? else {
        return Ok(Ready::Over);
    };
    if let Some(ready) = overtaken(operation, &row) {
        return Ok(ready);
    }
    Ok(match row.state {
        message::State::Stopped => Ready::Unsent(row.key),
        message::State::Lost => match operation {
            Operation::DeleteMessage(_) => Ready::Here(message),
            _ => Ready::Over,
        },
        message::State::Accepted => Ready::AfterSending(target.conversation),
        _ if row.server_id == 0 => Ready::AfterSending(target.conversation),
        _ => yes(row.server_id),
    })
}

/// What became of the message of a reaction, a mark, a claim or an edit meanwhile, when that decides it.
fn overtaken(operation: &Operation, row: &message::Stored) -> Option<Ready> {
    // Withdrawn by the server, and not only wanted so.
    let recalled = row.recalled && row.content.is_empty();
    let away = matches!(row.state, message::State::Stopped | message::State::Lost);
    match operation {
        Operation::React(_) | Operation::Mark(_) | Operation::Claim(_) => {
            (away || recalled).then_some(Ready::Over)
        }
        Operation::Edit(_) if away || recalled => Some(Ready::Never(Error::NotFound("message"))),
        Operation::Edit(edit) => match edit.against(&row.content) {
            Against::Base => None,
            Against::Done => Some(Ready::Over),
            Against::Other => Some(Ready::Never(Error::EditedElsewhere)),
        },
        _ => None,
    }
}

/// The server was set back, and `common` is the last index that both have: an operation takes nothing away above it, for
/// what stands there now was not seen by whoever asked.
pub(super) fn lower(tx: &mut Tx<'_>, conversation: Cid, common: i64) -> Result<()> {
    let lane = Lane::Of(Target {
        conversation,
        message: None,
    });
    let mut any = false;
    for item in items(tx.connection(), lane)? {
        let Wanted::Of(target, operation) = &item.wanted else {
            continue;
        };
        if let Some(lowered) = operation.only_up_to(common) {
            let lowered = Wanted::Of(*target, lowered);
            tx.connection()
                .prepare_cached("UPDATE operation SET payload = ?2 WHERE id = ?1")?
                .execute(params![item.id, lowered.payload()])?;
            any = true;
        }
    }
    match any {
        true => show(tx, lane),
        false => Ok(()),
    }
}

/// Claims and counts a try before it is made: from now on it is not replaced. False when it is gone or was replaced
/// since it was read.
pub fn claim(tx: &mut Tx<'_>, item: &Item) -> Result<bool> {
    let changed = tx
        .connection()
        .prepare_cached(
            "UPDATE operation SET state = 1, tries = tries + 1 WHERE id = ?1 AND payload = ?2",
        )?
        .execute(params![item.id, item.wanted.payload()])?;
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
    show(tx, item.wanted.lane())
}

/// The server refused it: nothing is left of it but the sentence.
pub fn refuse(tx: &mut Tx<'_>, item: &Item, reason: Reason) -> Result<()> {
    end(tx, item)?;
    let operation = item.wanted.kind();
    let (target, refused) = match &item.wanted {
        Wanted::Of(target, refused) => (*target, refused),
        Wanted::Contact(user, _) => {
            tx.change(Change::ContactRefused {
                user: *user,
                operation,
                reason,
            });
            return Ok(());
        }
    };
    match (refused, target.message) {
        (Operation::DeleteConversation(delete), _) if delete.listed => {
            conversation::show(tx, target.conversation)?;
        }
        // It stands, words and all.
        (Operation::Recall(_), Some(message)) => {
            withdrawn::take(tx, message)?;
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
        conversation: target.conversation,
        operation,
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

/// Works out what the waiting operations of a lane make of what they are about.
fn show(tx: &mut Tx<'_>, lane: Lane) -> Result<()> {
    let waiting = items(tx.connection(), lane)?;
    match lane {
        Lane::Of(target) => {
            let effect = Effect::of(waiting.iter().filter_map(|item| match &item.wanted {
                Wanted::Of(_, operation) => Some(operation),
                Wanted::Contact(..) => None,
            }));
            match target.message {
                Some(message) => {
                    message::want(tx, message, &effect)?;
                    mark::want(tx, message, &effect.marks)
                }
                None => show_conversation(tx, target.conversation, &effect),
            }
        }
        Lane::Contact(user) => {
            let effect = ContactEffect::of(waiting.iter().filter_map(|item| match &item.wanted {
                Wanted::Contact(_, operation) => Some(operation),
                Wanted::Of(..) => None,
            }));
            contact::set_wanted(tx, user, &effect)
        }
    }
}

/// What waits on a lane, in the order of asking.
fn items(connection: &Connection, lane: Lane) -> Result<Vec<Item>> {
    let mut statement = connection.prepare_cached(SELECT)?;
    let rows = statement.query_map(lane.columns(), from_row)?;
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
    conversation::want(tx, cid, effect)?;
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

mod place;
#[cfg(test)]
mod tests;
