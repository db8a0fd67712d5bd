//! Taking a conversation away.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Take it and its history away on all devices of the person. It carries how far: a later message brings it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteConversation {
    /// Index of the newest message that goes.
    pub up_to: i64,
    /// The badge as it was, which the server is told.
    pub badge_count: i64,
    /// It stood in the list, and does again when the server refuses.
    pub listed: bool,
}

impl DeleteConversation {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.cleared_to = effect.cleared_to.max(self.up_to);
    }
}
