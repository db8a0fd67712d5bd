//! Operations that take a history away up to a place in it.

use super::{Ready, Target};
use crate::error::Result;
use crate::model::operation::Operation;
use crate::store::{Snapshot, message, meta};

/// What prevents that an operation of this kind is carried out as it was asked for; none when nothing does.
pub(super) fn unclear(
    snapshot: &Snapshot<'_>,
    target: Target,
    operation: &Operation,
) -> Result<Option<Ready>> {
    let Some(up_to) = operation.takes_up_to() else {
        return Ok(None);
    };
    if meta::reload(snapshot)?.is_some_and(|wanted| wanted.set_backs > 0) {
        return Ok(Some(Ready::AfterReload));
    }
    // 0 is "up to the newest" on the wire, and there was nothing: what came since stays.
    let moot = up_to <= 0
        && match operation {
            Operation::DeleteConversation(_) => {
                message::newest_index_of(snapshot, target.conversation)? > 0
            }
            _ => true,
        };
    Ok(moot.then_some(Ready::Over))
}
