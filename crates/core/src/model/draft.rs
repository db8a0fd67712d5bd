//! Text typed and not sent, with what is attached to it.

use std::path::{Path, PathBuf};

use url::Url;

use super::MessageKey;
use super::mention::Mentioned;
use crate::error::{Error, Result};

/// Text of a draft at most. One message holds less; what is longer is kept to be shortened or sent in parts.
pub const MAX_DRAFT_BYTES: usize = 1024 * 1024;

/// Files of a draft at most, and of what is sent together.
pub const MAX_ATTACHMENTS: usize = 100;

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedDraft {
    /// Grows with each change of the text. A save names the one it is based on.
    pub revision: i64,
    /// Text.
    pub text: String,
    /// Files that are attached, in order. They may be gone.
    pub attachments: Vec<PathBuf>,
    /// The message it answers.
    pub answers: Option<MessageKey>,
    /// A recording waits with it.
    pub voice: bool,
    /// The people it calls, as far as their names still stand in it.
    pub mentioned: Vec<Mentioned>,
}

/// Whether a text is short enough for a draft.
pub(crate) fn check_length(bytes: usize) -> Result<()> {
    if bytes > MAX_DRAFT_BYTES {
        return Err(Error::TooLong {
            what: "draft",
            limit: MAX_DRAFT_BYTES,
        });
    }
    Ok(())
}

/// A list of paths as it is stored. A name that is not Unicode becomes an address, which keeps its bytes.
pub(crate) fn write_paths(paths: &[PathBuf]) -> String {
    let list: Vec<String> = paths.iter().filter_map(|path| write_path(path)).collect();
    serde_json::Value::from(list).to_string()
}

fn write_path(path: &Path) -> Option<String> {
    match path.to_str() {
        Some(text) => Some(text.to_owned()),
        // Only a relative path has no address, and none is attached.
        None => Url::from_file_path(path).ok().map(String::from),
    }
}

pub(crate) fn read_paths(list: &str) -> Vec<PathBuf> {
    let list: Vec<String> = serde_json::from_str(list).unwrap_or_default();
    list.into_iter()
        .map(|text| {
            let address = text.starts_with("file://").then(|| Url::parse(&text).ok());
            let path = address
                .flatten()
                .and_then(|address| address.to_file_path().ok());
            path.unwrap_or_else(|| PathBuf::from(text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_back_as_it_was_whatever_its_name_is_written_in() {
        let mut paths = vec![
            PathBuf::from("/home/alice/海 边.png"),
            PathBuf::from("/tmp/file:/a"),
        ];
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            // "图.png" in GBK.
            let name = std::ffi::OsStr::from_bytes(b"/home/alice/\xcd\xbc.png");
            paths.push(PathBuf::from(name));
        }
        assert_eq!(read_paths(&write_paths(&paths)), paths);
        assert_eq!(read_paths("damaged"), Vec::<PathBuf>::new());
    }
}
