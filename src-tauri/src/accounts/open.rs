//! Opening an account: its folder, its key, its client. Touches no network.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock};

use linnet_core::Client;
use linnet_core::auth::{TokenProvider, TokenServer};
use linnet_core::config::{Config, DatabaseKey, MediaWorker};
use tokio_util::sync::CancellationToken;

use super::account::{Account, id_of};
use super::presence::PresencePlaces;
use super::record::{Record, Tokens};
use super::sign_in::Wanted;
use super::{disk, tokens, trouble};
use crate::ipc::Failure;
use crate::local_server::LocalServer;
use crate::shell::Shell;

/// Opens an account's folder and shows it.
pub(super) async fn open(
    shell: &Arc<Shell>,
    folder: PathBuf,
    wanted: Wanted,
    entered: Option<DatabaseKey>,
) -> Result<Arc<Account>, Failure> {
    let account = load(shell, folder, wanted, entered).await?;
    show(shell, &account);
    Ok(account)
}

pub(super) fn show(shell: &Shell, account: &Arc<Account>) {
    shell
        .accounts
        .lock()
        .insert(account.id.clone(), Arc::clone(account));
    shell.stream.account(account.info());
}

/// Opens an account's folder. Touches no network. `entered`: a key of the person's own, instead of the kept one.
pub(super) async fn load(
    shell: &Arc<Shell>,
    folder: PathBuf,
    wanted: Wanted,
    entered: Option<DatabaseKey>,
) -> Result<Arc<Account>, Failure> {
    let Wanted { mut record, token } = wanted;
    record.signed_out = false;
    crate::folders::make_private(&folder).map_err(disk)?;
    let id = id_of(&folder)?;
    let known = has_database(&folder);
    let key = match entered {
        Some(key) => key,
        None => shell
            .vault
            .database_key(&id, &folder, known, record.keyring_only)
            .await
            .map_err(disk)?
            .ok_or_else(key_missing)?,
    };
    let mut pasted = None;
    let provider: Arc<dyn TokenProvider> = match &record.tokens {
        Tokens::Pasted => {
            let tokens = Arc::new(tokens::Pasted::new(
                Arc::clone(&shell.vault),
                id.clone(),
                folder.clone(),
                token,
            ));
            pasted = Some(Arc::clone(&tokens));
            tokens
        }
        Tokens::Server { url } => {
            Arc::new(TokenServer::new(url, record.app_id, record.user, None)?)
        }
        Tokens::Trial => Arc::new(tokens::Trial::new(
            LocalServer::of_this_person()?,
            record.user,
        )),
    };
    let mut config = config_of(&folder, &record, &key)?;
    config.limits.media_cache_bytes = shell.settings.media_limit();
    let client = Client::builder(config).tokens(provider).open().await?;
    let account = Arc::new(Account {
        id: id.clone(),
        client,
        folder,
        record: Mutex::new(record),
        pasted,
        key: key.clone(),
        closing: CancellationToken::new(),
        contacts_followed: AtomicBool::new(false),
        live_followed: AtomicBool::new(false),
        presence: PresencePlaces::default(),
        list_chooser: OnceLock::new(),
    });
    shell.spawn(trouble::follow_damage(
        Arc::clone(shell),
        Arc::clone(&account),
    ));
    let vault = Arc::clone(&shell.vault);
    shell.spawn(async move { vault.keep_key(&id, &key).await });
    Ok(account)
}

pub(super) fn config_of(
    folder: &Path,
    record: &Record,
    key: &DatabaseKey,
) -> Result<Config, Failure> {
    let mut config = Config::new(
        record.endpoints()?,
        record.app_id,
        record.user,
        folder,
        key.clone(),
    )?;
    config.media_worker = std::env::current_exe().ok().map(|program| MediaWorker {
        program,
        args: vec![crate::MEDIA_WORKER.to_owned()],
    });
    Ok(config)
}

fn has_database(folder: &Path) -> bool {
    folder.join(linnet_core::DATABASE_FILE).exists()
}

fn key_missing() -> Failure {
    Failure::own(
        "key_missing",
        "找不到消息库的密钥。请解锁密钥环后再试，或输入恢复码；消息库未作改动。",
        "The key of the message store is not here. Unlock the keyring and try again, or enter the recovery code; the store is left untouched.",
    )
}
