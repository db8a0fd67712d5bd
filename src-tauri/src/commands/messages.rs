//! Writing, and what can be done with what was written.

use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::{Draft as NewMessage, FromDraft};

use super::drafts::{to_core, with_quote};
use super::{Answer, Shared};
use crate::ipc::{AttachmentChoice, Draft};

/// Sends a text made of the draft of revision `base`, and answers what is left of that draft. The same submission twice
/// is one message.
#[tauri::command]
pub async fn send_text(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    submission: MessageKey,
    text: String,
    base: u64,
) -> Answer<Draft> {
    let account = shell.accounts.get(&account)?;
    let messages = vec![NewMessage::text(submission, text, Vec::new())];
    let from = FromDraft {
        revision: to_core(base),
        attachments: None,
    };
    let left = account
        .client
        .send_together(&conversation, messages, from)
        .await?;
    Ok(left.into())
}

/// Sends files of a conversation's tray in this order, all of them or none, several pictures as an album; the words,
/// made of the draft of revision `base`, go with the first picture, and by themselves when there is none. Answers what is
/// left of that draft.
#[tauri::command]
pub async fn send_attachments(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    words: String,
    attachments: Vec<AttachmentChoice>,
    base: u64,
) -> Answer<Draft> {
    let left = shell
        .send_tray(&account, &conversation, &words, &attachments, to_core(base))
        .await?;
    Ok(left.into())
}

/// Sends a stopped message again.
#[tauri::command]
pub async fn retry_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    Ok(shell.accounts.get(&account)?.client.retry(&message).await?)
}

/// Gives up a message that is on its way.
#[tauri::command]
pub async fn cancel_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    Ok(shell
        .accounts
        .get(&account)?
        .client
        .cancel(&message)
        .await?)
}

/// Takes a stopped text out of the queue and puts its words in front of the draft, which is answered.
#[tauri::command]
pub async fn take_back(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<Draft> {
    let account = shell.accounts.get(&account)?;
    let draft = account.client.take_back_failed(&message).await?;
    with_quote(&account.client, draft).await
}

/// The message that an answer quotes, to be shown. The server is asked for one that is not here.
#[tauri::command]
pub async fn quoted(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<MessageKey> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.quoted(&message).await?)
}

/// Reacts to a message with an emoji, or no longer.
#[tauri::command]
pub async fn react(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    key: String,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.react(&message, &key, on).await?;
    Ok(())
}

/// Gives an own text other words.
#[tauri::command]
pub async fn edit_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    text: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.edit(&message, &text).await?;
    Ok(())
}

/// Gives up the words of an edit that was refused.
#[tauri::command]
pub async fn discard_edit(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.discard_edit(&message).await?)
}

/// Removes a message here and on the person's other devices.
#[tauri::command]
pub async fn delete_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.delete_message(&message).await?;
    Ok(())
}

/// Withdraws a message for everybody.
#[tauri::command]
pub async fn recall_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.recall(&message).await?;
    Ok(())
}

/// Tells the other people that the person is typing.
#[tauri::command]
pub async fn typing(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.typing(&conversation).await?)
}
