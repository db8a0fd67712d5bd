//! Who may do what in live groups.

use std::time::Duration;

use linnet_core::model::live::LiveList;
use linnet_core::model::user::Role;
use linnet_core::model::{AccountId, ConversationId, UserId};
use linnet_core::view::row::LiveMembers;

use super::{Answer, Shared};

/// People of a live group, behind a page before.
#[tauri::command]
pub async fn live_members(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    list: LiveList,
    after: Option<UserId>,
) -> Answer<LiveMembers> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.live_members(&conversation, &list, after).await?)
}

/// Only those who lead a live group and its white list write, or everybody.
#[tauri::command]
pub async fn mute_live_group(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.mute_live_group(&conversation, on, false).await?)
}

/// Somebody cannot write in a live group for a time; without one, for ever.
#[tauri::command]
pub async fn mute_live_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    seconds: Option<u32>,
    reason: String,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    let time = seconds.map(|seconds| Duration::from_secs(seconds.into()));
    Ok(client
        .mute_live_member(&conversation, user, time, &reason)
        .await?)
}

/// Somebody can write in a live group again.
#[tauri::command]
pub async fn unmute_live_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.unmute_live_member(&conversation, user).await?)
}

/// Somebody can write in a live group although all are muted, or no longer.
#[tauri::command]
pub async fn set_live_speaker(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    on: bool,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.set_live_speaker(&conversation, user, on).await?)
}

/// Gives somebody a role in a live group.
#[tauri::command]
pub async fn set_live_role(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    role: Role,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.set_live_role(&conversation, user, role).await?)
}

/// Gives somebody marks in a live group, and takes others from them.
#[tauri::command]
pub async fn mark_live_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    add: Vec<String>,
    remove: Vec<String>,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client
        .mark_live_member(&conversation, user, &add, &remove)
        .await?)
}

/// A live group knows more marks, and others no longer.
#[tauri::command]
pub async fn set_live_marks(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    add: Vec<String>,
    remove: Vec<String>,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.set_live_marks(&conversation, &add, &remove).await?)
}

/// Puts somebody out of a live group.
#[tauri::command]
pub async fn remove_live_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.remove_live_member(&conversation, user).await?)
}

/// Puts somebody out of a live group and keeps them out for a time; without one, for ever.
#[tauri::command]
pub async fn bar_live_member(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
    seconds: Option<u32>,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    let time = seconds.map(|seconds| Duration::from_secs(seconds.into()));
    Ok(client.bar_live_member(&conversation, user, time).await?)
}

/// Somebody can come into a live group again.
#[tauri::command]
pub async fn let_live_member_in(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    user: UserId,
) -> Answer<()> {
    let client = shell.accounts.get(&account)?.client.clone();
    Ok(client.let_live_member_in(&conversation, user).await?)
}
