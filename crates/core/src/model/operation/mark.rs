//! Marking a message.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::model::mark::MarkKind;

/// Mark a message, or no longer. Each kind is an operation of its own: one that is refused takes no other with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// How.
    pub mark: MarkKind,
    /// It is to be marked.
    pub on: bool,
    /// When it was asked for, milliseconds since 1970: what lists of marks are sorted by.
    pub time: i64,
}

impl Mark {
    pub(super) fn add_to(self, effect: &mut Effect) {
        effect.marks.insert(self.mark, self.on.then_some(self.time));
    }
}
