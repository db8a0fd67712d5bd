//! Editing own texts.

use linnet_proto::choices;

use super::Client;
use crate::error::{Error, Result};
use crate::model::MessageKey;
use crate::model::kind::text;
use crate::model::operation::{Edit, Operation};
use crate::model::signs::is_blank;
use crate::operation::Asked;
use crate::store::message::{self, State};

impl Client {
    /// Gives an own text other words. When this answers they are stored and shown, and are carried out as soon as there
    /// is a connection. When the server refuses them, or the message was changed elsewhere meanwhile, they stand beside
    /// the message until the person decides ([`MessageRow::unsaved_edit`](crate::view::row::MessageRow::unsaved_edit)).
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for what is no own text at the server, [`Error::EmptyMessage`],
    /// [`Error::TooLong`].
    pub async fn edit(&self, message: &MessageKey, words: &str) -> Result<Asked> {
        if is_blank(words) {
            return Err(Error::EmptyMessage);
        }
        let content = text::write(words);
        if content.len() > choices::MAX_CONTENT_BYTES {
            return Err(Error::TooLong {
                what: "message",
                limit: choices::MAX_CONTENT_BYTES,
            });
        }
        let words = words.to_owned();
        let me = self.0.store.me();
        self.ask_about(message, move |tx, row| {
            let there = matches!(row.state, State::Settled | State::Sent | State::OnlyMe);
            let own_text = row.sender == me && row.kind == text::TYPE;
            if !own_text || !there || row.server_id == 0 || row.recalled || row.hidden {
                return Err(Error::NotNow("only an own text at the server is edited"));
            }
            if row.shown_content() == content {
                // It says so already; what was refused before is not wanted any more.
                message::forget_unsaved_edit(tx, row.position.mid)?;
                return Ok(None);
            }
            let now = [row.content.as_str(), row.wanted_content.as_str()];
            Ok(Some(Operation::Edit(Edit::new(&words, &now))))
        })
        .await
    }

    /// Gives up the words of an edit that was refused.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn discard_edit(&self, message: &MessageKey) -> Result<()> {
        let key = message.clone();
        self.0
            .store
            .write(move |tx| {
                let row = message::find_in(tx, &key)?.ok_or(Error::NotFound("message"))?;
                message::forget_unsaved_edit(tx, row.position.mid)
            })
            .await
    }
}
