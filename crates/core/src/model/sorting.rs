//! In which order people stand: by the letters of their names, those of Chinese characters being their pinyin.

use std::sync::OnceLock;

use ib_matcher::pinyin::{PinyinData, PinyinNotation};

/// Characters of a name that count: more tell no two people apart.
const COUNTED: usize = 32;

/// Family names whose usual reading is another than that of the character elsewhere.
const FAMILY_NAMES: [(char, &str); 8] = [
    ('单', "shan"),
    ('仇', "qiu"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('查', "zha"),
    ('区', "ou"),
    ('朴', "piao"),
    ('盖', "ge"),
];

fn readings() -> &'static PinyinData {
    static READINGS: OnceLock<PinyinData> = OnceLock::new();
    READINGS.get_or_init(|| PinyinData::new(PinyinNotation::Ascii))
}

/// What a name is sorted by: small letters, each Chinese character as its pinyin and a space, so that syllables are
/// compared one by one.
pub fn key(name: &str) -> String {
    let mut key = String::new();
    for (at, c) in name.trim().chars().take(COUNTED).enumerate() {
        let family = FAMILY_NAMES.iter().find(|(sign, _)| at == 0 && *sign == c);
        let reading = match family {
            Some((_, reading)) => Some(*reading),
            None => readings()
                .get_pinyins(c)
                .next()
                .and_then(|pinyin| pinyin.notation(PinyinNotation::Ascii)),
        };
        match reading {
            Some(reading) => {
                key.push_str(reading);
                key.push(' ');
            }
            None => key.extend(c.to_lowercase()),
        }
    }
    key
}

/// The letter under which a name stands: A to Z, or # for every other.
pub fn letter(name: &str) -> char {
    match key(name).chars().next() {
        Some(first @ 'a'..='z') => first.to_ascii_uppercase(),
        _ => '#',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_the_order_of_their_letters_whatever_they_are_written_with() {
        let mut names = [
            "张伟",
            "Bob",
            "alice",
            "王小明",
            "安娜",
            "李雷",
            "42",
            "曾国",
            "👩 Zoe",
            "王芳",
        ];
        names.sort_by_key(|name| key(name));
        assert_eq!(
            names,
            [
                "42",
                "alice",
                "安娜",
                "Bob",
                "李雷",
                "王芳",
                "王小明",
                "曾国",
                "张伟",
                "👩 Zoe"
            ]
        );
        let letters: String = ["张伟", "alice", "42", "👩", "", "曾国"]
            .map(letter)
            .iter()
            .collect();
        assert_eq!(letters, "ZA###Z");
    }

    #[test]
    fn a_long_name_costs_no_more_than_its_beginning() {
        assert!(key(&"重".repeat(100_000)).len() < 500);
    }
}
