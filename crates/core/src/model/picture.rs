//! A picture inside a message: the `__files` JSON (protocol: content, sections 2 and 3). What comes in was written by
//! anybody: numbers may be text, keys may be missing, sizes may be lies.

use std::borrow::Cow;
use std::path::Path;

use linnet_proto::choices::{CONTENT_CAPTION, MAX_PICTURE_SIDE, THUMBNAIL_SIDE};
use linnet_proto::keys::{FILES, FILES_MEDIA, file};
use linnet_proto::picture::{fit, preview_size};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::signs::{is_blank, is_direction};
use super::{MediaId, json};

/// Longest object key, name or address that is taken from a message, bytes.
const MAX_TEXT: usize = 4 * 1024;

/// Most pixels a side: what a JPEG can have. The pixels of both sides together say how much work a picture is.
pub const MAX_SIDE: u32 = MAX_PICTURE_SIDE;

/// Most bytes of a picture: 50 MiB, the limit of the server too.
pub const MAX_BYTES: u64 = 50 * 1024 * 1024;

/// Addresses of the three sizes. They expire (protocol: media, section 7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Addresses {
    /// As it was sent.
    pub original: String,
    /// At most 500 pixels a side.
    pub preview: String,
    /// At most 100 pixels a side.
    pub thumb: String,
}

/// A picture at the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remote {
    /// Object key.
    pub uri: String,
    /// Application that owns it.
    pub app_id: i32,
    /// Size of the original, 0 when not known.
    pub bytes: u64,
    /// MD5 of the original, empty when not known.
    pub md5: String,
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
        let entry = match content.get(FILES).and_then(Value::as_object) {
            Some(files) => files.values().next()?.as_object()?,
            None => content,
        };
        let empty = Map::new();
        let ext = entry
            .get("ext")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let address = |map: &Map<String, Value>, key| {
            let text = text(map, key);
            let web = text.starts_with("https://") || text.starts_with("http://");
            if web { text } else { String::new() }
        };
        let mut original = address(entry, "remoteURL");
        if original.is_empty() {
            original = address(entry, "url");
        }
        let name = [text(ext, file::FILE_NAME), text(entry, "fileName")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default();
        let side = |map, key| {
            u32::try_from(number(map, key))
                .ok()
                .filter(|side| *side <= MAX_SIDE)
                .unwrap_or(0)
        };
        let picture = Self {
            uri: text(ext, file::URI),
            app_id: i32::try_from(number(ext, file::SOURCE_APP_ID)).unwrap_or(0),
            addresses: Addresses {
                original,
                preview: address(ext, file::PREVIEW_URL),
                thumb: address(ext, file::THUMB_URL),
            },
            width: side(ext, file::ORIGINAL_WIDTH),
            height: side(ext, file::ORIGINAL_HEIGHT),
            bytes: Some(number(entry, "length"))
                .filter(|bytes| *bytes <= MAX_BYTES)
                .unwrap_or(0),
            md5: Some(text(entry, "md5"))
                .filter(|md5| md5.len() == 32 && md5.bytes().all(|b| b.is_ascii_hexdigit()))
                .map(|md5| md5.to_ascii_lowercase())
                .unwrap_or_default(),
            mime: Some(text(entry, "mime"))
                .filter(|mime| mime.starts_with("image/") && mime.len() < 64)
                .unwrap_or_default(),
            name: plain_name(&name),
            // Not bounded by MAX_TEXT: the message as a whole is.
            caption: content
                .get(CONTENT_CAPTION)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        };
        picture.media_id().is_some().then_some(picture)
    }
}

/// Object key of an own picture until it is uploaded: this and its media id. From a server it means nothing.
pub(crate) const LOCAL_OBJECT: &str = "local:";

/// Whether this is no object key but stands for a picture of this computer. Coming from a server it means nothing.
pub(crate) fn is_local(uri: &str) -> bool {
    uri.starts_with(LOCAL_OBJECT)
}

/// The id of a picture whose original is not here: made from its object key.
pub fn object_id(uri: &str) -> MediaId {
    if let Some(id) = uri.strip_prefix(LOCAL_OBJECT) {
        return MediaId(id.to_owned());
    }
    MediaId(format!("u:{}", hex::encode(Sha256::digest(uri))))
}

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

fn text(map: &Map<String, Value>, key: &str) -> String {
    match map.get(key) {
        Some(Value::String(text)) if text.len() <= MAX_TEXT => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A number, or text that is one; 0 otherwise. Fractions are cut off.
fn number(map: &Map<String, Value>, key: &str) -> u64 {
    match map.get(key) {
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

    proptest! {
        #[test]
        fn any_text_is_a_picture_or_none(text in "\\PC{0,200}") {
            let _ = PictureContent::parse(&text);
            let _ = PictureContent::parse(&format!("{{\"__files\":{text}}}"));
        }
    }
}
