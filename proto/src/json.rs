//! JSON as other programs write it. Strings of JavaScript, Java and C# are made of 16-bit units, and whoever cuts one
//! between the two halves of an emoji writes an escape such as `\ud83d` that stands for no character; JSON of Rust
//! refuses the whole text then.

/// The same JSON with every escape of half a character replaced by that of U+FFFD. Looks at each byte once and gives
/// no more than it gets.
pub fn mend_escapes(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let (length, half) = match unit(escape) {
            Some(0xd800..=0xdbff) if escape.get(6..).and_then(unit).is_some_and(is_second) => {
                (12, false)
            }
            Some(0xd800..=0xdfff) => (6, true),
            Some(_) => (6, false),
            // A backslash and what it escapes, which may be another backslash.
            None => (1 + escape.chars().nth(1).map_or(0, char::len_utf8), false),
        };
        let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        out.push_str(if half { "\\ufffd" } else { escape });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The 16-bit unit of an escape that begins the text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn is_second(unit: u16) -> bool {
    (0xdc00..=0xdfff).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_emoji_is_replaced_and_everything_else_stays() {
        for (json, mended) in [
            (r#"{"text":"hi \ud83d"}"#, r#"{"text":"hi \ufffd"}"#),
            (
                r#""\uDE00\uD83D\uD83D\uDE00""#,
                r#""\ufffd\ufffd\uD83D\uDE00""#,
            ),
            (r#""\ud83dx\ude00""#, r#""\ufffdx\ufffd""#),
            // Text that talks about escapes: the backslash itself is escaped.
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\\\ud83d""#, r#""\\\ufffd""#),
            (r#""\"\n\u4f60 🐦""#, r#""\"\n\u4f60 🐦""#),
            // No JSON at all.
            (r"\", r"\"),
            (r"\u", r"\u"),
            (r"\ud83", r"\ud83"),
            (r"\ud83\ud83d", r"\ud83\ufffd"),
            (r"\u+123 \鸟", r"\u+123 \鸟"),
            ("", ""),
        ] {
            assert_eq!(mend_escapes(json), mended, "{json}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_mended_has_nothing_more_to_mend(json in "([\\\\u89abdcef\"鸟]|\\\\u[dD][89abcdef][0-9a-f]{2}){0,40}") {
            let mended = mend_escapes(&json);
            proptest::prop_assert!(mended.len() <= json.len());
            proptest::prop_assert_eq!(mend_escapes(&mended), mended);
        }
    }
}
