//! Opens the member list of a group: a task passes its changes to the window's channel. It has a number of the page, as a
//! timeline has, and is closed by it.

use std::sync::Arc;

use linnet_core::model::ConversationId;
use linnet_core::view::MemberList;

use super::account::Account;
use super::timelines::closed;
use crate::ipc::Failure;
use crate::shell::Shell;

/// Opens the members of a conversation under this number, in place of what had it.
///
/// # Errors
/// The conversation is not known, or too much is open.
pub async fn open_members(
    shell: &Arc<Shell>,
    view: u32,
    account: &Account,
    conversation: &ConversationId,
) -> Result<(), Failure> {
    let closing = shell.timelines.reserve(view, &account.id)?;
    let opened = closing
        .run_until_cancelled(open(account, conversation))
        .await;
    let (list, rows) = match opened {
        Some(Ok(opened)) => opened,
        Some(Err(error)) => {
            shell.timelines.give_up(view, &closing);
            return Err(error.into());
        }
        None => return Err(closed()),
    };
    {
        // Held until the channel knows the list: a closing that comes now finds both or neither.
        let _all = shell.timelines.lock();
        if closing.is_cancelled() {
            return Err(closed());
        }
        shell.stream.members_opened(view, rows);
    }
    let task = follow(Arc::clone(shell), view, list);
    shell.spawn(async move {
        closing.run_until_cancelled(task).await;
    });
    Ok(())
}

async fn open(
    account: &Account,
    conversation: &ConversationId,
) -> linnet_core::error::Result<(MemberList, Vec<linnet_core::view::row::Member>)> {
    let mut list = account.client.member_list(conversation).await?;
    let rows = list.open().await?;
    Ok((list, rows))
}

async fn follow(shell: Arc<Shell>, view: u32, mut list: MemberList) {
    while let Some(diffs) = list.next().await {
        shell.stream.members(view, diffs);
    }
}
