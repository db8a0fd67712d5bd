//! Conversations that are being written into folders: one at a time for each account.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use linnet_core::model::AccountId;
use tokio_util::sync::CancellationToken;

/// The exports that run.
#[derive(Default)]
pub struct Exports(Mutex<BTreeMap<AccountId, CancellationToken>>);

/// An export that runs; it has ended when this is dropped.
pub struct Running<'a> {
    exports: &'a Exports,
    account: AccountId,
    /// Cancelled when the person does not want it any more.
    pub cancel: CancellationToken,
}

impl Exports {
    /// Begins one; none while there is another of the account.
    pub fn begin(&self, account: &AccountId) -> Option<Running<'_>> {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if running.contains_key(account) {
            return None;
        }
        let cancel = CancellationToken::new();
        running.insert(account.clone(), cancel.clone());
        Some(Running {
            exports: self,
            account: account.clone(),
            cancel,
        })
    }

    /// Ends the one of an account, if there is one.
    pub fn cancel(&self, account: &AccountId) {
        let running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cancel) = running.get(account) {
            cancel.cancel();
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut running = self
            .exports
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_exports_one_conversation_at_a_time() {
        let exports = Exports::default();
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
