//! Entries that all members of a group share: texts by key. A part of [`Store`](super::Store), with the same rules.

use std::collections::BTreeMap;

use linnet_proto::im_proto::ConversationCoreInfo;

use super::{Pending, Target};
use crate::UserId;

/// Entries of the shared info: keys to set, and keys to take away.
#[derive(Debug, Clone, Default)]
pub struct EntryChange {
    /// Set, each with its value.
    pub set: BTreeMap<String, String>,
    /// Taken away.
    pub removed: Vec<String>,
}

/// What groups say of themselves.
pub trait Entries {
    /// Changes entries of the shared info (904, 905).
    fn change_entries(
        &self,
        by: UserId,
        target: Target,
        change: EntryChange,
    ) -> Pending<'_, ConversationCoreInfo>;
}
