//! A server that was set back to an older state: what it lost is kept here, apart from what it has, and what was known
//! of it is forgotten so that it can be told anew. The only place where positions and versions become smaller.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::change::{Change, Cid, Mid};
use super::message::{AWAITING, State};
use super::range::{self, IndexRange};
use super::unplaced::{self, Why};
use super::{Snapshot, Tx, message, operation, outbox, untold};
use crate::error::Result;
use crate::model::{ConversationId, MessageKey};

/// What the server has of a conversation, as far as it was asked.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Messages that it has: index and the server's id.
    pub has: BTreeMap<i64, i64>,
    /// Everything from here to [`Self::newest`] that stands at an index we hold was asked for.
    pub from: i64,
    /// Highest index that it has, or has had and keeps no more. What stands above is lost.
    pub newest: i64,
    /// Up to here it keeps nothing any more: what is here of that is no sign of anything.
    pub gone: i64,
    /// Ids of people's messages that it has, and the ids that it gave them.
    pub keys: BTreeMap<MessageKey, i64>,
}

/// A message of the server as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Row.
    pub mid: Mid,
    /// Its index.
    pub index: i64,
    /// Its id at the server.
    pub server_id: i64,
}

impl Evidence {
    /// The server has something else at this place, or nothing where nothing can be missing.
    fn lacks(&self, held: &Held) -> bool {
        held.index > self.gone
            && (held.index > self.newest
                || self
                    .has
                    .get(&held.index)
                    .is_some_and(|id| *id != held.server_id))
    }

    /// Highest index up to which this device and the server have the same history.
    pub fn common(&self, held: &[Held]) -> i64 {
        let lost = held.iter().filter(|held| self.lacks(held));
        lost.map(|held| held.index - 1).min().unwrap_or(self.newest)
    }

    /// The highest index here that was not asked for, while nothing shows where both histories part.
    pub fn ask_next(&self, held: &[Held]) -> Option<i64> {
        let same = |held: &Held| self.has.get(&held.index) == Some(&held.server_id);
        if self.from <= self.gone + 1 || held.iter().any(same) {
            return None;
        }
        let below = held.iter().filter(|held| held.index < self.from);
        below.map(|held| held.index).max()
    }
}

/// Every conversation, with its text id.
pub fn conversations(snapshot: &Snapshot<'_>) -> Result<Vec<(Cid, ConversationId)>> {
    let mut statement = snapshot
        .connection()
        .prepare_cached("SELECT id, conversation_id FROM conversation")?;
    let rows = statement.query_map([], |row| {
        Ok((Cid(row.get(0)?), ConversationId(row.get(1)?)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The messages here that the server is said to have and this person can see, or only wants to be cleared.
pub fn held(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Vec<Held>> {
    all_held(snapshot.connection(), conversation)
}

/// As [`held`], inside a command.
pub fn held_in(tx: &Tx<'_>, conversation: Cid) -> Result<Vec<Held>> {
    all_held(tx.connection(), conversation)
}

fn all_held(connection: &Connection, conversation: Cid) -> Result<Vec<Held>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, message_index, server_id FROM message
         WHERE conversation = ?1 AND message_index > 0 AND server_id <> 0 AND (hidden = 0 OR wanted & 4 <> 0)",
    )?;
    let rows = statement.query_map([conversation.0], |row| {
        Ok(Held {
            mid: Mid(row.get(0)?),
            index: row.get(1)?,
            server_id: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether another message stands at this index: then the server has given it out twice.
pub fn index_is_taken(tx: &Tx<'_>, conversation: Cid, index: i64, server_id: i64) -> Result<bool> {
    Ok(tx
        .connection()
        .prepare_cached(TAKEN)?
        .exists([conversation.0, index, server_id])?)
}

pub(super) const TAKEN: &str = "SELECT 1 FROM message
     WHERE conversation = ?1 AND message_index = ?2 AND message_index > 0 AND server_id NOT IN (0, ?3) LIMIT 1";

/// Keeps what the server lost of a conversation apart, behind index `common`, and forgets everything that it said later.
/// What it has under another id is not lost: its sender has sent it again.
pub fn forget_lost(
    tx: &mut Tx<'_>,
    conversation: Cid,
    common: i64,
    evidence: &Evidence,
) -> Result<()> {
    let place = place_at(tx, conversation, common)?;
    for (mid, key, index, server_id) in after(tx, conversation, common)? {
        if evidence.has.get(&index) == Some(&server_id) {
            continue;
        }
        match evidence.keys.get(&key) {
            // Taken for its own echo when it is stored, as one message.
            Some(id) if *id != server_id => wait_for_place(tx, mid)?,
            _ => keep_apart(tx, conversation, mid, place, index)?,
        }
    }
    forget_cleared(tx, conversation)?;
    operation::lower(tx, conversation, common)?;
    let connection = tx.connection();
    // What is not sent follows what both have. So does what was confirmed and has no place: if it was lost, it stands
    // where devices that knew its place have it.
    connection
        .prepare_cached(
            "UPDATE message SET follows = ?2, place = CASE WHEN tier = 1 THEN min(place, ?2) ELSE place END
             WHERE conversation = ?1 AND (follows > ?2 OR place = ?3 AND server_id <> 0)",
        )?
        .execute([conversation.0, place, AWAITING])?;
    connection
        .prepare_cached(
            "UPDATE conversation SET info_version = 0, read_index = min(read_index, ?2), members_loaded = 0 WHERE id = ?1",
        )?
        .execute([conversation.0, common])?;
    connection
        .prepare_cached(
            "UPDATE participant SET read_index = min(read_index, ?2), min_index = min(min_index, ?2) WHERE conversation = ?1",
        )?
        .execute([conversation.0, common])?;
    untold::told(tx, conversation, i64::MAX)?;
    ask_for_places(tx, conversation)?;
    // The rows that are shown are read again.
    tx.change(Change::ReadByOthers { conversation });
    tx.touch(conversation);
    Ok(())
}

/// The person's own part of a conversation is set by what the server says of it next.
pub fn forget_settings(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE conversation SET setting_version = 0, read_index = 0, min_index = 0, badge_count = 0, read_badge_count = 0,
                    deleted_here = 0
             WHERE id = ?1",
        )?
        .execute([conversation.0])?;
    Ok(())
}

/// Ranges are what was known up to `common`; a history that was cleared later is to be had again.
pub fn cut_ranges(tx: &mut Tx<'_>, conversation: Cid, common: i64, cleared: i64) -> Result<()> {
    let old = range::all(tx.connection(), conversation)?;
    tx.connection()
        .prepare_cached("DELETE FROM index_range WHERE conversation = ?1")?
        .execute([conversation.0])?;
    for IndexRange { lo, hi, gone } in old {
        let (lo, hi) = (lo.max(cleared), hi.min(common));
        range::add(tx, conversation, IndexRange { lo, hi, gone })?;
    }
    tx.change(Change::Gaps { conversation });
    Ok(())
}

/// The server says of this message what it says, whatever version is here.
pub fn forget_version(tx: &Tx<'_>, server_id: i64) -> Result<()> {
    tx.connection()
        .prepare_cached("UPDATE message SET version = 0 WHERE server_id = ?1 AND server_id <> 0")?
        .execute([server_id])?;
    Ok(())
}

/// An own message that the server had confirmed and does not know any more, before its place was known. It stands before
/// what is younger, which may have come before it was noticed that the server was set back.
pub fn keep_apart_unplaced(tx: &mut Tx<'_>, conversation: Cid, message: Mid) -> Result<()> {
    let follows: i64 = tx
        .connection()
        .prepare_cached("SELECT follows FROM message WHERE id = ?1")?
        .query_row([message.0], |row| row.get(0))?;
    let place = follows.min(unplaced::place_of_age(tx, message)?);
    keep_apart(tx, conversation, message, place, 0)?;
    outbox::waits_no_more(tx, conversation)
}

/// What the person wanted to be cleared and the server has lost is gone: nobody else is to be asked. Nothing of it stays:
/// when its sender sends it again, it is new, as it is for other devices.
fn forget_cleared(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    let cleared: Vec<Mid> = {
        let mut statement = tx.connection().prepare_cached(
            "SELECT id FROM message WHERE conversation = ?1 AND state = ?2 AND wanted & 4 <> 0",
        )?;
        let rows = statement.query_map(params![conversation.0, State::Lost as i64], |row| {
            row.get(0).map(Mid)
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for mid in cleared {
        message::delete(tx, mid)?;
        tx.connection()
            .prepare_cached("DELETE FROM message WHERE id = ?1")?
            .execute([mid.0])?;
    }
    Ok(())
}

/// Server messages above an index.
fn after(tx: &Tx<'_>, conversation: Cid, common: i64) -> Result<Vec<(Mid, MessageKey, i64, i64)>> {
    let mut statement = tx.connection().prepare_cached(
        "SELECT id, key, message_index, server_id FROM message
         WHERE conversation = ?1 AND message_index > ?2 AND message_index > 0",
    )?;
    let rows = statement.query_map([conversation.0, common], |row| {
        Ok((
            Mid(row.get(0)?),
            MessageKey(row.get(1)?),
            row.get(2)?,
            row.get(3)?,
        ))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Place of the last message at or below an index.
fn place_at(tx: &Tx<'_>, conversation: Cid, index: i64) -> Result<i64> {
    Ok(tx
        .connection()
        .prepare_cached(
            "SELECT coalesce(max(place), ?2) FROM message
             WHERE conversation = ?1 AND message_index > 0 AND message_index <= ?2",
        )?
        .query_row([conversation.0, index], |row| row.get(0))?)
}

/// Lost messages stand in their old order behind the last one that both have. `tier` carries that order: 1 is taken by
/// what has stopped there.
fn keep_apart(
    tx: &mut Tx<'_>,
    conversation: Cid,
    message: Mid,
    place: i64,
    index: i64,
) -> Result<()> {
    let tier = match index {
        0 => AWAITING,
        index => index.saturating_add(1),
    };
    // Where everything is lost, the line in the list is made of that.
    tx.connection()
        .prepare_cached(
            "UPDATE message SET state = ?2, place = ?3, tier = ?4, message_index = 0, counts = 0, mentions_me = 0,
                    pops = pops AND ?3 = 0, previews = previews AND ?3 = 0
             WHERE id = ?1",
        )?
        .execute(params![message.0, State::Lost as i64, place, tier])?;
    tx.change(Change::Message {
        conversation,
        message,
    });
    Ok(())
}

/// A message of the server has come: what was lost and is younger stands behind it. What both have may come late. Of one
/// without an id of the server it is not known which is younger.
pub(super) fn keep_behind(
    tx: &mut Tx<'_>,
    conversation: Cid,
    server_id: i64,
    place: i64,
) -> Result<()> {
    let moved: Vec<Mid> = {
        let mut statement = tx.connection().prepare_cached(KEEP_BEHIND)?;
        let rows = statement.query_map([conversation.0, server_id, place], |row| {
            row.get(0).map(Mid)
        })?;
        rows.collect::<rusqlite::Result<_>>()?
    };
    for message in moved {
        tx.change(Change::Message {
            conversation,
            message,
        });
    }
    Ok(())
}

const KEEP_BEHIND: &str = "UPDATE message SET place = ?3
     WHERE conversation = ?1 AND server_id > ?2 AND ?2 > 0 AND tier > 1 AND place < ?3 RETURNING id";

fn wait_for_place(tx: &Tx<'_>, message: Mid) -> Result<()> {
    tx.connection()
        .prepare_cached(
            "UPDATE message SET state = ?2, place = ?3, message_index = 0, server_id = 0 WHERE id = ?1",
        )?
        .execute(params![message.0, State::Sent as i64, AWAITING])?;
    Ok(())
}

/// What was confirmed and has no place may be among what was lost.
fn ask_for_places(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    for message in confirmed(tx, conversation)? {
        unplaced::note(tx, message, Why::SetBack)?;
    }
    Ok(())
}

/// The server knows nothing of the conversation, so what it had confirmed there is lost.
pub fn lose_unplaced(tx: &mut Tx<'_>, conversation: Cid) -> Result<()> {
    for message in confirmed(tx, conversation)? {
        unplaced::settle(tx, message)?;
        keep_apart_unplaced(tx, conversation, message)?;
    }
    Ok(())
}

/// Own messages that the server has confirmed and whose place is not known.
fn confirmed(tx: &Tx<'_>, conversation: Cid) -> Result<Vec<Mid>> {
    let mut statement = tx.connection().prepare_cached(
        "SELECT id FROM message WHERE conversation = ?1 AND place = ?2 AND server_id <> 0 AND hidden = 0 ORDER BY id",
    )?;
    let rows = statement.query_map([conversation.0, AWAITING], |row| Ok(Mid(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether messages of these ids are here.
pub fn known(tx: &Tx<'_>, server_id: i64) -> Result<bool> {
    Ok(message::target(tx, server_id, "")?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages 1 to `newest` as this device has them.
    fn held(newest: i64) -> Vec<Held> {
        let one = |index| Held {
            mid: Mid(index),
            index,
            server_id: 1000 + index,
        };
        (1..=newest).map(one).collect()
    }

    /// The server has the old messages up to `common` and then others, and was asked for those from `from` on.
    fn evidence(from: i64, common: i64, newest: i64) -> Evidence {
        let id = |index| {
            if index <= common {
                1000 + index
            } else {
                9000 + index
            }
        };
        Evidence {
            has: (from..=newest).map(|index| (index, id(index))).collect(),
            from,
            newest,
            ..Evidence::default()
        }
    }

    #[test]
    fn histories_part_before_the_first_index_that_was_used_again_or_is_lost() {
        assert_eq!(evidence(31, 40, 50).common(&held(60)), 40);
        assert_eq!(evidence(21, 40, 40).common(&held(60)), 40);
        // Nothing is lost: everything that the server has counts as known.
        assert_eq!(evidence(21, 40, 40).common(&held(40)), 40);
        assert_eq!(evidence(21, 40, 40).common(&[]), 40);
    }

    #[test]
    fn it_is_asked_for_more_until_something_is_the_same_or_there_is_nothing_more() {
        assert_eq!(evidence(31, 40, 50).ask_next(&held(60)), None);
        assert_eq!(evidence(51, 40, 70).ask_next(&held(60)), Some(50));
        assert_eq!(evidence(51, 40, 70).ask_next(&held(20)), Some(20));
        assert_eq!(evidence(0, 0, 0).ask_next(&held(60)), None);
    }

    #[test]
    fn what_the_server_keeps_no_more_is_not_lost() {
        let kept = Evidence {
            gone: 45,
            newest: 45,
            from: 0,
            ..Evidence::default()
        };
        assert_eq!(kept.common(&held(45)), 45);
        assert_eq!(kept.common(&held(60)), 45);
        assert_eq!(kept.ask_next(&held(60)), None);
    }
}
