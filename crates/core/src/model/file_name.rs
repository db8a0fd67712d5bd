//! Names of files: one line of plain text, whoever chose them.

use std::borrow::Cow;
use std::path::Path;

use super::signs::{is_blank, is_direction};

/// The name of a file of this computer, plain text that can be read. Names on Unix are bytes; those that are not UTF-8
/// are mostly GBK, of archives and disks that were written by Windows in China.
pub fn name_of_path(path: &Path) -> String {
    let Some(name) = path.file_name() else {
        return String::new();
    };
    let text = match name.to_str() {
        Some(text) => Cow::Borrowed(text),
        None => match encoding_rs::GB18030.decode_without_bom_handling(name.as_encoded_bytes()) {
            (text, false) if cfg!(unix) => text,
            _ => name.to_string_lossy(),
        },
    };
    plain_name(&text)
}

/// A file name from a message or a path: one line, no folders, at most 200 characters; empty when nothing of it can be
/// seen.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_direction(*c))
        .take(200)
        .collect();
    if is_blank(&plain) {
        return String::new();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_name_in_gbk_can_be_read_and_any_other_is_shown_somehow() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        for (bytes, name) in [
            (b"/tmp/\xd5\xd5\xc6\xac.jpg".as_slice(), "照片.jpg"),
            ("/tmp/照片.jpg".as_bytes(), "照片.jpg"),
            (b"/tmp/a\xffb.png", "a\u{fffd}b.png"),
            (b"/", ""),
        ] {
            assert_eq!(name_of_path(Path::new(OsStr::from_bytes(bytes))), name);
        }
    }
}
