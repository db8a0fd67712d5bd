//! What a person sees, as plain values, one file for each noun. These are also the types of the page:
//! `cargo xtask bindings` writes their TypeScript from here (feature `bindings`).

mod body;
mod conversation;
mod diff;
mod file;
mod message;
mod person;
mod picture;
mod preview;
mod quote;
mod reaction;
mod timeline;

pub use body::{Body, TextLink};
pub use conversation::{ConversationDetails, ConversationRow};
pub use diff::Diff;
pub use file::FileRow;
pub use message::{Delivery, MessageRow, SharedRow, UnsavedEdit};
pub use person::{Avatar, Member, Person};
pub use picture::Picture;
pub use preview::{DraftLine, Outgoing, Preview};
pub use quote::{Quote, QuoteState};
pub use reaction::ReactionRow;
pub use timeline::{TimelineRow, TimelineState};
