//! Leaving the service, on one's other devices or altogether. A part of [`Store`](super::Store), with the same rules.

use super::Pending;
use crate::UserId;

/// Leaving the service.
pub trait Leaving {
    /// Takes the next part of an account away: so many groups are left, or handed to somebody who stays, or ended when
    /// nobody does; then so many entries of the inbox go; at last the name, contacts and tokens. Tells how many parts are
    /// left. What the person has written stays with those who have read it.
    fn close_account(&self, by: UserId) -> Pending<'_, u32>;
}
