//! Who cannot write in a group: all ordinary members, everybody, or somebody for a time.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{GroupRole, MessageBody, MessageType};
use linnet_proto::{choices, keys};
use rusqlite::params;
use serde_json::{Map, Value};

use super::lines::Line;
use super::lookup::{Conversation, FOREVER};
use super::muted::{EVERYBODY, NOBODY, ORDINARY};
use super::scope::{Outcome, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::{MemberSilence, Silence, Target};

pub(super) fn group(tx: &mut Tx<'_>, by: UserId, target: &Target, whom: Silence) -> Outcome<()> {
    let (conversation, member) = tx.group(by, target)?;
    if !member.leads() {
        return Err(Refusal::forbidden());
    }
    let silenced = match whom {
        Silence::Nobody => NOBODY,
        Silence::Ordinary => ORDINARY,
        Silence::Everybody => EVERYBODY,
    };
    if silenced == conversation.silenced {
        // So it is already: whoever asks again has what they wanted.
        return Ok(());
    }
    let version: i64 = tx
        .db
        .prepare_cached(
            "UPDATE conversation SET silenced = ?2, info_version = info_version + 1
             WHERE short_id = ?1 RETURNING info_version",
        )?
        .query_row(params![conversation.short_id, silenced], |row| row.get(0))?;
    let on = silenced != NOBODY;
    let ext = BTreeMap::from([
        (keys::RELATION_IS_MUTED.to_owned(), on.to_string()),
        (
            keys::RELATION_NORMAL_ONLY.to_owned(),
            (silenced == ORDINARY).to_string(),
        ),
    ]);
    announce(tx, by, &conversation, ext)?;
    let everybody = tx.member_ids(conversation.short_id)?;
    let command = Command::Core { version };
    tx.command(by, &conversation.place(), &command, &everybody)?;
    if on && conversation.silenced != NOBODY {
        return Ok(());
    }
    tx.line(conversation.short_id, by, &Line::Muted { on })
}

pub(super) fn members(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    change: &MemberSilence,
) -> Outcome<Vec<UserId>> {
    let (conversation, caller) = tx.group(by, target)?;
    if !caller.leads() {
        return Err(Refusal::forbidden());
    }
    let mut failed = Vec::new();
    let mut changed: Vec<(UserId, Option<i64>)> = Vec::new();
    for (user, seconds) in &change.times {
        let found = tx
            .member(conversation.short_id, *user)?
            .filter(|found| found.active && found.user != by)
            .filter(|found| found.role == GroupRole::Ordinary as i32);
        let Some(found) = found else {
            failed.push(*user);
            continue;
        };
        let until = match (change.on, *seconds) {
            (false, _) => 0,
            (true, 1..=choices::MAX_MUTE_SECONDS) => tx.now_ms.saturating_add(seconds * 1000),
            (true, _) => FOREVER,
        };
        let was_on = found.silenced_until > tx.now_ms;
        if !change.on && !was_on {
            continue;
        }
        let why = if change.on {
            change.reason.as_str()
        } else {
            ""
        };
        tx.db
            .prepare_cached(
                "UPDATE member SET silenced_until = ?3, silenced_why = ?4
                 WHERE conversation = ?1 AND user = ?2",
            )?
            .execute(params![conversation.short_id, user, until, why])?;
        let told = if until == FOREVER { 0 } else { until };
        changed.push((*user, change.on.then_some(told)));
    }
    if changed.is_empty() {
        return Ok(failed);
    }
    let longest = change.times.values().copied().max();
    let details: Map<String, Value> = changed
        .iter()
        .map(|(user, _)| {
            let seconds = change.times.get(user).copied().filter(|_| change.on);
            (user.to_string(), Value::from(seconds.unwrap_or(0)))
        })
        .collect();
    let ext = BTreeMap::from([
        (
            keys::RELATION_MUTE_TIME.to_owned(),
            longest.filter(|_| change.on).unwrap_or(0).to_string(),
        ),
        (
            keys::RELATION_MUTE_EXT.to_owned(),
            Value::Object(details).to_string(),
        ),
    ]);
    announce(tx, by, &conversation, ext)?;
    let everybody = tx.member_ids(conversation.short_id)?;
    let users: Vec<UserId> = changed.iter().map(|(user, _)| *user).collect();
    let command = Command::Members {
        added: &[],
        modified: &users,
        removed: &[],
    };
    tx.command(by, &conversation.place(), &command, &everybody)?;
    for (user, until) in changed {
        tx.line(
            conversation.short_id,
            by,
            &Line::MemberMuted { user, until },
        )?;
    }
    Ok(failed)
}

/// Somebody can write again, because of what they are now.
pub(super) fn lift(tx: &Tx<'_>, conversation: i64, user: UserId) -> Outcome<()> {
    tx.db
        .prepare_cached(
            "UPDATE member SET silenced_until = 0, silenced_why = ''
             WHERE conversation = ?1 AND user = ?2",
        )?
        .execute([conversation, user])?;
    Ok(())
}

/// 50011 to all members.
fn announce(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
    ext: BTreeMap<String, String>,
) -> Outcome<()> {
    let users = tx.member_ids(conversation.short_id)?;
    let body = MessageBody {
        message_type: Some(MessageType::BlockCommand as i32),
        sender: Some(by),
        content: Some(String::new()),
        ext,
        ..MessageBody::default()
    };
    tx.deliver_command(&conversation.place(), body, &users)
}
