//! Messages of a thread.

use super::{avatar, preview};
use crate::model::UserId;
use crate::store::message::Stored;
use crate::view::row::ThreadRow;

/// A message of a thread.
pub fn thread_row(me: UserId, stored: &Stored) -> ThreadRow {
    ThreadRow {
        said: preview(me, stored),
        avatar: avatar(
            &stored.sender_portrait,
            &stored.sender_name,
            stored.sender.0,
        ),
        time: stored.created,
    }
}
