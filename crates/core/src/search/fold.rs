//! Texts as they are compared: letters are small, composed and full-width forms and accents make no difference, and
//! what cannot be seen is left out.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a sign is for searching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter or digit of a script with spaces between words.
    Letter,
    /// A sign of a script without them, or one that is looked for by itself, such as an emoji.
    Sign,
    /// Stands between words.
    Gap,
}

/// The class of a folded sign.
pub(super) fn class(sign: char) -> Class {
    match u32::from(sign) {
        // Thai and Lao, Tibetan, Myanmar, Khmer.
        0x0e00..=0x0eff | 0x0f00..=0x0fff | 0x1000..=0x109f | 0x1780..=0x17ff
        // Arrows, symbols, dingbats.
        | 0x2190..=0x2bff
        // Radicals; marks of repetition; kana, bopomofo, Hangul letters; ideographs.
        | 0x2e80..=0x2fdf | 0x3005..=0x3007 | 0x3041..=0x30ff | 0x3100..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        // Yi, Hangul, compatibility ideographs.
        | 0xa000..=0xa4cf | 0xac00..=0xd7ff | 0xf900..=0xfaff
        // Emoji and other pictures, ideographs of other planes.
        | 0x1f000..=0x1faff | 0x20000..=0x3ffff => Class::Sign,
        _ if sign.is_alphanumeric() || is_combining_mark(sign) => Class::Letter,
        _ => Class::Gap,
    }
}

/// Cannot be seen: joiners, marks of direction, variants.
fn is_unseen(sign: char) -> bool {
    matches!(u32::from(sign), 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff)
}

/// An accent over a Latin, Greek or Cyrillic letter. Marks of other scripts are letters of their own.
fn is_accent(sign: char) -> bool {
    matches!(u32::from(sign), 0x300..=0x36f)
}

/// Calls `take` for what a sign is folded to.
fn fold_sign(sign: char, mut take: impl FnMut(char)) {
    match sign {
        _ if sign.is_ascii() => take(sign.to_ascii_lowercase()),
        // Most of what is written, and nothing of it changes.
        '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{3041}'..='\u{3096}' => take(sign),
        _ if is_unseen(sign) => {}
        _ => {
            for composed in std::iter::once(sign).nfkc() {
                for small in composed.to_lowercase() {
                    // Accents stand behind the letter they are taken from; what is left is the letter.
                    let has_accent = std::iter::once(small).nfd().any(is_accent);
                    if has_accent {
                        std::iter::once(small)
                            .nfd()
                            .filter(|part| !is_accent(*part))
                            .for_each(&mut take);
                    } else {
                        take(small);
                    }
                }
            }
        }
    }
}

/// A folded text that knows where its signs stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Folded {
    /// Its signs.
    pub signs: Vec<char>,
    /// For each the number of the sign of the text that it was made from.
    pub origins: Vec<usize>,
}

impl Folded {
    /// Of at most so many signs of a text.
    pub fn new(text: &str, most: usize) -> Self {
        let mut folded = Self::default();
        for (at, sign) in text.chars().take(most).enumerate() {
            fold_sign(sign, |sign| {
                folded.signs.push(sign);
                folded.origins.push(at);
            });
        }
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        Folded::new(text, usize::MAX).signs.into_iter().collect()
    }

    #[test]
    fn forms_of_one_text_are_the_same() {
        for (text, folded) in [
            ("Hello", "hello"),
            ("Ｈｅｌｌｏ１", "hello1"),
            ("Café", "cafe"),
            ("cafe\u{301}", "cafe"),
            ("ЁЖ", "еж"),
            ("İstanbul", "istanbul"),
            ("你好，世界", "你好,世界"),
            ("が", "が"),
            ("ｶﾀｶﾅ", "カタカナ"),
            ("한글", "한글"),
            ("zero\u{200b}width", "zerowidth"),
            ("❤\u{fe0f}", "❤"),
            ("ﬁne", "fine"),
            ("नीरज", "नीरज"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn each_sign_knows_where_it_stood() {
        let folded = Folded::new("aﬁ\u{200b}b", 100);
        assert_eq!(folded.signs, ['a', 'f', 'i', 'b']);
        assert_eq!(folded.origins, [0, 1, 1, 3]);
        assert_eq!(Folded::new("abc", 2).signs, ['a', 'b']);
    }
}
