//! Work of minutes that a person may cancel, such as an export: one at a time of its kind for each account.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use linnet_core::model::AccountId;
use tokio_util::sync::CancellationToken;

/// Work of one kind.
#[derive(Default)]
pub struct LongWork(Mutex<BTreeMap<AccountId, CancellationToken>>);

/// Work that runs; it has ended when this is dropped.
pub struct Running<'a> {
    work: &'a LongWork,
    account: AccountId,
    /// Cancelled when the person does not want it any more.
    pub cancel: CancellationToken,
}

impl LongWork {
    /// Begins some; none while there is other work of the account.
    pub fn begin(&self, account: &AccountId) -> Option<Running<'_>> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(account) {
            return None;
        }
        let cancel = CancellationToken::new();
        running.insert(account.clone(), cancel.clone());
        Some(Running {
            work: self,
            account: account.clone(),
            cancel,
        })
    }

    /// Ends that of an account, if there is any.
    pub fn cancel(&self, account: &AccountId) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cancel) = running.get(account) {
            cancel.cancel();
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut running = self.work.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_does_one_thing_of_a_kind_at_a_time() {
        let exports = LongWork::default();
        let (alice, bob) = (AccountId::from("alice"), AccountId::from("bob"));
        let first = exports.begin(&alice).unwrap();
        assert!(exports.begin(&alice).is_none());
        let other = exports.begin(&bob).unwrap();
        exports.cancel(&alice);
        assert!(first.cancel.is_cancelled() && !other.cancel.is_cancelled());
        drop(first);
        let next = exports.begin(&alice).unwrap();
        assert!(!next.cancel.is_cancelled());
    }
}
