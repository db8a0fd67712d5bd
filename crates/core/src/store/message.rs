//! Messages: one row from local echo to recall.
//!
//! A timeline has three regions, and `place` says which: the server's order (a stopped message stays behind the one it
//! followed), then what is at the server with its order not known yet, then what waits to be sent in the order of
//! writing. No index is ever made up.

mod changed;
mod event;
mod extent;
mod incoming;
mod known;
mod mention;
mod mutation;
mod quote;
mod reaction;
mod thread;

use rusqlite::{Connection, OptionalExtension, Row};

use super::change::{Cid, Mid};
use super::{Snapshot, Tx};
use crate::error::Result;
use crate::model::kind::{self, Content, Shown};
use crate::model::mark::Marks;
use crate::model::message::Wanted;
use crate::model::signs::is_blank;
use crate::model::{MessageKey, UserId, content};

pub use changed::tell;
pub use event::Happened;
pub(super) use event::named;
pub use extent::{BEGINNING, count_between, created_above};
pub use incoming::{Outcome, hide_echo, store};
pub(super) use known::reference;
pub use mention::mentions_above;
pub use mutation::{
    delete, edited, forget_unsaved_edit, keep_unsaved_edit, recall, replace_ext, replace_reactions,
    target,
};
pub(super) use mutation::{hide_up_to, show_above, want, wipe_up_to};
pub use quote::{Original, Quoted, answer};
pub use reaction::{Reacted, set_own as set_own_reaction};
pub use thread::thread;

/// Place of a message that is at the server while its order has not come.
pub const AWAITING: i64 = 1 << 62;
/// Place of a message in the outbox.
pub const UNSENT: i64 = AWAITING + 1;

/// How far a row has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum State {
    /// At the server.
    Settled = 0,
    /// Accepted here.
    Accepted = 1,
    /// The answer came, the inbox entry has not.
    Sent = 2,
    /// Wants a decision.
    Stopped = 3,
    /// At the server, shown to its sender only.
    OnlyMe = 4,
    /// Here only: the server was set back to an older state and does not have it any more.
    Lost = 5,
}

impl State {
    fn from_column(number: i64) -> Self {
        match number {
            1 => Self::Accepted,
            2 => Self::Sent,
            3 => Self::Stopped,
            4 => Self::OnlyMe,
            5 => Self::Lost,
            _ => Self::Settled,
        }
    }
}

/// Where a row stands in its timeline. The order of the fields is the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The server's order, or one of the two places above it.
    pub place: i64,
    /// 1 for a stopped row, which follows the row of the same place; above it lost ones, in their old order.
    pub tier: i64,
    /// `index_in_conversation`; 0 when there is none.
    pub index: i64,
    /// Row.
    pub mid: Mid,
}

/// A message as stored, with its sender's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Where it stands.
    pub position: Position,
    /// Where it belongs.
    pub conversation: Cid,
    /// Its id for people.
    pub key: MessageKey,
    /// Server's id; 0 while there is none.
    pub server_id: i64,
    /// Who.
    pub sender: UserId,
    /// `message_type`.
    pub kind: i32,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Grows with every change at the server.
    pub version: i64,
    /// How far it has come.
    pub state: State,
    /// JSON: why it stopped.
    pub reason: String,
    /// As on the wire.
    pub content: String,
    /// JSON of its entries.
    pub ext: String,
    /// Withdrawn.
    pub recalled: bool,
    /// Not shown.
    pub hidden: bool,
    /// Can be unread.
    pub counts: bool,
    /// Names the person.
    pub mentions_me: bool,
    /// Name of the sender in this conversation, or their name; may be empty.
    pub sender_name: String,
    /// Address of the sender's picture; may be empty.
    pub sender_portrait: String,
    /// Content that an edit of the person that waits puts in its place; empty for none.
    pub wanted_content: String,
    /// JSON: which reactions the person wants to have or no longer.
    pub wanted_reactions: String,
    /// What else the person wants to become of it.
    pub wanted: Wanted,
    /// JSON of an edit that was refused; empty for none.
    pub unsaved_edit: String,
    /// What it answers.
    pub quote: Option<Quoted>,
    /// Reactions as the server says, oldest first.
    pub reactions: Vec<Reacted>,
    /// Marks on it, as the person wants them.
    pub marks: Marks,
    /// Its words are kept to be written again, since the person has withdrawn it.
    pub can_write_again: bool,
    /// How many messages of its thread are here beside its first one; of that one alone, and at most so many that it
    /// makes no difference.
    pub answers: u32,
    /// What happened to the group, of a line of the server.
    pub happened: Option<Happened>,
}

impl Stored {
    /// The content as the person wants it.
    pub fn shown_content(&self) -> &str {
        match self.wanted_content.as_str() {
            "" => &self.content,
            wanted => wanted,
        }
    }

    /// The name of its sender; the id when none is known.
    pub fn name_of_sender(&self) -> String {
        match self.sender_name.as_str() {
            name if is_blank(name) => self.sender.to_string(),
            name => name.to_owned(),
        }
    }

    /// It is at the server, and has neither been withdrawn nor deleted.
    pub fn stands(&self) -> bool {
        let there = matches!(self.state, State::Settled | State::Sent | State::OnlyMe);
        there && self.server_id != 0 && !self.recalled && !self.hidden
    }

    /// It stands, and what it says can be said elsewhere as well.
    pub fn can_be_forwarded(&self) -> bool {
        self.stands()
            && !matches!(
                kind::parse(self.kind, self.shown_content(), &content::ext(&self.ext)),
                Content::Notice(_)
                    | Content::Shown(
                        Shown::Unsupported(_)
                            | Shown::Encrypted(_)
                            | Shown::Call(_)
                            | Shown::Coupon(_)
                    )
            )
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.place, m.tier, m.message_index, m.conversation, m.key, m.server_id, m.sender, m.kind, m.created,
                    m.state, m.reason, m.content, m.ext, m.recalled, m.hidden, m.counts, m.mentions_me,
                    coalesce(nullif(u.remark, ''), nullif(p.alias, ''), u.nick_name, ''), coalesce(u.portrait, ''),
                    m.wanted_content, m.wanted_reactions, m.unsaved_edit,
                    EXISTS (SELECT 1 FROM reaction r WHERE r.message = m.id),
                    (SELECT coalesce(sum(k.kind), 0) FROM mark k
                     WHERE k.server_id = m.server_id AND (k.wanted = 1 OR k.wanted = -1 AND k.confirmed = 1)),
                    m.quoted, m.quoted_hint, m.quoted_kind, m.quoted_state, m.quoted_sender, m.quoted_root,
                    m.quoted_root_index,
                    q.id, q.key, q.sender, q.kind, IIF(q.wanted_content <> '', q.wanted_content, q.content), q.ext,
                    q.recalled, q.hidden, coalesce(nullif(qu.remark, ''), nullif(qp.alias, ''), qu.nick_name, ''),
                    EXISTS (SELECT 1 FROM withdrawn w WHERE w.message = m.id),
                    (SELECT count(*) FROM (SELECT 1 FROM message a WHERE a.quoted_root = m.server_id AND a.quoted_root <> 0
                         AND a.conversation = m.conversation AND a.hidden = 0 LIMIT 100)),
                    m.version, m.wanted
             FROM message m
             LEFT JOIN person u ON u.user_id = m.sender
             LEFT JOIN participant p ON p.conversation = m.conversation AND p.user_id = m.sender
             LEFT JOIN message q ON q.server_id = m.quoted AND q.server_id <> 0 AND q.conversation = m.conversation
             LEFT JOIN person qu ON qu.user_id = coalesce(q.sender, m.quoted_sender)
             LEFT JOIN participant qp ON qp.conversation = m.conversation
                       AND qp.user_id = coalesce(q.sender, m.quoted_sender) ",
            $rest
        )
    };
}

const LAST: &str = select!(
    "WHERE m.conversation = ?1 AND m.hidden = 0
     ORDER BY m.place DESC, m.tier DESC, m.message_index DESC, m.id DESC LIMIT ?2"
);
const BEFORE: &str = select!(
    "WHERE m.conversation = ?1 AND m.hidden = 0 AND (m.place, m.tier, m.message_index, m.id) < (?2, ?3, ?4, ?5)
     ORDER BY m.place DESC, m.tier DESC, m.message_index DESC, m.id DESC LIMIT ?6"
);
const AFTER: &str = select!(
    "WHERE m.conversation = ?1 AND m.hidden = 0 AND (m.place, m.tier, m.message_index, m.id) > (?2, ?3, ?4, ?5)
     ORDER BY m.place, m.tier, m.message_index, m.id LIMIT ?6"
);
const FROM: &str = select!(
    "WHERE m.conversation = ?1 AND m.hidden = 0 AND (m.place, m.tier, m.message_index, m.id) >= (?2, ?3, ?4, ?5)
     ORDER BY m.place, m.tier, m.message_index, m.id LIMIT ?6"
);
const BY_ID: &str = select!("WHERE m.id = ?1");
const BY_KEY: &str = select!("WHERE m.key = ?1");
const BY_SERVER_ID: &str = "SELECT id FROM message WHERE server_id = ?1 AND server_id <> 0";
const FIRST_UNREAD: &str = "SELECT id FROM message
     WHERE conversation = ?1 AND message_index > ?2 AND message_index > 0 AND counts = 1 ORDER BY message_index LIMIT 1";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        position: Position {
            mid: Mid(row.get(0)?),
            place: row.get(1)?,
            tier: row.get(2)?,
            index: row.get(3)?,
        },
        conversation: Cid(row.get(4)?),
        key: MessageKey(row.get(5)?),
        server_id: row.get(6)?,
        sender: UserId(row.get(7)?),
        kind: row.get(8)?,
        created: row.get(9)?,
        state: State::from_column(row.get(10)?),
        reason: row.get(11)?,
        content: row.get(12)?,
        ext: row.get(13)?,
        recalled: row.get(14)?,
        hidden: row.get(15)?,
        counts: row.get(16)?,
        mentions_me: row.get(17)?,
        sender_name: row.get(18)?,
        sender_portrait: row.get(19)?,
        wanted_content: row.get(20)?,
        wanted_reactions: row.get(21)?,
        unsaved_edit: row.get(22)?,
        reactions: match row.get(23)? {
            true => reaction::not_read(),
            false => Vec::new(),
        },
        marks: Marks::of_bits(row.get(24)?),
        quote: quote::from_row(row, 25)?,
        can_write_again: row.get(41)?,
        answers: row.get(42)?,
        version: row.get(43)?,
        wanted: Wanted(row.get(44)?),
        happened: None,
    })
}

/// Rows with their reactions, and with the names of those they name.
fn whole(
    connection: &Connection,
    rows: impl Iterator<Item = rusqlite::Result<Stored>>,
) -> Result<Vec<Stored>> {
    let mut rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    for row in &mut rows {
        reaction::read(connection, row)?;
        event::read(connection, row)?;
    }
    Ok(rows)
}

/// The newest rows, oldest first.
pub fn last(snapshot: &Snapshot<'_>, conversation: Cid, limit: i64) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(LAST)?;
    let rows = statement.query_map([conversation.0, limit], from_row)?;
    let mut rows = whole(snapshot.connection(), rows)?;
    rows.reverse();
    Ok(rows)
}

/// The rows right above `position`, oldest first.
pub fn before(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    let mut rows = around(snapshot, BEFORE, conversation, position, limit)?;
    rows.reverse();
    Ok(rows)
}

/// The rows right below `position`, oldest first.
pub fn after(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    around(snapshot, AFTER, conversation, position, limit)
}

/// The rows from `position` on, itself included, oldest first.
pub fn from(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    around(snapshot, FROM, conversation, position, limit)
}

fn around(
    snapshot: &Snapshot<'_>,
    query: &str,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(query)?;
    let rows = statement.query_map(
        [
            conversation.0,
            position.place,
            position.tier,
            position.index,
            position.mid.0,
            limit,
        ],
        from_row,
    )?;
    whole(snapshot.connection(), rows)
}

/// One row.
pub fn get(snapshot: &Snapshot<'_>, message: Mid) -> Result<Option<Stored>> {
    by_row(snapshot.connection(), message)
}

fn by_row(connection: &Connection, message: Mid) -> Result<Option<Stored>> {
    let mut statement = connection.prepare_cached(BY_ID)?;
    let rows = statement.query_map([message.0], from_row)?;
    Ok(whole(connection, rows)?.pop())
}

/// Its id for people.
pub fn key_of(tx: &Tx<'_>, message: Mid) -> Result<Option<MessageKey>> {
    Ok(tx
        .connection()
        .prepare_cached("SELECT key FROM message WHERE id = ?1")?
        .query_row([message.0], |row| row.get(0).map(MessageKey))
        .optional()?)
}

/// One row by its id for people.
pub fn find(snapshot: &Snapshot<'_>, key: &MessageKey) -> Result<Option<Stored>> {
    by_key(snapshot.connection(), key)
}

/// As [`find`], inside a command.
pub fn find_in(tx: &Tx<'_>, key: &MessageKey) -> Result<Option<Stored>> {
    by_key(tx.connection(), key)
}

fn by_key(connection: &Connection, key: &MessageKey) -> Result<Option<Stored>> {
    let mut statement = connection.prepare_cached(BY_KEY)?;
    let rows = statement.query_map([key.as_str()], from_row)?;
    Ok(whole(connection, rows)?.pop())
}

/// The first message above the read position that can be unread.
pub fn first_unread(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    read_index: i64,
) -> Result<Option<Stored>> {
    let found = snapshot
        .connection()
        .prepare_cached(FIRST_UNREAD)?
        .query_row([conversation.0, read_index], |row| row.get(0).map(Mid))
        .optional()?;
    match found {
        Some(mid) => get(snapshot, mid),
        None => Ok(None),
    }
}

/// Pictures of a conversation that are older than `position`, oldest first: the nearest `limit` of them. The `+` keeps
/// SQLite from the index of the timeline, in which it would look at every message between two pictures.
pub fn pictures_before(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    let query = select!(
        "WHERE m.conversation = ?1 AND +m.hidden = 0 AND m.kind = 10003 AND m.recalled = 0
           AND (m.place, m.tier, m.message_index, m.id) < (?2, ?3, ?4, ?5)
         ORDER BY m.place DESC, m.tier DESC, m.message_index DESC, m.id DESC LIMIT ?6"
    );
    let mut rows = around(snapshot, query, conversation, position, limit)?;
    rows.reverse();
    Ok(rows)
}

/// Pictures of a conversation that are newer than `position`, oldest first: the nearest `limit` of them.
pub fn pictures_after(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    let query = select!(
        "WHERE m.conversation = ?1 AND +m.hidden = 0 AND m.kind = 10003 AND m.recalled = 0
           AND (m.place, m.tier, m.message_index, m.id) > (?2, ?3, ?4, ?5)
         ORDER BY m.place, m.tier, m.message_index, m.id LIMIT ?6"
    );
    around(snapshot, query, conversation, position, limit)
}

/// Recordings of a conversation that are newer than `position`, oldest first: the nearest `limit` of them.
#[cfg(feature = "voice")]
pub fn voices_after(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    let query = select!(
        "WHERE m.conversation = ?1 AND +m.hidden = 0 AND m.kind = 10006 AND m.recalled = 0
           AND (m.place, m.tier, m.message_index, m.id) > (?2, ?3, ?4, ?5)
         ORDER BY m.place, m.tier, m.message_index, m.id LIMIT ?6"
    );
    around(snapshot, query, conversation, position, limit)
}

/// The first message at or after a time, or the last one before it.
pub fn at_time(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    time: i64,
) -> Result<Option<MessageKey>> {
    const FROM: &str =
        "SELECT key FROM message WHERE conversation = ?1 AND hidden = 0 AND created >= ?2
         ORDER BY created LIMIT 1";
    const BEFORE: &str =
        "SELECT key FROM message WHERE conversation = ?1 AND hidden = 0 AND created < ?2
         ORDER BY created DESC LIMIT 1";
    for query in [FROM, BEFORE] {
        let mut statement = snapshot.connection().prepare_cached(query)?;
        let found = statement
            .query_row([conversation.0, time], |row| row.get(0).map(MessageKey))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Highest index of a message of the conversation; 0 when there is none.
pub fn newest_index(connection: &Connection, conversation: Cid) -> Result<i64> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce(max(message_index), 0) FROM message WHERE conversation = ?1 AND message_index > 0",
        )?
        .query_row([conversation.0], |row| row.get(0))?)
}

/// As [`newest_index`], for a snapshot.
pub fn newest_index_of(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<i64> {
    newest_index(snapshot.connection(), conversation)
}

/// As [`newest_index`], inside a command.
pub fn newest_index_in(tx: &Tx<'_>, conversation: Cid) -> Result<i64> {
    newest_index(tx.connection(), conversation)
}

/// Server's id of the message with the highest index; 0 when there is none.
pub(super) fn newest_server_id(
    connection: &Connection,
    conversation: Cid,
) -> rusqlite::Result<i64> {
    let newest = connection
        .prepare_cached(
            "SELECT server_id FROM message WHERE conversation = ?1 AND message_index > 0
             ORDER BY message_index DESC LIMIT 1",
        )?
        .query_row([conversation.0], |row| row.get(0))
        .optional()?;
    Ok(newest.unwrap_or(0))
}

/// Server's id of the message at an index; 0 when it is not known.
pub fn server_id_at(snapshot: &Snapshot<'_>, conversation: Cid, index: i64) -> Result<i64> {
    Ok(snapshot
        .connection()
        .prepare_cached(
            "SELECT coalesce(max(server_id), 0) FROM message
             WHERE conversation = ?1 AND message_index = ?2 AND message_index > 0",
        )?
        .query_row([conversation.0, index], |row| row.get(0))?)
}

/// Messages above `index` that can be unread.
pub fn counting_above(tx: &Tx<'_>, conversation: Cid, index: i64) -> Result<i64> {
    counting(tx.connection(), conversation, index)
}

/// As [`counting_above`], for a snapshot.
pub fn counting_above_of(snapshot: &Snapshot<'_>, conversation: Cid, index: i64) -> Result<i64> {
    counting(snapshot.connection(), conversation, index)
}

fn counting(connection: &Connection, conversation: Cid, index: i64) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM message WHERE conversation = ?1 AND message_index > ?2 AND message_index > 0 AND counts = 1")?
        .query_row([conversation.0, index], |row| row.get(0))?)
}

/// Whether a message of the server that can be seen stands at or below `index`.
pub(super) fn any_up_to(tx: &Tx<'_>, conversation: Cid, index: i64) -> Result<bool> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM message
             WHERE conversation = ?1 AND message_index > 0 AND message_index <= ?2 AND hidden = 0)",
        )?
        .query_row([conversation.0, index], |row| row.get(0))?)
}

pub(super) fn any_visible(tx: &Tx<'_>, conversation: Cid) -> Result<bool> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM message WHERE conversation = ?1 AND hidden = 0)",
        )?
        .query_row([conversation.0], |row| row.get(0))?)
}
