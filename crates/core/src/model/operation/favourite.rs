//! Keeping a conversation among the favourites.

use serde::{Deserialize, Serialize};

use super::Effect;

/// Keep it among the favourites, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Favourite {
    /// A favourite.
    pub on: bool,
}

impl Favourite {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.favourite = Some(self.on);
    }
}
