//! Somebody who can be called in a group.

use serde::Serialize;

use super::person::Avatar;
use crate::model::UserId;

/// Somebody who can be called in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MentionChoice {
    /// Who; none is everyone.
    pub user: Option<UserId>,
    /// The name they are called by; empty for everyone, who is called in the language of whoever calls.
    pub name: String,
    /// Their picture; none for everyone.
    pub avatar: Option<Avatar>,
    /// Their other name, when they have one in this group; may be empty.
    pub hint: String,
}
