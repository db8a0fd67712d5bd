//! Finding a name by some of its letters: as they are, or by the pinyin of Chinese characters, whole or initials alone.

use ib_matcher::matcher::{IbMatcher, PinyinMatchConfig};
use ib_matcher::pinyin::PinyinNotation;

/// Longest words that are looked for, in characters. Nobody types more to find a name, and pinyin of many characters can
/// be read in many ways.
const LONGEST: usize = 32;

/// Looks for names that fit what was typed.
pub struct NameFinder {
    /// As it was typed, in small letters.
    words: String,
    matcher: IbMatcher<'static>,
}

impl NameFinder {
    /// For these words. Of very long ones the beginning counts.
    pub fn new(words: &str) -> Self {
        let words: String = words.trim().chars().take(LONGEST).collect();
        let words = words.to_lowercase();
        let pinyin =
            PinyinMatchConfig::notations(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter);
        // Somebody is in the middle of typing: the last syllable need not be whole.
        let matcher = IbMatcher::builder(words.as_str())
            .pinyin(pinyin)
            .is_pattern_partial(true)
            .build();
        Self { words, matcher }
    }

    /// How well a name fits, the best first; none when it does not.
    pub fn rank(&self, name: &str) -> Option<u8> {
        if self.words.is_empty() {
            return Some(0);
        }
        let name: String = name.to_lowercase();
        if name.starts_with(&self.words) {
            return Some(0);
        }
        match self.matcher.find(name.as_str()) {
            Some(found) if found.start() == 0 => Some(1),
            Some(_) => Some(2),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_letters_pinyin_and_initials() {
        for (words, name, rank) in [
            ("", "Bob", Some(0)),
            ("bo", "Bob", Some(0)),
            ("BO", "bob", Some(0)),
            ("ob", "Bob", Some(2)),
            ("x", "Bob", None),
            ("王", "王小明", Some(0)),
            ("小", "王小明", Some(2)),
            ("wang", "王小明", Some(1)),
            ("wxm", "王小明", Some(1)),
            ("wangxm", "王小明", Some(1)),
            ("wangxi", "王小明", Some(1)),
            ("xiaom", "王小明", Some(2)),
            ("WXM", "王小明", Some(1)),
            // Characters with several readings.
            ("zhong", "重庆", Some(1)),
            ("cq", "重庆", Some(1)),
            ("an", "安娜 Anna", Some(1)),
            ("anna", "安娜 Anna", Some(1)),
        ] {
            let found = NameFinder::new(words).rank(name);
            assert_eq!(found, rank, "{words:?} in {name:?}");
        }
        // Bounded whatever somebody types or is called.
        let long = "重".repeat(2_000);
        assert_eq!(NameFinder::new(&"z".repeat(100_000)).rank(&long), Some(1));
    }
}
