//! Whether somebody can write in a group.

use linnet_proto::choices;
use linnet_proto::im_proto::{SendMessageStatus, StatusCode};

use super::lookup::{Conversation, Member};
use super::scope::{Outcome, Snapshot};
use crate::refusal::Refusal;
use crate::store::Sent;

/// Column `silenced` of a conversation: everybody can write.
pub(super) const NOBODY: i32 = 0;
/// Only owner and managers can.
pub(super) const ORDINARY: i32 = 1;
/// Nobody can.
pub(super) const EVERYBODY: i32 = 2;

/// Why a message of this member is refused now; none when it is not.
pub(super) fn refusal(
    snapshot: &Snapshot<'_>,
    conversation: &Conversation,
    member: &Member,
) -> Option<Sent> {
    Some(Sent {
        status: SendMessageStatus::UserHasBeenBlocked as i32,
        server_message_id: 0,
        check_code: check_code(snapshot, conversation, member)?,
    })
}

/// Refuses to let this member give a message other words: what cannot be written cannot be edited in either.
pub(super) fn may_edit(
    snapshot: &Snapshot<'_>,
    conversation: &Conversation,
    member: &Member,
) -> Outcome<()> {
    match check_code(snapshot, conversation, member) {
        Some(_) => Err(SILENT),
        None => Ok(()),
    }
}

/// Refuses to let this member react. In a muted group everybody may: it is muted so that its managers are heard.
pub(super) fn may_react(snapshot: &Snapshot<'_>, member: &Member) -> Outcome<()> {
    match is_silenced(snapshot, member) {
        true => Err(SILENT),
        false => Ok(()),
    }
}

const SILENT: Refusal = Refusal::new(StatusCode::UserSilence, "you are muted here");

fn is_silenced(snapshot: &Snapshot<'_>, member: &Member) -> bool {
    member.silenced_until > snapshot.now_ms
}

fn check_code(
    snapshot: &Snapshot<'_>,
    conversation: &Conversation,
    member: &Member,
) -> Option<i64> {
    if is_silenced(snapshot, member) {
        return Some(choices::CHECK_MEMBER_MUTED);
    }
    match conversation.silenced {
        EVERYBODY => Some(choices::CHECK_GROUP_MUTED),
        ORDINARY if !member.leads() => Some(choices::CHECK_GROUP_MUTED),
        _ => None,
    }
}
