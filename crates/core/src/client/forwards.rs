//! Messages that are sent on to other conversations, and the cards they become.

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::model::kind::history::{self, Written};
use crate::outbox::Forward;
use crate::store::message;
use crate::view::paint;
use crate::view::row::HistoryRow;

impl Client {
    /// Takes messages in for all conversations they are forwarded to, as a whole or not at all. When this answers they
    /// are on disk and on the way.
    ///
    /// # Errors
    /// [`Error::NotFound`] for what cannot be forwarded (any more), [`Error::NotMember`] for a conversation in which the
    /// person cannot write, [`Error::CardFull`], [`Error::TooLong`].
    pub async fn forward(&self, forward: Forward) -> Result<()> {
        self.0.outbox.forward(forward).await
    }

    /// The messages on a card, in order.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such card (any more).
    pub async fn history_card(&self, message: &MessageKey) -> Result<Vec<HistoryRow>> {
        let key = message.clone();
        self.0
            .store
            .read(move |snapshot| {
                let written = message::find(snapshot, &key)?
                    .filter(|row| row.kind == history::TYPE && !row.hidden && !row.recalled)
                    .and_then(|row| Written::parse(&row.content))
                    .ok_or(Error::NotFound("message"))?;
                Ok(written
                    .entries
                    .into_iter()
                    .map(paint::history_row)
                    .collect())
            })
            .await
    }
}
