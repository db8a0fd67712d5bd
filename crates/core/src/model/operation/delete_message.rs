//! Taking a message out of one's own sight.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Take a message away on all devices of the person. Its words stay here until the server has confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteMessage {}

impl DeleteMessage {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.deleted = true;
    }
}
