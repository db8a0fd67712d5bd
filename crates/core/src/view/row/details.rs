//! All that is known of a message beside what it says.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{ConversationId, MessageKey, ServerMessageId, UserId};

/// All that is known of a message beside what it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct MessageDetails {
    /// Its client message id, or what stands for it.
    pub id: MessageKey,
    /// The server's id, once it is known.
    pub server_id: Option<ServerMessageId>,
    /// Where.
    pub conversation: ConversationId,
    /// Its index in the conversation, once it is known: a number as text.
    pub index: Option<String>,
    /// `message_type` of the wire.
    pub message_type: i32,
    /// Who wrote it.
    pub sender: UserId,
    /// When: milliseconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub created: i64,
    /// Its version: grows with every change at the server. A number as text.
    pub version: String,
    /// Content as on the wire, of a kind that this version cannot show.
    pub content: Option<String>,
    /// Entries as on the wire, of such a kind.
    pub entries: BTreeMap<String, String>,
}
