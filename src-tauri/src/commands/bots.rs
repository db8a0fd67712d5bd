//! Bots: their list, a chat with one, and their answers.

use linnet_core::model::{AccountId, ConversationId, MessageKey, UserId};
use linnet_core::view::row::Person;

use super::{Answer, Shared};

/// The application's bots.
#[tauri::command]
pub async fn bots(shell: Shared<'_>, account: AccountId) -> Answer<Vec<Person>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.bots().await?)
}

/// The chat with a bot; in a new one it greets.
#[tauri::command]
pub async fn start_bot_chat(
    shell: Shared<'_>,
    account: AccountId,
    bot: UserId,
) -> Answer<ConversationId> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.start_bot_chat(bot).await?)
}

/// The chat with a bot begins anew, and it greets.
#[tauri::command]
pub async fn new_bot_chat(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.new_chat(&conversation, true).await?)
}

/// An answer ends where it is.
#[tauri::command]
pub async fn stop_answer(shell: Shared<'_>, account: AccountId, message: MessageKey) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.stop_answer(&message).await?)
}

/// The newest answer is written once more.
#[tauri::command]
pub async fn answer_again(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.answer_again(&message).await?)
}
