//! Answers to messages: what is being answered, and the message that an answer quotes.

use super::Client;
use crate::error::{Error, Result};
use crate::model::{ConversationId, MessageKey};
use crate::store::{conversation, draft, message};
use crate::sync::{apply, single, wire};
use crate::view::paint;
use crate::view::row::Quote;

impl Client {
    /// What is typed in a conversation answers this message, or none. Answers it as a quote.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a message that is not in the conversation, [`Error::NotNow`] for one that is not at the
    /// server.
    pub async fn set_answering(
        &self,
        id: &ConversationId,
        answered: Option<MessageKey>,
    ) -> Result<Option<Quote>> {
        let cid = self.place(id).await?.cid;
        let me = self.0.store.me();
        self.0
            .store
            .write(move |tx| {
                let Some(key) = answered else {
                    draft::save_answers(tx, cid, "")?;
                    return Ok(None);
                };
                let row = message::find_in(tx, &key)?
                    .filter(|row| row.conversation == cid && !row.hidden)
                    .ok_or(Error::NotFound("message"))?;
                if row.server_id == 0 {
                    return Err(Error::NotNow("the message is not at the server"));
                }
                draft::save_answers(tx, cid, key.as_str())?;
                Ok(Some(paint::preview(me, &row)))
            })
            .await
    }

    /// A message as its answers quote it; none when it is not here any more.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn as_quoted(&self, message: &MessageKey) -> Result<Option<Quote>> {
        let key = message.clone();
        let me = self.0.store.me();
        self.0
            .store
            .read(move |snapshot| {
                let row = message::find(snapshot, &key)?;
                Ok(row.map(|row| paint::preview(me, &row)))
            })
            .await
    }

    /// The message that an answer quotes, to be gone to. The server is asked for one that is not here.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is gone, or as for any command.
    pub async fn quoted(&self, answer: &MessageKey) -> Result<MessageKey> {
        const GONE: Error = Error::NotFound("message");
        let key = answer.clone();
        let (place, quoted) = self
            .0
            .store
            .read(move |snapshot| {
                let row = message::find(snapshot, &key)?.ok_or(GONE)?;
                let place = conversation::get(snapshot, row.conversation)?.ok_or(GONE)?;
                Ok((place, row.quote.ok_or(GONE)?))
            })
            .await?;
        if let Some(original) = quoted.original {
            return match original.hidden {
                true => Err(GONE),
                false => Ok(original.key),
            };
        }
        let asked = quoted.reference.message;
        let answer = single::ask(&self.0.link, &place.conversation, asked).await?;
        let found = answer.and_then(|body| body.msg_info);
        let found = found
            .and_then(|info| info.body)
            .and_then(wire::message)
            // Whatever it is, it is not what was asked for.
            .filter(|found| {
                found.server_id == asked && found.conversation.id == place.conversation.id
            })
            .ok_or(GONE)?;
        let (cid, server_id) = (place.cid, found.server_id);
        self.0
            .store
            .write_replayable(move |tx| {
                apply::past(tx, cid, vec![found], None)?;
                let mid = message::target(tx, server_id, "")?.ok_or(GONE)?;
                let key = message::key_of(tx, mid)?.ok_or(GONE)?;
                Ok(key)
            })
            .await
    }
}
