//! What WebKit keeps in memory for the page. As a browser it would keep pages to go back to and decoded pictures of
//! pages that were left; this window has one page and never leaves it, and its pictures lie in the account's own cache.

use tauri::WebviewWindow;
use webkit2gtk::{CacheModel, WebContextExt as _, WebViewExt as _};

/// Lets WebKit keep only what is on the screen.
///
/// # Errors
/// The window has gone.
pub fn keep_little(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().context() {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
    })
}
