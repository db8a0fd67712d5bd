//! Messages of another conversation as one card (own choice; protocol: own choices, section 5). Who passes them on writes
//! what they say, and may write anything: nothing of it is taken for what somebody has really said.

use linnet_proto::{choices, keys};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Attached, Content, Kind, Noun, Raw, Shown, words};
use crate::error::LocalText;
use crate::model::line::one_line;
use crate::model::picture::{MAX_BYTES, MAX_SIDE, ObjectKind, Remote, is_local, object_id};
use crate::model::signs::{is_blank, without_direction};
use crate::model::{MediaId, json};

/// `message_type` of what is sent. A card that comes with another type is not read: its pictures would not be found
/// again when it is withdrawn.
pub(crate) const TYPE: i32 = choices::CUSTOM;

/// Lines that the card itself shows.
const LINES: usize = 4;
/// Longest line, in characters.
const LINE: usize = 80;
/// People that are named in the title.
const NAMES: usize = 2;
/// Longest object key, bytes.
const LONGEST_KEY: usize = 1_024;

/// A card with messages of another conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct History {
    /// They are of a group.
    pub group: bool,
    /// Who wrote them; the first two, and none of a group. Plain text, one line each.
    pub names: Vec<String>,
    /// How they begin.
    pub lines: Vec<HistoryLine>,
    /// How many there are.
    pub count: u32,
}

/// A message in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct HistoryLine {
    /// Who wrote it. Plain text, one line.
    pub name: String,
    /// What it is.
    pub kind: Noun,
    /// Its words, or the name of what it is. Plain text, one line; may be empty.
    pub text: String,
}

/// A message of the card, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who wrote it. Plain text, one line.
    pub name: String,
    /// Milliseconds since 1970; 0 when it is not known.
    pub time: i64,
    /// What it is.
    pub kind: Noun,
    /// Its words, or the name of what it is; may be empty.
    pub text: String,
    /// The picture it is.
    pub picture: Option<EntryPicture>,
}

/// A picture of the card: the object that was uploaded for its first message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryPicture {
    /// Where it is.
    pub remote: Remote,
    /// Pixels as shown; 0 when not known.
    pub width: u32,
    /// Pixels as shown.
    pub height: u32,
    /// Media type; empty when not known.
    pub mime: String,
    /// Base64 of a thumbhash; empty when there is none.
    pub thumbhash: String,
}

/// What is written: of a group or not, the people of the title, and the messages in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// They are of a group.
    pub group: bool,
    /// Who wrote them.
    pub names: Vec<String>,
    /// They.
    pub entries: Vec<Entry>,
}

impl Written {
    /// The content of the message.
    pub fn to_json(&self) -> String {
        let entries: Vec<Value> = self.entries.iter().map(Entry::to_json).collect();
        json!({
            "type": choices::HISTORY,
            "group": self.group,
            "names": self.names,
            "entries": entries,
        })
        .to_string()
    }

    /// Reads the content of a card; none when it is not one, or has nothing in it.
    pub fn parse(content: &str) -> Option<Self> {
        // Most custom messages are no card, and are not read.
        if !content.contains(choices::HISTORY) {
            return None;
        }
        let content: Map<String, Value> = json::read(content)?;
        if content.get("type").and_then(Value::as_str) != Some(choices::HISTORY) {
            return None;
        }
        let group = content.get("group").and_then(Value::as_bool) == Some(true);
        let names = content.get("names").and_then(Value::as_array);
        let names = names.into_iter().flatten().map(|name| words(Some(name)));
        let entries = content.get("entries")?.as_array()?;
        let entries: Vec<Entry> = entries
            .iter()
            .take(choices::MAX_HISTORY_ENTRIES)
            .filter_map(|entry| Entry::parse(entry.as_object()?))
            .collect();
        (!entries.is_empty()).then(|| Self {
            group,
            names: names
                .filter(|name| !name.is_empty())
                .take(if group { 0 } else { NAMES })
                .collect(),
            entries,
        })
    }
}

impl Entry {
    fn to_json(&self) -> Value {
        let mut entry = json!({
            "name": self.name,
            "time": self.time,
            "kind": self.kind,
            (keys::TEXT): self.text,
        });
        if let (Some(picture), Some(entry)) = (&self.picture, entry.as_object_mut()) {
            let picture = json!({
                "uri": picture.remote.uri,
                "app_id": picture.remote.app_id,
                "bytes": picture.remote.bytes,
                "md5": picture.remote.md5,
                "width": picture.width,
                "height": picture.height,
                "mime": picture.mime,
                "thumbhash": picture.thumbhash,
            });
            entry.insert("picture".to_owned(), picture);
        }
        entry
    }

    /// None for what says nothing at all.
    fn parse(entry: &Map<String, Value>) -> Option<Self> {
        let kind = entry.get("kind").and_then(Value::as_str).unwrap_or("text");
        let kind = Noun::of_name(kind).unwrap_or(Noun::Unsupported);
        let text = entry.get(keys::TEXT).and_then(Value::as_str);
        let text = text.filter(|text| !is_blank(text)).unwrap_or_default();
        let picture = entry.get("picture").and_then(Value::as_object);
        let picture = picture.and_then(EntryPicture::parse);
        if kind == Noun::Text && text.is_empty() {
            return None;
        }
        Some(Self {
            name: words(entry.get("name")),
            time: entry.get("time").and_then(Value::as_i64).unwrap_or(0),
            kind,
            text: text.to_owned(),
            picture: picture.filter(|_| kind == Noun::Picture),
        })
    }
}

impl EntryPicture {
    fn parse(picture: &Map<String, Value>) -> Option<Self> {
        let text = |key: &str| picture.get(key).and_then(Value::as_str).unwrap_or_default();
        let number = |key: &str| picture.get(key).and_then(Value::as_u64).unwrap_or(0);
        let side = |key: &str| {
            let side = u32::try_from(number(key)).unwrap_or(0);
            if side <= MAX_SIDE { side } else { 0 }
        };
        let uri = text("uri");
        if uri.is_empty() || uri.len() > LONGEST_KEY || is_local(uri) {
            return None;
        }
        let md5 = text("md5");
        let hex = md5.len() == 32 && md5.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mime = text("mime");
        let is_picture = mime.starts_with("image/") && mime.len() < 64;
        let thumbhash = text("thumbhash");
        Some(Self {
            remote: Remote {
                kind: ObjectKind::Picture,
                uri: uri.to_owned(),
                app_id: i32::try_from(number("app_id")).unwrap_or(0),
                bytes: Some(number("bytes"))
                    .filter(|bytes| *bytes <= MAX_BYTES)
                    .unwrap_or(0),
                md5: if hex {
                    md5.to_ascii_lowercase()
                } else {
                    String::new()
                },
            },
            width: side("width"),
            height: side("height"),
            mime: if is_picture {
                mime.to_owned()
            } else {
                String::new()
            },
            thumbhash: if thumbhash.len() <= 64 {
                thumbhash.to_owned()
            } else {
                String::new()
            },
        })
    }

    /// The id that leads to it.
    pub fn media(&self) -> MediaId {
        object_id(&self.remote.uri)
    }
}

pub(super) fn read(raw: &Raw<'_>) -> Option<Content> {
    if raw.message_type != TYPE {
        return None;
    }
    let written = Written::parse(raw.content)?;
    let lines = written.entries.iter().take(LINES).map(|entry| HistoryLine {
        name: entry.name.clone(),
        kind: entry.kind,
        text: one_line(&without_direction(&entry.text), LINE),
    });
    Some(Content::Shown(Shown::History(History {
        group: written.group,
        lines: lines.collect(),
        count: u32::try_from(written.entries.len()).unwrap_or(0),
        names: written.names,
    })))
}

/// The pictures of a card.
pub(super) fn attached(content: &str) -> Vec<Attached> {
    let written = Written::parse(content);
    let entries = written.map(|written| written.entries).unwrap_or_default();
    let pictures = entries.into_iter().filter_map(|entry| entry.picture);
    pictures
        .map(|picture| Attached {
            media: picture.media(),
            remote: picture.remote,
        })
        .collect()
}

impl Kind for History {
    fn noun(&self) -> Noun {
        Noun::History
    }

    fn preview(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn notification(&self) -> LocalText {
        LocalText::named("聊天记录", "Chat history", &self.names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use super::*;

    fn talk() -> Written {
        Written {
            group: false,
            names: vec!["Alice".to_owned(), "王小明".to_owned()],
            entries: vec![
                Entry {
                    name: "Alice".to_owned(),
                    time: 1_700_000_000_000,
                    kind: Noun::Text,
                    text: "two\nlines".to_owned(),
                    picture: None,
                },
                Entry {
                    name: "王小明".to_owned(),
                    time: 1_700_000_001_000,
                    kind: Noun::Picture,
                    text: "赤胸朱顶雀".to_owned(),
                    picture: Some(EntryPicture {
                        remote: Remote {
                            kind: ObjectKind::Picture,
                            uri: "linnet/0123".to_owned(),
                            app_id: 1,
                            bytes: 4_200_000,
                            md5: "900150983cd24fb0d6963f7d28e17f72".to_owned(),
                        },
                        width: 4_000,
                        height: 3_000,
                        mime: "image/jpeg".to_owned(),
                        thumbhash: "YTkGJwaRhWUIt4lbgnhZl3ath2BUBGYA".to_owned(),
                    }),
                },
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_stays_the_same() {
        let written = talk().to_json();
        assert_eq!(Written::parse(&written), Some(talk()));
        let golden = concat!(
            r#"{"entries":[{"kind":"text","name":"Alice","text":"two\nlines","time":1700000000000},"#,
            r#"{"kind":"picture","name":"王小明","picture":{"app_id":1,"bytes":4200000,"height":3000,"#,
            r#""md5":"900150983cd24fb0d6963f7d28e17f72","mime":"image/jpeg","#,
            r#""thumbhash":"YTkGJwaRhWUIt4lbgnhZl3ath2BUBGYA","uri":"linnet/0123","width":4000},"#,
            r#""text":"赤胸朱顶雀","time":1700000001000}],"group":false,"names":["Alice","王小明"],"#,
            r#""type":"linnet_history"}"#
        );
        assert_eq!(written, golden);
    }

    #[test]
    fn the_card_says_how_the_messages_begin() {
        let Some(Shown::History(card)) = shown(TYPE, &talk().to_json()) else {
            panic!("no card");
        };
        assert_eq!((card.count, card.names.len()), (2, 2));
        assert_eq!(card.lines[0].text, "two lines");
        assert_eq!(card.lines[1].kind, Noun::Picture);
        let group = Written {
            group: true,
            ..talk()
        };
        let Some(Shown::History(card)) = shown(TYPE, &group.to_json()) else {
            panic!("no card");
        };
        assert_eq!(
            card.names,
            Vec::<String>::new(),
            "people of a group are not named"
        );
        assert_eq!(attached(&talk().to_json()).len(), 1);
    }

    #[test]
    fn what_a_stranger_writes_is_bounded_and_names_no_file_of_this_computer() {
        let entry = r#"{"name":"\u202eBob","kind":"text","text":"x","time":1}"#;
        let many = vec![entry; 500].join(",");
        let many = format!(r#"{{"type":"linnet_history","names":5,"entries":[{many}]}}"#);
        let read = Written::parse(&many).unwrap();
        assert_eq!(read.entries.len(), choices::MAX_HISTORY_ENTRIES);
        assert_eq!(read.entries[0].name, "Bob");
        let bad = r#"{"type":"linnet_history","entries":[{"kind":"picture","time":"x","picture":
            {"uri":"local:abc","width":-5}},{"kind":"hologram"},{"kind":"text","text":" "},7,
            {"kind":"picture","picture":{"uri":"k","width":99999999,"mime":"text/html","md5":"zz","bytes":1e300}}]}"#;
        let read = Written::parse(bad).unwrap();
        assert_eq!(read.entries.len(), 3);
        assert_eq!(read.entries[0].picture, None);
        assert_eq!(read.entries[1].kind, Noun::Unsupported);
        let picture = read.entries[2].picture.as_ref().unwrap();
        assert_eq!((picture.width, picture.remote.bytes), (0, 0));
        assert_eq!(
            (picture.mime.as_str(), picture.remote.md5.as_str()),
            ("", "")
        );
        for none in [
            "",
            "linnet_history",
            r#"{"type":"linnet_history"}"#,
            r#"{"type":"linnet_history","entries":[]}"#,
            r#"{"type":"linnet_history","entries":[{"kind":"text","text":"\u200b"}]}"#,
            r#"{"type":5,"text":"linnet_history","entries":[{"text":"x"}]}"#,
        ] {
            assert_eq!(Written::parse(none), None, "{none}");
        }
        assert_eq!(
            shown(10009, &talk().to_json()),
            None,
            "of another type it is no card"
        );
    }
}
