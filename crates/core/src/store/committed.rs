//! A transaction that is on disk, for those who follow the store.

use super::change::Change;
use super::glimpse::Glimpse;

/// A committed transaction's changes.
#[derive(Debug)]
pub struct Committed {
    /// Its number; 0 for what is not stored.
    pub store_seq: i64,
    /// In the order they were made.
    pub changes: Vec<Change>,
    /// What they made of the conversations that somebody looks at, unless too much changed.
    pub glimpses: Vec<Glimpse>,
}
