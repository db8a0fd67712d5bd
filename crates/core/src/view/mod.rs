//! Windows over the store that emit diffs: [`ConversationList`] and [`Timeline`]. A view never writes. It reads its
//! first slice and the store's number in one snapshot and ignores what was published at or below that number.

pub mod list;
pub mod row;
pub mod timeline;

mod diff;
mod links;
pub(crate) mod paint;

pub use list::{ConversationList, ListUpdate};
pub use timeline::{Anchor, Timeline, TimelineUpdate};
