//! A message has changed: who is told.

use super::quote;
use crate::error::Result;
use crate::store::Tx;
use crate::store::change::{Change, Cid, Mid};

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
    tx.touch(conversation);
    Ok(())
}
