//! How the page's own process reaches what the page asks for. That is this program and nobody else: its videos come from
//! the loopback address, where no proxy of the desktop may stand in between.

use tauri::WebviewWindow;
use webkit2gtk::{
    NetworkProxyMode, WebContextExt as _, WebViewExt as _, WebsiteDataManagerExt as _,
};

/// Lets WebKit use no proxy.
///
/// # Errors
/// The window has gone.
pub fn without_proxies(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        let context = webview.inner().context();
        if let Some(manager) = context.and_then(|context| context.website_data_manager()) {
            manager.set_network_proxy_settings(NetworkProxyMode::NoProxy, None);
        }
    })
}
