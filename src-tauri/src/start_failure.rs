//! Why Linnet could not start, and what to do: in a dialog of the desktop, because whoever started it from a menu sees
//! no terminal.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::dialog;
use crate::ipc::Language;
use crate::settings;

/// A start that came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    /// The data folder, or something in it, cannot be used.
    #[error("{}: {error}", path.display())]
    Folder {
        /// Where.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// There is no folder to put data into: no home.
    #[error("no data folder: {0}")]
    NoFolder(io::Error),
    /// There is no screen to open a window on.
    #[error("no display: {0}")]
    NoDisplay(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl StartFailure {
    /// Something below the data folder cannot be used.
    pub fn folder(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Folder { path, error }
    }

    /// Anything that is told by its own text only.
    pub fn other(error: impl std::fmt::Display) -> Self {
        Self::Other(error.to_string())
    }

    /// Tells the person: on the terminal, and in a dialog where there is a screen for one.
    pub fn tell(&self) -> ExitCode {
        let language = settings::system_language();
        let (title, text) = self.words(language);
        eprintln!("{title} {text}");
        if !matches!(self, Self::NoDisplay(_)) {
            let close = match language {
                Language::Zh => "关闭",
                Language::En => "Close",
            };
            dialog::ask(&title, &text, &[close]);
        }
        ExitCode::FAILURE
    }

    fn words(&self, language: Language) -> (String, String) {
        let (zh, en) = match self {
            Self::Folder { path, error } => about_folder(path, error),
            Self::NoFolder(_) => (
                "找不到存放数据的文件夹：没有设置主目录（HOME）。请设置后再启动，或用 --data-dir 指定一个文件夹。".to_owned(),
                "There is no folder for its data, because no home folder (HOME) is set. Set it and start Linnet again, or name a folder with --data-dir.".to_owned(),
            ),
            Self::NoDisplay(why) => (
                format!("找不到可以显示窗口的屏幕（{why}）。请在图形桌面中启动 Linnet。"),
                format!("There is no screen to show a window on ({why}). Start Linnet from a graphical desktop."),
            ),
            Self::Other(why) => (
                format!("窗口没有打开：{why}"),
                format!("The window did not open: {why}"),
            ),
        };
        match language {
            Language::Zh => ("Linnet 无法启动。".to_owned(), zh),
            Language::En => ("Linnet could not start.".to_owned(), en),
        }
    }
}

fn about_folder(path: &Path, error: &io::Error) -> (String, String) {
    use io::ErrorKind as Kind;
    let place = path.display();
    match error.kind() {
        Kind::StorageFull | Kind::QuotaExceeded => (
            format!(
                "磁盘空间已满，无法写入 {place}。请腾出一些空间，然后重新启动。已有的消息没有受影响。"
            ),
            format!(
                "The disk is full, so {place} cannot be written. Free some space, then start Linnet again. The messages you have are not affected."
            ),
        ),
        Kind::ReadOnlyFilesystem | Kind::PermissionDenied => (
            format!(
                "没有写入 {place} 的权限，或磁盘是只读的。请检查该文件夹的权限，或用 --data-dir 指定另一个文件夹。"
            ),
            format!(
                "{place} cannot be written: the folder or its disk is read-only. Check the folder's permissions, or name another folder with --data-dir."
            ),
        ),
        Kind::NotADirectory | Kind::AlreadyExists => (
            format!(
                "{place} 应当是文件夹，但那里有一个同名文件。请移走或重命名该文件，然后重新启动。"
            ),
            format!(
                "{place} should be a folder, but there is a file in its place. Move or rename that file, then start Linnet again."
            ),
        ),
        _ => (
            format!("无法使用 {place}：{error}。请检查该文件夹和磁盘，然后重新启动。"),
            format!(
                "{place} cannot be used: {error}. Check the folder and its disk, then start Linnet again."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_a_folder_fails_says_why_and_what_to_do() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("a file");
        std::fs::write(&file, b"").unwrap();
        let in_place = crate::folders::Folders::open(&file).map(drop);
        let below = crate::folders::Folders::open(&file.join("data")).map(drop);
        for (error, words) in [
            (in_place.unwrap_err(), "a file in its place"),
            (below.unwrap_err(), "a file in its place"),
            (io::Error::from_raw_os_error(30), "read-only"),
            (io::Error::from_raw_os_error(13), "permissions"),
            (io::Error::from_raw_os_error(28), "Free some space"),
            (io::Error::from_raw_os_error(5), "Check the folder"),
        ] {
            let failure = StartFailure::folder(Path::new("/home/alice/linnet"))(error);
            let (_, en) = failure.words(Language::En);
            assert!(
                en.contains("/home/alice/linnet") && en.contains(words),
                "{en}"
            );
            let (_, zh) = failure.words(Language::Zh);
            assert!(
                zh.contains("/home/alice/linnet") && !zh.contains("folder"),
                "{zh}"
            );
        }
    }
}
