//! Signing in and out.

use linnet_core::model::AccountId;

use super::{Answer, Shared};
use crate::accounts;
use crate::ipc::{AccountInfo, KeyPlace, SetAsideInfo, SignIn, SignOutPreview};

/// Signs in; answers when the server has let the account in.
#[tauri::command]
pub async fn sign_in(shell: Shared<'_>, how: SignIn) -> Answer<AccountInfo> {
    accounts::sign_in(&shell, how).await
}

/// Gives up the sign-in that waits for its server.
#[tauri::command]
pub async fn cancel_sign_in(shell: Shared<'_>) -> Answer<()> {
    shell.accounts.cancel_sign_in();
    Ok(())
}

/// What signing out would lose.
#[tauri::command]
pub async fn sign_out_preview(shell: Shared<'_>, account: AccountId) -> Answer<SignOutPreview> {
    accounts::sign_out_preview(&shell, &account).await
}

/// Signs out; the data stays for the next time, or goes.
#[tauri::command]
pub async fn sign_out(shell: Shared<'_>, account: AccountId, keep_data: bool) -> Answer<()> {
    accounts::sign_out(&shell, &account, keep_data).await
}

/// Makes the tokens of the person's other devices worth nothing; answers how many there were.
#[tauri::command]
pub async fn sign_out_others(shell: Shared<'_>, account: AccountId) -> Answer<u32> {
    Ok(shell
        .accounts
        .get(&account)?
        .client
        .sign_out_others()
        .await?)
}

/// Takes the account away at the server, and here; the stream tells how many parts are left.
#[tauri::command]
pub async fn delete_account(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    accounts::delete_account(&shell, &account).await
}

/// Another token for an account whose own is no longer valid.
#[tauri::command]
pub async fn enter_token(shell: Shared<'_>, account: AccountId, token: String) -> Answer<()> {
    accounts::enter_token(&shell, &account, &token).await
}

/// Tries to connect now instead of at the next turn.
#[tauri::command]
pub async fn retry_connection(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.poke(linnet_core::Poke::RetryNow);
    Ok(())
}

/// Tries to open an account again that could not be opened.
#[tauri::command]
pub async fn open_again(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    accounts::open_again(&shell, &account, None).await
}

/// Opens an account whose key is missing with the recovery code.
#[tauri::command]
pub async fn enter_recovery_code(
    shell: Shared<'_>,
    account: AccountId,
    code: String,
) -> Answer<()> {
    accounts::open_again(&shell, &account, Some(&code)).await
}

/// Sets a message store that cannot be used aside, and begins a new one with what could be read of it.
#[tauri::command]
pub async fn set_database_aside(shell: Shared<'_>, account: AccountId) -> Answer<SetAsideInfo> {
    accounts::set_aside(&shell, &account).await
}

/// Where the key of an account's message store is.
#[tauri::command]
pub async fn key_place(shell: Shared<'_>, account: AccountId) -> Answer<KeyPlace> {
    accounts::key_place(&shell, &account).await
}

/// The recovery code, to be copied before the key is kept in the keyring alone.
#[tauri::command]
pub async fn recovery_code(shell: Shared<'_>, account: AccountId) -> Answer<String> {
    accounts::recovery_code(&shell, &account).await
}

/// Keeps the key in the keyring alone, or with a copy again.
#[tauri::command]
pub async fn set_keyring_only(shell: Shared<'_>, account: AccountId, on: bool) -> Answer<()> {
    accounts::set_keyring_only(&shell, &account, on).await
}
