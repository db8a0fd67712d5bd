//! What a person hands over to be sent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use linnet_proto::{choices, keys};

use crate::error::{Error, Result};
use crate::media::{Mode, Source};
use crate::model::album::Album;
use crate::model::signs::is_blank;
use crate::model::{MediaId, MessageKey, UserId};

/// Longest name of an entry, bytes.
const MAX_ENTRY_NAME: usize = 64;

/// Entries of one message, and bytes of all of them. Servers take twice as many: the entries of the message itself have
/// room beside them.
const MAX_ENTRIES: usize = 64;
const MAX_ENTRY_BYTES: usize = 8 * 1024;

/// Something to be sent. Its submission is its id from now on: handed over twice, it is still one message.
#[derive(Debug, Clone)]
pub struct Draft {
    pub(super) submission: MessageKey,
    pub(super) body: DraftBody,
    #[cfg_attr(not(feature = "multimedia"), allow(dead_code))]
    pub(super) seen: Option<MediaId>,
    pub(super) answers: Option<MessageKey>,
}

#[derive(Debug, Clone)]
pub(super) enum DraftBody {
    Text {
        text: String,
        mentions: Vec<UserId>,
    },
    Custom(CustomDraft),
    Picture(PictureDraft),
    #[cfg_attr(not(feature = "multimedia"), allow(dead_code))]
    File(Source),
    Video(VideoDraft),
    #[cfg(feature = "voice")]
    Voice(VoiceSource),
}

/// What an application sends that is no kind of ours.
#[derive(Debug, Clone)]
pub(super) struct CustomDraft {
    pub content: String,
    pub ext: BTreeMap<String, String>,
}

/// A recording that was made here: the draft of its conversation names it until it is sent.
#[cfg(feature = "voice")]
#[derive(Debug, Clone)]
pub(crate) struct VoiceSource {
    /// Its name in the draft.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
}

/// A picture to be sent.
#[derive(Debug, Clone)]
pub struct PictureDraft {
    /// Id of the submission: a UUID.
    pub submission: MessageKey,
    /// The file.
    pub source: Source,
    /// Compressed, or the file as it is.
    pub mode: Mode,
    /// Words that go with it; may be empty.
    pub caption: String,
    /// Pictures sent together.
    pub album: Option<Album>,
}

/// A video to be sent.
#[derive(Debug, Clone)]
pub struct VideoDraft {
    /// Id of the submission: a UUID.
    pub submission: MessageKey,
    /// The file.
    pub source: Source,
    /// Its cover, as [`Client::look_at_video`](crate::Client::look_at_video) found it. None: it goes without.
    pub cover: Option<MediaId>,
    /// Words that go with it; may be empty.
    pub caption: String,
    /// Pictures and videos sent together.
    pub album: Option<Album>,
}

/// Which saved draft messages are made of: it is closed in the transaction that accepts them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromDraft {
    /// Its revision. When it has another one meanwhile, its words are not the ones that were sent, and stay.
    pub revision: i64,
    /// Files that stay attached to it, in order. None: those that are.
    pub attachments: Option<Vec<PathBuf>>,
}

impl Draft {
    /// Words. `mentions` are the people named in them; user 0 is everyone.
    pub fn text(submission: MessageKey, text: impl Into<String>, mentions: Vec<UserId>) -> Self {
        Self {
            submission,
            body: DraftBody::Text {
                text: text.into(),
                mentions,
            },
            seen: None,
            answers: None,
        }
    }

    /// A message of an application's own kind: any JSON object, with entries of its own beside it. Whoever knows the
    /// kind reads [`MessageDetails`](crate::view::row::MessageDetails); everybody else sees a calm line. The demo
    /// applications tell their kinds apart by `type` (1: a link card, 2: a system line, 3: a coupon), which are shown.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use linnet_core::Draft;
    ///
    /// let coupon = serde_json::json!({ "type": 3, "detail": "10 % off" });
    /// let entries = BTreeMap::from([("a:shop".to_owned(), "linnet".to_owned())]);
    /// let draft = Draft::custom(Draft::new_submission(), &coupon, entries);
    /// # let _ = draft;
    /// ```
    ///
    /// Sending answers [`Error::NotCustom`] when the content is no object, or when an entry has no name, a name that
    /// begins with `s:`, which belong to the system, or one that is longer than 64 bytes; and [`Error::TooLong`] when
    /// content or entries have no room in a message.
    pub fn custom(
        submission: MessageKey,
        content: &serde_json::Value,
        entries: BTreeMap<String, String>,
    ) -> Self {
        Self {
            submission,
            body: DraftBody::Custom(CustomDraft {
                content: content.to_string(),
                ext: entries,
            }),
            seen: None,
            answers: None,
        }
    }

    /// A picture.
    pub fn picture(picture: PictureDraft) -> Self {
        Self {
            submission: picture.submission.clone(),
            body: DraftBody::Picture(picture),
            seen: None,
            answers: None,
        }
    }

    /// A video.
    pub fn video(video: VideoDraft) -> Self {
        Self {
            submission: video.submission.clone(),
            body: DraftBody::Video(video),
            seen: None,
            answers: None,
        }
    }

    /// A file as it is, whatever it is.
    pub fn file(submission: MessageKey, source: Source) -> Self {
        Self {
            submission,
            body: DraftBody::File(source),
            seen: None,
            answers: None,
        }
    }

    /// The recording of a draft.
    #[cfg(feature = "voice")]
    pub(crate) fn voice(submission: MessageKey, voice: VoiceSource) -> Self {
        Self {
            submission,
            body: DraftBody::Voice(voice),
            seen: None,
            answers: None,
        }
    }

    /// The recording that it is made of, as the draft names it.
    pub(super) fn voice_name(&self) -> Option<String> {
        match &self.body {
            #[cfg(feature = "voice")]
            DraftBody::Voice(voice) => Some(voice.name.clone()),
            _ => None,
        }
    }

    /// It answers another message of the conversation, and quotes it. Without effect when that one is not here, or not
    /// at the server. Of several that are sent together the first one answers.
    pub fn answering(mut self, message: Option<MessageKey>) -> Self {
        self.answers = message;
        self
    }

    /// The person saw the picture as [`Client::inspect`](crate::Client::inspect) found it: another file that has taken
    /// its place since is refused.
    pub fn as_seen(mut self, seen: Option<MediaId>) -> Self {
        self.seen = seen;
        self
    }

    #[cfg(feature = "multimedia")]
    pub(super) fn has_file(&self) -> bool {
        !matches!(self.body, DraftBody::Text { .. } | DraftBody::Custom(_))
    }

    /// A new submission id.
    pub fn new_submission() -> MessageKey {
        MessageKey(uuid::Uuid::new_v4().to_string())
    }

    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(&self) -> Result<()> {
        // Protocol: envelope, section 8: the client message id is a UUID.
        if uuid::Uuid::try_parse(self.submission.as_str()).is_err() {
            return Err(Error::NotFound("submission id of the form of a UUID"));
        }
        let text = match &self.body {
            DraftBody::Text { text, .. } if is_blank(text) => {
                return Err(Error::EmptyMessage);
            }
            DraftBody::Text { text, .. } => text,
            DraftBody::Custom(custom) => {
                custom.check()?;
                &custom.content
            }
            DraftBody::Picture(picture) => &picture.caption,
            DraftBody::Video(video) => &video.caption,
            DraftBody::File(_) => return Ok(()),
            #[cfg(feature = "voice")]
            DraftBody::Voice(_) => return Ok(()),
        };
        // The JSON around it is checked when it is written; this refuses the hopeless before any work.
        if text.len() > choices::MAX_CONTENT_BYTES {
            return Err(too_long());
        }
        Ok(())
    }
}

impl CustomDraft {
    fn check(&self) -> Result<()> {
        let named = |name: &String| {
            !name.is_empty()
                && name.len() <= MAX_ENTRY_NAME
                && !name.starts_with(keys::SYSTEM_PREFIX)
        };
        if !self.content.starts_with('{') || !self.ext.keys().all(named) {
            return Err(Error::NotCustom);
        }
        let bytes: usize = self
            .ext
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum();
        if self.ext.len() > MAX_ENTRIES || bytes > MAX_ENTRY_BYTES {
            return Err(Error::TooLong {
                what: "entries",
                limit: MAX_ENTRY_BYTES,
            });
        }
        Ok(())
    }
}

pub(super) fn too_long() -> Error {
    Error::TooLong {
        what: "message",
        limit: choices::MAX_CONTENT_BYTES,
    }
}
