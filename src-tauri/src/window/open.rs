//! Opens the window.

use std::sync::Arc;

use tauri::webview::{Color, NewWindowResponse};
use tauri::{AppHandle, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use super::{MAIN, follow_desktop, is_own_page, zoom};
use crate::ipc;
use crate::shell::Shell;

/// Background before the page paints, as in the page's tokens, so that a dark desktop sees no white flash.
const LIGHT: Color = Color(252, 250, 249, 255);
const DARK: Color = Color(27, 24, 23, 255);

/// Opens the window.
///
/// # Errors
/// The desktop refused.
pub fn open(app: &AppHandle, shell: &Arc<Shell>) -> tauri::Result<WebviewWindow> {
    // What the page asks the desktop for is GTK's preference.
    let dark_desktop = shell.settings.dark_desktop();
    if dark_desktop {
        follow_desktop(true);
    }
    let theme = shell.settings.get().theme;
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App(page(theme).into()))
        .title("Linnet")
        .inner_size(1280.0, 800.0)
        .min_inner_size(480.0, 500.0)
        .data_directory(shell.folders.page())
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .visible(false)
        .build()?;
    let dark = match theme {
        ipc::Theme::Light => false,
        ipc::Theme::Dark => true,
        ipc::Theme::System => dark_desktop,
    };
    window.set_background_color(Some(if dark { DARK } else { LIGHT }))?;
    zoom(&window, shell.settings.get().zoom)?;
    #[cfg(target_os = "linux")]
    {
        crate::web_process::follow(&window, shell)?;
        crate::caret::follow(&window, shell)?;
        crate::page_memory::keep_little(&window)?;
        crate::spelling::check(&window, shell.settings.get().check_spelling)?;
        crate::page_network::without_proxies(&window)?;
        shell.dropped.follow(&window)?;
    }
    window.show()?;
    Ok(window)
}

/// The page's address. It names the theme somebody chose: the page has to wear it before its first paint, and the
/// settings come later than that (`ui/public/theme.js`).
fn page(theme: ipc::Theme) -> &'static str {
    match theme {
        ipc::Theme::System => "index.html",
        ipc::Theme::Light => "index.html?theme=light",
        ipc::Theme::Dark => "index.html?theme=dark",
    }
}

#[cfg(test)]
mod tests {
    use tauri::Url;

    use super::*;

    #[test]
    fn the_page_is_told_a_chosen_theme_by_the_name_its_settings_have() {
        for theme in [ipc::Theme::Light, ipc::Theme::Dark] {
            let name = serde_json::to_value(theme).unwrap();
            let address = Url::parse("tauri://localhost/").unwrap();
            let address = address.join(page(theme)).unwrap();
            let told: Vec<_> = address.query_pairs().collect();
            assert_eq!(told, [("theme".into(), name.as_str().unwrap().into())]);
            assert!(is_own_page(&address));
        }
        assert_eq!(page(ipc::Theme::System), "index.html");
    }
}
