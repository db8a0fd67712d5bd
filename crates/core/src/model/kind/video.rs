//! A video: how long it is and its size. It cannot be played here yet.

use linnet_proto::keys::file;
use serde::Serialize;

use super::{Content, Kind, Noun, Raw, Shown};
use crate::error::LocalText;
use crate::model::file_entry::{FileEntry, duration};

/// Key of the duration in the entries of the message, where the file entry has none (protocol: content, section 4).
const DURATION: &str = "duration";

/// A video at the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct Video {
    /// How long it plays; 0 when not known.
    pub seconds: u32,
    /// Size; 0 when not known.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    let content = raw.object()?;
    let entry = FileEntry::of(&content).filter(FileEntry::names_a_file)?;
    let seconds = match duration(&entry.ext_text(file::VIDEO_DURATION)) {
        0 => raw.ext.get(DURATION).map_or(0, |text| duration(text)),
        known => known,
    };
    Some(Content::Shown(Shown::Video(Video {
        seconds,
        bytes: entry.bytes(),
    })))
}

impl Kind for Video {
    fn noun(&self) -> Noun {
        Noun::Video
    }

    fn preview(&self) -> &str {
        ""
    }

    fn notification(&self) -> LocalText {
        LocalText::named("视频", "Video", "")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use linnet_proto::choices::VIDEO_V2;

    use super::super::{parse, shown};
    use super::*;

    fn video(seconds: u32, bytes: u64) -> Option<Shown> {
        Some(Shown::Video(Video { seconds, bytes }))
    }

    #[test]
    fn bobs_video_says_how_long_it_is() {
        let hosted = r#"{"__files":{"media":{"type":"video","remoteURL":"https://a/b","length":3355443,
            "ext":{"s:file_ext_key_video_duration":"42.6","s:file_ext_key_vid":"v1"}}}}"#;
        assert_eq!(shown(10004, hosted), video(43, 3_355_443));
        assert_eq!(shown(VIDEO_V2, hosted), video(43, 3_355_443));
        // The duration may stand in the entries of the message instead.
        let plain = r#"{"__files":{"media":{"remoteURL":"https://a/b"}}}"#;
        let ext = BTreeMap::from([("duration".to_owned(), "7".to_owned())]);
        assert_eq!(
            parse(10004, plain, &ext),
            Content::Shown(video(7, 0).unwrap())
        );
    }

    #[test]
    fn what_cannot_be_true_is_left_out_and_what_is_no_video_is_not_one() {
        for seconds in ["-1", "NaN", "inf", "1e300", "", "soon", "99999999"] {
            let hostile = format!(
                r#"{{"remoteURL":"https://a/b","ext":{{"s:file_ext_key_video_duration":"{seconds}"}}}}"#
            );
            assert_eq!(shown(10004, &hostile), video(0, 0), "{seconds}");
        }
        for none in ["", "{}", r#"{"__files":{"media":{"length":5}}}"#] {
            assert_eq!(shown(10004, none), None, "{none}");
        }
    }
}
