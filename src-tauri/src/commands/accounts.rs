//! Signing in and out.

use linnet_core::model::AccountId;

use super::{Answer, Shared};
use crate::accounts;
use crate::ipc::{AccountInfo, SignIn, SignOutPreview};

/// Signs in; answers when the server has let the account in.
#[tauri::command]
pub async fn sign_in(shell: Shared<'_>, how: SignIn) -> Answer<AccountInfo> {
    accounts::sign_in(&shell, how).await
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
