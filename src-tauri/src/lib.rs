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

#[cfg(target_os = "linux")]
mod accessibility;
mod accounts;
mod appearance;
mod arguments;
#[cfg(test)]
mod bindings;
#[cfg(target_os = "linux")]
mod caret;
mod clipboard;
pub mod commands;
#[cfg(target_os = "linux")]
mod desktop_proxy;
mod dialog;
mod downloads;
#[cfg(target_os = "linux")]
mod dropped_addresses;
mod failure;
mod file_address;
mod file_dialog;
mod file_name;
mod folder_zip;
mod folders;
mod instance;
mod intake;
pub mod ipc;
mod local_server;
mod log;
mod long_work;
mod media_scheme;
mod metered;
mod network;
mod notifications;
mod opening;
#[cfg(target_os = "linux")]
mod page_memory;
#[cfg(target_os = "linux")]
mod page_network;
mod paints;
mod pictures_again;
mod player;
mod portraits;
mod power;
#[cfg(test)]
mod private_bus;
#[cfg(test)]
mod private_display;
mod recovery_code;
mod report;
mod running;
mod screen;
#[cfg(target_os = "linux")]
mod session_bus;
mod settings;
mod shell;
#[cfg(target_os = "linux")]
mod spelling;
mod start_failure;
mod steps;
mod stream;
mod tray;
mod vault;
mod voice;
#[cfg(target_os = "linux")]
mod web_process;
mod webkit;
mod window;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Parser as _;
use tauri::{AppHandle, DragDropEvent, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::arguments::Arguments;
use crate::folders::Folders;
use crate::instance::{Claim, Instance, Next, Request};
use crate::ipc::Update;
use crate::log::Log;
use crate::media_scheme::MediaScheme;
#[cfg(target_os = "linux")]
use crate::session_bus::SessionBus;
use crate::settings::SettingsFile;
use crate::shell::{Shell, Start};
use crate::start_failure::StartFailure;
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
    start(Arguments::parse()).unwrap_or_else(|failure| failure.tell())
}

fn start(arguments: Arguments) -> Result<ExitCode, StartFailure> {
    let steps = Steps::begin();
    #[cfg(target_os = "linux")]
    webkit::draw_plainly_without_card();
    #[cfg(target_os = "linux")]
    let bus = SessionBus::find();
    #[cfg(target_os = "linux")]
    accessibility::prepare();
    let request = arguments.request();
    let chosen = folders::root(arguments.data_dir.as_deref(), arguments.second)
        .map_err(StartFailure::NoFolder)?;
    let folders = Folders::open(&chosen).map_err(StartFailure::folder(&chosen))?;
    let Some(instance) = claim(&folders, &request)? else {
        return Ok(ExitCode::SUCCESS);
    };
    let (painting, restarted) = Painting::prepare(&folders);
    let settings = SettingsFile::open(&folders);
    let log =
        Log::start(&folders, &settings.get()).map_err(StartFailure::folder(&folders.logs()))?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Linnet starts");
    if let Err(error) = restarted {
        tracing::warn!(%error, "another way of drawing could not be chosen");
    }
    steps.done("folder, settings and log are open");

    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_stack_size(STACK)
        .enable_all()
        .build()
        .map_err(StartFailure::other)?;
    tauri::async_runtime::set(runtime.handle().clone());
    let handle = runtime.handle().clone();
    let start = Start {
        arguments,
        folders,
        settings,
        log,
        steps,
        painting,
        door: instance.door(),
    };
    let shell = Shell::new(start, handle);
    #[cfg(target_os = "linux")]
    shell.vault.hold();
    // While GTK starts, the stores are opened.
    let opening = Arc::clone(&shell);
    shell.spawn(accounts::open_all(opening));
    #[cfg(target_os = "linux")]
    {
        // Without a screen Tauri would end with a panic. Accessibility looks for the bus here.
        accessibility::start_gtk().map_err(|error| StartFailure::NoDisplay(error.to_string()))?;
        if accessibility::is_left_out() {
            tracing::warn!("accessibility does not answer, and is off until the next start");
        }
        bus.hide();
    }
    let code = run_window(
        &shell,
        #[cfg(target_os = "linux")]
        &bus,
    )?;
    tracing::info!("Linnet ends");
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The right to the data folder. None when the instance that has it shows its window, or the person wants nothing
/// more of this start.
fn claim(folders: &Folders, request: &Request) -> Result<Option<Instance>, StartFailure> {
    loop {
        let silent = match instance::claim(folders, request) {
            Ok(Claim::First(instance)) => return Ok(Some(instance)),
            Ok(Claim::HandedOver) => return Ok(None),
            Ok(Claim::Silent(silent)) => silent,
            Err(error) => return Err(StartFailure::folder(folders.root())(error)),
        };
        match instance::ask_about(silent, SettingsFile::open(folders).language()) {
            Next::Again => {}
            Next::End => {
                if let Err(error) = instance::end(silent) {
                    return Err(StartFailure::other(error));
                }
            }
            Next::Nothing => return Ok(None),
        }
    }
}

/// From opening the window to closing it for good.
fn run_window(
    shell: &Arc<Shell>,
    #[cfg(target_os = "linux")] bus: &SessionBus,
) -> Result<i32, StartFailure> {
    let pictures = MediaScheme::new(shell);
    let in_setup = Arc::clone(shell);
    // A setup that fails would be a panic as well: what went wrong is told once the program has ended.
    let failed = Arc::new(Mutex::new(None));
    let not_opened = Arc::clone(&failed);
    let app = tauri::Builder::default()
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
            let shell = in_setup;
            shell.set_app(app.handle().clone());
            shell.steps.done("the window system is there");
            if let Err(error) = window::open::open(app.handle(), &shell) {
                *not_opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                app.handle().exit(1);
                return Ok(());
            }
            shell.steps.done("the window is open");
            #[cfg(target_os = "linux")]
            accessibility::show();
            let first = Arc::clone(&shell);
            shell.door.window_is_there(Box::new(move |request, shown| {
                first.asked_by_another_start(request, shown);
            }));
            let things = shell.arguments.request().things;
            shell.open_things(&things);
            // A list may have been read before there was a title to count in.
            shell.unread_changed();
            #[cfg(target_os = "linux")]
            desktop_proxy::follow(&shell);
            shell.window_is_open();
            #[cfg(unix)]
            shell.watch_signals();
            Ok(())
        })
        .build(context(shell))
        .map_err(StartFailure::other)?;
    #[cfg(target_os = "linux")]
    {
        bus.show();
        shell.vault.release();
    }
    let running = Arc::clone(shell);
    let stopped = Arc::new(AtomicBool::new(false));
    let code = app.run_return(move |app, event| on_event(app, &running, &stopped, event));
    match failed.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(error) => Err(StartFailure::other(error)),
        None => Ok(code),
    }
}

/// The page and its policy, which also names where videos come from: a port that this start has taken.
fn context(shell: &Shell) -> tauri::Context {
    use tauri::utils::config::{Csp, CspDirectiveSources};
    let mut context = tauri::generate_context!();
    let security = &mut context.config_mut().app.security;
    if let Some(Csp::DirectiveMap(policy)) = &mut security.csp {
        let source = CspDirectiveSources::Inline(shell.videos.source());
        policy.insert("media-src".to_owned(), source);
    }
    context
}

fn on_event(app: &AppHandle, shell: &Arc<Shell>, stopped: &Arc<AtomicBool>, event: RunEvent) {
    match event {
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
            shell.door.close();
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
            shell.take_addresses(shell.dropped_addresses(&paths));
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
    if !shell.settings.knows_closed_to_tray() {
        let task = Arc::clone(shell);
        shell.spawn(async move { task.say_closed_to_tray().await });
    }
}
