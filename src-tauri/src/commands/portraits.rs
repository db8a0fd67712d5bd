//! Pictures of the person and of groups.

use linnet_core::model::picture::Square;
use linnet_core::model::{AccountId, ConversationId};
use tauri::AppHandle;

use super::{Answer, Shared};
use crate::file_dialog;
use crate::ipc::PortraitChoice;

/// A picture for this account is to be chosen, so what is dropped on the window is one. None: no longer.
#[tauri::command]
pub async fn await_portrait(shell: Shared<'_>, account: Option<AccountId>) -> Answer<()> {
    shell.portraits.await_for(account);
    Ok(())
}

/// Lets the person pick a picture. None when they closed the dialog.
#[tauri::command]
pub async fn pick_portrait(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
) -> Answer<Option<PortraitChoice>> {
    let picked = file_dialog::pick_picture(&app, shell.settings.language()).await;
    match picked {
        Some(address) => Ok(Some(shell.choose_portrait(&account, vec![address]).await?)),
        None => Ok(None),
    }
}

/// Makes a square of a chosen picture that of a group, or of the person without one.
#[tauri::command]
pub async fn set_portrait(
    shell: Shared<'_>,
    account: AccountId,
    group: Option<ConversationId>,
    handle: String,
    square: Square,
) -> Answer<()> {
    shell
        .use_portrait(&account, group.as_ref(), &handle, square)
        .await
}

/// Takes the picture of a group away, or of the person without one.
#[tauri::command]
pub async fn remove_portrait(
    shell: Shared<'_>,
    account: AccountId,
    group: Option<ConversationId>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    match group {
        Some(group) => account.client.remove_group_picture(&group).await?,
        None => account.client.remove_own_picture().await?,
    }
    Ok(())
}
