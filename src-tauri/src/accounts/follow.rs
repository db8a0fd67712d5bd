//! What a client shows goes to the window's channel: one task for each thing that changes, all ended by the account's
//! own token.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use linnet_core::model::connection::Connection;
use linnet_core::view::row::Diff;
use tokio::time::Instant;

use super::record::Server;
use super::{Account, events, own_name};
use crate::ipc::{Failure, Update};
use crate::local_server::LocalServer;
use crate::shell::Shell;
use crate::stream::Loading;

/// How long a client waits for the first paint before it starts regardless.
const PAINT: Duration = Duration::from_secs(3);

/// How often the trial's server is looked for while it cannot be reached.
const LOOK: Duration = Duration::from_secs(10);

/// Follows an account that was open before: its list comes from the store, and the network is not touched before the
/// page has painted it.
pub(super) fn later(shell: &Arc<Shell>, account: &Arc<Account>) {
    now(shell, account);
    let (task, shell) = (Arc::clone(account), Arc::clone(shell));
    spawn(&Arc::clone(&shell), account, async move {
        if tokio::time::timeout(PAINT, shell.until_painted())
            .await
            .is_err()
        {
            tracing::warn!("the network is used before the page has painted");
        }
        if task.is_trial()
            && let Err(failure) = to_trial_server(&task).await
        {
            tracing::warn!(code = failure.reason.code, "the local server is not there");
        }
        task.client.start();
        shell.steps.done("a client has started");
    });
}

/// Follows an account whose client runs.
pub(super) fn now(shell: &Arc<Shell>, account: &Arc<Account>) {
    let shared = || (Arc::clone(shell), Arc::clone(account));
    let (with, of) = shared();
    spawn(shell, account, async move { list(with, of).await });
    let (with, of) = shared();
    spawn(shell, account, async move { connection(with, of).await });
    let (with, of) = shared();
    spawn(shell, account, async move { loading(with, of).await });
    let (with, of) = shared();
    spawn(shell, account, async move { requests(with, of).await });
    let (with, of) = shared();
    spawn(shell, account, async move { presence(with, of).await });
    let (with, of) = shared();
    let events = account.client.events();
    spawn(shell, account, events::follow(with, of, events));
}

fn spawn(shell: &Arc<Shell>, account: &Account, task: impl Future<Output = ()> + Send + 'static) {
    let closing = account.closing.clone();
    shell.spawn(async move {
        closing.run_until_cancelled(task).await;
    });
}

async fn list(shell: Arc<Shell>, account: Arc<Account>) {
    let mut list = account.client.conversations();
    // A list is followed once for each time the account is opened.
    account.list_chooser.set(list.chooser()).ok();
    match list.open().await {
        Ok(_) => {
            shell.stream.conversations(&account.id, list.first());
            shell.unread_changed();
            shell.steps.done("a conversation list is read");
        }
        Err(error) => {
            tracing::error!(code = error.code(), "a conversation list could not be read");
            let reason = error.reason();
            shell.stream.event(Update::Notice { reason });
            return;
        }
    }
    while let Some(update) = list.next().await {
        shell.stream.conversations(&account.id, update);
        shell.unread_changed();
    }
}

/// Follows the contacts of an account from the moment somebody looks at them: they may be thousands.
pub fn contacts(shell: &Arc<Shell>, account: &Arc<Account>) {
    if account.contacts_followed.swap(true, Ordering::AcqRel) {
        return;
    }
    let (with, of) = (Arc::clone(shell), Arc::clone(account));
    spawn(shell, account, async move { contact_list(with, of).await });
}

async fn contact_list(shell: Arc<Shell>, account: Arc<Account>) {
    let mut list = account.client.contact_list();
    match list.open().await {
        Ok(rows) => shell
            .stream
            .contacts(&account.id, vec![Diff::Reset { rows }]),
        Err(error) => {
            tracing::error!(code = error.code(), "the contacts could not be read");
            account.contacts_followed.store(false, Ordering::Release);
            let reason = error.reason();
            shell.stream.event(Update::Notice { reason });
            return;
        }
    }
    while let Some(diffs) = list.next().await {
        shell.stream.contacts(&account.id, diffs);
    }
}

/// Follows the live group of an account from the moment somebody comes into one.
pub fn live(shell: &Arc<Shell>, account: &Arc<Account>) {
    if account.live_followed.swap(true, Ordering::AcqRel) {
        return;
    }
    let (with, of) = (Arc::clone(shell), Arc::clone(account));
    spawn(shell, account, async move {
        let mut live = of.client.live();
        while let Some(update) = live.next().await {
            with.stream.live(&of.id, update);
        }
    });
}

/// Whether those who are shown are there.
async fn presence(shell: Arc<Shell>, account: Arc<Account>) {
    let mut feed = account.client.presence();
    while let Some(news) = feed.next().await {
        shell.stream.presence(&account.id, news);
    }
}

async fn requests(shell: Arc<Shell>, account: Arc<Account>) {
    let mut list = account.client.contact_requests();
    match list.open().await {
        Ok((rows, unseen)) => {
            let diffs = vec![Diff::Reset { rows }];
            shell.stream.requests(&account.id, diffs, unseen);
        }
        Err(error) => {
            tracing::error!(code = error.code(), "the friend requests could not be read");
            return;
        }
    }
    while let Some((diffs, unseen)) = list.next().await {
        shell.stream.requests(&account.id, diffs, unseen);
    }
}

async fn connection(shell: Arc<Shell>, account: Arc<Account>) {
    let mut states = account.client.connection();
    let trial = account.is_trial();
    let mut looked: Option<Instant> = None;
    let mut named = false;
    loop {
        let state = states.borrow_and_update().clone();
        shell.stream.connection(&account.id, state.clone());
        if state == Connection::Online {
            shell.pictures_again.online();
        }
        match state {
            Connection::Online if !named => {
                named = name(&shell, &account).await;
            }
            // The trial's server ends when nobody has used it for a while, as during the computer's sleep.
            Connection::Offline { .. }
                if trial && looked.is_none_or(|last| last.elapsed() > LOOK) =>
            {
                looked = Some(Instant::now());
                if to_trial_server(&account).await.is_ok() {
                    account.client.poke(linnet_core::Poke::RetryNow);
                }
            }
            _ => {}
        }
        if states.changed().await.is_err() {
            return;
        }
    }
}

/// Finds the trial's server or starts it, and goes where it listens now: another program may have had its port.
async fn to_trial_server(account: &Account) -> Result<(), Failure> {
    let address = LocalServer::of_this_person()?.ensure().await?;
    let record = {
        let mut record = account.record();
        let server = Server::Own {
            api_url: address.api_url,
            frontier_url: address.frontier_url,
        };
        if record.server == server {
            return Ok(());
        }
        record.server = server;
        record.clone()
    };
    account.client.move_to(record.endpoints()?);
    tracing::info!("the local server has another port");
    if let Err(error) = record.write(&account.folder) {
        tracing::warn!(%error, "the local server's port was not written down");
    }
    Ok(())
}

/// The person's own name and picture, as the server has them.
async fn name(shell: &Arc<Shell>, account: &Arc<Account>) -> bool {
    let user = account.record().user;
    let Ok(Some(person)) = account.client.person(user).await else {
        return false;
    };
    own_name::keep(shell, account, &person);
    true
}

async fn loading(shell: Arc<Shell>, account: Arc<Account>) {
    let mut states = account.client.loading();
    loop {
        let state = *states.borrow_and_update();
        let loading = Loading {
            done: state.done,
            total: state.total,
            finished: state.finished,
        };
        shell.stream.loading(&account.id, loading);
        if states.changed().await.is_err() {
            return;
        }
    }
}
