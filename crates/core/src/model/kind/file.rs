//! A file: its name and size. It cannot be had here yet.

use serde::Serialize;

use super::{Content, Kind, Noun, Raw, Shown};
use crate::error::LocalText;
use crate::model::file_entry::FileEntry;

/// A file at the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct FileContent {
    /// Plain text, one line; empty when it has none that can be seen.
    pub name: String,
    /// Size; 0 when not known.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    let entry = FileEntry::of(&content).filter(FileEntry::names_a_file)?;
    Some(Content::Shown(Shown::File(FileContent {
        name: entry.name(),
        bytes: entry.bytes(),
    })))
}

impl Kind for FileContent {
    fn noun(&self) -> Noun {
        Noun::File
    }

    fn preview(&self) -> &str {
        &self.name
    }

    fn notification(&self) -> LocalText {
        LocalText::named("文件", "File", &self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    fn file(name: &str, bytes: u64) -> Option<Shown> {
        Some(Shown::File(FileContent {
            name: name.to_owned(),
            bytes,
        }))
    }

    #[test]
    fn bobs_file_has_its_name_and_size() {
        let hosted = r#"{"__files":{"media":{"type":"file","displayType":"media","remoteURL":"https://a/b","length":4200000,
            "ext":{"s:file_ext_key_type":"file_ext_value_type_file","s:file_ext_key_uri":"k",
            "s:file_ext_key_file_name":"年度报告.pdf"}}}}"#;
        assert_eq!(shown(10005, hosted), file("年度报告.pdf", 4_200_000));
        let older =
            r#"{"fileName":"report.pdf","remoteURL":"https://a/b","type":"pdf","length":"12"}"#;
        assert_eq!(shown(10005, older), file("report.pdf", 12));
    }

    #[test]
    fn what_cannot_be_true_is_left_out_and_what_is_no_file_is_not_one() {
        let hostile = r#"{"__files":{"x":{"remoteURL":"https://a/b","length":1e300,
            "fileName":"../../\u202egpj.exe\u0000"}}}"#;
        assert_eq!(shown(10005, hostile), file("gpj.exe", 0));
        let nameless = r#"{"remoteURL":"https://a/b","fileName":"\u200b\u2800","length":-1}"#;
        assert_eq!(shown(10005, nameless), file("", 0));
        for none in [
            "report.pdf",
            "[]",
            "{}",
            r#"{"__files":{}}"#,
            r#"{"__files":[]}"#,
            r#"{"__files":{"x":5}}"#,
            r#"{"fileName":"report.pdf"}"#,
            r#"{"remoteURL":{"a":1},"length":5}"#,
        ] {
            assert_eq!(shown(10005, none), None, "{none}");
        }
    }
}
