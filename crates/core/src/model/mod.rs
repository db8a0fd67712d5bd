//! Plain values of a messenger: no I/O, no clock, no protobuf types.

pub mod content;
pub mod conversation;
pub mod id;
pub mod message;
pub mod user;

pub use id::{AccountId, ConversationId, MediaId, MessageKey, ServerMessageId, UserId};
