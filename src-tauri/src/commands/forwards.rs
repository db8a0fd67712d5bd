//! Messages that are sent on to other conversations, and the cards they become.

use linnet_core::Forward;
use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::HistoryRow;

use super::{Answer, Shared};

/// Sends messages on to other conversations, one by one or as one card, and words behind them. The same submission
/// twice is sent once.
#[tauri::command]
pub async fn forward_messages(
    shell: Shared<'_>,
    account: AccountId,
    submission: MessageKey,
    messages: Vec<MessageKey>,
    to: Vec<ConversationId>,
    together: bool,
    comment: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let forward = Forward {
        submission,
        messages,
        to,
        together,
        comment,
    };
    Ok(account.client.forward(forward).await?)
}

/// The messages on a card.
#[tauri::command]
pub async fn history_card(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<Vec<HistoryRow>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.history_card(&message).await?)
}
