//! The accounts that are open, and those that cannot be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use linnet_core::config::{DatabaseKey, Endpoints};
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::proxy::Proxies;
use linnet_core::view::unnamed;
use linnet_core::{Client, ListChoice, ListChooser, Poke};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::presence::PresencePlaces;
use super::record::{Record, Tokens};
use super::tokens;
use crate::ipc::{AccountInfo, Failure, Trouble};

/// How long the page waits at its start for the accounts to be open; those that take longer follow.
const OPENING: Duration = Duration::from_secs(3);

/// An open account.
pub struct Account {
    /// Names it in every command.
    pub id: AccountId,
    /// The client.
    pub client: Client,
    pub(super) folder: PathBuf,
    pub(super) record: Mutex<Record>,
    pub(super) pasted: Option<Arc<tokens::Pasted>>,
    pub(super) key: DatabaseKey,
    /// Ends what follows the client.
    pub(super) closing: CancellationToken,
    /// Its contacts flow to the page.
    pub(super) contacts_followed: AtomicBool,
    /// What is said in its live group flows to the page.
    pub(super) live_followed: AtomicBool,
    /// Whom the window shows.
    pub presence: PresencePlaces,
    /// Chooses what its list shows, once the list flows to the page.
    pub(super) list_chooser: OnceLock<ListChooser>,
}

/// The open ones.
pub struct Accounts {
    /// Those that cannot be opened.
    pub troubles: Troubles,
    open: Mutex<BTreeMap<AccountId, Arc<Account>>>,
    /// Whether all that were signed in at the start are open, or could not be opened.
    pub(super) opened: watch::Sender<bool>,
    /// Signing in and out, one at a time.
    pub(super) changing: tokio::sync::Mutex<()>,
    /// Somebody gave up the sign-in that runs.
    pub(super) given_up: Notify,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            troubles: Troubles::default(),
            open: Mutex::default(),
            opened: watch::Sender::new(false),
            changing: tokio::sync::Mutex::default(),
            given_up: Notify::new(),
        }
    }
}

impl Accounts {
    /// Gives up a sign-in that waits for its server. It answers a failure and leaves nothing behind; one that has
    /// just been let in stays signed in.
    pub fn cancel_sign_in(&self) {
        self.given_up.notify_waiters();
    }

    /// An open account.
    ///
    /// # Errors
    /// It is not open.
    pub fn get(&self, id: &AccountId) -> Result<Arc<Account>, Failure> {
        self.lock().get(id).cloned().ok_or_else(|| {
            Failure::own(
                "signed_out",
                "此账号已退出登录。",
                "This account is signed out.",
            )
        })
    }

    /// Any open account: the process that looks at pictures is started before it is known where they go.
    pub fn any(&self) -> Option<Arc<Account>> {
        self.lock().values().next().cloned()
    }

    /// Every file that a draft names. None when it is not known: an account is signed out, or cannot be opened.
    pub async fn attachments(&self) -> Option<BTreeSet<PathBuf>> {
        let open = self.all();
        let closed = |folder: &PathBuf| open.iter().all(|account| account.folder != *folder);
        let accounts = open.first()?.folder.parent()?.to_owned();
        if folders_of(&accounts).iter().any(closed) {
            return None;
        }
        let mut named = BTreeSet::new();
        for account in &open {
            named.extend(account.client.draft_attachments().await.ok()?);
        }
        Some(named)
    }

    /// All that are open.
    pub fn all(&self) -> Vec<Arc<Account>> {
        self.lock().values().cloned().collect()
    }

    /// The proxy that the first account with one goes through; before there are accounts, the hosted service's.
    pub fn proxy(&self) -> Option<String> {
        let mut servers: Vec<Endpoints> = self
            .all()
            .iter()
            .filter_map(|account| account.record().endpoints().ok())
            .collect();
        if servers.is_empty() {
            servers.extend(Endpoints::mainland().ok());
        }
        let proxies = Proxies::system();
        servers
            .iter()
            .find_map(|server| proxies.shown(server.api()))
    }

    /// Facts of the open ones; waits for those being opened at the start, but not for long.
    pub async fn infos(&self) -> Vec<AccountInfo> {
        let mut opened = self.opened.subscribe();
        if tokio::time::timeout(OPENING, opened.wait_for(|all| *all))
            .await
            .is_err()
        {
            tracing::warn!("accounts take long to open");
        }
        self.lock().values().map(|account| account.info()).collect()
    }

    /// Tells every client that something outside changed.
    pub fn poke(&self, poke: Poke) {
        for account in self.lock().values() {
            account.client.poke(poke);
        }
    }

    /// Keeps so many bytes of pictures and files of each.
    pub fn set_media_limit(&self, bytes: u64) {
        for account in self.lock().values() {
            account.client.set_media_limit(bytes);
        }
    }

    /// The page is another one: nobody is shown yet.
    pub fn forget_shown_people(&self) {
        for account in self.lock().values() {
            account.presence.clear();
        }
    }

    /// Those without a name are called otherwise. Answers what the accounts are called now.
    pub fn names_are_other(&self) -> Vec<AccountInfo> {
        let open = self.lock();
        for account in open.values() {
            account.client.names_are_other();
        }
        open.values().map(|account| account.info()).collect()
    }

    /// Stops every client. What was accepted is on disk.
    pub async fn stop(&self) {
        let open = std::mem::take(&mut *self.lock());
        for account in open.values() {
            account.closing.cancel();
        }
        for account in open.values() {
            account.client.stop().await;
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<AccountId, Arc<Account>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Account {
    /// Facts for the page.
    pub fn info(&self) -> AccountInfo {
        let record = self.record();
        AccountInfo {
            id: self.id.clone(),
            user: record.user,
            name: record
                .name
                .clone()
                .unwrap_or_else(|| unnamed::person(record.user)),
            avatar: record.avatar(),
            app_id: record.app_id,
            trial: record.tokens == Tokens::Trial,
            server: record
                .endpoints()
                .ok()
                .and_then(|endpoints| endpoints.api().host_str().map(str::to_owned))
                .unwrap_or_default(),
        }
    }

    /// What its list shows. The page asks after the list came.
    pub fn choose(&self, choice: ListChoice) {
        if let Some(chooser) = self.list_chooser.get() {
            chooser.choose(choice);
        }
    }

    /// How many rows of its list there are to be.
    pub fn reach(&self, rows: usize) {
        if let Some(chooser) = self.list_chooser.get() {
            chooser.reach(rows);
        }
    }

    /// Whose rows are told beside its list.
    pub fn beside(&self, conversations: Vec<ConversationId>) {
        if let Some(chooser) = self.list_chooser.get() {
            chooser.beside(conversations);
        }
    }

    pub(super) fn is_trial(&self) -> bool {
        self.record().tokens == Tokens::Trial
    }

    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Accounts that cannot be opened: why.
#[derive(Default)]
pub struct Troubles(Mutex<BTreeMap<AccountId, Trouble>>);

impl Troubles {
    /// All of them.
    pub fn all(&self) -> Vec<Trouble> {
        self.lock().values().cloned().collect()
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<AccountId, Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Each account has a folder of its own.
pub(super) fn folders_of(accounts: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(accounts) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

/// The folder keeps its name when the trial's server had to move to another port.
pub(super) fn id_of(folder: &Path) -> Result<AccountId, Failure> {
    folder
        .file_name()
        .map(|name| AccountId(name.to_string_lossy().into_owned()))
        .ok_or_else(|| {
            linnet_core::Error::from(std::io::Error::from(std::io::ErrorKind::InvalidInput)).into()
        })
}
