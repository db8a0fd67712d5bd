//! Where bytes of strangers come in, as functions of the bytes alone: for the fuzzer (feature `fuzzing`,
//! `tests/fuzz`) and for the property tests beside it. What must hold is asserted here, so both check the same.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use linnet_proto::frame::{self, Limits};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::config::{DatabaseKey, SystemClock};
use crate::error::{Error, Result};
use crate::model::album;
use crate::model::content;
use crate::model::conversation::{ConversationInfo, ConversationRef};
use crate::model::kind::file::FileContent;
use crate::model::kind::picture::PictureContent;
use crate::model::kind::video::VideoContent;
use crate::model::kind::{self, Content};
use crate::model::message::Incoming;
use crate::model::{ConversationId, UserId};
use crate::store::{Cid, Snapshot, Store, Tx, conversation, range};
use crate::sync::apply;
use crate::sync::fuzzing as sync;
use crate::sync::history::Gap;
use crate::view::row::{Block, Inline, TimelineRow};
use crate::view::{paint, timeline};

const ALICE: UserId = UserId(10001);
const BOB: UserId = UserId(10009);
/// More rows than a window reads at first would be a window without a limit.
const FIRST_ROWS: usize = 200;

/// Alice's account with a short history, on a real database in a temporary folder. What is applied is looked at and
/// rolled back, so each input meets the same state.
pub struct Account {
    runtime: Runtime,
    store: Store,
    _folder: TempDir,
}

impl Account {
    /// Makes the account.
    ///
    /// # Errors
    /// No temporary folder, or what SQLite says.
    pub fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let store = Store::open(
            folder.path(),
            &DatabaseKey::random(),
            ALICE,
            Arc::new(SystemClock),
        )?;
        runtime.block_on(store.write(|tx| {
            let messages = (1..=5).chain(9..=10).map(message).collect();
            apply::load_page(tx, &[chat()], messages)
        }))?;
        Ok(Self {
            runtime,
            store,
            _folder: folder,
        })
    }

    /// Takes `bytes` as an answer or a push of the server, twice, and paints what came of it.
    ///
    /// # Errors
    /// The database does not work.
    pub fn receive(&self, bytes: &[u8]) -> Result<()> {
        let Ok(response) = frame::response(bytes, &Limits::default()) else {
            return Ok(());
        };
        let tried = self.store.write(move |tx| {
            for _ in 0..2 {
                let gaps = look(tx)?;
                if sync::apply(tx, response.clone(), &gaps).is_err() {
                    // Refused as a whole: nothing of it stays.
                    break;
                }
                tx.finish()?;
            }
            look(tx)?;
            Err::<(), _>(Error::Cancelled)
        });
        match self.runtime.block_on(tried) {
            Err(Error::Cancelled) => Ok(()),
            other => other,
        }
    }
}

fn chat() -> ConversationInfo {
    ConversationInfo {
        conversation: ConversationRef {
            id: ConversationId::from("0:1:10001:10009"),
            short_id: 7_300_000_000_000_000_001,
            kind: 1,
        },
        inbox: 0,
        ticket: Some("ticket".to_owned()),
        member: Some(true),
        member_count: Some(2),
        badge_count: None,
        core: None,
        settings: None,
        members: Vec::new(),
        members_complete: false,
    }
}

fn message(index: i64) -> Incoming {
    Incoming {
        conversation: chat().conversation,
        server_id: 7_300_000_000_000_000_122 + index,
        index,
        order: index,
        kind: kind::text::TYPE,
        sender: BOB,
        content: kind::text::write("hello"),
        ext: BTreeMap::from([("s:client_message_id".to_owned(), format!("bob-{index}"))]),
        created: 1_763_800_000_000 + index,
        version: 1,
        status: 0,
        reactions: Vec::new(),
        quote: None,
    }
}

/// Paints the list and every conversation, checks what must hold, and answers the gaps that would be asked for.
fn look(tx: &Tx<'_>) -> Result<Vec<(Cid, Gap)>> {
    let snapshot = tx.snapshot();
    let mut gaps = Vec::new();
    for stored in conversation::all(&snapshot)? {
        let row = paint::conversation_row(ALICE, &stored);
        assert_eq!(row.id, stored.conversation.id);
        check_ranges(&snapshot, stored.cid)?;
        let (rows, missing) = timeline::first_rows(&snapshot, stored.cid, ALICE, tx.now())?;
        let messages: Vec<&str> = rows
            .iter()
            .filter_map(|row| match row {
                TimelineRow::Message(message) => Some(message.id.as_str()),
                _ => None,
            })
            .collect();
        assert!(messages.len() <= FIRST_ROWS);
        let ids: HashSet<&str> = messages.iter().copied().collect();
        assert_eq!(ids.len(), messages.len(), "a row stands twice");
        assert!(missing.iter().all(|gap| gap.lo <= gap.hi), "{missing:?}");
        gaps.extend(missing.into_iter().map(|gap| (stored.cid, gap)));
        // A question nobody needs to ask now, and a hostile server may still answer.
        let (lo, hi) = (6, 8);
        gaps.push((
            stored.cid,
            Gap {
                lo,
                hi,
                bounded: true,
            },
        ));
    }
    Ok(gaps)
}

/// Invariant 4: completeness is a set of ranges, in order and apart.
fn check_ranges(snapshot: &Snapshot<'_>, cid: Cid) -> Result<()> {
    let ranges = range::list(snapshot, cid)?;
    for range in &ranges {
        assert!(0 <= range.lo && range.lo <= range.hi, "{ranges:?}");
    }
    for (low, high) in ranges.iter().zip(ranges.iter().skip(1)) {
        assert!(low.hi < high.lo, "{ranges:?}");
        assert!(low.gone != high.gone || low.hi + 1 < high.lo, "{ranges:?}");
    }
    Ok(())
}

/// Longest row of a kind that is only shown, bytes of JSON: a hundred of them go to the page at once.
const MAX_SHOWN: usize = 16 * 1024;

/// Parts of a formatted text, and elements around them.
const MAX_PARTS: usize = 1_000;

/// Takes `bytes` as the content of a message of every kind, and as its entries.
pub fn content(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let ext = content::ext(&text);
    album::of_message(&ext);
    // Every type that is read in its own way, and one that is not.
    for message_type in (10_001..=10_020).chain([1, 8, 80_001]) {
        let read = kind::parse(message_type, &text, &ext);
        // Words are never longer than what they came in, so no content grows without limit.
        let bounded = matches!(read, Content::Shown(_));
        assert!(bounded || read.preview().len() <= text.len());
        match read {
            Content::Text(words) => {
                let written = kind::text::write(&words);
                let again = kind::parse(kind::text::TYPE, &written, &BTreeMap::new());
                assert_eq!(again, Content::Text(words));
            }
            Content::Picture(picture) => check_picture(&picture),
            Content::File(file) => check_file(&file),
            Content::Voice(voice) => {
                assert!(!voice.name.contains(['/', '\\', '\0']), "a name is no path");
                if voice.media_id().is_some() {
                    let again = kind::voice::VoiceContent::parse(&voice.to_json());
                    assert_eq!(again.as_ref(), Some(&*voice));
                }
            }
            Content::Video(video) => check_video(&video),
            Content::Notice(_) => {}
            Content::Shown(shown) => {
                let row = serde_json::to_string(&shown).unwrap_or_default();
                assert!(!row.is_empty() && row.len() <= MAX_SHOWN);
            }
        }
    }
}

/// Takes `bytes` as a text and reads how it is formatted: nothing is added to it, and the tree is bounded.
pub fn formatted(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let blocks = crate::model::format::read(&text);
    let row = serde_json::to_string(&blocks).unwrap_or_default();
    let parts = row.matches("\"kind\":").count();
    assert!(parts <= MAX_PARTS, "{parts} parts");
    let shown: usize = blocks.iter().map(bytes_of).sum();
    assert!(shown <= text.len(), "words were added");
    // A list of nothing but points has a sign and a line for each.
    let plain = crate::model::format::plain(&text);
    assert!(
        plain.len() <= 4 * text.len(),
        "the line grows without limit"
    );
}

/// Bytes of the words of a block.
fn bytes_of(block: &Block) -> usize {
    fn inline(part: &Inline) -> usize {
        match part {
            Inline::Words { text, .. } | Inline::Code { text } => text.len(),
            Inline::Bold { parts } | Inline::Italic { parts } | Inline::Struck { parts } => {
                parts.iter().map(inline).sum()
            }
        }
    }
    match block {
        Block::Lines { parts } => parts.iter().map(inline).sum(),
        Block::CodeBlock { language, text } => language.len() + text.len(),
        Block::Quoted { blocks } => blocks.iter().map(bytes_of).sum(),
        Block::List { items, .. } => items.iter().flatten().map(bytes_of).sum(),
    }
}

/// What was read from a stranger's content can be written and reads the same again.
fn check_picture(picture: &PictureContent) {
    for address in [
        &picture.addresses.original,
        &picture.addresses.preview,
        &picture.addresses.thumb,
    ] {
        let web = address.starts_with("https://") || address.starts_with("http://");
        assert!(address.is_empty() || web);
    }
    assert!(
        !picture.name.contains(['/', '\\', '\0']),
        "a name is no path"
    );
    picture.media_id();
    let again = PictureContent::parse(&picture.to_json());
    assert_eq!(again.as_ref(), Some(picture));
}

fn check_file(file: &FileContent) {
    let web = file.address.starts_with("https://") || file.address.starts_with("http://");
    assert!(file.address.is_empty() || web);
    assert!(!file.name.contains(['/', '\\', '\0']), "a name is no path");
    file.media_id();
    // Without an address or key it may still be an encrypted one, which is written as none.
    if file.media_id().is_some() {
        let again = FileContent::parse(&file.to_json());
        assert_eq!(again.as_ref(), Some(file));
    }
}

fn check_video(video: &VideoContent) {
    for address in [&video.address, &video.cover_address] {
        let web = address.starts_with("https://") || address.starts_with("http://");
        assert!(address.is_empty() || web);
    }
    assert!(!video.name.contains(['/', '\\', '\0']), "a name is no path");
    video.cover_id();
    if video.media_id().is_some() {
        let again = VideoContent::parse(&video.to_json());
        let written = VideoContent {
            // Without its key the address of a cover leads nowhere, and is not written.
            cover_address: match video.cover.is_empty() {
                true => String::new(),
                false => video.cover_address.clone(),
            },
            ..video.clone()
        };
        assert_eq!(again.as_ref(), Some(&written));
    }
}

/// Takes `bytes` as the head of a video somebody chose: everything the worker does with it.
#[cfg(feature = "multimedia")]
pub fn video(bytes: &[u8]) {
    crate::media::take_video_apart(bytes);
}

/// Takes `bytes` as a file somebody sent: everything the worker does with it. Its limit on pixels is made smaller so
/// that a fuzzer does not spend its time with large pictures; everything else is as in the worker.
#[cfg(feature = "multimedia")]
pub fn picture(bytes: &[u8]) {
    const PIXELS: u64 = 1 << 20;
    crate::media::take_apart(bytes, PIXELS);
}

/// Takes `bytes` as a recording somebody sent, as the worker does.
#[cfg(feature = "voice")]
pub fn voice(bytes: &[u8]) {
    use linnet_proto::choices::MAX_WAVE_BYTES;

    if let Ok((samples, wave)) = crate::media::voice::decode(bytes) {
        assert!(!samples.is_empty() && wave.len() <= MAX_WAVE_BYTES);
    }
}

#[cfg(test)]
mod tests;
