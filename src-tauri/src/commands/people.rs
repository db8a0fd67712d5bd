//! Finding people and starting conversations with them.

use linnet_core::model::{AccountId, ConversationId, UserId};
use linnet_core::view::row::Person;

use super::{Answer, Shared};
use crate::ipc::Failure;

/// A person by id. None when there is no such person.
#[tauri::command]
pub async fn find_person(
    shell: Shared<'_>,
    account: AccountId,
    user: String,
) -> Answer<Option<Person>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.person(user_id(&user)?).await?)
}

/// Everybody the person has a chat with, by name.
#[tauri::command]
pub async fn contacts(shell: Shared<'_>, account: AccountId) -> Answer<Vec<Person>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.contacts().await?)
}

/// The conversation with one person; made when there is none.
#[tauri::command]
pub async fn create_one_to_one(
    shell: Shared<'_>,
    account: AccountId,
    user: String,
) -> Answer<ConversationId> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.create_one_to_one(user_id(&user)?).await?)
}

/// A new group. The same nonce twice makes one group.
#[tauri::command]
pub async fn create_group(
    shell: Shared<'_>,
    account: AccountId,
    nonce: String,
    name: String,
    users: Vec<UserId>,
) -> Answer<ConversationId> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.create_group(&nonce, &name, users).await?)
}

/// What a person typed as somebody's id.
fn user_id(text: &str) -> Answer<UserId> {
    text.parse().map_err(|_| {
        Failure::own(
            "user_id",
            "用户 ID 是一个正整数。",
            "A user id is a positive number.",
        )
    })
}
