//! The file entry inside the content of a picture, file, video or recording: the `__files` JSON (protocol: content,
//! sections 2 and 3). What comes in was written by anybody: numbers may be text, keys may be missing, sizes may be
//! lies.

use linnet_proto::keys::FILES;
use linnet_proto::keys::file;
use serde_json::{Map, Value};

use super::file_name::plain_name;

/// Longest object key, name or address that is taken from a message, bytes.
const MAX_TEXT: usize = 4 * 1024;

/// Largest size that is believed, bytes: hosted applications may allow more than we do.
const MAX_SIZE: u64 = 1 << 40;

/// Longest duration that is believed, seconds: a day.
const MAX_SECONDS: f64 = 86_400.0;

/// Seconds as they are written, which may have a fraction, as milliseconds. 0 when they are not known.
pub(crate) fn milliseconds(text: &str) -> u32 {
    let seconds: f64 = text.trim().parse().unwrap_or(0.0);
    if seconds > 0.0 && seconds <= MAX_SECONDS {
        // Bounded above.
        (seconds * 1000.0).round().max(1.0) as u32
    } else {
        0
    }
}

/// To the nearest whole second; what plays at all plays for one.
pub(crate) fn whole_seconds(milliseconds: u32) -> u32 {
    match milliseconds {
        0 => 0,
        some => (some.saturating_add(500) / 1000).max(1),
    }
}

/// One file entry, with the entries it has of its own (`ext`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileEntry<'a> {
    entry: &'a Map<String, Value>,
    ext: Option<&'a Map<String, Value>>,
}

impl<'a> FileEntry<'a> {
    /// The first entry below `__files`, whatever its display type; the content itself when it has no `__files`.
    pub(crate) fn of(content: &'a Map<String, Value>) -> Option<Self> {
        let entry = match content.get(FILES).and_then(Value::as_object) {
            Some(files) => files.values().next()?.as_object()?,
            None => content,
        };
        Some(Self {
            entry,
            ext: entry.get("ext").and_then(Value::as_object),
        })
    }

    /// A text of the entry; empty when there is none, or it is too long.
    pub(crate) fn text(&self, key: &str) -> String {
        text(self.entry.get(key))
    }

    /// A text of the entry's `ext`.
    pub(crate) fn ext_text(&self, key: &str) -> String {
        text(self.ext_value(key))
    }

    /// A number of the entry; 0 when there is none. Fractions are cut off.
    pub(crate) fn number(&self, key: &str) -> u64 {
        number(self.entry.get(key))
    }

    /// A number of the entry's `ext`, where they are written as text.
    pub(crate) fn ext_number(&self, key: &str) -> u64 {
        number(self.ext_value(key))
    }

    /// A web address of the entry; empty when it is of another scheme.
    pub(crate) fn address(&self, key: &str) -> String {
        web(self.text(key))
    }

    /// A web address of the entry's `ext`.
    pub(crate) fn ext_address(&self, key: &str) -> String {
        web(self.ext_text(key))
    }

    /// The name of the file, plain text; empty when nothing of it can be seen.
    pub(crate) fn name(&self) -> String {
        let name = [self.ext_text(file::FILE_NAME), self.text("fileName")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        plain_name(&name)
    }

    /// The size of the file; 0 when it is not known, or more than anybody has.
    pub(crate) fn bytes(&self) -> u64 {
        Some(self.number("length"))
            .filter(|bytes| *bytes <= MAX_SIZE)
            .unwrap_or(0)
    }

    /// MD5 of the file, lower hex; empty when it is not known.
    pub(crate) fn md5(&self) -> String {
        Some(self.text("md5"))
            .filter(|md5| md5.len() == 32 && md5.bytes().all(|b| b.is_ascii_hexdigit()))
            .map(|md5| md5.to_ascii_lowercase())
            .unwrap_or_default()
    }

    /// Whether it says where a file is, in any of the ways there are.
    pub(crate) fn names_a_file(&self) -> bool {
        [self.text("remoteURL"), self.text("encryptUrl")]
            .into_iter()
            .chain([file::URI, file::ENCRYPT_URI, file::VID].map(|key| self.ext_text(key)))
            .any(|place| !place.is_empty())
    }

    fn ext_value(&self, key: &str) -> Option<&'a Value> {
        self.ext?.get(key)
    }
}

fn web(text: String) -> String {
    let web = text.starts_with("https://") || text.starts_with("http://");
    if web { text } else { String::new() }
}

fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) if text.len() <= MAX_TEXT => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn number(value: Option<&Value>) -> u64 {
    match value {
        Some(Value::Number(number)) => number
            .as_u64()
            // `as` saturates, and makes 0 of what is no number.
            .unwrap_or_else(|| number.as_f64().unwrap_or(0.0) as u64),
        Some(Value::String(text)) => text
            .trim()
            .parse()
            .unwrap_or_else(|_| text.trim().parse::<f64>().unwrap_or(0.0) as u64),
        _ => 0,
    }
}
