//! Setting an entry of a person's own settings of a conversation.

use serde::{Deserialize, Serialize};

use super::Effect;
use crate::model::entry::EntryKey;

/// Give an entry this value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetEntry {
    /// Which.
    pub key: EntryKey,
    /// What it says then.
    pub value: String,
}

impl SetEntry {
    pub(super) fn add_to(&self, effect: &mut Effect) {
        effect.entries.insert(self.key, self.value.clone());
    }
}
