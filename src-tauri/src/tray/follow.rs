//! Follows whether the desktop has a place for a tray icon.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tauri::AppHandle;
use tokio::sync::oneshot;

use super::host::{Hosts, Place};
use super::library;
#[cfg(target_os = "linux")]
use super::plug;
use crate::shell::Shell;
use crate::window;

/// How long a desktop may take to start its panel again before its tray counts as gone.
const GRACE: Duration = Duration::from_secs(3);

/// How long the library may take to notice that nobody on the bus draws its icon: it waits a tenth of a second.
const DRAWN: Duration = Duration::from_secs(2);

/// Between two looks whether it has drawn it.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Follows whether the desktop has a place for tray icons. Without one, an icon would be shown nowhere and a closed
/// window lost: a hidden one comes back when the place goes.
pub async fn follow(shell: Arc<Shell>) {
    let mut hosts = Hosts::of_session(GRACE);
    loop {
        let place = hosts.changed().await;
        place_changed(&shell, place).await;
    }
}

async fn place_changed(shell: &Arc<Shell>, place: Option<Place>) {
    let Some(app) = shell.app().cloned() else {
        return;
    };
    shell.tray.host.store(place.is_some(), Ordering::Relaxed);
    let Some(place) = place else {
        tracing::info!("the desktop has no tray");
        if window::is_hidden(&app) {
            shell.bring_back(None, || {});
        }
        return;
    };
    let again = shell.tray.has_icon();
    if !again {
        if !library::is_installed() {
            return;
        }
        let task = Arc::clone(shell);
        let on_main = app.clone();
        let show = move || {
            let unread = task.stream.unread_total();
            task.tray.show(&on_main, task.settings.language(), unread)
        };
        let shown = on_main_thread(&app, show).await;
        if let Some(Err(error)) = shown {
            tracing::warn!(%error, "there is no tray icon");
        }
    }
    #[cfg(target_os = "linux")]
    if place == Place::X11 {
        outlive_panel(&app).await;
    }
    if shell.tray.is_shown() {
        let again = if again { " again" } else { "" };
        tracing::info!("the desktop has a tray{again}");
    }
}

/// Waits until the icon is drawn, and prepares it for the death of the panel that it stands in.
#[cfg(target_os = "linux")]
async fn outlive_panel(app: &AppHandle) {
    let prepared = async {
        while on_main_thread(app, plug::outlive_panel).await == Some(false) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    if tokio::time::timeout(DRAWN, prepared).await.is_err() {
        tracing::info!("the tray icon is not drawn on X11");
    }
}

/// None when the main thread has gone.
async fn on_main_thread<T: Send + 'static>(
    app: &AppHandle,
    act: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, is_done) = oneshot::channel();
    let asked = app.run_on_main_thread(move || {
        // Nobody waits any more when the program ends.
        let _gone = done.send(act());
    });
    asked.ok()?;
    is_done.await.ok()
}
