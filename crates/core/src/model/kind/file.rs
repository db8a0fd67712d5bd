//! A file: anything at the server that is no picture, video or recording (protocol: content, sections 1 to 3).

use linnet_proto::im_proto::MessageType;
use linnet_proto::keys::{FILES, FILES_MEDIA, file};
use serde_json::{Map, Value, json};

use super::{Attached, Content, Raw};
use crate::error::LocalText;
use crate::model::MediaId;
use crate::model::file_entry::FileEntry;
use crate::model::json;
use crate::model::picture::{ObjectKind, Remote, object_id};

/// `message_type` of what is sent.
pub(crate) const TYPE: i32 = MessageType::File as i32;

/// A file as a message carries it. Empty and 0 mean: not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileContent {
    /// Object key.
    pub uri: String,
    /// Application that owns the object.
    pub app_id: i32,
    /// Where it can be had. It expires.
    pub address: String,
    /// Size in bytes.
    pub bytes: u64,
    /// MD5 of the bytes, lower hex.
    pub md5: String,
    /// Plain text, one line; empty when it has none that can be seen.
    pub name: String,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    FileContent::parse(raw.content).map(|file| Content::File(Box::new(file)))
}

/// The file itself.
pub(super) fn attached(content: &str) -> Option<Attached> {
    let file = FileContent::parse(content)?;
    Some(Attached {
        media: file.media_id()?,
        remote: Remote {
            kind: ObjectKind::File,
            uri: file.uri,
            app_id: file.app_id,
            bytes: file.bytes,
            md5: file.md5,
        },
    })
}

/// Words of a notification.
pub(crate) fn notification(name: &str) -> LocalText {
    LocalText::named("文件", "File", name)
}

impl FileContent {
    /// The id of its object: none when it has neither key nor address.
    pub fn media_id(&self) -> Option<MediaId> {
        [&self.uri, &self.address]
            .into_iter()
            .find(|name| !name.is_empty())
            .map(|name| object_id(name))
    }

    /// The content of the message.
    pub fn to_json(&self) -> String {
        let ext = json!({
            (file::TYPE): file::VALUE_TYPE_FILE,
            (file::URI): self.uri,
            (file::SOURCE_APP_ID): self.app_id.to_string(),
            (file::NEED_ENCRYPT): "0",
            (file::FILE_NAME): self.name,
        });
        let entry = json!({
            "type": "file",
            "displayType": FILES_MEDIA,
            "remoteURL": self.address,
            "length": self.bytes,
            "md5": self.md5,
            "mime": "application/octet-stream",
            "ext": ext,
        });
        json!({ (FILES): { (FILES_MEDIA): entry } }).to_string()
    }

    /// Reads the content of a file message; none when there is no file in it.
    pub fn parse(content: &str) -> Option<Self> {
        let content: Map<String, Value> = json::read(content)?;
        let entry = FileEntry::of(&content).filter(FileEntry::names_a_file)?;
        Some(Self {
            uri: entry.ext_text(file::URI),
            app_id: i32::try_from(entry.ext_number(file::SOURCE_APP_ID)).unwrap_or(0),
            address: entry.address("remoteURL"),
            bytes: entry.bytes(),
            md5: entry.md5(),
            name: entry.name(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Option<(String, u64)> {
        FileContent::parse(content).map(|file| (file.name, file.bytes))
    }

    fn file(name: &str, bytes: u64) -> Option<(String, u64)> {
        Some((name.to_owned(), bytes))
    }

    fn report() -> FileContent {
        FileContent {
            uri: "linnet/0123".to_owned(),
            app_id: 1,
            address: "http://127.0.0.1:9/o?x-expires=1".to_owned(),
            bytes: 4_200_000,
            md5: "900150983cd24fb0d6963f7d28e17f72".to_owned(),
            name: "年度 \"报告\".pdf".to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_stays_the_same() {
        assert_eq!(FileContent::parse(&report().to_json()), Some(report()));
        let golden = concat!(
            r#"{"__files":{"media":{"displayType":"media","ext":{"#,
            r#""s:file_ext_key_file_name":"年度 \"报告\".pdf","s:file_ext_key_need_encrypt":"0","#,
            r#""s:file_ext_key_source_app_id":"1","s:file_ext_key_type":"file_ext_value_type_file","#,
            r#""s:file_ext_key_uri":"linnet/0123"},"length":4200000,"md5":"900150983cd24fb0d6963f7d28e17f72","#,
            r#""mime":"application/octet-stream","remoteURL":"","type":"file"}}}"#
        );
        let content = FileContent {
            address: String::new(),
            ..report()
        };
        assert_eq!(content.to_json(), golden);
    }

    #[test]
    fn bobs_file_has_its_name_and_size() {
        let hosted = r#"{"__files":{"media":{"type":"file","displayType":"media","remoteURL":"https://a/b","length":4200000,
            "ext":{"s:file_ext_key_type":"file_ext_value_type_file","s:file_ext_key_uri":"k",
            "s:file_ext_key_file_name":"年度报告.pdf"}}}}"#;
        assert_eq!(read(hosted), file("年度报告.pdf", 4_200_000));
        let older =
            r#"{"fileName":"report.pdf","remoteURL":"https://a/b","type":"pdf","length":"12"}"#;
        assert_eq!(read(older), file("report.pdf", 12));
    }

    #[test]
    fn what_cannot_be_true_is_left_out_and_what_is_no_file_is_not_one() {
        let hostile = r#"{"__files":{"x":{"remoteURL":"https://a/b","length":1e300,
            "fileName":"../../\u202egpj.exe\u0000"}}}"#;
        assert_eq!(read(hostile), file("gpj.exe", 0));
        let nameless = r#"{"remoteURL":"https://a/b","fileName":"\u200b\u2800","length":-1}"#;
        assert_eq!(read(nameless), file("", 0));
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
            assert_eq!(read(none), None, "{none}");
        }
    }
}
