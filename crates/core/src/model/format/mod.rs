//! The formatting that a sender writes: code, quotes, lists, bold, slanted and struck words, as Markdown has them.
//!
//! A chat is no document. Most senders never think of Markdown, so a mark is only taken as one where nobody writes it for
//! another reason: `2*3*4`, `__init__`, `¯\_(ツ)_/¯`, `>_<` and `好~` stay what they are, a quote ends with its line, and
//! headings, tables, links with other words than their address and HTML are no formatting at all. What is not taken as a
//! mark is shown as it was written: nothing that somebody wrote is ever missing.
//!
//! The tree is bounded in depth and size; what exceeds it is a plain text. Its words are text for the page, never markup.

mod blocks;
mod inline;
mod plain;
mod tree;

pub use plain::plain;
pub use tree::{Block, Inline};

/// Parts of one text. A text with more is shown plain: it comes from anybody, and each part is an element of the page.
const MOST: usize = 1_000;

/// Parts of the text inside of each other: quotes and lists, and marks in a line, each.
const DEEPEST: usize = 4;

/// How much of the text may still become parts.
struct Room(usize);

impl Room {
    /// Takes room for one part. None when there is no more.
    fn one(&mut self) -> Option<()> {
        self.0 = self.0.checked_sub(1)?;
        Some(())
    }
}

/// The text as a tree; empty when nothing of it is formatted.
pub fn read(text: &str) -> Vec<Block> {
    if text.len() > linnet_proto::choices::MAX_CONTENT_BYTES || !may_have_marks(text) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks::read(&lines, 0, &mut Room(MOST)).unwrap_or_default();
    match blocks.as_slice() {
        [Block::Lines { parts }] if matches!(parts.as_slice(), [Inline::Words { .. }]) => {
            Vec::new()
        }
        _ => blocks,
    }
}

/// Whether any sign stands in the text that a mark is made of. Most texts have none, and rows are made often.
fn may_have_marks(text: &str) -> bool {
    text.contains(['*', '_', '`', '~'])
        || text
            .lines()
            .any(|line| blocks::may_begin(line.trim_start()))
}

#[cfg(test)]
mod tests;
