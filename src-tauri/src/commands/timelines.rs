//! Open timelines. The page numbers them; their rows come through the channel.

use linnet_core::model::{AccountId, ConversationId};

use super::{Answer, Shared};
use crate::accounts::{self, Ask};
use crate::ipc::Anchor;

/// Opens a conversation under a number, in place of the one that had it.
#[tauri::command]
pub async fn timeline_open(
    shell: Shared<'_>,
    view: u32,
    account: AccountId,
    conversation: ConversationId,
    anchor: Anchor,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    accounts::open_timeline(&shell, view, &account, &conversation, anchor).await
}

/// More rows above.
#[tauri::command]
pub async fn timeline_older(shell: Shared<'_>, view: u32) -> Answer<()> {
    shell.timelines.ask(view, Ask::Older).await
}

/// More rows below.
#[tauri::command]
pub async fn timeline_newer(shell: Shared<'_>, view: u32) -> Answer<()> {
    shell.timelines.ask(view, Ask::Newer).await
}

/// The newest rows.
#[tauri::command]
pub async fn timeline_end(shell: Shared<'_>, view: u32) -> Answer<()> {
    shell.timelines.ask(view, Ask::ToEnd).await
}

/// Asks for missing messages again.
#[tauri::command]
pub async fn timeline_retry_gap(shell: Shared<'_>, view: u32, gap: String) -> Answer<()> {
    shell.timelines.ask(view, Ask::RetryGap(gap)).await
}

/// Whether somebody looks at it.
#[tauri::command]
pub async fn timeline_attend(shell: Shared<'_>, view: u32, attended: bool) -> Answer<()> {
    shell.timelines.ask(view, Ask::Attend(attended)).await
}

/// The page no longer shows it, or no longer wants it opened.
#[tauri::command]
pub async fn timeline_close(shell: Shared<'_>, view: u32) -> Answer<()> {
    shell.timelines.close(&shell.stream, view);
    Ok(())
}
