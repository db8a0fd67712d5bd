//! Friends, requests, blocked people, profiles.

use linnet_core::model::{AccountId, UserId};
use linnet_core::view::row::ProfileCard;

use super::{Answer, Shared};

/// From now on the contacts of an account flow through the channel.
#[tauri::command]
pub async fn contacts_open(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    crate::accounts::follow_contacts(&shell, &account);
    Ok(())
}

/// Asks somebody to be a friend.
#[tauri::command]
pub async fn ask_contact(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
    greeting: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.ask_contact(user, &greeting).await?)
}

/// Answers somebody's request.
#[tauri::command]
pub async fn answer_request(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
    agree: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.answer_request(user, agree).await?;
    Ok(())
}

/// All requests that are here were seen.
#[tauri::command]
pub async fn see_requests(shell: Shared<'_>, account: AccountId) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.see_requests().await?)
}

/// What the person calls a friend.
#[tauri::command]
pub async fn set_remark(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
    name: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_remark(user, &name).await?;
    Ok(())
}

/// Words about a friend that only the person sees.
#[tauri::command]
pub async fn set_contact_note(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
    text: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_contact_note(user, &text).await?;
    Ok(())
}

/// Blocks somebody, or no longer.
#[tauri::command]
pub async fn set_blocked(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.set_blocked(user, on).await?;
    Ok(())
}

/// Ends a friendship, with the chat or without.
#[tauri::command]
pub async fn delete_friend(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
    with_chat: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.client.delete_friend(user, with_chat).await?;
    Ok(())
}

/// What a profile card shows of somebody.
#[tauri::command]
pub async fn profile_card(
    shell: Shared<'_>,
    account: AccountId,
    user: UserId,
) -> Answer<ProfileCard> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.profile_card(user).await?)
}

/// The person's own name, and what they say of themselves; none leaves it as it is.
#[tauri::command]
pub async fn set_profile(
    shell: Shared<'_>,
    account: AccountId,
    name: Option<String>,
    description: Option<String>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let (name, description) = (name.as_deref(), description.as_deref());
    Ok(account.client.set_profile(name, description).await?)
}
