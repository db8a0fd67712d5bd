//! One message with everything that is known of it.

use std::collections::BTreeMap;

use super::Client;
use crate::error::{Error, Result};
use crate::model::kind::{self, Content, Shown};
use crate::model::message::{Message, Reaction, SendState};
use crate::model::{MessageKey, ServerMessageId, content};
use crate::store::message::State;
use crate::store::{conversation, message};
use crate::view::paint;
use crate::view::row::MessageDetails;

impl Client {
    /// All that is known of a message beside what it says, for people. Nobody is asked.
    ///
    /// # Errors
    /// As [`Client::message`].
    pub async fn message_details(&self, id: &MessageKey) -> Result<MessageDetails> {
        let key = id.clone();
        self.0
            .store
            .read(move |snapshot| {
                let stored = message::find(snapshot, &key)?
                    .filter(|stored| !stored.hidden)
                    .ok_or(Error::NotFound("message"))?;
                let place = conversation::get(snapshot, stored.conversation)?
                    .ok_or(Error::NotFound("conversation"))?;
                let entries = content::ext(&stored.ext);
                let said = kind::parse(stored.kind, &stored.content, &entries);
                let unknown =
                    !stored.recalled && matches!(said, Content::Shown(Shown::Unsupported(_)));
                Ok(MessageDetails {
                    id: stored.key,
                    server_id: (stored.server_id != 0).then_some(ServerMessageId(stored.server_id)),
                    conversation: place.conversation.id,
                    index: (stored.position.index != 0).then(|| stored.position.index.to_string()),
                    message_type: stored.kind,
                    sender: stored.sender,
                    created: stored.created,
                    version: stored.version.to_string(),
                    content: unknown.then_some(stored.content),
                    entries: if unknown { entries } else { BTreeMap::new() },
                })
            })
            .await
    }

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
                let media = paint::media_of_message(&stored);
                let progress = match stored.state {
                    State::Settled | State::Sent => SendState::Sent,
                    State::Accepted => SendState::Waiting,
                    State::Stopped => SendState::Stopped(stored.reason),
                    State::OnlyMe => SendState::OnlyMe,
                    State::Lost => SendState::Lost,
                };
                let reactions = stored.reactions.iter().map(|told| Reaction {
                    key: told.key.clone(),
                    user: told.user.0,
                    value: String::new(),
                    created: told.created,
                });
                let reactions = reactions.collect();
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
                    progress,
                    reactions,
                    quote: stored.quote.map(|quote| quote.reference),
                    media,
                })
            })
            .await
    }
}
