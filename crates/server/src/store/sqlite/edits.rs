//! Editing an own text (protocol: content, section 10), taking a coupon (section 4), and the next piece of an answer (own
//! choices, section 15). The message comes into all inboxes once more, with the same ids and the same index, what was
//! changed and a higher version.

use std::sync::Arc;

use linnet_proto::im_proto::{MessageBody, MessageType, StatusCode};
use linnet_proto::{choices, keys};
use prost::Message;
use rusqlite::params;

use super::lookup::Conversation;
use super::messages::Stored;
use super::muted;
use super::scope::{Outcome, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::{Edit, EditKind, Edited, Item, Stream};

/// `type` of a coupon in the content of a custom message.
const COUPON: i64 = 3;

pub(super) fn edit(tx: &mut Tx<'_>, by: UserId, edit: Edit) -> Outcome<Edited> {
    let (conversation, member) = tx.entered(by, &edit.target)?;
    if edit.ticket != member.ticket {
        return Err(Refusal::new(
            StatusCode::InvalidTicket,
            "the ticket is missing or wrong: ask for one with command 2005",
        ));
    }
    let mut stored = tx
        .visible_message(&conversation, &member, edit.message)?
        .ok_or(Refusal::invalid("there is no such message"))?;
    if stored.recalled {
        return Err(Refusal::invalid("the message was recalled"));
    }
    let body = &mut stored.body;
    let changed = match edit.kind {
        EditKind::Words(content) => {
            if stored.sender != by {
                return Err(Refusal::forbidden());
            }
            muted::may_edit(tx, &conversation, &member)?;
            new_words(body, content)?
        }
        EditKind::Coupon => take_coupon(body, by)?,
        EditKind::Piece(content, stream) => {
            if stored.sender != by {
                return Err(Refusal::forbidden());
            }
            muted::may_edit(tx, &conversation, &member)?;
            next_piece(body, content, stream, tx.read.now_ms)?
        }
    };
    if !changed {
        // Asked once more, because the answer was lost.
        return Ok(Edited {
            version: stored.body.version.unwrap_or(1),
            ext: stored.body.ext,
        });
    }
    publish(tx, &conversation, edit.message, stored)
}

/// Stores a message that says something else now, and gives it to everybody who can see it.
pub(super) fn publish(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    message: i64,
    stored: Stored,
) -> Outcome<Edited> {
    let mut body = stored.body;
    let version = body.version.unwrap_or(1) + 1;
    body.version = Some(version);
    let bytes = body.encode_to_vec();
    tx.db
        .prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1")?
        .execute(params![message, bytes])?;
    let item = Arc::new(Item {
        body: bytes.into(),
        conversation_id: conversation.conversation_id.clone(),
        kind: conversation.kind,
        index: stored.index,
        badge: stored.badge,
    });
    for user in tx.readers(conversation.short_id, stored.index, message)? {
        tx.deliver(user, message, false, &item)?;
    }
    Ok(Edited {
        ext: body.ext,
        version,
    })
}

/// Whether it says something else now.
fn new_words(body: &mut MessageBody, content: String) -> Outcome<bool> {
    if body.message_type != Some(MessageType::Text as i32) {
        return Err(Refusal::invalid("only a text can be edited"));
    }
    if body.content.as_ref() == Some(&content) {
        return Ok(false);
    }
    body.content = Some(content);
    body.ext
        .insert(choices::EXT_IS_EDITED.to_owned(), "true".to_owned());
    Ok(true)
}

fn number(body: &MessageBody, key: &str) -> Option<i64> {
    body.ext.get(key)?.parse().ok()
}

/// When the last piece of an answer came.
pub(super) fn last_piece(body: &MessageBody) -> i64 {
    number(body, choices::EXT_STREAM_TIME).unwrap_or(body.create_time.unwrap_or_default())
}

/// How often an answer was asked for again.
pub(super) fn tries(body: &MessageBody) -> i64 {
    number(body, choices::EXT_STREAM_TRY).unwrap_or(0)
}

/// Whether the answer is another now. Of one that was stopped the bot learns it by being refused.
fn next_piece(body: &mut MessageBody, content: String, stream: Stream, now: i64) -> Outcome<bool> {
    let state = match stream {
        Stream::On => choices::STREAM_ON,
        Stream::Done => choices::STREAM_DONE,
        Stream::Failed => choices::STREAM_FAILED,
    };
    let before = body.ext.get(choices::EXT_STREAM).map(String::as_str);
    if before == Some(state) && body.content.as_ref() == Some(&content) && stream != Stream::On {
        return Ok(false);
    }
    if before != Some(choices::STREAM_ON) || body.message_type != Some(MessageType::Text as i32) {
        return Err(Refusal::invalid("this is no answer that is being written"));
    }
    body.content = Some(content);
    body.ext
        .insert(choices::EXT_STREAM.to_owned(), state.to_owned());
    body.ext
        .insert(choices::EXT_STREAM_TIME.to_owned(), now.to_string());
    Ok(true)
}

/// Whether the coupon is this person's now and was not before. Any member may take it, and one does.
fn take_coupon(body: &mut MessageBody, by: UserId) -> Outcome<bool> {
    if !is_coupon(body) {
        return Err(Refusal::invalid("only a coupon can be taken"));
    }
    let taken = body.ext.get(keys::COUPON_STATUS);
    if taken.is_some_and(|status| status == keys::COUPON_TAKEN) {
        return match body.ext.get(choices::EXT_COUPON_USER) {
            Some(user) if *user == by.to_string() => Ok(false),
            _ => Err(Refusal::new(
                StatusCode::MessageEditRepeated,
                "the coupon was taken",
            )),
        };
    }
    body.ext.insert(
        keys::COUPON_STATUS.to_owned(),
        keys::COUPON_TAKEN.to_owned(),
    );
    body.ext
        .insert(choices::EXT_COUPON_USER.to_owned(), by.to_string());
    Ok(true)
}

/// A custom message of this kind (protocol: content, section 1), whose number may be text.
fn is_coupon(body: &MessageBody) -> bool {
    let content = body.content.as_deref().unwrap_or_default();
    let content: Result<serde_json::Value, _> = serde_json::from_str(content);
    let kind = content
        .ok()
        .and_then(|content| content.get("type").cloned());
    body.message_type == Some(MessageType::Custom as i32)
        && match kind {
            Some(serde_json::Value::Number(kind)) => kind.as_i64() == Some(COUPON),
            Some(serde_json::Value::String(kind)) => kind.trim().parse() == Ok(COUPON),
            _ => false,
        }
}
