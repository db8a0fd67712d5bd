//! What a person hands over to be sent.

use std::path::PathBuf;

use linnet_proto::choices;

use crate::error::{Error, Result};
use crate::media::{Mode, Source};
use crate::model::album::Album;
use crate::model::signs::is_blank;
use crate::model::{MediaId, MessageKey, UserId};

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
    Picture(PictureDraft),
    #[cfg_attr(not(feature = "multimedia"), allow(dead_code))]
    File(Source),
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

    /// A picture.
    pub fn picture(picture: PictureDraft) -> Self {
        Self {
            submission: picture.submission.clone(),
            body: DraftBody::Picture(picture),
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
        matches!(self.body, DraftBody::Picture(_) | DraftBody::File(_))
    }

    /// A new submission id.
    pub fn new_submission() -> MessageKey {
        MessageKey(uuid::Uuid::new_v4().to_string())
    }

    /// # Errors
    /// What is wrong with it.
    pub(super) fn check(&self) -> Result<()> {
        // Protocol: envelope, section 8: the client message id is a UUID.
        if uuid::Uuid::try_parse(self.submission.as_str()).is_err() {
            return Err(Error::NotFound("submission id of the form of a UUID"));
        }
        let text = match &self.body {
            DraftBody::Text { text, .. } if is_blank(text) => {
                return Err(Error::EmptyMessage);
            }
            DraftBody::Text { text, .. } => text,
            DraftBody::Picture(picture) => &picture.caption,
            DraftBody::File(_) => return Ok(()),
        };
        // The JSON around it is checked when it is written; this refuses the hopeless before any work.
        if text.len() > choices::MAX_CONTENT_BYTES {
            return Err(too_long());
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
