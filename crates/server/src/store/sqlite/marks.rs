//! Marked messages: favourites, and what is pinned for oneself or for all (commands 2036 and 2037).

use std::collections::BTreeMap;

use linnet_proto::im_proto::{ActionType, MessageBody, MessageExtraInfo, MessageType, StatusCode};
use linnet_proto::{choices, keys};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;

use super::lookup::{Conversation, Member, PAGE_BYTES};
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::{Mark, MarkList, MarkPage, Target};

/// Whose the marks are that everybody in the conversation sees.
const EVERYBODY: UserId = 0;

/// Own marks of every conversation, newest first.
pub(super) const OWN: &str = "SELECT id, message, conversation, sort_time FROM mark
     WHERE user = ?1 AND action = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4";
/// Those of one conversation.
pub(super) const OF_CONVERSATION: &str = "SELECT id, message, conversation, sort_time FROM mark
     WHERE conversation = ?1 AND user = ?2 AND action = ?3 AND id < ?4 ORDER BY id DESC LIMIT ?5";
/// Marks for everybody of all conversations that a user is or was in, newest first.
const SHARED: &str = "SELECT k.id, k.message, k.conversation, k.sort_time FROM member m
     JOIN mark k ON k.conversation = m.conversation AND k.user = 0 AND k.action = ?2 AND k.id < ?3
     WHERE m.user = ?1 ORDER BY k.id DESC LIMIT ?4";

/// Marks a message, or takes the mark away. What is so already changes nothing, and nobody is told.
pub(super) fn mark(tx: &mut Tx<'_>, by: UserId, target: &Target, mark: &Mark) -> Outcome<()> {
    let shared = mark.action == ActionType::ConvTopMsg as i32;
    let (conversation, member) = match shared {
        true => tx.entered(by, target)?,
        false => tx.known(by, target)?,
    };
    if shared && conversation.is_group() && !member.leads() {
        return Err(Refusal::forbidden());
    }
    let stored = tx.visible_message(&conversation, &member, mark.message)?;
    let Some(stored) = stored.filter(|stored| !stored.recalled) else {
        // Nobody sees a mark of what they do not see: it is gone as it was asked for.
        return match mark.on {
            true => Err(Refusal::invalid("there is no such message")),
            false => Ok(()),
        };
    };
    let user = if shared { EVERYBODY } else { by };
    let changed = match mark.on {
        true => put(tx, user, &conversation, mark)?,
        false => tx
            .db
            .prepare_cached("DELETE FROM mark WHERE user = ?1 AND action = ?2 AND message = ?3")?
            .execute(params![user, mark.action, mark.message])?,
    };
    if changed == 0 {
        return Ok(());
    }
    let mut ext = BTreeMap::from([
        (keys::SERVER_MESSAGE_ID.to_owned(), mark.message.to_string()),
        (keys::ACTION_TYPE.to_owned(), mark.action.to_string()),
    ]);
    if let Some(client_id) = stored.body.ext.get(keys::CLIENT_MESSAGE_ID) {
        ext.insert(keys::CLIENT_MESSAGE_ID.to_owned(), client_id.clone());
    }
    let content = json!({
        "conversation_id": conversation.conversation_id,
        "conversation_type": conversation.kind,
        "message_id": mark.message,
        "message_index": stored.index,
        "action_type": mark.action,
        "do_action": mark.on,
        "sort_time": mark.sort_time,
        "tag": mark.tag,
    });
    let users = match shared {
        true => tx.readers(conversation.short_id, stored.index, mark.message)?,
        false => vec![by],
    };
    tx.deliver_command(
        &conversation.place(),
        MessageBody {
            message_type: Some(MessageType::MarkCommand as i32),
            sender: Some(by),
            content: Some(content.to_string()),
            ext,
            ..MessageBody::default()
        },
        &users,
    )
}

fn put(tx: &mut Tx<'_>, user: UserId, conversation: &Conversation, mark: &Mark) -> Outcome<usize> {
    let there: Option<i64> = tx
        .db
        .prepare_cached("SELECT id FROM mark WHERE user = ?1 AND action = ?2 AND message = ?3")?
        .query_row(params![user, mark.action, mark.message], |row| row.get(0))
        .optional()?;
    if there.is_some() {
        return Ok(0);
    }
    let (marks, most): (i64, usize) = match mark.action == ActionType::Favorite as i32 {
        true => (
            tx.db
                .prepare_cached("SELECT count(*) FROM mark WHERE user = ?1 AND action = ?2")?
                .query_row(params![user, mark.action], |row| row.get(0))?,
            choices::MAX_FAVOURITES,
        ),
        false => (
            tx.db
                .prepare_cached(
                    "SELECT count(*) FROM mark WHERE conversation = ?1 AND user = ?2 AND action = ?3",
                )?
                .query_row(params![conversation.short_id, user, mark.action], |row| {
                    row.get(0)
                })?,
            choices::MAX_PINS,
        ),
    };
    if usize::try_from(marks).unwrap_or(usize::MAX) >= most {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "as many messages are marked as can be",
        ));
    }
    let id = tx.next_id();
    Ok(tx
        .db
        .prepare_cached(
            "INSERT INTO mark (id, user, action, message, conversation, sort_time, tag)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            id,
            user,
            mark.action,
            mark.message,
            conversation.short_id,
            mark.sort_time,
            mark.tag
        ])?)
}

/// A page of what is marked, the newest mark first, as far as the caller sees the messages.
pub(super) fn list(snapshot: &Snapshot<'_>, by: UserId, list: &MarkList) -> Outcome<MarkPage> {
    let shared = list.action == ActionType::ConvTopMsg as i32;
    let user = if shared { EVERYBODY } else { by };
    let below = match list.cursor {
        0 => i64::MAX,
        cursor => cursor,
    };
    let limit = list.limit.saturating_add(1);
    let rows = match &list.target {
        Some(target) => {
            let (conversation, _) = snapshot.known(by, target)?;
            let values = params![conversation.short_id, user, list.action, below, limit];
            rows(snapshot, OF_CONVERSATION, values)?
        }
        None if shared => rows(snapshot, SHARED, params![by, list.action, below, limit])?,
        None => rows(snapshot, OWN, params![user, list.action, below, limit])?,
    };
    let mut page = MarkPage::default();
    let mut known = BTreeMap::<i64, Option<(Conversation, Member)>>::new();
    let mut room = PAGE_BYTES;
    for (at, row) in rows.into_iter().enumerate() {
        if i64::try_from(at).unwrap_or(i64::MAX) >= list.limit {
            page.has_more = true;
            return Ok(page);
        }
        let place = match known.entry(row.conversation) {
            std::collections::btree_map::Entry::Occupied(found) => found.into_mut(),
            std::collections::btree_map::Entry::Vacant(free) => {
                let target = Target {
                    short_id: row.conversation,
                    conversation_id: String::new(),
                };
                free.insert(snapshot.sought(by, &target)?)
            }
        };
        let seen = match place {
            Some((conversation, member)) => {
                snapshot.visible_message(conversation, member, row.message)?
            }
            None => None,
        };
        if let Some(stored) = seen.filter(|stored| !stored.recalled) {
            let bytes = prost::Message::encoded_len(&stored.body);
            if bytes > room && !page.messages.is_empty() {
                page.has_more = true;
                return Ok(page);
            }
            room = room.saturating_sub(bytes);
            page.messages.push(stored.body);
            page.extras.push(MessageExtraInfo {
                sort_time: Some(row.sort_time),
            });
        }
        page.next_cursor = row.id;
    }
    Ok(page)
}

struct Marked {
    id: i64,
    message: i64,
    conversation: i64,
    sort_time: i64,
}

fn rows(
    snapshot: &Snapshot<'_>,
    query: &str,
    values: impl rusqlite::Params,
) -> Outcome<Vec<Marked>> {
    let read = |row: &Row<'_>| {
        Ok(Marked {
            id: row.get(0)?,
            message: row.get(1)?,
            conversation: row.get(2)?,
            sort_time: row.get(3)?,
        })
    };
    let mut statement = snapshot.db.prepare_cached(query)?;
    let rows = statement.query_map(values, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A message was recalled, or is older than the retention: nobody has it marked any more.
pub(super) fn gone(tx: &Tx<'_>, message: i64) -> Outcome<()> {
    tx.db
        .prepare_cached("DELETE FROM mark WHERE message = ?1")?
        .execute([message])?;
    Ok(())
}

/// Somebody deleted a message for themselves: their own marks of it go.
pub(super) fn hidden(tx: &Tx<'_>, by: UserId, message: i64) -> Outcome<()> {
    tx.db
        .prepare_cached("DELETE FROM mark WHERE message = ?1 AND user = ?2")?
        .execute([message, by])?;
    Ok(())
}

/// Somebody cleared a history up to an index: their own marks there go.
pub(super) fn cleared(tx: &Tx<'_>, by: UserId, conversation: i64, up_to: i64) -> Outcome<()> {
    for action in [ActionType::Favorite, ActionType::Pin] {
        tx.db
            .prepare_cached(
                "DELETE FROM mark WHERE conversation = ?1 AND user = ?2 AND action = ?3
                   AND (SELECT idx FROM message WHERE message.id = mark.message) <= ?4",
            )?
            .execute(params![conversation, by, action as i32, up_to])?;
    }
    Ok(())
}
