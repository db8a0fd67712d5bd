//! The recording that is being made. There is one in the whole program, as there is one microphone.

use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_core::media::voice::Recording;
use linnet_core::model::{AccountId, ConversationId};

/// What is recorded now, or being begun.
#[derive(Default)]
pub struct Recorder {
    now: Mutex<Option<Now>>,
}

struct Now {
    account: AccountId,
    conversation: ConversationId,
    /// None while the microphone begins.
    recording: Option<Recording>,
    /// It was stopped before the microphone had begun.
    stopped: bool,
}

impl Recorder {
    /// Ends it; what was recorded stays in the draft of its conversation. Nothing happens when there is none.
    pub fn stop(&self) {
        if let Some(now) = &mut *self.now() {
            now.stopped = true;
            if let Some(recording) = &now.recording {
                recording.stop();
            }
        }
    }

    /// Takes the microphone for a conversation. False: it is taken.
    pub fn begin(&self, account: &AccountId, conversation: &ConversationId) -> bool {
        let mut now = self.now();
        if now.is_some() {
            return false;
        }
        *now = Some(Now {
            account: account.clone(),
            conversation: conversation.clone(),
            recording: None,
            stopped: false,
        });
        true
    }

    /// The microphone has begun. The recording may have been stopped already, or have ended.
    pub fn begun(&self, recording: Recording) {
        if let Some(now) = &mut *self.now() {
            if now.stopped {
                recording.stop();
            }
            now.recording = Some(recording);
        }
    }

    /// For which conversation of which account is recorded.
    pub fn of(&self) -> Option<(AccountId, ConversationId)> {
        let now = self.now();
        let now = now.as_ref()?;
        Some((now.account.clone(), now.conversation.clone()))
    }

    /// It has ended, or could not begin.
    pub fn ended(&self) {
        *self.now() = None;
    }

    fn now(&self) -> MutexGuard<'_, Option<Now>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
