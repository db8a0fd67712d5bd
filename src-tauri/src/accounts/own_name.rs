//! What the person of an account is called, written down so that the account has its name before the network is used.

use std::sync::Arc;

use linnet_core::view::row::Person;

use super::Account;
use crate::shell::Shell;

/// Writes down what the person is called and looks like, and tells the page.
pub(super) fn keep(shell: &Arc<Shell>, account: &Arc<Account>, person: &Person) {
    let record = {
        let mut record = account.record();
        record.name = Some(person.name.clone());
        record.face = Some(person.avatar.clone().into());
        record.clone()
    };
    if let Err(error) = record.write(&account.folder) {
        tracing::warn!(%error, "a name was not written down");
    }
    shell.stream.account(account.info());
}
