//! Marks on messages: favourites and pins.

use linnet_core::model::mark::MarkKind;
use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::{MarkedRow, MarkedRows};

use super::{Answer, Shared};

/// Marks a message, or no longer.
#[tauri::command]
pub async fn mark_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    mark: MarkKind,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.mark(&message, mark, on).await?;
    Ok(())
}

/// The newest of the favourites, over all conversations.
#[tauri::command]
pub async fn favourites(shell: Shared<'_>, account: AccountId, limit: u32) -> Answer<MarkedRows> {
    let account = shell.accounts.get(&account)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(account.client.favourites(limit).await?)
}

/// What is pinned in a conversation, pinned last first.
#[tauri::command]
pub async fn pins(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Vec<MarkedRow>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.pins(&conversation).await?)
}
