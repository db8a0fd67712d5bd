//! What the parts of the shell share, and the owner of their tasks.

use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use linnet_core::Poke;
use linnet_core::error::LocalText;
use linnet_core::proxy::{Proxies, ProxyProblem};
use linnet_core::view::unnamed;
use tauri::AppHandle;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::account::{Account, Accounts};
use crate::accounts::timelines::Timelines;
use crate::arguments::Arguments;
use crate::clipboard::Clipboard;
use crate::folders::Folders;
use crate::instance::Door;
use crate::intake::trays::Staging;
use crate::ipc::{About, Language, Settings, SettingsChange, Update, Visible};
use crate::log::Log;
use crate::long_work::LongWork;
use crate::metered::Metered;
use crate::notifications::Notifications;
use crate::paints::Paints;
use crate::pictures_again::PicturesAgain;
use crate::player::addresses::VideoAddresses;
use crate::portraits::Portraits;
use crate::settings::{self, SettingsFile};
use crate::steps::Steps;
use crate::stream::Stream;
use crate::tray::Tray;
use crate::vault::Vault;
use crate::voice::player::Player;
use crate::voice::recorder::Recorder;
#[cfg(target_os = "linux")]
use crate::web_process::deaths::Deaths;
use crate::webkit::Painting;
use crate::window;

/// How long stopping may take before the program ends regardless. What is accepted is on disk already.
const STOP: Duration = Duration::from_secs(5);

/// How long a page that has painted may take to paint a conversation list; it may also have something else to show.
const LIST: Duration = Duration::from_secs(1);

/// Files that wait for a chat; beyond it the oldest goes. A tray takes no more.
const FILES: usize = 100;

/// What a start has found out before there is a window.
pub struct Start {
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
    /// How the page is painted.
    pub painting: Painting,
    /// Where other starts knock.
    pub door: Door,
}

/// Everything of one instance.
pub struct Shell {
    /// Where other starts knock.
    pub door: Door,
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
    /// Pictures that are to stand for a person or a group.
    pub portraits: Portraits,
    /// What is held over the window.
    #[cfg(target_os = "linux")]
    pub dropped: crate::dropped_addresses::DroppedAddresses,
    /// The recording that is being made.
    pub recorder: Recorder,
    /// The recording that is being played.
    pub player: Player,
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
    /// Conversations that are being exported.
    pub exports: LongWork,
    /// Older messages that are being loaded.
    pub histories: LongWork,
    /// Whether the network costs by what is loaded.
    pub metered: Metered,
    /// Where the page's videos come from.
    pub videos: VideoAddresses,
    /// How quick the page is.
    pub paints: Paints,
    /// Deaths of the page's process.
    #[cfg(target_os = "linux")]
    pub deaths: Deaths,
    app: OnceLock<AppHandle>,
    visible: Mutex<Visible>,
    /// The person is told in the window, when it is seen again, that it was closed to the tray.
    says_closed_to_tray: AtomicBool,
    /// Files that a start named while no chat was open.
    files_for_a_chat: Mutex<Vec<PathBuf>>,
    painted: watch::Sender<bool>,
    listed: watch::Sender<bool>,
    runtime: Handle,
    tasks: TaskTracker,
    stopping: CancellationToken,
}

impl Shell {
    /// Puts the parts together; nothing runs yet.
    pub fn new(start: Start, runtime: Handle) -> Arc<Self> {
        let Start {
            arguments,
            folders,
            settings,
            log,
            steps,
            painting,
            door,
        } = start;
        let look = settings.look();
        unnamed::say_in_chinese(settings.language() == Language::Zh);
        Arc::new(Self {
            door,
            arguments,
            vault: Arc::new(Vault::new(&folders)),
            accounts: Accounts::default(),
            timelines: Timelines::default(),
            staging: Staging::default(),
            portraits: Portraits::default(),
            #[cfg(target_os = "linux")]
            dropped: crate::dropped_addresses::DroppedAddresses::default(),
            recorder: Recorder::default(),
            player: Player::default(),
            clipboard: Clipboard::default(),
            folders,
            settings,
            log,
            steps,
            stream: Stream::default(),
            notifications: Notifications::new(look),
            tray: Tray::default(),
            painting,
            pictures_again: PicturesAgain::default(),
            exports: LongWork::default(),
            histories: LongWork::default(),
            metered: Metered::default(),
            videos: VideoAddresses::new(),
            paints: Paints::default(),
            #[cfg(target_os = "linux")]
            deaths: Deaths::default(),
            app: OnceLock::new(),
            visible: Mutex::new(Visible {
                conversation: None,
                focused: false,
            }),
            says_closed_to_tray: AtomicBool::new(false),
            files_for_a_chat: Mutex::default(),
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

    /// What its tasks run on.
    pub fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Runs a task until it ends or the shell stops.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let stopping = self.stopping.clone();
        let task = async move {
            stopping.run_until_cancelled(task).await;
        };
        self.tasks.spawn_on(task, &self.runtime);
    }

    /// The page has painted: what can wait until then begins now.
    pub fn painted(&self) {
        if self.painting.painted() {
            self.steps.done("the page has painted");
            self.painted.send_replace(true);
        }
    }

    /// The desktop says whether it is dark; the page follows it where it is set to.
    pub fn desktop_is(&self, dark: bool) {
        self.settings.set_dark_desktop(dark);
        let Some(app) = self.app() else {
            return;
        };
        if let Err(error) = app.run_on_main_thread(move || window::follow_desktop(dark)) {
            tracing::warn!(%error, "the window does not follow the desktop");
        }
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

    /// Starts the program anew, with what its command line named.
    #[cfg(target_os = "linux")]
    pub fn restart(&self) {
        // First, so that the other one waits for the folder.
        self.door.close();
        let started = std::env::current_exe().and_then(|program| {
            std::process::Command::new(program)
                .args(std::env::args_os().skip(1))
                .spawn()
        });
        match (started, self.app()) {
            (Ok(_), Some(app)) => app.exit(0),
            (Ok(_), None) => {}
            (Err(error), _) => tracing::error!(%error, "Linnet could not be started anew"),
        }
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

    /// Says that Linnet goes on in the tray: on the desktop now, or in the window when it is seen again.
    pub async fn say_closed_to_tray(&self) {
        let both = |zh: &str, en: &str| LocalText {
            zh: zh.to_owned(),
            en: en.to_owned(),
        };
        let title = both("Linnet 仍在运行", "Linnet keeps running");
        let text = both(
            "新消息会继续送达。可在托盘图标的菜单中打开或退出。",
            "New messages still arrive. The menu of the tray icon opens the window or quits.",
        );
        if self.notifications.tell(title, text).await {
            self.settings.said_closed_to_tray();
        } else {
            self.says_closed_to_tray.store(true, Ordering::Relaxed);
        }
    }

    /// What the person sees.
    pub fn visible(&self) -> Visible {
        lock(&self.visible).clone()
    }

    /// The page shows something else, or the focus came or went. Gives the files that waited for a chat, when one is open.
    pub fn note_visible(&self, visible: Visible) -> Vec<PathBuf> {
        if visible.focused && self.says_closed_to_tray.swap(false, Ordering::Relaxed) {
            self.stream.event(Update::ClosedToTray);
            self.settings.said_closed_to_tray();
        }
        if visible.focused {
            self.notifications.seen();
        }
        let in_a_chat = visible.conversation.is_some();
        *lock(&self.visible) = visible;
        if in_a_chat {
            std::mem::take(&mut *lock(&self.files_for_a_chat))
        } else {
            Vec::new()
        }
    }

    /// Files that go to the chat that is opened next.
    pub fn keep_for_a_chat(&self, files: Vec<PathBuf>) {
        let mut waiting = lock(&self.files_for_a_chat);
        waiting.extend(files);
        let excess = waiting.len().saturating_sub(FILES);
        waiting.drain(..excess);
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

    /// Brings the window back; `then` runs once it is there.
    pub fn bring_back(&self, activation: Option<String>, then: impl FnOnce() + Send + 'static) {
        if let Some(app) = self.app() {
            window::bring_back(app, activation, then);
        }
    }

    /// Something outside changed: every client tries at once.
    pub fn poke(&self, poke: Poke) {
        self.accounts.poke(poke);
    }

    /// Changes settings.
    pub fn change_settings(&self, change: SettingsChange) -> Settings {
        let before = self.settings.media_limit();
        let spoken = self.settings.language();
        let settings = self.settings.apply(change);
        let language = self.settings.language();
        if language != spoken {
            unnamed::say_in_chinese(language == Language::Zh);
            for account in self.accounts.names_are_other() {
                self.stream.account(account);
            }
        }
        let limit = self.settings.media_limit();
        if limit != before {
            self.accounts.set_media_limit(limit);
        }
        self.log.follow(&settings);
        if let Some(app) = self.app() {
            window::follow_zoom(app, settings.zoom);
            #[cfg(target_os = "linux")]
            window::follow_spelling(app, settings.check_spelling);
        }
        self.notifications.set_look(self.settings.look());
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
            // What was recorded is whole before the folders are closed.
            self.recorder.stop();
            self.player.stop(&self.stream);
            self.notifications.end().await;
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
