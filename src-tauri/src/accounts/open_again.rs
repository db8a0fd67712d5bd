//! What a person can do with an account that could not be opened. Nothing of it is touched until they say so.

use std::path::PathBuf;
use std::sync::Arc;

use linnet_core::Client;
use linnet_core::model::AccountId;

use super::open::{config_of, open};
use super::record::Record;
use super::sign_in::Wanted;
use super::trouble::raise;
use super::{disk, follow};
use crate::ipc::{Failure, SetAsideInfo, SignInField, Update};
use crate::recovery_code;
use crate::shell::Shell;

/// Tries again, with a key of the person's own when they entered its code.
///
/// # Errors
/// The reason; it still is as it was.
pub async fn open_again(
    shell: &Arc<Shell>,
    id: &AccountId,
    code: Option<&str>,
) -> Result<(), Failure> {
    let _turn = shell.accounts.changing.lock().await;
    let (folder, record) = found(shell, id)?;
    let key = match code {
        Some(code) => Some(recovery_code::read(code).ok_or_else(|| {
            Failure::own(
                "recovery_code",
                "恢复码不正确。请核对每一个字符。",
                "This is not the recovery code. Check each letter.",
            )
            .at(SignInField::Whole)
        })?),
        None => None,
    };
    let wanted = Wanted {
        record: record.clone(),
        token: None,
    };
    match open(shell, folder.clone(), wanted, key.clone()).await {
        Ok(account) => {
            if let Some(key) = key.filter(|_| !record.keyring_only) {
                shell.vault.keep_copy(&folder, &key).map_err(disk)?;
            }
            over(shell, id);
            follow::now(shell, &account);
            account.client.start();
            Ok(())
        }
        Err(failure) => {
            raise(shell, &folder, &record, failure.reason.clone());
            Err(failure)
        }
    }
}

/// Sets the database aside and begins anew with what could be read of it.
///
/// # Errors
/// The folder cannot be written. Nothing is lost; it can be tried again.
pub async fn set_aside(shell: &Arc<Shell>, id: &AccountId) -> Result<SetAsideInfo, Failure> {
    let done = {
        let _turn = shell.accounts.changing.lock().await;
        let (folder, record) = found(shell, id)?;
        let known = shell
            .vault
            .database_key(id, &folder, true, record.keyring_only);
        let key = match known.await.map_err(disk)? {
            Some(key) => key,
            // The lost key opens only what is set aside.
            None => shell.vault.new_key(&folder).map_err(disk)?,
        };
        Client::set_database_aside(&config_of(&folder, &record, &key)?).await?
    };
    open_again(shell, id, None).await?;
    Ok(SetAsideInfo {
        file: done.kept,
        messages: done.messages,
        drafts: done.drafts,
    })
}

fn found(shell: &Shell, id: &AccountId) -> Result<(PathBuf, Record), Failure> {
    if !shell.accounts.troubles.lock().contains_key(id) {
        return Err(linnet_core::Error::NotFound("account").into());
    }
    let folder = shell.folders.account(id);
    let record = Record::read(&folder).ok_or(linnet_core::Error::NotFound("account"))?;
    Ok((folder, record))
}

fn over(shell: &Shell, id: &AccountId) {
    shell.accounts.troubles.lock().remove(id);
    shell.stream.event(Update::TroubleOver {
        account: id.clone(),
    });
}
