//! Plain values of a messenger: no I/O, no clock, no protobuf types.

pub mod album;
pub mod connection;
pub mod content;
pub mod conversation;
pub mod diagnosis;
pub mod draft;
pub(crate) mod file_entry;
pub mod file_name;
pub mod gap;
pub mod id;
pub(crate) mod json;
pub mod kind;
pub(crate) mod line;
pub mod message;
pub mod operation;
pub mod picture;
pub mod quote;
pub(crate) mod server_run;
pub mod signs;
pub mod user;

pub use id::{AccountId, ConversationId, MediaId, MessageKey, ServerMessageId, UserId};
