//! A transaction that is on disk, for those who follow the store.

use std::sync::Arc;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

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

/// What waits already, without waiting for more; and whether some of it was missed, because it waited too long.
pub fn take_waiting(changes: &mut Receiver<Arc<Committed>>) -> (Vec<Arc<Committed>>, bool) {
    let (mut all, mut missed) = (Vec::new(), false);
    loop {
        match changes.try_recv() {
            Ok(committed) => all.push(committed),
            Err(TryRecvError::Lagged(_)) => missed = true,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return (all, missed),
        }
    }
}
