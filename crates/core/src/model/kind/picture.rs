//! A picture: one picture at the server, and words with it (protocol: content, sections 1 to 3).

use linnet_proto::choices::{CONTENT_CAPTION, THUMBNAIL_SIDE};
use linnet_proto::im_proto::MessageType;
use linnet_proto::keys::{FILES, FILES_MEDIA, file};
use linnet_proto::picture::{fit, preview_size};
use serde_json::{Value, json};

use super::{Attached, Content, Raw};
use crate::error::LocalText;
use crate::model::file_entry::FileEntry;
use crate::model::picture::{Addresses, MAX_BYTES, MAX_SIDE, ObjectKind, Remote, object_id};
use crate::model::{MediaId, json};

/// `message_type` of what is sent.
pub(crate) const TYPE: i32 = MessageType::Image as i32;

/// The size may stand in the entries of the message instead (protocol: content, section 1).
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let mut picture = PictureContent::parse(raw.content)?;
    if picture.width == 0 || picture.height == 0 {
        let side = |key: &str| {
            let side: Option<u32> = raw.ext.get(key).and_then(|text| text.parse().ok());
            side.filter(|side| *side <= MAX_SIDE).unwrap_or(0)
        };
        (picture.width, picture.height) = (side(file::ORIGINAL_WIDTH), side(file::ORIGINAL_HEIGHT));
    }
    Some(Content::Picture(Box::new(picture)))
}

/// The picture itself.
pub(super) fn attached(content: &str) -> Option<Attached> {
    let picture = PictureContent::parse(content)?;
    Some(Attached {
        media: picture.media_id()?,
        remote: Remote {
            kind: ObjectKind::Picture,
            uri: picture.uri,
            app_id: picture.app_id,
            bytes: picture.bytes,
            md5: picture.md5,
        },
    })
}

/// Words of a notification.
pub(crate) fn notification(caption: &str) -> LocalText {
    LocalText::named("图片", "Picture", caption)
}

/// A picture as a message carries it. Empty and 0 mean: not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PictureContent {
    /// Object key.
    pub uri: String,
    /// Application that owns the object.
    pub app_id: i32,
    /// Where it can be had.
    pub addresses: Addresses,
    /// Pixels as shown.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Size in bytes.
    pub bytes: u64,
    /// MD5 of the bytes, lower hex.
    pub md5: String,
    /// Media type.
    pub mime: String,
    /// File name, plain text.
    pub name: String,
    /// Words sent with it.
    pub caption: String,
}

impl PictureContent {
    /// Whether it may move: known for sure only when it was looked at.
    pub fn animated(&self) -> bool {
        self.mime == "image/gif"
    }

    /// The id of its object: none when it has neither key nor address.
    pub fn media_id(&self) -> Option<MediaId> {
        [&self.uri, &self.addresses.original]
            .into_iter()
            .find(|name| !name.is_empty())
            .map(|name| object_id(name))
    }

    /// The content of the message.
    pub fn to_json(&self) -> String {
        let preview = preview_size(self.width, self.height);
        let thumb = fit(self.width, self.height, THUMBNAIL_SIDE);
        let suffix = self.mime.strip_prefix("image/").unwrap_or_default();
        let ext = json!({
            (file::TYPE): file::VALUE_TYPE_IMAGE,
            (file::URI): self.uri,
            (file::SOURCE_APP_ID): self.app_id.to_string(),
            (file::NEED_ENCRYPT): "0",
            (file::FILE_NAME): self.name,
            (file::ORIGINAL_WIDTH): self.width.to_string(),
            (file::ORIGINAL_HEIGHT): self.height.to_string(),
            (file::PREVIEW_URL): self.addresses.preview,
            (file::PREVIEW_WIDTH): preview.0.to_string(),
            (file::PREVIEW_HEIGHT): preview.1.to_string(),
            (file::THUMB_URL): self.addresses.thumb,
            (file::THUMB_WIDTH): thumb.0.to_string(),
            (file::THUMB_HEIGHT): thumb.1.to_string(),
            (file::USE_IMAGEX): "1",
            (file::IMG_SUFFIX): suffix,
        });
        let entry = json!({
            "type": "image",
            "displayType": FILES_MEDIA,
            "remoteURL": self.addresses.original,
            "length": self.bytes,
            "md5": self.md5,
            "mime": self.mime,
            "ext": ext,
        });
        let mut content = json!({ (FILES): { (FILES_MEDIA): entry } });
        if !self.caption.is_empty()
            && let Some(content) = content.as_object_mut()
        {
            content.insert(
                CONTENT_CAPTION.to_owned(),
                Value::String(self.caption.clone()),
            );
        }
        content.to_string()
    }

    /// Reads the content of a picture message; none when there is no picture in it. Accepts `__files` with any display
    /// type, the file entry itself, and the older form with `url`.
    pub fn parse(content: &str) -> Option<Self> {
        let value: Value = json::read(content)?;
        let content = value.as_object()?;
        let entry = FileEntry::of(content)?;
        let original = [entry.address("remoteURL"), entry.address("url")]
            .into_iter()
            .find(|address| !address.is_empty())
            .unwrap_or_default();
        let side = |key| {
            u32::try_from(entry.ext_number(key))
                .ok()
                .filter(|side| *side <= MAX_SIDE)
                .unwrap_or(0)
        };
        let picture = Self {
            uri: entry.ext_text(file::URI),
            app_id: i32::try_from(entry.ext_number(file::SOURCE_APP_ID)).unwrap_or(0),
            addresses: Addresses {
                original,
                preview: entry.ext_address(file::PREVIEW_URL),
                thumb: entry.ext_address(file::THUMB_URL),
            },
            width: side(file::ORIGINAL_WIDTH),
            height: side(file::ORIGINAL_HEIGHT),
            bytes: Some(entry.number("length"))
                .filter(|bytes| *bytes <= MAX_BYTES)
                .unwrap_or(0),
            md5: entry.md5(),
            mime: Some(entry.text("mime"))
                .filter(|mime| mime.starts_with("image/") && mime.len() < 64)
                .unwrap_or_default(),
            name: entry.name(),
            // Not bounded like a name: the message as a whole is.
            caption: content
                .get(CONTENT_CAPTION)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        };
        picture.media_id().is_some().then_some(picture)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn linnet() -> PictureContent {
        PictureContent {
            uri: "tos-cn-i-x/linnet.jpg".to_owned(),
            app_id: 1,
            addresses: Addresses {
                original: "http://127.0.0.1:9/o?x-expires=1&x-signature=2".to_owned(),
                preview: "http://127.0.0.1:9/p".to_owned(),
                thumb: "http://127.0.0.1:9/t".to_owned(),
            },
            width: 4000,
            height: 3000,
            bytes: 4_200_000,
            md5: "900150983cd24fb0d6963f7d28e17f72".to_owned(),
            mime: "image/jpeg".to_owned(),
            name: "赤胸朱顶雀.jpg".to_owned(),
            caption: "look \"here\" 🐦".to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let picture = linnet();
        assert_eq!(PictureContent::parse(&picture.to_json()), Some(picture));
    }

    #[test]
    fn what_is_sent_stays_the_same() {
        let content = PictureContent {
            addresses: Addresses::default(),
            ..linnet()
        };
        let golden = concat!(
            r#"{"__files":{"media":{"displayType":"media","ext":{"#,
            r#""s:file_ext_key_file_name":"赤胸朱顶雀.jpg","s:file_ext_key_img_suffix":"jpeg","#,
            r#""s:file_ext_key_need_encrypt":"0","#,
            r#""s:file_ext_key_original_height":"3000","s:file_ext_key_original_width":"4000","#,
            r#""s:file_ext_key_preview_height":"375","s:file_ext_key_preview_url":"","#,
            r#""s:file_ext_key_preview_width":"500","s:file_ext_key_source_app_id":"1","#,
            r#""s:file_ext_key_thumb_height":"75","s:file_ext_key_thumb_url":"","s:file_ext_key_thumb_width":"100","#,
            r#""s:file_ext_key_type":"file_ext_value_type_image","s:file_ext_key_uri":"tos-cn-i-x/linnet.jpg","#,
            r#""s:file_ext_key_use_imagex":"1"},"length":4200000,"md5":"900150983cd24fb0d6963f7d28e17f72","#,
            r#""mime":"image/jpeg","remoteURL":"","type":"image"}},"text":"look \"here\" 🐦"}"#
        );
        assert_eq!(content.to_json(), golden);
    }

    #[test]
    fn numbers_of_the_ext_are_text_and_sizes_are_of_the_variants() {
        let value: Value = serde_json::from_str(&linnet().to_json()).unwrap();
        let entry = &value["__files"]["media"];
        assert_eq!(entry["length"], 4_200_000);
        assert_eq!(entry["type"], "image");
        let ext = entry["ext"].as_object().unwrap();
        assert!(ext.values().all(Value::is_string));
        assert_eq!(ext["s:file_ext_key_preview_height"], "375");
        assert_eq!(ext["s:file_ext_key_thumb_width"], "100");
    }

    #[test]
    fn other_clients_forms_are_read() {
        let entry = r#"{"__files":{"image":{"remoteURL":"https://a/b","length":"12",
            "ext":{"s:file_ext_key_original_width":640.0,"s:file_ext_key_original_height":"480.5"}}}}"#;
        let picture = PictureContent::parse(entry).unwrap();
        assert_eq!((picture.width, picture.height), (640, 480));
        assert_eq!(picture.bytes, 12);
        let old = PictureContent::parse(r#"{"url":"https://a/b.png"}"#).unwrap();
        assert_eq!(old.addresses.original, "https://a/b.png");
    }

    #[test]
    fn what_cannot_be_true_is_left_out() {
        let bad = r#"{"__files":{"media":{"remoteURL":"javascript:alert(1)","length":-5,"md5":"zz",
            "mime":"text/html","ext":{"s:file_ext_key_uri":"k","s:file_ext_key_original_width":"99999999",
            "s:file_ext_key_file_name":"../../\u202egpj.exe"}}}}"#;
        let picture = PictureContent::parse(bad).unwrap();
        assert_eq!(picture.addresses, Addresses::default());
        assert_eq!((picture.width, picture.bytes), (0, 0));
        assert_eq!((picture.md5.as_str(), picture.mime.as_str()), ("", ""));
        assert_eq!(picture.name, "gpj.exe");
        for none in [
            "",
            "hello",
            "[]",
            "{}",
            r#"{"__files":{}}"#,
            r#"{"text":"x"}"#,
        ] {
            assert_eq!(PictureContent::parse(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_picture_or_none(text in "\\PC{0,200}") {
            let _ = PictureContent::parse(&text);
            let _ = PictureContent::parse(&format!("{{\"__files\":{text}}}"));
        }
    }
}
