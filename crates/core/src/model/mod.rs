//! Plain values of a messenger: no I/O, no clock, no protobuf types.

pub mod id;

pub use id::{AccountId, ConversationId, MediaId, MessageKey, ServerMessageId, UserId};
