//! An attachment that a hosted client encrypted: there is only the encrypted copy, whose key this version cannot use
//! (protocol: content, section 2; gaps, section 5).

use linnet_proto::keys::file;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Content, Kind, Noun, Raw, Shown};
use crate::error::LocalText;
use crate::model::file_entry::FileEntry;
use crate::model::json;

/// What is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Encrypted {
    /// The name of the file, plain text; empty when it has none.
    pub name: String,
}

/// Of a picture, file, video or recording, when there is nothing of it but the encrypted copy.
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content: Map<String, Value> = json::read(raw.content)?;
    let entry = FileEntry::of(&content)?;
    let given = |places: [String; 2]| places.iter().any(|place| !place.is_empty());
    let plain = given([entry.text("remoteURL"), entry.text("url")])
        || given([entry.ext_text(file::URI), entry.ext_text(file::VID)]);
    let encrypted = given([entry.text("encryptUrl"), entry.ext_text(file::ENCRYPT_URI)]);
    (encrypted && !plain)
        .then(|| Content::Shown(Shown::Encrypted(Encrypted { name: entry.name() })))
}

impl Kind for Encrypted {
    fn noun(&self) -> Noun {
        Noun::Encrypted
    }

    fn preview(&self) -> &str {
        &self.name
    }

    fn notification(&self) -> LocalText {
        LocalText::named("加密附件", "Encrypted attachment", &self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    #[test]
    fn only_what_has_no_plain_copy_cannot_be_opened() {
        let files = r#"{"__files":{"media":{"type":"image","encryptUrl":"https://a/e","secretKey":"k","algorithm":"x",
            "ext":{"s:file_ext_key_file_name":"cat.png","s:file_ext_key_need_encrypt":"1"}}}}"#;
        for kind in [10003, 10004, 10005, 10006, 10014] {
            let expected = Shown::Encrypted(Encrypted {
                name: "cat.png".to_owned(),
            });
            assert_eq!(shown(kind, files), Some(expected), "{kind}");
        }
        let by_key = r#"{"encryptUrl":"","ext":{"s:file_ext_key_encrypt_uri":"k"}}"#;
        assert!(matches!(shown(10005, by_key), Some(Shown::Encrypted(_))));
        let both = files.replace(
            r#""encryptUrl""#,
            r#""remoteURL":"https://a/p","encryptUrl""#,
        );
        assert!(matches!(
            super::super::parse(10005, &both, &std::collections::BTreeMap::new()),
            Content::File(_)
        ));
        assert_eq!(
            shown(10003, r#"{"__files":{"media":{"encryptUrl":{}}}}"#),
            None
        );
    }
}
