//! Pictures into the tray, and out of a conversation.

use std::io;
use std::path::Path;

use linnet_core::media::{MediaFile, Source, Variant, plain_name};
use linnet_core::model::{AccountId, ConversationId, MediaId, MessageKey};
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tokio::sync::oneshot;

use super::{Answer, Shared};
use crate::accounts::Account;
use crate::clipboard::{Pasted, Pixels};
use crate::intake;
use crate::ipc::{Failure, Language, PicturePart, SavedPicture, ViewerPage, ViewerPicture};

/// Kinds offered in the picker; anything can be dropped, and its content decides.
const KINDS: [&str; 6] = ["jpg", "jpeg", "png", "webp", "gif", "bmp"];

/// Lets the person pick pictures for a conversation's tray.
#[tauri::command]
pub async fn pick_pictures(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let words = match shell.settings.language() {
        Language::Zh => "图片",
        Language::En => "Pictures",
    };
    let (send, picked) = oneshot::channel();
    app.dialog()
        .file()
        .add_filter(words, &KINDS)
        .pick_files(move |files| {
            // Nobody waits any more when the page went away.
            let _gone = send.send(files);
        });
    let sources = picked
        .await
        .ok()
        .flatten()
        .unwrap_or_default()
        .into_iter()
        .filter_map(|file| file.into_path().ok())
        .map(Source::Path)
        .collect();
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
    let sources: Vec<Source> = match shell.clipboard.paste(&app).await {
        Pasted::Files(paths) => paths.into_iter().map(Source::Path).collect(),
        Pasted::Picture(picture) => vec![intake::stage(&shell.folders, picture).await?],
        Pasted::Nothing => Vec::new(),
    };
    let pasted = !sources.is_empty();
    shell.take_in(&account, &conversation, sources).await?;
    Ok(pasted)
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
    let name = suggested(name.as_deref().unwrap_or_default(), file.mime);
    let (send, chosen) = oneshot::channel();
    let mut dialog = app.dialog().file().set_file_name(name);
    // Otherwise it begins wherever the program was started.
    if let Some(folder) = dirs::picture_dir().or_else(dirs::home_dir) {
        dialog = dialog.set_directory(folder);
    }
    dialog.save_file(move |path| {
        let _gone = send.send(path);
    });
    let chosen: Option<FilePath> = chosen.await.ok().flatten();
    let Some(path) = chosen.and_then(|path| path.into_path().ok()) else {
        return Ok(None);
    };
    copy_content(&file.path, &path)
        .await
        .map_err(linnet_core::Error::from)?;
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    Ok(Some(SavedPicture {
        media,
        name: name.unwrap_or_default(),
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
    let name = suggested(name.as_deref().unwrap_or_default(), file.mime);
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

/// A file name to begin with: never a path, always with the ending of what the file is.
fn suggested(name: &str, mime: &str) -> String {
    let ending = match mime {
        "image/png" => "png",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => "jpg",
    };
    let plain = plain_name(name);
    let stem = match plain.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => plain.as_str(),
    };
    let stem = stem.trim_matches('.');
    format!("{}.{ending}", if stem.is_empty() { "linnet" } else { stem })
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

    #[test]
    fn a_name_from_somebody_is_never_a_path() {
        assert_eq!(suggested("cat.png", "image/jpeg"), "cat.jpg");
        assert_eq!(suggested("../../.bashrc", "image/png"), "bashrc.png");
        assert_eq!(suggested("", "image/webp"), "linnet.webp");
        assert_eq!(suggested("猫", "image/gif"), "猫.gif");
    }
}
