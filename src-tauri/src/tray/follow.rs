//! Follows whether the desktop has a place for a tray icon.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::oneshot;

use super::host::Hosts;
use super::library;
use crate::shell::Shell;
use crate::window;

/// How long a desktop may take to start its panel again before its tray counts as gone.
const GRACE: Duration = Duration::from_secs(3);

/// Follows whether the desktop has a place for tray icons. Without one, an icon would be shown nowhere and a closed
/// window lost: a hidden one comes back when the place goes.
pub async fn follow(shell: Arc<Shell>) {
    let mut hosts = Hosts::of_session(GRACE);
    loop {
        let there = hosts.changed().await;
        there_is_a_place(&shell, there).await;
    }
}

async fn there_is_a_place(shell: &Arc<Shell>, there: bool) {
    let Some(app) = shell.app().cloned() else {
        return;
    };
    shell.tray.host.store(there, Ordering::Relaxed);
    if !there {
        tracing::info!("the desktop has no tray");
        if window::is_hidden(&app) {
            shell.bring_back(None, || {});
        }
        return;
    }
    if shell.tray.has_icon() {
        tracing::info!("the desktop has a tray again");
        return;
    }
    if !library::is_installed() {
        return;
    }
    let (done, is_done) = oneshot::channel();
    let task = Arc::clone(shell);
    let on_main = app.clone().run_on_main_thread(move || {
        if let Err(error) =
            task.tray
                .show(&app, task.settings.language(), task.stream.unread_total())
        {
            tracing::warn!(%error, "there is no tray icon");
        }
        // Nobody waits any more when the program ends.
        let _gone = done.send(());
    });
    if on_main.is_ok() {
        // Fails only when the main thread has gone.
        let _gone = is_done.await;
        if shell.tray.is_shown() {
            tracing::info!("the desktop has a tray");
        }
    }
}
