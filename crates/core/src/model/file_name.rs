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

/// Endings of files that a desktop runs, installs or mounts when they are opened, or that a browser gives power over
/// other files. What is not among them is opened with a viewer.
const RUN: &[&str] = &[
    "apk",
    "app",
    "appimage",
    "application",
    "appref-ms",
    "bash",
    "bat",
    "bin",
    "btm",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "elf",
    "exe",
    "fish",
    "flatpak",
    "flatpakref",
    "gadget",
    "hta",
    "htm",
    "html",
    "img",
    "inf",
    "ins",
    "iso",
    "jar",
    "jnlp",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mht",
    "mhtml",
    "mjs",
    "msc",
    "msi",
    "msix",
    "msp",
    "mst",
    "osx",
    "out",
    "pif",
    "pkg",
    "pl",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "prg",
    "ps1",
    "psm1",
    "py",
    "pyc",
    "pyw",
    "pyz",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "sh",
    "shb",
    "shs",
    "sldm",
    "snap",
    "so",
    "sql",
    "svg",
    "tcl",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vhd",
    "vhdx",
    "webloc",
    "workflow",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xht",
    "xhtml",
    "xlam",
    "xlsm",
    "xltm",
    "xml",
    "zsh",
];

/// Whether opening a file of this name may run a program. One without an ending may be a program, too.
pub fn may_run(name: &str) -> bool {
    let name = name.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    match name.rsplit_once('.') {
        Some((_, ending)) => RUN.contains(&ending.to_lowercase().as_str()),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_run_is_told_by_the_ending_however_it_is_written() {
        for name in [
            "setup.exe",
            "SETUP.EXE",
            "report.pdf.exe",
            "run.sh ",
            "run.sh.",
            "page.Html",
            "Makefile",
            "",
            "a.Desktop",
        ] {
            assert!(may_run(name), "{name}");
        }
        for name in [
            "report.pdf",
            "照片.jpg",
            "music.mp3",
            "table.xlsx",
            "archive.tar.gz",
            "notes.txt",
        ] {
            assert!(!may_run(name), "{name}");
        }
    }

    #[test]
    fn the_endings_are_sorted_and_lower_case() {
        assert!(RUN.is_sorted());
        assert!(RUN.iter().all(|ending| *ending == ending.to_lowercase()));
    }

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
