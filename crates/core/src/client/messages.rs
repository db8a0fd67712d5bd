//! What a person does with messages: send, retry, cancel, delete, recall, type.

use std::sync::Arc;
use std::time::Duration;

use super::Client;
use crate::config::Clock;
use crate::error::{Error, MediaError, Result};
use crate::media::{MediaFile, Variant};
use crate::model::draft::{SavedDraft, check_length};
use crate::model::kind::{self, text};
use crate::model::operation::{DeleteMessage, Operation, Recall};
use crate::model::{ConversationId, MediaId, MessageKey, content, mention};
use crate::operation::Asked;
use crate::outbox::{Draft, FromDraft};
use crate::store::message::State;
use crate::store::operation::Target;
use crate::store::{Store, Tx, draft, media, message, outbox, participant, withdrawn};

/// How far a message has come.
enum Progress {
    /// On this computer alone.
    Here,
    /// Being sent: the server may have it.
    OnTheWay,
    /// At the server.
    AtServer,
    /// On this computer, since the server was set back.
    Lost,
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

    /// Deletes a message for oneself, on all devices. When this answers it is stored and shown, and is carried out as
    /// soon as there is a connection. One that is not at the server is given up.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::MayBeSent`] while it is not known whether it is at the server.
    pub async fn delete_message(&self, key: &MessageKey) -> Result<Asked> {
        match self.progress_of(key).await? {
            Progress::Here => {
                self.cancel(key).await?;
                Ok(Asked::already())
            }
            Progress::OnTheWay => Err(Error::MayBeSent),
            Progress::AtServer | Progress::Lost => {
                self.ask_about(key, |_, _| {
                    Ok(Some(Operation::DeleteMessage(DeleteMessage {})))
                })
                .await
            }
        }
    }

    /// Withdraws a message for everybody. When this answers it is stored and shown as withdrawn, and is carried out as
    /// soon as there is a connection; one that is on its way is withdrawn once it is there, and one that is not at the
    /// server is given up.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotNow`] for one that the server lost. That the server refuses, after its window
    /// or without the right, is told by the answer and by
    /// [`Event::OperationRefused`](crate::event::Event::OperationRefused).
    pub async fn recall(&self, key: &MessageKey) -> Result<Asked> {
        if let Progress::Here = self.progress_of(key).await? {
            match self.cancel(key).await {
                Ok(()) => return Ok(Asked::already()),
                // Its try began meanwhile.
                Err(Error::MayBeSent) => {}
                Err(error) => return Err(error),
            }
        }
        let me = self.0.store.me();
        self.ask_about(key, move |tx, row| {
            if row.state == State::Lost {
                return Err(Error::NotNow("the message is not at the server"));
            }
            if row.sender == me && row.kind == text::TYPE && !row.recalled {
                let words = kind::written_words(row.kind, row.shown_content());
                withdrawn::keep(tx, row.position.mid, &words)?;
            }
            Ok(Some(Operation::Recall(Recall {})))
        })
        .await
    }

    /// Puts the words of an own text that was withdrawn in front of the saved draft, once. Answers the draft. They are
    /// kept for a day.
    ///
    /// # Errors
    /// [`Error::NotFound`] when they are not kept (any more), [`Error::TooLong`] when the draft has no room for them.
    pub async fn write_again(&self, message: &MessageKey) -> Result<SavedDraft> {
        let key = message.clone();
        let draft = self
            .0
            .store
            .write(move |tx| {
                let gone = || Error::NotFound("words");
                let row = message::find_in(tx, &key)?.ok_or_else(gone)?;
                let words = withdrawn::take(tx, row.position.mid)?.ok_or_else(gone)?;
                let called = content::ext(&row.ext);
                let called = mention::users(&called);
                let called = participant::called(tx, row.conversation, &called, &words)?;
                let draft = draft::put_in_front(tx, row.conversation, &words, 0, called)?;
                check_length(draft.text.len())?;
                message::tell(tx, row.position.mid)?;
                Ok(draft)
            })
            .await?;
        Ok(draft.into())
    }

    /// Wipes words of withdrawn texts that were kept for long enough, now and every hour.
    pub(super) async fn wipe_withdrawn(store: Store, clock: Arc<dyn Clock>) {
        loop {
            let wiped = async {
                if store.read(withdrawn::any).await? {
                    store.write(withdrawn::wipe_old).await?;
                }
                Ok::<(), Error>(())
            };
            if let Err(error) = wiped.await {
                tracing::warn!(code = %error.code(), "words of withdrawn texts could not be wiped");
            }
            clock.sleep(Duration::from_secs(3_600)).await;
        }
    }

    /// Takes in an operation on a message, or none when `f` finds nothing to ask of the server.
    pub(super) async fn ask_about(
        &self,
        key: &MessageKey,
        f: impl FnOnce(&mut Tx<'_>, &message::Stored) -> Result<Option<Operation>> + Send + 'static,
    ) -> Result<Asked> {
        let key = key.clone();
        self.0
            .operations
            .ask(move |tx| {
                let row = message::find_in(tx, &key)?.ok_or(Error::NotFound("message"))?;
                let target = Target {
                    conversation: row.conversation,
                    message: Some(row.position.mid),
                };
                Ok(f(tx, &row)?.map(|operation| (target, operation)))
            })
            .await
    }

    async fn progress_of(&self, key: &MessageKey) -> Result<Progress> {
        let key = key.clone();
        self.0
            .store
            .read(move |snapshot| {
                let row = message::find(snapshot, &key)?.ok_or(Error::NotFound("message"))?;
                Ok(match row.state {
                    State::Lost => Progress::Lost,
                    State::Stopped => Progress::Here,
                    State::Accepted => match outbox::by_key(snapshot, &key)? {
                        Some(item) if item.stage == outbox::Stage::Claimed => Progress::OnTheWay,
                        _ => Progress::Here,
                    },
                    _ if row.server_id == 0 => Progress::OnTheWay,
                    _ => Progress::AtServer,
                })
            })
            .await
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
