//! Who comes into a group when its owner and managers decide: requests, their answers, and the switch.

use std::collections::{BTreeMap, BTreeSet};

use linnet_proto::choices;
use linnet_proto::im_proto::{
    ApplyErrorCode, ApplyStatusCode, ConversationApplyInfo, GroupRole, MessageBody, MessageType,
    StatusCode,
};
use rusqlite::params;
use serde_json::json;

use super::conversations::announce_core;
use super::join_rows::{self as rows, APPLYING, JoinRequest};
use super::lines::Line;
use super::lookup::{Conversation, Member};
use super::scope::{Outcome, Snapshot, Tx};
use super::{SqliteStore, friends};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::joining::{JoinAnswered, JoinAsk, JoinList, JoinPage, JoinUnseen, Joining};
use crate::store::{Pending, Target};

fn named(group: i64) -> Target {
    Target {
        short_id: group,
        conversation_id: String::new(),
    }
}

/// The group, for one of those who decide.
fn led(snapshot: &Snapshot<'_>, by: UserId, group: i64) -> Outcome<(Conversation, Member)> {
    let (conversation, member) = snapshot.group(by, &named(group))?;
    match member.leads() {
        true => Ok((conversation, member)),
        false => Err(Refusal::forbidden()),
    }
}

/// Owner and managers of a group.
fn leaders(snapshot: &Snapshot<'_>, group: i64) -> Outcome<Vec<UserId>> {
    Ok(snapshot
        .db
        .prepare_cached(
            "SELECT user FROM member WHERE conversation = ?1 AND active = 1 AND role <> 0 ORDER BY user",
        )?
        .query_map([group], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

fn approval(snapshot: &Snapshot<'_>, by: UserId, group: i64) -> Outcome<bool> {
    let (conversation, _) = snapshot.group(by, &named(group))?;
    Ok(conversation.approval)
}

fn set_approval(tx: &mut Tx<'_>, by: UserId, group: i64, on: bool) -> Outcome<()> {
    let (conversation, _) = led(tx, by, group)?;
    if conversation.approval == on {
        // So it is already: whoever asks again has what they wanted.
        return Ok(());
    }
    let changed = Conversation {
        approval: on,
        info_version: conversation.info_version + 1,
        ..conversation
    };
    tx.db
        .prepare_cached(
            "UPDATE conversation SET approval = ?2, info_version = ?3 WHERE short_id = ?1",
        )?
        .execute(params![group, on, changed.info_version])?;
    if !on {
        rows::invalidate(tx, group, by)?;
    }
    announce_core(tx, by, &changed)
}

/// Somebody's request waits from now on; those who decide are told. Nothing new when one waits already.
pub(super) fn wait(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    users: &[UserId],
    inviter: UserId,
    reason: &str,
) -> Outcome<()> {
    let waiting: BTreeSet<UserId> = rows::waiting(tx, conversation.short_id)?
        .into_iter()
        .map(|request| request.user)
        .collect();
    let new: BTreeSet<UserId> = users
        .iter()
        .copied()
        .filter(|user| !waiting.contains(user))
        .collect();
    if waiting.len() + new.len() > choices::MAX_JOIN_REQUESTS {
        return Err(Refusal::new(
            StatusCode::TouchLimit,
            "too many requests to this group wait for an answer",
        ));
    }
    for user in &new {
        let kept = i64::try_from(choices::MAX_JOIN_REQUESTS).unwrap_or(i64::MAX);
        rows::insert(tx, (conversation.short_id, *user), inviter, reason, kept)?;
    }
    if new.is_empty() {
        return Ok(());
    }
    let by = if inviter == 0 {
        new.first().copied().unwrap_or(0)
    } else {
        inviter
    };
    let content = json!({ "user_ids": new, "inviter": inviter }).to_string();
    tell_leaders(
        tx,
        by,
        conversation,
        MessageType::ConversationApplyNotify,
        content,
    )
}

/// Tells owner and managers that something of the requests changed (90001, 90002), and that what their own settings say
/// of them has a new version.
fn tell_leaders(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
    kind: MessageType,
    content: String,
) -> Outcome<()> {
    let users = leaders(tx, conversation.short_id)?;
    let body = MessageBody {
        message_type: Some(kind as i32),
        sender: Some(by),
        content: Some(content),
        ..MessageBody::default()
    };
    tx.deliver_command(&conversation.place(), body, &users)?;
    for user in users {
        renew_settings(tx, conversation, user)?;
    }
    Ok(())
}

/// Devices of this user ask for their settings again, and list the conversation as they do with all of which they hear
/// that.
fn renew_settings(tx: &mut Tx<'_>, conversation: &Conversation, user: UserId) -> Outcome<()> {
    let version = tx
        .db
        .prepare_cached(
            "UPDATE member SET setting_version = setting_version + 1, kept = 1
             WHERE conversation = ?1 AND user = ?2 RETURNING setting_version",
        )?
        .query_row([conversation.short_id, user], |row| row.get(0))?;
    tx.command(
        user,
        &conversation.place(),
        &Command::Settings { version },
        &[user],
    )
}

fn ask(tx: &mut Tx<'_>, by: UserId, ask: &JoinAsk, most: usize) -> Outcome<ApplyErrorCode> {
    let found = tx
        .conversation(&named(ask.group))?
        .filter(|found| found.is_group() && !found.dissolved);
    // Strangers learn nothing of a group that takes no requests, not even that it exists.
    let Some(conversation) = found else {
        return Ok(ApplyErrorCode::ApplyConversationNotFound);
    };
    let present: BTreeSet<UserId> = tx.member_ids(conversation.short_id)?.into_iter().collect();
    let is_member = present.contains(&by);
    if !conversation.approval {
        let known = tx.member(conversation.short_id, by)?.is_some();
        return Ok(match known {
            true => ApplyErrorCode::ConvSwitchClosed,
            false => ApplyErrorCode::ApplyConversationNotFound,
        });
    }
    let (users, inviter) = match ask.invited.is_empty() {
        true => (vec![by], 0),
        false if is_member => (ask.invited.clone(), by),
        false => return Ok(ApplyErrorCode::UserNoPermission),
    };
    let users: Vec<UserId> = users
        .into_iter()
        .filter(|user| !present.contains(user))
        .collect();
    if users.is_empty() {
        return Ok(ApplyErrorCode::UserAlreadyInGroup);
    }
    if present.len() + users.len() > most {
        return Ok(ApplyErrorCode::ConversationIsFull);
    }
    wait(tx, &conversation, &users, inviter, &ask.reason)?;
    Ok(ApplyErrorCode::ApplySuccess)
}

fn answer(tx: &mut Tx<'_>, by: UserId, id: i64, agree: bool, most: usize) -> Outcome<JoinAnswered> {
    let only = |status| JoinAnswered {
        status,
        request: None,
    };
    let Some(request) = rows::get(tx, id)? else {
        return Ok(only(ApplyErrorCode::ApplyNotExist));
    };
    let conversation = match led(tx, by, request.group) {
        Ok((conversation, _)) => conversation,
        Err(refusal) if refusal == Refusal::forbidden() => {
            return Ok(only(ApplyErrorCode::UserNoPermission));
        }
        // Of a group of others nobody learns whether it has this request.
        Err(_) => return Ok(only(ApplyErrorCode::ApplyNotExist)),
    };
    let done = |status, request: &JoinRequest| JoinAnswered {
        status,
        request: Some(request.info()),
    };
    let wanted = match agree {
        true => ApplyStatusCode::Agree,
        false => ApplyStatusCode::Deny,
    };
    if request.status != APPLYING {
        let status = match request.status == wanted as i32 {
            // Whoever asks again has what they wanted.
            true => ApplyErrorCode::ApplySuccess,
            false => ApplyErrorCode::UpdateStatusErr,
        };
        return Ok(done(status, &request));
    }
    if agree {
        let present = tx.member_ids(conversation.short_id)?;
        let admission = if present.len() >= most {
            None
        } else {
            let asked_by = match request.inviter {
                0 => request.user,
                inviter => inviter,
            };
            tx.room_for(request.user, asked_by)?
        };
        let Some(admission) = admission else {
            return Ok(done(ApplyErrorCode::ConversationIsFull, &request));
        };
        tx.join(
            &conversation,
            request.user,
            GroupRole::Ordinary,
            true,
            admission,
        )?;
        let added = [request.user];
        let everybody = tx.member_ids(conversation.short_id)?;
        tx.command(
            by,
            &conversation.place(),
            &Command::Members {
                added: &added,
                modified: &[],
                removed: &[],
            },
            &everybody,
        )?;
        tx.line(conversation.short_id, by, &Line::Invited { users: &added })?;
    }
    let settled = rows::settle(tx, &request, wanted, by)?;
    tell_decided(tx, by, &conversation, &settled)?;
    if !agree && request.inviter == 0 {
        // They are not in the group: there is no inbox of it that could tell them.
        friends::tell(
            tx,
            choices::JOIN_REFUSED,
            (by, request.user),
            json!({ "group": conversation.name }).to_string(),
            &[request.user],
        );
    }
    Ok(done(ApplyErrorCode::ApplySuccess, &settled))
}

fn tell_decided(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
    request: &JoinRequest,
) -> Outcome<()> {
    let content = json!({
        "user_ids": [request.user], "apply_id": request.id, "apply_status": request.status,
    })
    .to_string();
    let kind = MessageType::ConversationAuditAckNotify;
    tell_leaders(tx, by, conversation, kind, content)
}

/// Somebody is in the group now, by another way: their request is answered.
pub(super) fn came_in(
    tx: &mut Tx<'_>,
    conversation: &Conversation,
    users: &[UserId],
    by: UserId,
) -> Outcome<()> {
    for request in rows::waiting(tx, conversation.short_id)? {
        if users.contains(&request.user) {
            let settled = rows::settle(tx, &request, ApplyStatusCode::Agree, by)?;
            tell_decided(tx, by, conversation, &settled)?;
        }
    }
    Ok(())
}

fn request(
    snapshot: &Snapshot<'_>,
    by: UserId,
    group: i64,
    user: UserId,
) -> Outcome<Option<ConversationApplyInfo>> {
    if user != by {
        led(snapshot, by, group)?;
    }
    Ok(rows::newest_of(snapshot, group, user)?.map(|request| request.info()))
}

fn list(tx: &mut Tx<'_>, by: UserId, list: JoinList) -> Outcome<JoinPage> {
    let (conversation, _) = led(tx, by, list.group)?;
    let before = if list.cursor <= 0 {
        i64::MAX
    } else {
        list.cursor
    };
    let mut found = rows::before(tx, list.group, before, list.limit.saturating_add(1))?;
    let limit = usize::try_from(list.limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    found.truncate(limit);
    if list.seen && rows::see(tx, list.group, by)? {
        renew_settings(tx, &conversation, by)?;
    }
    Ok(JoinPage {
        next_cursor: found.last().map_or(list.cursor, |last| last.id),
        requests: found.iter().map(JoinRequest::info).collect(),
        has_more,
    })
}

fn see(tx: &mut Tx<'_>, by: UserId, group: i64) -> Outcome<()> {
    let (conversation, _) = led(tx, by, group)?;
    if rows::see(tx, group, by)? {
        renew_settings(tx, &conversation, by)?;
    }
    Ok(())
}

fn unseen(snapshot: &Snapshot<'_>, by: UserId, groups: &[i64]) -> Outcome<JoinUnseen> {
    let mut counts = BTreeMap::new();
    let mut newest: Option<JoinRequest> = None;
    for group in groups {
        let is_led = snapshot
            .member(*group, by)?
            .is_some_and(|member| member.active && member.leads());
        if !is_led {
            continue;
        }
        let count = rows::unseen(snapshot, *group, by)?;
        if count == 0 {
            continue;
        }
        counts.insert(*group, count);
        let last = rows::waiting(snapshot, *group)?.into_iter().next();
        if let Some(last) = last
            && newest.as_ref().is_none_or(|newest| newest.id < last.id)
        {
            newest = Some(last);
        }
    }
    Ok(JoinUnseen {
        counts,
        newest: newest.map(|request| request.info()),
    })
}

/// Groups of which this user is owner or manager and in which requests wait.
fn led_with_requests(snapshot: &Snapshot<'_>, by: UserId) -> Outcome<Vec<i64>> {
    let sql = format!(
        "SELECT DISTINCT m.conversation FROM member m
         JOIN join_request r ON r.conversation = m.conversation AND r.status = {APPLYING}
         WHERE m.user = ?1 AND m.active = 1 AND m.role <> 0"
    );
    Ok(snapshot
        .db
        .prepare_cached(&sql)?
        .query_map([by], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

impl Joining for SqliteStore {
    fn join_approval(&self, by: UserId, group: i64) -> Pending<'_, bool> {
        self.read(move |db| approval(db, by, group))
    }

    fn set_join_approval(&self, by: UserId, group: i64, on: bool) -> Pending<'_, ()> {
        self.write(move |tx| set_approval(tx, by, group, on))
    }

    fn ask_to_join(&self, by: UserId, wanted: JoinAsk) -> Pending<'_, ApplyErrorCode> {
        let most = self.largest_group;
        self.write(move |tx| ask(tx, by, &wanted, most))
    }

    fn answer_join(&self, by: UserId, request: i64, agree: bool) -> Pending<'_, JoinAnswered> {
        let most = self.largest_group;
        self.write(move |tx| answer(tx, by, request, agree, most))
    }

    fn join_request(
        &self,
        by: UserId,
        group: i64,
        user: UserId,
    ) -> Pending<'_, Option<ConversationApplyInfo>> {
        self.read(move |db| request(db, by, group, user))
    }

    fn join_requests(&self, by: UserId, wanted: JoinList) -> Pending<'_, JoinPage> {
        self.write(move |tx| list(tx, by, wanted))
    }

    fn unseen_requests(&self, by: UserId) -> Pending<'_, JoinUnseen> {
        self.read(move |db| unseen(db, by, &led_with_requests(db, by)?))
    }

    fn unseen_requests_of(&self, by: UserId, groups: Vec<i64>) -> Pending<'_, JoinUnseen> {
        self.read(move |db| unseen(db, by, &groups))
    }

    fn see_requests(&self, by: UserId, group: i64) -> Pending<'_, ()> {
        self.write(move |tx| see(tx, by, group))
    }
}
