//! The accounts of this computer: each is one folder, locked while it is open, and one client. What a client shows goes
//! to the window's channel, see `follow.rs`; nothing here decides what that is.

mod events;
mod follow;
mod keyring_only;
mod open;
mod record;
mod sign_in;
mod timelines;
mod tokens;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_core::auth::Token;
use linnet_core::config::{DatabaseKey, Endpoints};
use linnet_core::model::AccountId;
use linnet_core::model::connection::Connection;
use linnet_core::proxy::Proxies;
use linnet_core::{Client, Poke};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use self::keyring_only::{code as recovery_code, place as key_place, set as set_keyring_only};
use self::open::{load, open, show};
use self::record::{Record, Tokens};
use self::sign_in::Wanted;
pub use self::timelines::{Ask, Timelines};
pub use self::trouble::{Troubles, open_again, set_aside};
use crate::ipc::{AccountInfo, Failure, SignIn, SignInField, SignOutPreview, UnsentCount};
use crate::local_server::LocalServer;
use crate::shell::Shell;

/// How long a first connection may take before the sign-in card says that it did not work.
const SIGN_IN: Duration = Duration::from_secs(20);

/// How long the page waits at its start for the accounts to be open; those that take longer follow.
const OPENING: Duration = Duration::from_secs(3);

/// An open account.
pub struct Account {
    /// Names it in every command.
    pub id: AccountId,
    /// The client.
    pub client: Client,
    folder: PathBuf,
    record: Mutex<Record>,
    pasted: Option<Arc<tokens::Pasted>>,
    key: DatabaseKey,
    /// Ends what follows the client.
    closing: CancellationToken,
}

/// The open ones.
pub struct Accounts {
    /// Those that cannot be opened.
    pub troubles: Troubles,
    open: Mutex<BTreeMap<AccountId, Arc<Account>>>,
    /// Whether all that were signed in at the start are open, or could not be opened.
    opened: watch::Sender<bool>,
    /// Signing in and out, one at a time.
    changing: tokio::sync::Mutex<()>,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            troubles: Troubles::default(),
            open: Mutex::default(),
            opened: watch::Sender::new(false),
            changing: tokio::sync::Mutex::default(),
        }
    }
}

impl Accounts {
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

    fn lock(&self) -> MutexGuard<'_, BTreeMap<AccountId, Arc<Account>>> {
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
                .unwrap_or_else(|| record.user.to_string()),
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

    fn is_trial(&self) -> bool {
        self.record().tokens == Tokens::Trial
    }

    fn record(&self) -> MutexGuard<'_, Record> {
        self.record.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens the accounts that are signed in, from their stores alone. Their clients start once the page has painted.
pub async fn open_all(shell: Arc<Shell>) {
    for folder in folders_of(&shell.folders.accounts()) {
        let Some(record) = Record::read(&folder).filter(|record| !record.signed_out) else {
            continue;
        };
        let wanted = Wanted {
            record: record.clone(),
            token: None,
        };
        match open(&shell, folder.clone(), wanted, None).await {
            Ok(account) => follow::later(&shell, &account),
            Err(failure) => {
                tracing::error!(code = failure.reason.code, "an account could not be opened");
                trouble::raise(&shell, &folder, &record, failure.reason);
            }
        }
    }
    shell.steps.done("the accounts are open");
    shell.accounts.opened.send_replace(true);
    if let Err(failure) = from_command_line(&shell).await {
        shell.stream.event(crate::ipc::Update::Notice {
            reason: failure.reason,
        });
    }
}

/// Signs in as the command line says.
async fn from_command_line(shell: &Arc<Shell>) -> Result<(), Failure> {
    if let Some(wanted) = sign_in::named(&shell.arguments)? {
        add(shell, wanted).await?;
    } else if shell.arguments.second && shell.accounts.any().is_none() {
        sign_in(shell, SignIn::Trial).await?;
    }
    Ok(())
}

/// Signs in as the card says.
///
/// # Errors
/// The reason, beside the field that caused it. Nothing is left behind.
pub async fn sign_in(shell: &Arc<Shell>, how: SignIn) -> Result<AccountInfo, Failure> {
    let wanted = match sign_in::typed(how)? {
        Some(wanted) => wanted,
        None => {
            let address = LocalServer::of_this_person()?.ensure().await?;
            sign_in::trial(&address, shell.arguments.second)
        }
    };
    add(shell, wanted).await
}

async fn add(shell: &Arc<Shell>, wanted: Wanted) -> Result<AccountInfo, Failure> {
    let _turn = shell.accounts.changing.lock().await;
    let id = wanted.record.account_id()?;
    if let Ok(open) = shell.accounts.get(&id) {
        if let Some(token) = &wanted.token {
            replace_token(shell, &open, token.clone()).await?;
        }
        return Ok(open.info());
    }
    let folder = shell.folders.account(&id);
    let new = !folder.exists();
    let token = wanted.token.clone();
    let account = load(shell, folder.clone(), wanted, None).await?;
    account.client.start();
    let kept = match connected(&account).await {
        Ok(()) => keep(shell, &account, token).await,
        Err(failure) => Err(failure),
    };
    if let Err(failure) = kept {
        account.closing.cancel();
        account.client.stop().await;
        if new {
            remove_folder(&folder).await;
        }
        return Err(failure);
    }
    // Not before: the page would leave the card that is being filled in, and come back to an empty one.
    show(shell, &account);
    follow::now(shell, &account);
    Ok(account.info())
}

/// Writes down that an account is signed in.
async fn keep(
    shell: &Arc<Shell>,
    account: &Arc<Account>,
    token: Option<Token>,
) -> Result<(), Failure> {
    if let Some(token) = token {
        shell
            .vault
            .keep_token(&account.id, &account.folder, token.expose())
            .await
            .map_err(disk)?;
    }
    let record = account.record().clone();
    record.write(&account.folder).map_err(disk)
}

/// Waits until the server has let the client in, or says why not.
async fn connected(account: &Arc<Account>) -> Result<(), Failure> {
    let mut connection = account.client.connection();
    let decided = connection.wait_for(|state| {
        matches!(
            state,
            Connection::Online | Connection::Offline { .. } | Connection::SignInNeeded { .. }
        )
    });
    let state = match tokio::time::timeout(SIGN_IN, decided).await {
        Ok(Ok(state)) => state.clone(),
        Ok(Err(_)) | Err(_) => return Err(silent()),
    };
    let reason = match state {
        Connection::Offline { reason, .. } | Connection::SignInNeeded { reason } => reason,
        _ => return Ok(()),
    };
    let field = sign_in::field(&account.record(), &reason.code);
    let failure = match reason.code.as_str() {
        // The sentence of a connection that is kept says that it is tried again; here nothing is kept.
        "no_connection" | "timed_out" => silent(),
        _ => Failure::from(reason),
    };
    Err(failure.at(field))
}

/// Another token for an account whose own is no longer valid.
///
/// # Errors
/// The account has no pasted token, or the new one is none.
pub async fn enter_token(shell: &Arc<Shell>, id: &AccountId, token: &str) -> Result<(), Failure> {
    let account = shell.accounts.get(id)?;
    let token = Token::new(token)
        .map_err(|wrong| Failure::from(linnet_core::Error::from(wrong)).at(SignInField::Token))?;
    replace_token(shell, &account, token).await
}

async fn replace_token(
    shell: &Arc<Shell>,
    account: &Arc<Account>,
    token: Token,
) -> Result<(), Failure> {
    if let Some(pasted) = &account.pasted {
        shell
            .vault
            .keep_token(&account.id, &account.folder, token.expose())
            .await
            .map_err(disk)?;
        pasted.replace(token);
    }
    // A token server that refused may have been put right.
    account.client.poke(Poke::TokenChanged);
    Ok(())
}

/// What signing out would lose.
///
/// # Errors
/// The store cannot be read.
pub async fn sign_out_preview(shell: &Shell, id: &AccountId) -> Result<SignOutPreview, Failure> {
    let unsent = shell.accounts.get(id)?.client.unsent().await?;
    Ok(SignOutPreview {
        unsent: unsent
            .into_iter()
            .map(|(title, count)| UnsentCount { title, count })
            .collect(),
    })
}

/// Signs out: the token is forgotten, the data stays or goes.
///
/// # Errors
/// Something could not be removed.
pub async fn sign_out(shell: &Arc<Shell>, id: &AccountId, keep_data: bool) -> Result<(), Failure> {
    let _turn = shell.accounts.changing.lock().await;
    let account = shell.accounts.get(id)?;
    // Written first: a program that ends in between must not sign in again by itself.
    let mut record = account.record().clone();
    record.signed_out = true;
    record.write(&account.folder).map_err(disk)?;
    close(shell, &account).await;
    shell
        .vault
        .forget(id, &account.folder, !keep_data)
        .await
        .map_err(disk)?;
    if !keep_data {
        remove_folder(&account.folder).await;
    }
    Ok(())
}

async fn close(shell: &Arc<Shell>, account: &Arc<Account>) {
    shell.accounts.lock().remove(&account.id);
    account.closing.cancel();
    shell.timelines.close_account(&shell.stream, &account.id);
    account.client.stop().await;
    shell.staging.account_gone(&account.id);
    shell.stream.account_gone(&account.id);
    shell.notifications.forget_account(&account.id);
    shell.unread_changed();
}

async fn remove_folder(folder: &Path) {
    if let Err(error) = tokio::fs::remove_dir_all(folder).await {
        tracing::error!(%error, "an account's folder could not be removed");
    }
}

fn folders_of(accounts: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(accounts) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

fn disk(error: io::Error) -> Failure {
    linnet_core::Error::from(error).into()
}

fn silent() -> Failure {
    Failure::own(
        "timed_out",
        "连不上服务器。请检查网络和地址后再试。",
        "Cannot reach the server. Check the network and the address, and try again.",
    )
    .at(SignInField::Whole)
}
