//! Sending, recalling, hiding and reading messages.

use std::collections::BTreeMap;
use std::sync::Arc;

use linnet_proto::im_proto::{
    GroupRole, MessageBody, MessageInfo, MessageStatus, MessageType, SendMessageStatus, StatusCode,
};
use linnet_proto::{choices, keys};
use prost::Message;
use rusqlite::{OptionalExtension, params};

use super::lookup::{self, Conversation, Member, PAGE_BYTES, one_to_one_id};
use super::scope::{Outcome, Snapshot, Tx};
use super::{blocks, marks, media, muted, quotes};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::{History, HistoryRange, Item, NewMessage, Sent, Target};

fn refused(status: SendMessageStatus) -> Sent {
    Sent {
        status: status as i32,
        server_message_id: 0,
        check_code: 0,
    }
}

fn is_set(ext: &BTreeMap<String, String>, key: &str) -> bool {
    ext.get(key)
        .is_some_and(|value| value == "true" || value == "1")
}

/// Everyone is among the people whom a message calls.
fn calls_everyone(ext: &BTreeMap<String, String>) -> bool {
    ext.get(keys::MENTIONED_USERS).is_some_and(|users| {
        users
            .split(',')
            .any(|user| user.trim().parse() == Ok(0_i64))
    })
}

pub(super) fn send(tx: &mut Tx<'_>, by: UserId, new: NewMessage) -> Outcome<Sent> {
    let first: Option<i64> = tx
        .db
        .prepare_cached("SELECT id FROM message WHERE sender = ?1 AND client_id = ?2")?
        .query_row(params![by, new.client_message_id], |row| row.get(0))
        .optional()?;
    if let Some(server_message_id) = first {
        return Ok(Sent {
            status: SendMessageStatus::SendSucceed as i32,
            server_message_id,
            check_code: 0,
        });
    }
    let Some((conversation, member)) = tx.sought(by, &new.target)? else {
        return Ok(refused(SendMessageStatus::CheckConvNotPass));
    };
    if !member.active {
        return Ok(refused(SendMessageStatus::UserNotInConversation));
    }
    if new.ticket != member.ticket {
        return Err(Refusal::new(
            StatusCode::InvalidTicket,
            "the ticket is missing or wrong: ask for one with command 2005",
        ));
    }
    blocks::may_write(tx, by, &conversation, new.friends_only)?;
    if let Some(refused) = muted::refusal(tx, &conversation, &member) {
        return Ok(refused);
    }
    if conversation.is_group() && !member.leads() && calls_everyone(&new.ext) {
        return Ok(Sent {
            check_code: choices::CHECK_CALLS_EVERYONE,
            ..refused(SendMessageStatus::CheckMsgNotPass)
        });
    }
    if !media::all_there(tx, &new)? {
        return Ok(Sent {
            check_code: choices::CHECK_MEDIA_GONE,
            ..refused(SendMessageStatus::CheckMsgNotPass)
        });
    }
    store(tx, &conversation, &member, new)
}

fn store(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    member: &Member,
    new: NewMessage,
) -> Outcome<Sent> {
    let by = member.user;
    let id = tx.next_id();
    let now_ms = tx.now_ms;
    let index = conversation.last_index + 1;
    let raises = !new.ignore_badge && !is_set(&new.ext, keys::DO_NOT_INCREASE_UNREAD);
    let badge = conversation.badge.saturating_add(i32::from(raises));
    let moves_read = !is_set(&new.ext, keys::DO_NOT_MOVE_READ_INDEX);
    media::hold(tx, id, &new)?;
    let mut ext = new.ext;
    ext.insert(
        keys::CLIENT_MESSAGE_ID.to_owned(),
        new.client_message_id.clone(),
    );
    let reference_info = match new.quote {
        Some(quote) => Some(quotes::reference(tx, conversation, member, quote)?),
        None => None,
    };
    let quoted = reference_info.as_ref().map_or(0, quotes::quoted);
    let body = MessageBody {
        conversation_id: Some(conversation.conversation_id.clone()),
        conversation_type: Some(conversation.kind),
        server_message_id: Some(id),
        index_in_conversation: Some(index),
        conversation_short_id: Some(conversation.short_id),
        message_type: Some(new.kind),
        sender: Some(by),
        content: Some(new.content),
        ext,
        create_time: Some(now_ms),
        version: Some(1),
        status: Some(0),
        order_in_conversation: Some(index),
        index_in_conversation_v2: Some(index),
        reference_info,
        ..MessageBody::default()
    };
    let item = insert(
        tx,
        conversation,
        &body,
        &Facts {
            client_id: &new.client_message_id,
            badge,
            raises,
            quoted,
        },
    )?;
    let db = tx.read.db;
    if moves_read {
        db.prepare_cached(
            "UPDATE member SET read_index = ?3 WHERE conversation = ?1 AND user = ?2",
        )?
        .execute([conversation.short_id, by, index])?;
    }
    if !member.wrote {
        // Whoever writes is no stranger here any more.
        db.prepare_cached(
            "UPDATE member SET wrote = 1, admission = min(admission, 1)
             WHERE conversation = ?1 AND user = ?2",
        )?
        .execute([conversation.short_id, by])?;
    }
    // The others first: they wait for it, the sender has it.
    let members = tx.member_ids(conversation.short_id)?;
    for user in members.into_iter().filter(|user| *user != by) {
        tx.deliver(user, id, false, &item)?;
    }
    tx.deliver(by, id, false, &item)?;
    Ok(Sent {
        status: SendMessageStatus::SendSucceed as i32,
        server_message_id: id,
        check_code: 0,
    })
}

/// What stands beside the body of a new message.
pub(super) struct Facts<'a> {
    pub(super) client_id: &'a str,
    /// Badge total of the conversation with it.
    pub(super) badge: i32,
    /// It has raised that.
    pub(super) raises: bool,
    /// The message it answers; 0 for none.
    pub(super) quoted: i64,
}

/// Puts a message at the end of its conversation. It reaches nobody by itself.
pub(super) fn insert(
    tx: &Tx<'_>,
    conversation: &Conversation,
    body: &MessageBody,
    facts: &Facts<'_>,
) -> Outcome<Arc<Item>> {
    let bytes = body.encode_to_vec();
    let id = body.server_message_id();
    let index = body.index_in_conversation();
    let db = tx.read.db;
    db.prepare_cached(
        "INSERT INTO message
             (id, conversation, idx, sender, client_id, kind, created_ms, badge, body, raises, quoted)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        id,
        conversation.short_id,
        index,
        body.sender(),
        facts.client_id,
        body.message_type(),
        body.create_time(),
        facts.badge,
        bytes,
        facts.raises,
        facts.quoted
    ])?;
    db.prepare_cached(
        "UPDATE conversation SET last_index = ?2, badge = ?3, activity = ?4 WHERE short_id = ?1",
    )?
    .execute(params![conversation.short_id, index, facts.badge, id])?;
    Ok(Arc::new(Item {
        body: bytes.into(),
        conversation_id: conversation.conversation_id.clone(),
        kind: conversation.kind,
        index,
        badge: facts.badge,
    }))
}

/// A message with what the rules about it need.
pub(super) struct Stored {
    pub(super) index: i64,
    pub(super) sender: UserId,
    created_ms: i64,
    pub(super) recalled: bool,
    /// Badge total of the conversation when it came.
    pub(super) badge: i32,
    pub(super) body: MessageBody,
}

impl Snapshot<'_> {
    /// A message of this conversation that this member may see.
    pub(super) fn visible_message(
        &self,
        conversation: &Conversation,
        member: &Member,
        id: i64,
    ) -> Outcome<Option<Stored>> {
        let found = self
            .db
            .prepare_cached(
                "SELECT idx, sender, created_ms, recalled, badge, body FROM message
                 WHERE id = ?1 AND conversation = ?2 AND idx > ?3 AND idx <= ?4
                   AND created_ms >= ?5
                   AND NOT EXISTS (SELECT 1 FROM hidden WHERE user = ?6 AND message = ?1)",
            )?
            .query_row(
                params![
                    id,
                    conversation.short_id,
                    member.min_index,
                    member.last_visible(conversation),
                    self.horizon_ms,
                    member.user
                ],
                |row| {
                    Ok((
                        row.get(0)?,
                        row.get(1)?,
                        row.get(2)?,
                        row.get(3)?,
                        row.get(4)?,
                        row.get::<_, Vec<u8>>(5)?,
                    ))
                },
            )
            .optional()?;
        let Some((index, sender, created_ms, recalled, badge, bytes)) = found else {
            return Ok(None);
        };
        Ok(Some(Stored {
            index,
            sender,
            created_ms,
            recalled,
            badge,
            body: self.as_read_by(member.user, MessageBody::decode(bytes.as_slice())?)?,
        }))
    }

    /// Messages a member may see, from an anchor on. Answers whether more follow.
    pub(super) fn visible_messages(
        &self,
        conversation: &Conversation,
        member: &Member,
        range: HistoryRange,
        room: &mut usize,
    ) -> Outcome<(Vec<MessageBody>, bool)> {
        let last = member.last_visible(conversation);
        let sql = if range.newer {
            "SELECT body FROM message
             WHERE conversation = ?1 AND idx >= max(?2, ?3 + 1) AND idx <= ?4
               AND created_ms >= ?5
               AND NOT EXISTS (SELECT 1 FROM hidden WHERE user = ?6 AND message = id)
             ORDER BY idx ASC LIMIT ?7"
        } else {
            "SELECT body FROM message
             WHERE conversation = ?1 AND idx <= min(?2, ?4) AND idx > ?3
               AND created_ms >= ?5
               AND NOT EXISTS (SELECT 1 FROM hidden WHERE user = ?6 AND message = id)
             ORDER BY idx DESC LIMIT ?7"
        };
        let anchor = if !range.newer && range.anchor <= 0 {
            i64::MAX
        } else {
            range.anchor
        };
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params![
            conversation.short_id,
            anchor,
            member.min_index,
            last,
            self.horizon_ms,
            member.user,
            range.limit.saturating_add(1)
        ])?;
        let mut messages = Vec::new();
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
            let full = i64::try_from(messages.len()).unwrap_or(i64::MAX) >= range.limit;
            let fits = bytes.len() <= *room || messages.is_empty();
            if full || !fits {
                return Ok((messages, true));
            }
            *room = room.saturating_sub(bytes.len());
            messages.push(self.as_read_by(member.user, MessageBody::decode(bytes)?)?);
        }
        Ok((messages, false))
    }
}

pub(super) fn history(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
    range: HistoryRange,
) -> Outcome<History> {
    let (conversation, member) = snapshot.known(by, target)?;
    let mut room = PAGE_BYTES;
    let (messages, has_more) =
        snapshot.visible_messages(&conversation, &member, range, &mut room)?;
    let reached = messages
        .last()
        .and_then(|message| message.index_in_conversation);
    let next_cursor = match (reached, range.newer) {
        (Some(index), true) => index + 1,
        (Some(index), false) => index - 1,
        (None, _) => range.anchor,
    };
    let oldest: Option<i64> = snapshot
        .db
        .prepare_cached(
            "SELECT idx FROM message WHERE conversation = ?1 AND created_ms >= ?2 ORDER BY idx LIMIT 1",
        )?
        .query_row([conversation.short_id, snapshot.horizon_ms], |row| row.get(0))
        .optional()?;
    Ok(History {
        messages,
        next_cursor,
        has_more,
        // Indexes begin at 1 and have no holes, and only the retention takes a message away.
        gone_index: oldest
            .map_or(conversation.last_index, |index| index - 1)
            .min(member.last_visible(&conversation)),
    })
}

pub(super) fn one(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
    id: i64,
) -> Outcome<MessageInfo> {
    let (conversation, member) = snapshot.known(by, target)?;
    let found = snapshot.visible_message(&conversation, &member, id)?;
    Ok(match found {
        Some(stored) => MessageInfo {
            status: Some(if stored.recalled {
                MessageStatus::Recalled as i32
            } else {
                MessageStatus::Available as i32
            }),
            body: Some(stored.body),
        },
        None => MessageInfo {
            status: Some(MessageStatus::NotExist as i32),
            body: None,
        },
    })
}

pub(super) fn recall(tx: &mut Tx<'_>, by: UserId, target: &Target, id: i64) -> Outcome<()> {
    let (conversation, member) = tx.entered(by, target)?;
    let stored = tx
        .visible_message(&conversation, &member, id)?
        .ok_or(Refusal::invalid("there is no such message"))?;
    if stored.sender == lookup::NOBODY {
        // What happened has happened.
        return Err(Refusal::forbidden());
    }
    if stored.sender != by {
        let sender_role = tx
            .member(conversation.short_id, stored.sender)?
            .map_or(GroupRole::Ordinary as i32, |sender| sender.role);
        let outranks = conversation.is_group()
            && (member.is_owner() || (member.leads() && sender_role == GroupRole::Ordinary as i32));
        if !outranks {
            return Err(Refusal::forbidden());
        }
    }
    if stored.recalled {
        return Ok(());
    }
    if tx.now_ms - stored.created_ms > choices::RECALL_WINDOW_MS {
        return Err(Refusal::new(
            StatusCode::RecallTimeout,
            "the time to recall this message is over",
        ));
    }
    // The stored message and the command that announces the recall carry the same ext and
    // version: applying the command gives what fetching gives. Text, quote and further ext go.
    let mut ext = BTreeMap::new();
    if let Some(client_id) = stored.body.ext.get(keys::CLIENT_MESSAGE_ID) {
        ext.insert(keys::CLIENT_MESSAGE_ID.to_owned(), client_id.clone());
    }
    ext.insert(keys::SERVER_MESSAGE_ID.to_owned(), id.to_string());
    ext.insert(keys::IS_RECALLED.to_owned(), "true".to_owned());
    let version = stored.body.version.unwrap_or(1) + 1;
    let wiped = MessageBody {
        content: Some(String::new()),
        ext: ext.clone(),
        version: Some(version),
        property_list: BTreeMap::new(),
        reference_info: None,
        ..stored.body
    };
    tx.db
        .prepare_cached("UPDATE message SET recalled = 1, quoted = 0, body = ?2 WHERE id = ?1")?
        .execute(params![id, wiped.encode_to_vec()])?;
    media::release(tx, id)?;
    quotes::recalled(tx, id)?;
    marks::gone(tx, id)?;
    let users = tx.audience(conversation.short_id, stored.index)?;
    tx.deliver_command(
        &conversation.place(),
        MessageBody {
            message_type: Some(MessageType::UpdateMessageExt as i32),
            sender: Some(by),
            content: Some(String::new()),
            ext,
            version: Some(version),
            ..MessageBody::default()
        },
        &users,
    )?;
    lower_badges(tx, &conversation, stored.index, &users)
}

/// A message was recalled: for those who had not read it there is one unread less. Their devices learn it as a read
/// position that stays where it is and a badge that does not.
fn lower_badges(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    index: i64,
    users: &[UserId],
) -> Outcome<()> {
    for user in users {
        let Some(member) = tx.member(conversation.short_id, *user)? else {
            continue;
        };
        if member.read_index >= index || member.min_index >= index {
            continue;
        }
        let read = Command::Read {
            index: member.read_index,
            badge: tx.read_badge(conversation, &member, member.read_index)?,
        };
        tx.command(*user, &conversation.place(), &read, &[*user])?;
    }
    Ok(())
}

pub(super) fn hide(tx: &mut Tx<'_>, by: UserId, target: &Target, id: i64) -> Outcome<()> {
    let (conversation, member) = tx.known(by, target)?;
    if tx.visible_message(&conversation, &member, id)?.is_none() {
        // Deleted before, or gone: either way it is not seen again.
        return Ok(());
    }
    tx.db
        .prepare_cached("INSERT OR IGNORE INTO hidden (user, message) VALUES (?1, ?2)")?
        .execute([by, id])?;
    marks::hidden(tx, by, id)?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Hidden { message: id },
        &[by],
    )
}

pub(super) fn ticket(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
    peer: Option<UserId>,
) -> Outcome<String> {
    let target = match peer {
        Some(peer) => Target {
            short_id: 0,
            conversation_id: one_to_one_id(by, peer),
        },
        None => target.clone(),
    };
    let (_, member) = snapshot.entered(by, &target)?;
    Ok(member.ticket)
}
