//! What pictures and files take on the disk.

use linnet_core::MediaUse;
use linnet_core::model::{AccountId, ConversationId};

use super::{Answer, Shared};

/// What pictures and files of an account take, and those of each conversation.
#[tauri::command]
pub async fn media_use(shell: Shared<'_>, account: AccountId) -> Answer<MediaUse> {
    Ok(shell.accounts.get(&account)?.client.media_use().await?)
}

/// Removes pictures and files of a conversation from this computer, or of all when none is named.
#[tauri::command]
pub async fn clear_media(
    shell: Shared<'_>,
    account: AccountId,
    conversation: Option<ConversationId>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.clear_media(conversation.as_ref()).await?;
    Ok(())
}
