//! What the list is ordered, counted and filtered by. Triggers keep it in a table of narrow rows, so that a list of ten
//! thousand conversations is put in order without reading its lines.

use rusqlite::{OptionalExtension, Row};

use crate::error::Result;
use crate::model::conversation::{ConversationKind, kind};
use crate::store::Snapshot;
use crate::store::change::Cid;

/// Bits of `facts`, as the view `list_key_now` puts them together.
const PINNED: i64 = 2;
const MUTED: i64 = 4;
const ARCHIVED: i64 = 8;
const MENTIONED: i64 = 16;
const MARKED_UNREAD: i64 = 32;
const FAVOURITE: i64 = 64;
const DRAFT: i64 = 128;
const FILLED: i64 = 256;

/// Those that stand in the list: the lowest bit.
const ALL: &str = "SELECT conversation, facts, kind, peer, unread, pin_order, sort_time, short_id, folders FROM list_key
     WHERE facts & 1";
const ONE: &str = "SELECT conversation, facts, kind, peer, unread, pin_order, sort_time, short_id, folders FROM list_key
     WHERE conversation = ?1 AND facts & 1";

/// Of a conversation that stands in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Row.
    pub cid: Cid,
    facts: i64,
    /// Kind.
    pub kind: ConversationKind,
    /// The other person of a 1:1; 0 when there is none.
    pub peer: i64,
    /// Messages not read.
    pub unread: u32,
    /// Where it stands among the pinned ones, higher ones first.
    pub pin_order: i64,
    /// Time sorted by.
    pub sort_time: i64,
    /// Id at the server.
    pub short_id: i64,
    /// Ids of its folders, separated by commas.
    folders: String,
}

impl Key {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            cid: Cid(row.get(0)?),
            facts: row.get(1)?,
            kind: kind(row.get(2)?),
            peer: row.get(3)?,
            unread: u32::try_from(row.get::<_, i64>(4)?).unwrap_or(0),
            pin_order: row.get(5)?,
            sort_time: row.get(6)?,
            short_id: row.get(7)?,
            folders: row.get(8)?,
        })
    }

    /// Stays on top.
    pub fn pinned(&self) -> bool {
        self.facts & PINNED != 0
    }

    /// Makes no notification.
    pub fn muted(&self) -> bool {
        self.facts & MUTED != 0
    }

    /// Stands among the archived ones.
    pub fn archived(&self) -> bool {
        self.facts & ARCHIVED != 0
    }

    /// Something unread calls the person.
    pub fn mentioned(&self) -> bool {
        self.facts & MENTIONED != 0
    }

    /// Among the favourites.
    pub fn favourite(&self) -> bool {
        self.facts & FAVOURITE != 0
    }

    /// Something was typed, attached or recorded and not sent.
    pub fn draft(&self) -> bool {
        self.facts & DRAFT != 0
    }

    /// There is nothing to be seen in it, and nothing was written.
    pub fn empty(&self) -> bool {
        self.facts & (FILLED | DRAFT) == 0
    }

    /// What it counts as: its unread messages, and one when it has none and is marked.
    pub fn unread_or_marked(&self) -> u32 {
        self.unread.max(u32::from(self.facts & MARKED_UNREAD != 0))
    }

    /// Ids of its folders.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.split(',').filter(|id| !id.is_empty())
    }
}

/// Of every conversation in the list, in no order.
pub fn keys(snapshot: &Snapshot<'_>) -> Result<Vec<Key>> {
    let mut statement = snapshot.connection().prepare_cached(ALL)?;
    let rows = statement.query_map([], Key::of)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Of one conversation; none when it does not stand in the list.
pub fn key(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Option<Key>> {
    Ok(snapshot
        .connection()
        .prepare_cached(ONE)?
        .query_row([conversation.0], Key::of)
        .optional()?)
}
