//! A conversation as a folder that can be read without this program: pages for people, lines of JSON for programs, and
//! the files that were sent. Everything is written beside first, in a folder that ends in `.part`, so that what has its
//! name is whole; memory holds one page at a time.
//!
//! What never happens here: a question to the server or the store. Whoever exports hands in rows as they are shown, so
//! that nothing stands in the folder that the person could not see.

mod escape;
mod folder;
mod heading;
mod line;
mod page;
mod words;

pub use folder::Folder;
pub use heading::Heading;
pub use line::{Exported, ExportedFile, Role};
pub use words::Language;

/// Pages of a folder hold so many messages.
const ON_A_PAGE: usize = 500;

/// What is missing between two messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// It was not loaded on this computer.
    NotHere,
    /// The server does not keep it any more.
    Gone,
}

#[cfg(test)]
mod tests;
