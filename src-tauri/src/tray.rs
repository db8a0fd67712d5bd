//! The tray: its menu opens the window and quits, and says how much is unread. Clicks on the icon are not delivered on
//! Linux, so the menu has an entry for everything, and the tray is never the only way back: starting Linnet again
//! brings the window too.

pub(crate) mod follow;
mod host;
mod library;
#[cfg(target_os = "linux")]
mod plug;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tauri::AppHandle;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};

use crate::ipc::Language;
use crate::window;

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The tray icon, once the desktop has a place for it.
#[derive(Default)]
pub struct Tray {
    icon: Mutex<Option<Shown>>,
    /// The desktop has a place for it now.
    host: AtomicBool,
}

struct Shown {
    icon: TrayIcon,
    open: MenuItem<tauri::Wry>,
    quit: MenuItem<tauri::Wry>,
}

impl Tray {
    /// Whether closing the window may hide it.
    pub fn is_shown(&self) -> bool {
        self.host.load(Ordering::Relaxed) && self.has_icon()
    }

    fn has_icon(&self) -> bool {
        self.icon
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Puts the icon there. On the main thread only.
    ///
    /// # Errors
    /// The desktop refused.
    fn show(&self, app: &AppHandle, language: Language, unread: u32) -> tauri::Result<()> {
        let open = MenuItem::with_id(app, OPEN, open_words(language, unread), true, None::<&str>)?;
        let quit = MenuItem::with_id(app, QUIT, quit_words(language), true, None::<&str>)?;
        let menu = Menu::with_items(app, &[&open, &quit])?;
        let mut builder = TrayIconBuilder::with_id("linnet")
            .menu(&menu)
            .tooltip("Linnet")
            .on_menu_event(|app, event| match event.id().as_ref() {
                OPEN => window::bring_back(app, None, || {}),
                QUIT => app.exit(0),
                _ => {}
            });
        if let Some(icon) = app.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        let icon = builder.build(app)?;
        *self.icon.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Shown { icon, open, quit });
        Ok(())
    }

    /// Unread messages and the language, in the menu's words (and the tooltip, where there are such).
    pub fn refresh(&self, language: Language, unread: u32) {
        let shown = self.icon.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(shown) = shown.as_ref() else {
            return;
        };
        let words = open_words(language, unread);
        let done = shown
            .open
            .set_text(&words)
            .and_then(|()| shown.quit.set_text(quit_words(language)))
            .and_then(|()| shown.icon.set_tooltip(Some(&words)));
        if let Err(error) = done {
            tracing::warn!(%error, "the tray menu could not be changed");
        }
    }
}

fn open_words(language: Language, unread: u32) -> String {
    match (language, unread) {
        (Language::Zh, 0) => "打开 Linnet".to_owned(),
        (Language::Zh, unread) => format!("打开 Linnet（{unread} 条未读）"),
        (Language::En, 0) => "Open Linnet".to_owned(),
        (Language::En, unread) => format!("Open Linnet ({unread} unread)"),
    }
}

fn quit_words(language: Language) -> &'static str {
    match language {
        Language::Zh => "退出",
        Language::En => "Quit",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 10: the window can always be brought back without the tray.
    #[test]
    fn closing_hides_nothing_while_there_is_no_tray() {
        let tray = Tray::default();
        assert!(!tray.is_shown());
        // A place for icons without an icon is not enough.
        tray.host.store(true, Ordering::Relaxed);
        assert!(!tray.is_shown());
    }

    #[test]
    fn the_menu_says_how_much_is_unread_in_both_languages() {
        assert_eq!(open_words(Language::En, 3), "Open Linnet (3 unread)");
        assert_eq!(open_words(Language::Zh, 3), "打开 Linnet（3 条未读）");
    }
}
