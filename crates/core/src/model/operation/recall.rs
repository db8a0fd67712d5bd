//! Withdrawing a message.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Withdraw a message for everybody. Its words stay here until the server has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recall {}

impl Recall {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.recalled = true;
    }
}
