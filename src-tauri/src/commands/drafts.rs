//! What was typed and not sent.

use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::view::row::Quote;
use linnet_core::{Client, SavedDraft};

use super::{Answer, Shared};
use crate::ipc::{Draft, DraftSave};

/// Saves text that was typed on the draft of revision `base`. A draft with another revision is not replaced.
#[tauri::command]
pub async fn save_draft(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    base: u64,
    text: String,
) -> Answer<DraftSave> {
    let account = shell.accounts.get(&account)?;
    let base = to_core(base);
    Ok(
        match account.client.save_draft(&conversation, base, text).await? {
            linnet_core::DraftSave::Kept(revision) => DraftSave {
                revision: to_page(revision),
                newer: None,
            },
            linnet_core::DraftSave::Newer(draft) => DraftSave {
                revision: to_page(draft.revision),
                newer: Some(draft.text),
            },
        },
    )
}

/// What was typed in a conversation that is being opened. What is attached follows through the channel.
#[tauri::command]
pub async fn draft(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Draft> {
    let client = &shell.accounts.get(&account)?.client;
    let saved = client.draft(&conversation).await?;
    let tray = shell.open_tray(&account, &conversation).await?;
    shell.look_again(&tray);
    with_quote(client, saved).await
}

/// What is typed answers this message, or none. Answers it as it is quoted.
#[tauri::command]
pub async fn set_answering(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    message: Option<MessageKey>,
) -> Answer<Option<Quote>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_answering(&conversation, message).await?)
}

/// The draft with the message that it answers.
pub(super) async fn with_quote(client: &Client, saved: SavedDraft) -> Answer<Draft> {
    let answers = match &saved.answers {
        Some(message) => client.as_quoted(message).await?,
        None => None,
    };
    Ok(Draft {
        answers,
        ..saved.into()
    })
}

/// A number of the page, a revision or a time, as the core's.
pub(super) fn to_core(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn to_page(revision: i64) -> u64 {
    u64::try_from(revision).unwrap_or_default()
}

impl From<SavedDraft> for Draft {
    fn from(saved: SavedDraft) -> Self {
        Self {
            revision: to_page(saved.revision),
            text: saved.text,
            answers: None,
            mentioned: saved.mentioned,
        }
    }
}
