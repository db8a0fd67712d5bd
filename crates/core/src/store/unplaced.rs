//! Own messages that are at the server and whose place is not known: rows of `meta`, because there are few of them and
//! never for long. First one waits for the inbox to tell it; when that was read to its end and did not, it is asked for.

use rusqlite::{OptionalExtension, params};

use super::message::{AWAITING, State};
use super::{Change, Cid, Mid, Snapshot, Tx, conversation, message, meta, outbox};
use crate::error::Result;
use crate::model::MessageKey;
use crate::model::conversation::ConversationRef;

/// Start of the key; the number of the message follows, and the value says why its place is asked for.
const PREFIX: &str = "unplaced:";

/// Start of the key of those that the inbox is to tell; the value is how far the history was cleared when the answer came.
const AWAITED: &str = "awaited:";

/// Those that one reading of the inbox settles; the next one goes on.
const ROUND: i64 = 256;

/// No conversation has more messages, and ids of a server are larger.
const LARGEST_INDEX: i64 = 1 << 40;

/// Why a place is asked for. It decides what it means when the server does not have the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was sent more than once, or before the inbox was known: its entry may lie before what is read of it.
    Repeated,
    /// The inbox was read to its end and did not tell, and the history was not cleared until then.
    NotTold {
        /// How far it was cleared when the answer came.
        cleared: i64,
    },
    /// The server was set back since: when it does not know the message, it has lost it.
    SetBack,
}

impl Why {
    fn value(self) -> i64 {
        match self {
            Self::Repeated => 0,
            Self::NotTold { cleared } => cleared.saturating_add(1),
            Self::SetBack => -1,
        }
    }

    /// Larger numbers than an index has are ids of the server, which stood here once.
    fn of(value: i64) -> Self {
        match value {
            ..=-1 => Self::SetBack,
            1..=LARGEST_INDEX => Self::NotTold { cleared: value - 1 },
            _ => Self::Repeated,
        }
    }
}

/// A message whose place is to be asked for.
#[derive(Debug, Clone)]
pub struct Unplaced {
    /// Which.
    pub message: Mid,
    /// What is asked; none when its place is known by now.
    pub asked: Option<Asked>,
    /// Why.
    pub why: Why,
}

/// What the server is asked about.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The conversation's row here.
    pub cid: Cid,
    /// Its conversation.
    pub conversation: ConversationRef,
    /// Its id for people.
    pub key: MessageKey,
    /// Its id at the server.
    pub server_id: i64,
    /// The person is a member, as far as is known here.
    pub member: bool,
    /// How far the history was cleared.
    pub cleared: i64,
}

/// The place of this message is to be asked for, unless it is known.
pub fn note(tx: &mut Tx<'_>, message: Mid, why: Why) -> Result<()> {
    let noted = tx
        .connection()
        .prepare_cached(
            "INSERT INTO meta (key, value) SELECT ?1, ?2 FROM message WHERE id = ?3 AND place = ?4
             ON CONFLICT (key) DO UPDATE SET value = min(value, ?2)",
        )?
        .execute(params![
            key(PREFIX, message),
            why.value(),
            message.0,
            AWAITING
        ])?;
    if noted > 0 {
        tx.change(Change::Wanted);
    }
    Ok(())
}

/// The inbox is to tell the place of this message.
pub fn wait(tx: &mut Tx<'_>, conversation: Cid, message: Mid) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "INSERT OR REPLACE INTO meta (key, value)
             SELECT ?1, c.min_index FROM message m JOIN conversation c ON c.id = ?2 WHERE m.id = ?3 AND m.place = ?4",
        )?
        .execute(params![
            key(AWAITED, message),
            conversation.0,
            message.0,
            AWAITING
        ])?;
    Ok(())
}

/// Messages that the inbox is to tell, with how far the history was cleared when their answer came.
pub fn awaited(snapshot: &Snapshot<'_>) -> Result<Vec<(Mid, i64)>> {
    let waiting = meta::numbered(snapshot, AWAITED, ROUND)?.into_iter();
    Ok(waiting.map(|(id, cleared)| (Mid(id), cleared)).collect())
}

/// The inbox was read to its end since these were [`awaited`]: whose place it did not tell is asked for.
pub fn read_to_the_end(tx: &mut Tx<'_>, awaited: &[(Mid, i64)]) -> Result<()> {
    for (message, cleared) in awaited {
        meta::unset(tx.connection(), &key(AWAITED, *message))?;
        let waits: Option<i64> = tx
            .connection()
            .prepare_cached(
                "SELECT c.min_index FROM message m JOIN conversation c ON c.id = m.conversation
                 WHERE m.id = ?1 AND m.place = ?2 AND m.server_id <> 0 AND m.hidden = 0",
            )?
            .query_row([message.0, AWAITING], |row| row.get(0))
            .optional()?;
        let why = match waits {
            Some(min_index) if min_index <= *cleared => Why::NotTold { cleared: *cleared },
            Some(_) => Why::Repeated,
            None => continue,
        };
        note(tx, *message, why)?;
    }
    Ok(())
}

/// It need not be asked for any more.
pub fn settle(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    meta::unset(tx.connection(), &key(PREFIX, message))
}

/// The place behind which a message stands that has none: that of the last one that was at the server before it. Ids of a
/// server grow.
pub(super) fn place_of_age(tx: &Tx<'_>, message: Mid) -> Result<i64> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT coalesce(max(older.place), 0) FROM message this JOIN message older
               ON older.conversation = this.conversation AND older.server_id < this.server_id
             WHERE this.id = ?1 AND older.message_index > 0 AND older.place < ?2",
        )?
        .query_row([message.0, AWAITING], |row| row.get(0))?)
}

/// Its place will never be known, because the server keeps it no more: it stands behind what is here and was at the
/// server before it.
pub fn place_by_age(tx: &mut Tx<'_>, conversation: Cid, message: Mid) -> Result<()> {
    let place = place_of_age(tx, message)?;
    let placed = tx
        .connection()
        .prepare_cached(
            "UPDATE message SET state = ?3, place = ?2, tier = 1, follows = ?2 WHERE id = ?1 AND place = ?4",
        )?
        .execute(params![message.0, place, State::Settled as i64, AWAITING])?;
    if placed > 0 {
        outbox::placed(tx, conversation, message, place)?;
        outbox::waits_no_more(tx, conversation)?;
        tx.change(Change::Message {
            conversation,
            message,
        });
        tx.touch(conversation);
    }
    Ok(())
}

/// One message whose place is to be asked for.
pub fn next(snapshot: &Snapshot<'_>) -> Result<Option<Unplaced>> {
    let waiting = meta::numbered(snapshot, PREFIX, 1)?;
    let Some((id, why)) = waiting.first().copied() else {
        return Ok(None);
    };
    let message = Mid(id);
    let stored = message::get(snapshot, message)?
        .filter(|row| row.position.place == AWAITING && row.server_id != 0);
    let asked = match stored {
        Some(row) => conversation::get(snapshot, row.conversation)?.map(|stored| Asked {
            cid: row.conversation,
            conversation: stored.conversation,
            key: row.key,
            server_id: row.server_id,
            member: stored.member,
            cleared: stored.min_index,
        }),
        None => None,
    };
    Ok(Some(Unplaced {
        message,
        asked,
        why: Why::of(why),
    }))
}

fn key(prefix: &str, message: Mid) -> String {
    format!("{prefix}{}", message.0)
}
