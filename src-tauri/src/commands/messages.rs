//! Writing, and what can be done with what was written.

use linnet_core::model::activity::Activity;
use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::{MessageDetails, MessageReaders, Thread};
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

/// Puts the words of an own text that was withdrawn in front of the draft, which is answered.
#[tauri::command]
pub async fn write_again(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<Draft> {
    let account = shell.accounts.get(&account)?;
    let draft = account.client.write_again(&message).await?;
    with_quote(&account.client, draft).await
}

/// All that is known of a message beside what it says.
#[tauri::command]
pub async fn message_details(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<MessageDetails> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.message_details(&message).await?)
}

/// The messages of the thread that a message belongs to; with `further` more of them are loaded first.
#[tauri::command]
pub async fn thread(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
    further: bool,
) -> Answer<Thread> {
    let client = &shell.accounts.get(&account)?.client;
    Ok(match further {
        true => client.load_thread(&message).await?,
        false => client.thread(&message).await?,
    })
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

/// Removes messages here and on the person's other devices. For some seconds they can be had back.
#[tauri::command]
pub async fn delete_messages(
    shell: Shared<'_>,
    account: AccountId,
    messages: Vec<MessageKey>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.delete_messages(&messages).await?)
}

/// Brings messages back that were just removed.
#[tauri::command]
pub async fn undelete_messages(
    shell: Shared<'_>,
    account: AccountId,
    messages: Vec<MessageKey>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.undelete_messages(&messages).await?)
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

/// Tells the other people what the person is doing.
#[tauri::command]
pub async fn tell_activity(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    activity: Activity,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .tell_activity(&conversation, activity)
        .await?)
}

/// Who of a group has read an own message, and who has not.
#[tauri::command]
pub async fn readers(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<MessageReaders> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.readers(&message).await?)
}

/// Claims the coupon of a message.
#[tauri::command]
pub async fn claim_coupon(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    // It is stored; that it was refused later is told as an event.
    account.client.claim_coupon(&message).await?;
    Ok(())
}
