//! Bots: people of the application whom no person uses. A part of [`Store`](super::Store), with the same rules.

use super::{Pending, Target};
use crate::UserId;

/// Bots, and what is asked of them beside messages.
pub trait Bots {
    /// A registered user is a bot, or is not.
    fn set_bot(&self, user: UserId, on: bool) -> Pending<'_, ()>;
    /// Ids of bots behind this one, the lowest first.
    fn bots(&self, after: UserId, limit: usize) -> Pending<'_, Vec<UserId>>;
    /// The chat with a bot begins anew: a line says so, to the bot as well. With `greet` the bot is asked to greet.
    fn new_chat(&self, by: UserId, target: Target, greet: bool) -> Pending<'_, ()>;
    /// An answer that is being written ends where it is. One that has ended stays as it is.
    fn stop_answer(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()>;
    /// The newest answer of a chat is to be written once more. One that is being written stays as it is.
    fn answer_again(&self, by: UserId, target: Target, message: i64) -> Pending<'_, ()>;
}
