//! A voice message: how long it is. It cannot be played here yet.

use linnet_proto::keys::file;
use serde::Serialize;

use super::{Content, Kind, Noun, Raw, Shown};
use crate::error::LocalText;
use crate::model::file_entry::{FileEntry, duration};

/// A recording at the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Voice {
    /// How long it plays; 0 when not known.
    pub seconds: u32,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    let entry = FileEntry::of(&content).filter(FileEntry::names_a_file)?;
    Some(Content::Shown(Shown::Voice(Voice {
        seconds: duration(&entry.ext_text(file::AUDIO_DURATION)),
    })))
}

impl Kind for Voice {
    fn noun(&self) -> Noun {
        Noun::Voice
    }

    fn preview(&self) -> &str {
        ""
    }

    fn notification(&self) -> LocalText {
        LocalText::named("语音", "Voice message", "")
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    #[test]
    fn bobs_voice_says_how_long_it_is() {
        let hosted = r#"{"__files":{"media":{"type":"audio","remoteURL":"https://a/b",
            "ext":{"s:file_ext_key_audio_duration":"8.4"}}}}"#;
        assert_eq!(
            shown(10006, hosted),
            Some(Shown::Voice(Voice { seconds: 8 }))
        );
        let hostile = r#"{"remoteURL":"https://a/b","ext":{"s:file_ext_key_audio_duration":[1]}}"#;
        assert_eq!(
            shown(10006, hostile),
            Some(Shown::Voice(Voice { seconds: 0 }))
        );
        for none in [
            "",
            "la la",
            r#"{"text":"x"}"#,
            r#"{"__files":{"media":{}}}"#,
        ] {
            assert_eq!(shown(10006, none), None, "{none}");
        }
    }
}
