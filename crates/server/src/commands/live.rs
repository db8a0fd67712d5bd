//! Live groups: the commands of groups, where the conversation type says that it is one (own choices, section 15). 609
//! create, 608 info, 2006 list, 614 dissolve, 650 with oneself join, 652 leave, 100 send, 301 history.

use std::collections::BTreeMap;
use std::sync::Arc;

use linnet_proto::im_proto::{
    BlockStatus, ConversationAddParticipantsRequestBody, ConversationAddParticipantsResponseBody,
    ConversationCoreInfo, ConversationInfoV2, ConversationOperationStatus,
    CreateConversationV2RequestBody, CreateConversationV2ResponseBody,
    GetConversationInfoV2ResponseBody, GetUserConversationListRequestBody,
    GetUserConversationListResponseBody, GroupRole, Imcmd, MessagesInConversationResponseBody,
    Participant, SendMessageResponseBody, StatusCode,
};
use linnet_proto::{choices, keys};

use super::{Call, Outcome, limits};
use crate::UserId;
use crate::app::Caller;
use crate::envelope::Body;
use crate::live::{Guise, LiveBox, NotIn, Present, Priority};
use crate::refusal::Refusal;
use crate::store::live::{LiveFilter, LiveGroup, NewLiveGroup, NewLiveMessage};
use crate::store::live_members::LiveMember;
use crate::store::{HistoryRange, Target};

/// Groups of one page of the list.
const USUAL_PAGE: i64 = 100;
const MAX_PAGE: i64 = 100;

impl Call<'_> {
    pub(super) async fn create_live(&self, body: CreateConversationV2RequestBody) -> Outcome {
        let member = Imcmd::CreateConversationV2 as u32;
        let new = NewLiveGroup {
            idempotent_id: body.idempotent_id.unwrap_or_default(),
            name: body.name.unwrap_or_default(),
            icon: body.avatar_url.unwrap_or_default(),
            description: body.description.unwrap_or_default(),
        };
        limits::client_id(&new.idempotent_id)?;
        limits::live_name(&new.name)?;
        limits::description(Some(&new.description))?;
        limits::icon(Some(&new.icon))?;
        if self.has_blocked_words(&[Some(&new.name), Some(&new.description)]) {
            return Ok(Body::member(
                member,
                &CreateConversationV2ResponseBody {
                    status: Some(ConversationOperationStatus::Rejected as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    ..CreateConversationV2ResponseBody::default()
                },
            ));
        }
        let made = self.app.store.create_live(self.caller.user, new).await?;
        Ok(Body::member(
            member,
            &CreateConversationV2ResponseBody {
                conversation: made.value.map(|group| self.live_described(group)),
                status: Some(made.status),
                ..CreateConversationV2ResponseBody::default()
            },
        ))
    }

    pub(super) async fn live_info(&self, named: &Target) -> Outcome {
        let store = &self.app.store;
        let (found, member) = store.live_seen(self.caller.user, group(named)?).await?;
        let (id, now_ms) = (found.short_id, self.app.now_ms());
        let mut info = self.live_described(found);
        let rooms = &self.app.router.bus.rooms;
        let present = rooms.some(id, &[self.caller.user]);
        info.user_info = Some(participant(
            member,
            present.into_values().next(),
            self.caller.user,
            true,
            now_ms,
        ));
        Ok(Body::member(
            Imcmd::GetConversationInfoV2 as u32,
            &GetConversationInfoV2ResponseBody {
                conversation_info: Some(info),
            },
        ))
    }

    pub(super) async fn live_groups(&self, body: &GetUserConversationListRequestBody) -> Outcome {
        let words = self.header(choices::HEADER_LIVE_WORDS).unwrap_or_default();
        limits::name(Some(&words))?;
        let limit = limits::page(body.limit, USUAL_PAGE, MAX_PAGE);
        let own = body.include_role == Some(GroupRole::Owner as i32);
        let filter = LiveFilter {
            owner: own.then_some(self.caller.user),
            words,
            cursor: body.cursor.unwrap_or_default(),
            limit: usize::try_from(limit).unwrap_or_default(),
        };
        let page = self.app.store.live_groups(filter).await?;
        let described = page.groups.into_iter().map(|it| self.live_described(it));
        Ok(Body::member(
            Imcmd::GetUserConversationList as u32,
            &GetUserConversationListResponseBody {
                list: described.collect(),
                has_more: Some(page.has_more),
                next_cursor: Some(page.next_cursor),
            },
        ))
    }

    pub(super) async fn dissolve_live(&self, named: &Target) -> Outcome {
        let store = &self.app.store;
        store.dissolve_live(self.caller.user, group(named)?).await?;
        Ok(Body::none())
    }

    pub(super) async fn join_live(
        &self,
        mut body: ConversationAddParticipantsRequestBody,
    ) -> Outcome {
        let member = Imcmd::AddConversationParticipants as u32;
        let user = self.caller.user;
        if body.participants != [user] {
            return Err(Refusal::invalid("one comes into a live group oneself"));
        }
        let group = group(&Target {
            conversation_id: body.conversation_id.unwrap_or_default(),
            short_id: body.conversation_short_id.unwrap_or_default(),
        })?;
        let mut said = |key: &str| body.biz_ext.remove(key).unwrap_or_default();
        let guise = Guise {
            alias: said(choices::LIVE_ALIAS),
            avatar: said(choices::LIVE_AVATAR),
        };
        limits::live_name(&guise.alias)?;
        limits::live_avatar(&guise.avatar)?;
        let answer = |status: ConversationOperationStatus, check_code: Option<i64>| {
            Ok(Body::member(
                member,
                &ConversationAddParticipantsResponseBody {
                    status: Some(status as i32),
                    check_code,
                    ..ConversationAddParticipantsResponseBody::default()
                },
            ))
        };
        if self.has_blocked_words(&[Some(&guise.alias)]) {
            return answer(
                ConversationOperationStatus::Rejected,
                Some(keys::CHECK_WORDS),
            );
        }
        self.may_come_in(group).await?;
        let rooms = &self.app.router.bus.rooms;
        let now_ms = self.app.now_ms();
        match rooms.join(group, user, &guise, now_ms, self.mailboxes()) {
            Ok(()) => {}
            Err(NotIn::Full) => return answer(ConversationOperationStatus::TouchLimits, None),
            Err(NotIn::Unconnected) => {
                return Err(Refusal::invalid(
                    "whoever comes into a live group is connected",
                ));
            }
        }
        // What happened while somebody came in was told to nobody who was not in it yet.
        if let Err(refusal) = self.may_come_in(group).await {
            match refusal.status {
                StatusCode::MemberBlock => rooms.put_out(group, &[user]),
                _ => rooms.end(group),
            }
            return Err(refusal);
        }
        Ok(Body::member(
            member,
            &ConversationAddParticipantsResponseBody {
                success_participants: vec![user],
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..ConversationAddParticipantsResponseBody::default()
            },
        ))
    }

    /// Refuses whoever is kept out of a live group, and one that is no more.
    async fn may_come_in(&self, group: i64) -> Result<(), Refusal> {
        const BARRED: Refusal = Refusal::new(
            StatusCode::MemberBlock,
            "you cannot come into this live group",
        );
        let (_, member) = self.app.store.live_seen(self.caller.user, group).await?;
        match member.barred_until > self.app.now_ms() {
            true => Err(BARRED),
            false => Ok(()),
        }
    }

    pub(super) fn leave_live(&self, named: &Target) -> Outcome {
        let rooms = &self.app.router.bus.rooms;
        rooms.leave(group(named)?, self.caller.user, &self.mailboxes());
        Ok(Body::none())
    }

    pub(super) async fn send_live(&self, mut new: NewLiveMessage) -> Outcome {
        let rooms = &self.app.router.bus.rooms;
        let guise = rooms
            .guise(new.group, self.caller.user, &self.mailboxes())
            .ok_or(Refusal::not_a_member())?;
        // Who somebody is there, the server says.
        new.ext.insert(keys::LIVE_ALIAS.to_owned(), guise.alias);
        new.ext.insert(keys::LIVE_AVATAR.to_owned(), guise.avatar);
        let named = new.ext.get(keys::MESSAGE_PRIORITY);
        new.priority = Priority::read(named.map(String::as_str));
        let client_message_id = new.client_message_id.clone();
        let sent = self.app.store.send_live(self.caller.user, new).await?;
        Ok(Body::member(
            Imcmd::SendMessage as u32,
            &SendMessageResponseBody {
                server_message_id: (sent.server_message_id != 0).then_some(sent.server_message_id),
                status: Some(sent.status),
                check_code: (sent.check_code != 0).then_some(sent.check_code),
                client_message_id: Some(client_message_id),
                ..SendMessageResponseBody::default()
            },
        ))
    }

    pub(super) async fn live_history(&self, named: &Target, range: HistoryRange) -> Outcome {
        let group = group(named)?;
        let rooms = &self.app.router.bus.rooms;
        rooms
            .guise(group, self.caller.user, &self.mailboxes())
            .ok_or(Refusal::not_a_member())?;
        let history = self.app.store.live_history(group, range).await?;
        Ok(Body::member(
            Imcmd::GetMessagesByConversation as u32,
            &MessagesInConversationResponseBody {
                messages: history.messages,
                next_cursor: Some(history.next_cursor),
                has_more: Some(history.has_more),
            },
        ))
    }

    /// The connections of the caller's device.
    pub(super) fn mailboxes(&self) -> Vec<Arc<LiveBox>> {
        let Caller { user, device, .. } = &self.caller;
        self.app.router.bus.of_device(*user, device)
    }

    pub(super) fn live_described(&self, group: LiveGroup) -> ConversationInfoV2 {
        let user = self.caller.user;
        let rooms = &self.app.router.bus.rooms;
        let guise = rooms.guise(group.short_id, user, &self.mailboxes());
        let role = match group.owner == user {
            true => GroupRole::Owner,
            false => GroupRole::Ordinary,
        };
        let marks = group.marks.into_iter();
        let marks = marks.map(|mark| (format!("{}{mark}", choices::EXT_LIVE_MARK), "1".to_owned()));
        let (id, kind) = (Some(group.short_id.to_string()), Some(choices::MASS_CHAT));
        ConversationInfoV2 {
            conversation_id: id.clone(),
            conversation_short_id: Some(group.short_id),
            conversation_type: kind,
            participants_count: i32::try_from(rooms.count(group.short_id)).ok(),
            is_participant: Some(guise.is_some()),
            user_info: Some(Participant {
                user_id: Some(user),
                role: Some(role as i32),
                alias: guise.map(|guise| guise.alias),
                ..Participant::default()
            }),
            conversation_core_info: Some(ConversationCoreInfo {
                conversation_id: id,
                conversation_short_id: Some(group.short_id),
                conversation_type: kind,
                info_version: Some(group.version),
                block_status: Some(match group.silenced {
                    0 => BlockStatus::Unblock as i32,
                    _ => BlockStatus::Block as i32,
                }),
                block_normal_only: Some(group.silenced == 1),
                ext: marks.collect(),
                name: Some(group.name),
                desc: Some(group.description),
                icon: Some(group.icon),
                owner: Some(group.owner),
                creator_uid: Some(group.creator),
                create_time: Some(group.created_ms),
                ..ConversationCoreInfo::default()
            }),
            ..ConversationInfoV2::default()
        }
    }
}

/// The number of a live group, which is also its text.
pub(super) fn group(named: &Target) -> Result<i64, Refusal> {
    match named.short_id {
        0 => named
            .conversation_id
            .parse()
            .map_err(|_| Refusal::no_conversation()),
        short_id => Ok(short_id),
    }
}

/// Somebody of a live group, as `to` may know them. Who cannot come in, those who lead the group know.
pub(super) fn participant(
    member: LiveMember,
    present: Option<Present>,
    to: UserId,
    leads: bool,
    now_ms: i64,
) -> Participant {
    let mut ext = BTreeMap::new();
    let mut say = |key: &str, value: String| ext.insert(key.to_owned(), value);
    let is_silenced = member.silenced_until > now_ms;
    if is_silenced && member.silenced_until < i64::MAX {
        say(choices::EXT_MUTED_UNTIL, member.silenced_until.to_string());
    }
    if is_silenced && to == member.user && !member.silenced_why.is_empty() {
        say(choices::EXT_MUTE_REASON, member.silenced_why);
    }
    if member.speaks {
        say(choices::EXT_LIVE_SPEAKS, "1".to_owned());
    }
    if member.barred_until > now_ms && leads {
        let until = match member.barred_until {
            i64::MAX => 0,
            until => until,
        };
        say(choices::EXT_LIVE_BARRED_UNTIL, until.to_string());
    }
    if !member.marks.is_empty() {
        say(choices::EXT_LIVE_MARKS, member.marks.join(","));
    }
    let guise = present.map(|present| {
        say(choices::EXT_LIVE_SINCE, present.since_ms.to_string());
        present.guise
    });
    let guise = guise.unwrap_or_default();
    if !guise.avatar.is_empty() {
        say(keys::LIVE_AVATAR, guise.avatar);
    }
    let blocked = match is_silenced {
        true => BlockStatus::Block,
        false => BlockStatus::Unblock,
    };
    Participant {
        user_id: Some(member.user),
        role: Some(member.role),
        alias: Some(guise.alias),
        blocked: Some(blocked as i32),
        left_block_time: (is_silenced && member.silenced_until < i64::MAX)
            .then(|| (member.silenced_until - now_ms + 999) / 1000),
        ext,
        ..Participant::default()
    }
}
