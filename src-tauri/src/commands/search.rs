//! Finding messages, people and groups.

use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::{FoundNames, FoundRows, SharedItems};

use super::{Answer, Shared};
use crate::ipc::MessageFilter;

/// Messages with these words, the newest first. `after` goes on with the message that a page ended with.
#[tauri::command]
pub async fn search_messages(
    shell: Shared<'_>,
    account: AccountId,
    words: String,
    filter: MessageFilter,
    after: Option<MessageKey>,
    limit: u32,
) -> Answer<FoundRows> {
    let account = shell.accounts.get(&account)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let filter = filter.into();
    let found = account
        .client
        .search(&words, &filter, after.as_ref(), limit);
    Ok(found.await?)
}

/// People and groups by their names.
#[tauri::command]
pub async fn find_names(
    shell: Shared<'_>,
    account: AccountId,
    words: String,
) -> Answer<FoundNames> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.find_names(&words).await?)
}

/// What was shared, the newest first. `after` goes on with the message that a page ended with.
#[tauri::command]
pub async fn shared_items(
    shell: Shared<'_>,
    account: AccountId,
    filter: MessageFilter,
    after: Option<MessageKey>,
    limit: u32,
) -> Answer<SharedItems> {
    let account = shell.accounts.get(&account)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let filter = filter.into();
    let shared = account.client.shared(&filter, after.as_ref(), limit);
    Ok(shared.await?)
}

/// The first message of a conversation at or after a time, or the last one before it. None without messages.
#[tauri::command]
pub async fn message_at(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    time: i64,
) -> Answer<Option<MessageKey>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.message_at(&conversation, time).await?)
}
