//! A video: a file that plays, its cover, and words with it (protocol: content, sections 1 to 3).

use linnet_proto::choices::CONTENT_CAPTION;
use linnet_proto::im_proto::MessageType;
use linnet_proto::keys::{FILES, FILES_MEDIA, file};
use serde_json::{Map, Value, json};

use super::{Attached, Content, Raw};
use crate::error::LocalText;
use crate::model::file_entry::{FileEntry, milliseconds};
use crate::model::picture::{MAX_SIDE, ObjectKind, Remote, object_id};
use crate::model::{MediaId, json};

/// `message_type` of what is sent.
pub(crate) const TYPE: i32 = MessageType::Video as i32;
/// `message_type` of what newer clients of the hosted product send (protocol: gaps, section 1).
pub(crate) const NEWER_TYPE: i32 = linnet_proto::choices::VIDEO_V2;

/// Keys of the facts in the entries of the message, where the file entry has none (protocol: content, section 4).
const DURATION: &str = "duration";
const WIDTH: &str = "original_width";
const HEIGHT: &str = "original_height";

/// A video as a message carries it. Empty and 0 mean: not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VideoContent {
    /// Object key; of a hosted client it may be the id of a video instead.
    pub uri: String,
    /// Application that owns the objects.
    pub app_id: i32,
    /// Where it can be had. It expires.
    pub address: String,
    /// Size in bytes.
    pub bytes: u64,
    /// MD5 of the bytes, lower hex.
    pub md5: String,
    /// Media type.
    pub mime: String,
    /// File name, plain text.
    pub name: String,
    /// How long it plays, milliseconds.
    pub duration: u32,
    /// Pixels as shown.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Object key of the cover, a picture.
    pub cover: String,
    /// Where the cover can be had. It expires.
    pub cover_address: String,
    /// Words sent with it.
    pub caption: String,
}

/// The facts may stand in the entries of the message instead.
pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let mut video = VideoContent::parse(raw.content)?;
    let of = |key: &str| raw.ext.get(key).map_or("", String::as_str);
    if video.duration == 0 {
        video.duration = milliseconds(of(DURATION));
    }
    if video.width == 0 || video.height == 0 {
        let side = |key| {
            let side = of(key).parse().ok();
            side.filter(|side| *side <= MAX_SIDE).unwrap_or(0)
        };
        (video.width, video.height) = (side(WIDTH), side(HEIGHT));
    }
    Some(Content::Video(Box::new(video)))
}

/// The video that a message brings, and then its cover.
pub(super) fn attached(content: &str) -> Option<Vec<Attached>> {
    let video = VideoContent::parse(content)?;
    let cover = video.cover_id().map(|media| Attached {
        media,
        remote: Remote {
            uri: video.cover.clone(),
            app_id: video.app_id,
            ..Remote::default()
        },
    });
    let video = video.media_id().map(|media| Attached {
        media,
        remote: Remote {
            kind: ObjectKind::Video,
            uri: video.uri,
            app_id: video.app_id,
            bytes: video.bytes,
            md5: video.md5,
        },
    });
    Some(video.into_iter().chain(cover).collect())
}

/// Words of a notification.
pub(crate) fn notification(caption: &str) -> LocalText {
    LocalText::named("视频", "Video", caption)
}

impl VideoContent {
    /// The id of its object: none when it has neither key nor address.
    pub fn media_id(&self) -> Option<MediaId> {
        [&self.uri, &self.address]
            .into_iter()
            .find(|name| !name.is_empty())
            .map(|name| object_id(name))
    }

    /// The id of its cover; none without one.
    pub fn cover_id(&self) -> Option<MediaId> {
        (!self.cover.is_empty()).then(|| object_id(&self.cover))
    }

    /// The content of the message.
    pub fn to_json(&self) -> String {
        let mut ext = json!({
            (file::TYPE): file::VALUE_TYPE_VIDEO,
            (file::URI): self.uri,
            (file::SOURCE_APP_ID): self.app_id.to_string(),
            (file::NEED_ENCRYPT): "0",
            (file::FILE_NAME): self.name,
            (file::VIDEO_DURATION): seconds(self.duration),
            (file::VIDEO_WIDTH): self.width.to_string(),
            (file::VIDEO_HEIGHT): self.height.to_string(),
        });
        if let (false, Some(ext)) = (self.cover.is_empty(), ext.as_object_mut()) {
            ext.insert(file::VIDEO_COVER_URI.to_owned(), json!(self.cover));
            ext.insert(file::VIDEO_COVER_URL.to_owned(), json!(self.cover_address));
        }
        let entry = json!({
            "type": "video",
            "displayType": FILES_MEDIA,
            "remoteURL": self.address,
            "length": self.bytes,
            "md5": self.md5,
            "mime": self.mime,
            "ext": ext,
        });
        let mut content = json!({ (FILES): { (FILES_MEDIA): entry } });
        if let (false, Some(content)) = (self.caption.is_empty(), content.as_object_mut()) {
            content.insert(CONTENT_CAPTION.to_owned(), json!(self.caption));
        }
        content.to_string()
    }

    /// The facts as entries of the message.
    #[cfg(any(test, feature = "multimedia"))]
    pub(crate) fn entries(&self) -> [(&'static str, String); 3] {
        [
            (DURATION, seconds(self.duration)),
            (WIDTH, self.width.to_string()),
            (HEIGHT, self.height.to_string()),
        ]
    }

    /// Reads the content of a video message; none when there is no video in it.
    pub fn parse(content: &str) -> Option<Self> {
        let content: Map<String, Value> = json::read(content)?;
        let entry = FileEntry::of(&content).filter(FileEntry::names_a_file)?;
        let side = |keys: [&str; 2]| {
            keys.into_iter()
                .filter_map(|key| u32::try_from(entry.ext_number(key)).ok())
                .find(|side| (1..=MAX_SIDE).contains(side))
                .unwrap_or(0)
        };
        Some(Self {
            uri: [file::URI, file::VID]
                .map(|key| entry.ext_text(key))
                .into_iter()
                .find(|key| !key.is_empty())
                .unwrap_or_default(),
            app_id: i32::try_from(entry.ext_number(file::SOURCE_APP_ID)).unwrap_or(0),
            address: entry.address("remoteURL"),
            bytes: entry.bytes(),
            md5: entry.md5(),
            mime: Some(entry.text("mime"))
                .filter(|mime| mime.starts_with("video/") && mime.len() < 64)
                .unwrap_or_default(),
            name: entry.name(),
            duration: milliseconds(&entry.ext_text(file::VIDEO_DURATION)),
            width: side([file::VIDEO_WIDTH, file::ORIGINAL_WIDTH]),
            height: side([file::VIDEO_HEIGHT, file::ORIGINAL_HEIGHT]),
            cover: entry.ext_text(file::VIDEO_COVER_URI),
            cover_address: entry.ext_address(file::VIDEO_COVER_URL),
            // Not bounded like a name: the message as a whole is.
            caption: content
                .get(CONTENT_CAPTION)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        })
    }
}

/// Seconds as they are written: with their fraction, and without one that is 0.
fn seconds(milliseconds: u32) -> String {
    match (milliseconds / 1000, milliseconds % 1000) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:03}"),
    }
}

/// The facts of a video that is sent, beside those that every message has.
#[cfg(any(test, feature = "multimedia"))]
pub(crate) fn note_facts(
    video: &VideoContent,
    ext: &mut std::collections::BTreeMap<String, String>,
) {
    for (key, value) in video.entries() {
        ext.insert(key.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn clip() -> VideoContent {
        VideoContent {
            uri: "linnet/0123".to_owned(),
            app_id: 1,
            address: "http://127.0.0.1:9/o?x-expires=1".to_owned(),
            bytes: 3_355_443,
            md5: "900150983cd24fb0d6963f7d28e17f72".to_owned(),
            mime: "video/mp4".to_owned(),
            name: "海边.mp4".to_owned(),
            duration: 42_600,
            width: 1920,
            height: 1080,
            cover: "linnet/4567".to_owned(),
            cover_address: "http://127.0.0.1:9/c".to_owned(),
            caption: "look \"here\" 🐦".to_owned(),
        }
    }

    fn read(message_type: i32, content: &str, ext: &[(&str, &str)]) -> Option<VideoContent> {
        let ext = ext
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        match parse(message_type, content, &ext.collect()) {
            Content::Video(video) => Some(*video),
            _ => None,
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_stays_the_same() {
        assert_eq!(VideoContent::parse(&clip().to_json()), Some(clip()));
        let golden = concat!(
            r#"{"__files":{"media":{"displayType":"media","ext":{"#,
            r#""s:file_ext_key_file_name":"海边.mp4","s:file_ext_key_need_encrypt":"0","#,
            r#""s:file_ext_key_source_app_id":"1","s:file_ext_key_type":"file_ext_value_type_video","#,
            r#""s:file_ext_key_uri":"linnet/0123","#,
            r#""s:file_ext_key_video_cover_uri":"linnet/4567","s:file_ext_key_video_cover_url":"","#,
            r#""s:file_ext_key_video_duration":"42.600","s:file_ext_key_video_height":"1080","#,
            r#""s:file_ext_key_video_width":"1920"},"#,
            r#""length":3355443,"md5":"900150983cd24fb0d6963f7d28e17f72","#,
            r#""mime":"video/mp4","remoteURL":"","type":"video"}},"text":"look \"here\" 🐦"}"#
        );
        let content = VideoContent {
            address: String::new(),
            cover_address: String::new(),
            ..clip()
        };
        assert_eq!(content.to_json(), golden);
        // Without a cover none is named.
        let bare = VideoContent {
            cover: String::new(),
            cover_address: String::new(),
            ..clip()
        };
        assert!(!bare.to_json().contains("cover"));
        assert_eq!(
            (bare.cover_id(), VideoContent::parse(&bare.to_json())),
            (None, Some(bare))
        );
    }

    #[test]
    fn bobs_video_says_how_long_it_is() {
        let hosted = r#"{"__files":{"media":{"type":"video","remoteURL":"https://a/b","length":3355443,
            "ext":{"s:file_ext_key_video_duration":"42.6","s:file_ext_key_vid":"v1",
            "s:file_ext_key_video_cover_uri":"c1","s:file_ext_key_original_width":"640",
            "s:file_ext_key_original_height":"360"}}}}"#;
        for message_type in [TYPE, NEWER_TYPE] {
            let video = read(message_type, hosted, &[]).unwrap();
            assert_eq!((video.duration, video.bytes), (42_600, 3_355_443));
            assert_eq!((video.width, video.height), (640, 360));
            assert_eq!((video.uri.as_str(), video.cover.as_str()), ("v1", "c1"));
        }
        // The facts may stand in the entries of the message instead.
        let plain = r#"{"__files":{"media":{"remoteURL":"https://a/b"}}}"#;
        let ext = [
            ("duration", "7"),
            ("original_width", "320"),
            ("original_height", "240"),
        ];
        let video = read(TYPE, plain, &ext).unwrap();
        assert_eq!(
            (video.duration, video.width, video.height),
            (7_000, 320, 240)
        );
        assert_eq!(video.cover_id(), None);
    }

    #[test]
    fn what_cannot_be_true_is_left_out_and_what_is_no_video_is_not_one() {
        for seconds in ["-1", "NaN", "inf", "1e300", "", "soon", "99999999"] {
            let hostile = format!(
                r#"{{"remoteURL":"https://a/b","mime":"text/html","ext":{{
                "s:file_ext_key_video_duration":"{seconds}","s:file_ext_key_video_width":"-5",
                "s:file_ext_key_video_height":1e300,"s:file_ext_key_video_cover_url":"javascript:alert(1)",
                "s:file_ext_key_file_name":"../../\u202e4pm.exe"}}}}"#
            );
            let video = read(TYPE, &hostile, &[("original_width", "99999999")]).unwrap();
            assert_eq!(
                (video.duration, video.width, video.height),
                (0, 0, 0),
                "{seconds}"
            );
            assert_eq!(
                (video.mime.as_str(), video.cover_address.as_str()),
                ("", "")
            );
            assert_eq!(video.name, "4pm.exe");
        }
        for none in [
            "",
            "{}",
            "[]",
            r#"{"__files":{"media":{"length":5}}}"#,
            r#"{"text":"x"}"#,
        ] {
            assert_eq!(read(TYPE, none, &[]), None, "{none}");
        }
    }
}
