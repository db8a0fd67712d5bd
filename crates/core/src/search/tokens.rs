//! What the index holds of a message.
//!
//! Of scripts without spaces each sign and each pair of neighbours, so that one sign or several are found by exact
//! tokens. Of other scripts whole words, whose beginnings the index finds by itself, and the first one and two letters
//! by themselves: too many words begin with them to be gone through. Beside them stand whose message it is, where and
//! of which kind, each with a sign of private use in front that no word has.

use std::collections::BTreeSet;

use super::fold::{Class, Folded, class};
use crate::model::UserId;
use crate::model::kind::Noun;
use crate::model::kind::search::Searchable;
use crate::store::Cid;
use crate::store::search::index::Token;
use crate::store::search::queue::Said;

/// Grows when the same message gives other tokens than before: the index is made anew. The kinds that messages are read
/// as count as well, see [`format`].
const VERSION: i64 = 2;

/// Signs of a message that are looked at; nobody reads more of one.
pub(super) const LONGEST_TEXT: usize = 20_000;

/// Letters of a word that count.
pub(super) const LONGEST_WORD: usize = 32;

/// Up to so many letters, the beginning of a word is a token of its own.
const BEGINNING: usize = 2;

const BEGINNING_MARK: char = '\u{e000}';
const CONVERSATION_MARK: char = '\u{e001}';
const SENDER_MARK: char = '\u{e002}';
const KIND_MARK: char = '\u{e003}';
const LINK_MARK: char = '\u{e004}';

/// Names how messages are cut into tokens.
pub(crate) fn format() -> i64 {
    VERSION * 1_000 + crate::model::kind::VERSION
}

/// Words or signs that stand together: from, to, and what they are.
pub(super) fn runs(signs: &[char]) -> Vec<(usize, usize, Class)> {
    let mut runs = Vec::new();
    let mut begin = 0;
    for at in 1..=signs.len() {
        let (Some(first), next) = (signs.get(begin), signs.get(at)) else {
            break;
        };
        let first = class(*first);
        if next.map(|next| class(*next)) != Some(first) {
            runs.push((begin, at, first));
            begin = at;
        }
    }
    runs
}

fn text(signs: &[char], from: usize, to: usize) -> String {
    signs.get(from..to).unwrap_or_default().iter().collect()
}

/// The word as it is kept.
fn word(signs: &[char], from: usize, to: usize) -> String {
    text(signs, from, to.min(from + LONGEST_WORD))
}

fn beginning(letters: &str) -> String {
    format!("{BEGINNING_MARK}{letters}")
}

/// Says where.
pub(super) fn conversation(conversation: Cid) -> String {
    format!("{CONVERSATION_MARK}{}", conversation.0)
}

/// Says who.
pub(super) fn sender(sender: UserId) -> String {
    format!("{SENDER_MARK}{}", sender.0)
}

/// Says of which kind.
pub(super) fn kind(noun: Noun) -> String {
    format!("{KIND_MARK}{}", noun.number())
}

/// Says that it leads to a page.
pub(super) fn leads_out() -> String {
    LINK_MARK.to_string()
}

/// What a message is found by.
pub(super) fn of_message(said: &Said, searchable: &Searchable) -> BTreeSet<String> {
    let mut tokens = BTreeSet::from([
        conversation(said.conversation),
        sender(said.sender),
        kind(searchable.noun),
    ]);
    if searchable.leads_out {
        tokens.insert(leads_out());
    }
    let folded = Folded::new(&searchable.words, LONGEST_TEXT);
    let signs = &folded.signs;
    for (from, to, class) in runs(signs) {
        match class {
            Class::Gap => {}
            Class::Letter => {
                tokens.insert(word(signs, from, to));
                for letters in 1..=BEGINNING {
                    let end = to.min(from + letters);
                    tokens.insert(beginning(&text(signs, from, end)));
                }
            }
            Class::Sign => {
                for at in from..to {
                    tokens.insert(text(signs, at, at + 1));
                    if at + 2 <= to {
                        tokens.insert(text(signs, at, at + 2));
                    }
                }
            }
        }
    }
    tokens
}

/// What the index is asked for to find a text, which is folded: all of these. The word at its end may go on.
pub(super) fn of_term(signs: &[char]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let exact = |text: String| Token {
        text,
        begins: false,
    };
    for (from, to, class) in runs(signs) {
        match class {
            Class::Gap => {}
            Class::Letter if to == signs.len() && to - from <= BEGINNING => {
                tokens.push(exact(beginning(&text(signs, from, to))));
            }
            Class::Letter => tokens.push(Token {
                text: word(signs, from, to),
                // A longer word than the index keeps is found by what it keeps.
                begins: to == signs.len() && to - from < LONGEST_WORD,
            }),
            Class::Sign if to - from == 1 => tokens.push(exact(text(signs, from, to))),
            Class::Sign => {
                tokens.extend((from..to - 1).map(|at| exact(text(signs, at, at + 2))));
            }
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kind::{search::searchable, text::write};
    use crate::store::Mid;

    fn message(words: &str) -> BTreeSet<String> {
        let said = Said {
            message: Mid(1),
            conversation: Cid(3),
            sender: UserId(10009),
            kind: 10001,
            created: 0,
            content: write(words),
        };
        of_message(&said, &searchable(said.kind, &said.content))
    }

    fn term(words: &str) -> Vec<Token> {
        of_term(&Folded::new(words, 100).signs)
    }

    fn finds(words: &str, text: &str) -> bool {
        let tokens = message(text);
        term(words).iter().all(|token| {
            tokens
                .iter()
                .any(|held| *held == token.text || token.begins && held.starts_with(&token.text))
        })
    }

    #[test]
    fn a_message_is_cut_into_words_pairs_and_signs() {
        let tokens: Vec<String> = message("Hi 你好吗").into_iter().collect();
        assert_eq!(
            tokens,
            [
                "hi",
                "你",
                "你好",
                "吗",
                "好",
                "好吗",
                "\u{e000}h",
                "\u{e000}hi",
                "\u{e001}3",
                "\u{e002}10009",
                "\u{e003}1"
            ]
        );
    }

    #[test]
    fn what_is_typed_finds_words_beginnings_and_signs() {
        for (words, text, found) in [
            ("你", "你好吗", true),
            ("好吗", "你好吗", true),
            ("你好吗", "你好吗", true),
            ("你吗", "你好吗", false),
            ("h", "Hello", true),
            ("he", "Hello", true),
            ("hell", "Hello", true),
            ("ello", "Hello", false),
            ("hello", "Ｈéllo", true),
            ("iPhone手", "我的iphone手机", true),
            ("foo.bar", "foo.barometer", true),
            ("foo.bar", "foo", false),
            ("🐦", "a 🐦!", true),
            ("2024年", "in 2024年", true),
            ("202年", "in 2024年", false),
        ] {
            assert_eq!(finds(words, text), found, "{words} in {text}");
        }
        // Nothing to go by.
        assert_eq!(term("\"*()-"), []);
        let long = "a".repeat(1_000);
        assert!(finds(&long, &long) && finds(&long.repeat(2), &long));
    }

    proptest::proptest! {
        /// Whatever stands in a text from the beginning of a word, or anywhere in a script without spaces, is found.
        #[test]
        fn any_part_is_found(text in "[a-c你好吗🐦 .é０]{1,24}", from in 0usize..24, length in 1usize..12) {
            let part: String = text.chars().skip(from).take(length).collect();
            let before = from.checked_sub(1).and_then(|at| text.chars().nth(at));
            let inside = |sign: char| class(*Folded::new(&sign.to_string(), 1).signs.first().unwrap_or(&' ')) == Class::Letter;
            let cuts_a_word = before.is_some_and(inside) && part.chars().next().is_some_and(inside);
            if !cuts_a_word {
                proptest::prop_assert!(finds(part.trim(), &text));
            }
        }
    }
}
