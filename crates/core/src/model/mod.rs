//! Plain values of a messenger: no I/O, no clock, no protobuf types.

pub mod activity;
pub mod album;
pub mod connection;
pub mod contact;
pub mod content;
pub mod conversation;
pub mod diagnosis;
pub mod draft;
pub mod entry;
pub(crate) mod file_entry;
pub mod file_name;
pub mod folder;
pub(crate) mod format;
pub mod gap;
pub mod id;
pub mod joining;
pub(crate) mod json;
pub mod kind;
pub mod let_through;
pub(crate) mod line;
pub(crate) mod links;
pub mod mark;
pub(crate) mod matching;
pub mod mention;
pub mod message;
pub mod operation;
pub mod picture;
pub mod planned;
pub mod presence;
pub mod quote;
pub mod readers;
pub(crate) mod server_run;
pub mod signs;
pub mod sorting;
pub mod user;

pub use id::{AccountId, ConversationId, MediaId, MessageKey, ServerMessageId, UserId};
