//! Live groups.

use linnet_core::model::live::Priority;
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::view::row::{LiveGroupRow, LiveGroups};

use super::{Answer, Shared};

/// Live groups of the service: all or the person's own, those whose name has these words, behind a page before.
#[tauri::command]
pub async fn live_groups(
    shell: Shared<'_>,
    account: AccountId,
    own: bool,
    words: String,
    after: Option<ConversationId>,
) -> Answer<LiveGroups> {
    let account = shell.accounts.get(&account)?;
    Ok(account
        .client
        .live_groups(own, &words, after.as_ref())
        .await?)
}

/// A new live group. The same nonce twice makes one.
#[tauri::command]
pub async fn create_live_group(
    shell: Shared<'_>,
    account: AccountId,
    nonce: String,
    name: String,
) -> Answer<LiveGroupRow> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.create_live_group(&nonce, &name).await?)
}

/// Comes into a live group under another name or the own one, and with the own picture or none. What is said there flows
/// through the channel.
#[tauri::command]
pub async fn join_live_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    alias: String,
    picture: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    crate::accounts::follow_live(&shell, &account);
    let avatar = (!picture).then_some("");
    Ok(account
        .client
        .join_live_group(&conversation, &alias, avatar)
        .await?)
}

/// Leaves the live group.
#[tauri::command]
pub async fn leave_live_group(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.leave_live_group().await?)
}

/// Ends a live group for everybody.
#[tauri::command]
pub async fn dissolve_live_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.dissolve_live_group(&conversation).await?)
}

/// Says something in the live group.
#[tauri::command]
pub async fn send_live(
    shell: Shared<'_>,
    account: AccountId,
    text: String,
    priority: Priority,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.send_live(&text, priority).await?;
    Ok(())
}

/// Tries to send one again.
#[tauri::command]
pub async fn retry_live(shell: Shared<'_>, account: AccountId, message: String) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.retry_live(&message).await?)
}

/// Loads older messages of the live group.
#[tauri::command]
pub async fn older_live(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.older_live().await?)
}
