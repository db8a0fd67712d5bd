//! Things of the desktop around the window.

use tauri::AppHandle;

use super::{Answer, Shared};
use crate::ipc::Failure;

/// Opens a link of a message in the system's browser. Other schemes than http and https are refused: a link must not
/// start programs.
#[tauri::command]
pub async fn open_link(url: String) -> Answer<()> {
    let link = url::Url::parse(&url)
        .ok()
        .filter(|link| matches!(link.scheme(), "http" | "https") && link.has_host())
        .ok_or_else(no_link)?;
    tauri_plugin_opener::open_url(link, None::<&str>).map_err(|_| no_program())
}

/// Shows the data folder in the file manager.
#[tauri::command]
pub async fn show_data_dir(shell: Shared<'_>) -> Answer<()> {
    tauri_plugin_opener::open_path(shell.folders.root(), None::<&str>).map_err(|_| no_program())
}

/// Ends Linnet.
#[tauri::command]
pub async fn quit(app: AppHandle) -> Answer<()> {
    app.exit(0);
    Ok(())
}

fn no_link() -> Failure {
    Failure::own(
        "not_a_link",
        "这不是网页链接，没有打开。",
        "This is no web link; it was not opened.",
    )
}

fn no_program() -> Failure {
    Failure::own(
        "no_program",
        "系统没有能打开它的程序。",
        "The desktop has no program to open this with.",
    )
}
