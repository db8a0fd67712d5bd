//! A formatted text where it stands in a line among others: in the list, in a notification, in a quote.

use super::{Block, Inline, read};

/// The words of a text without the marks of its formatting, one line for each of its lines.
pub fn plain(text: &str) -> String {
    let blocks = read(text);
    if blocks.is_empty() {
        return text.to_owned();
    }
    let mut words = String::with_capacity(text.len());
    for block in &blocks {
        block_words(block, &mut words);
    }
    words.truncate(words.trim_end().len());
    words
}

fn block_words(block: &Block, words: &mut String) {
    match block {
        Block::Lines { parts } => {
            parts.iter().for_each(|part| inline_words(part, words));
            words.push('\n');
        }
        Block::CodeBlock { text, .. } => {
            words.push_str(text.trim_end());
            words.push('\n');
        }
        Block::Quoted { blocks } => blocks.iter().for_each(|block| block_words(block, words)),
        Block::List { start, items } => {
            for (number, item) in (0_u32..).zip(items) {
                match start {
                    Some(start) => words.push_str(&format!("{}. ", start.saturating_add(number))),
                    None => words.push_str("• "),
                }
                item.iter().for_each(|block| block_words(block, words));
            }
        }
    }
}

fn inline_words(part: &Inline, words: &mut String) {
    match part {
        Inline::Words { text, .. } | Inline::Code { text } => words.push_str(text),
        Inline::Bold { parts } | Inline::Italic { parts } | Inline::Struck { parts } => {
            parts.iter().for_each(|part| inline_words(part, words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_list_has_the_words_and_not_their_marks() {
        for (written, shown) in [
            ("**Friday** is ~~off~~ `on`", "Friday is off on"),
            (
                "see:\n```rust\nlet a = 1;\n```\ndone",
                "see:\nlet a = 1;\ndone",
            ),
            ("> you said\nyes", "you said\nyes"),
            ("- milk\n- *eggs*", "• milk\n• eggs"),
            ("3. one\n4. two", "3. one\n4. two"),
            // Nobody formatted these.
            ("2*3*4 and __init__ ", "2*3*4 and __init__ "),
            ("good", "good"),
        ] {
            assert_eq!(plain(written), shown, "{written}");
        }
    }
}
