//! Deleting several messages for oneself, with some seconds in which they can be had back.

use std::time::Duration;

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::model::operation::{DeleteMessage, Operation};
use crate::store::message::{self, State};
use crate::store::operation::{self, Target};
use crate::store::outbox::{self, Stage};
use crate::store::{Snapshot, Tx};

/// How long messages that were deleted can be had back. Nobody is asked before it is over.
pub const UNDO_TIME: Duration = Duration::from_secs(7);

impl Client {
    /// Deletes messages for oneself, on all devices: they are out of sight when this answers, and for a while
    /// [`Client::undelete_messages`] brings them back ([`UNDO_TIME`]). A program that ends meanwhile carries it out at
    /// its next start. What waits to be sent is given up at once.
    ///
    /// # Errors
    /// [`Error::NotFound`]; then none of them was deleted.
    pub async fn delete_messages(&self, keys: &[MessageKey]) -> Result<()> {
        let asked = keys.to_vec();
        let waiting = self
            .0
            .store
            .read(move |snapshot| waiting_to_be_sent(snapshot, asked))
            .await?;
        for key in waiting {
            match self.cancel(&key).await {
                // Its try began meanwhile: it is deleted once it is there.
                Ok(()) | Err(Error::MayBeSent) => {}
                Err(error) => return Err(error),
            }
        }
        let keys = keys.to_vec();
        self.0
            .operations
            .ask_later(UNDO_TIME, move |tx| {
                let mut targets = Vec::new();
                for key in &keys {
                    // One that was given up is gone.
                    if let Some(target) = target_of(tx, key)? {
                        let delete = Operation::DeleteMessage(DeleteMessage {});
                        operation::ask(tx, target, &delete)?;
                        targets.push(target);
                    }
                }
                Ok(targets)
            })
            .await
    }

    /// Brings messages back that were just deleted.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that has been carried out for one of them, or is being carried out; the others are back.
    pub async fn undelete_messages(&self, keys: &[MessageKey]) -> Result<()> {
        let keys = keys.to_vec();
        let all = self
            .0
            .operations
            .take_back(move |tx| {
                let (mut ended, mut all) = (Vec::new(), true);
                for key in &keys {
                    match target_of(tx, key)? {
                        Some(target) => {
                            let delete = Operation::DeleteMessage(DeleteMessage {});
                            let id = operation::take_back(tx, target, &delete)?;
                            all &= id.is_some();
                            ended.extend(id);
                        }
                        None => all = false,
                    }
                }
                Ok((ended, all))
            })
            .await?;
        match all {
            true => Ok(()),
            false => Err(Error::NotFound("message")),
        }
    }
}

/// Those that are not at the server and not on their way there either.
fn waiting_to_be_sent(snapshot: &Snapshot<'_>, keys: Vec<MessageKey>) -> Result<Vec<MessageKey>> {
    let mut waiting = Vec::new();
    for key in keys {
        let row = message::find(snapshot, &key)?.ok_or(Error::NotFound("message"))?;
        let unsent = outbox::by_key(snapshot, &key)?;
        if row.state == State::Accepted && unsent.is_some_and(|item| item.stage != Stage::Claimed) {
            waiting.push(key);
        }
    }
    Ok(waiting)
}

fn target_of(tx: &Tx<'_>, key: &MessageKey) -> Result<Option<Target>> {
    Ok(message::find_in(tx, key)?.map(|row| Target {
        conversation: row.conversation,
        message: Some(row.position.mid),
    }))
}
