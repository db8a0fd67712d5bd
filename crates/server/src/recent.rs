//! What was just committed, for users who are connected: a connection that is up to date pushes
//! from here without asking the store. Anything older is read from the store.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use crate::UserId;
use crate::store::Entry;

/// Entries kept per connected user, and their bytes. When full the oldest go; a connection that
/// is further behind reads from the store.
const ENTRIES: usize = 256;
const BYTES: usize = 512 * 1024;

#[derive(Default)]
struct Ring {
    entries: VecDeque<Entry>,
    bytes: usize,
}

/// The newest entries of connected users.
#[derive(Default)]
pub(crate) struct Recent {
    users: Mutex<HashMap<UserId, Ring>>,
}

impl Recent {
    pub(crate) fn push(&self, user: UserId, entry: Entry) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let ring = users.entry(user).or_default();
        ring.bytes = ring.bytes.saturating_add(entry.item.body.len());
        ring.entries.push_back(entry);
        while ring.entries.len() > ENTRIES || (ring.bytes > BYTES && ring.entries.len() > 1) {
            if let Some(old) = ring.entries.pop_front() {
                ring.bytes = ring.bytes.saturating_sub(old.item.body.len());
            }
        }
    }

    /// Entries right after a place; `None` when memory does not reach back to it.
    pub(crate) fn after(&self, user: UserId, cursor: i64, limit: usize) -> Option<Vec<Entry>> {
        let users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        let ring = users.get(&user)?;
        let from = ring.entries.partition_point(|entry| entry.cursor <= cursor);
        let mut reached = cursor;
        let mut found = Vec::new();
        for entry in ring.entries.iter().skip(from).take(limit) {
            // A chain without a hole, or nothing.
            if entry.previous > reached {
                break;
            }
            reached = entry.cursor;
            found.push(entry.clone());
        }
        (!found.is_empty()).then_some(found)
    }

    /// Forgets users that are no longer connected.
    pub(crate) fn keep(&self, is_online: impl Fn(UserId) -> bool) {
        let mut users = self.users.lock().unwrap_or_else(PoisonError::into_inner);
        users.retain(|user, _| is_online(*user));
    }
}
