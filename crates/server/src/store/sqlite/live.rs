//! Live groups. Their messages are a log of their own: it touches no inbox, no list and no unread count, and only its
//! newest part is kept.

use std::sync::Arc;

use linnet_proto::im_proto::{
    ConversationOperationStatus, MessageBody, MessageType, SendMessageStatus, StatusCode,
};
use linnet_proto::{choices, keys};
use prost::Message;
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteStore;
use super::lookup::PAGE_BYTES;
use super::muted::{EVERYBODY, ORDINARY};
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::live::{LivePush, Priority};
use crate::refusal::Refusal;
use crate::store::live::{Live, LiveFilter, LiveGroup, LivePage, NewLiveGroup, NewLiveMessage};
use crate::store::live_members::LiveMember;
use crate::store::{Decided, Delivery, History, HistoryRange, Pending, Sent};

fn group(row: &Row<'_>) -> rusqlite::Result<LiveGroup> {
    Ok(LiveGroup {
        short_id: row.get(0)?,
        owner: row.get(1)?,
        name: row.get(2)?,
        icon: row.get(3)?,
        description: row.get(4)?,
        created_ms: row.get(5)?,
        creator: row.get(6)?,
        silenced: row.get(7)?,
        version: row.get(8)?,
        marks: Vec::new(),
    })
}

pub(super) fn find(snapshot: &Snapshot<'_>, id: i64) -> Outcome<LiveGroup> {
    snapshot
        .db
        .prepare_cached(
            "SELECT short_id, owner, name, icon, description, created_ms, creator, silenced,
                    info_version FROM live_group
             WHERE short_id = ?1",
        )?
        .query_row([id], group)
        .optional()?
        .ok_or(Refusal::no_conversation())
}

fn create(tx: &mut Tx<'_>, by: UserId, new: NewLiveGroup) -> Outcome<Decided<LiveGroup>> {
    let made: Option<i64> = tx
        .db
        .prepare_cached(
            "SELECT short_id FROM live_group WHERE creator = ?1 AND idempotent_id = ?2",
        )?
        .query_row(params![by, new.idempotent_id], |row| row.get(0))
        .optional()?
        .filter(|_| !new.idempotent_id.is_empty());
    if let Some(made) = made {
        return Ok(Decided {
            status: ConversationOperationStatus::OpSucceed as i32,
            value: Some(find(tx, made)?),
        });
    }
    let (all, own): (i64, i64) = tx
        .db
        .prepare_cached("SELECT count(*), coalesce(sum(owner = ?1), 0) FROM live_group")?
        .query_row([by], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if all >= choices::MAX_LIVE_GROUPS || own >= choices::MAX_OWN_LIVE_GROUPS {
        return Ok(Decided {
            status: ConversationOperationStatus::TouchLimits as i32,
            value: None,
        });
    }
    let short_id = tx.next_id();
    tx.db
        .prepare_cached(
            "INSERT INTO live_group (short_id, owner, creator, idempotent_id, name, icon, description,
                                     created_ms)
             VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            short_id,
            by,
            // Those that bring none are never the same.
            match new.idempotent_id.is_empty() {
                true => short_id.to_string(),
                false => new.idempotent_id,
            },
            new.name,
            new.icon,
            new.description,
            tx.now_ms,
        ])?;
    Ok(Decided {
        status: ConversationOperationStatus::OpSucceed as i32,
        value: Some(find(tx, short_id)?),
    })
}

fn list(snapshot: &Snapshot<'_>, filter: &LiveFilter) -> Outcome<LivePage> {
    let below = match filter.cursor {
        0 => i64::MAX,
        cursor => cursor,
    };
    let words = filter.words.to_lowercase();
    // There are few of them, and SQLite knows no large letters beyond ASCII.
    let mut statement = snapshot.db.prepare_cached(
        "SELECT short_id, owner, name, icon, description, created_ms, creator, silenced,
                    info_version FROM live_group
         WHERE short_id < ?1 ORDER BY short_id DESC",
    )?;
    let mut page = LivePage::default();
    for found in statement.query_map([below], group)? {
        let found = found?;
        let wanted = filter.owner.is_none_or(|owner| owner == found.owner)
            && found.name.to_lowercase().contains(&words);
        if !wanted {
            continue;
        }
        if page.groups.len() >= filter.limit {
            page.has_more = true;
            break;
        }
        page.next_cursor = found.short_id;
        page.groups.push(found);
    }
    Ok(page)
}

pub(super) fn dissolve(tx: &mut Tx<'_>, by: UserId, id: i64) -> Outcome<()> {
    if find(tx, id)?.owner != by {
        return Err(Refusal::forbidden());
    }
    for sql in [
        "DELETE FROM live_message WHERE live_group = ?1",
        "DELETE FROM live_member WHERE live_group = ?1",
        "DELETE FROM live_mark WHERE live_group = ?1",
        "DELETE FROM live_marked WHERE live_group = ?1",
        "DELETE FROM live_group WHERE short_id = ?1",
    ] {
        tx.db.prepare_cached(sql)?.execute([id])?;
    }
    let body = MessageBody {
        conversation_id: Some(id.to_string()),
        conversation_type: Some(choices::MASS_CHAT),
        conversation_short_id: Some(id),
        message_type: Some(MessageType::ConversationDestroy as i32),
        sender: Some(by),
        content: Some(String::new()),
        create_time: Some(tx.now_ms),
        ..MessageBody::default()
    };
    let push = LivePush {
        body: body.encode_to_vec().into(),
        conversation_id: id.to_string(),
        index: 0,
        priority: Priority::High,
    };
    tx.deliveries.push(Delivery::Live(id, None, Arc::new(push)));
    tx.deliveries.push(Delivery::LiveEnded(id));
    Ok(())
}

fn send(tx: &mut Tx<'_>, by: UserId, new: NewLiveMessage) -> Outcome<Sent> {
    let said: Option<i64> = tx
        .db
        .prepare_cached(
            "SELECT id FROM live_message WHERE live_group = ?1 AND sender = ?2 AND client_id = ?3",
        )?
        .query_row(params![new.group, by, new.client_message_id], |row| {
            row.get(0)
        })
        .optional()?;
    if let Some(said) = said {
        return Ok(accepted(said));
    }
    let group = find(tx, new.group)?;
    let member = tx.live_member(&group, by)?;
    if let Some(check_code) = silent(tx, &group, &member) {
        return Ok(Sent {
            status: SendMessageStatus::UserHasBeenBlocked as i32,
            server_message_id: 0,
            check_code,
        });
    }
    let id = tx.next_id();
    let mut ext = new.ext;
    ext.insert(
        keys::CLIENT_MESSAGE_ID.to_owned(),
        new.client_message_id.clone(),
    );
    ext.insert(keys::SERVER_MESSAGE_ID.to_owned(), id.to_string());
    let body = MessageBody {
        message_type: Some(new.kind),
        sender: Some(by),
        content: Some(new.content),
        ext,
        ..MessageBody::default()
    };
    let (index, body) = write(tx, new.group, id, &new.client_message_id, body)?;
    let push = LivePush {
        body: body.encode_to_vec().into(),
        conversation_id: new.group.to_string(),
        index,
        priority: new.priority,
    };
    tx.deliveries
        .push(Delivery::Live(new.group, Some(by), Arc::new(push)));
    Ok(accepted(id))
}

fn accepted(id: i64) -> Sent {
    Sent {
        status: SendMessageStatus::SendSucceed as i32,
        server_message_id: id,
        check_code: 0,
    }
}

/// Why this member cannot write now; none when they can. Whoever is on the white list is not kept from it by a muted
/// group.
fn silent(snapshot: &Snapshot<'_>, group: &LiveGroup, member: &LiveMember) -> Option<i64> {
    if member.silenced_until > snapshot.now_ms {
        return Some(choices::CHECK_MEMBER_MUTED);
    }
    match group.silenced {
        EVERYBODY if !member.speaks => Some(choices::CHECK_GROUP_MUTED),
        ORDINARY if !member.speaks && !member.leads() => Some(choices::CHECK_GROUP_MUTED),
        _ => None,
    }
}

/// Writes a message at the end of a live group, and lets the oldest go.
pub(super) fn write(
    tx: &Tx<'_>,
    group: i64,
    id: i64,
    client_id: &str,
    body: MessageBody,
) -> Outcome<(i64, MessageBody)> {
    let index: i64 = tx
        .db
        .prepare_cached(
            "UPDATE live_group SET last_index = last_index + 1 WHERE short_id = ?1
             RETURNING last_index",
        )?
        .query_row([group], |row| row.get(0))
        .optional()?
        .ok_or(Refusal::no_conversation())?;
    let body = MessageBody {
        conversation_id: Some(group.to_string()),
        conversation_type: Some(choices::MASS_CHAT),
        conversation_short_id: Some(group),
        server_message_id: Some(id),
        index_in_conversation: Some(index),
        index_in_conversation_v2: Some(index),
        create_time: Some(tx.now_ms),
        version: Some(1),
        ..body
    };
    tx.db
        .prepare_cached(
            "INSERT INTO live_message (id, live_group, idx, sender, client_id, created_ms, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id,
            group,
            index,
            body.sender,
            client_id,
            tx.now_ms,
            body.encode_to_vec()
        ])?;
    // Two go at most for each that comes, so the log comes down to its bounds and no command waits for it.
    tx.db
        .prepare_cached(
            "DELETE FROM live_message WHERE id IN (
                 SELECT id FROM (SELECT id, idx, created_ms FROM live_message
                                 WHERE live_group = ?1 ORDER BY idx LIMIT 2)
                 WHERE idx <= ?2 OR created_ms < ?3)",
        )?
        .execute([
            group,
            index - choices::LIVE_KEPT,
            tx.now_ms - choices::LIVE_KEPT_MS,
        ])?;
    Ok((index, body))
}

fn history(snapshot: &Snapshot<'_>, id: i64, range: HistoryRange) -> Outcome<History> {
    find(snapshot, id)?;
    if range.newer {
        return Err(Refusal::new(
            StatusCode::InvalidRequest,
            "a live group is read from its newest message on",
        ));
    }
    let anchor = match range.anchor {
        ..=0 => i64::MAX,
        anchor => anchor,
    };
    let mut statement = snapshot.db.prepare_cached(
        "SELECT idx, body FROM live_message WHERE live_group = ?1 AND idx <= ?2 AND created_ms >= ?3
         ORDER BY idx DESC LIMIT ?4",
    )?;
    let since = snapshot.now_ms - choices::LIVE_KEPT_MS;
    let mut rows = statement.query([id, anchor, since, range.limit.saturating_add(1)])?;
    let mut found = History::default();
    let mut room = PAGE_BYTES;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        let full = i64::try_from(found.messages.len()).unwrap_or(i64::MAX) >= range.limit;
        if full || (bytes.len() > room && !found.messages.is_empty()) {
            found.has_more = true;
            break;
        }
        room = room.saturating_sub(bytes.len());
        found.next_cursor = row.get::<_, i64>(0)? - 1;
        found.messages.push(MessageBody::decode(bytes)?);
    }
    Ok(found)
}

impl Live for SqliteStore {
    fn create_live(&self, by: UserId, new: NewLiveGroup) -> Pending<'_, Decided<LiveGroup>> {
        self.write(move |tx| create(tx, by, new))
    }

    fn live_group(&self, group: i64) -> Pending<'_, LiveGroup> {
        self.read(move |db| find(db, group))
    }

    fn live_groups(&self, filter: LiveFilter) -> Pending<'_, LivePage> {
        self.read(move |db| list(db, &filter))
    }

    fn dissolve_live(&self, by: UserId, group: i64) -> Pending<'_, ()> {
        self.write(move |tx| dissolve(tx, by, group))
    }

    fn send_live(&self, by: UserId, new: NewLiveMessage) -> Pending<'_, Sent> {
        self.write(move |tx| send(tx, by, new))
    }

    fn live_history(&self, group: i64, range: HistoryRange) -> Pending<'_, History> {
        self.read(move |db| history(db, group, range))
    }
}
