//! The choice to keep the database key in the keyring alone, with no recovery copy in the account's folder. Then the
//! recovery code, which the person has copied, is the only other way to the messages.

use std::sync::Arc;

use linnet_core::model::AccountId;

use super::{Account, disk};
use crate::ipc::{Failure, KeyPlace, SecretsPlace};
use crate::recovery_code;
use crate::shell::Shell;

/// How it stands.
///
/// # Errors
/// The account is not open.
pub async fn place(shell: &Shell, id: &AccountId) -> Result<KeyPlace, Failure> {
    let account = shell.accounts.get(id)?;
    let keyring_only = account.record().keyring_only;
    Ok(KeyPlace {
        keyring_only,
        possible: shell.vault.place().await == SecretsPlace::Keyring,
    })
}

/// The code, to be copied before the choice is made; not shown again after it.
///
/// # Errors
/// The choice is made already, or the keyring cannot be used.
pub async fn code(shell: &Shell, id: &AccountId) -> Result<String, Failure> {
    let account = shell.accounts.get(id)?;
    if account.record().keyring_only {
        return Err(Failure::own(
            "recovery_code_shown",
            "恢复码只显示一次。要换一种保管方式，请先关闭“仅密钥环”。",
            "The recovery code is shown once. To change how the key is kept, turn “keyring only” off first.",
        ));
    }
    if shell.vault.place().await != SecretsPlace::Keyring {
        return Err(no_keyring());
    }
    Ok(recovery_code::write(&account.key))
}

/// Makes the choice, or takes it back.
///
/// # Errors
/// The keyring does not give back what it was given: then the copy stays. Or a file cannot be written.
pub async fn set(shell: &Arc<Shell>, id: &AccountId, on: bool) -> Result<(), Failure> {
    let _turn = shell.accounts.changing.lock().await;
    let account = shell.accounts.get(id)?;
    if on {
        if !shell.vault.keeps(id, &account.key).await {
            return Err(no_keyring());
        }
        // Noted first: a program that ends in between finds both, and asks the file.
        note(&account, true)?;
        shell.vault.remove_copy(&account.folder).map_err(disk)
    } else {
        shell
            .vault
            .keep_copy(&account.folder, &account.key)
            .map_err(disk)?;
        note(&account, false)
    }
}

fn note(account: &Account, on: bool) -> Result<(), Failure> {
    let mut changed = account.record().clone();
    changed.keyring_only = on;
    changed.write(&account.folder).map_err(disk)?;
    account.record().keyring_only = on;
    Ok(())
}

fn no_keyring() -> Failure {
    Failure::own(
        "keyring",
        "密钥环不可用，密钥仍保存在文件中。请解锁密钥环后再试。",
        "The keyring cannot be used; the key stays in its file. Unlock the keyring and try again.",
    )
}
