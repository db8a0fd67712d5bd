//! Pictures into the tray, and out of a conversation.

use std::io;
use std::path::Path;

use linnet_core::media::{MediaFile, Variant};
use linnet_core::model::file_name::name_of_path;
use linnet_core::model::{AccountId, ConversationId, MediaId, MessageKey};
use tauri::AppHandle;

use super::{Answer, Shared};
use crate::accounts::Account;
use crate::clipboard::{Pasted, Pixels};
use crate::file_name::suggested;
use crate::ipc::{Failure, PicturePart, SavedPicture, ViewerPage, ViewerPicture};
use crate::{file_address, file_dialog, intake};

/// Lets the person pick pictures for a conversation's tray.
#[tauri::command]
pub async fn pick_pictures(
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
pub async fn paste_pictures(
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

/// Moves a file to another place in its tray, counted from 0.
#[tauri::command]
pub async fn move_intake(shell: Shared<'_>, handle: String, to: u32) -> Answer<()> {
    let to = usize::try_from(to).unwrap_or(usize::MAX);
    shell.move_intake(&handle, to).await
}

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

/// Copies what is in a file, not who may read it: ours are for their owner alone, what a person saves is as their other
/// files are.
async fn copy_content(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = tokio::fs::File::open(from).await?;
    let mut target = tokio::fs::File::create(to).await?;
    tokio::io::copy(&mut source, &mut target).await?;
    target.sync_all().await
}

async fn original(account: &Account, media: &MediaId) -> Answer<MediaFile> {
    Ok(account.client.media(media, Variant::Original).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[tokio::test]
    async fn a_saved_picture_may_be_read_as_the_persons_other_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let (ours, saved, other) = (
            place.path().join("ours"),
            place.path().join("saved"),
            place.path().join("other"),
        );
        crate::folders::write_private(&ours, b"picture").unwrap();
        std::fs::write(&other, b"").unwrap();
        copy_content(&ours, &saved).await.unwrap();
        assert_eq!(std::fs::read(&saved).unwrap(), b"picture");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&saved), mode(&other));
        assert_ne!(mode(&saved), mode(&ours));
    }
}
