//! Reactions to messages.

use linnet_proto::choices::MAX_REACTION_KEY_BYTES;

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::model::operation::{Operation, React};
use crate::model::signs::is_blank;
use crate::operation::Asked;
use crate::store::message::State;

impl Client {
    /// Reacts to a message with `key` (an emoji), or no longer. When this answers it is stored and shown, and is
    /// carried out as soon as there is a connection.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for a message that is not at the server or was withdrawn,
    /// [`Error::TooLong`], [`Error::EmptyMessage`] for a reaction that nobody could see.
    pub async fn react(&self, message: &MessageKey, key: &str, on: bool) -> Result<Asked> {
        if is_blank(key) {
            return Err(Error::EmptyMessage);
        }
        if key.len() > MAX_REACTION_KEY_BYTES {
            return Err(Error::TooLong {
                what: "reaction",
                limit: MAX_REACTION_KEY_BYTES,
            });
        }
        let key = key.to_owned();
        self.ask_about(message, move |_, row| {
            let there = matches!(row.state, State::Settled | State::Sent | State::OnlyMe);
            if !there || row.server_id == 0 || row.recalled || row.hidden {
                return Err(Error::NotNow("the message is not at the server"));
            }
            Ok(Some(Operation::React(React { key, on })))
        })
        .await
    }
}
