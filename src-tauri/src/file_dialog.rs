//! The desktop's dialogs for choosing files. Answers are addresses, because a chosen file need not be on a disk here.

#[cfg(target_os = "linux")]
mod gtk_dialog;

use std::path::PathBuf;

use tauri::AppHandle;

use crate::ipc::Language;

/// Endings of the pictures that can be sent. Only a first look: everything can be chosen, and its content decides.
const ENDINGS: [&str; 10] = [
    "jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif", "bmp", "tif", "tiff",
];

/// Words of the dialogs.
struct Words {
    choose: &'static str,
    choose_picture: &'static str,
    choose_folder: &'static str,
    export: &'static str,
    save: &'static str,
    save_picture: &'static str,
    pictures: &'static str,
    all_files: &'static str,
}

fn words(language: Language) -> Words {
    match language {
        Language::Zh => Words {
            choose: "选择要发送的文件",
            choose_picture: "选择头像",
            choose_folder: "选择下载文件夹",
            export: "选择导出到哪里",
            save: "保存文件",
            save_picture: "保存图片",
            pictures: "图片",
            all_files: "所有文件",
        },
        Language::En => Words {
            choose: "Choose files to send",
            choose_picture: "Choose a picture",
            choose_folder: "Choose the download folder",
            export: "Choose where to export to",
            save: "Save file",
            save_picture: "Save picture",
            pictures: "Pictures",
            all_files: "All files",
        },
    }
}

/// Addresses of the files the person chose; none when they closed the dialog.
pub async fn pick(app: &AppHandle, language: Language) -> Vec<String> {
    let words = words(language);
    #[cfg(target_os = "linux")]
    {
        gtk_dialog::pick(app, words).await
    }
    #[cfg(not(target_os = "linux"))]
    {
        plugin::pick(app, words).await
    }
}

/// Address of the picture the person chose; none when they closed the dialog.
pub async fn pick_picture(app: &AppHandle, language: Language) -> Option<String> {
    let words = words(language);
    #[cfg(target_os = "linux")]
    {
        gtk_dialog::pick_picture(app, words).await
    }
    #[cfg(not(target_os = "linux"))]
    {
        plugin::pick_picture(app, words).await
    }
}

/// Address of the picture to save as, which begins with `name` in `folder`; none when they closed the dialog.
pub async fn save(
    app: &AppHandle,
    language: Language,
    folder: Option<PathBuf>,
    name: String,
) -> Option<String> {
    let title = words(language).save_picture;
    #[cfg(target_os = "linux")]
    {
        gtk_dialog::save(app, title, folder, name).await
    }
    #[cfg(not(target_os = "linux"))]
    {
        plugin::save(app, title, folder, name).await
    }
}

/// The same for a file that is no picture.
pub async fn save_file(
    app: &AppHandle,
    language: Language,
    folder: Option<PathBuf>,
    name: String,
) -> Option<String> {
    let title = words(language).save;
    #[cfg(target_os = "linux")]
    {
        gtk_dialog::save(app, title, folder, name).await
    }
    #[cfg(not(target_os = "linux"))]
    {
        plugin::save(app, title, folder, name).await
    }
}

/// Address of the folder the person chose; none when they closed the dialog.
pub async fn folder(app: &AppHandle, language: Language, now: Option<PathBuf>) -> Option<String> {
    folder_titled(app, words(language).choose_folder, now).await
}

/// Address of the folder in which an export is to be made; none when they closed the dialog.
pub async fn export_folder(
    app: &AppHandle,
    language: Language,
    now: Option<PathBuf>,
) -> Option<String> {
    folder_titled(app, words(language).export, now).await
}

async fn folder_titled(
    app: &AppHandle,
    title: &'static str,
    now: Option<PathBuf>,
) -> Option<String> {
    #[cfg(target_os = "linux")]
    {
        gtk_dialog::folder(app, title, now).await
    }
    #[cfg(not(target_os = "linux"))]
    {
        plugin::folder(app, title, now).await
    }
}

#[cfg(not(target_os = "linux"))]
mod plugin {
    use std::path::PathBuf;

    use tauri::AppHandle;
    use tauri_plugin_dialog::{DialogExt as _, FilePath};
    use tokio::sync::oneshot;
    use url::Url;

    use super::{ENDINGS, Words};

    pub(super) async fn pick(app: &AppHandle, words: Words) -> Vec<String> {
        let (send, picked) = oneshot::channel();
        app.dialog()
            .file()
            .set_title(words.choose)
            .add_filter(words.pictures, &ENDINGS)
            .add_filter(words.all_files, &["*"])
            .pick_files(move |files| {
                // Nobody waits any more when the page went away.
                let _gone = send.send(files);
            });
        let files = picked.await.ok().flatten().unwrap_or_default();
        files.into_iter().filter_map(address).collect()
    }

    pub(super) async fn pick_picture(app: &AppHandle, words: Words) -> Option<String> {
        let (send, picked) = oneshot::channel();
        app.dialog()
            .file()
            .set_title(words.choose_picture)
            .add_filter(words.pictures, &ENDINGS)
            .add_filter(words.all_files, &["*"])
            .pick_file(move |file| {
                let _gone = send.send(file);
            });
        picked.await.ok().flatten().and_then(address)
    }

    pub(super) async fn save(
        app: &AppHandle,
        title: &'static str,
        folder: Option<PathBuf>,
        name: String,
    ) -> Option<String> {
        let (send, chosen) = oneshot::channel();
        let mut dialog = app.dialog().file().set_title(title).set_file_name(name);
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        dialog.save_file(move |path| {
            let _gone = send.send(path);
        });
        chosen.await.ok().flatten().and_then(address)
    }

    pub(super) async fn folder(
        app: &AppHandle,
        title: &'static str,
        now: Option<PathBuf>,
    ) -> Option<String> {
        let (send, chosen) = oneshot::channel();
        let mut dialog = app.dialog().file().set_title(title);
        if let Some(now) = now {
            dialog = dialog.set_directory(now);
        }
        dialog.pick_folder(move |path| {
            let _gone = send.send(path);
        });
        chosen.await.ok().flatten().and_then(address)
    }

    fn address(file: FilePath) -> Option<String> {
        match file {
            FilePath::Url(url) => Some(url.to_string()),
            FilePath::Path(path) => Url::from_file_path(path).ok().map(|url| url.to_string()),
        }
    }
}
