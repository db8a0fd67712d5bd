//! Voice messages: record, hear again before sending, send, play.
//!
//! A recording belongs to the draft of its conversation from its first moment, and is written as it comes. Whatever ends
//! the program, what was said until then can be heard and sent.

use std::io::Read as _;
use std::path::Path;

use linnet_proto::choices::{MAX_VOICE_MS, MIN_VOICE_MS, PROPERTY_PLAYED};
use tokio::sync::watch;

use super::Client;
use crate::config::Region;
use crate::error::{Error, MediaError, Result};
use crate::media::voice::{Heard, Recording, Sound};
use crate::model::activity::Activity;
use crate::model::operation::{Operation, React};
use crate::model::picture::MAX_BYTES;
use crate::model::{ConversationId, MediaId, MessageKey};
use crate::outbox::{Draft, VoiceSource};
use crate::store::{draft, message};
use crate::view::paint;
use crate::view::row::FileRow;

/// Recordings that are looked through for the next one that was not heard.
const AHEAD: i64 = 50;

/// A recording that is not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceDraft {
    /// How long it plays, in milliseconds.
    pub millis: u32,
    /// How loud it is from its beginning to its end.
    pub wave: Vec<u8>,
}

impl Client {
    /// Records a voice message for a conversation. When this answers the microphone has begun, and the recording is in
    /// the draft; one that was there before is replaced. `told` hears how loud it is at least every 150 ms, and when it
    /// has ended: stopped, after 60 seconds, or because the microphone is gone. The others learn of it while it goes on.
    ///
    /// # Errors
    /// [`MediaError::NotOverseas`], [`Error::NotMember`], [`MediaError::NoMicrophone`] and what else keeps it from the
    /// microphone.
    pub async fn record_voice(
        &self,
        id: &ConversationId,
        told: impl FnMut(Heard) + Send + 'static,
    ) -> Result<Recording> {
        if self.0.config.endpoints.region() == Region::Overseas {
            return Err(MediaError::NotOverseas.into());
        }
        let place = self.place(id).await?;
        if !place.stored.member {
            return Err(Error::NotMember);
        }
        let folder = self.0.media.voices().clone();
        let made = tokio::task::spawn_blocking(move || folder.begin()).await;
        let (name, file) = made.map_err(|_| Error::Stopped)??;
        let recording = match Recording::begin(file, self.telling(id, told)).await {
            Ok(recording) => recording,
            Err(error) => {
                self.0.media.voices().remove(&name).await?;
                return Err(error);
            }
        };
        let cid = place.cid;
        let before = self
            .0
            .store
            .write(move |tx| draft::put_voice(tx, cid, &name))
            .await?;
        self.0.media.voices().remove(&before).await?;
        Ok(recording)
    }

    /// Puts a recording that was made elsewhere into the draft of a conversation: of any kind that is played here,
    /// at most 60 seconds long. One that was there before is replaced. When this answers, a copy of it is on disk.
    ///
    /// # Errors
    /// [`MediaError::NotOverseas`], [`Error::NotMember`], [`MediaError::CannotBePlayed`], [`Error::TooLong`], or it
    /// cannot be copied. The draft is as it was then.
    pub async fn put_voice(&self, id: &ConversationId, recording: &Path) -> Result<()> {
        if self.0.config.endpoints.region() == Region::Overseas {
            return Err(MediaError::NotOverseas.into());
        }
        let place = self.place(id).await?;
        if !place.stored.member {
            return Err(Error::NotMember);
        }
        if self.0.media.sound(recording).await?.millis() > MAX_VOICE_MS {
            return Err(Error::TooLong {
                what: "recording",
                limit: MAX_VOICE_MS as usize,
            });
        }
        let (folder, source) = (self.0.media.voices().clone(), recording.to_owned());
        let copied = tokio::task::spawn_blocking(move || -> Result<String> {
            // It may grow while it is read.
            let mut source = std::fs::File::open(source)?.take(MAX_BYTES);
            let (name, mut copy) = folder.begin()?;
            std::io::copy(&mut source, &mut copy)?;
            copy.sync_all()?;
            Ok(name)
        });
        let name = copied.await.map_err(|_| Error::Stopped)??;
        let cid = place.cid;
        let before = self
            .0
            .store
            .write(move |tx| draft::put_voice(tx, cid, &name))
            .await?;
        self.0.media.voices().remove(&before).await
    }

    /// Passes on what is heard, and tells those in the conversation that something is recorded until it has ended.
    fn telling(
        &self,
        id: &ConversationId,
        mut told: impl FnMut(Heard) + Send + 'static,
    ) -> impl FnMut(Heard) + Send + 'static {
        // What is heard while they are being told says nothing more.
        let (heard, mut changed) = watch::channel(());
        let (client, id, stop) = (self.clone(), id.clone(), self.0.stop.clone());
        self.0.tasks.spawn(async move {
            let tell = async {
                while changed.changed().await.is_ok() {
                    if let Err(error) = client.tell_activity(&id, Activity::Recording).await {
                        tracing::debug!(code = %error.code(), "nobody was told of the recording");
                    }
                }
            };
            stop.run_until_cancelled(tell).await;
        });
        move |said| {
            if matches!(said, Heard::Level { .. }) {
                heard.send_replace(());
            }
            told(said);
        }
    }

    /// The recording of a draft; none when there is none, or nothing of it can be heard.
    ///
    /// # Errors
    /// [`MediaError::VoiceTooShort`] for one shorter than a second: it is removed. Its file cannot be read.
    pub async fn voice_draft(&self, id: &ConversationId) -> Result<Option<VoiceDraft>> {
        let sound = match self.draft_sound(id).await {
            Ok(Some(sound)) => sound,
            Ok(None) => return Ok(None),
            // A kill before the first of it was written.
            Err(Error::Media(MediaError::CannotBePlayed)) => {
                self.discard_voice(id).await?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if sound.millis() < MIN_VOICE_MS {
            self.discard_voice(id).await?;
            return Err(MediaError::VoiceTooShort.into());
        }
        Ok(Some(VoiceDraft {
            millis: sound.millis(),
            wave: sound.wave,
        }))
    }

    /// The recording of a draft, to be heard before it is sent.
    ///
    /// # Errors
    /// [`MediaError::CannotBePlayed`], or its file cannot be read.
    pub async fn draft_sound(&self, id: &ConversationId) -> Result<Option<Sound>> {
        match self.draft_voice(id).await? {
            Some(voice) => Ok(Some(self.0.media.sound(&voice.path).await?)),
            None => Ok(None),
        }
    }

    /// Sends the recording of a draft. In the transaction that takes it in it leaves the draft, with the message that it
    /// answers; words that were typed stay.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none, and as for any message; then it is still in the draft.
    pub async fn send_voice(
        &self,
        id: &ConversationId,
        submission: MessageKey,
    ) -> Result<MessageKey> {
        let voice = match self.draft_voice(id).await? {
            Some(voice) => voice,
            // Its answer was lost on the way: it is in already.
            None if self.message(&submission).await.is_ok() => return Ok(submission),
            None => return Err(Error::NotFound("recording")),
        };
        self.send(id, Draft::voice(submission, voice)).await
    }

    /// Deletes the recording of a draft.
    ///
    /// # Errors
    /// The database or the folder cannot be written.
    pub async fn discard_voice(&self, id: &ConversationId) -> Result<()> {
        let cid = self.place(id).await?.cid;
        let before = self
            .0
            .store
            .write(move |tx| draft::put_voice(tx, cid, ""))
            .await?;
        self.0.media.voices().remove(&before).await
    }

    /// A recording of a message as samples, loaded when it is not here.
    ///
    /// # Errors
    /// As [`Client::load_file`]; [`MediaError::CannotBePlayed`].
    pub async fn sound(&self, media: &MediaId) -> Result<Option<Sound>> {
        match self.load_file(media).await? {
            Some(path) => Ok(Some(self.0.media.sound(&path).await?)),
            None => Ok(None),
        }
    }

    /// Notes that the person has listened to a recording of somebody else; its sender and the person's other devices are
    /// told. One that was heard before is left as it is.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the message is not here.
    pub async fn mark_played(&self, key: &MessageKey) -> Result<()> {
        let me = self.0.store.me();
        let asked = self
            .ask_about(key, move |_, row| {
                let heard = row.sender == me || paint::is_played(me, row);
                let (key, on) = (PROPERTY_PLAYED.to_owned(), true);
                let operation = Operation::React(React { key, on });
                Ok((!heard && row.server_id != 0).then_some(operation))
            })
            .await?;
        // It is carried out whether anybody waits for it or not.
        drop(asked);
        Ok(())
    }

    /// The next recording of the same conversation that was not listened to.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the message is not here.
    pub async fn next_unheard(&self, key: &MessageKey) -> Result<Option<(MessageKey, FileRow)>> {
        let (key, me) = (key.clone(), self.0.store.me());
        self.0
            .store
            .read(move |snapshot| {
                let row = message::find(snapshot, &key)?.ok_or(Error::NotFound("message"))?;
                let following =
                    message::voices_after(snapshot, row.conversation, row.position, AHEAD)?;
                Ok(following
                    .into_iter()
                    .filter(|next| next.sender != me && !paint::is_played(me, next))
                    .find_map(|next| Some((next.key.clone(), paint::file_of(&next)?))))
            })
            .await
    }

    async fn draft_voice(&self, id: &ConversationId) -> Result<Option<VoiceSource>> {
        let cid = self.place(id).await?.cid;
        let stored = self
            .0
            .store
            .read(move |snapshot| draft::get(snapshot, cid))
            .await?;
        let name = stored.voice;
        Ok(self
            .0
            .media
            .voices()
            .path(&name)
            .map(|path| VoiceSource { name, path }))
    }

    /// Removes recordings that no draft names: their draft was deleted, or the program ended at the wrong moment.
    pub(super) async fn clear_voices(&self) -> Result<()> {
        let kept = self.0.store.read(draft::all_voices).await?;
        self.0.media.voices().remove_others(kept).await
    }
}
