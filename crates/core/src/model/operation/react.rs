//! Reacting to a message.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Have a reaction to a message, or no longer. Each reaction is an operation of its own: one that is refused takes no
/// other with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct React {
    /// Which: an emoji, or what another application uses for one.
    pub key: String,
    /// It is to be there.
    pub on: bool,
}

impl React {
    pub(super) fn add_to(&self, effect: &mut Effect) {
        effect.reactions.insert(self.key.clone(), self.on);
    }
}
