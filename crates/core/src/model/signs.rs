//! What the signs of a name or text do to how it is shown: some show nothing, some turn what follows around.

use std::borrow::Cow;

/// Whether nothing of a text can be seen: there is none, or it has only spaces and invisible signs.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Marks, overrides and isolates that turn the direction of writing, with which `gpj.exe` is made to look like a
/// picture and a name turns the sentence it stands in around.
pub fn is_direction(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// The text for a place where other words stand on the same line: without what turns them around. Letters that are
/// written from right to left stay; they turn by themselves and nothing else.
pub fn without_direction(text: &str) -> Cow<'_, str> {
    if text.contains(is_direction) {
        Cow::Owned(text.replace(is_direction, ""))
    } else {
        Cow::Borrowed(text)
    }
}

/// Control characters, white space, what Unicode lets be ignored (`Default_Ignorable_Code_Point` of
/// `DerivedCoreProperties.txt`, Unicode 16) and the signs that are a blank by their form.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(
            c,
            // Default_Ignorable_Code_Point.
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
                // Anchors of annotations.
                | '\u{fff9}'..='\u{fffb}'
                // Empty Braille, and a note without a head.
                | '\u{2800}'
                | '\u{1d159}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_blank_and_nothing_else_is() {
        for blank in [
            "",
            " \n\t",
            "\u{3000}\u{a0}",
            "\u{200b}\u{200d}\u{feff}",
            "\u{202e}\u{2066}",
            "\u{3164}",
            "\u{2800}",
            "\u{ad}\u{e0001}\u{fe0f}",
            "\0\u{7f}",
        ] {
            assert!(is_blank(blank), "{blank:?}");
        }
        for seen in [
            "a",
            ".",
            "\u{200b}b",
            "鸟",
            "👩\u{200d}👩",
            "\u{fffd}",
            "\u{301}",
        ] {
            assert!(!is_blank(seen), "{seen:?}");
        }
    }

    #[test]
    fn overrides_go_and_letters_stay() {
        assert_eq!(without_direction("a\u{202e}gpj\u{2067}.exe"), "agpj.exe");
        assert_eq!(without_direction("שלום bob"), "שלום bob");
    }
}
