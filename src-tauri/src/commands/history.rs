//! Older messages that are not on this computer.

use std::time::Duration;

use linnet_core::Error;
use linnet_core::model::{AccountId, ConversationId};
use tokio::sync::watch;

use super::{Answer, Shared};
use crate::ipc::{Failure, Update};
use crate::shell::Shell;

/// How many have come is told so often at most.
const TOLD: Duration = Duration::from_millis(100);

/// Whether messages of a conversation, or of any, are not on this computer.
#[tauri::command]
pub async fn lacks_history(
    shell: Shared<'_>,
    account: AccountId,
    conversation: Option<ConversationId>,
) -> Answer<bool> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .lacks_history(conversation.as_ref(), None)
        .await?)
}

/// Loads the messages of a conversation, or of all, that are not on this computer. True when all of them are here then,
/// and found; null when it was cancelled. How many have come is told through the channel.
#[tauri::command]
pub async fn load_history(
    shell: Shared<'_>,
    account: AccountId,
    conversation: Option<ConversationId>,
) -> Answer<Option<bool>> {
    let open = shell.accounts.get(&account)?;
    let Some(running) = shell.histories.begin(&account) else {
        return Err(Failure::own(
            "loading_history",
            "正在加载更早的消息，请等它完成。",
            "Older messages are being loaded. Wait until that is done.",
        ));
    };
    let (loaded, told) = watch::channel(0);
    let work = open
        .client
        .load_history(conversation.as_ref(), None, &loaded, &running.cancel);
    let whole = tokio::select! {
        whole = Box::pin(work) => whole,
        () = tell(&shell, &account, told) => Err(Error::Stopped),
    };
    match whole {
        Ok(whole) => Ok(Some(whole)),
        Err(Error::Cancelled) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Ends the loading of an account's older messages; what came stays.
#[tauri::command]
pub async fn cancel_history(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    shell.histories.cancel(&account);
    Ok(())
}

/// Tells the page how many have come, for as long as somebody says so.
async fn tell(shell: &Shell, account: &AccountId, mut told: watch::Receiver<u64>) {
    while told.changed().await.is_ok() {
        let loaded = *told.borrow_and_update();
        shell.stream.event(Update::LoadingHistory {
            account: account.clone(),
            loaded,
        });
        tokio::time::sleep(TOLD).await;
    }
}
