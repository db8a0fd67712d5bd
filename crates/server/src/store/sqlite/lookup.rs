//! Finding a conversation and the caller's place in it: the membership check of every command.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{BlockStatus, ConversationType, GroupRole, Participant};
use rusqlite::{OptionalExtension, Row, params};

use super::scope::{Outcome, Snapshot};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::{Place, Target};

/// Column `silenced_until` of a member who cannot write, without an end.
pub(super) const FOREVER: i64 = i64::MAX;

/// Who sends system lines: nobody.
pub(super) const NOBODY: UserId = 0;

/// A row of `conversation`.
#[derive(Debug, Clone)]
pub(super) struct Conversation {
    pub(super) short_id: i64,
    pub(super) conversation_id: String,
    pub(super) kind: i32,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) icon: String,
    pub(super) notice: String,
    pub(super) owner: UserId,
    pub(super) creator: UserId,
    pub(super) created_ms: i64,
    pub(super) info_version: i64,
    pub(super) last_index: i64,
    pub(super) badge: i32,
    pub(super) activity: i64,
    pub(super) dissolved: bool,
    /// Who cannot write: see `silence.rs`.
    pub(super) silenced: i32,
    /// Entries of the shared info: JSON of texts by key, see `entries.rs`.
    pub(super) ext: String,
    /// Requests and invitations wait for those who lead it: see `joining.rs`.
    pub(super) approval: bool,
}

/// Columns of [`Conversation`], in its order.
pub(super) const CONVERSATION: &str = "c.short_id, c.conversation_id, c.kind, c.name, \
     c.description, c.icon, c.notice, c.owner, c.creator, c.created_ms, c.info_version, \
     c.last_index, c.badge, c.activity, c.dissolved, c.silenced, c.ext, c.approval";
/// Most bytes of messages in one answer: with the rest of the answer it stays below the largest
/// frame. A page that reaches it ends early and says that there is more.
pub(super) const PAGE_BYTES: usize = 2 * 1024 * 1024;

/// Where the columns of [`Member`] start when both are selected.
pub(super) const MEMBER_AT: usize = 18;

impl Conversation {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            short_id: row.get(0)?,
            conversation_id: row.get(1)?,
            kind: row.get(2)?,
            name: row.get(3)?,
            description: row.get(4)?,
            icon: row.get(5)?,
            notice: row.get(6)?,
            owner: row.get(7)?,
            creator: row.get(8)?,
            created_ms: row.get(9)?,
            info_version: row.get(10)?,
            last_index: row.get(11)?,
            badge: row.get(12)?,
            activity: row.get(13)?,
            dissolved: row.get(14)?,
            silenced: row.get(15)?,
            ext: row.get(16)?,
            approval: row.get(17)?,
        })
    }

    pub(super) fn place(&self) -> Place {
        Place {
            conversation_id: self.conversation_id.clone(),
            short_id: self.short_id,
            kind: self.kind,
        }
    }

    /// Entries of the shared info.
    pub(super) fn entries(&self) -> Outcome<BTreeMap<String, String>> {
        serde_json::from_str(&self.ext).map_err(|error| {
            tracing::error!(%error, "the entries of a conversation cannot be read");
            Refusal::server()
        })
    }

    /// Only owner and managers add people.
    pub(super) fn leaders_add(&self) -> Outcome<bool> {
        let entries = self.entries()?;
        let who = entries.get(choices::EXT_WHO_ADDS).map(String::as_str);
        Ok(who == Some(choices::LEADERS_ADD))
    }

    pub(super) fn is_group(&self) -> bool {
        self.kind & 15 == ConversationType::GroupChat as i32
    }
}

/// A row of `member`.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) user: UserId,
    pub(super) active: bool,
    pub(super) role: i32,
    pub(super) alias: String,
    pub(super) sort_order: i64,
    pub(super) ticket: String,
    pub(super) left_index: i64,
    pub(super) left_badge: i32,
    pub(super) min_index: i64,
    pub(super) read_index: i64,
    pub(super) muted: i32,
    pub(super) pinned: i32,
    pub(super) pinned_ms: i64,
    pub(super) favorite: i32,
    pub(super) favorite_ms: i64,
    pub(super) push_status: i32,
    pub(super) setting_version: i64,
    pub(super) ext: String,
    /// Has sent a message here.
    pub(super) wrote: bool,
    /// Cannot write before this time; 0 for somebody who can.
    pub(super) silenced_until: i64,
    /// Why, as whoever did it says.
    pub(super) silenced_why: String,
}

/// Columns of [`Member`], in its order.
pub(super) const MEMBER: &str = "m.user, m.active, m.role, m.alias, m.sort_order, m.ticket, \
     m.left_index, m.left_badge, m.min_index, m.read_index, m.muted, m.pinned, m.pinned_ms, \
     m.favorite, m.favorite_ms, m.push_status, m.setting_version, m.ext, m.wrote, \
     m.silenced_until, m.silenced_why";

impl Member {
    pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            user: row.get(at)?,
            active: row.get(at + 1)?,
            role: row.get(at + 2)?,
            alias: row.get(at + 3)?,
            sort_order: row.get(at + 4)?,
            ticket: row.get(at + 5)?,
            left_index: row.get(at + 6)?,
            left_badge: row.get(at + 7)?,
            min_index: row.get(at + 8)?,
            read_index: row.get(at + 9)?,
            muted: row.get(at + 10)?,
            pinned: row.get(at + 11)?,
            pinned_ms: row.get(at + 12)?,
            favorite: row.get(at + 13)?,
            favorite_ms: row.get(at + 14)?,
            push_status: row.get(at + 15)?,
            setting_version: row.get(at + 16)?,
            ext: row.get(at + 17)?,
            wrote: row.get(at + 18)?,
            silenced_until: row.get(at + 19)?,
            silenced_why: row.get(at + 20)?,
        })
    }

    /// Newest index this user may see.
    pub(super) fn last_visible(&self, conversation: &Conversation) -> i64 {
        if self.active {
            conversation.last_index
        } else {
            self.left_index
        }
    }

    pub(super) fn is_owner(&self) -> bool {
        self.role == GroupRole::Owner as i32
    }

    /// Owner or manager.
    pub(super) fn leads(&self) -> bool {
        self.is_owner() || self.role == GroupRole::Manager as i32
    }

    /// What `to` may know of this member now. Why somebody cannot write is told to them alone.
    pub(super) fn participant(&self, to: UserId, now_ms: i64) -> Participant {
        let mut participant = Participant {
            user_id: Some(self.user),
            sort_order: Some(self.sort_order),
            role: Some(self.role),
            alias: Some(self.alias.clone()),
            ..Participant::default()
        };
        if self.silenced_until <= now_ms {
            return participant;
        }
        participant.blocked = Some(BlockStatus::Block as i32);
        if self.silenced_until < FOREVER {
            let left_ms = self.silenced_until - now_ms;
            participant.left_block_time = Some((left_ms + 999) / 1000);
            participant.ext.insert(
                choices::EXT_MUTED_UNTIL.to_owned(),
                self.silenced_until.to_string(),
            );
        }
        if to == self.user && !self.silenced_why.is_empty() {
            participant.ext.insert(
                choices::EXT_MUTE_REASON.to_owned(),
                self.silenced_why.clone(),
            );
        }
        participant
    }
}

/// Text id of the 1:1 of two users, the smaller first.
pub(super) fn one_to_one_id(a: UserId, b: UserId) -> String {
    format!(
        "0:{}:{}:{}",
        ConversationType::OneToOneChat as i32,
        a.min(b),
        a.max(b)
    )
}

/// Why a command that names two ids of one conversation is refused.
const MIXED: Refusal = Refusal::invalid("the two ids of the conversation do not belong together");

impl Snapshot<'_> {
    /// The conversation with this id, whoever asks: by its number, or by its text when there is no number.
    pub(super) fn conversation(&self, target: &Target) -> Outcome<Option<Conversation>> {
        Ok(if target.short_id != 0 {
            let sql = format!("SELECT {CONVERSATION} FROM conversation c WHERE c.short_id = ?1");
            self.db
                .prepare_cached(&sql)?
                .query_row([target.short_id], Conversation::read)
                .optional()?
        } else {
            let sql =
                format!("SELECT {CONVERSATION} FROM conversation c WHERE c.conversation_id = ?1");
            self.db
                .prepare_cached(&sql)?
                .query_row([&target.conversation_id], Conversation::read)
                .optional()?
        })
    }

    /// This user's row in a conversation.
    pub(super) fn member(&self, conversation: i64, user: UserId) -> Outcome<Option<Member>> {
        let sql =
            format!("SELECT {MEMBER} FROM member m WHERE m.conversation = ?1 AND m.user = ?2");
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row([conversation, user], |row| Member::read(row, 0))
            .optional()?)
    }

    /// The conversation and the caller's place in it, for somebody who is or was in it. Nothing for everybody else: a
    /// conversation of others and one that does not exist are the same to them.
    pub(super) fn sought(
        &self,
        by: UserId,
        target: &Target,
    ) -> Outcome<Option<(Conversation, Member)>> {
        let Some(conversation) = self.conversation(target)? else {
            return Ok(None);
        };
        let Some(member) = self.member(conversation.short_id, by)? else {
            return Ok(None);
        };
        let text = &target.conversation_id;
        if !text.is_empty() && *text != conversation.conversation_id {
            return Err(MIXED);
        }
        Ok(Some((conversation, member)))
    }

    /// As [`Self::sought`], or a refusal.
    pub(super) fn known(&self, by: UserId, target: &Target) -> Outcome<(Conversation, Member)> {
        self.sought(by, target)?.ok_or(Refusal::no_conversation())
    }

    /// The conversation, for somebody who is in it now.
    pub(super) fn entered(&self, by: UserId, target: &Target) -> Outcome<(Conversation, Member)> {
        let (conversation, member) = self.known(by, target)?;
        if member.active {
            Ok((conversation, member))
        } else {
            Err(Refusal::not_a_member())
        }
    }

    /// The group, for somebody who is in it now.
    pub(super) fn group(&self, by: UserId, target: &Target) -> Outcome<(Conversation, Member)> {
        let (conversation, member) = self.known_group(by, target)?;
        if member.active {
            Ok((conversation, member))
        } else {
            Err(Refusal::not_a_member())
        }
    }

    /// The group, for somebody who is or was in it.
    pub(super) fn known_group(
        &self,
        by: UserId,
        target: &Target,
    ) -> Outcome<(Conversation, Member)> {
        let (conversation, member) = self.known(by, target)?;
        if conversation.is_group() {
            Ok((conversation, member))
        } else {
            Err(Refusal::new(
                linnet_proto::im_proto::StatusCode::UserForbidden,
                "this is possible in groups only",
            ))
        }
    }

    /// The shared info as this member may see it: somebody who has left, as it was then.
    pub(super) fn as_seen(
        &self,
        conversation: &Conversation,
        member: &Member,
    ) -> Outcome<Conversation> {
        let mut seen = conversation.clone();
        if member.active {
            return Ok(seen);
        }
        seen.ext = "{}".to_owned();
        seen.approval = false;
        self.db
            .prepare_cached(
                "SELECT name, description, icon, notice, owner, info_version FROM left_info
                 WHERE conversation = ?1 AND user = ?2",
            )?
            .query_row([conversation.short_id, member.user], |row| {
                seen.name = row.get(0)?;
                seen.description = row.get(1)?;
                seen.icon = row.get(2)?;
                seen.notice = row.get(3)?;
                seen.owner = row.get(4)?;
                seen.info_version = row.get(5)?;
                Ok(())
            })
            .optional()?;
        Ok(seen)
    }

    /// Everybody who is in the conversation now.
    pub(super) fn member_ids(&self, conversation: i64) -> Outcome<Vec<UserId>> {
        let mut statement = self.db.prepare_cached(
            "SELECT user FROM member WHERE conversation = ?1 AND active = 1 ORDER BY user",
        )?;
        let ids = statement
            .query_map([conversation], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Everybody who may see the message with this index: members, and those who left after it.
    pub(super) fn audience(&self, conversation: i64, index: i64) -> Outcome<Vec<UserId>> {
        let mut statement = self.db.prepare_cached(AUDIENCE)?;
        let ids = statement
            .query_map([conversation, index], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Everybody who can see the message with this index now: members and those who left after it, without those who
    /// joined after it, have cleared it away or have deleted it.
    pub(super) fn readers(
        &self,
        conversation: i64,
        index: i64,
        message: i64,
    ) -> Outcome<Vec<UserId>> {
        let mut statement = self.db.prepare_cached(READERS)?;
        let ids = statement
            .query_map([conversation, index, message], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        Ok(ids)
    }

    /// Whether one more group is within the limits of this user, and how they come into it when `by` puts them there.
    /// Strangers have a share of their own, so that they cannot fill the list of somebody who never asked for it.
    pub(super) fn room_for(&self, user: UserId, by: UserId) -> Outcome<Option<Admission>> {
        let count = |from: Admission| -> Outcome<usize> {
            let count: i64 = self
                .db
                .prepare_cached(GROUPS)?
                .query_row(params![user, from as i32], |row| row.get(0))?;
            Ok(usize::try_from(count).unwrap_or(usize::MAX))
        };
        if count(Admission::Own)? >= choices::MAX_GROUPS_PER_USER {
            return Ok(None);
        }
        if user == by || self.has_written_to(user, by)? {
            return Ok(Some(Admission::Own));
        }
        let is_full = count(Admission::ByStranger)? >= choices::MAX_GROUPS_BY_STRANGERS;
        Ok((!is_full).then_some(Admission::ByStranger))
    }

    /// Whether a user has sent something to another one in their one-to-one.
    fn has_written_to(&self, user: UserId, other: UserId) -> Outcome<bool> {
        let found: Option<bool> = self
            .db
            .prepare_cached(
                "SELECT m.wrote FROM conversation c
                 JOIN member m ON m.conversation = c.short_id AND m.user = ?2
                 WHERE c.conversation_id = ?1",
            )?
            .query_row(params![one_to_one_id(user, other), user], |row| row.get(0))
            .optional()?;
        Ok(found.unwrap_or(false))
    }
}

/// How somebody came into a conversation: the column `admission` of `member`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    /// A one-to-one has no limit of its own.
    OneToOne = 0,
    /// By themselves, or by somebody they have written to; or they have written in the group since.
    Own = 1,
    /// By somebody they have never written to.
    ByStranger = 2,
}

/// Everybody who may see the message with this index.
pub(super) const AUDIENCE: &str = "SELECT user FROM member WHERE conversation = ?1 AND active = 1
     UNION ALL SELECT user FROM member WHERE conversation = ?1 AND active = 0 AND left_index >= ?2";

/// Everybody who can see the message with this index and this id.
pub(super) const READERS: &str = "SELECT user FROM member
     WHERE conversation = ?1 AND active = 1 AND min_index < ?2
       AND NOT EXISTS (SELECT 1 FROM hidden WHERE hidden.user = member.user AND message = ?3)
     UNION ALL SELECT user FROM member
     WHERE conversation = ?1 AND active = 0 AND left_index >= ?2 AND min_index < ?2
       AND NOT EXISTS (SELECT 1 FROM hidden WHERE hidden.user = member.user AND message = ?3)";

/// How many groups a user is in, of this admission or a later one.
pub(super) const GROUPS: &str = "SELECT count(*) FROM member
     WHERE user = ?1 AND active = 1 AND admission > 0 AND admission >= ?2";
