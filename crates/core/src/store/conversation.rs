//! Conversations: what the server says, merged by version.

mod key;
mod own;
mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use linnet_proto::choices;
use rusqlite::params;

use super::change::{Change, Cid};
use super::range::{self, IndexRange};
use super::{Snapshot, Tx, media, message, participant, person};
use crate::error::{Result, TokenError};
use crate::model::conversation::ConversationKind;
use crate::model::conversation::{
    ConversationInfo, ConversationRef, CoreInfo, Settings, is_of_others, is_told_to_another, kind,
    peer,
};
use crate::model::user::ReadPosition;
use crate::model::{ConversationId, UserId, content};
use row::by_id;

pub use key::{Key, key, keys};
pub use own::{folder_list, folder_list_in, pinned_time, pins, want};
pub(super) use row::stored;
pub use row::{
    Listing, Stored, all, common_groups, find, find_in, get, get_in, one_peer, showing, titles,
    unread, with_peer,
};

/// A conversation whose information is to be asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Row.
    pub cid: Cid,
    /// Identity at the server.
    pub conversation: ConversationRef,
    /// How often it was wanted.
    pub times: i64,
    /// What was known of its members then, see [`participant::version`].
    pub members_version: i64,
    /// The server's id of the newest message that was here then; 0 when there was none.
    pub newest: i64,
}

/// Conversations whose information is to be asked for, at most `limit`.
pub fn wanted(snapshot: &Snapshot<'_>, limit: i64) -> Result<Vec<Wanted>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT id, conversation_id, short_id, kind, info_wanted, members_version FROM conversation
         WHERE info_wanted > 0 ORDER BY id LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |row| {
        let cid = Cid(row.get(0)?);
        Ok(Wanted {
            cid,
            conversation: ConversationRef {
                id: ConversationId(row.get(1)?),
                short_id: row.get(2)?,
                kind: row.get(3)?,
            },
            times: row.get(4)?,
            members_version: row.get(5)?,
            newest: message::newest_server_id(snapshot.connection(), cid)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Names of the groups in the list.
pub fn group_names(snapshot: &Snapshot<'_>) -> Result<Vec<(Cid, String)>> {
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT id, name FROM conversation WHERE peer = 0 AND name <> '' AND hidden <> 1",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0).map(Cid)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The row of a conversation, made when it is met for the first time; then its information is asked for. It is asked for
/// again when the conversation comes under another number: one of two was made again after a set-back, with its old id,
/// and of the old number the server knows nothing.
pub fn ensure(tx: &mut Tx<'_>, conversation: &ConversationRef) -> Result<Cid> {
    let number = conversation.short_id;
    if let Some((cid, known)) = tx.memory().conversations.get(conversation.id.as_str())
        && (*known == number || number == 0)
    {
        return Ok(*cid);
    }
    let connection = tx.connection();
    let cid = match by_id(connection, &conversation.id)? {
        Some(cid) => {
            renumber(tx, cid, number)?;
            cid
        }
        None => {
            let me = tx.me().0;
            if is_of_others(&conversation.id, conversation.kind, me) {
                return Err(TokenError::OtherUser.into());
            }
            let peer = peer(&conversation.id, conversation.kind, me);
            connection
                .prepare_cached(
                    "INSERT INTO conversation (conversation_id, short_id, kind, peer, info_wanted) VALUES (?1, ?2, ?3, ?4, 1)",
                )?
                .execute(params![conversation.id.as_str(), number, conversation.kind, peer])?;
            let cid = Cid(connection.last_insert_rowid());
            person::seen(tx, UserId(peer))?;
            tx.change(Change::Conversation { conversation: cid });
            tx.change(Change::Wanted);
            cid
        }
    };
    tx.memory()
        .conversations
        .insert(conversation.id.0.clone(), (cid, number));
    Ok(cid)
}

fn renumber(tx: &mut Tx<'_>, conversation: Cid, number: i64) -> Result<()> {
    let renumbered = tx
        .connection()
        .prepare_cached(
            "UPDATE conversation SET short_id = ?2 WHERE id = ?1 AND short_id <> ?2 AND ?2 <> 0",
        )?
        .execute([conversation.0, number])?;
    if renumbered > 0 {
        want_info(tx, conversation)?;
    }
    Ok(())
}

/// Asks for the information of a conversation again.
pub fn want_info(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE conversation SET info_wanted = info_wanted + 1 WHERE id = ?1")?
        .execute([conversation.0])?;
    tx.change(Change::Wanted);
    Ok(())
}

/// The server has named no such conversation: it is named to nobody who is not a member. What came since it was asked
/// may have come to a member, so then it is asked again; so it is when it was made again since under another number.
pub fn not_named(tx: &mut Tx<'_>, asked: &Wanted) -> Result<()> {
    let now = stored(tx.connection(), asked.cid)?;
    let number = now.map_or(0, |now| now.conversation.short_id);
    let meanwhile = participant::version_of(tx, asked.cid)? != asked.members_version
        || message::newest_server_id(tx.connection(), asked.cid)? != asked.newest
        || number != asked.conversation.short_id;
    if !meanwhile {
        settle(tx, asked)?;
        set_member(tx, asked.cid, false)?;
    }
    Ok(())
}

/// What was asked for came, or never will; what was wanted meanwhile is asked for again.
pub fn settle(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET info_wanted = 0 WHERE id = ?1 AND info_wanted = ?2",
        )?
        .execute([wanted.cid.0, wanted.times])?;
    Ok(())
}

/// Merges what the server says about a conversation (protocol: sync, section 10).
pub fn apply(tx: &mut Tx<'_>, info: &ConversationInfo) -> Result<Cid> {
    if is_told_to_another(info, tx.me().0) {
        return Err(TokenError::OtherUser.into());
    }
    let new = by_id(tx.connection(), &info.conversation.id)?.is_none();
    let cid = ensure(tx, &info.conversation)?;
    let Some(old) = stored(tx.connection(), cid)? else {
        return Ok(cid);
    };
    if new {
        settle(
            tx,
            &Wanted {
                cid,
                conversation: info.conversation.clone(),
                times: 1,
                members_version: 0,
                newest: 0,
            },
        )?;
    }
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET short_id = CASE WHEN ?2 <> 0 THEN ?2 ELSE short_id END,
                    kind = CASE WHEN ?3 <> 0 THEN ?3 ELSE kind END, inbox = ?4,
                    ticket = coalesce(?5, ticket), member_count = coalesce(?6, member_count)
             WHERE id = ?1",
        )?
        .execute(params![
            cid.0,
            info.conversation.short_id,
            info.conversation.kind,
            info.inbox,
            info.ticket.as_deref().filter(|ticket| !ticket.is_empty()),
            info.member_count
        ])?;
    if let Some(member) = info.member {
        set_member(tx, cid, member)?;
    }
    if let Some(core) = &info.core {
        apply_core(tx, cid, core)?;
    }
    if let Some(settings) = &info.settings {
        apply_settings(tx, cid, settings)?;
    }
    if let Some(badge) = info.badge_count {
        set_badge(tx, cid, badge)?;
    }
    if info.members_complete && (!info.members.is_empty() || old.member_count == 0) {
        participant::replace(tx, cid, &info.members)?;
    } else {
        participant::store(tx, cid, &info.members)?;
    }
    tx.touch(cid);
    Ok(cid)
}

/// The shared part, when it is not older than the one known.
pub fn apply_core(tx: &mut Tx<'_>, conversation: Cid, core: &CoreInfo) -> Result<()> {
    let mut ext = core.ext.clone();
    if !core.ext_full {
        let known: String = tx
            .connection()
            .prepare_cached("SELECT core_ext FROM conversation WHERE id = ?1")?
            .query_row([conversation.0], |row| row.get(0))?;
        let mut merged = content::ext(&known);
        merged.append(&mut ext);
        ext = merged;
    }
    let (known, icon): (i64, String) = tx
        .connection()
        .prepare_cached("SELECT info_version, icon FROM conversation WHERE id = ?1")?
        .query_row([conversation.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if known < core.version {
        tx.change(Change::Info { conversation });
    }
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET info_version = ?2, name = ?3, description = ?4, notice = ?5, icon = ?6, owner = ?7,
                    core_ext = ?8, created = CASE WHEN ?9 > 0 THEN ?9 ELSE created END, silenced = ?10
             WHERE id = ?1 AND info_version <= ?2",
        )?
        .execute(params![
            conversation.0,
            core.version,
            core.name,
            core.description,
            core.notice,
            core.icon,
            core.owner,
            content::write_ext(&ext),
            core.created,
            core.silenced as i64
        ])?;
    if known <= core.version {
        media::portrait(tx, &icon, &core.icon)?;
    }
    tx.touch(conversation);
    Ok(())
}

/// The entries that all members share.
pub fn entries(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<BTreeMap<String, String>> {
    let known: String = snapshot
        .connection()
        .prepare_cached("SELECT core_ext FROM conversation WHERE id = ?1")?
        .query_row([conversation.0], |row| row.get(0))?;
    Ok(content::ext(&known))
}

/// The own part, when it is not older than the one known. Positions only grow, whatever the version.
pub fn apply_settings(tx: &mut Tx<'_>, conversation: Cid, settings: &Settings) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET setting_version = ?2, pinned = ?3, pinned_time = ?4, muted = ?5, setting_ext = ?6,
                    favourite = ?7
             WHERE id = ?1 AND setting_version <= ?2",
        )?
        .execute(params![
            conversation.0,
            settings.version,
            settings.pinned,
            settings.pinned_time,
            settings.muted,
            content::write_ext(&settings.ext),
            settings.favourite
        ])?;
    own::derive(tx, conversation)?;
    set_read(
        tx,
        conversation,
        settings.read_index,
        Some(settings.read_badge_count),
    )?;
    apply_min_index(tx, conversation, settings)?;
    tx.touch(conversation);
    Ok(())
}

/// What the settings say of the hidden part of a history. What the person has cleared or deleted goes. Somebody who was
/// removed from a group and added again has cleared nothing: what could be read before stays, the server just keeps
/// nothing of it for this person any more.
fn apply_min_index(tx: &mut Tx<'_>, conversation: Cid, settings: &Settings) -> Result<()> {
    let Some(stored) = stored(tx.connection(), conversation)? else {
        return Ok(());
    };
    let min_index = settings.min_index;
    let cleared = settings.ext.get(choices::EXT_CLEARED_INDEX);
    let cleared = wire_index(cleared).min(min_index);
    raise_min_index(tx, conversation, cleared)?;
    let group = kind(stored.conversation.kind) != ConversationKind::OneToOne;
    if group && message::any_up_to(tx, conversation, min_index)? {
        let gone = IndexRange {
            lo: stored.min_index.max(cleared) + 1,
            hi: min_index,
            gone: true,
        };
        range::add(tx, conversation, gone)?;
        set_read(tx, conversation, min_index, None)?;
        return Ok(());
    }
    raise_min_index(tx, conversation, min_index)
}

/// An index in an entry of a map; 0 when it is none.
fn wire_index(said: Option<&String>) -> i64 {
    said.and_then(|text| text.parse().ok()).unwrap_or(0).max(0)
}

/// Moves the own read position; it only grows. True when it moved.
pub fn set_read(
    tx: &mut Tx<'_>,
    conversation: Cid,
    index: i64,
    badge: Option<i64>,
) -> Result<bool> {
    let moved = tx
        .connection()
        .prepare_cached(
            "UPDATE conversation SET read_index = ?2 WHERE id = ?1 AND read_index < ?2",
        )?
        .execute([conversation.0, index])?
        > 0;
    if let Some(badge) = badge {
        tx.connection()
            .prepare_cached("UPDATE conversation SET read_badge_count = ?2 WHERE id = ?1 AND read_badge_count < ?2")?
            .execute([conversation.0, badge])?;
    }
    if moved {
        tx.change(Change::Read { conversation });
        tx.touch(conversation);
    }
    Ok(moved)
}

/// How many messages raise the badge, as the server counts.
pub fn set_badge(tx: &mut Tx<'_>, conversation: Cid, badge: i64) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET badge_count = ?2 WHERE id = ?1 AND badge_count < ?2",
        )?
        .execute([conversation.0, badge])?;
    tx.touch(conversation);
    Ok(())
}

/// Hides history up to `index` and wipes it here.
pub fn raise_min_index(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    let raised = tx
        .connection()
        .prepare_cached("UPDATE conversation SET min_index = ?2 WHERE id = ?1 AND min_index < ?2")?
        .execute([conversation.0, index])?;
    if raised > 0 {
        message::wipe_up_to(tx, conversation, index)?;
        tx.change(Change::Cleared { conversation });
        tx.touch(conversation);
    }
    Ok(())
}

/// Deleted from the list: the history goes, and so does the line until something newer comes.
pub fn delete(tx: &mut Tx<'_>, conversation: Cid, up_to: i64) -> Result<()> {
    raise_min_index(tx, conversation, up_to)?;
    unlist(tx, conversation, up_to)
}

/// Deleted on this device alone: as [`delete`], and the server knows nothing of it.
pub fn delete_here(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    let up_to = message::newest_index_in(tx, conversation)?;
    tx.connection()
        .prepare_cached("UPDATE conversation SET deleted_here = ?2 WHERE id = ?1")?
        .execute([conversation.0, up_to])?;
    delete(tx, conversation, up_to)
}

/// Back in the list because a load names it, unless it was deleted on this device and the load brings nothing newer;
/// `newest`: highest index of the load.
pub fn show_loaded(tx: &mut Tx<'_>, conversation: Cid, newest: i64) -> Result<()> {
    let kept_away = tx
        .connection()
        .prepare_cached("SELECT 1 FROM conversation WHERE id = ?1 AND hidden <> 0 AND deleted_here > 0 AND deleted_here >= ?2")?
        .exists([conversation.0, newest])?;
    match kept_away {
        true => Ok(()),
        false => show(tx, conversation),
    }
}

/// Its line goes until something newer than `up_to` comes.
pub(super) fn unlist(tx: &mut Tx<'_>, conversation: Cid, up_to: i64) -> Result<()> {
    if message::newest_index_in(tx, conversation)? > up_to {
        // The server still lists it.
        return Ok(());
    }
    let listing = if message::any_visible(tx, conversation)? {
        Listing::WhileWritten
    } else {
        Listing::Deleted
    };
    tx.connection()
        .prepare_cached("UPDATE conversation SET hidden = ?2 WHERE id = ?1")?
        .execute(params![conversation.0, listing as i64])?;
    tx.touch(conversation);
    Ok(())
}

/// Something is written in it here: a deleted conversation is in the list while that is so. The server knows nothing of
/// it yet, nor do other devices.
pub fn show_while_written(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE conversation SET hidden = 2 WHERE id = ?1 AND hidden = 1")?
        .execute([conversation.0])?;
    Ok(())
}

/// What was written in it here is gone: a deleted conversation with nothing to see leaves the list again.
pub(super) fn hide_when_empty(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET hidden = 1 WHERE id = ?1 AND hidden = 2
               AND NOT EXISTS (SELECT 1 FROM message WHERE conversation = ?1 AND hidden = 0)
               AND NOT EXISTS (SELECT 1 FROM draft WHERE conversation = ?1 AND (text <> '' OR attachments <> '[]' OR voice <> ''))",
        )?
        .execute([conversation.0])?;
    Ok(())
}

/// A conversation without messages stands where it was made.
pub fn set_created(tx: &mut Tx<'_>, conversation: Cid, now: i64) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE conversation SET created = ?2 WHERE id = ?1 AND created = 0")?
        .execute([conversation.0, now])?;
    tx.touch(conversation);
    Ok(())
}

/// Back in the list: the server lists it.
pub fn show(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    let shown = tx
        .connection()
        .prepare_cached("UPDATE conversation SET hidden = 0 WHERE id = ?1 AND hidden <> 0")?
        .execute([conversation.0])?;
    if shown > 0 {
        tx.touch(conversation);
    }
    Ok(())
}

/// Conversations that stand in the list, each with its text id.
pub fn listed(snapshot: &Snapshot<'_>) -> Result<Vec<(Cid, ConversationId)>> {
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT id, conversation_id FROM conversation WHERE hidden = 0")?;
    let rows = statement.query_map([], |row| {
        Ok((Cid(row.get(0)?), ConversationId(row.get(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The server did not name it when it listed everything: it was deleted elsewhere, or this person is not told of it any
/// more. It leaves the list when nothing is to be seen in it; its information is asked for (protocol: sync, section
/// 2.6), and says what of it was cleared.
pub fn not_listed(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    list_no_more(tx, conversation)?;
    want_info(tx, conversation)
}

/// The server does not list it, and nothing is to be asked of it. It leaves the list when nothing is to be seen in it.
pub fn list_no_more(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE conversation SET hidden = 2 WHERE id = ?1 AND hidden = 0")?
        .execute([conversation.0])?;
    tx.touch(conversation);
    Ok(())
}

/// Membership of the person. Without it everything stays readable and nothing can be sent.
pub fn set_member(tx: &mut Tx<'_>, conversation: Cid, member: bool) -> Result<()> {
    let changed = tx
        .connection()
        .prepare_cached("UPDATE conversation SET member = ?2 WHERE id = ?1 AND member <> ?2")?
        .execute(params![conversation.0, member])?;
    if changed > 0 {
        participant::changed(tx, conversation)?;
        tx.change(Change::Members {
            conversation,
            users: Vec::new(),
        });
        tx.touch(conversation);
    }
    Ok(())
}

/// Keeps the ticket that sending needs.
pub fn set_ticket(tx: &mut Tx<'_>, conversation: Cid, ticket: &str) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE conversation SET ticket = ?2 WHERE id = ?1")?
        .execute(params![conversation.0, ticket])?;
    Ok(())
}

/// The other members' positions, as the server lists them; the person's own goes to the settings.
pub fn apply_read_positions(
    tx: &mut Tx<'_>,
    conversation: Cid,
    positions: &[ReadPosition],
) -> Result<()> {
    let me = tx.me();
    let others: Vec<_> = positions
        .iter()
        .copied()
        .filter(|position| position.user != me)
        .collect();
    participant::read(tx, conversation, &others)
}
