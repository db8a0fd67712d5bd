//! A voice message: a recording at the server (protocol: content, sections 1 to 3).

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linnet_proto::choices::{EXT_WAVE, MAX_WAVE_BYTES};
use linnet_proto::im_proto::MessageType;
use linnet_proto::keys::{FILES, FILES_MEDIA, file};
use serde_json::{Map, Value, json};

use super::{Attached, Content, Raw};
use crate::error::LocalText;
use crate::model::MediaId;
use crate::model::file_entry::{FileEntry, milliseconds};
use crate::model::json;
use crate::model::picture::{ObjectKind, Remote, object_id};

/// `message_type` of what is sent.
pub(crate) const TYPE: i32 = MessageType::Audio as i32;

/// A recording as a message carries it. Empty and 0 mean: not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoiceContent {
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
    /// Name of the file, plain text, one line.
    pub name: String,
    /// How long it plays, in milliseconds.
    pub millis: u32,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    VoiceContent::parse(raw.content).map(|voice| Content::Voice(Box::new(voice)))
}

/// The recording that a message brings.
pub(super) fn attached(content: &str) -> Option<Attached> {
    let voice = VoiceContent::parse(content)?;
    Some(Attached {
        media: voice.media_id()?,
        remote: Remote {
            kind: ObjectKind::Audio,
            uri: voice.uri,
            app_id: voice.app_id,
            bytes: voice.bytes,
            md5: voice.md5,
        },
    })
}

/// Words of a notification.
pub(crate) fn notification() -> LocalText {
    LocalText::named("语音", "Voice message", "")
}

/// A wave form as a message carries it.
#[cfg(any(test, feature = "voice"))]
pub(crate) fn write_wave(wave: &[u8]) -> String {
    STANDARD.encode(wave.get(..MAX_WAVE_BYTES).unwrap_or(wave))
}

/// The wave form among the entries of a message; empty when there is none, or one that nobody writes.
pub(crate) fn wave_of(ext: &BTreeMap<String, String>) -> Vec<u8> {
    ext.get(EXT_WAVE)
        .filter(|text| text.len() <= MAX_WAVE_BYTES * 2)
        .and_then(|text| STANDARD.decode(text).ok())
        .filter(|wave| wave.len() <= MAX_WAVE_BYTES)
        .unwrap_or_default()
}

impl VoiceContent {
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
            (file::TYPE): file::VALUE_TYPE_AUDIO,
            (file::URI): self.uri,
            (file::SOURCE_APP_ID): self.app_id.to_string(),
            (file::NEED_ENCRYPT): "0",
            (file::FILE_NAME): self.name,
            (file::AUDIO_DURATION): seconds(self.millis),
        });
        let entry = json!({
            "type": "audio",
            "displayType": FILES_MEDIA,
            "remoteURL": self.address,
            "length": self.bytes,
            "md5": self.md5,
            "mime": "audio/ogg",
            "ext": ext,
        });
        json!({ (FILES): { (FILES_MEDIA): entry } }).to_string()
    }

    /// Reads the content of a voice message; none when there is no recording in it.
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
            millis: milliseconds(&entry.ext_text(file::AUDIO_DURATION)),
        })
    }
}

/// Seconds as text, with a fraction where there is one.
fn seconds(millis: u32) -> String {
    match millis % 1000 {
        0 => (millis / 1000).to_string(),
        rest => format!("{}.{rest:03}", millis / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bobs_voice_says_how_long_it_is() {
        let read = |content: &str| VoiceContent::parse(content).map(|voice| voice.millis);
        let hosted = r#"{"__files":{"media":{"type":"audio","remoteURL":"https://a/b",
            "ext":{"s:file_ext_key_audio_duration":"8.4"}}}}"#;
        assert_eq!(read(hosted), Some(8_400));
        let hostile = r#"{"remoteURL":"https://a/b","ext":{"s:file_ext_key_audio_duration":[1]}}"#;
        assert_eq!(read(hostile), Some(0));
        for none in [
            "",
            "la la",
            r#"{"text":"x"}"#,
            r#"{"__files":{"media":{}}}"#,
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_recording_is_written_as_hosted_clients_read_it() {
        let voice = VoiceContent {
            uri: "tos/1".to_owned(),
            app_id: 1,
            address: "https://a/b".to_owned(),
            bytes: 77,
            md5: "0".repeat(32),
            name: "voice.ogg".to_owned(),
            millis: 8_040,
        };
        let json = voice.to_json();
        assert_eq!(VoiceContent::parse(&json), Some(voice));
        let json: Value = serde_json::from_str(&json).unwrap();
        let entry = &json["__files"]["media"];
        assert_eq!(entry["type"], "audio");
        assert_eq!(
            entry["ext"]["s:file_ext_key_type"],
            "file_ext_value_type_audio"
        );
        assert_eq!(entry["ext"]["s:file_ext_key_audio_duration"], "8.040");
    }

    #[test]
    fn a_wave_form_is_bounded_whoever_wrote_it() {
        let ext = |text: &str| BTreeMap::from([(EXT_WAVE.to_owned(), text.to_owned())]);
        let wave = vec![1, 255, 0];
        assert_eq!(wave_of(&ext(&write_wave(&wave))), wave);
        assert_eq!(write_wave(&[7; 200]), write_wave(&[7; MAX_WAVE_BYTES]));
        for hostile in [
            "",
            "%%%",
            &STANDARD.encode([7; MAX_WAVE_BYTES + 1]),
            &"A".repeat(9_000),
        ] {
            assert_eq!(wave_of(&ext(hostile)), Vec::<u8>::new());
        }
    }
}
