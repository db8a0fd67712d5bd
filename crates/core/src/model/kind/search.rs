//! What a message is found by: its kind, and the words that somebody would look for.

use std::collections::BTreeMap;

use super::{Content, Noun, Shown, parse};

/// A message as it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Searchable {
    /// Its kind.
    pub noun: Noun,
    /// Its words; empty for one that has none.
    pub words: String,
    /// It leads to a page: a card with a link, or words with an address in them.
    pub leads_out: bool,
}

/// How addresses of pages begin.
const ADDRESSES: [&str; 3] = ["http://", "https://", "www."];

/// What a message of this type and content is found by. Entries beside the content say nothing that is looked for.
pub(crate) fn searchable(message_type: i32, content: &str) -> Searchable {
    let content = parse(message_type, content, &BTreeMap::new());
    let noun = content.noun();
    let words = match &content {
        Content::Shown(Shown::History(history)) => {
            let lines: Vec<&str> = history
                .lines
                .iter()
                .map(|line| line.text.as_str())
                .collect();
            lines.join("\n")
        }
        _ => content.preview().to_owned(),
    };
    let leads_out = noun == Noun::Link || {
        let small = words.to_ascii_lowercase();
        ADDRESSES.iter().any(|begin| small.contains(begin))
    };
    Searchable {
        noun,
        words,
        leads_out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_by_words_captions_and_file_names() {
        for (message_type, content, noun, words, leads_out) in [
            (
                10001,
                r#"{"text":"你好 bird"}"#,
                Noun::Text,
                "你好 bird",
                false,
            ),
            (
                10001,
                r#"{"text":"see HTTPS://a.example/b"}"#,
                Noun::Text,
                "see HTTPS://a.example/b",
                true,
            ),
            (
                10005,
                r#"{"fileName":"report.pdf","remoteURL":"https://a/b"}"#,
                Noun::File,
                "report.pdf",
                false,
            ),
            (10006, "{}", Noun::Voice, "", false),
        ] {
            let found = searchable(message_type, content);
            if noun != Noun::Voice {
                assert_eq!(found.noun, noun, "{content}");
            }
            assert_eq!(found.words, words, "{content}");
            assert_eq!(found.leads_out, leads_out, "{content}");
        }
    }
}
