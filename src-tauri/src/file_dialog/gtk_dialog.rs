//! GTK's dialogs. Its patterns know large and small letters apart and cameras write large ones, and only here a chosen
//! file keeps a name that is not UTF-8, or a place that is not a disk.

use std::path::PathBuf;

use gtk::glib::MainContext;
use gtk::prelude::{FileChooserExt as _, NativeDialogExt as _, NativeDialogExtManual as _};
use gtk::{FileChooserAction, FileChooserNative, FileFilter, ResponseType};
use tauri::{AppHandle, Manager as _};
use tokio::sync::oneshot;

use super::{ENDINGS, Words};
use crate::window::MAIN;

pub(super) async fn pick(app: &AppHandle, words: Words) -> Vec<String> {
    shown(app, words.choose, FileChooserAction::Open, move |dialog| {
        dialog.set_select_multiple(true);
        for of in filters(&words) {
            dialog.add_filter(filter(of));
        }
    })
    .await
}

pub(super) async fn pick_picture(app: &AppHandle, words: Words) -> Option<String> {
    let title = words.choose_picture;
    let chosen = shown(app, title, FileChooserAction::Open, move |dialog| {
        for of in filters(&words).into_iter().rev() {
            dialog.add_filter(filter(of));
        }
    });
    chosen.await.into_iter().next()
}

fn filter((name, patterns): (&'static str, Vec<String>)) -> FileFilter {
    let filter = FileFilter::new();
    filter.set_name(Some(name));
    for pattern in patterns {
        filter.add_pattern(&pattern);
    }
    filter
}

/// What the dialog shows: with the first one, which is chosen when it opens, everything.
fn filters(words: &Words) -> [(&'static str, Vec<String>); 2] {
    let pictures = ENDINGS.map(|ending| format!("*.{}", any_case(ending)));
    [
        (words.all_files, vec!["*".to_owned()]),
        (words.pictures, pictures.into()),
    ]
}

pub(super) async fn save(
    app: &AppHandle,
    title: &'static str,
    folder: Option<PathBuf>,
    name: String,
) -> Option<String> {
    let chosen = shown(app, title, FileChooserAction::Save, move |dialog| {
        dialog.set_do_overwrite_confirmation(true);
        if let Some(folder) = folder {
            dialog.set_current_folder(folder);
        }
        dialog.set_current_name(&name);
    });
    chosen.await.into_iter().next()
}

pub(super) async fn folder(
    app: &AppHandle,
    title: &'static str,
    now: Option<PathBuf>,
) -> Option<String> {
    let action = FileChooserAction::SelectFolder;
    let chosen = shown(app, title, action, move |dialog| {
        if let Some(now) = now {
            dialog.set_current_folder(now);
        }
    });
    chosen.await.into_iter().next()
}

/// Shows a dialog above the window until it is answered.
async fn shown(
    app: &AppHandle,
    title: &'static str,
    action: FileChooserAction,
    set: impl FnOnce(&FileChooserNative) + Send + 'static,
) -> Vec<String> {
    let (send, chosen) = oneshot::channel();
    let on_main = app.clone();
    let asked = app.run_on_main_thread(move || {
        let window = on_main
            .get_webview_window(MAIN)
            .and_then(|window| window.gtk_window().ok());
        let dialog = FileChooserNative::new(Some(title), window.as_ref(), action, None, None);
        dialog.set_modal(true);
        dialog.set_local_only(false);
        set(&dialog);
        MainContext::default().spawn_local(async move {
            let addresses = match dialog.run_future().await {
                ResponseType::Accept => dialog.uris(),
                _ => Vec::new(),
            };
            dialog.destroy();
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            // Nobody waits any more when the page went away.
            drop(send.send(addresses));
        });
    });
    if asked.is_err() {
        return Vec::new();
    }
    chosen.await.unwrap_or_default()
}

/// A pattern for large and small letters: `[jJ][pP][gG]`.
fn any_case(ending: &str) -> String {
    ending
        .chars()
        .map(|letter| format!("[{letter}{}]", letter.to_ascii_uppercase()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use crate::ipc::Language;

    #[test]
    fn the_letters_of_an_ending_may_be_large_or_small() {
        assert_eq!(any_case("jpg"), "[jJ][pP][gG]");
    }

    /// Whether GTK shows a file: `*` is anything, `[ab]` one of these, and every other sign itself.
    fn fits(pattern: &str, name: &str) -> bool {
        let Some(first) = pattern.chars().next() else {
            return name.is_empty();
        };
        let rest = &pattern[first.len_utf8()..];
        if first == '*' {
            let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            return ends.into_iter().any(|at| fits(rest, &name[at..]));
        }
        let Some(sign) = name.chars().next() else {
            return false;
        };
        let name = &name[sign.len_utf8()..];
        match (first, rest.split_once(']')) {
            ('[', Some((signs, rest))) => signs.contains(sign) && fits(rest, name),
            _ => first == sign && fits(rest, name),
        }
    }

    /// Cameras write large letters, and phones none at all behind a dot.
    #[test]
    fn every_file_can_be_chosen_and_pictures_are_known_in_all_cases() {
        for language in [Language::Zh, Language::En] {
            let [(_, all), (_, pictures)] = filters(&words(language));
            let shown = |patterns: &[String], name: &str| {
                patterns.iter().any(|pattern| fits(pattern, name))
            };
            for (name, is_picture) in [
                ("DSC_0001.JPG", true),
                ("b.jfif", true),
                ("c.Png", true),
                ("d.JpE", true),
                ("e.WEBP", true),
                ("scan.Tiff", true),
                ("照片.jpeg", true),
                ("IMG_0001", false),
                ("notes.txt", false),
                ("a.jpg.zip", false),
                ("jpg", false),
            ] {
                assert!(shown(&all, name), "{name} is not among all files");
                assert_eq!(shown(&pictures, name), is_picture, "{name}");
            }
        }
    }
}
