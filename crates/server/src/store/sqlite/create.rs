//! Making conversations, and joining them.

use std::collections::BTreeSet;

use linnet_proto::im_proto::{
    ConversationInfoV2, ConversationOperationStatus, ConversationType, GroupRole,
};
use rand::RngExt;
use rusqlite::{OptionalExtension, params};

use super::lines::Line;
use super::lookup::{Admission, Conversation, one_to_one_id};
use super::media;
use super::scope::{Outcome, Tx};
use crate::UserId;
use crate::store::command::Command;
use crate::store::{Decided, NewConversation, Target};

/// A ticket: 128 random bits, new for every joining.
fn new_ticket() -> String {
    hex::encode(rand::rng().random::<[u8; 16]>())
}

impl Tx<'_> {
    /// Puts a user into a conversation. History from before stays hidden.
    pub(super) fn join(
        &mut self,
        conversation: &Conversation,
        user: UserId,
        role: GroupRole,
        kept: bool,
        admission: Admission,
    ) -> Outcome<()> {
        let db = self.read.db;
        let sort: i64 = db
            .prepare_cached(
                "UPDATE conversation SET last_sort = last_sort + 1 WHERE short_id = ?1
                 RETURNING last_sort",
            )?
            .query_row([conversation.short_id], |row| row.get(0))?;
        db.prepare_cached(
            "INSERT INTO member (conversation, user, role, sort_order, ticket, joined_ms,
                                 min_index, read_index, kept, admission)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9)
             ON CONFLICT (conversation, user) DO UPDATE SET
                 active = 1, role = excluded.role, sort_order = excluded.sort_order,
                 ticket = excluded.ticket, joined_ms = excluded.joined_ms,
                 min_index = excluded.min_index, read_index = excluded.read_index,
                 kept = excluded.kept, admission = excluded.admission, wrote = 0,
                 setting_version = setting_version + 1",
        )?
        .execute(params![
            conversation.short_id,
            user,
            role as i32,
            sort,
            new_ticket(),
            self.read.now_ms,
            conversation.last_index,
            kept,
            admission as i32,
        ])?;
        let left: Option<String> = db
            .prepare_cached(
                "DELETE FROM left_info WHERE conversation = ?1 AND user = ?2 RETURNING icon",
            )?
            .query_row([conversation.short_id, user], |row| row.get(0))
            .optional()?;
        if let Some(icon) = left {
            media::let_go_of_picture(self, &icon)?;
        }
        Ok(())
    }

    fn insert_conversation(
        &mut self,
        by: UserId,
        new: &NewConversation,
        conversation_id: Option<String>,
    ) -> Outcome<Conversation> {
        let short_id = self.next_id();
        let is_group = conversation_id.is_none();
        let conversation = Conversation {
            short_id,
            conversation_id: conversation_id.unwrap_or_else(|| short_id.to_string()),
            kind: new.kind,
            name: if is_group {
                new.name.clone()
            } else {
                String::new()
            },
            description: if is_group {
                new.description.clone()
            } else {
                String::new()
            },
            icon: if is_group {
                new.icon.clone()
            } else {
                String::new()
            },
            notice: String::new(),
            owner: if is_group { by } else { 0 },
            creator: by,
            created_ms: self.now_ms,
            info_version: 1,
            last_index: 0,
            badge: 0,
            activity: short_id,
            dissolved: false,
            silenced: 0,
            ext: "{}".to_owned(),
            approval: false,
        };
        self.db
            .prepare_cached(
                "INSERT INTO conversation (short_id, conversation_id, kind, name, description,
                                           icon, owner, creator, created_ms, activity)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                short_id,
                conversation.conversation_id,
                conversation.kind,
                conversation.name,
                conversation.description,
                conversation.icon,
                conversation.owner,
                by,
                conversation.created_ms,
                conversation.activity,
            ])?;
        Ok(conversation)
    }
}

pub(super) fn create(
    tx: &mut Tx<'_>,
    by: UserId,
    new: NewConversation,
    most: usize,
) -> Outcome<Decided<ConversationInfoV2>> {
    let members: BTreeSet<UserId> = new.participants.iter().copied().collect();
    let short_id = if new.kind == ConversationType::OneToOneChat as i32 {
        Some(one_to_one(tx, by, &new, &members)?)
    } else {
        group(tx, by, &new, &members, most)?
    };
    Ok(match short_id {
        Some(short_id) => Decided {
            status: ConversationOperationStatus::OpSucceed as i32,
            value: Some(tx.info_for(by, short_id)?),
        },
        None => Decided {
            status: ConversationOperationStatus::TouchLimits as i32,
            value: None,
        },
    })
}

fn one_to_one(
    tx: &mut Tx<'_>,
    by: UserId,
    new: &NewConversation,
    members: &BTreeSet<UserId>,
) -> Outcome<i64> {
    // A chat with oneself has one member and the same id twice.
    let peer = members
        .iter()
        .copied()
        .find(|user| *user != by)
        .unwrap_or(by);
    let conversation_id = one_to_one_id(by, peer);
    let target = Target {
        short_id: 0,
        conversation_id: conversation_id.clone(),
    };
    if let Some(existing) = tx.conversation(&target)? {
        let listed = tx
            .db
            .prepare_cached(
                "UPDATE member SET kept = 1, setting_version = setting_version + 1
                 WHERE conversation = ?1 AND user = ?2 AND kept = 0 AND min_index >= ?3
                 RETURNING setting_version",
            )?
            .query_row([existing.short_id, by, existing.last_index], |row| {
                row.get(0)
            })
            .optional()?;
        if let Some(version) = listed {
            tx.command(by, &existing.place(), &Command::Settings { version }, &[by])?;
        }
        return Ok(existing.short_id);
    }
    let conversation = tx.insert_conversation(by, new, Some(conversation_id))?;
    // The peer sees nothing of it before the first message.
    let role = GroupRole::Ordinary;
    tx.join(&conversation, by, role, true, Admission::OneToOne)?;
    if peer != by {
        tx.join(&conversation, peer, role, false, Admission::OneToOne)?;
    }
    let added: Vec<UserId> = members.iter().copied().collect();
    tx.command(
        by,
        &conversation.place(),
        &Command::Members {
            added: &added,
            modified: &[],
            removed: &[],
        },
        &[by],
    )?;
    Ok(conversation.short_id)
}

fn group(
    tx: &mut Tx<'_>,
    by: UserId,
    new: &NewConversation,
    members: &BTreeSet<UserId>,
    most: usize,
) -> Outcome<Option<i64>> {
    if !new.idempotent_id.is_empty() {
        let made: Option<i64> = tx
            .db
            .prepare_cached(
                "SELECT conversation FROM creation WHERE creator = ?1 AND idempotent_id = ?2",
            )?
            .query_row(params![by, new.idempotent_id], |row| row.get(0))
            .optional()?;
        if made.is_some() {
            return Ok(made);
        }
    }
    if members.len() > most {
        return Ok(None);
    }
    let mut admitted = Vec::new();
    for user in members {
        match tx.room_for(*user, by)? {
            Some(admission) => admitted.push((*user, admission)),
            None => return Ok(None),
        }
    }
    let conversation = tx.insert_conversation(by, new, None)?;
    tx.join(&conversation, by, GroupRole::Owner, true, Admission::Own)?;
    for (user, admission) in admitted.into_iter().filter(|(user, _)| *user != by) {
        tx.join(&conversation, user, GroupRole::Ordinary, true, admission)?;
    }
    if !new.idempotent_id.is_empty() {
        tx.db
            .prepare_cached(
                "INSERT INTO creation (creator, idempotent_id, conversation) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![by, new.idempotent_id, conversation.short_id])?;
    }
    let added: Vec<UserId> = members.iter().copied().collect();
    tx.command(
        by,
        &conversation.place(),
        &Command::Members {
            added: &added,
            modified: &[],
            removed: &[],
        },
        &added,
    )?;
    let others: Vec<UserId> = added.into_iter().filter(|user| *user != by).collect();
    tx.line(conversation.short_id, by, &Line::Created { with: &others })?;
    Ok(Some(conversation.short_id))
}
