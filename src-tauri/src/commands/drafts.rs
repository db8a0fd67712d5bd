//! What was typed and not sent.

use linnet_core::SavedDraft;
use linnet_core::model::{AccountId, ConversationId};

use super::{Answer, Shared};
use crate::intake::{self, Found};
use crate::ipc::Draft;

/// Keeps what was typed; a save that comes late does nothing.
#[tauri::command]
pub async fn save_draft(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    revision: u64,
    text: String,
    handles: Vec<String>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let attachments = handles
        .iter()
        .filter_map(|handle| match shell.staging.find(handle) {
            Found::Waiting(staged) => Some(staged.source.path().to_owned()),
            Found::Sent | Found::Gone => None,
        })
        .collect();
    let draft = SavedDraft {
        revision: i64::try_from(revision).unwrap_or(i64::MAX),
        text,
        attachments,
    };
    account.client.save_draft(&conversation, draft).await?;
    Ok(())
}

/// What was typed, with those attachments that are still there.
#[tauri::command]
pub async fn draft(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Draft> {
    let account = shell.accounts.get(&account)?;
    let saved = account.client.draft(&conversation).await?;
    let sources = saved
        .attachments
        .into_iter()
        .filter(|path| path.is_file())
        .map(|path| intake::source(&shell.folders, path))
        .collect();
    Ok(Draft {
        revision: u64::try_from(saved.revision).unwrap_or_default(),
        text: saved.text,
        attachments: shell.staging.take(Some(account), sources).await,
    })
}
