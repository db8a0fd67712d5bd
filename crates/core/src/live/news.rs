//! What happens to the live group the person is in, for those who follow events.

use crate::model::UserId;
use crate::view::row::LiveRow;

/// What happened in a live group, or to it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum LiveNews {
    /// The person came in.
    Joined,
    /// The person is in it no more: they left, were put out, or could not come back.
    Left,
    /// It is no more.
    Dissolved,
    /// The group, or what the person is in it, is told otherwise: [`Client::live`](crate::Client::live) says how.
    Changed,
    /// Somebody has said something, or something has happened.
    MessageReceived(Box<LiveRow>),
    /// One of the person's own is on its way, is sent, or was not.
    MessageUpdated(Box<LiveRow>),
    /// Only those who lead it and the white list can write, or everybody again.
    Muted {
        /// They are.
        on: bool,
    },
    /// It was handed over.
    OwnerChanged {
        /// Who had it.
        from: UserId,
        /// Who has it.
        to: UserId,
    },
    /// Somebody cannot write for a time, or can again.
    MemberMuted {
        /// Who.
        user: UserId,
        /// They cannot.
        on: bool,
    },
    /// These people were put out, as far as they are named.
    PutOut {
        /// Who.
        users: Vec<UserId>,
    },
    /// These people have another role, are on the white list or off it, have other marks, or can come in again.
    MembersChanged {
        /// Who.
        users: Vec<UserId>,
    },
    /// The group knows other marks.
    MarksChanged,
}
