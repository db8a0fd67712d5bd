//! Writing, and what can be done with what was written.

use linnet_core::media::Mode;
use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::Album;
use linnet_core::{Draft, PictureDraft};

use super::{Answer, Shared};
use crate::intake::Found;
use crate::ipc::{Failure, PictureChoice, PictureMode};

/// The page's last save of the draft, in the core's number.
fn saves_until(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

/// Sends a text. The same submission twice is one message.
#[tauri::command]
pub async fn send_text(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    submission: MessageKey,
    text: String,
    revision: u64,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let draft = Draft::text(submission, text, Vec::new()).closing(saves_until(revision));
    account.client.send(&conversation, draft).await?;
    Ok(())
}

/// Sends pictures in this order, several of them as an album; the words go with the first.
#[tauri::command]
pub async fn send_pictures(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    caption: String,
    pictures: Vec<PictureChoice>,
    revision: u64,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let count = u32::try_from(pictures.len()).unwrap_or(u32::MAX);
    // Made from the first submission, so that the same submissions again are the same album.
    let album_id = pictures.first().map(|first| first.submission.to_string());
    for (index, choice) in (0..).zip(pictures) {
        let (source, seen) = match shell.staging.find(&choice.handle) {
            Found::Waiting(staged) => (staged.source, staged.preview.map(|(_, media)| media)),
            Found::Sent => continue,
            Found::Gone => return Err(gone()),
        };
        let album = album_id.clone().filter(|_| count > 1);
        let draft = Draft::picture(PictureDraft {
            submission: choice.submission,
            source,
            mode: match choice.mode {
                PictureMode::Compress => Mode::Compress,
                PictureMode::Original => Mode::Original,
            },
            caption: if index == 0 {
                caption.clone()
            } else {
                String::new()
            },
            album: album.map(|id| Album { id, index, count }),
        })
        .closing(saves_until(revision))
        .as_seen(seen);
        account.client.send(&conversation, draft).await?;
        shell.staging.sent(&choice.handle);
    }
    Ok(())
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

/// Takes a stopped message out of the queue and answers its text, to be edited.
#[tauri::command]
pub async fn take_back(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<String> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.take_back_failed(&message).await?)
}

/// Removes a message here and on the person's other devices.
#[tauri::command]
pub async fn delete_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.delete_message(&message).await?)
}

/// Withdraws a message for everybody.
#[tauri::command]
pub async fn recall_message(
    shell: Shared<'_>,
    account: AccountId,
    message: MessageKey,
) -> Answer<()> {
    Ok(shell
        .accounts
        .get(&account)?
        .client
        .recall(&message)
        .await?)
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

fn gone() -> Failure {
    Failure::own(
        "attachment_gone",
        "附件已不在。请移除后重新添加。",
        "The attachment is no longer there. Remove it and add it again.",
    )
}
