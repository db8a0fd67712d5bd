//! Pictures out of a conversation.

use linnet_core::media::{MediaFile, Variant};
use linnet_core::model::file_name::name_of_path;
use linnet_core::model::{AccountId, ConversationId, MediaId, MessageKey};
use tauri::AppHandle;

use super::{Answer, Shared};
use crate::accounts::Account;
use crate::clipboard::Pixels;
use crate::downloads::copy_content;
use crate::file_name::suggested;
use crate::ipc::{Failure, PicturePart, SavedPicture, ViewerPage, ViewerPicture};
use crate::{file_address, file_dialog};

/// The pictures of a conversation beside one of its messages, for the viewer.
#[tauri::command]
pub async fn conversation_pictures(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    message: MessageKey,
    part: PicturePart,
) -> Answer<ViewerPage> {
    let account = shell.accounts.get(&account)?;
    let part = match part {
        PicturePart::Around => linnet_core::PicturePart::Around,
        PicturePart::Before => linnet_core::PicturePart::Before,
        PicturePart::After => linnet_core::PicturePart::After,
    };
    let page = account
        .client
        .pictures(&conversation, &message, part)
        .await?;
    Ok(ViewerPage {
        pictures: page
            .pictures
            .into_iter()
            .map(|found| ViewerPicture {
                message: found.message,
                picture: found.picture,
                sender_name: found.sender_name,
                time: found.time,
            })
            .collect(),
        more_before: page.more_before,
        more_after: page.more_after,
    })
}

/// Saves the original where the person says, under `name` unless they choose another. None when they closed the
/// dialog.
#[tauri::command]
pub async fn save_picture(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    media: MediaId,
    name: Option<String>,
) -> Answer<Option<SavedPicture>> {
    let account = shell.accounts.get(&account)?;
    let file = original(&account, &media).await?;
    let name = suggested(name.as_deref().unwrap_or_default(), file.suffix);
    // Otherwise it begins wherever the program was started.
    let folder = dirs::picture_dir().or_else(dirs::home_dir);
    let chosen = file_dialog::save(&app, shell.settings.language(), folder, name).await;
    let Some(address) = chosen else {
        return Ok(None);
    };
    let path = file_address::to_save_at(address).await?;
    copy_content(&file.path, &path)
        .await
        .map_err(linnet_core::Error::from)?;
    Ok(Some(SavedPicture {
        media,
        name: name_of_path(&path),
    }))
}

/// Copies the picture to the clipboard.
#[tauri::command]
pub async fn copy_picture(shell: Shared<'_>, account: AccountId, media: MediaId) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let file = original(&account, &media).await?;
    let pixels = account.client.pixels(&file.path).await?;
    let copied = shell.clipboard.copy(Pixels {
        width: usize::try_from(pixels.width).unwrap_or_default(),
        height: usize::try_from(pixels.height).unwrap_or_default(),
        rgba: pixels.rgba,
    });
    if copied.await {
        Ok(())
    } else {
        Err(Failure::own(
            "no_clipboard",
            "系统剪贴板无法使用，图片没有复制。",
            "The clipboard cannot be used; the picture was not copied.",
        ))
    }
}

/// Shows the original in the file manager, under the name its sender gave it: a copy, because our own files are named
/// after their content, and what a file manager shows may be changed.
#[tauri::command]
pub async fn show_picture_in_folder(
    shell: Shared<'_>,
    account: AccountId,
    media: MediaId,
    name: Option<String>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let file = original(&account, &media).await?;
    let name = suggested(name.as_deref().unwrap_or_default(), file.suffix);
    let shown = shell
        .folders
        .show(&file.path, &name)
        .await
        .map_err(linnet_core::Error::from)?;
    tauri_plugin_opener::reveal_item_in_dir(&shown).map_err(|_| {
        Failure::own(
            "no_program",
            "系统没有能打开文件夹的程序。",
            "The desktop has no program to show folders with.",
        )
    })
}

async fn original(account: &Account, media: &MediaId) -> Answer<MediaFile> {
    Ok(account.client.media(media, Variant::Original).await?)
}
