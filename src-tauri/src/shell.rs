//! What the parts of the shell share, and the owner of their tasks.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tauri::AppHandle;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::arguments::Arguments;
use crate::folders::Folders;
use crate::ipc::{About, Settings, Visible};
use crate::log::Log;
use crate::notifications::Notifications;
use crate::settings::{self, SettingsFile};
use crate::steps::Steps;
use crate::stream::Stream;
use crate::tray::{self, Tray};
use crate::vault::Vault;
use crate::webkit::{self, Painting};
use crate::window;

/// How long stopping may take before the program ends regardless. What is accepted is on disk already.
const STOP: Duration = Duration::from_secs(5);

/// Everything of one instance.
pub struct Shell {
    /// Command line.
    pub arguments: Arguments,
    /// Where things lie.
    pub folders: Folders,
    /// Settings.
    pub settings: SettingsFile,
    /// The log's switch.
    pub log: Log,
    /// Start-up times.
    pub steps: Steps,
    /// The window's channel.
    pub stream: Stream,
    /// Secrets.
    pub vault: Vault,
    /// Notifications.
    pub notifications: Notifications,
    /// The tray.
    pub tray: Tray,
    /// Whether the page has painted.
    pub painting: Painting,
    app: OnceLock<AppHandle>,
    visible: Mutex<Visible>,
    runtime: Handle,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Shell {
    /// Puts the parts together; nothing runs yet.
    pub fn new(
        arguments: Arguments,
        folders: Folders,
        settings: SettingsFile,
        log: Log,
        steps: Steps,
        painting: Painting,
        runtime: Handle,
    ) -> Arc<Self> {
        Arc::new(Self {
            arguments,
            vault: Vault::new(&folders),
            folders,
            settings,
            log,
            steps,
            stream: Stream::default(),
            notifications: Notifications::default(),
            tray: Tray::default(),
            painting,
            app: OnceLock::new(),
            visible: Mutex::new(Visible {
                conversation: None,
                focused: false,
            }),
            runtime,
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        })
    }

    /// The window system is there.
    pub fn set_app(&self, app: AppHandle) {
        // Set once, in `setup`.
        let _already = self.app.set(app);
    }

    /// The window system, once it is there.
    pub fn app(&self) -> Option<&AppHandle> {
        self.app.get()
    }

    /// Runs a task until it ends or the shell stops.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stopping = self.stopping.clone();
        let task = async move {
            stopping.run_until_cancelled(task).await;
        };
        self.tasks.spawn_on(task, &self.runtime);
    }

    /// The page shows something: what can wait until then begins now.
    pub fn painted(self: &Arc<Self>) {
        if !self.painting.painted() {
            return;
        }
        self.steps.done("the page has painted");
        let shell = Arc::clone(self);
        self.spawn(async move { shell.after_paint().await });
    }

    async fn after_paint(self: Arc<Self>) {
        let Some(app) = self.app().cloned() else {
            return;
        };
        if tray::desktop_has_one().await {
            let shell = Arc::clone(&self);
            let on_main = app.clone().run_on_main_thread(move || {
                if let Err(error) = shell.tray.show(&app, &shell) {
                    tracing::warn!(%error, "there is no tray icon");
                }
            });
            if on_main.is_err() {
                return;
            }
        }
        self.settings.set_secrets_place(self.vault.place().await);
        self.steps.done("tray and keyring are known");
    }

    /// Watches whether the page paints at all.
    pub fn watch_painting(self: &Arc<Self>) {
        let shell = Arc::clone(self);
        self.spawn(async move {
            tokio::time::sleep(webkit::PATIENCE).await;
            shell.painting.patience_is_over();
        });
    }

    /// Ends cleanly when the session or a person with a terminal says so.
    #[cfg(unix)]
    pub fn watch_signals(self: &Arc<Self>) {
        use tokio::signal::unix::{SignalKind, signal};
        let shell = Arc::clone(self);
        self.spawn(async move {
            let (Ok(mut ended), Ok(mut interrupted)) = (
                signal(SignalKind::terminate()),
                signal(SignalKind::interrupt()),
            ) else {
                return;
            };
            tokio::select! {
                _ = ended.recv() => {}
                _ = interrupted.recv() => {}
            }
            if let Some(app) = shell.app() {
                app.exit(0);
            }
        });
    }

    /// Unread messages changed: title and tray follow.
    pub fn unread_changed(&self) {
        let Some(app) = self.app() else {
            return;
        };
        let unread = self.stream.unread_total();
        window::show_unread(app, unread);
        self.tray.refresh(self.settings.language(), unread);
    }

    /// What the person sees.
    pub fn visible(&self) -> Visible {
        self.visible
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The page shows something else, or the focus came or went.
    pub fn set_visible(&self, visible: Visible) {
        *self.visible.lock().unwrap_or_else(PoisonError::into_inner) = visible;
    }

    /// Takes new settings.
    pub fn set_settings(&self, settings: Settings) -> Settings {
        let settings = self.settings.set(settings);
        self.log.follow(&settings);
        self.tray
            .refresh(self.settings.language(), self.stream.unread_total());
        settings
    }

    /// Facts about this installation.
    pub fn about(&self) -> About {
        About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.folders.root().display().to_string(),
            secrets: self.settings.secrets_place(),
            proxy: settings::proxy(),
            has_tray: self.tray.is_shown(),
            system_language: settings::system_language(),
        }
    }

    /// Ends every task. Returns when they have ended, or after a limit.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tasks.close();
        if tokio::time::timeout(STOP, self.tasks.wait()).await.is_err() {
            tracing::warn!("not everything stopped in time");
        }
    }
}
