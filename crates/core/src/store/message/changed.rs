//! A message has changed: who is told.

use super::{quote, thread};
use crate::error::Result;
use crate::store::Tx;
use crate::store::change::{Change, Cid, Mid};
use crate::store::mark;

/// Something beside a message changed that its row says.
pub fn tell(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    changed_row(tx, message)
}

/// Tells that a message changed, and with it the answers to it and the summary of its conversation.
pub(super) fn changed_row(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let conversation = tx
        .connection()
        .prepare_cached("SELECT conversation FROM message WHERE id = ?1")?
        .query_row([message.0], |row| row.get(0).map(Cid))?;
    tx.change(Change::Message {
        conversation,
        message,
    });
    quote::tell_answers(tx, conversation, message)?;
    if mark::any_of(tx, message)? {
        tx.change(Change::Marks { conversation });
    }
    thread::tell_root(tx, message)?;
    tx.touch(conversation);
    Ok(())
}
