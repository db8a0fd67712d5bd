//! Files into the tray of a conversation.

use linnet_core::model::{AccountId, ConversationId};
use tauri::AppHandle;

use super::{Answer, Shared};
use crate::clipboard::Pasted;
use crate::{file_dialog, intake};

/// Lets the person pick files for a conversation's tray.
#[tauri::command]
pub async fn pick_files(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let picked = file_dialog::pick(&app, shell.settings.language()).await;
    let sources = shell.files_at(picked).await;
    shell.take_in(&account, &conversation, sources).await
}

/// Puts files or a picture from the clipboard into a conversation's tray. False when it holds neither.
#[tauri::command]
pub async fn paste_files(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<bool> {
    let sources = match shell.clipboard.paste(&app).await {
        Pasted::Files(addresses) => shell.files_at(addresses).await,
        Pasted::Picture(picture) => vec![intake::stage(&shell.folders, picture).await?],
        Pasted::Nothing => return Ok(false),
    };
    if !sources.is_empty() {
        shell.take_in(&account, &conversation, sources).await?;
    }
    Ok(true)
}

/// The person does not want it any more.
#[tauri::command]
pub async fn discard_intake(shell: Shared<'_>, handle: String) -> Answer<()> {
    shell.discard_intake(&handle).await
}

/// Makes a folder of a tray into an archive that is sent in its place.
#[tauri::command]
pub async fn pack_intake(shell: Shared<'_>, handle: String) -> Answer<()> {
    shell.pack_intake(&handle).await
}

/// Moves a file to another place in its tray, counted from 0.
#[tauri::command]
pub async fn move_intake(shell: Shared<'_>, handle: String, to: u32) -> Answer<()> {
    let to = usize::try_from(to).unwrap_or(usize::MAX);
    shell.move_intake(&handle, to).await
}
