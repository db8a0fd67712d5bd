//! How many bytes of requests the server holds at one time, so that peers cannot make it hold more than it has.
//!
//! Of a body over HTTP [`UNKNOWN_SENDER`] bytes are kept before its token is known; all else that is longer takes its
//! bytes from two purses, one of the sender and one of all. Whoever finds a purse empty is told to come again
//! (status 23): nobody waits in here, so nobody can make others wait.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::UserId;

/// Bytes of a body that are kept before its token is known. The token comes before the body of the command (fields in
/// the order of their numbers) and has at most 512 bytes.
pub(crate) const UNKNOWN_SENDER: usize = 8 * 1024;
/// Bytes that all requests together may hold, beyond those.
const EVERYBODY: usize = 64 * 1024 * 1024;
/// Bytes that the requests of one user may hold.
const ONE_USER: usize = 16 * 1024 * 1024;

#[derive(Default)]
struct Held {
    all: usize,
    by_user: HashMap<UserId, usize>,
}

/// The bytes that are held.
#[derive(Default)]
pub(crate) struct Budget {
    held: Mutex<Held>,
}

/// Bytes of one request; given back when dropped.
pub(crate) struct Purse {
    budget: Arc<Budget>,
    user: UserId,
    bytes: usize,
}

impl Budget {
    /// An empty purse of a user.
    pub(crate) fn purse(budget: &Arc<Self>, user: UserId) -> Purse {
        Purse {
            budget: Arc::clone(budget),
            user,
            bytes: 0,
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Purse {
    /// Takes bytes, or says that there are none.
    #[must_use]
    pub(crate) fn take(&mut self, bytes: usize) -> bool {
        let mut held = self.budget.held();
        let all = held.all.saturating_add(bytes);
        let own = held.by_user.get(&self.user).copied().unwrap_or(0);
        let own = own.saturating_add(bytes);
        if all > EVERYBODY || own > ONE_USER {
            return false;
        }
        held.all = all;
        held.by_user.insert(self.user, own);
        self.bytes = self.bytes.saturating_add(bytes);
        true
    }
}

impl Drop for Purse {
    fn drop(&mut self) {
        if self.bytes == 0 {
            return;
        }
        let mut held = self.budget.held();
        held.all = held.all.saturating_sub(self.bytes);
        if let Some(own) = held.by_user.get_mut(&self.user) {
            *own = own.saturating_sub(self.bytes);
            if *own == 0 {
                held.by_user.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: usize = 1024 * 1024;

    #[test]
    fn one_user_cannot_hold_what_is_for_all_and_all_not_more_than_there_is() {
        let budget = Arc::new(Budget::default());
        let mut purses = Vec::new();
        for user in 1..=4 {
            let mut purse = Budget::purse(&budget, user);
            assert!(purse.take(10 * MIB));
            assert!(!purse.take(10 * MIB), "over the user's own");
            assert!(purse.take(6 * MIB));
            purses.push(purse);
        }
        let mut fifth = Budget::purse(&budget, 5);
        assert!(!fifth.take(1), "over what all may hold");
        purses.pop();
        assert!(fifth.take(16 * MIB));
        drop((purses, fifth));
        let held = budget.held();
        assert_eq!((held.all, held.by_user.len()), (0, 0));
    }
}
