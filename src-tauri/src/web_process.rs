//! The process that runs and paints the page. It may crash, or be ended by the system when memory is short: then the
//! page is loaded again, and everything it shows comes again through the channel.

pub(crate) mod deaths;

use std::sync::Arc;
use std::time::Instant;

use tauri::{AppHandle, Manager as _, WebviewWindow};
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

use crate::dialog;
use crate::ipc::{Language, Visible};
use crate::shell::Shell;
use crate::webkit::{PATIENCE, Rescue};
use crate::window;

/// Prepares the window's web view: how it draws, and what happens when its process dies.
///
/// # Errors
/// The window has gone.
pub fn follow(window: &WebviewWindow, shell: &Arc<Shell>) -> tauri::Result<()> {
    let shell = Arc::clone(shell);
    window.with_webview(move |webview| {
        let webview = webview.inner();
        if shell.painting.is_set_plain() {
            draw_plainly(&webview);
        }
        webview.connect_web_process_terminated(move |_, reason| {
            tracing::error!(?reason, "the process of the page has died");
            let shell = Arc::clone(&shell);
            // Not within WebKit's own signal: a dialog may run there for long.
            gtk::glib::idle_add_local_once(move || died(&shell));
        });
    })
}

fn draw_plainly(webview: &webkit2gtk::WebView) {
    if let Some(settings) = webkit2gtk::WebViewExt::settings(webview) {
        settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
    }
}

/// On the main thread.
fn died(shell: &Arc<Shell>) {
    let had_painted = shell.painting.died();
    // Nobody sees anything: what comes meanwhile notifies.
    shell.set_visible(Visible {
        conversation: None,
        focused: false,
    });
    if !had_painted {
        // One that dies while it begins to draw is as good as a blank one.
        return rescue(shell);
    }
    if !shell.deaths.count(Instant::now()) {
        let (title, text, quit, again) = match shell.settings.language() {
            Language::Zh => (
                "窗口内容已多次停止工作。",
                "显示窗口内容的程序（WebKit）反复退出。消息仍保存在这台电脑上。可以再试一次，或退出 Linnet。",
                "退出",
                "再试一次",
            ),
            Language::En => (
                "The window has stopped working several times.",
                "The program that draws the window (WebKit) keeps ending. Your messages are kept on this computer. You can try again, or quit Linnet.",
                "Quit",
                "Try Again",
            ),
        };
        if dialog::ask(title, text, &[quit, again]) == Some(0) {
            if let Some(app) = shell.app() {
                app.exit(0);
            }
            return;
        }
        shell.deaths.forget();
    }
    load_again(shell, false);
}

/// Watches, from the opening of the window on, whether the page paints. A window that is hidden or minimized does not.
pub async fn watch(shell: Arc<Shell>) {
    loop {
        let was_seen = shell.app().is_some_and(window::can_be_seen);
        tokio::time::sleep(PATIENCE).await;
        let is_seen = shell.app().is_some_and(window::can_be_seen);
        if shell.painting.is_painted() || !was_seen || !is_seen {
            continue;
        }
        let Some(app) = shell.app().cloned() else {
            return;
        };
        let on_main = Arc::clone(&shell);
        if app.run_on_main_thread(move || rescue(&on_main)).is_err() {
            return;
        }
    }
}

/// Takes the next step against a blank window. On the main thread.
fn rescue(shell: &Arc<Shell>) {
    let (zh, en, can_restart) = match shell.painting.is_blank() {
        Rescue::LoadPlainly => return load_again(shell, true),
        Rescue::StartAnew => (
            "可能是显卡驱动的问题。重新启动后，Linnet 会改用更简单的绘制方式。",
            "The graphics driver may be the cause. After a restart, Linnet draws in a plainer way.",
            true,
        ),
        Rescue::Nothing => (
            "可能是显卡驱动的问题，所有绘制方式都试过了。更新显卡驱动或 WebKitGTK 后可能会好。消息仍保存在这台电脑上。",
            "The graphics driver may be the cause; every way of drawing was tried. Updating the driver or WebKitGTK may help. Your messages are kept on this computer.",
            false,
        ),
    };
    let (title, text, wait, restart) = match shell.settings.language() {
        Language::Zh => ("窗口内容没有显示。", zh, "继续等待", "重新启动"),
        Language::En => ("The window stays empty.", en, "Wait", "Restart"),
    };
    let buttons: &[&str] = if can_restart {
        &[wait, restart]
    } else {
        &[wait]
    };
    if dialog::ask(title, text, buttons) == Some(1) {
        shell.restart();
    }
}

fn load_again(shell: &Shell, plainly: bool) {
    let window = shell
        .app()
        .and_then(|app: &AppHandle| app.get_webview_window(window::MAIN));
    let Some(window) = window else {
        return;
    };
    let loaded = window.with_webview(move |webview| {
        let webview = webview.inner();
        if plainly {
            draw_plainly(&webview);
        }
        webview.reload();
    });
    if let Err(error) = loaded {
        tracing::warn!(%error, "the page could not be loaded again");
    }
}
