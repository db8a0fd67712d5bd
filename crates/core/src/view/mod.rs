//! Windows over the store that emit diffs: [`ConversationList`], [`Timeline`], [`ContactList`], [`RequestList`] and
//! [`MemberList`]. A view never writes. It reads its first slice and the store's number in one snapshot and ignores what was published at or below that number.

pub mod contacts;
pub mod list;
pub mod members;
pub mod row;
pub mod timeline;
pub mod unnamed;

pub(crate) mod diff;
pub(crate) mod paint;
mod sorted;

pub use contacts::{ContactList, RequestList};
pub use list::{ConversationList, ListChoice, ListChooser, ListUpdate};
pub use members::MemberList;
pub use timeline::{Anchor, Timeline, TimelineUpdate};
