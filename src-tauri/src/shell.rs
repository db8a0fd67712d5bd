//! What the parts of the shell share, and the owner of their tasks.

use std::future::Future;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use linnet_core::Poke;
use linnet_core::proxy::{Proxies, ProxyProblem};
use linnet_core::view::row::LocalText;
use tauri::AppHandle;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::{Account, Accounts, Timelines};
use crate::arguments::Arguments;
use crate::clipboard::Clipboard;
use crate::folders::Folders;
use crate::intake::{self, Staging};
use crate::ipc::{About, Settings, Update, Visible};
use crate::log::Log;
use crate::network;
use crate::notifications::Notifications;
use crate::paints::Paints;
use crate::pictures_again::PicturesAgain;
use crate::power;
use crate::settings::{self, SettingsFile};
use crate::steps::Steps;
use crate::stream::Stream;
use crate::tray::{self, Tray};
use crate::vault::Vault;
use crate::webkit::{self, Painting};
use crate::window;

/// How long stopping may take before the program ends regardless. What is accepted is on disk already.
const STOP: Duration = Duration::from_secs(5);

/// How long a page that has painted may take to paint a conversation list; it may also have something else to show.
const LIST: Duration = Duration::from_secs(1);

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
    pub vault: Arc<Vault>,
    /// Accounts that are open.
    pub accounts: Accounts,
    /// Timelines that are open.
    pub timelines: Timelines,
    /// What waits in the page's trays.
    pub staging: Staging,
    /// The clipboard.
    pub clipboard: Clipboard,
    /// Notifications.
    pub notifications: Notifications,
    /// The tray.
    pub tray: Tray,
    /// Whether the page has painted.
    pub painting: Painting,
    /// When pictures that failed are asked for again.
    pub pictures_again: PicturesAgain,
    /// How quick the page is.
    pub paints: Paints,
    app: OnceLock<AppHandle>,
    visible: Mutex<Visible>,
    painted: watch::Sender<bool>,
    listed: watch::Sender<bool>,
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
            vault: Arc::new(Vault::new(&folders)),
            accounts: Accounts::default(),
            timelines: Timelines::default(),
            staging: Staging::default(),
            clipboard: Clipboard::default(),
            folders,
            settings,
            log,
            steps,
            stream: Stream::default(),
            notifications: Notifications::default(),
            tray: Tray::default(),
            painting,
            pictures_again: PicturesAgain::default(),
            paints: Paints::default(),
            app: OnceLock::new(),
            visible: Mutex::new(Visible {
                conversation: None,
                focused: false,
            }),
            painted: watch::Sender::new(false),
            listed: watch::Sender::new(false),
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
        self.painted.send_replace(true);
        let shell = Arc::clone(self);
        self.spawn(async move { shell.after_paint().await });
    }

    /// A conversation list is on the screen.
    pub fn list_painted(&self) {
        self.steps.done("the list is painted");
        self.listed.send_replace(true);
    }

    /// Returns when the page has painted, and the conversation list too if it shows one: whatever else begins takes
    /// the processor from it.
    pub async fn until_painted(&self) {
        let mut painted = self.painted.subscribe();
        let mut listed = self.listed.subscribe();
        // They fail only when the shell itself is gone.
        drop(painted.wait_for(|painted| *painted).await);
        drop(tokio::time::timeout(LIST, listed.wait_for(|listed| *listed)).await);
    }

    async fn after_paint(self: Arc<Self>) {
        self.until_painted().await;
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
        if let Some(named) = self.accounts.attachments().await {
            intake::clean(&self.folders, &named);
        }
        if let Err(error) = self.folders.forget_shown() {
            tracing::warn!(%error, "copies for the file manager could not be removed");
        }
        let pictures = self.pictures_again.run(|| {
            self.stream.event(Update::PicturesAgain);
        });
        tokio::join!(self.watch_system(), self.watch_portal(), pictures);
    }

    /// The session's portal tells of the network where NetworkManager does not.
    async fn watch_portal(&self) {
        let Ok(bus) = zbus::Connection::session().await else {
            return;
        };
        let poke = || self.poke(Poke::NetworkChanged);
        if network::follow_portal(bus, poke).await.is_err() {
            tracing::info!("the session bus tells nothing more");
        }
    }

    /// Follows the system's own signals for as long as there are any; a look at the clocks replaces the one for waking
    /// up where there are none.
    async fn watch_system(self: &Arc<Self>) {
        let Ok(bus) = zbus::Connection::system().await else {
            return power::follow_clocks(Arc::clone(self)).await;
        };
        let network = network::follow(bus.clone(), || self.poke(Poke::NetworkChanged));
        let power = power::follow(bus, || self.poke(Poke::WokeUp));
        let (network, power) = tokio::join!(network, power);
        if network.is_err() || power.is_err() {
            tracing::info!("the system bus tells nothing more");
            power::follow_clocks(Arc::clone(self)).await;
        }
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

    fn account_on_screen(&self) -> Option<Arc<Account>> {
        let shown = self.visible().conversation;
        shown
            .and_then(|(account, _)| self.accounts.get(&account).ok())
            .or_else(|| self.accounts.any())
    }

    /// Files are held over the window: the process that looks at them starts now.
    pub fn expect_pictures(self: &Arc<Self>) {
        let Some(account) = self.account_on_screen() else {
            return;
        };
        self.spawn(async move {
            if account.client.warm().await.is_err() {
                tracing::warn!("the picture worker does not start");
            }
        });
    }

    /// Something outside changed: every client tries at once.
    pub fn poke(&self, poke: Poke) {
        self.accounts.poke(poke);
    }

    /// Takes new settings.
    pub fn set_settings(&self, settings: Settings) -> Settings {
        let settings = self.settings.set(settings);
        self.log.follow(&settings);
        if let Some(app) = self.app() {
            window::follow_zoom(app, settings.zoom);
        }
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
            proxy: self.accounts.proxy(),
            proxy_problem: Proxies::system().problem().map(proxy_problem),
            has_tray: self.tray.is_shown(),
            system_language: settings::system_language(),
        }
    }

    /// Stops the clients and every task. Returns when they have ended, or after a limit.
    pub async fn stop(&self) {
        let ended = async {
            self.accounts.stop().await;
            self.stopping.cancel();
            self.tasks.close();
            self.tasks.wait().await;
        };
        if tokio::time::timeout(STOP, ended).await.is_err() {
            tracing::warn!("not everything stopped in time");
        }
    }
}

fn proxy_problem(problem: ProxyProblem) -> LocalText {
    let (zh, en) = match problem {
        ProxyProblem::Script => (
            "系统设置用脚本（自动配置）选择代理，Linnet 不支持。请在系统设置中手动填写代理，或设置环境变量 https_proxy。",
            "The system settings choose the proxy by a script (automatic configuration), which Linnet does not run. Enter the proxy by hand in the system settings, or set the variable https_proxy.",
        ),
        ProxyProblem::Address => (
            "有一个代理地址无法使用。地址应以 http://、https://、socks5:// 或 socks4:// 开头。",
            "The address of a proxy cannot be used. It begins with http://, https://, socks5:// or socks4://.",
        ),
    };
    LocalText {
        zh: zh.to_owned(),
        en: en.to_owned(),
    }
}
