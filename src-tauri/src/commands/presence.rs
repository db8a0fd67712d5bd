//! Whether those who are on the screen are there.

use linnet_core::model::{AccountId, UserId};

use super::{Answer, Shared};
use crate::ipc::PresencePlace;

/// These people are shown in a place of the window; none when it is not there any more. Whether they are there flows
/// through the channel.
#[tauri::command]
pub async fn watch_presence(
    shell: Shared<'_>,
    account: AccountId,
    place: PresencePlace,
    users: Vec<UserId>,
) -> Answer<()> {
    let account = shell.accounts.get(&account)?;
    account.presence.see(&account.client, place, users);
    Ok(())
}
