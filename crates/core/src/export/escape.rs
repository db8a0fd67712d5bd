//! Words of anybody as HTML: nothing in them is ever markup.

use std::fmt::Write as _;

/// Adds words. Signs that no text has, NUL among them, are left out.
pub(super) fn text(out: &mut String, words: &str) {
    for sign in words.chars() {
        match sign {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(sign),
            sign if sign.is_control() => {}
            sign => out.push(sign),
        }
    }
}

/// Adds the address of a file in a folder of the export.
pub(super) fn path(out: &mut String, path: &str) {
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => {
                out.push(char::from(byte));
            }
            byte => {
                // Writing to a string does not fail.
                let _always = write!(out, "%{byte:02X}");
            }
        }
    }
}
