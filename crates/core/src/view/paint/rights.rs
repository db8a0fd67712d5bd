//! What the person of this account may do in a conversation now. Rows and the field to write in offer nothing that the
//! server would refuse.

use crate::model::conversation::Silenced;
use crate::model::user::{MUTED_FOREVER, Role};
use crate::store::conversation;

/// What may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rights {
    /// The person is a member.
    pub member: bool,
    /// Messages may be written and changed: neither the person nor, for them, the group is muted.
    pub write: bool,
    /// Reactions may be added. In a muted group everybody may, who is muted alone may not.
    pub react: bool,
    /// When the person's own muting ends, in milliseconds since 1970 by the server's clock; 0 when it has no end, or
    /// there is none.
    pub until: i64,
}

impl Rights {
    /// At this moment by the server's clock.
    pub fn of(stored: &conversation::Stored, now: i64) -> Self {
        let muted = stored.my_muted_until > now;
        Self {
            member: stored.member,
            write: stored.member && !muted && !is_silenced(stored),
            react: stored.member && !muted,
            until: match stored.my_muted_until {
                until if muted && until != MUTED_FOREVER => until,
                _ => 0,
            },
        }
    }
}

/// Whether the group is muted for the person.
pub(super) fn is_silenced(stored: &conversation::Stored) -> bool {
    match stored.silenced {
        Silenced::Nobody => false,
        Silenced::Ordinary => super::role(stored.my_role) == Role::Member,
        Silenced::Everybody => true,
    }
}
