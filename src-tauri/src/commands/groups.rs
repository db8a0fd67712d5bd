//! What leads a group: its texts, roles, who can write, and what happened to it.

use std::time::Duration;

use linnet_core::model::{AccountId, ConversationId, MessageKey, UserId};
use linnet_core::view::row::GroupChanges;

use super::{Answer, Shared};
use crate::accounts;

/// Opens the members of a group under a number, in place of what had it.
#[tauri::command]
pub async fn members_open(
    shell: Shared<'_>,
    view: u32,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    accounts::open_members(&shell, view, &account, &conversation).await
}

/// The page no longer shows them.
#[tauri::command]
pub async fn members_close(shell: Shared<'_>, view: u32) -> Answer<()> {
    shell.timelines.close(&shell.stream, view);
    Ok(())
}

/// Gives a group another description.
#[tauri::command]
pub async fn set_group_description(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    text: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_description(&conversation, &text).await?)
}

/// How the person is called in a group; empty for the name they have everywhere.
#[tauri::command]
pub async fn set_own_alias(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    alias: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_own_alias(&conversation, &alias).await?)
}

/// Lets only owner and managers write in a group, or everybody again.
#[tauri::command]
pub async fn mute_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.mute_group(&conversation, on).await?)
}

/// Keeps somebody from writing for so many seconds, without an end when there are none.
#[tauri::command]
pub async fn mute_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    seconds: Option<u32>,
    reason: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let time = seconds.map(|seconds| Duration::from_secs(u64::from(seconds)));
    Ok(account
        .client
        .mute_member(&conversation, user, time, &reason)
        .await?)
}

/// Lets somebody write again.
#[tauri::command]
pub async fn unmute_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.unmute_member(&conversation, user).await?)
}

/// What happened to a group, the newest first, before a place of its history.
#[tauri::command]
pub async fn group_changes(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    before: Option<i64>,
) -> Answer<GroupChanges> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.group_changes(&conversation, before).await?)
}

/// The message whose readers have read the announcement of a group.
#[tauri::command]
pub async fn announcement(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Option<MessageKey>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.announcement(&conversation).await?)
}
