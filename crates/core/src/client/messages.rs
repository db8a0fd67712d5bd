//! What a person does with messages: send, retry, cancel, delete, recall, type.

use linnet_proto::im_proto::{
    DeleteMessageRequestBody, Imcmd, InputStatus, RecallMessageRequestBody, RequestBody,
    SendInputStatusRequestBody,
};

use super::Client;
use crate::error::{Error, MediaError, Result};
use crate::media::{MediaFile, Variant};
use crate::model::conversation::ConversationRef;
use crate::model::draft::SavedDraft;
use crate::model::{ConversationId, MediaId, MessageKey};
use crate::outbox::{Draft, FromDraft};
use crate::store::message::State;
use crate::store::{Mid, conversation, media, message};

/// A message that is at the server.
struct Target {
    mid: Mid,
    server_id: i64,
    conversation: ConversationRef,
}

impl Client {
    /// Takes a message in. When this answers it is on disk and on the way; the answer is its id.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::NotMember`] about the conversation, [`Error::EmptyMessage`],
    /// [`Error::TooLong`], or what is wrong with a picture. Nothing is kept then.
    pub async fn send(&self, conversation: &ConversationId, draft: Draft) -> Result<MessageKey> {
        self.0.outbox.send(conversation, draft).await
    }

    /// Takes several messages in, in this order, as a whole or not at all, together with closing the saved draft they
    /// are made of. Answers what is left of that draft.
    ///
    /// # Errors
    /// As [`Client::send`]. Then no message was taken in, and the draft is as it was.
    pub async fn send_together(
        &self,
        conversation: &ConversationId,
        drafts: Vec<Draft>,
        from: FromDraft,
    ) -> Result<SavedDraft> {
        self.0
            .outbox
            .send_together(conversation, drafts, from)
            .await
    }

    /// Sends a stopped message again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not stopped.
    pub async fn retry(&self, message: &MessageKey) -> Result<()> {
        self.0.outbox.retry(message).await
    }

    /// Gives up a message that is not at the server.
    ///
    /// # Errors
    /// [`Error::NotNow`] when it may be there already.
    pub async fn cancel(&self, message: &MessageKey) -> Result<()> {
        self.0.outbox.cancel(message).await
    }

    /// Takes a stopped text out of the conversation and puts its words in front of the saved draft, both in one
    /// transaction. Answers the draft.
    ///
    /// # Errors
    /// [`Error::NotNow`] when it is no stopped text, [`Error::TooLong`] when the draft has no room for it.
    pub async fn take_back_failed(&self, message: &MessageKey) -> Result<SavedDraft> {
        self.0.outbox.take_back(message).await
    }

    /// Deletes a message for oneself, on all devices; one that is not at the server is given up.
    ///
    /// # Errors
    /// As for any command.
    pub async fn delete_message(&self, message: &MessageKey) -> Result<()> {
        if self.delete_lost(message).await? {
            return Ok(());
        }
        let Some(target) = self.at_server(message).await? else {
            return self.cancel(message).await;
        };
        let body = RequestBody {
            delete_message_body: Some(DeleteMessageRequestBody {
                conversation_id: Some(target.conversation.id.0),
                conversation_short_id: Some(target.conversation.short_id),
                conversation_type: Some(target.conversation.kind),
                message_id: Some(target.server_id),
            }),
            ..RequestBody::default()
        };
        self.0
            .link
            .request(Imcmd::DeleteMessage as i32, body)
            .await?;
        self.0
            .store
            .write(move |tx| message::delete(tx, target.mid))
            .await
    }

    /// Deletes a message that the server has lost: there is nobody to tell. False when it is no such message.
    async fn delete_lost(&self, key: &MessageKey) -> Result<bool> {
        let key = key.clone();
        self.0
            .store
            .write(move |tx| {
                let found = message::find_in(tx, &key)?;
                let lost = found.filter(|stored| stored.state == State::Lost);
                if let Some(stored) = &lost {
                    message::delete(tx, stored.position.mid)?;
                }
                Ok(lost.is_some())
            })
            .await
    }

    /// Withdraws a message for everybody.
    ///
    /// # Errors
    /// [`Error::NotNow`] before it is at the server; the server refuses after its window, or without the right.
    pub async fn recall(&self, message: &MessageKey) -> Result<()> {
        let target = self
            .at_server(message)
            .await?
            .ok_or(Error::NotNow("the message is not at the server"))?;
        let body = RequestBody {
            recall_message_body: Some(RecallMessageRequestBody {
                conversation_id: Some(target.conversation.id.0),
                conversation_short_id: Some(target.conversation.short_id),
                conversation_type: Some(target.conversation.kind),
                server_message_id: Some(target.server_id),
            }),
            ..RequestBody::default()
        };
        self.0
            .link
            .request(Imcmd::RecallMessage as i32, body)
            .await?;
        self.0
            .store
            .write(move |tx| message::recall(tx, target.mid))
            .await
    }

    async fn at_server(&self, key: &MessageKey) -> Result<Option<Target>> {
        let key = key.clone();
        self.0
            .store
            .read(move |snapshot| {
                let stored = message::find(snapshot, &key)?.ok_or(Error::NotFound("message"))?;
                let here_only =
                    matches!(stored.state, State::Accepted | State::Stopped | State::Lost);
                if stored.server_id == 0 || here_only {
                    return Ok(None);
                }
                let place = conversation::get(snapshot, stored.conversation)?
                    .ok_or(Error::NotFound("conversation"))?;
                Ok(Some(Target {
                    mid: stored.position.mid,
                    server_id: stored.server_id,
                    conversation: place.conversation,
                }))
            })
            .await
    }

    /// Tells the others that the person is typing. Nothing is repeated when it fails.
    ///
    /// # Errors
    /// As for any command.
    pub async fn typing(&self, id: &ConversationId) -> Result<()> {
        let place = self.place(id).await?;
        if !place.stored.member {
            return Ok(());
        }
        let body = RequestBody {
            send_input_status_body: Some(SendInputStatusRequestBody {
                conversation_id: Some(place.target.id.0),
                conversation_type: Some(place.target.kind),
                conversation_short_id: Some(place.target.short_id),
                status: Some(InputStatus::Typing as i32),
                ..SendInputStatusRequestBody::default()
            }),
            ..RequestBody::default()
        };
        self.0
            .link
            .request_once(Imcmd::SendInputStatus as i32, &body, 0)
            .await
            .map(|_| ())
    }

    /// A picture as a file on this computer; downloaded when it is not here.
    ///
    /// # Errors
    /// [`MediaError::Gone`](crate::error::MediaError::Gone) when it is nowhere, or what prevented the download.
    pub async fn media(&self, media: &MediaId, variant: Variant) -> Result<MediaFile> {
        let id = media.clone();
        let remote = self
            .0
            .store
            .read(move |snapshot| media::remote(snapshot, &id))
            .await?;
        let file = self.0.media.file(media, remote.as_ref(), variant).await?;
        if remote.is_some() {
            let id = media.clone();
            let known = self
                .0
                .store
                .read(move |snapshot| media::remote(snapshot, &id))
                .await?;
            if known.is_none() {
                // Withdrawn or deleted while it was on its way.
                self.0.media.forget(media).await?;
                return Err(MediaError::Gone.into());
            }
        }
        Ok(file)
    }

    /// Looks at a chosen file, for the tray.
    ///
    /// # Errors
    /// [`MediaError`](crate::error::MediaError) with the sentence for the tray, or [`Error::FeatureMissing`].
    pub async fn inspect(
        &self,
        source: &crate::media::Source,
    ) -> Result<(MediaId, crate::media::Inspection)> {
        self.0.media.inspect(source).await
    }

    /// Starts the process that decodes pictures, so that the first one does not wait for it.
    ///
    /// # Errors
    /// It cannot be started.
    #[cfg(feature = "multimedia")]
    pub async fn warm(&self) -> Result<()> {
        self.0.media.warm().await
    }

    /// Upright pixels of a picture file, for the clipboard.
    ///
    /// # Errors
    /// As for [`Client::inspect`].
    #[cfg(feature = "multimedia")]
    pub async fn pixels(&self, file: &std::path::Path) -> Result<crate::media::worker::Pixels> {
        self.0.media.pixels(file).await
    }
}
