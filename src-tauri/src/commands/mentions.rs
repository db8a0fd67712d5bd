//! Calling people in a group.

use linnet_core::model::mention::Mentioned;
use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::MentionChoice;

use super::{Answer, Shared};

/// Who can be called in a group and fits the words, the best first.
#[tauri::command]
pub async fn mention_choices(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    words: String,
) -> Answer<Vec<MentionChoice>> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .mention_choices(&conversation, &words)
        .await?)
}

/// The people whom what is typed calls, by the names that stand in it.
#[tauri::command]
pub async fn set_mentioned(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    people: Vec<Mentioned>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_mentioned(&conversation, &people).await?)
}

/// Messages that call the person and were not read yet, the oldest first.
#[tauri::command]
pub async fn unread_mentions(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Vec<MessageKey>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.unread_mentions(&conversation).await?)
}
