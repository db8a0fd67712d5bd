//! Accounts that cannot be opened, or not go on: the page is told why.

use std::path::Path;
use std::sync::Arc;

use linnet_core::error::Reason;

use super::account::{Account, id_of};
use super::close;
use super::record::Record;
use crate::ipc::{Trouble, Update};
use crate::shell::Shell;

/// An account could not be opened, or not go on.
pub(super) fn raise(shell: &Shell, folder: &Path, record: &Record, reason: Reason) {
    let Ok(id) = id_of(folder) else {
        return;
    };
    let trouble = Trouble {
        account: id.clone(),
        user: record.user,
        name: record
            .name
            .clone()
            .unwrap_or_else(|| record.user.to_string()),
        can_set_aside: matches!(
            reason.code.as_str(),
            "database_damaged" | "database_key" | "key_missing"
        ),
        needs_code: matches!(reason.code.as_str(), "database_key" | "key_missing"),
        reason,
    };
    shell.accounts.troubles.lock().insert(id, trouble.clone());
    shell.stream.event(Update::Trouble { trouble });
}

/// Closes an account whose database turns out to be damaged while it is open.
pub(super) async fn follow_damage(shell: Arc<Shell>, account: Arc<Account>) {
    let mut damaged = account.client.damaged();
    tokio::select! {
        met = damaged.wait_for(|damaged| *damaged) => if met.is_err() { return },
        () = account.closing.cancelled() => return,
    }
    let record = account.record().clone();
    let _turn = shell.accounts.changing.lock().await;
    close(&shell, &account).await;
    let reason = linnet_core::error::reason("database_damaged", None);
    raise(&shell, &account.folder, &record, reason);
}
