//! Web addresses in the words of a message. Found once, when the row is made; the page paints them as it is told.
//!
//! An address ends where the sentence around it goes on. Scripts that are written without spaces (Chinese, Japanese,
//! Korean with its particles, Thai) follow an address directly, so that their letters never belong to a path, and to a
//! host only in labels that begin with them. What must not happen is that following words lead to another place.
//!
//! Every character is looked at a bounded number of times: a text comes from anybody, and rows are made again at every
//! change around them.

use serde::Serialize;
use url::Url;

/// A web address in the words of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct TextLink {
    /// Where it begins, in UTF-16 units of the words.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// Where it leads: `http` or `https`.
    pub url: String,
    /// Its host as people should read it: names whose letters can be mistaken for others are code (`xn--`).
    pub host: String,
}

/// Links of one message. What follows stays words.
const MOST: usize = 50;

/// Longest address, characters. A longer one stays words: browsers and servers refuse far shorter ones.
const LONGEST: usize = 4_096;

/// Characters of a text that are looked through: all of what a server accepts (`linnet_proto::choices`).
const LOOKED_THROUGH: usize = linnet_proto::choices::MAX_CONTENT_BYTES;

/// Characters before an `@` that can be a name and a password.
const USER_INFO: usize = 256;

/// Brackets open inside of each other. Wikipedia needs one.
const BRACKETS: usize = 8;

/// Endings after which a full stop and Chinese letters are a new sentence rather than the ending of a Chinese name.
const PLAIN_ENDINGS: [&str; 20] = [
    "app", "cc", "cn", "co", "com", "dev", "edu", "gov", "hk", "info", "io", "jp", "me", "net",
    "org", "top", "tv", "tw", "uk", "xyz",
];

/// The links of a text, in order and without overlap.
pub fn find(text: &str) -> Vec<TextLink> {
    let bytes = text.as_bytes();
    let may_have_one = bytes
        .windows(3)
        .any(|three| three == b"://" || three.eq_ignore_ascii_case(b"www"));
    match may_have_one {
        true => Scanner::new(text).links(),
        false => Vec::new(),
    }
}

/// An address and where it stands, in characters.
struct Found {
    from: usize,
    to: usize,
    url: Url,
    host: String,
}

/// What became of a place where an address may begin: where to look on, and the address.
type Tried = (usize, Option<Found>);

struct Scanner {
    signs: Vec<char>,
    #[cfg(test)]
    steps: std::cell::Cell<usize>,
}

impl Scanner {
    fn new(text: &str) -> Self {
        Self {
            signs: text.chars().take(LOOKED_THROUGH).collect(),
            #[cfg(test)]
            steps: std::cell::Cell::new(0),
        }
    }

    fn at(&self, index: usize) -> Option<char> {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
        self.signs.get(index).copied()
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.signs
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// Whether these letters stand here, in capitals or not.
    fn stands(&self, index: usize, letters: &str) -> bool {
        letters.chars().enumerate().all(|(n, letter)| {
            self.at(index + n)
                .is_some_and(|c| c.eq_ignore_ascii_case(&letter))
        })
    }

    fn links(&self) -> Vec<TextLink> {
        let mut links = Vec::new();
        let mut index = 0;
        // The page counts in UTF-16.
        let mut counted = (0_usize, 0_u32);
        let mut units = |upto: usize| {
            let between = self.signs.get(counted.0..upto).unwrap_or_default();
            let more: usize = between.iter().map(|c| c.len_utf16()).sum();
            counted = (upto, counted.1 + u32::try_from(more).unwrap_or(u32::MAX));
            counted.1
        };
        let mut before = None;
        while let Some(sign) = self.at(index) {
            let tried = match sign {
                'h' | 'H' => self.with_scheme(index, before),
                'w' | 'W' => self.without_scheme(index, before),
                _ => None,
            };
            let next = match tried {
                None => index + 1,
                Some((next, found)) => {
                    if let Some(found) = found {
                        links.push(TextLink {
                            from: units(found.from),
                            to: units(found.to),
                            url: found.url.into(),
                            host: found.host,
                        });
                        if links.len() >= MOST {
                            break;
                        }
                    }
                    next.max(index + 1)
                }
            };
            before = self.at(next - 1);
            index = next;
        }
        links
    }

    fn with_scheme(&self, index: usize, before: Option<char>) -> Option<Tried> {
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| self.stands(index, scheme))?;
        // Part of another scheme or of a word.
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '+' || c == '-') {
            return None;
        }
        Some(self.address(index, index + scheme.len(), before, false))
    }

    fn without_scheme(&self, index: usize, before: Option<char>) -> Option<Tried> {
        if !self.stands(index, "www.") {
            return None;
        }
        // Inside of a name, of an address of mail, or of a path.
        let inside = |c: char| c.is_ascii_alphanumeric() || "@./:-_+".contains(c);
        if before.is_some_and(inside) {
            return None;
        }
        Some(self.address(index, index, before, true))
    }

    /// An address whose host begins at `host`; `www`: without a scheme.
    fn address(&self, from: usize, host: usize, before: Option<char>, www: bool) -> Tried {
        let named = if www { host } else { self.user_info(host) };
        if named > host {
            // A name before the host is how a link lies about where it leads.
            return (named, None);
        }
        let host_end = match self.at(host) {
            Some('[') => self.numbered(host),
            _ => self.host(host),
        };
        let shown = self.text(host, host_end);
        if shown.is_empty() || (www && !is_whole_name(&shown)) {
            return (host_end, None);
        }
        let Some(mut end) = self.port(host_end) else {
            return (host_end + 1, None);
        };
        let mut next = end;
        match self.at(end) {
            Some('@') => return (end + 1, None),
            Some('/' | '?' | '#') => {
                let (last, stopped) = self.path(end, before);
                if stopped - from >= LONGEST {
                    return (stopped, None);
                }
                (end, next) = (last, last);
            }
            _ => {}
        }
        let words = self.text(from, end);
        let whole = if www {
            format!("https://{words}")
        } else {
            words
        };
        let url = Url::parse(&whole)
            .ok()
            .filter(|url| url.has_host() && url.username().is_empty() && url.password().is_none());
        let found = url.map(|url| Found {
            from,
            to: end,
            host: host_for_people(&url, &shown),
            url,
        });
        (next, found)
    }

    /// Where the host begins when a name stands before it, else `from`.
    fn user_info(&self, from: usize) -> usize {
        for index in from..from + USER_INFO {
            match self.at(index) {
                Some('@') => return index + 1,
                Some(c) if c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:%".contains(c) => {}
                _ => break,
            }
        }
        from
    }

    /// The end of `[2001:db8::1]`; `from` when there is none.
    fn numbered(&self, from: usize) -> usize {
        // The longest has 39 digits and colons.
        for index in from + 1..from + 48 {
            match self.at(index) {
                Some(']') => return index + 1,
                Some(c) if c.is_ascii_hexdigit() || c == ':' || c == '.' => {}
                _ => break,
            }
        }
        from
    }

    /// The end of a host name.
    fn host(&self, from: usize) -> usize {
        let mut label = from;
        let mut has_ascii = false;
        let mut dots = 0_usize;
        let mut end = from;
        // Names have 253 characters at most.
        for index in from..from + 256 {
            let Some(sign) = self.at(index) else { break };
            match sign {
                '.' if index == label => break,
                '.' => {
                    let ending = self.text(label, index).to_ascii_lowercase();
                    let sentence_ends = dots > 0
                        && PLAIN_ENDINGS.contains(&ending.as_str())
                        && self.at(index + 1).is_some_and(is_unspaced);
                    if sentence_ends {
                        break;
                    }
                    (label, has_ascii) = (index + 1, false);
                    dots += 1;
                }
                '-' | '_' => {}
                c if c.is_ascii_alphanumeric() => {
                    has_ascii = true;
                    end = index + 1;
                }
                // After Latin letters they are the words that follow.
                c if is_unspaced(c) => {
                    let plain = has_ascii && (dots > 0 || self.text(label, index) == "localhost");
                    if plain {
                        break;
                    }
                    end = index + 1;
                }
                c if is_spaced_letter(c) => end = index + 1,
                _ => break,
            }
        }
        end
    }

    /// The end of a port at `from`, which is `from` when there is none. None when it is no port a host can have.
    fn port(&self, from: usize) -> Option<usize> {
        if self.at(from) != Some(':') {
            return Some(from);
        }
        let mut end = from + 1;
        while end <= from + 6 && self.at(end).is_some_and(|c| c.is_ascii_digit()) {
            end += 1;
        }
        if end == from + 1 {
            return Some(from);
        }
        self.text(from + 1, end).parse::<u16>().ok().map(|_| end)
    }

    /// The end of a path, question and fragment, and where reading stopped.
    fn path(&self, from: usize, before: Option<char>) -> (usize, usize) {
        let mut open: Vec<(char, usize)> = Vec::new();
        let mut end = from;
        let mut index = from;
        while let Some(sign) = self.at(index).filter(|_| index < from + LONGEST) {
            let closes = match sign {
                '(' => Some(')'),
                '[' => Some(']'),
                '{' => Some('}'),
                _ => None,
            };
            if let Some(closing) = closes {
                if open.len() >= BRACKETS {
                    break;
                }
                open.push((closing, index));
            } else if matches!(sign, ')' | ']' | '}') {
                // One that was opened before the address closes the words around it.
                if open.pop_if(|(closing, _)| *closing == sign).is_none() {
                    break;
                }
                end = index + 1;
            } else if sign == '\'' {
                let inside = before != Some('\'')
                    && self
                        .at(index + 1)
                        .is_some_and(|c| c.is_ascii_alphanumeric());
                if !inside {
                    break;
                }
            } else if matches!(sign, '.' | ',' | '!' | '?' | ';' | ':' | '*' | '~') {
                // It may end the sentence: part of the address only when something follows.
            } else if (sign.is_ascii_graphic() && !"\"<>\\^`|".contains(sign))
                || is_spaced_letter(sign)
            {
                end = index + 1;
            } else {
                break;
            }
            index += 1;
        }
        // What was opened and not closed began with the words behind the address.
        if let Some((_, opened)) = open.first() {
            end = end.min(*opened);
        }
        (end, index)
    }
}

/// `www.example.com`: three names, and the last one has letters alone.
fn is_whole_name(host: &str) -> bool {
    let mut labels = host.rsplit('.');
    let ending = labels.next().unwrap_or_default();
    ending.chars().count() >= 2 && ending.chars().all(char::is_alphabetic) && labels.count() >= 2
}

/// Letters of scripts that put no spaces between words.
fn is_unspaced(sign: char) -> bool {
    matches!(u32::from(sign),
        // Thai, Lao, Tibetan, Myanmar
        0x0E00..=0x109F
        // Hangul letters, Khmer
        | 0x1100..=0x11FF | 0x1780..=0x17FF
        // Radicals, iteration marks and numerals, kana, bopomofo, Hangul
        | 0x2E80..=0x2FDF | 0x3005..=0x3007 | 0x3021..=0x3029 | 0x3041..=0x30FA | 0x30FC..=0x31FF
        // Ideographs
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        // Hangul, ideographs
        | 0xA960..=0xA97F | 0xAC00..=0xD7FF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Letters of scripts that put spaces between words, beyond ASCII. Full-width letters are none: they are shapes for
/// Chinese text.
fn is_spaced_letter(sign: char) -> bool {
    let code = u32::from(sign);
    !sign.is_ascii()
        && !is_unspaced(sign)
        && !(0xFE00..=0xFFEF).contains(&code)
        && (sign.is_alphabetic() || (0x0300..=0x036F).contains(&code))
}

/// The host as a person should read it. Names in Chinese, Japanese and Korean letters as they are; every other name
/// beyond ASCII as its code, because letters that look alike lead elsewhere.
fn host_for_people(url: &Url, shown: &str) -> String {
    let code = url.host_str().unwrap_or_default();
    let readable = |label: &str| {
        label.is_ascii()
            || label.chars().all(|c| {
                c.is_ascii_digit()
                    || matches!(u32::from(c), 0x3041..=0x3096 | 0x30A1..=0x30FA | 0x30FC | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3)
            })
    };
    // A label that is code in the text stays code.
    let plain = !shown.to_ascii_lowercase().contains("xn--") && shown.split('.').all(readable);
    match plain && !shown.is_ascii() {
        true => shown.to_lowercase(),
        false => code.to_owned(),
    }
}

#[cfg(test)]
mod tests;
