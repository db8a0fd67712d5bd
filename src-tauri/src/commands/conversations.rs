//! What a person does with a conversation as a whole.

use linnet_core::model::joining::Admitted;
use linnet_core::model::user::Role;
use linnet_core::model::{AccountId, ConversationId, MessageKey, UserId};
use linnet_core::view::row::ConversationDetails;

use super::{Answer, Shared};

/// Everything the group panel shows.
#[tauri::command]
pub async fn conversation_details(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<ConversationDetails> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.details(&conversation).await?)
}

/// Pins it to the top, or no longer.
#[tauri::command]
pub async fn set_pinned(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_pinned(&conversation, on).await?;
    Ok(())
}

/// Makes it silent, or no longer.
#[tauri::command]
pub async fn set_muted(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_muted(&conversation, on).await?;
    Ok(())
}

/// Everything up to this message has been seen.
#[tauri::command]
pub async fn mark_read(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    message: MessageKey,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.mark_read(&conversation, &message).await?)
}

/// Everything has been seen.
#[tauri::command]
pub async fn mark_conversation_read(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.mark_conversation_read(&conversation).await?)
}

/// Removes the messages, here and on the person's other devices.
#[tauri::command]
pub async fn clear_history(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.clear_history(&conversation).await?;
    Ok(())
}

/// Removes it from the list.
#[tauri::command]
pub async fn delete_conversation(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.delete_conversation(&conversation).await?;
    Ok(())
}

/// Leaves a group.
#[tauri::command]
pub async fn leave_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.leave(&conversation).await?)
}

/// Dissolves a group.
#[tauri::command]
pub async fn dissolve_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.dissolve(&conversation).await?)
}

/// Gives a group another name.
#[tauri::command]
pub async fn rename_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    name: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.rename(&conversation, &name).await?)
}

/// Gives a group another announcement.
#[tauri::command]
pub async fn set_group_notice(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    text: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_notice(&conversation, &text).await?)
}

/// Takes a conversation away on this computer alone.
#[tauri::command]
pub async fn delete_conversation_here(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .delete_conversation_here(&conversation)
        .await?)
}

/// Adds people to a group, or asks its owner and managers to let them in where they decide.
#[tauri::command]
pub async fn add_members(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    users: Vec<UserId>,
) -> Answer<Admitted> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.add_members(&conversation, users).await?)
}

/// Removes somebody from a group.
#[tauri::command]
pub async fn remove_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.remove_member(&conversation, user).await?)
}

/// Makes somebody a manager of a group, or an ordinary member again.
#[tauri::command]
pub async fn set_role(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    role: Role,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_role(&conversation, user, role).await?)
}
