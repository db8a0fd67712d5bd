//! A conversation as it lies in the store, with the names its line needs, and the ways to find one.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};

use super::own::Own;
use crate::error::Result;
use crate::model::conversation::{ConversationRef, Silenced};
use crate::model::{ConversationId, UserId};
use crate::store::change::Cid;
use crate::store::message::{self, Happened};
use crate::store::{Snapshot, Tx};

/// Whether a conversation stands in the list: the column `hidden`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// It does.
    Listed = 0,
    /// Deleted: not until the server has something newer.
    Deleted = 1,
    /// Deleted, and in the list while something that is written here stands in it.
    WhileWritten = 2,
}

impl Listing {
    fn of(number: i64) -> Self {
        match number {
            0 => Self::Listed,
            2 => Self::WhileWritten,
            _ => Self::Deleted,
        }
    }
}

/// A conversation as stored, with the names its line needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Row.
    pub cid: Cid,
    /// Identity at the server.
    pub conversation: ConversationRef,
    /// Needed for sending; may be empty.
    pub ticket: String,
    /// The other person of a 1:1; 0 when there is none.
    pub peer: i64,
    /// The person is a member.
    pub member: bool,
    /// How many members there are.
    pub member_count: i64,
    /// Version of the shared part.
    pub info_version: i64,
    /// Name; may be empty.
    pub name: String,
    /// Description.
    pub description: String,
    /// Announcement.
    pub notice: String,
    /// Address of the picture; may be empty.
    pub icon: String,
    /// Owner; 0 when there is none.
    pub owner: i64,
    /// Version of the own part.
    pub setting_version: i64,
    /// Stays on top, as the person wants it.
    pub pinned: bool,
    /// Where it stands among the pinned ones, higher ones first; one that the server has not confirmed is the first.
    pub pin_order: i64,
    /// What else the person has set for it.
    pub own: Own,
    /// Makes no notification, as the person wants it.
    pub muted: bool,
    /// Messages at or below are hidden, as the person wants it.
    pub min_index: i64,
    /// Messages at or below are hidden, as the server says.
    pub server_min_index: i64,
    /// Read up to here.
    pub read_index: i64,
    /// Messages that raise the badge.
    pub badge_count: i64,
    /// Of those, read.
    pub read_badge_count: i64,
    /// Information is missing or old.
    pub info_wanted: bool,
    /// The member list is whole.
    pub members_loaded: bool,
    /// Whether it stands in the list.
    pub listing: Listing,
    /// Time shown and sorted by.
    pub sort_time: i64,
    /// Messages not read.
    pub unread: i64,
    /// One of them mentions the person.
    pub mentioned: bool,
    /// 0 nothing, 1 sending, 2 stopped.
    pub outgoing: i64,
    /// See `summary.rs`.
    pub preview_kind: i64,
    /// One line.
    pub preview_text: String,
    /// Who wrote it.
    pub preview_sender: i64,
    /// What happened to the group, when the previewed message says that.
    pub preview_event: Option<Happened>,
    /// Who cannot write.
    pub silenced: Silenced,
    /// Own role in it; 0 for an ordinary member.
    pub my_role: i32,
    /// The person cannot write before this time; 0 when they can.
    pub my_muted_until: i64,
    /// Why; may be empty.
    pub my_mute_reason: String,
    /// Name of the other person; may be empty.
    pub peer_name: String,
    /// Address of their picture; may be empty.
    pub peer_portrait: String,
    /// They are a bot.
    pub peer_bot: bool,
    /// Name of the sender of the previewed message; may be empty.
    pub sender_name: String,
    /// Beginning of the text typed and not sent, as much as a line can show; may be empty.
    pub draft: String,
    /// Files are attached to it.
    pub draft_pictures: bool,
    /// A recording waits with it.
    pub draft_voice: bool,
    /// Names of some members, for a group without a name; may be empty.
    pub member_names: String,
}

/// One statement for one line and for all of them.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.conversation_id, c.short_id, c.kind, c.ticket, c.peer, c.member, c.member_count, c.info_version,
                    c.name, c.description, c.notice, c.icon, c.owner, c.setting_version,
                    IIF(c.wanted_pinned < 0, c.pinned, c.wanted_pinned),
                    IIF(c.wanted_pinned = 1 AND c.pinned = 0, 9223372036854775807, c.pin_order),
                    IIF(c.wanted_muted < 0, c.muted, c.wanted_muted), max(c.min_index, c.wanted_min_index), c.read_index, c.badge_count, c.read_badge_count, c.info_wanted,
                    c.members_loaded, c.hidden, c.sort_time, c.unread, c.mentioned, c.outgoing, c.preview_kind,
                    c.preview_text, c.preview_sender, coalesce(nullif(u.remark, ''), u.nick_name, ''), coalesce(u.portrait, ''),
                    coalesce(nullif(s.remark, ''), nullif(p.alias, ''), s.nick_name, ''), substr(ltrim(coalesce(d.text, ''), char(9, 10, 13, 32, 12288)), 1, 200),
                    CASE WHEN c.name = '' AND c.peer = 0 THEN coalesce((
                        SELECT group_concat(name, '、') FROM (
                            SELECT coalesce(nullif(n.remark, ''), nullif(n.nick_name, ''), m.user_id) AS name
                            FROM participant m LEFT JOIN person n ON n.user_id = m.user_id
                            WHERE m.conversation = c.id ORDER BY m.user_id LIMIT 4)), '') ELSE '' END,
                    coalesce(d.attachments, '[]') <> '[]', coalesce(d.voice, '') <> '', c.min_index, c.preview_event,
                    c.silenced, c.my_role, c.my_muted_until, c.my_mute_reason,
                    IIF(c.wanted_favourite < 0, c.favourite, c.wanted_favourite), c.marked_unread,
                    c.archived_below > 0
                        AND (IIF(c.wanted_muted < 0, c.muted, c.wanted_muted) = 1 OR c.newest_index < c.archived_below),
                    c.folders, c.let_through, c.join_requests, coalesce(u.bot, 0)
             FROM conversation c
             LEFT JOIN person u ON u.user_id = c.peer
             LEFT JOIN person s ON s.user_id = c.preview_sender
             LEFT JOIN participant p ON p.conversation = c.id AND p.user_id = c.preview_sender
             LEFT JOIN draft d ON d.conversation = c.id ",
            $rest
        )
    };
}

const ONE: &str = select!("WHERE c.id = ?1");
const SHOWING: &str = "SELECT id FROM conversation WHERE peer = ?1 AND peer <> 0
     UNION ALL SELECT c.id FROM participant p JOIN conversation c ON c.id = p.conversation
     WHERE p.user_id = ?1 AND (c.preview_sender = ?1 OR c.name = '' OR c.preview_event <> '')
     UNION ALL SELECT id FROM conversation WHERE preview_actor = ?1 AND preview_actor <> 0";

const TITLES: &str = "SELECT c.id, c.conversation_id,
            coalesce(nullif(c.name, ''), nullif(u.remark, ''), nullif(u.nick_name, ''), IIF(c.peer = 0, (
                SELECT group_concat(name, '、') FROM (
                    SELECT coalesce(nullif(n.remark, ''), nullif(n.nick_name, ''), m.user_id) AS name
                    FROM participant m LEFT JOIN person n ON n.user_id = m.user_id
                    WHERE m.conversation = c.id ORDER BY m.user_id LIMIT 4)), ''), '')
     FROM conversation c LEFT JOIN person u ON u.user_id = c.peer WHERE c.hidden <> 1";

/// A line, and what happened to the group as it is stored.
fn from_row(row: &Row<'_>) -> rusqlite::Result<(Stored, String)> {
    let stored = Stored {
        cid: Cid(row.get(0)?),
        conversation: ConversationRef {
            id: ConversationId(row.get(1)?),
            short_id: row.get(2)?,
            kind: row.get(3)?,
        },
        ticket: row.get(4)?,
        peer: row.get(5)?,
        member: row.get(6)?,
        member_count: row.get(7)?,
        info_version: row.get(8)?,
        name: row.get(9)?,
        description: row.get(10)?,
        notice: row.get(11)?,
        icon: row.get(12)?,
        owner: row.get(13)?,
        setting_version: row.get(14)?,
        pinned: row.get(15)?,
        pin_order: row.get(16)?,
        own: Own::of((
            row.get(45)?,
            row.get(46)?,
            row.get(47)?,
            row.get(48)?,
            row.get(49)?,
            row.get(50)?,
        )),
        muted: row.get(17)?,
        min_index: row.get(18)?,
        read_index: row.get(19)?,
        badge_count: row.get(20)?,
        read_badge_count: row.get(21)?,
        info_wanted: row.get(22)?,
        members_loaded: row.get(23)?,
        listing: Listing::of(row.get(24)?),
        sort_time: row.get(25)?,
        unread: row.get(26)?,
        mentioned: row.get(27)?,
        outgoing: row.get(28)?,
        preview_kind: row.get(29)?,
        preview_text: row.get(30)?,
        preview_sender: row.get(31)?,
        peer_name: row.get(32)?,
        peer_portrait: row.get(33)?,
        peer_bot: row.get(51)?,
        sender_name: row.get(34)?,
        draft: row.get(35)?,
        member_names: row.get(36)?,
        draft_pictures: row.get(37)?,
        draft_voice: row.get(38)?,
        server_min_index: row.get(39)?,
        preview_event: None,
        silenced: Silenced::of_number(row.get(41)?),
        my_role: row.get(42)?,
        my_muted_until: row.get(43)?,
        my_mute_reason: row.get(44)?,
    };
    Ok((stored, row.get(40)?))
}

/// With the names of those whom the line names.
fn whole(connection: &Connection, (mut stored, event): (Stored, String)) -> Result<Stored> {
    // Written by the summary and nowhere else.
    if let Ok(event) = serde_json::from_str(&event) {
        stored.preview_event = Some(message::named(connection, stored.cid, event)?);
    }
    Ok(stored)
}

/// Every conversation, in no order.
pub fn all(snapshot: &Snapshot<'_>) -> Result<Vec<Stored>> {
    let mut statement = snapshot.connection().prepare_cached(select!(""))?;
    let rows: Vec<_> = statement
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter()
        .map(|row| whole(snapshot.connection(), row))
        .collect()
}

/// What a conversation is called in the list, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Its id.
    pub id: ConversationId,
    /// Its own name, the other person's, or some members'; may be empty.
    pub name: String,
}

/// The titles of all conversations in the list.
pub fn titles(snapshot: &Snapshot<'_>) -> Result<HashMap<Cid, Title>> {
    let mut statement = snapshot.connection().prepare_cached(TITLES)?;
    let rows = statement.query_map([], |row| {
        let title = Title {
            id: ConversationId(row.get(1)?),
            name: row.get(2)?,
        };
        Ok((Cid(row.get(0)?), title))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Conversations with something unread, or marked so.
pub fn unread(tx: &Tx<'_>) -> Result<Vec<Stored>> {
    let connection = tx.connection();
    let mut statement =
        connection.prepare_cached(select!("WHERE c.unread > 0 OR c.marked_unread = 1"))?;
    let rows: Vec<_> = statement
        .query_map([], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|row| whole(connection, row)).collect()
}

/// One conversation.
pub fn get(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Option<Stored>> {
    stored(snapshot.connection(), conversation)
}

pub(in crate::store) fn stored(
    connection: &Connection,
    conversation: Cid,
) -> Result<Option<Stored>> {
    connection
        .prepare_cached(ONE)?
        .query_row([conversation.0], from_row)
        .optional()?
        .map(|row| whole(connection, row))
        .transpose()
}

/// One conversation, inside a command.
pub fn get_in(tx: &Tx<'_>, conversation: Cid) -> Result<Option<Stored>> {
    stored(tx.connection(), conversation)
}

/// Row of a conversation by its text id.
pub fn find(snapshot: &Snapshot<'_>, id: &ConversationId) -> Result<Option<Cid>> {
    by_id(snapshot.connection(), id)
}

/// Row of a conversation by its text id, inside a command.
pub fn find_in(tx: &Tx<'_>, id: &ConversationId) -> Result<Option<Cid>> {
    by_id(tx.connection(), id)
}

pub(super) fn by_id(connection: &Connection, id: &ConversationId) -> Result<Option<Cid>> {
    Ok(connection
        .prepare_cached("SELECT id FROM conversation WHERE conversation_id = ?1")?
        .query_row([id.as_str()], |row| row.get(0).map(Cid))
        .optional()?)
}

/// The chat with somebody, unless it was deleted.
pub fn with_peer(snapshot: &Snapshot<'_>, user: UserId) -> Result<Option<Stored>> {
    let connection = snapshot.connection();
    connection
        .prepare_cached(select!(
            "WHERE c.peer = ?1 AND c.peer <> 0 AND c.hidden = 0"
        ))?
        .query_row([user.0], from_row)
        .optional()?
        .map(|row| whole(connection, row))
        .transpose()
}

/// The other person of a chat; none for a group.
pub fn one_peer(snapshot: &Snapshot<'_>, cid: Cid) -> Result<Option<UserId>> {
    let peer = snapshot
        .connection()
        .prepare_cached("SELECT peer FROM conversation WHERE id = ?1 AND peer > 0")?
        .query_row([cid.0], |row| row.get(0).map(UserId));
    Ok(peer.optional()?)
}

/// Groups in which somebody is, as far as their members are known here, the newest first.
pub fn common_groups(snapshot: &Snapshot<'_>, user: UserId, limit: i64) -> Result<Vec<Stored>> {
    let connection = snapshot.connection();
    let mut statement = connection.prepare_cached(select!(
        "WHERE c.id IN (SELECT conversation FROM participant WHERE user_id = ?1)
           AND c.peer = 0 AND c.member = 1 AND c.hidden = 0 ORDER BY c.sort_time DESC, c.id LIMIT ?2"
    ))?;
    let rows: Vec<_> = statement
        .query_map([user.0, limit], from_row)?
        .collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|row| whole(connection, row)).collect()
}

/// Conversations that show this person: their 1:1, and those whose newest message is theirs. One may come twice.
pub fn showing(snapshot: &Snapshot<'_>, user: UserId) -> Result<Vec<Cid>> {
    let mut statement = snapshot.connection().prepare_cached(SHOWING)?;
    let rows = statement.query_map([user.0], |row| row.get(0).map(Cid))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
