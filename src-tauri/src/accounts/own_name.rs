//! What the person of an account is called, written down so that the account has its name before the network is used.

use std::sync::Arc;

use linnet_core::view::row::Person;
use linnet_core::view::unnamed;

use super::Account;
use crate::shell::Shell;

/// Writes down what the person is called and looks like, and tells the page.
pub(super) fn keep(shell: &Arc<Shell>, account: &Arc<Account>, person: &Person) {
    let record = {
        let mut record = account.record();
        // Without a name the account is called by its number, in the language of the day.
        record.name = Some(person.name.clone()).filter(|name| *name != unnamed::person(person.id));
        record.face = Some(person.avatar.clone().into());
        record.clone()
    };
    if let Err(error) = record.write(&account.folder) {
        tracing::warn!(%error, "a name was not written down");
    }
    shell.stream.account(account.info());
}
