//! Silencing a conversation.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Silence it, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mute {
    /// Silent.
    pub on: bool,
}

impl Mute {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.muted = Some(self.on);
    }
}
