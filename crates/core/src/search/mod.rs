//! Finding messages by their words: what a message is found by, keeping the index up with the messages, and answering
//! what is typed. Names are found by `names.rs`.
//!
//! What never happens here: no network, no SQL, and nothing of a text is taken for markup or for a command.

mod excerpt;
mod find;
mod fold;
mod indexer;
mod names;
mod terms;
mod tokens;

pub(crate) use excerpt::excerpt;
pub(crate) use find::{Filter, Found, find};
pub(crate) use indexer::Indexer;
pub use indexer::SearchProgress;
pub(crate) use names::{Names, Who};
