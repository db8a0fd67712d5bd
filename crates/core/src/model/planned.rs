//! What is to happen at a time of day: limits of texts that are sent later and of reminders.

/// A text that is due for this long is not sent by itself, for it may mean nothing any more: the person is asked.
pub const TOO_LATE_MS: i64 = 24 * 60 * 60 * 1000;

/// A text that is sent this much later than planned is said to be late.
pub const LATE_MS: i64 = 2 * 60 * 1000;

/// Most texts that are planned in a conversation.
pub const MAX_PLANNED: usize = 100;

/// Most reminders of an account.
pub const MAX_REMINDERS: usize = 500;
