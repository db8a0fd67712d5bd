//! Files of messages: loaded, opened, shown, saved.

use std::path::{Path, PathBuf};

use linnet_core::Error;
use linnet_core::error::MediaError;
use linnet_core::media::FileState;
use linnet_core::model::file_name::name_of_path;
use linnet_core::model::{AccountId, MediaId, MessageKey};
use linnet_core::view::row::FileRow;
use tauri::AppHandle;

use super::{Answer, Shared};
use crate::accounts::Account;
use crate::downloads::{self, copy_content};
use crate::file_name::saved_as;
use crate::ipc::{DownloadPlace, Failure, SavedFile};
use crate::shell::Shell;
use crate::{file_address, file_dialog};

/// Files that one question names at most: more than a page shows.
const MOST: usize = 1_000;

/// How files of messages stand on this computer, in this order. Changes come through the channel.
#[tauri::command]
pub async fn file_states(
    shell: Shared<'_>,
    account: AccountId,
    media: Vec<MediaId>,
) -> Answer<Vec<FileState>> {
    let account = shell.accounts.get(&account)?;
    let asked = media.get(..MOST.min(media.len())).unwrap_or_default();
    Ok(account.client.file_states(asked).await?)
}

/// Loads the file of a message and saves it, where the person says when that is asked each time. None when it was
/// paused, is being loaded already, or the person closed the dialog.
#[tauri::command]
pub async fn load_file(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<Option<SavedFile>> {
    let account = shell.accounts.get(&account)?;
    let file = account.client.file_of(&message).await?;
    let saved = ensure_saved(&app, &shell, &account, &file).await?;
    Ok(saved.map(|path| named(&path)))
}

/// Loads the file of a message and saves it nowhere: it is here when somebody wants it.
#[tauri::command]
pub async fn fetch_file(shell: Shared<'_>, account: AccountId, message: MessageKey) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let file = account.client.file_of(&message).await?;
    account.client.load_file(&file.media).await?;
    Ok(())
}

/// Stops loading a file; it goes on from there when it is asked for again.
#[tauri::command]
pub async fn pause_file(shell: Shared<'_>, account: AccountId, media: MediaId) -> Answer<()> {
    shell.accounts.get(&account)?.client.pause_file(&media);
    Ok(())
}

/// Opens the file of a message with the desktop's program for it; loads and saves it first when it is not here. One that
/// may run a program is opened only when the person has `confirmed` it.
#[tauri::command]
pub async fn open_file(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    confirmed: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let file = account.client.file_of(&message).await?;
    if file.may_run && !confirmed {
        return Err(Failure::own(
            "may_run",
            "打开这个文件可能会运行程序，请先确认。",
            "Opening this file may run a program; confirm it first.",
        ));
    }
    let Some(path) = ensure_saved(&app, &shell, &account, &file).await? else {
        return Ok(());
    };
    tauri_plugin_opener::open_path(path, None::<&str>).map_err(|_| no_program())
}

/// Shows the file of a message in the file manager; loads and saves it first when it is not here.
#[tauri::command]
pub async fn show_file(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let file = account.client.file_of(&message).await?;
    let Some(path) = ensure_saved(&app, &shell, &account, &file).await? else {
        return Ok(());
    };
    tauri_plugin_opener::reveal_item_in_dir(&path).map_err(|_| no_program())
}

/// An address at which the page plays the video of a message while it loads. It is good until a few others were asked
/// for.
#[tauri::command]
pub async fn play_video(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<String> {
    let open = shell.accounts.get(&account)?;
    let file = open.client.file_of(&message).await?;
    // Why it cannot be had is a sentence here, and nothing but a silence in a player.
    match open.client.file_part(&file.media, 0).await {
        // A storage that gives no parts gives the whole.
        Err(Error::Media(MediaError::Mismatch)) => drop(open.client.load_file(&file.media).await?),
        Ok(_) => {}
        Err(error) => return Err(error.into()),
    }
    shell.play(&account, &file.media)
}

/// Saves the file of a message where the person says. None when they closed the dialog, or paused the download.
#[tauri::command]
pub async fn save_file_as(
    app: AppHandle,
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<Option<SavedFile>> {
    let account = shell.accounts.get(&account)?;
    let file = account.client.file_of(&message).await?;
    let Some(target) = ask_where(&app, &shell, &file).await? else {
        return Ok(None);
    };
    let Some(loaded) = loaded(&account, &file).await? else {
        return Ok(None);
    };
    copy_content(&loaded, &target)
        .await
        .map_err(linnet_core::Error::from)?;
    Ok(Some(named(&target)))
}

/// Where files are saved that are not asked about.
#[tauri::command]
pub async fn download_place(shell: Shared<'_>) -> Answer<DownloadPlace> {
    let folder = shell.settings.download_folder().unwrap_or_default();
    Ok(DownloadPlace {
        folder: name_of_path(&folder),
    })
}

/// Lets the person choose the folder where files are saved. It stays as it was when they close the dialog.
#[tauri::command]
pub async fn choose_download_place(app: AppHandle, shell: Shared<'_>) -> Answer<DownloadPlace> {
    let (language, now) = (shell.settings.language(), shell.settings.download_folder());
    if let Some(address) = file_dialog::folder(&app, language, now).await {
        let folder = file_address::to_save_at(address).await?;
        shell.settings.set_download_folder(folder);
    }
    download_place(shell).await
}

/// The person's copy of a file, made when there is none. None: the dialog was closed, or the download was paused.
async fn ensure_saved(
    app: &AppHandle,
    shell: &Shell,
    account: &Account,
    file: &FileRow,
) -> Answer<Option<PathBuf>> {
    if let Some(path) = account.client.saved_file(&file.media).await? {
        return Ok(Some(path));
    }
    let chosen = match shell.settings.get().ask_where_to_save {
        true => match ask_where(app, shell, file).await? {
            Some(target) => Some(target),
            None => return Ok(None),
        },
        false => None,
    };
    let Some(loaded) = loaded(account, file).await? else {
        return Ok(None);
    };
    let saved = match chosen {
        Some(target) => copy_content(&loaded, &target).await.map(|()| target),
        None => {
            let folder = shell.settings.download_folder().ok_or_else(no_folder)?;
            downloads::save(&loaded, &folder, &file.name).await
        }
    };
    let path = saved.map_err(linnet_core::Error::from)?;
    account.client.note_saved(&file.media, &path).await?;
    Ok(Some(path))
}

/// The file in the cache.
async fn loaded(account: &Account, file: &FileRow) -> Answer<Option<PathBuf>> {
    Ok(account.client.load_file(&file.media).await?)
}

async fn ask_where(app: &AppHandle, shell: &Shell, file: &FileRow) -> Answer<Option<PathBuf>> {
    let (language, folder) = (shell.settings.language(), shell.settings.download_folder());
    let name = saved_as(&file.name);
    match file_dialog::save_file(app, language, folder, name).await {
        Some(address) => Ok(Some(file_address::to_save_at(address).await?)),
        None => Ok(None),
    }
}

fn named(path: &Path) -> SavedFile {
    SavedFile {
        name: name_of_path(path),
        folder: path.parent().map(name_of_path).unwrap_or_default(),
    }
}

fn no_program() -> Failure {
    Failure::own(
        "no_program",
        "系统没有能打开它的程序。",
        "The desktop has no program to open this with.",
    )
}

fn no_folder() -> Failure {
    Failure::own(
        "no_download_folder",
        "没有可用的下载文件夹。请在设置里选择一个。",
        "There is no folder for downloads. Choose one in the settings.",
    )
}
