//! Reading inboxes, and forgetting what is too old.

use std::sync::Arc;

use linnet_proto::im_proto::MessageBody;
use prost::Message;
use rusqlite::{OptionalExtension, params};

use super::lookup::PAGE_BYTES;
use super::scope::{Outcome, Snapshot, Tx};
use super::{marks, media};
use crate::UserId;
use crate::store::{Entry, InboxPage, Item};

/// Most rows of each kind that one purge deletes, so that commands never wait long for it.
const PURGE_ROWS: usize = 500;
/// Most inboxes that one purge visits.
const PURGE_INBOXES: usize = 100;

/// Somebody whose inbox has entries from before a place.
pub(super) const OLDEST: &str =
    "SELECT user FROM inbox_oldest WHERE cursor < ?1 ORDER BY cursor LIMIT 1";

/// Entries after a place, with their bodies as they are now.
pub(super) const ENTRIES: &str =
    "SELECT i.cursor, i.previous, coalesce(m.body, k.body), coalesce(m.badge, 0)
     FROM inbox i
     LEFT JOIN message m ON i.is_command = 0 AND m.id = i.item
     LEFT JOIN command k ON i.is_command = 1 AND k.id = i.item
     WHERE i.user = ?1 AND i.cursor > ?2 ORDER BY i.cursor LIMIT ?3";

/// The first entry that is kept after a place: where it stands, and where the one before it stood.
pub(super) const FIRST_KEPT: &str =
    "SELECT previous FROM inbox WHERE user = ?1 AND cursor > ?2 ORDER BY cursor LIMIT 1";

/// The last entry at or before a place.
pub(super) const AT_OR_BEFORE: &str =
    "SELECT max(cursor) FROM inbox WHERE user = ?1 AND cursor <= ?2";

impl Snapshot<'_> {
    fn after(&self, cursor: i64) -> i64 {
        cursor.max(self.horizon_ms.saturating_mul(1000))
    }

    /// The edge of the retention: the place of the newest entry that is gone, 0 when none is.
    fn edge(&self, user: UserId) -> Outcome<i64> {
        let previous: Option<i64> = self
            .db
            .prepare_cached(FIRST_KEPT)?
            .query_row([user, self.after(i64::MIN)], |row| row.get(0))
            .optional()?;
        match previous {
            Some(previous) => Ok(previous),
            None => self.head(user),
        }
    }

    /// The place at which a cursor lies that this inbox never gave out: a device that has it knows entries that were
    /// lost when an older database was put in place. None for one that was given out.
    fn set_back_to(&self, user: UserId, cursor: i64, edge: i64) -> Outcome<Option<i64>> {
        if cursor <= edge {
            return Ok(None);
        }
        let known: Option<i64> = self
            .db
            .prepare_cached(AT_OR_BEFORE)?
            .query_row([user, cursor], |row| row.get(0))?;
        let known = known.unwrap_or(edge).max(edge);
        Ok((known < cursor).then_some(known))
    }
}

pub(super) fn page(
    snapshot: &Snapshot<'_>,
    by: UserId,
    cursor: i64,
    limit: i64,
) -> Outcome<InboxPage> {
    let edge = snapshot.edge(by)?;
    if cursor < edge {
        // Entries that this device has not had are gone. An empty page says so (protocol: sync, section 4); what is
        // kept follows with the next one.
        return Ok(InboxPage {
            next_cursor: edge,
            has_more: edge < snapshot.head(by)?,
            ..InboxPage::default()
        });
    }
    let mut statement = snapshot.db.prepare_cached(ENTRIES)?;
    let mut rows = statement.query([by, snapshot.after(cursor), limit + 1])?;
    let mut page = InboxPage {
        set_back_to: snapshot.set_back_to(by, cursor, edge)?,
        ..InboxPage::default()
    };
    let (mut taken, mut room) = (0, PAGE_BYTES);
    let mut reached = None;
    while let Some(row) = rows.next()? {
        // An entry whose message is purged already stands for nothing.
        let bytes = row
            .get_ref(2)?
            .as_blob_or_null()
            .map_err(rusqlite::Error::from)?;
        let bytes = bytes.unwrap_or_default();
        if taken == limit || (bytes.len() > room && taken > 0) {
            page.has_more = true;
            break;
        }
        taken += 1;
        room = room.saturating_sub(bytes.len());
        reached = Some(row.get(0)?);
        if !bytes.is_empty() {
            let body = MessageBody::decode(bytes)?;
            page.messages.push(snapshot.as_read_by(by, body)?);
        }
    }
    // An empty page returns the head: the cursor itself, or less for a place that was never given out.
    page.next_cursor = match reached {
        Some(reached) => reached,
        None => snapshot.head(by)?,
    };
    Ok(page)
}

pub(super) fn entries(
    snapshot: &Snapshot<'_>,
    user: UserId,
    after: i64,
    limit: i64,
) -> Outcome<Vec<Entry>> {
    let mut statement = snapshot.db.prepare_cached(ENTRIES)?;
    let mut rows = statement.query([user, snapshot.after(after), limit])?;
    let mut entries = Vec::new();
    let mut room = PAGE_BYTES;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get::<_, Option<Vec<u8>>>(2)?.unwrap_or_default();
        if bytes.len() > room && !entries.is_empty() {
            break;
        }
        room = room.saturating_sub(bytes.len());
        let body = MessageBody::decode(bytes.as_slice())?;
        entries.push(Entry {
            cursor: row.get(0)?,
            previous: row.get(1)?,
            item: Arc::new(Item {
                conversation_id: body.conversation_id.unwrap_or_default(),
                kind: body.conversation_type.unwrap_or_default(),
                index: body.index_in_conversation.unwrap_or_default(),
                badge: row.get(3)?,
                body: bytes.into(),
            }),
        });
    }
    Ok(entries)
}

pub(super) fn report_cursor(tx: &Tx<'_>, by: UserId, device: &str, cursor: i64) -> Outcome<()> {
    tx.db
        .prepare_cached(
            "INSERT INTO device (user, device, cursor) VALUES (?1, ?2, ?3)
             ON CONFLICT (user, device) DO UPDATE SET cursor = max(cursor, excluded.cursor)",
        )?
        .execute(params![by, device, cursor])?;
    // A user's devices come and go; the furthest ones are the ones in use.
    tx.db
        .prepare_cached(
            "DELETE FROM device WHERE user = ?1 AND device NOT IN
                 (SELECT device FROM device WHERE user = ?1 ORDER BY cursor DESC LIMIT ?2)",
        )?
        .execute(params![
            by,
            i64::try_from(linnet_proto::choices::MAX_DEVICES_PER_USER).unwrap_or(i64::MAX)
        ])?;
    Ok(())
}

/// Deletes some of what is older than the horizon. Ids carry their time, so the oldest rows are found without an index
/// on times; whose inbox has something too old, a table says.
pub(super) fn purge(tx: &Tx<'_>) -> Outcome<bool> {
    if tx.horizon_ms == i64::MIN {
        return Ok(false);
    }
    let rows = i64::try_from(PURGE_ROWS).unwrap_or(i64::MAX);
    let below = tx.horizon_ms.max(0) << 20;
    let mut gone = tx.db.execute(
        "DELETE FROM hidden WHERE message IN
             (SELECT id FROM message WHERE id < ?1 ORDER BY id LIMIT ?2)",
        [below, rows],
    )?;
    let messages: Vec<i64> = tx
        .db
        .prepare_cached("SELECT id FROM message WHERE id < ?1 ORDER BY id LIMIT ?2")?
        .query_map([below, rows], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for message in messages {
        media::release(tx, message)?;
        marks::gone(tx, message)?;
    }
    for table in ["message", "command"] {
        let sql = format!(
            "DELETE FROM {table} WHERE id IN
                 (SELECT id FROM {table} WHERE id < ?1 ORDER BY id LIMIT ?2)"
        );
        gone = gone.max(tx.db.execute(&sql, [below, rows])?);
    }
    let inboxes = purge_inboxes(tx)?;
    Ok(gone >= PURGE_ROWS || inboxes)
}

/// Deletes entries of those whose inboxes have some that are too old; tells whether more is left.
fn purge_inboxes(tx: &Tx<'_>) -> Outcome<bool> {
    let horizon = tx.horizon_ms.saturating_mul(1000);
    let mut room = PURGE_ROWS;
    for _ in 0..PURGE_INBOXES {
        let user: Option<UserId> = tx
            .db
            .prepare_cached(OLDEST)?
            .query_row([horizon], |row| row.get(0))
            .optional()?;
        let Some(user) = user else { return Ok(false) };
        if room == 0 {
            return Ok(true);
        }
        let head = tx.head(user)?;
        let taken = tx
            .db
            .prepare_cached(
                "DELETE FROM inbox WHERE user = ?1 AND cursor IN
                     (SELECT cursor FROM inbox WHERE user = ?1 AND cursor < ?2
                      ORDER BY cursor LIMIT ?3)",
            )?
            .execute([user, horizon, i64::try_from(room).unwrap_or(i64::MAX)])?;
        // The place stays known, also when no entry is left.
        tx.db
            .prepare_cached("INSERT OR REPLACE INTO inbox_head (user, cursor) VALUES (?1, ?2)")?
            .execute([user, head])?;
        let oldest: Option<i64> = tx
            .db
            .prepare_cached("SELECT min(cursor) FROM inbox WHERE user = ?1")?
            .query_row([user], |row| row.get(0))?;
        match oldest {
            Some(oldest) => tx
                .db
                .prepare_cached("UPDATE inbox_oldest SET cursor = ?2 WHERE user = ?1")?
                .execute([user, oldest])?,
            None => tx
                .db
                .prepare_cached("DELETE FROM inbox_oldest WHERE user = ?1")?
                .execute([user])?,
        };
        room = room.saturating_sub(taken);
    }
    Ok(true)
}
