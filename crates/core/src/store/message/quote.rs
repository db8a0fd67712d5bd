//! What a message answers: said by the server, and read from the quoted message's own row when it is here.

use rusqlite::{Connection, Row, params};

use super::known::{known, reference};
use super::thread;
use crate::error::Result;
use crate::model::quote::{DELETED, RECALLED, Reference, hint};
use crate::model::{MessageKey, UserId, content, kind};
use crate::store::change::{Change, Cid, Mid};
use crate::store::{Tx, message};

/// Answers that are told one by one when the message they quote changes. Of a message with more of them the whole
/// screen is read again.
const MOST: usize = 16;

/// A message as its answers show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// What is said of it.
    pub reference: Reference,
    /// It itself, when it is here.
    pub original: Option<Original>,
    /// Name of its sender in this conversation, or their name; may be empty.
    pub sender_name: String,
}

/// A quoted message that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Row.
    pub mid: Mid,
    /// Its id for people.
    pub key: MessageKey,
    /// Who.
    pub sender: UserId,
    /// `message_type`.
    pub kind: i32,
    /// As on the wire, as the person sees it.
    pub content: String,
    /// JSON of its entries.
    pub ext: String,
    /// Withdrawn.
    pub recalled: bool,
    /// Not shown.
    pub hidden: bool,
}

/// Reads the columns of `SELECT` from `at` on.
pub(super) fn from_row(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Quoted>> {
    let Some(reference) = reference(row, at)? else {
        return Ok(None);
    };
    let original = match row.get::<_, Option<i64>>(at + 7)? {
        Some(mid) => Some(Original {
            mid: Mid(mid),
            key: MessageKey(row.get(at + 8)?),
            sender: UserId(row.get(at + 9)?),
            kind: row.get(at + 10)?,
            content: row.get(at + 11)?,
            ext: row.get(at + 12)?,
            recalled: row.get(at + 13)?,
            hidden: row.get(at + 14)?,
        }),
        None => None,
    };
    Ok(Some(Quoted {
        reference,
        original,
        sender_name: row.get(at + 15)?,
    }))
}

/// What the server says of a quoted message, without words of one that is known here to be gone: a push may be older
/// than that.
pub(super) fn as_known(
    tx: &Tx<'_>,
    conversation: Cid,
    said: Option<&Reference>,
) -> Result<Option<Reference>> {
    let Some(said) = said else { return Ok(None) };
    let original = known(
        tx.connection(),
        "server_id = ?1 AND server_id <> 0",
        said.message,
    )?
    .filter(|original| original.conversation == conversation);
    let gone = match original {
        Some(original) if original.deleted => DELETED,
        // One whose recall is only asked for still has its words.
        Some(original) if original.recalled && original.content.is_empty() => RECALLED,
        _ => return Ok(Some(said.clone())),
    };
    Ok(Some(Reference {
        hint: String::new(),
        state: gone,
        ..said.clone()
    }))
}

/// Stores what a message answers, in place of what was known of it.
pub(super) fn set(tx: &Tx<'_>, message: Mid, reference: &Reference) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE message SET quoted = ?2, quoted_hint = ?3, quoted_kind = ?4, quoted_state = ?5, quoted_sender = ?6,
                    quoted_root = ?7, quoted_root_index = ?8 WHERE id = ?1",
        )?
        .execute(params![
            message.0,
            reference.message,
            reference.hint,
            reference.kind,
            reference.state,
            reference.sender,
            reference.root,
            reference.root_index
        ])?;
    Ok(())
}

/// An own message that waits to be sent answers another one of its conversation. Answers what is to be said of it; none
/// when that one is not here any more: then the words go without it.
pub fn answer(
    tx: &Tx<'_>,
    conversation: Cid,
    message: Mid,
    key: &MessageKey,
) -> Result<Option<Reference>> {
    let Some(quoted) = message::find_in(tx, key)?
        .filter(|quoted| quoted.conversation == conversation && quoted.server_id != 0)
    else {
        return Ok(None);
    };
    let (root, root_index) = match &quoted.quote {
        Some(quote) if quote.reference.root != 0 => {
            (quote.reference.root, quote.reference.root_index)
        }
        _ => (quoted.server_id, quoted.position.index),
    };
    let gone = quoted.recalled || quoted.hidden;
    let said = kind::parse(quoted.kind, &quoted.content, &content::ext(&quoted.ext));
    let reference = Reference {
        message: quoted.server_id,
        hint: if gone { String::new() } else { hint(&said) },
        kind: quoted.kind,
        state: if quoted.recalled { RECALLED } else { 0 },
        sender: quoted.sender.0,
        root,
        root_index,
    };
    set(tx, message, &reference)?;
    Ok(Some(reference))
}

/// Nothing is left of a message: neither in the answers to it, nor of what it quotes itself.
pub(super) fn wipe(tx: &mut Tx<'_>, message: Mid, state: Gone) -> Result<()> {
    // Its thread is told while it is known which one it is.
    thread::tell_root(tx, message)?;
    let connection = tx.connection();
    connection
        .prepare_cached(
            "UPDATE message SET quoted = 0, quoted_hint = '', quoted_kind = 0, quoted_state = 0, quoted_sender = 0,
                    quoted_root = 0, quoted_root_index = 0 WHERE id = ?1 AND quoted <> 0",
        )?
        .execute([message.0])?;
    let Some(row) = known(connection, "id = ?1", message.0)?.filter(|row| row.server_id != 0)
    else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "UPDATE message SET quoted_hint = '', quoted_state = ?3
             WHERE quoted = ?1 AND quoted <> 0 AND conversation = ?2",
        )?
        .execute(params![row.server_id, row.conversation.0, state as i32])?;
    Ok(())
}

/// How a message is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gone {
    Recalled = RECALLED as isize,
    Deleted = DELETED as isize,
}

pub(in crate::store) const ANSWERS: &str = "SELECT a.id FROM message q JOIN message a
       ON a.quoted = q.server_id AND a.quoted <> 0 AND a.conversation = q.conversation
     WHERE q.id = ?1 AND q.server_id <> 0 LIMIT ?2";

/// A message came or changed: what quotes it is shown anew.
pub(super) fn tell_answers(tx: &mut Tx<'_>, conversation: Cid, message: Mid) -> Result<()> {
    let answers = answers(tx.connection(), message)?;
    if answers.len() > MOST {
        tx.change(Change::Quotes { conversation });
        return Ok(());
    }
    for message in answers {
        tx.change(Change::Message {
            conversation,
            message,
        });
    }
    Ok(())
}

fn answers(connection: &Connection, message: Mid) -> Result<Vec<Mid>> {
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(ANSWERS)?;
    let rows = statement.query_map([message.0, most], |row| row.get(0).map(Mid))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
