//! What was typed, and where it stands in a text.
//!
//! The index says which messages hold the pieces; whether they stand together is looked up in the text itself, which
//! also says what to mark. Nothing that is typed is a command: every sign is looked for, and those between words only
//! between words.

use super::fold::{Class, Folded, class};
use super::tokens::{LONGEST_TEXT, LONGEST_WORD, of_term, runs};
use crate::store::search::index::Token;

/// Signs of what was typed that count. Nobody types more to find something.
const LONGEST: usize = 200;

/// Words of it that count.
const MOST: usize = 12;

/// Letters of a word in which one mistake is forgiven.
const FORGIVEN: usize = 5;

/// Places that are marked in one text.
const MARKED: usize = 100;

/// A part of a text, counted in its signs: from, and up to but not including.
pub(super) type Part = (usize, usize);

/// What is looked for: all of its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    terms: Vec<Term>,
    /// One mistake in long words is forgiven.
    forgiving: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    signs: Vec<char>,
}

impl Term {
    /// A word of Latin letters that is long enough for a mistake in it to be told from another word.
    fn can_be_forgiven(&self) -> bool {
        (FORGIVEN..=LONGEST_WORD).contains(&self.signs.len())
            && self.signs.iter().all(char::is_ascii_lowercase)
    }

    /// It stands at `at`, from the beginning of a word on.
    fn stands(&self, signs: &[char], at: usize) -> bool {
        let cuts = at
            .checked_sub(1)
            .and_then(|before| signs.get(before))
            .is_some_and(|before| class(*before) == Class::Letter)
            && self
                .signs
                .first()
                .is_some_and(|first| class(*first) == Class::Letter);
        !cuts
            && signs
                .get(at..)
                .is_some_and(|rest| rest.starts_with(&self.signs))
    }
}

impl Terms {
    /// Of what was typed.
    pub fn new(words: &str) -> Self {
        let folded = Folded::new(words, LONGEST).signs;
        let terms = folded
            .split(|sign| sign.is_whitespace() || sign.is_control())
            .filter_map(|word| {
                let is_gap = |sign: &char| class(*sign) == Class::Gap;
                let from = word.iter().position(|sign| !is_gap(sign))?;
                let to = word.iter().rposition(|sign| !is_gap(sign))? + 1;
                let signs = word.get(from..to)?.to_vec();
                Some(Term { signs })
            })
            .take(MOST)
            .collect();
        Self {
            terms,
            forgiving: false,
        }
    }

    /// Nothing was typed that could be found.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The same with one mistake forgiven in each long word; none when there is no such word.
    pub fn forgiving(&self) -> Option<Self> {
        let any = self.terms.iter().any(Term::can_be_forgiven);
        any.then(|| Self {
            terms: self.terms.clone(),
            forgiving: true,
        })
    }

    /// What the index is asked for: all of these, and of each at least one.
    pub fn tokens(&self) -> Vec<Vec<Token>> {
        let mut all = Vec::new();
        for term in &self.terms {
            if self.forgiving && term.can_be_forgiven() {
                all.push(nearly(&term.signs));
            } else {
                all.extend(of_term(&term.signs).into_iter().map(|token| vec![token]));
            }
        }
        all.sort();
        all.dedup();
        all
    }

    /// Where the terms stand in a text, in its order; none when one of them does not. Parts that touch are one.
    pub fn places(&self, text: &str) -> Option<Vec<Part>> {
        let folded = Folded::new(text, LONGEST_TEXT);
        let mut parts = Vec::new();
        for term in &self.terms {
            let before = parts.len();
            if self.forgiving && term.can_be_forgiven() {
                for (from, to, class) in runs(&folded.signs) {
                    let near = class == Class::Letter
                        && folded
                            .signs
                            .get(from..to)
                            .is_some_and(|word| is_near(word, &term.signs));
                    if near && parts.len() - before < MARKED {
                        parts.push((from, to));
                    }
                }
            } else {
                let mut at = 0;
                while at + term.signs.len() <= folded.signs.len() && parts.len() - before < MARKED {
                    if term.stands(&folded.signs, at) {
                        parts.push((at, at + term.signs.len()));
                        at += term.signs.len();
                    } else {
                        at += 1;
                    }
                }
            }
            if parts.len() == before {
                return None;
            }
        }
        Some(joined(&folded, parts))
    }
}

/// Parts of the text itself, in its order, each sign in one of them at most.
fn joined(folded: &Folded, parts: Vec<Part>) -> Vec<Part> {
    let mut parts: Vec<Part> = parts
        .into_iter()
        .filter_map(|(from, to)| {
            let first = folded.origins.get(from)?;
            let last = folded.origins.get(to.checked_sub(1)?)?;
            Some((*first, last + 1))
        })
        .collect();
    parts.sort_unstable();
    let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
    for (from, to) in parts {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// All words that one mistake makes of a word of Latin letters, and itself: a letter too many, missing or another one,
/// or two that changed places.
fn nearly(word: &[char]) -> Vec<Token> {
    let mut words = vec![word.to_vec()];
    for at in 0..=word.len() {
        let (before, after) = word.split_at(at);
        for letter in 'a'..='z' {
            words.push([before, &[letter], after].concat());
            if let [_, rest @ ..] = after {
                words.push([before, &[letter], rest].concat());
            }
        }
        if let [_, rest @ ..] = after {
            words.push([before, rest].concat());
        }
        if let [one, two, rest @ ..] = after {
            words.push([before, &[*two, *one], rest].concat());
        }
    }
    words.sort_unstable();
    words.dedup();
    words
        .into_iter()
        .map(|signs| Token {
            text: signs.into_iter().collect(),
            begins: false,
        })
        .collect()
}

/// Whether one mistake, or none, makes one word of the other.
fn is_near(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (
        a.get(same..).unwrap_or_default(),
        b.get(same..).unwrap_or_default(),
    );
    match (a, b) {
        ([], []) | ([_], []) | ([], [_]) => true,
        ([one, a @ ..], [two, b @ ..]) => {
            let swapped = match (a, b) {
                ([next, a @ ..], [after, b @ ..]) => next == two && after == one && a == b,
                _ => false,
            };
            swapped
                || a == b
                || a.split_first() == Some((two, b))
                || b.split_first() == Some((one, a))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(words: &str, text: &str) -> Option<Vec<String>> {
        let places = Terms::new(words).places(text)?;
        let signs: Vec<char> = text.chars().collect();
        Some(
            places
                .into_iter()
                .map(|(from, to)| signs[from..to].iter().collect())
                .collect(),
        )
    }

    #[test]
    fn what_is_found_is_marked_as_it_stands() {
        for (words, text, marks) in [
            ("bird", "A BIRD, two birds", Some(vec!["BIRD", "bird"])),
            ("ird", "a bird", None),
            ("好", "你好好", Some(vec!["好好"])),
            ("你好", "好你 你好", Some(vec!["你好"])),
            ("cafe", "Café!", Some(vec!["Café"])),
            ("two bird", "birds: two", Some(vec!["bird", "two"])),
            ("two bird", "birds", None),
            (
                "\"two\" OR bird*",
                "or two birds",
                Some(vec!["or", "two", "bird"]),
            ),
            ("a-b", "x a-b", Some(vec!["a-b"])),
            ("a-b", "a b", None),
            ("<b>", "<b>x</b>", Some(vec!["b", "b"])),
            ("🐦", "👩‍🚀🐦", Some(vec!["🐦"])),
            ("fi", "ﬁne", Some(vec!["ﬁ"])),
        ] {
            let marks = marks.map(|marks| marks.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(marked(words, text), marks, "{words} in {text}");
        }
    }

    #[test]
    fn hostile_words_are_words_and_bounded() {
        for words in [
            "",
            "   ",
            "\"",
            "*",
            "NEAR(",
            "\0",
            "( AND )",
            "\u{202e}",
            "''; DROP TABLE x",
        ] {
            let terms = Terms::new(words);
            for token in terms.tokens().into_iter().flatten() {
                assert!(
                    !token.text.contains(['"', '\0', '*', '(', '\'', ' ']),
                    "{words}"
                );
            }
        }
        assert!(Terms::new("\"*\0").is_empty());
        let long = Terms::new(&"啊 b".repeat(50_000));
        assert!(long.tokens().len() <= LONGEST);
        assert!(long.terms.len() <= MOST);
    }

    #[test]
    fn one_mistake_is_forgiven_in_long_words_only() {
        for (typed, word) in [
            ("goldfinch", "goldfinch"),
            ("godlfinch", "goldfinch"),
            ("goldfnch", "goldfinch"),
            ("golddfinch", "goldfinch"),
            ("goldfimch", "goldfinch"),
            ("oldfinch", "goldfinch"),
            ("goldfincx", "goldfinch"),
        ] {
            let terms = Terms::new(typed).forgiving().unwrap();
            assert!(terms.places(&format!("a {word}!")).is_some(), "{typed}");
            let tokens = terms.tokens();
            assert!(tokens[0].iter().any(|token| token.text == word), "{typed}");
        }
        let terms = Terms::new("goldfinch").forgiving().unwrap();
        assert!(terms.places("a gldfnch").is_none());
        assert!(Terms::new("bird 你好你好你好").forgiving().is_none());
    }

    proptest::proptest! {
        #[test]
        fn near_words_are_those_that_are_asked_for(word in "[a-c]{5,7}", other in "[a-c]{4,8}") {
            let (word, signs): (Vec<char>, Vec<char>) = (word.chars().collect(), other.chars().collect());
            let asked = nearly(&word).into_iter().any(|token| token.text == other);
            proptest::prop_assert_eq!(is_near(&signs, &word), asked);
        }
    }
}
