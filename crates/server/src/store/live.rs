//! Live groups: what is kept of them. Who is in one is not. A part of [`Store`](super::Store), with the same rules.

use std::collections::BTreeMap;

use super::{Decided, History, HistoryRange, Pending, Sent};
use crate::UserId;
use crate::live::Priority;

/// A live group as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveGroup {
    /// Numeric id; its text is the text id.
    pub short_id: i64,
    /// Who owns it.
    pub owner: UserId,
    /// Who made it.
    pub creator: UserId,
    /// Title.
    pub name: String,
    /// Picture.
    pub icon: String,
    /// Description.
    pub description: String,
    /// Milliseconds since 1970.
    pub created_ms: i64,
    /// Who cannot write: 0 nobody, 1 ordinary members, 2 everybody.
    pub silenced: i32,
    /// Grows with each change of the above.
    pub version: i64,
    /// Marks that it knows; read with one group only.
    pub marks: Vec<String>,
}

/// A live group to be made.
#[derive(Debug, Clone, Default)]
pub struct NewLiveGroup {
    /// Same id from the same creator: same group. Empty: none.
    pub idempotent_id: String,
    /// Title.
    pub name: String,
    /// Picture.
    pub icon: String,
    /// Description.
    pub description: String,
}

/// Which live groups are wanted.
#[derive(Debug, Clone, Default)]
pub struct LiveFilter {
    /// Only those of this person.
    pub owner: Option<UserId>,
    /// Only those whose name has these words, in large or small letters.
    pub words: String,
    /// Id of a group, 0 for the first page.
    pub cursor: i64,
    /// Page size.
    pub limit: usize,
}

/// A page of live groups.
#[derive(Debug, Clone, Default)]
pub struct LivePage {
    /// The newest first.
    pub groups: Vec<LiveGroup>,
    /// Where the next page starts.
    pub next_cursor: i64,
    /// More exist.
    pub has_more: bool,
}

/// A message for a live group.
#[derive(Debug, Clone, Default)]
pub struct NewLiveMessage {
    /// Numeric id of the group.
    pub group: i64,
    /// Key of the resend rule, with the sender.
    pub client_message_id: String,
    /// `MessageType`, below 50000.
    pub kind: i32,
    /// Content text.
    pub content: String,
    /// Ext, already freed of system keys a client may not set.
    pub ext: BTreeMap<String, String>,
    /// How much it matters.
    pub priority: Priority,
}

/// Live groups.
pub trait Live {
    /// Makes one, or gives the one that exists (609).
    fn create_live(&self, by: UserId, new: NewLiveGroup) -> Pending<'_, Decided<LiveGroup>>;
    /// One of them (608).
    fn live_group(&self, group: i64) -> Pending<'_, LiveGroup>;
    /// A page of them (2006).
    fn live_groups(&self, filter: LiveFilter) -> Pending<'_, LivePage>;
    /// Ends one, with all that was said in it (614).
    fn dissolve_live(&self, by: UserId, group: i64) -> Pending<'_, ()>;
    /// Says something in one, or refuses it (100).
    fn send_live(&self, by: UserId, new: NewLiveMessage) -> Pending<'_, Sent>;
    /// A page of what was said (301).
    fn live_history(&self, group: i64, range: HistoryRange) -> Pending<'_, History>;
}
