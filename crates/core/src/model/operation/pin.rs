//! Keeping a conversation on top.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Keep it on top, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// On top.
    pub on: bool,
}

impl Pin {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.pinned = Some(self.on);
    }
}
