//! How a person keeps their list of conversations: what it shows, favourites, marks as unread, the archive, folders.

use linnet_core::ListChoice;
use linnet_core::model::let_through::LetThrough;
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::view::row::{ConversationRow, ListFilter};

use super::{Answer, Shared};

/// Shows this part of the list, and the conversation that is being read although the filter does not take it.
#[tauri::command]
pub async fn list_filter(
    shell: Shared<'_>,
    account: AccountId,
    filter: ListFilter,
    held: Option<ConversationId>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.choose(ListChoice { filter, held });
    Ok(())
}

/// The list is to have so many rows: the page has scrolled.
#[tauri::command]
pub async fn list_reach(shell: Shared<'_>, account: AccountId, rows: u32) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.reach(usize::try_from(rows).unwrap_or(usize::MAX));
    Ok(())
}

/// These are told beside the list, wherever they stand in it.
#[tauri::command]
pub async fn list_beside(
    shell: Shared<'_>,
    account: AccountId,
    conversations: Vec<ConversationId>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.beside(conversations);
    Ok(())
}

/// Conversations whose title fits, in the order of the list; without words the first of them.
#[tauri::command]
pub async fn find_conversations(
    shell: Shared<'_>,
    account: AccountId,
    words: String,
    limit: u32,
) -> Answer<Vec<ConversationRow>> {
    let account = shell.accounts.get(&account)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(account.client.find_conversations(&words, limit).await?)
}

/// Keeps it among the favourites, or no longer.
#[tauri::command]
pub async fn set_favourite(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_favourite(&conversation, on).await?;
    Ok(())
}

/// Marks it as unread, or no longer.
#[tauri::command]
pub async fn mark_unread(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.mark_unread(&conversation, on).await?;
    Ok(())
}

/// Everything in all conversations has been seen. Answers in how many something was unread.
#[tauri::command]
pub async fn mark_all_read(shell: Shared<'_>, account: AccountId) -> Answer<u32> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.mark_all_read().await?)
}

/// Archives it, or takes it back into the list.
#[tauri::command]
pub async fn set_archived(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_archived(&conversation, on).await?;
    Ok(())
}

/// Who and what notifies although it is muted.
#[tauri::command]
pub async fn set_let_through(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    chosen: LetThrough,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account
        .client
        .set_let_through(&conversation, chosen)
        .await?;
    Ok(())
}

/// Puts a pinned one in front of another, or behind all.
#[tauri::command]
pub async fn move_pin(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    before: Option<ConversationId>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .move_pin(&conversation, before.as_ref())
        .await?)
}

/// Makes a folder; answers its id.
#[tauri::command]
pub async fn create_folder(shell: Shared<'_>, account: AccountId, name: String) -> Answer<String> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.create_folder(&name).await?)
}

/// Calls a folder otherwise.
#[tauri::command]
pub async fn rename_folder(
    shell: Shared<'_>,
    account: AccountId,
    folder: String,
    name: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.rename_folder(&folder, &name).await?)
}

/// Takes a folder away; what was in it stays.
#[tauri::command]
pub async fn delete_folder(shell: Shared<'_>, account: AccountId, folder: String) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.delete_folder(&folder).await?)
}

/// Puts a folder in front of another, or behind all.
#[tauri::command]
pub async fn move_folder(
    shell: Shared<'_>,
    account: AccountId,
    folder: String,
    before: Option<String>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .move_folder(&folder, before.as_deref())
        .await?)
}

/// Puts it into a folder, or takes it out.
#[tauri::command]
pub async fn set_in_folder(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    folder: String,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account
        .client
        .set_in_folder(&conversation, &folder, on)
        .await?;
    Ok(())
}

/// The conversation with oneself.
#[tauri::command]
pub async fn open_notes(shell: Shared<'_>, account: AccountId) -> Answer<ConversationId> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.notes().await?)
}
