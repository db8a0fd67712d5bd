//! What happened to a group, and requests to join it.

use super::{happened, person, seen};
use crate::model::UserId;
use crate::model::joining::JoinRequest;
use crate::store::{message, person as people};
use crate::view::row::{GroupChangeRow, JoinRequestRow};

/// A line of what happened; none for a message that says nothing of the kind.
pub fn group_change(me: UserId, stored: &message::Stored) -> Option<GroupChangeRow> {
    let said = stored.happened.as_ref()?;
    Some(GroupChangeRow {
        id: stored.key.clone(),
        index: stored.position.index,
        time: stored.created,
        happened: happened::happened(me, said),
    })
}

/// A line of the requests. `known`: what is known of somebody.
pub fn join_request(
    request: &JoinRequest,
    known: impl Fn(UserId) -> people::Stored,
) -> JoinRequestRow {
    JoinRequestRow {
        id: request.id.to_string(),
        person: person(&known(request.user)),
        inviter: request.inviter.map(|user| person(&known(user))),
        reason: seen(request.reason.clone()),
        time: request.asked,
        state: request.state,
    }
}
