//! Windows over the store that emit diffs: [`ConversationList`](list) and [`Timeline`](timeline). A view never writes.

pub mod row;
