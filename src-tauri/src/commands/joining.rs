//! Who comes into a group: requests and their answers, who decides, who adds.

use linnet_core::model::joining::WhoAdds;
use linnet_core::model::{AccountId, ConversationId};
use linnet_core::view::row::JoinRequestRow;
use linnet_core::{Error, Result};

use super::{Answer, Shared};

/// A number of the server, which the page holds as a text.
fn number(text: &str, what: &'static str) -> Result<i64> {
    text.trim().parse().map_err(|_| Error::NotFound(what))
}

/// Lets owner and managers decide who comes into a group, or no longer.
#[tauri::command]
pub async fn set_join_approval(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    on: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_join_approval(&conversation, on).await?)
}

/// Says who adds people to a group.
#[tauri::command]
pub async fn set_who_adds(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
    who: WhoAdds,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.set_who_adds(&conversation, who).await?)
}

/// Asks to join a group, by its number.
#[tauri::command]
pub async fn ask_to_join(
    shell: Shared<'_>,
    account: AccountId,
    group: String,
    reason: String,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let group = number(&group, "group")?;
    Ok(account.client.ask_to_join(group, &reason).await?)
}

/// Requests to join a group, the newest first; they count as seen.
#[tauri::command]
pub async fn join_requests(
    shell: Shared<'_>,
    account: AccountId,
    conversation: ConversationId,
) -> Answer<Vec<JoinRequestRow>> {
    let account = shell.accounts.get(&account)?;
    Ok(account.client.join_requests(&conversation).await?)
}

/// Lets somebody in, or not.
#[tauri::command]
pub async fn answer_join_request(
    shell: Shared<'_>,
    account: AccountId,
    request: String,
    agree: bool,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    let request = number(&request, "request")?;
    Ok(account.client.answer_join_request(request, agree).await?)
}
