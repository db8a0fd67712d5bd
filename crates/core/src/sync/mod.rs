//! First load, inbox pull and push, history and gaps, commands. Turns what the server says into changes of the store.
//!
//! One task reads pushes and pulls: there is never more than one pull under way, and a push that does not follow the
//! position stored leads to a pull. What never happens here: a decision of a view, a word for a person.

pub mod apply;
pub mod history;
pub mod live;
pub mod reads;
pub mod refresh;
pub mod single;
pub mod ticket;
pub mod wire;

#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod inbox;
mod load;
mod pieces;
mod set_back;
mod transient;

pub use inbox::Inbox;

/// How the first load stands. `total` 0: not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Loading {
    /// Conversations stored.
    pub done: u32,
    /// Conversations expected; 0 when not known.
    pub total: u32,
    /// Everything is here.
    pub finished: bool,
}

#[cfg(test)]
mod tests;
