//! Takes out of a text what could name a person or open a door.

/// A word of letters, digits and the signs of base64 and tokens that is this long is taken for a secret. Our own
/// longest word of that kind, the 16 digits of an account's folder, is shorter.
const SECRET: usize = 24;

/// A number this long is taken for an id. Times in logs are shorter but for their fractions, which stand after a dot.
const ID: usize = 8;

/// What is put in their place.
const GONE: &str = "[removed]";

/// What to take out.
pub struct Redaction {
    known: Vec<String>,
}

impl Redaction {
    /// These words, besides what looks like a secret, an id, the part of an address behind `?`, or the home folder.
    pub fn of(known: impl IntoIterator<Item = String>) -> Self {
        let home = dirs::home_dir().map(|home| home.display().to_string());
        let mut known: Vec<String> = known
            .into_iter()
            .chain(home)
            .filter(|word| word.len() > 1)
            .collect();
        // The longer of two words may hold the shorter.
        known.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { known }
    }

    /// The text without them.
    pub fn text(&self, text: &str) -> String {
        let mut kept = text.to_owned();
        for word in &self.known {
            kept = kept.replace(word.as_str(), GONE);
        }
        let mut out = String::with_capacity(kept.len());
        let mut word = String::new();
        for sign in kept.chars() {
            if sign.is_ascii_alphanumeric() || "+/=_-.?&%".contains(sign) {
                word.push(sign);
            } else {
                put(&mut out, &word);
                word.clear();
                out.push(sign);
            }
        }
        put(&mut out, &word);
        out
    }
}

fn put(out: &mut String, word: &str) {
    let (path, query) = match word.split_once('?') {
        Some((path, _)) => (path, true),
        None => (word, false),
    };
    let secret = path
        .split(['/', '.', '=', '-'])
        .any(|part| part.len() >= SECRET || is_id(part))
        || (path.len() >= SECRET && looks_random(path));
    match secret {
        true => out.push_str(GONE),
        false => out.push_str(path),
    }
    if query {
        out.push('?');
        out.push_str(GONE);
    }
}

fn is_id(part: &str) -> bool {
    part.len() >= ID && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words of ours have no capitals among digits: a coded token nearly always has.
fn looks_random(word: &str) -> bool {
    let has = |found: fn(&u8) -> bool| word.as_bytes().iter().any(found);
    !is_time(word)
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_digit)
}

/// `2026-01-31T08:00:00.123456Z`: the colons cut it into three words.
fn is_time(word: &str) -> bool {
    word.starts_with("20") && word.contains('-') && word.contains('T')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_ids_go_and_the_rest_of_a_line_stays() {
        let redaction = Redaction::of(["10001".to_owned()]);
        for (line, left) in [
            (
                "2026-11-23T01:31:54.556088Z  INFO linnet::timings: start step=\"the page has loaded\" took_ms=5895.8",
                "2026-11-23T01:31:54.556088Z  INFO linnet::timings: start step=\"the page has loaded\" took_ms=5895.8",
            ),
            ("user=10001 sent", "user=[removed] sent"),
            ("id 7312345678901234567 of", "id [removed] of"),
            (
                "GET wss://host/ws/v2?token=abc&aid=1 failed",
                "GET wss://host/ws/v2?[removed] failed",
            ),
            (
                "Bearer 0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                "Bearer [removed]",
            ),
            ("tok eyJhbGciOiJIUzI1.eyJ1IjoxfQ.c2lnbmF0", "tok [removed]"),
        ] {
            assert_eq!(redaction.text(line), left);
        }
    }
}
