//! Describing, listing, renaming and ending conversations.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    BlockStatus, ConversationCoreInfo, ConversationInfoV2, ConversationSettingInfo, MessageBody,
    MessageType, ParticipantsPage, SortType,
};
use prost::Message as _;
use rusqlite::{OptionalExtension, params};

use super::join_rows;
use super::lines::Line;
use super::lookup::PAGE_BYTES;
use super::lookup::{CONVERSATION, Conversation, MEMBER, MEMBER_AT, Member};
use super::media;
use super::muted;
use super::scope::{Outcome, Snapshot, Tx};
use crate::UserId;
use crate::refusal::Refusal;
use crate::store::command::Command;
use crate::store::{ConversationPage, CoreChange, FirstLoad, HistoryRange, ListFilter, Target};

/// Members that come with the info of a conversation; the rest by 605.
const FIRST_MEMBERS: i64 = 50;
/// What they may take: 50 times an alias of 100 characters, and some.
const MEMBERS_BYTES: usize = 64 * 1024;

pub(super) fn core_info(conversation: &Conversation) -> Outcome<ConversationCoreInfo> {
    let mut ext = conversation.entries()?;
    if conversation.approval {
        ext.insert(choices::EXT_JOIN_APPROVAL.to_owned(), "1".to_owned());
    }
    Ok(ConversationCoreInfo {
        conversation_id: Some(conversation.conversation_id.clone()),
        conversation_short_id: Some(conversation.short_id),
        conversation_type: Some(conversation.kind),
        info_version: Some(conversation.info_version),
        name: Some(conversation.name.clone()),
        desc: Some(conversation.description.clone()),
        icon: Some(conversation.icon.clone()),
        inbox_type: Some(0),
        notice: Some(conversation.notice.clone()),
        owner: Some(conversation.owner),
        creator_uid: Some(conversation.creator),
        create_time: Some(conversation.created_ms),
        block_status: Some(match conversation.silenced {
            muted::NOBODY => BlockStatus::Unblock as i32,
            _ => BlockStatus::Block as i32,
        }),
        block_normal_only: Some(conversation.silenced == muted::ORDINARY),
        ext,
        ext_full: Some(true),
        ..ConversationCoreInfo::default()
    })
}

impl Snapshot<'_> {
    /// How many messages up to an index do not count as unread for this member, in terms of the conversation's badge
    /// total: those that raised it up to there, those that are older than the retention, and those recalled after it. It
    /// follows from the messages, so it is not stored.
    pub(super) fn read_badge(
        &self,
        conversation: &Conversation,
        member: &Member,
        index: i64,
    ) -> Outcome<i32> {
        let total = if member.active {
            conversation.badge
        } else {
            member.left_badge
        };
        let last = member.last_visible(conversation);
        let index = index.max(member.min_index);
        let there: Option<i32> = self
            .db
            .prepare_cached(
                "SELECT badge FROM message WHERE conversation = ?1 AND idx = ?2 AND created_ms >= ?3",
            )?
            .query_row([conversation.short_id, index, self.horizon_ms], |row| {
                row.get(0)
            })
            .optional()?;
        let read = match there {
            Some(badge) => badge,
            // Everything up to there is gone, and perhaps more: what came before the oldest message that is kept.
            None => self
                .db
                .prepare_cached(OLDEST_KEPT)?
                .query_row(
                    [conversation.short_id, index, last, self.horizon_ms],
                    |row| row.get(0),
                )
                .optional()?
                .unwrap_or(total),
        };
        let recalled: i32 = self.db.prepare_cached(RECALLED)?.query_row(
            [conversation.short_id, index, last, self.horizon_ms],
            |row| row.get(0),
        )?;
        Ok(read.saturating_add(recalled).min(total))
    }

    pub(super) fn setting_info(
        &self,
        conversation: &Conversation,
        member: &Member,
    ) -> Outcome<ConversationSettingInfo> {
        let read_badge = self.read_badge(conversation, member, member.read_index)?;
        let mut info = setting_info(conversation, member, read_badge)?;
        // It follows from the requests, whatever somebody has written there.
        info.ext.remove(choices::EXT_JOIN_REQUESTS);
        if member.active && member.leads() && conversation.approval {
            let unseen = join_rows::unseen(self, conversation.short_id, member.user)?;
            info.ext
                .insert(choices::EXT_JOIN_REQUESTS.to_owned(), unseen.to_string());
        }
        Ok(info)
    }
}

/// Badge total before the oldest message after an index that is kept.
pub(super) const OLDEST_KEPT: &str = "SELECT badge - raises FROM message
     WHERE conversation = ?1 AND idx > ?2 AND idx <= ?3 AND created_ms >= ?4 ORDER BY idx LIMIT 1";

/// Messages after an index that raised the badge and were recalled.
pub(super) const RECALLED: &str = "SELECT count(*) FROM message
     WHERE conversation = ?1 AND idx > ?2 AND idx <= ?3 AND recalled = 1 AND raises = 1 AND created_ms >= ?4";

fn setting_info(
    conversation: &Conversation,
    member: &Member,
    read_badge: i32,
) -> Outcome<ConversationSettingInfo> {
    let ext: BTreeMap<String, String> = serde_json::from_str(&member.ext).map_err(|error| {
        tracing::error!(%error, "the private ext of a member cannot be read");
        Refusal::server()
    })?;
    Ok(ConversationSettingInfo {
        conversation_id: Some(conversation.conversation_id.clone()),
        conversation_short_id: Some(conversation.short_id),
        conversation_type: Some(conversation.kind),
        min_index: Some(member.min_index),
        read_index: Some(member.read_index),
        mute: Some(member.muted),
        stick_on_top: Some(member.pinned),
        inbox_type: Some(0),
        ext,
        setting_version: Some(member.setting_version),
        favorite: Some(member.favorite),
        set_top_time: Some(member.pinned_ms),
        set_favorite_time: Some(member.favorite_ms),
        read_index_v2: Some(member.read_index),
        min_index_v2: Some(member.min_index),
        read_badge_count: Some(read_badge),
        push_status: Some(member.push_status),
        ..ConversationSettingInfo::default()
    })
}

impl Snapshot<'_> {
    /// Everything about a conversation that this member may know. Takes its size from the room of the page; where that
    /// is nearly used up the members do not come along, and are asked for with 605.
    fn info(
        &self,
        conversation: &Conversation,
        member: &Member,
        room: &mut usize,
    ) -> Outcome<ConversationInfoV2> {
        let members = if *room > MEMBERS_BYTES {
            FIRST_MEMBERS
        } else {
            0
        };
        // Somebody who has gone does not see who is there.
        let (page, count) = if member.active {
            let page = self.member_page(conversation.short_id, member.user, 0, members)?;
            let count: i64 = self
                .db
                .prepare_cached(
                    "SELECT count(*) FROM member WHERE conversation = ?1 AND active = 1",
                )?
                .query_row([conversation.short_id], |row| row.get(0))?;
            (page, i32::try_from(count).unwrap_or(i32::MAX))
        } else {
            (ParticipantsPage::default(), 0)
        };
        let info = ConversationInfoV2 {
            conversation_id: Some(conversation.conversation_id.clone()),
            conversation_short_id: Some(conversation.short_id),
            conversation_type: Some(conversation.kind),
            ticket: member.active.then(|| member.ticket.clone()),
            first_page_participants: Some(page),
            participants_count: Some(count),
            is_participant: Some(member.active),
            inbox_type: Some(0),
            badge_count: Some(if member.active {
                conversation.badge
            } else {
                member.left_badge
            }),
            user_info: Some(member.participant(member.user, self.now_ms)),
            conversation_core_info: Some(core_info(&self.as_seen(conversation, member)?)?),
            conversation_setting_info: Some(self.setting_info(conversation, member)?),
            ..ConversationInfoV2::default()
        };
        *room = room.saturating_sub(info.encoded_len());
        Ok(info)
    }

    pub(super) fn info_for(&self, by: UserId, short_id: i64) -> Outcome<ConversationInfoV2> {
        let target = Target {
            short_id,
            conversation_id: String::new(),
        };
        let (conversation, member) = self.known(by, &target)?;
        self.info(&conversation, &member, &mut PAGE_BYTES.clone())
    }
}

pub(super) fn infos(
    snapshot: &Snapshot<'_>,
    by: UserId,
    targets: &[Target],
) -> Outcome<Vec<ConversationInfoV2>> {
    let mut infos = Vec::new();
    let mut room = PAGE_BYTES;
    for target in targets {
        if let Some((conversation, member)) = snapshot.sought(by, target)? {
            infos.push(snapshot.info(&conversation, &member, &mut room)?);
        }
    }
    Ok(infos)
}

/// On the list: kept there, or with something to see.
const LISTED: &str = "(m.kept = 1 OR \
     (CASE WHEN m.active = 1 THEN c.last_index ELSE m.left_index END) > m.min_index)";

/// Beside a conversation, what somebody who has left knows of it: where it stands in their list tells nothing of what
/// came after.
const LEFT: &str = "LEFT JOIN left_info l ON l.conversation = m.conversation AND l.user = m.user";
const ACTIVITY: &str = "coalesce(l.activity, c.activity)";

pub(super) fn first_load(
    snapshot: &Snapshot<'_>,
    by: UserId,
    cursor: i64,
    conversations: i64,
    messages: i64,
) -> Outcome<FirstLoad> {
    let sql = format!(
        "SELECT {CONVERSATION}, {MEMBER}, {ACTIVITY} AS place FROM member m
         JOIN conversation c ON c.short_id = m.conversation {LEFT}
         WHERE m.user = ?1 AND {LISTED} AND place < ?2
         ORDER BY place DESC LIMIT ?3"
    );
    let before = if cursor <= 0 { i64::MAX } else { cursor };
    let mut statement = snapshot.db.prepare_cached(&sql)?;
    let found: Vec<(Conversation, Member, i64)> = statement
        .query_map([by, before, conversations + 1], |row| {
            Ok((
                Conversation::read(row)?,
                Member::read(row, MEMBER_AT)?,
                row.get("place")?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut page = FirstLoad {
        per_user_cursor: snapshot.head(by)?,
        next_cursor: cursor,
        ..FirstLoad::default()
    };
    let mut room = PAGE_BYTES;
    for (conversation, member, place) in &found {
        let full = i64::try_from(page.conversations.len()).unwrap_or(i64::MAX) >= conversations;
        if full || room == 0 {
            page.has_more = true;
            break;
        }
        page.conversations
            .push(snapshot.info(conversation, member, &mut room)?);
        let range = HistoryRange {
            newer: false,
            anchor: 0,
            limit: messages,
        };
        let (mut newest, _) = snapshot.visible_messages(conversation, member, range, &mut room)?;
        newest.reverse();
        page.messages.append(&mut newest);
        page.next_cursor = *place;
    }
    Ok(page)
}

pub(super) fn list(
    snapshot: &Snapshot<'_>,
    by: UserId,
    filter: &ListFilter,
) -> Outcome<ConversationPage> {
    let order = match SortType::try_from(filter.sort) {
        Ok(SortType::JoinTime) => "m.joined_ms DESC, c.short_id DESC",
        Ok(SortType::CreatedTime) => "c.created_ms DESC, c.short_id DESC",
        Ok(SortType::GroupName) => "coalesce(l.name, c.name) ASC, c.short_id DESC",
        _ => "coalesce(l.activity, c.activity) DESC",
    };
    let sql = format!(
        "SELECT {CONVERSATION}, {MEMBER} FROM member m
         JOIN conversation c ON c.short_id = m.conversation {LEFT}
         WHERE m.user = ?1 AND {LISTED}
           AND (?2 = 0 OR (c.kind & 15) = ?2)
           AND (?3 IS NULL OR m.role = ?3) AND (?4 IS NULL OR m.role <> ?4)
           AND (?5 OR m.active = 1) AND (?6 IS NULL OR m.push_status = ?6)
         ORDER BY {order} LIMIT ?7 OFFSET ?8"
    );
    let offset = filter.cursor.max(0);
    let mut statement = snapshot.db.prepare_cached(&sql)?;
    let found: Vec<(Conversation, Member)> = statement
        .query_map(
            params![
                by,
                filter.kind,
                filter.include_role,
                filter.exclude_role,
                filter.include_left,
                filter.push_status,
                filter.limit + 1,
                offset
            ],
            |row| Ok((Conversation::read(row)?, Member::read(row, MEMBER_AT)?)),
        )?
        .collect::<rusqlite::Result<_>>()?;
    let limit = usize::try_from(filter.limit).unwrap_or(0);
    let mut page = ConversationPage::default();
    let mut room = PAGE_BYTES;
    for (conversation, member) in &found {
        if page.conversations.len() >= limit || room == 0 {
            page.has_more = true;
            break;
        }
        page.conversations
            .push(snapshot.info(conversation, member, &mut room)?);
    }
    page.next_cursor =
        offset.saturating_add(i64::try_from(page.conversations.len()).unwrap_or(i64::MAX));
    Ok(page)
}

pub(super) fn set_core_info(
    tx: &mut Tx<'_>,
    by: UserId,
    target: &Target,
    change: CoreChange,
) -> Outcome<ConversationCoreInfo> {
    let (conversation, member) = tx.group(by, target)?;
    if !member.leads() {
        return Err(Refusal::forbidden());
    }
    let before = conversation.icon.clone();
    let renamed = change
        .name
        .as_ref()
        .is_some_and(|name| *name != conversation.name);
    let noticed = change
        .notice
        .as_ref()
        .is_some_and(|notice| !notice.is_empty() && *notice != conversation.notice);
    let changed = Conversation {
        name: change.name.unwrap_or_else(|| conversation.name.clone()),
        description: change
            .description
            .unwrap_or_else(|| conversation.description.clone()),
        icon: change.icon.unwrap_or_else(|| conversation.icon.clone()),
        notice: change.notice.unwrap_or_else(|| conversation.notice.clone()),
        info_version: conversation.info_version + 1,
        ..conversation
    };
    tx.db
        .prepare_cached(
            "UPDATE conversation
             SET name = ?2, description = ?3, icon = ?4, notice = ?5, info_version = ?6
             WHERE short_id = ?1",
        )?
        .execute(params![
            changed.short_id,
            changed.name,
            changed.description,
            changed.icon,
            changed.notice,
            changed.info_version
        ])?;
    if changed.icon != before {
        media::let_go_of_picture(tx, &before)?;
    }
    announce_core(tx, by, &changed)?;
    if renamed {
        tx.line(
            changed.short_id,
            by,
            &Line::Renamed {
                name: &changed.name,
            },
        )?;
    }
    if noticed {
        tx.line(changed.short_id, by, &Line::Noticed)?;
    }
    core_info(&changed)
}

/// Tells all members that the shared info has a new version.
pub(super) fn announce_core(
    tx: &mut Tx<'_>,
    by: UserId,
    conversation: &Conversation,
) -> Outcome<()> {
    let users = tx.member_ids(conversation.short_id)?;
    tx.command(
        by,
        &conversation.place(),
        &Command::Core {
            version: conversation.info_version,
        },
        &users,
    )
}

pub(super) fn dissolve(tx: &mut Tx<'_>, by: UserId, target: &Target) -> Outcome<()> {
    let (conversation, member) = tx.known_group(by, target)?;
    if !member.active {
        // Whoever has dissolved it and asks again has what they wanted.
        let is_done = conversation.dissolved && member.is_owner();
        return if is_done {
            Ok(())
        } else {
            Err(Refusal::not_a_member())
        };
    }
    if !member.is_owner() {
        return Err(Refusal::forbidden());
    }
    // While they are still there: it is the last that they read.
    tx.line(conversation.short_id, by, &Line::Dissolved)?;
    let (conversation, _) = tx.group(by, target)?;
    join_rows::invalidate(tx, conversation.short_id, by)?;
    let users = tx.member_ids(conversation.short_id)?;
    tx.db
        .prepare_cached("UPDATE conversation SET dissolved = 1 WHERE short_id = ?1")?
        .execute([conversation.short_id])?;
    tx.db
        .prepare_cached(
            "UPDATE member SET active = 0, left_index = ?2, left_badge = ?3
             WHERE conversation = ?1 AND active = 1",
        )?
        .execute(params![
            conversation.short_id,
            conversation.last_index,
            conversation.badge
        ])?;
    tx.deliver_command(
        &conversation.place(),
        MessageBody {
            message_type: Some(MessageType::ConversationDestroy as i32),
            sender: Some(by),
            content: Some(String::new()),
            ..MessageBody::default()
        },
        &users,
    )
}
