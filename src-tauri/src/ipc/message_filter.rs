//! Which messages are looked for.

use linnet_core::SearchFilter;
use linnet_core::model::kind::Noun;
use linnet_core::model::{ConversationId, UserId};
use serde::Deserialize;
use ts_rs::TS;

/// Which messages are looked for, beside what they say. What is missing or null lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields = nullable)]
pub struct MessageFilter {
    /// Of this conversation.
    pub conversation: Option<ConversationId>,
    /// By this person.
    pub sender: Option<UserId>,
    /// Of these kinds.
    pub kinds: Option<Vec<Noun>>,
    /// Only what leads to a page.
    pub links: Option<bool>,
    /// Not older than this: milliseconds since 1970.
    #[ts(type = "number", optional = nullable)]
    pub from: Option<i64>,
    /// Older than this.
    #[ts(type = "number", optional = nullable)]
    pub before: Option<i64>,
}

impl From<MessageFilter> for SearchFilter {
    fn from(filter: MessageFilter) -> Self {
        Self {
            conversation: filter.conversation,
            sender: filter.sender,
            kinds: filter.kinds.unwrap_or_default(),
            links: filter.links.unwrap_or(false),
            from: filter.from,
            before: filter.before,
        }
    }
}
