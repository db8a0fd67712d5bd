//! The accounts of this computer: each is one folder, locked while it is open, and one client. What a client shows goes
//! to the window's channel, see `follow.rs`; nothing here decides what that is.

pub(crate) mod account;
mod events;
mod follow;
mod keyring_only;
mod open;
mod open_again;
mod open_members;
mod open_timeline;
mod own_name;
pub(crate) mod presence;
mod record;
mod sign_in;
pub(crate) mod timelines;
mod tokens;
mod trouble;

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use linnet_core::Poke;
use linnet_core::auth::Token;
use linnet_core::model::AccountId;
use linnet_core::model::connection::Connection;

pub use self::account::Account;
use self::account::folders_of;
pub use self::follow::contacts as follow_contacts;
pub use self::follow::live as follow_live;
pub use self::keyring_only::{code as recovery_code, place as key_place, set as set_keyring_only};
use self::open::{load, open, show};
pub use self::open_again::{open_again, set_aside};
pub use self::open_members::open_members;
pub use self::open_timeline::open_timeline;
use self::record::Record;
use self::sign_in::Wanted;
pub use self::timelines::Ask;
use crate::ipc::{AccountInfo, Failure, SignIn, SignInField, SignOutPreview, UnsentCount, Update};
use crate::local_server::LocalServer;
use crate::shell::Shell;

/// How long a first connection may take before the sign-in card says that it did not work.
const SIGN_IN: Duration = Duration::from_secs(20);

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
        add(shell, wanted, std::future::pending()).await?;
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
    let mut given_up = std::pin::pin!(shell.accounts.given_up.notified());
    let wanted = match sign_in::typed(how)? {
        Some(wanted) => wanted,
        None => {
            // Not broken off in the middle: nobody would look after a server that is just starting.
            let address = LocalServer::of_this_person()?.ensure().await?;
            if given_up.as_mut().enable() {
                return Err(cancelled());
            }
            sign_in::trial(&address, shell.arguments.second)
        }
    };
    add(shell, wanted, given_up).await
}

/// Adds an account, unless `given_up` ends before its server has let it in.
async fn add(
    shell: &Arc<Shell>,
    wanted: Wanted,
    given_up: impl Future<Output = ()>,
) -> Result<AccountInfo, Failure> {
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
    let connected = tokio::select! {
        decided = connected(&account) => decided,
        () = given_up => Err(cancelled()),
    };
    let kept = match connected {
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

fn cancelled() -> Failure {
    Failure::own(
        "sign_in_cancelled",
        "已取消登录。",
        "The sign-in was cancelled.",
    )
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

/// Takes the account away at the server, and then everything of it here.
///
/// # Errors
/// The server cannot do it, or something could not be removed.
pub async fn delete_account(shell: &Arc<Shell>, id: &AccountId) -> Result<(), Failure> {
    let account = shell.accounts.get(id)?;
    let tell = |left| {
        shell.stream.event(Update::DeletingAccount {
            account: id.clone(),
            left,
        });
    };
    account.client.delete_account(tell).await?;
    sign_out(shell, id, false).await
}

async fn close(shell: &Arc<Shell>, account: &Arc<Account>) {
    shell.accounts.lock().remove(&account.id);
    account.closing.cancel();
    shell.timelines.close_account(&shell.stream, &account.id);
    account.client.stop().await;
    shell.staging.account_gone(&account.id);
    shell.videos.account_gone(&account.id);
    shell.stream.account_gone(&account.id);
    shell.notifications.forget_account(&account.id);
    shell.unread_changed();
}

async fn remove_folder(folder: &Path) {
    if let Err(error) = tokio::fs::remove_dir_all(folder).await {
        tracing::error!(%error, "an account's folder could not be removed");
    }
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
