//! Words that nobody may send, be called by, or put on a notice: a list that whoever runs the server gives it
//! (`--blocked-words`). It stands where a hosted service asks a check of its own.

use std::collections::HashMap;

use serde_json::Value;

/// Most words of a list.
const WORDS: usize = 10_000;
/// Longest word, in characters.
const WORD: usize = 100;
/// Texts inside texts that are looked into: a message's content is JSON, and its words may be JSON again.
const DEPTH: usize = 3;

/// Why a list cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlockedWordsError {
    /// It is too long.
    #[error("a list of blocked words has at most 10,000 words")]
    TooMany,
    /// One of them is too long.
    #[error("line {0} of the blocked words has more than 100 characters")]
    TooLong(usize),
}

/// The words, small and large letters being the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlockedWords(HashMap<char, Vec<String>>);

impl BlockedWords {
    /// A word on each line; empty lines and those that begin with # say nothing.
    ///
    /// # Errors
    /// [`BlockedWordsError`].
    pub fn read(list: &str) -> Result<Self, BlockedWordsError> {
        let mut words: HashMap<char, Vec<String>> = HashMap::new();
        let mut count = 0;
        for (at, line) in list.lines().enumerate() {
            let line = folded(line);
            let word = line.trim();
            let Some(first) = word.chars().next().filter(|first| *first != '#') else {
                continue;
            };
            count += 1;
            if count > WORDS {
                return Err(BlockedWordsError::TooMany);
            }
            if word.chars().count() > WORD {
                return Err(BlockedWordsError::TooLong(at + 1));
            }
            words.entry(first).or_default().push(word.to_owned());
        }
        Ok(Self(words))
    }

    /// Whether one of the words is in a text.
    pub fn are_in(&self, text: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let text = folded(text);
        text.char_indices().any(|(at, first)| {
            let rest = text.get(at..).unwrap_or_default();
            let words = self.0.get(&first);
            words.is_some_and(|words| words.iter().any(|word| rest.starts_with(word.as_str())))
        })
    }

    /// Whether one of them is in what a message says: any text of its content, however it is written down.
    pub(crate) fn are_in_content(&self, content: &str) -> bool {
        !self.0.is_empty() && self.inside(content, DEPTH)
    }

    fn inside(&self, text: &str, depth: usize) -> bool {
        match serde_json::from_str(text) {
            Ok(value @ (Value::Object(_) | Value::Array(_))) if depth > 0 => {
                self.in_json(&value, depth)
            }
            _ => self.are_in(text),
        }
    }

    fn in_json(&self, value: &Value, depth: usize) -> bool {
        match value {
            Value::String(text) => self.inside(text, depth - 1),
            Value::Array(all) => all.iter().any(|one| self.in_json(one, depth)),
            Value::Object(all) => all.values().any(|one| self.in_json(one, depth)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

/// In small letters, and without signs that nobody sees.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|sign| !matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> BlockedWords {
        BlockedWords::read("\u{feff}# not this\nCasino\n\n  赌博 \r\nÉclair\n").unwrap()
    }

    #[test]
    fn a_word_is_found_wherever_it_stands_and_however_it_is_written() {
        for bad in [
            "casino",
            "the CASINO!",
            "ca\u{200b}sino",
            "去赌博吧",
            "éCLAIR",
        ] {
            assert!(words().are_in(bad), "{bad}");
        }
        for good in ["", "casin", "cas ino", "not this", "赌 博"] {
            assert!(!words().are_in(good), "{good}");
        }
        assert!(!BlockedWords::default().are_in("casino"));
    }

    #[test]
    fn the_content_of_a_message_is_looked_into() {
        for bad in [
            "casino",
            r#"{"text":"a casino"}"#,
            r#"{"text":"a c\u0061sino"}"#,
            r#"{"text":"{\"innerText\":\"c\\u0061sino\"}"}"#,
            r#"{"entries":[{"text":"hello"},{"name":"赌博"}]}"#,
            r#"["casino""#,
        ] {
            assert!(words().are_in_content(bad), "{bad}");
        }
        // Keys are nobody's words.
        for good in [r#"{"casino":1}"#, r#"{"text":"hello"}"#, "7", ""] {
            assert!(!words().are_in_content(good), "{good}");
        }
    }

    #[test]
    fn a_list_has_its_limits() {
        let many = "word\n".repeat(WORDS + 1);
        assert_eq!(BlockedWords::read(&many), Err(BlockedWordsError::TooMany));
        let long = format!("ok\n{}", "x".repeat(WORD + 1));
        assert_eq!(
            BlockedWords::read(&long),
            Err(BlockedWordsError::TooLong(2))
        );
        assert!(!BlockedWords::read("#\n\n").unwrap().are_in("#"));
    }
}
