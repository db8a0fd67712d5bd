//! One message with everything that is known of it.

use super::Client;
use crate::error::{Error, Result};
use crate::model::message::Message;
use crate::model::{MessageKey, ServerMessageId, content};
use crate::store::{conversation, message};

impl Client {
    /// A message as it is kept here: type, content and entries as they are on the wire. Nobody is asked.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not here, or that the person deleted.
    pub async fn message(&self, id: &MessageKey) -> Result<Message> {
        let key = id.clone();
        self.0
            .store
            .read(move |snapshot| {
                let stored = message::find(snapshot, &key)?
                    .filter(|stored| !stored.hidden)
                    .ok_or(Error::NotFound("message"))?;
                let place = conversation::get(snapshot, stored.conversation)?
                    .ok_or(Error::NotFound("conversation"))?;
                Ok(Message {
                    id: stored.key,
                    conversation: place.conversation.id,
                    server_id: Some(stored.server_id)
                        .filter(|id| *id != 0)
                        .map(ServerMessageId),
                    index: Some(stored.position.index).filter(|index| *index != 0),
                    message_type: stored.kind,
                    sender: stored.sender,
                    ext: content::ext(&stored.ext),
                    content: stored.content,
                    created: stored.created,
                    recalled: stored.recalled,
                })
            })
            .await
    }
}
