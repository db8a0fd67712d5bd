//! Reactions to messages (protocol: content, section 7).

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    MessageBody, MessageType, ModifyMessagePropertyStatus, PropertyItem, PropertyItemList,
    StatusCode,
};
use linnet_proto::{choices, keys};
use prost::Message;
use rusqlite::params;

use super::muted;
use super::scope::{Outcome, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::{Reacted, ReactionChange, Target};

type List = BTreeMap<String, PropertyItemList>;

pub(super) fn react(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    id: i64,
    changes: &[ReactionChange],
) -> Outcome<Reacted> {
    let (conversation, member) = tx.entered(by, target)?;
    let stored = tx
        .visible_message(&conversation, &member, id)?
        .filter(|stored| !stored.recalled)
        .ok_or(Refusal::invalid("there is no such message"))?;
    // That somebody has listened says nothing, and what was said may be taken back.
    let says = |change: &ReactionChange| change.on && change.key != choices::PROPERTY_PLAYED;
    if changes.iter().any(says) {
        muted::may_react(tx, &member)?;
    }
    let mut body = stored.body;
    let now = tx.now_ms / 1000;
    let mut changed = false;
    for change in changes {
        changed |= apply(&mut body.property_list, by, change, now);
    }
    let version = body.version.unwrap_or(1);
    if !changed {
        return Ok(Reacted {
            status: ModifyMessagePropertyStatus::ModifyPropertyRepeatRequest as i32,
            version,
        });
    }
    check(&body.property_list)?;
    let version = version + 1;
    body.version = Some(version);
    tx.db
        .prepare_cached("UPDATE message SET body = ?2 WHERE id = ?1")?
        .execute(params![id, body.encode_to_vec()])?;
    let mut ext = BTreeMap::from([(keys::SERVER_MESSAGE_ID.to_owned(), id.to_string())]);
    if let Some(client_id) = body.ext.get(keys::CLIENT_MESSAGE_ID) {
        ext.insert(keys::CLIENT_MESSAGE_ID.to_owned(), client_id.clone());
    }
    let users = tx.readers(conversation.short_id, stored.index, id)?;
    tx.deliver_command(
        &conversation.place(),
        MessageBody {
            message_type: Some(MessageType::UpdateMessageProperty as i32),
            sender: Some(by),
            content: Some(String::new()),
            ext,
            version: Some(version),
            property_list: body.property_list,
            ..MessageBody::default()
        },
        &users,
    )?;
    Ok(Reacted {
        status: ModifyMessagePropertyStatus::ModifyPropertySuccess as i32,
        version,
    })
}

/// Adds or removes the caller's own item; nobody touches what others have said. False when it was so already.
fn apply(list: &mut List, by: UserId, change: &ReactionChange, now: i64) -> bool {
    let is_mine = |item: &PropertyItem| item.uid == Some(by);
    let there = list
        .get(&change.key)
        .is_some_and(|items| items.items.iter().any(is_mine));
    if there == change.on {
        return false;
    }
    if change.on {
        let items = list.entry(change.key.clone()).or_default();
        items.items.push(PropertyItem {
            uid: Some(by),
            create_time: Some(now),
            idempotent_id: Some(change.idempotent_id.clone()),
            value: Some(change.value.clone()),
            ..PropertyItem::default()
        });
    } else if let Some(items) = list.get_mut(&change.key) {
        items.items.retain(|item| !is_mine(item));
        if items.items.is_empty() {
            list.remove(&change.key);
        }
    }
    true
}

/// Everybody gets the whole list with each change, so it stays short.
fn check(list: &List) -> Outcome<()> {
    let items: usize = list.values().map(|items| items.items.len()).sum();
    if list.len() > choices::MAX_REACTION_KEYS || items > choices::MAX_REACTIONS {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "this message has as many reactions as it can have",
        ));
    }
    Ok(())
}
