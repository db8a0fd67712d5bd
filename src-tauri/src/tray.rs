//! The tray: its menu opens the window and quits, and says how much is unread. Clicks on the icon are not delivered on
//! Linux, so the menu has an entry for everything, and the tray is never the only way back: starting Linnet again
//! brings the window too.

use std::sync::{Arc, Mutex, PoisonError};

use tauri::AppHandle;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};

use crate::ipc::Language;
use crate::shell::Shell;
use crate::window;

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The tray icon, once the desktop has a place for it.
#[derive(Default)]
pub struct Tray(Mutex<Option<Shown>>);

struct Shown {
    icon: TrayIcon,
    open: MenuItem<tauri::Wry>,
    quit: MenuItem<tauri::Wry>,
}

impl Tray {
    /// Whether closing the window may hide it.
    pub fn is_shown(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some()
    }

    /// Puts the icon there. On the main thread only.
    ///
    /// # Errors
    /// The desktop refused.
    pub fn show(&self, app: &AppHandle, shell: &Arc<Shell>) -> tauri::Result<()> {
        let language = shell.settings.language();
        let unread = shell.stream.unread_total();
        let open = MenuItem::with_id(app, OPEN, open_words(language, unread), true, None::<&str>)?;
        let quit = MenuItem::with_id(app, QUIT, quit_words(language), true, None::<&str>)?;
        let menu = Menu::with_items(app, &[&open, &quit])?;
        let mut builder = TrayIconBuilder::with_id("linnet")
            .menu(&menu)
            .tooltip("Linnet")
            .on_menu_event(|app, event| match event.id().as_ref() {
                OPEN => window::bring_back(app),
                QUIT => app.exit(0),
                _ => {}
            });
        if let Some(icon) = app.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        let icon = builder.build(app)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Shown { icon, open, quit });
        Ok(())
    }

    /// Unread messages and the language, in the menu's words (and the tooltip, where there are such).
    pub fn refresh(&self, language: Language, unread: u32) {
        let shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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

/// Whether the desktop has a place for tray icons: the one of the freedesktop.org specification on the session bus, or
/// the older one of X11. Without either, an icon would be shown nowhere and a closed window lost.
pub async fn desktop_has_one() -> bool {
    watcher_on_bus().await.unwrap_or(false)
        || tokio::task::spawn_blocking(|| x11_tray().unwrap_or(false))
            .await
            .unwrap_or(false)
}

async fn watcher_on_bus() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let answer = bus
        .call_method(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            Some("org.freedesktop.DBus"),
            "NameHasOwner",
            &"org.kde.StatusNotifierWatcher",
        )
        .await?;
    answer.body().deserialize()
}

fn x11_tray() -> Result<bool, Box<dyn std::error::Error>> {
    use x11rb::protocol::xproto::ConnectionExt as _;
    if std::env::var_os("DISPLAY").is_none() {
        return Ok(false);
    }
    let (connection, screen) = x11rb::connect(None)?;
    let name = format!("_NET_SYSTEM_TRAY_S{screen}");
    let atom = connection
        .intern_atom(false, name.as_bytes())?
        .reply()?
        .atom;
    let owner = connection.get_selection_owner(atom)?.reply()?.owner;
    Ok(owner != x11rb::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 10: the window can always be brought back without the tray.
    #[test]
    fn closing_hides_nothing_while_there_is_no_tray() {
        assert!(!Tray::default().is_shown());
    }

    #[test]
    fn the_menu_says_how_much_is_unread_in_both_languages() {
        assert_eq!(open_words(Language::En, 3), "Open Linnet (3 unread)");
        assert_eq!(open_words(Language::Zh, 3), "打开 Linnet（3 条未读）");
    }
}
