//! The content of command messages (50001): what a client has to do or to fetch again
//! (`docs/PROTOCOL.md`, sync, section 8).

use serde_json::{Value, json};

use super::Place;
use crate::UserId;

/// A state change that travels through inboxes.
#[derive(Debug, Clone)]
pub(super) enum Command<'a> {
    /// 1: the user has read up to here on another device.
    Read { index: i64, badge: i32 },
    /// 2: the user hid a message.
    Hidden { message: i64 },
    /// 3: the user deleted the conversation up to here.
    Deleted { up_to: i64 },
    /// 4: the user's settings have this version.
    Settings { version: i64 },
    /// 6: the shared info has this version.
    Core { version: i64 },
    /// 7: members came, changed, went.
    Members {
        added: &'a [UserId],
        modified: &'a [UserId],
        removed: &'a [UserId],
    },
    /// 9: the user cleared the history up to here.
    Cleared { up_to: i64 },
}

impl Command<'_> {
    /// The JSON text. Ids are JSON numbers beyond 2^53, as the protocol has them.
    pub(super) fn content(&self, place: &Place) -> String {
        let mut content = json!({
            "conversation_id": place.conversation_id,
            "conversation_type": place.kind,
            "inbox_type": 0,
        });
        let mut put = |key: &str, value: Value| {
            if let Some(object) = content.as_object_mut() {
                object.insert(key.to_owned(), value);
            }
        };
        match self {
            Self::Read { index, badge } => {
                put("command_type", json!(1));
                put("read_index", json!(index));
                put("read_index_v2", json!(index));
                put("read_badge_count", json!(badge));
            }
            Self::Hidden { message } => {
                put("command_type", json!(2));
                put("message_id", json!(message));
            }
            Self::Deleted { up_to } => {
                put("command_type", json!(3));
                put("last_message_index", json!(up_to));
                put("last_message_index_v2", json!(up_to));
            }
            Self::Settings { version } => {
                put("command_type", json!(4));
                put("conversation_version", json!(version));
            }
            Self::Core { version } => {
                put("command_type", json!(6));
                put("group_version", json!(version));
            }
            Self::Members {
                added,
                modified,
                removed,
            } => {
                put("command_type", json!(7));
                put("added_participant", json!(added));
                put("modified_participant", json!(modified));
                put("removed_participant", json!(removed));
            }
            Self::Cleared { up_to } => {
                put("command_type", json!(9));
                put("last_message_index", json!(up_to));
                put("last_message_index_v2", json!(up_to));
            }
        }
        content.to_string()
    }
}
