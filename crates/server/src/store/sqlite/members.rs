//! Who is in a conversation, and with which role.

use std::collections::BTreeSet;

use linnet_proto::im_proto::{
    ConversationOperationStatus, GroupRole, Participant, ParticipantsPage,
};
use rusqlite::params;

use super::conversations::announce_core;
use super::joining;
use super::lines::Line;
use super::lookup::{Conversation, MEMBER, Member};
use super::scope::{Outcome, Snapshot, Tx};
use super::silence;
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::{MemberChange, Membership, Place, Target};

fn outcome(succeeded: Vec<UserId>, failed: Vec<UserId>) -> Membership {
    let status = match (succeeded.is_empty(), failed.is_empty()) {
        (_, true) => ConversationOperationStatus::OpSucceed,
        (true, false) => ConversationOperationStatus::Rejected,
        (false, false) => ConversationOperationStatus::PartlyRejected,
    };
    Membership {
        status: status as i32,
        succeeded,
        failed,
    }
}

impl Snapshot<'_> {
    /// Members in the order of joining, after a sort order, as `to` may know them.
    pub(super) fn member_page(
        &self,
        conversation: i64,
        to: UserId,
        after: i64,
        limit: i64,
    ) -> Outcome<ParticipantsPage> {
        let sql = format!(
            "SELECT {MEMBER} FROM member m
             WHERE m.conversation = ?1 AND m.active = 1 AND m.sort_order > ?2
             ORDER BY m.sort_order LIMIT ?3"
        );
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut found: Vec<Member> = statement
            .query_map([conversation, after, limit + 1], |row| Member::read(row, 0))?
            .collect::<rusqlite::Result<_>>()?;
        let limit = usize::try_from(limit).unwrap_or(0);
        let has_more = found.len() > limit;
        found.truncate(limit);
        Ok(ParticipantsPage {
            cursor: Some(found.last().map_or(after, |last| last.sort_order)),
            participants: found
                .iter()
                .map(|member| member.participant(to, self.now_ms))
                .collect(),
            has_more: Some(has_more),
        })
    }
}

/// Marks a member as gone; what came before stays readable to them, and the shared info stays what it was.
fn remove(tx: &Tx<'_>, conversation: &Conversation, user: UserId) -> Outcome<()> {
    tx.db
        .prepare_cached(
            "UPDATE member SET active = 0, role = 0, left_index = ?3, left_badge = ?4
             WHERE conversation = ?1 AND user = ?2",
        )?
        .execute(params![
            conversation.short_id,
            user,
            conversation.last_index,
            conversation.badge
        ])?;
    tx.db
        .prepare_cached(
            "INSERT OR REPLACE INTO left_info (conversation, user, name, description, icon, notice, owner,
                                               info_version, activity)
             SELECT short_id, ?2, name, description, icon, notice, owner, info_version, activity
             FROM conversation WHERE short_id = ?1",
        )?
        .execute([conversation.short_id, user])?;
    Ok(())
}

pub(super) fn add(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    users: &[UserId],
    most: usize,
) -> Outcome<Membership> {
    let (conversation, member) = tx.group(by, target)?;
    if !member.leads() && conversation.leaders_add()? {
        return Err(Refusal::forbidden());
    }
    let present: BTreeSet<UserId> = tx.member_ids(conversation.short_id)?.into_iter().collect();
    let wanted: BTreeSet<UserId> = users.iter().copied().collect();
    if present.union(&wanted).count() > most {
        return Ok(Membership {
            status: ConversationOperationStatus::TouchLimits as i32,
            succeeded: Vec::new(),
            failed: wanted.into_iter().collect(),
        });
    }
    if conversation.approval && !member.leads() {
        let new: Vec<UserId> = wanted.difference(&present).copied().collect();
        joining::wait(tx, &conversation, &new, by, "")?;
        return Ok(Membership {
            status: ConversationOperationStatus::ApplySucceed as i32,
            succeeded: wanted.intersection(&present).copied().collect(),
            failed: Vec::new(),
        });
    }
    let (mut succeeded, mut added, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for user in wanted {
        if present.contains(&user) {
            succeeded.push(user);
        } else if let Some(admission) = tx.room_for(user, by)? {
            tx.join(&conversation, user, GroupRole::Ordinary, true, admission)?;
            succeeded.push(user);
            added.push(user);
        } else {
            failed.push(user);
        }
    }
    if !added.is_empty() {
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
        joining::came_in(tx, &conversation, &added, by)?;
    }
    Ok(outcome(succeeded, failed))
}

pub(super) fn remove_some(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    users: &[UserId],
) -> Outcome<Membership> {
    let (conversation, member) = tx.group(by, target)?;
    if !member.leads() {
        return Err(Refusal::forbidden());
    }
    let everybody = tx.member_ids(conversation.short_id)?;
    let (mut succeeded, mut removed, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for user in users.iter().copied().collect::<BTreeSet<_>>() {
        let found = tx.member(conversation.short_id, user)?;
        if found.as_ref().is_some_and(|found| !found.active) {
            // Gone already: whoever asks again has what they wanted.
            succeeded.push(user);
            continue;
        }
        let allowed = found.is_some_and(|found| {
            user != by && (member.is_owner() || found.role == GroupRole::Ordinary as i32)
        });
        if allowed {
            removed.push(user);
            succeeded.push(user);
        } else {
            failed.push(user);
        }
    }
    if !removed.is_empty() {
        // While they are still there: it is the last that they read.
        tx.line(
            conversation.short_id,
            by,
            &Line::Removed { users: &removed },
        )?;
        let (conversation, _) = tx.group(by, target)?;
        for user in &removed {
            remove(tx, &conversation, *user)?;
        }
        tx.command(
            by,
            &conversation.place(),
            &Command::Members {
                added: &[],
                modified: &[],
                removed: &removed,
            },
            &everybody,
        )?;
    }
    Ok(outcome(succeeded, failed))
}

pub(super) fn leave(tx: &mut Tx<'_>, by: UserId, target: &Target) -> Outcome<()> {
    let (conversation, member) = tx.known_group(by, target)?;
    if !member.active {
        // Gone already: whoever asks again has what they wanted.
        return Ok(());
    }
    let everybody = tx.member_ids(conversation.short_id)?;
    if member.is_owner() && everybody.len() > 1 {
        return Err(Refusal::new(
            linnet_proto::im_proto::StatusCode::UserForbidden,
            "the owner has to hand the group over, or dissolve it, before leaving",
        ));
    }
    remove(tx, &conversation, by)?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Members {
            added: &[],
            modified: &[],
            removed: &[by],
        },
        &everybody,
    )?;
    tx.line(conversation.short_id, by, &Line::Left)
}

pub(super) fn update(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    change: MemberChange,
) -> Outcome<Participant> {
    let (conversation, caller) = tx.group(by, target)?;
    let member = tx
        .member(conversation.short_id, change.user)?
        .filter(|member| member.active)
        .ok_or(Refusal::not_a_member())?;
    let mut modified = vec![change.user];
    if let Some(alias) = &change.alias {
        if change.user != by && !caller.leads() {
            return Err(Refusal::forbidden());
        }
        tx.db
            .prepare_cached("UPDATE member SET alias = ?3 WHERE conversation = ?1 AND user = ?2")?
            .execute(params![conversation.short_id, change.user, alias])?;
    }
    let mut handed_over = None;
    if let Some(role) = change.role.filter(|role| *role != member.role) {
        if !caller.is_owner() || change.user == by {
            return Err(Refusal::forbidden());
        }
        set_role(tx, conversation.short_id, change.user, role)?;
        if role != GroupRole::Ordinary as i32 {
            // Whoever leads is not silenced.
            silence::lift(tx, conversation.short_id, change.user)?;
        }
        if role == GroupRole::Owner as i32 {
            set_role(tx, conversation.short_id, by, GroupRole::Ordinary as i32)?;
            modified.push(by);
            let version: i64 = tx
                .db
                .prepare_cached(
                    "UPDATE conversation SET owner = ?2, info_version = info_version + 1
                     WHERE short_id = ?1 RETURNING info_version",
                )?
                .query_row([conversation.short_id, change.user], |row| row.get(0))?;
            handed_over = Some(Conversation {
                info_version: version,
                ..conversation.clone()
            });
        }
    }
    let everybody = tx.member_ids(conversation.short_id)?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Members {
            added: &[],
            modified: &modified,
            removed: &[],
        },
        &everybody,
    )?;
    if let Some(conversation) = handed_over {
        announce_core(tx, by, &conversation)?;
    }
    if let Some(role) = change.role.filter(|role| *role != member.role) {
        let line = match role == GroupRole::Owner as i32 {
            true => Line::Owner { user: change.user },
            false => Line::Role {
                user: change.user,
                manager: role == GroupRole::Manager as i32,
            },
        };
        tx.line(conversation.short_id, by, &line)?;
    }
    tx.member(conversation.short_id, change.user)?
        .map(|member| member.participant(by, tx.now_ms))
        .ok_or(Refusal::server())
}

fn set_role(tx: &Tx<'_>, conversation: i64, user: UserId, role: i32) -> Outcome<()> {
    tx.db
        .prepare_cached("UPDATE member SET role = ?3 WHERE conversation = ?1 AND user = ?2")?
        .execute(params![conversation, user, role])?;
    Ok(())
}

pub(super) fn page(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
    cursor: i64,
    limit: i64,
) -> Outcome<ParticipantsPage> {
    let (conversation, _) = snapshot.entered(by, target)?;
    snapshot.member_page(conversation.short_id, by, cursor, limit)
}

pub(super) fn some(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
    users: &[UserId],
) -> Outcome<Vec<Participant>> {
    let (conversation, _) = snapshot.entered(by, target)?;
    let mut found = Vec::new();
    for user in users {
        if let Some(member) = snapshot.member(conversation.short_id, *user)?
            && member.active
        {
            found.push(member.participant(by, snapshot.now_ms));
        }
    }
    Ok(found)
}

pub(super) fn peers(
    snapshot: &Snapshot<'_>,
    by: UserId,
    target: &Target,
) -> Outcome<(Place, Vec<UserId>)> {
    let (conversation, _) = snapshot.entered(by, target)?;
    let mut users = snapshot.member_ids(conversation.short_id)?;
    users.retain(|user| *user != by);
    Ok((conversation.place(), users))
}

pub(super) fn acquainted(
    snapshot: &Snapshot<'_>,
    by: UserId,
    users: &[UserId],
) -> Outcome<Vec<UserId>> {
    let mut statement = snapshot.db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM member a JOIN member b ON b.conversation = a.conversation
         WHERE a.user = ?1 AND a.active = 1 AND b.user = ?2 AND b.active = 1)",
    )?;
    let mut known = Vec::new();
    for user in users {
        if statement.query_row([by, *user], |row| row.get::<_, bool>(0))? {
            known.push(*user);
        }
    }
    Ok(known)
}
