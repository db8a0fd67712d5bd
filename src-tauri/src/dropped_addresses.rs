//! The addresses of what is held over the window, as GTK has them. The window's own event makes paths of them that are
//! right for plain `file:` addresses in UTF-8 only.

use std::sync::{Arc, Mutex, PoisonError};

use gtk::prelude::WidgetExt as _;
use tauri::WebviewWindow;

/// Addresses of the last drag.
#[derive(Clone, Default)]
pub struct DroppedAddresses(Arc<Mutex<Vec<String>>>);

/// Addresses of one drag at most; a whole photo library is a mistake, and what is beyond is not taken.
const ADDRESSES: usize = 1_000;

impl DroppedAddresses {
    /// Notes the addresses of every drag over this window from now on.
    ///
    /// # Errors
    /// The window has gone.
    pub fn follow(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let noted = self.clone();
        window.with_webview(move |webview| {
            webview
                .inner()
                .connect_drag_data_received(move |_, _, _, _, data, _, _| {
                    let addresses = data.uris();
                    if !addresses.is_empty() {
                        let addresses = addresses.iter().take(ADDRESSES);
                        *noted.lock() = addresses.map(|address| address.to_string()).collect();
                    }
                });
        })
    }

    /// Those of the drag that was just dropped.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
