//! Where words are found again. The words themselves stay in the messages; here is an index of them in a file of its
//! own, `search.db`, which can be made again from the messages at any time.
//!
//! It follows the messages in its own transactions. New ones are those above a number that it keeps. What became of
//! the others, triggers of the main database note in `search_queue`, in the transaction that changes a message and with
//! what it said before: an index without copies of the texts takes words out only when it is told which.
//!
//! What never happens here: nothing is cut into words, and nothing decides what is shown (both `search/`).

pub mod index;
pub mod queue;
