//! What an answer says of the message it answers (protocol: content, section 6).

use linnet_proto::choices::MAX_HINT_CHARS;

use super::format;
use super::kind::{self, Content, Shown};
use super::line::one_line;
use super::signs::is_blank;

/// What is said of a quoted message, beside what is known of it here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// Server's id of the quoted message; never 0.
    pub message: i64,
    /// Words of it, as whoever answered had them. Whoever answers may write anything.
    pub hint: String,
    /// `message_type` of it; 0 when it is not known.
    pub kind: i32,
    /// How it stands: 0 there, 1 does not exist, 2 not for this person, 3 recalled, 4 deleted.
    pub state: i32,
    /// Who wrote it, as the server says; 0 when it does not.
    pub sender: i64,
    /// Server's id of the first message of the thread; 0 when it is not said.
    pub root: i64,
    /// Index of that one.
    pub root_index: i64,
}

/// [`Reference::state`] of a message that was withdrawn.
pub const RECALLED: i32 = 3;
/// [`Reference::state`] of a message that was deleted.
pub const DELETED: i32 = 4;

/// The words that an answer carries of what it quotes, for those who do not have it.
pub(crate) fn hint(content: &Content) -> String {
    let said = match content {
        Content::Text(words) => format::plain(words),
        Content::Notice(notice) => kind::notice::notification(&notice.words).zh,
        Content::Picture(picture) => kind::picture::notification(&picture.caption).zh,
        Content::File(file) => kind::file::notification(&file.name).zh,
        Content::Voice(_) => kind::voice::notification().zh,
        Content::Video(video) => kind::video::notification(&video.caption).zh,
        Content::Shown(shown) => Shown::notification(shown).zh,
    };
    match one_line(&said, MAX_HINT_CHARS) {
        blank if is_blank(&blank) => String::new(),
        line => line,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_hint_is_one_short_line_whatever_is_quoted() {
        let parse = |kind: i32, content: &str| kind::parse(kind, content, &BTreeMap::new());
        let words = hint(&parse(10001, r#"{"text":"  one\n\ntwo\t "}"#));
        assert_eq!(words, "one two");
        let long = kind::text::write(&"字".repeat(10_000));
        assert_eq!(hint(&parse(10001, &long)).chars().count(), MAX_HINT_CHARS);
        assert_eq!(hint(&parse(10001, r#"{"text":"\u200b"}"#)), "");
        assert!(hint(&parse(10005, "{}")).starts_with('['));
    }
}
