//! Pictures that were chosen to stand for a person or a group, until they are used: the page has a handle, the path stays
//! here.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_core::media::Source;
use linnet_core::model::{AccountId, MediaId};

/// Chosen pictures that are remembered; the oldest is forgotten first. Somebody looks at one of them at a time.
const CHOSEN: usize = 4;

/// A picture that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Whose account it is for.
    pub account: AccountId,
    /// The file.
    pub source: Source,
    /// What it was when it was looked at.
    pub seen: MediaId,
}

/// What was chosen, and who waits for something to be dropped.
#[derive(Default)]
pub struct Portraits(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    awaited: Option<AccountId>,
    chosen: VecDeque<(String, Chosen)>,
}

impl Portraits {
    /// A picture for this account is to be chosen: what is dropped is one. None: no longer.
    pub fn await_for(&self, account: Option<AccountId>) {
        self.lock().awaited = account;
    }

    /// For which account what is dropped now is a picture.
    pub fn awaited(&self) -> Option<AccountId> {
        self.lock().awaited.clone()
    }

    /// Remembers a picture; answers its handle.
    pub fn keep(&self, chosen: Chosen) -> String {
        let handle = uuid::Uuid::new_v4().simple().to_string();
        let mut inner = self.lock();
        if inner.chosen.len() >= CHOSEN {
            inner.chosen.pop_front();
        }
        inner.chosen.push_back((handle.clone(), chosen));
        handle
    }

    /// The picture of this account with this handle. It stays: using it may fail and be tried again.
    pub fn get(&self, account: &AccountId, handle: &str) -> Option<Chosen> {
        let inner = self.lock();
        let mut all = inner.chosen.iter();
        let (_, chosen) =
            all.find(|(known, chosen)| known == handle && chosen.account == *account)?;
        Some(chosen.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(account: &str, path: &str) -> Chosen {
        Chosen {
            account: AccountId(account.to_owned()),
            source: Source::Path(path.into()),
            seen: MediaId("00".to_owned()),
        }
    }

    #[test]
    fn a_handle_is_its_accounts_own_and_the_oldest_goes() {
        let portraits = Portraits::default();
        let first = portraits.keep(chosen("alice", "/one"));
        assert_eq!(portraits.get(&AccountId("bob".to_owned()), &first), None);
        let alice = AccountId("alice".to_owned());
        assert_eq!(portraits.get(&alice, &first), Some(chosen("alice", "/one")));
        for _ in 0..CHOSEN {
            portraits.keep(chosen("alice", "/more"));
        }
        assert_eq!(portraits.get(&alice, &first), None);
    }
}
