//! The recording that is being played. One plays at a time in the whole program; it goes on when another chat is opened,
//! and ends when its account is signed out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::sound::Speaker;

use crate::stream::Stream;

/// What may be asked of a speed, percent.
const SPEEDS: std::ops::RangeInclusive<u16> = 50..=300;

/// What is played now, or being loaded to be played.
#[derive(Default)]
pub struct Player {
    now: Mutex<Now>,
}

struct Now {
    /// Grows with each thing that is to be played: what was loaded for an older one is not played any more.
    turn: u64,
    speaker: Option<Arc<Speaker>>,
    paused: bool,
    /// Percent; stays for the next ones.
    speed: u16,
}

impl Default for Now {
    fn default() -> Self {
        Self {
            turn: 0,
            speaker: None,
            paused: false,
            speed: 100,
        }
    }
}

/// What is to be played.
#[derive(Clone)]
pub struct Wanted {
    /// Of which account.
    pub account: AccountId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The recording of this message; none: the one that is not sent.
    pub message: Option<MessageKey>,
    /// From this moment of it on, milliseconds.
    pub from: u32,
}

impl Player {
    /// Ends what is played.
    pub fn stop(&self, stream: &Stream) {
        let ended = {
            let mut now = self.now();
            now.turn += 1;
            now.speaker.take()
        };
        // Not under the lock: closing a device waits for it.
        drop(ended);
        stream.playing(None);
    }

    /// Holds it, or goes on.
    pub fn pause(&self, paused: bool) {
        let mut now = self.now();
        now.paused = paused;
        if let Some(speaker) = &now.speaker {
            speaker.pause(paused);
        }
    }

    /// Goes on from another moment of it.
    pub fn seek(&self, millis: u32) {
        if let Some(speaker) = &self.now().speaker {
            speaker.seek(millis);
        }
    }

    /// Plays at another speed, percent, and so what comes after it.
    pub fn set_speed(&self, percent: u16) {
        let percent = percent.clamp(*SPEEDS.start(), *SPEEDS.end());
        let mut now = self.now();
        now.speed = percent;
        if let Some(speaker) = &now.speaker {
            speaker.set_speed(f64::from(percent) / 100.0);
        }
    }

    /// Something else is to be played: its turn.
    pub fn begin(&self) -> u64 {
        let mut now = self.now();
        now.turn += 1;
        now.paused = false;
        now.turn
    }

    /// What begins now is played in this turn. False: something else is to be played by now.
    pub fn begun(&self, turn: u64, speaker: &Arc<Speaker>) -> bool {
        let mut now = self.now();
        if now.turn != turn {
            return false;
        }
        // Asked for while it began.
        speaker.pause(now.paused);
        speaker.set_speed(f64::from(now.speed) / 100.0);
        now.speaker = Some(Arc::clone(speaker));
        true
    }

    /// Whether it is held, and how fast it is, in percent. None: something else is to be played by now.
    pub fn in_turn(&self, turn: u64) -> Option<(bool, u16)> {
        let now = self.now();
        (now.turn == turn).then_some((now.paused, now.speed))
    }

    /// Nothing follows in this turn.
    pub fn ended(&self, turn: u64, stream: &Stream) {
        if self.in_turn(turn).is_some() {
            self.stop(stream);
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
