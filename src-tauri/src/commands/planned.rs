//! What is to happen at a time of day: texts that are sent later, and reminders. Times are milliseconds since 1970.

use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::{PlannedRow, ReminderRow};

use super::drafts::to_core;
use super::{Answer, Shared};
use crate::ipc::Draft;

/// Plans a text made of the draft of revision `base`, and answers what is left of that draft.
#[tauri::command]
pub async fn send_later(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    submission: MessageKey,
    text: String,
    base: u64,
    due: u64,
) -> Answer<Draft> {
    let account = shell.accounts.get(&account)?;
    let left = account
        .client
        .send_later(&conversation, submission, text, to_core(base), to_core(due))
        .await?;
    Ok(left.into())
}

/// What is planned in a conversation, the next first.
#[tauri::command]
pub async fn planned(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Vec<PlannedRow>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.planned(&conversation).await?)
}

/// Gives a planned text other words, another time, or both.
#[tauri::command]
pub async fn change_planned(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    text: Option<String>,
    due: Option<u64>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .change_planned(&message, text, due.map(to_core))
        .await?)
}

/// Sends a planned text now.
#[tauri::command]
pub async fn send_planned(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.send_planned(&message).await?)
}

/// A planned text is not sent.
#[tauri::command]
pub async fn discard_planned(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.discard_planned(&message).await?)
}

/// Reminds of a message at this time instead of any other.
#[tauri::command]
pub async fn remind(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    due: u64,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.remind(&message, to_core(due)).await?)
}

/// Does not remind of a message, or takes a reminder whose time has come off the list.
#[tauri::command]
pub async fn forget_reminder(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.forget_reminder(&message).await?)
}

/// All reminders, the next first.
#[tauri::command]
pub async fn reminders(shell: Shared<'_>, account: AccountId) -> Answer<Vec<ReminderRow>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.reminders().await?)
}
