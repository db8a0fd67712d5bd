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
        dialog.add_filter(everything(&words));
        dialog.add_filter(pictures(&words));
    })
    .await
}

pub(super) async fn pick_picture(app: &AppHandle, words: Words) -> Option<String> {
    let title = words.choose_picture;
    let chosen = shown(app, title, FileChooserAction::Open, move |dialog| {
        dialog.add_filter(pictures(&words));
        dialog.add_filter(everything(&words));
    });
    chosen.await.into_iter().next()
}

fn pictures(words: &Words) -> FileFilter {
    let pictures = FileFilter::new();
    pictures.set_name(Some(words.pictures));
    for ending in ENDINGS {
        pictures.add_pattern(&format!("*.{}", any_case(ending)));
    }
    pictures
}

fn everything(words: &Words) -> FileFilter {
    let all = FileFilter::new();
    all.set_name(Some(words.all_files));
    all.add_pattern("*");
    all
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
    use super::*;

    #[test]
    fn the_letters_of_an_ending_may_be_large_or_small() {
        assert_eq!(any_case("jpg"), "[jJ][pP][gG]");
    }
}
