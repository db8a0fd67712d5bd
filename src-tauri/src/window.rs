//! The one window. It shows the page that came with the program and nothing else: other addresses are refused, and so
//! are new windows.

pub(crate) mod open;

use tauri::{AppHandle, Manager as _, Url, WebviewWindow};

/// Label of the window; commands and pictures are for it alone.
pub const MAIN: &str = "main";

/// Shows everything in the window in another size.
fn zoom(window: &WebviewWindow, percent: u16) -> tauri::Result<()> {
    window.set_zoom(f64::from(percent) / 100.0)
}

/// Shows everything in another size, as the settings say.
pub fn follow_zoom(app: &AppHandle, percent: u16) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    if let Err(error) = zoom(&window, percent) {
        tracing::warn!(%error, "the size could not be set");
    }
}

/// Checks the spelling of what is written, as the settings say.
#[cfg(target_os = "linux")]
pub fn follow_spelling(app: &AppHandle, on: bool) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    if let Err(error) = crate::spelling::check(&window, on) {
        tracing::warn!(%error, "the spelling could not be checked");
    }
}

/// GTK, and with it the page, is dark when the desktop is. On the main thread only.
#[cfg(target_os = "linux")]
pub fn follow_desktop(dark: bool) {
    use gtk::prelude::GtkSettingsExt as _;
    if let Some(settings) = gtk::Settings::default() {
        settings.set_gtk_application_prefer_dark_theme(dark);
    }
}

/// Elsewhere the web view follows the system by itself.
#[cfg(not(target_os = "linux"))]
pub fn follow_desktop(_: bool) {}

/// Brings the window back, from wherever it is. `activation` is what the desktop gave whoever asks for it: without one,
/// some desktops only mark the window in their task bar. `then` runs once it is there.
pub fn bring_back(
    app: &AppHandle,
    activation: Option<String>,
    then: impl FnOnce() + Send + 'static,
) {
    let on_main = app.clone();
    let asked = app.run_on_main_thread(move || {
        let Some(window) = on_main.get_webview_window(MAIN) else {
            return;
        };
        if let Err(error) = bring_to_front(&window, activation) {
            tracing::warn!(%error, "the window could not be brought back");
        }
        then();
    });
    if let Err(error) = asked {
        tracing::warn!(%error, "the window could not be asked to come back");
    }
}

fn bring_to_front(window: &WebviewWindow, activation: Option<String>) -> tauri::Result<()> {
    #[cfg(target_os = "linux")]
    if let Some(token) = activation {
        use gtk::prelude::GtkWindowExt as _;
        window.gtk_window()?.set_startup_id(&token);
    }
    #[cfg(not(target_os = "linux"))]
    drop(activation);
    window.unminimize()?;
    window.show()?;
    window.set_focus()
}

/// Whether a paint would be seen: not in the tray, and not minimized.
pub fn can_be_seen(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN).is_some_and(|window| {
        window.is_visible().unwrap_or(false) && !window.is_minimized().unwrap_or(true)
    })
}

/// Whether the window is hidden, as in the tray.
pub fn is_hidden(app: &AppHandle) -> bool {
    app.get_webview_window(MAIN)
        .and_then(|window| window.is_visible().ok())
        .is_some_and(|visible| !visible)
}

/// Unread messages, where a task bar shows them.
pub fn show_unread(app: &AppHandle, unread: u32) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    if let Err(error) = window.set_title(&title(unread)) {
        tracing::warn!(%error, "the title could not be set");
    }
}

fn title(unread: u32) -> String {
    match unread {
        0 => "Linnet".to_owned(),
        1..=999 => format!("({unread}) Linnet"),
        _ => "(999+) Linnet".to_owned(),
    }
}

/// Whether an address is the page that came with the program.
fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Where the platform has no custom schemes (Windows).
        "http" | "https" => cfg!(windows) && url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    if !own {
        tracing::warn!(scheme = url.scheme(), "an address was refused");
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 9: no text from anyone becomes markup, no remote page is loaded.
    #[test]
    fn no_remote_page_is_ever_loaded_into_the_window() {
        let allowed = |text: &str| is_own_page(&Url::parse(text).unwrap());
        assert!(allowed("tauri://localhost/"));
        assert!(allowed("tauri://localhost/index.html#chat"));
        for other in [
            "https://example.com/",
            "http://127.0.0.1:8080/canary",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,hello",
            "javascript:alert(1)",
            "about:blank",
            "linnet-media://localhost/a/b/thumb",
        ] {
            assert!(!allowed(other), "{other}");
        }
    }

    /// Invariant 9: should a text become markup after all, it still runs nothing and reaches nobody.
    #[test]
    fn the_page_may_run_and_load_only_what_came_with_the_program() {
        let config: serde_json::Value =
            serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        let security = &config["app"]["security"];
        let policy = security["csp"].as_object().unwrap();
        let of = |name: &str| policy[name].as_str().unwrap();
        assert_eq!(of("default-src"), "'none'");
        assert_eq!(of("script-src"), "'self'");
        assert_eq!(of("style-src"), "'self'");
        assert_eq!(of("connect-src"), "ipc: http://ipc.localhost");
        // Pictures come from the account's cache alone: none from an address, a script's bytes or a text.
        assert_eq!(
            of("img-src"),
            "'self' linnet-media: http://linnet-media.localhost"
        );
        for closed in ["base-uri", "form-action", "frame-ancestors", "object-src"] {
            assert_eq!(of(closed), "'none'", "{closed}");
        }
        for (name, sources) in policy {
            let sources = sources.as_str().unwrap();
            assert!(!sources.contains("unsafe"), "{name}");
            assert!(
                !sources
                    .split(' ')
                    .any(|one| one == "*" || one == "https:" || one == "http:")
            );
        }
        assert!(
            security
                .get("dangerousDisableAssetCspModification")
                .is_none()
        );
    }

    #[test]
    fn the_title_counts_what_is_unread() {
        assert_eq!(title(0), "Linnet");
        assert_eq!(title(3), "(3) Linnet");
        assert_eq!(title(4_000), "(999+) Linnet");
    }
}
