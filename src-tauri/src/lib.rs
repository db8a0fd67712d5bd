//! The shell: the window, the services of the operating system, and the boundary to the page. No rule of a messenger
//! lives here; those are in `linnet-core`.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod accounts;
mod arguments;
#[cfg(test)]
mod bindings;
#[cfg(target_os = "linux")]
mod caret;
mod clipboard;
pub mod commands;
#[cfg(target_os = "linux")]
mod desktop_proxy;
mod failure;
mod folders;
mod intake;
pub mod ipc;
mod local_server;
mod log;
mod media_scheme;
mod network;
mod notifications;
#[cfg(target_os = "linux")]
mod page_memory;
mod paints;
mod pictures_again;
mod power;
#[cfg(test)]
mod private_bus;
mod recovery_code;
mod report;
mod settings;
mod shell;
mod steps;
mod stream;
mod tray;
mod vault;
mod webkit;
mod window;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser as _;
use tauri::{AppHandle, DragDropEvent, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::arguments::Arguments;
use crate::folders::Folders;
use crate::ipc::{Language, Update};
use crate::log::Log;
use crate::media_scheme::MediaScheme;
use crate::settings::SettingsFile;
use crate::shell::Shell;
use crate::steps::Steps;
use crate::webkit::Painting;

/// First word of the command line of the process that decodes pictures.
pub const MEDIA_WORKER: &str = "media-worker";

/// Threads for the clients' work; the database writers and readers have their own.
const WORKERS: usize = 2;

/// Stack of each of them. A request of the wire is a large value, and a development build copies it from call to call;
/// only what is used takes memory.
const STACK: usize = 8 * 1024 * 1024;

/// Runs the program until it ends.
pub fn run() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            // There may be no log and no window yet: the terminal, or the desktop's journal, is where it can be read.
            eprintln!("Linnet could not start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let steps = Steps::begin();
    let folders = Folders::open(arguments.data_dir.as_deref(), arguments.second)?;
    let lock = folders.lock()?;
    let (painting, restarted) = Painting::prepare(&folders);
    let settings = SettingsFile::open(&folders);
    let log = Log::start(&folders, &settings.get())?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Linnet starts");
    if let Err(error) = restarted {
        tracing::warn!(%error, "another way of drawing could not be chosen");
    }
    steps.done("folder, settings and log are open");

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_stack_size(STACK)
        .enable_all()
        .build()?;
    tauri::async_runtime::set(runtime.handle().clone());
    let handle = runtime.handle().clone();
    let shell = Shell::new(arguments, folders, settings, log, steps, painting, handle);
    if lock.is_some() {
        // While GTK starts, the stores are opened.
        let opening = Arc::clone(&shell);
        shell.spawn(accounts::open_all(opening));
    }
    let code = run_window(&shell, lock.is_some())?;
    tracing::info!("Linnet ends");
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// From opening the window to closing it for good. `ours` is whether the data folder is this process's: if not, the
/// instance that has it is asked to come forward.
fn run_window(shell: &Arc<Shell>, ours: bool) -> Result<i32, Box<dyn std::error::Error>> {
    let mut builder = tauri::Builder::default();
    if !ours {
        // Ends the process once the other instance has answered.
        builder = builder.plugin(single_instance(shell));
    }
    let pictures = MediaScheme::new(shell);
    let in_setup = Arc::clone(shell);
    let app = builder
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                // An absolute path stays what it is when the plugin joins it to its own folder.
                .with_filename(shell.folders.root().join("window.json").to_string_lossy())
                .build(),
        )
        .plugin(tauri_plugin_dialog::init())
        .register_asynchronous_uri_scheme_protocol(
            media_scheme::SCHEME,
            move |context, request, responder| pictures.answer(&context, &request, responder),
        )
        .manage(Arc::clone(shell))
        .invoke_handler(commands::handler())
        .setup(move |app| {
            if !ours {
                return Err("another instance has this data folder and does not answer".into());
            }
            let shell = in_setup;
            shell.set_app(app.handle().clone());
            shell.steps.done("the window system is there");
            window::open(app.handle(), &shell)?;
            shell.steps.done("the window is open");
            // A list may have been read before there was a title to count in.
            shell.unread_changed();
            #[cfg(target_os = "linux")]
            desktop_proxy::follow(&shell);
            shell.watch_painting();
            #[cfg(unix)]
            shell.watch_signals();
            Ok(())
        })
        .build(tauri::generate_context!())?;
    let shell = Arc::clone(shell);
    let stopped = Arc::new(AtomicBool::new(false));
    Ok(app.run_return(move |app, event| on_event(app, &shell, &stopped, event)))
}

fn single_instance(shell: &Arc<Shell>) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("org.linnet.d{}", shell.folders.mark()))
        .callback(|app, _, _| window::bring_back(app))
        .build()
}

fn on_event(app: &AppHandle, shell: &Arc<Shell>, stopped: &Arc<AtomicBool>, event: RunEvent) {
    match event {
        RunEvent::Ready => {
            // Another instance that starts finds this one by its name on the session bus. The name is not on the way
            // to the window: until it is there, the lock alone keeps the other one out.
            if let Err(error) = app.plugin(single_instance(shell)) {
                tracing::warn!(%error, "other instances will not find this one");
            }
        }
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => close_to_tray(app, shell, &api),
        RunEvent::WindowEvent {
            event: WindowEvent::DragDrop(event),
            ..
        } => on_drag(shell, event),
        RunEvent::ExitRequested { api, code, .. } => {
            if stopped.swap(true, Ordering::Relaxed) {
                return;
            }
            api.prevent_exit();
            let (app, shell) = (app.clone(), Arc::clone(shell));
            tauri::async_runtime::spawn(async move {
                shell.stop().await;
                app.exit(code.unwrap_or(0));
            });
        }
        _ => {}
    }
}

/// Files over the window. WebKitGTK gives the page none of them, so they come this way, and the page gets handles.
fn on_drag(shell: &Arc<Shell>, event: DragDropEvent) {
    match event {
        DragDropEvent::Enter { .. } => {
            shell.stream.event(Update::DragOver { over: true });
            shell.expect_pictures();
        }
        DragDropEvent::Drop { paths, .. } => {
            shell.stream.event(Update::DragOver { over: false });
            shell.take_dropped(paths);
        }
        DragDropEvent::Leave => shell.stream.event(Update::DragOver { over: false }),
        _ => {}
    }
}

/// Closing the window hides it when there is a tray to bring it back from, and says so the first time.
fn close_to_tray(app: &AppHandle, shell: &Arc<Shell>, api: &tauri::CloseRequestApi) {
    if !shell.tray.is_shown() {
        return;
    }
    api.prevent_close();
    use tauri::Manager as _;
    if let Some(window) = app.get_webview_window(window::MAIN)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "the window could not be hidden");
    }
    if !shell.settings.first_close_to_tray() {
        return;
    }
    shell.stream.event(Update::ClosedToTray);
    let (app, shell) = (app.clone(), Arc::clone(shell));
    let task = Arc::clone(&shell);
    shell.spawn(async move {
        let (title, body) = match task.settings.language() {
            Language::Zh => (
                "Linnet 仍在运行",
                "新消息会继续送达。可在托盘图标的菜单中打开或退出。",
            ),
            Language::En => (
                "Linnet keeps running",
                "New messages still arrive. The menu of the tray icon opens the window or quits.",
            ),
        };
        let notifications = Arc::clone(&task);
        notifications
            .notifications
            .show(app, task, None, title, body)
            .await;
    });
}
