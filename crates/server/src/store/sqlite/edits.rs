//! Editing an own text (protocol: content, section 10). The message comes into all inboxes once more, with the same ids
//! and the same index, other words and a higher version.

use std::sync::Arc;

use linnet_proto::choices;
use linnet_proto::im_proto::{MessageType, StatusCode};
use prost::Message;
use rusqlite::params;

use super::scope::{Outcome, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::{Edit, Edited, Item};

pub(super) fn edit(tx: &mut Tx<'_>, by: UserId, edit: Edit) -> Outcome<Edited> {
    let (conversation, member) = tx.entered(by, &edit.target)?;
    if edit.ticket != member.ticket {
        return Err(Refusal::new(
            StatusCode::InvalidTicket,
            "the ticket is missing or wrong: ask for one with command 2005",
        ));
    }
    let stored = tx
        .visible_message(&conversation, &member, edit.message)?
        .ok_or(Refusal::invalid("there is no such message"))?;
    if stored.sender != by {
        return Err(Refusal::forbidden());
    }
    if stored.recalled {
        return Err(Refusal::invalid("the message was recalled"));
    }
    if stored.body.message_type != Some(MessageType::Text as i32) {
        return Err(Refusal::invalid("only a text can be edited"));
    }
    let mut body = stored.body;
    let version = body.version.unwrap_or(1);
    if body.content.as_ref() == Some(&edit.content) {
        // Asked once more, because the answer was lost.
        let ext = body.ext;
        return Ok(Edited { ext, version });
    }
    let version = version + 1;
    body.content = Some(edit.content);
    body.version = Some(version);
    body.ext
        .insert(choices::EXT_IS_EDITED.to_owned(), "true".to_owned());
    let bytes = body.encode_to_vec();
    tx.db
        .prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1")?
        .execute(params![edit.message, bytes])?;
    let item = Arc::new(Item {
        body: bytes.into(),
        conversation_id: conversation.conversation_id.clone(),
        kind: conversation.kind,
        index: stored.index,
        badge: stored.badge,
    });
    for user in tx.readers(conversation.short_id, stored.index, edit.message)? {
        tx.deliver(user, edit.message, false, &item)?;
    }
    Ok(Edited {
        ext: body.ext,
        version,
    })
}
