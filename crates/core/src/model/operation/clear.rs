//! Emptying a conversation.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Empty it on all devices of the person; it stays in the list. It carries how far: what comes later stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clear {
    /// Index of the newest message that goes.
    pub up_to: i64,
}

impl Clear {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.cleared_to = effect.cleared_to.max(self.up_to);
    }
}
