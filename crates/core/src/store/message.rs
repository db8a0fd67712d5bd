//! Messages: one row from local echo to recall.
//!
//! A timeline has three regions, and `place` says which: the server's order (a stopped message stays behind the one it
//! followed), then what is at the server with its order not known yet, then what waits to be sent in the order of
//! writing. No index is ever made up.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::change::{Change, Cid, Mid};
use super::{Snapshot, Tx, pending, person};
use crate::error::Result;
use crate::model::message::{Incoming, Reaction, Traits, traits};
use crate::model::{MessageKey, UserId, content};

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
}

impl State {
    fn from_column(number: i64) -> Self {
        match number {
            1 => Self::Accepted,
            2 => Self::Sent,
            3 => Self::Stopped,
            4 => Self::OnlyMe,
            _ => Self::Settled,
        }
    }
}

/// Where a row stands in its timeline. The order of the fields is the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The server's order, or one of the two places above it.
    pub place: i64,
    /// 1 for a stopped row, which follows the row of the same place.
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
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.place, m.tier, m.message_index, m.conversation, m.key, m.server_id, m.sender, m.kind, m.created,
                    m.state, m.reason, m.content, m.ext, m.recalled, m.hidden, m.counts, m.mentions_me,
                    coalesce(nullif(p.alias, ''), u.nick_name, ''), coalesce(u.portrait, '')
             FROM message m
             LEFT JOIN person u ON u.user_id = m.sender
             LEFT JOIN participant p ON p.conversation = m.conversation AND p.user_id = m.sender ",
            $rest
        )
    };
}

/// The statements that run per message or per page; a test asks SQLite how it runs each.
#[cfg(test)]
pub(super) const QUERIES: &[&str] = &[
    LAST,
    BEFORE,
    AFTER,
    FROM,
    BY_ID,
    BY_KEY,
    FIRST_UNREAD,
    BY_SERVER_ID,
];

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
     WHERE conversation = ?1 AND counts = 1 AND message_index > ?2 ORDER BY message_index LIMIT 1";

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
    })
}

/// The newest rows, oldest first.
pub fn last(snapshot: &Snapshot<'_>, conversation: Cid, limit: i64) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(LAST)?;
    let rows = statement.query_map([conversation.0, limit], from_row)?;
    let mut rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
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
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One row.
pub fn get(snapshot: &Snapshot<'_>, message: Mid) -> Result<Option<Stored>> {
    by_row(snapshot.connection(), message)
}

fn by_row(connection: &Connection, message: Mid) -> Result<Option<Stored>> {
    Ok(connection
        .prepare_cached(BY_ID)?
        .query_row([message.0], from_row)
        .optional()?)
}

/// One row by its id for people.
pub fn find(snapshot: &Snapshot<'_>, key: &MessageKey) -> Result<Option<Stored>> {
    by_key(snapshot.connection(), key)
}

fn by_key(connection: &Connection, key: &MessageKey) -> Result<Option<Stored>> {
    Ok(connection
        .prepare_cached(BY_KEY)?
        .query_row([key.as_str()], from_row)
        .optional()?)
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

/// Pictures of a conversation, oldest first: at most `limit` on each side of `position`.
pub fn pictures(
    snapshot: &Snapshot<'_>,
    conversation: Cid,
    position: Position,
    limit: i64,
) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(select!(
        "WHERE m.conversation = ?1 AND m.hidden = 0 AND m.kind = 10003 AND m.recalled = 0
           AND (m.place, m.tier, m.message_index, m.id) <= (?2, ?3, ?4, ?5)
         ORDER BY m.place DESC, m.tier DESC, m.message_index DESC, m.id DESC LIMIT ?6"
    ))?;
    let bound = [
        conversation.0,
        position.place,
        position.tier,
        position.index,
        position.mid.0,
        limit,
    ];
    let mut rows: Vec<_> = statement
        .query_map(bound, from_row)?
        .collect::<rusqlite::Result<_>>()?;
    rows.reverse();
    let mut statement = snapshot.connection().prepare_cached(select!(
        "WHERE m.conversation = ?1 AND m.hidden = 0 AND m.kind = 10003 AND m.recalled = 0
           AND (m.place, m.tier, m.message_index, m.id) > (?2, ?3, ?4, ?5)
         ORDER BY m.place, m.tier, m.message_index, m.id LIMIT ?6"
    ))?;
    let below: Vec<_> = statement
        .query_map(bound, from_row)?
        .collect::<rusqlite::Result<_>>()?;
    rows.extend(below);
    Ok(rows)
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

/// Server's id of the message at an index; 0 when it is not known.
pub fn server_id_at(tx: &Tx<'_>, conversation: Cid, index: i64) -> Result<i64> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT coalesce(max(server_id), 0) FROM message
             WHERE conversation = ?1 AND message_index = ?2 AND message_index > 0",
        )?
        .query_row([conversation.0, index], |row| row.get(0))?)
}

/// Messages above `index` that can be unread.
pub fn counting_above(tx: &Tx<'_>, conversation: Cid, index: i64) -> Result<i64> {
    Ok(tx
        .connection()
        .prepare_cached("SELECT count(*) FROM message WHERE conversation = ?1 AND counts = 1 AND message_index > ?2")?
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

fn update(tx: &mut Tx<'_>, message: Mid, sql: &str, values: impl rusqlite::Params) -> Result<()> {
    let changed = tx.connection().prepare_cached(sql)?.execute(values)?;
    if changed > 0 {
        changed_row(tx, message)?;
    }
    Ok(())
}

fn changed_row(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    let conversation = tx
        .connection()
        .prepare_cached("SELECT conversation FROM message WHERE id = ?1")?
        .query_row([message.0], |row| row.get(0).map(Cid))?;
    tx.change(Change::Message {
        conversation,
        message,
    });
    tx.touch(conversation);
    Ok(())
}

/// What is already stored of an incoming message.
struct Known {
    mid: Mid,
    conversation: Cid,
    sender: i64,
    server_id: i64,
    index: i64,
    place: i64,
    version: i64,
    state: State,
    deleted: bool,
    content: String,
    ext: String,
    kind: i32,
}

fn known(
    connection: &Connection,
    column: &str,
    value: impl rusqlite::ToSql,
) -> Result<Option<Known>> {
    Ok(connection
        .prepare_cached(&format!(
            "SELECT id, conversation, sender, server_id, message_index, place, version, state, deleted, content, ext, kind
             FROM message WHERE {column}"
        ))?
        .query_row([value], |row| {
            Ok(Known {
                mid: Mid(row.get(0)?),
                conversation: Cid(row.get(1)?),
                sender: row.get(2)?,
                server_id: row.get(3)?,
                index: row.get(4)?,
                place: row.get(5)?,
                version: row.get(6)?,
                state: State::from_column(row.get(7)?),
                deleted: row.get(8)?,
                content: row.get(9)?,
                ext: row.get(10)?,
                kind: row.get(11)?,
            })
        })
        .optional()?)
}

/// What [`store`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    New(Mid),
    /// It was there, perhaps as a local echo.
    Known(Mid),
    /// It lies in hidden history.
    Hidden,
}

/// Stores a message of the server: inserts it, or merges it into the row it belongs to (protocol: sync, section 6).
///
/// `live`: it is news and may notify.
pub fn store(
    tx: &mut Tx<'_>,
    conversation: Cid,
    min_index: i64,
    incoming: &Incoming,
    live: bool,
) -> Result<Outcome> {
    if incoming.index > 0 && incoming.index <= min_index {
        return Ok(Outcome::Hidden);
    }
    person::seen(tx, incoming.sender)?;
    let traits = traits(
        tx.me(),
        incoming.sender,
        incoming.kind,
        incoming.status,
        &incoming.ext,
    );
    let ext = content::write_ext(&incoming.ext);
    let key = incoming.key();
    if let Some(mid) = insert(tx, conversation, &key, incoming, traits, &ext)? {
        return finish_new(tx, conversation, mid, incoming, live);
    }
    let connection = tx.connection();
    let mut row = match incoming.server_id {
        0 => None,
        id => known(connection, "server_id = ?1 AND server_id <> 0", id)?,
    };
    if row.is_none() {
        row = known(connection, "key = ?1", key.as_str())?.filter(|row| {
            row.server_id == 0
                && row.sender == incoming.sender.0
                && row.conversation == conversation
        });
    }
    if let Some(row) = row {
        merge(tx, &row, incoming, traits, &ext)?;
        return Ok(Outcome::Known(row.mid));
    }
    // Somebody reuses a client message id that is taken: the server's id tells them apart.
    match insert(
        tx,
        conversation,
        &incoming.server_key(),
        incoming,
        traits,
        &ext,
    )? {
        Some(mid) => finish_new(tx, conversation, mid, incoming, live),
        None => Ok(Outcome::Hidden),
    }
}

fn finish_new(
    tx: &mut Tx<'_>,
    conversation: Cid,
    mid: Mid,
    incoming: &Incoming,
    live: bool,
) -> Result<Outcome> {
    if !incoming.reactions.is_empty() {
        set_reactions(tx, mid, &incoming.reactions)?;
    }
    tx.change(Change::MessageNew {
        conversation,
        message: mid,
        live,
    });
    pending::merge(tx, mid, incoming)?;
    tx.touch(conversation);
    Ok(Outcome::New(mid))
}

fn insert(
    tx: &Tx<'_>,
    conversation: Cid,
    key: &MessageKey,
    incoming: &Incoming,
    traits: Traits,
    ext: &str,
) -> Result<Option<Mid>> {
    let connection = tx.connection();
    let content = if traits.recalled {
        ""
    } else {
        incoming.content.as_str()
    };
    let new = connection
        .prepare_cached(
            "INSERT INTO message (conversation, key, server_id, sender, kind, message_index, place, created, version,
                                  content, ext, hidden, recalled, counts, pops, previews, mentions_me)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            conversation.0,
            key.as_str(),
            incoming.server_id,
            incoming.sender.0,
            incoming.kind,
            incoming.index,
            place(incoming),
            incoming.created,
            incoming.version,
            content,
            ext,
            traits.hidden,
            traits.recalled,
            traits.counts,
            traits.pops,
            traits.previews,
            traits.mentions_me
        ])?;
    Ok((new > 0).then(|| Mid(connection.last_insert_rowid())))
}

fn place(incoming: &Incoming) -> i64 {
    incoming.order.clamp(0, AWAITING - 1)
}

fn merge(
    tx: &mut Tx<'_>,
    row: &Known,
    incoming: &Incoming,
    traits: Traits,
    ext: &str,
) -> Result<()> {
    let local = matches!(row.state, State::Accepted | State::Sent | State::Stopped);
    let placed = row.place == place(incoming)
        && row.index == incoming.index
        && row.server_id == incoming.server_id;
    if !local
        && placed
        && row.version == incoming.version
        && row.ext == ext
        && row.kind == incoming.kind
    {
        let same_content =
            traits.recalled || incoming.content.is_empty() || row.content == incoming.content;
        if same_content || row.deleted {
            return Ok(());
        }
    }
    let newer = local || incoming.version >= row.version;
    let content = if row.deleted || (newer && traits.recalled) {
        ""
    } else if newer && !incoming.content.is_empty() {
        incoming.content.as_str()
    } else {
        row.content.as_str()
    };
    let state = if row.state == State::OnlyMe {
        State::OnlyMe
    } else {
        State::Settled
    };
    tx.connection()
        .prepare_cached(
            "UPDATE message SET server_id = ?2, message_index = ?3, place = ?4, tier = 0, created = ?5, state = ?6,
                    reason = CASE WHEN ?6 = 4 THEN reason ELSE '' END
             WHERE id = ?1",
        )?
        .execute(params![
            row.mid.0,
            incoming.server_id,
            incoming.index.max(row.index),
            place(incoming),
            incoming.created,
            state as i64
        ])?;
    if newer {
        tx.connection()
            .prepare_cached(
                "UPDATE message SET kind = ?2, version = ?3, content = ?4, ext = ?5, hidden = ?6, recalled = ?7,
                        counts = ?8, pops = ?9, previews = ?10, mentions_me = ?11
                 WHERE id = ?1",
            )?
            .execute(params![
                row.mid.0,
                incoming.kind,
                incoming.version,
                content,
                ext,
                traits.hidden || row.deleted,
                traits.recalled,
                traits.counts && !row.deleted,
                traits.pops && !row.deleted,
                traits.previews && !row.deleted,
                traits.mentions_me && !row.deleted
            ])?;
        set_reactions(tx, row.mid, &incoming.reactions)?;
    }
    if local {
        // It is there: nothing of it waits any more.
        tx.connection()
            .prepare_cached("DELETE FROM outbox WHERE message = ?1")?
            .execute([row.mid.0])?;
        tx.change(Change::Outbox {
            conversation: row.conversation,
        });
        pending::merge(tx, row.mid, incoming)?;
    }
    changed_row(tx, row.mid)
}

/// The row a command means: by the server's id, else by key.
pub fn target(tx: &Tx<'_>, server_id: i64, key: &str) -> Result<Option<Mid>> {
    let connection = tx.connection();
    let found = connection
        .prepare_cached(BY_SERVER_ID)?
        .query_row([server_id], |row| row.get(0).map(Mid))
        .optional()?;
    if found.is_some() || key.is_empty() {
        return Ok(found);
    }
    Ok(connection
        .prepare_cached("SELECT id FROM message WHERE key = ?1 AND (server_id = 0 OR ?2 = 0)")?
        .query_row(params![key, server_id], |row| row.get(0).map(Mid))
        .optional()?)
}

/// Replaces the entries of a message when `version` is not older than the stored one (command 50002). A recall wipes
/// what it said.
pub fn replace_ext(tx: &mut Tx<'_>, message: Mid, version: i64, ext: &str) -> Result<()> {
    let me = tx.me();
    let Some(row) = known(tx.connection(), "id = ?1", message.0)? else {
        return Ok(());
    };
    if version < row.version {
        return Ok(());
    }
    let entries = content::ext(ext);
    let traits = traits(me, UserId(row.sender), row.kind, 0, &entries);
    tx.connection()
        .prepare_cached(
            "UPDATE message SET version = ?2, ext = ?3, recalled = ?4, content = CASE WHEN ?4 THEN '' ELSE content END,
                    hidden = ?5, counts = ?6, pops = ?7, previews = ?8, mentions_me = ?9
             WHERE id = ?1",
        )?
        .execute(params![
            message.0,
            version,
            ext,
            traits.recalled,
            traits.hidden || row.deleted,
            traits.counts && !row.deleted,
            traits.pops && !row.deleted,
            traits.previews && !row.deleted,
            traits.mentions_me && !row.deleted
        ])?;
    changed_row(tx, message)
}

/// Replaces the reactions of a message when `version` is not older than the stored one (command 70002).
pub fn replace_reactions(
    tx: &mut Tx<'_>,
    message: Mid,
    version: i64,
    reactions: &[Reaction],
) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached("UPDATE message SET version = ?2 WHERE id = ?1 AND version <= ?2")?
        .execute([message.0, version])?;
    if changed > 0 {
        set_reactions(tx, message, reactions)?;
        changed_row(tx, message)?;
    }
    Ok(())
}

fn set_reactions(tx: &mut Tx<'_>, message: Mid, reactions: &[Reaction]) -> Result<()> {
    let connection = tx.connection();
    connection
        .prepare_cached("DELETE FROM reaction WHERE message = ?1")?
        .execute([message.0])?;
    for reaction in reactions {
        connection
            .prepare_cached(
                "INSERT INTO reaction (message, key, user_id, value, created) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![
                message.0,
                reaction.key,
                reaction.user,
                reaction.value,
                reaction.created
            ])?;
    }
    Ok(())
}

/// Takes a message out of the person's sight and wipes it; the row stays so that a later page does not bring it back.
pub fn delete(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    update(
        tx,
        message,
        "UPDATE message SET deleted = 1, hidden = 1, counts = 0, pops = 0, previews = 0, mentions_me = 0, content = ''
         WHERE id = ?1 AND deleted = 0",
        [message.0],
    )
}

/// The server said yes to a recall: wiped at once, the command with the new version follows.
pub fn recall(tx: &mut Tx<'_>, message: Mid) -> Result<()> {
    update(
        tx,
        message,
        "UPDATE message SET recalled = 1, counts = 0, mentions_me = 0, content = '' WHERE id = ?1 AND recalled = 0",
        [message.0],
    )
}

/// Removes everything at or below an index for good.
pub(super) fn wipe_up_to(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    tx.connection()
        .prepare_cached("DELETE FROM message WHERE conversation = ?1 AND message_index > 0 AND message_index <= ?2")?
        .execute([conversation.0, index])?;
    Ok(())
}
