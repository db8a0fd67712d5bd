//! People of a live group (own choices, section 16): 605 its lists, 654 some of them, 651 put out, 655 role, white list and
//! marks of one, 904 the marks that it knows, 2019 and 2020 who cannot write.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    ConversationOperationStatus, ConversationParticipantsListRequestBody,
    ConversationParticipantsListResponseBody, ConversationRemoveParticipantsResponseBody,
    GroupRole, Imcmd, MgetConversationParticipantsResponseBody, Participant, ParticipantsPage,
    UpdateConversationParticipantRequestBody, UpdateConversationParticipantResponseBody,
    UpsertConversationCoreExtInfoResponseBody,
};
use linnet_proto::{choices, keys};

use super::live::{group, participant};
use super::participants::ROLES;
use super::{Call, Outcome, limits, target};
use crate::UserId;
use crate::envelope::Body;
use crate::refusal::Refusal;
use crate::store::Target;
use crate::store::live_members::{LiveAct, LiveChange, LiveList, LiveMember};

/// People of one page.
const USUAL_PAGE: i64 = 50;
const MAX_PAGE: i64 = 100;

impl Call<'_> {
    /// Does something to a live group, about these people.
    pub(super) async fn change_live(
        &self,
        named: &Target,
        users: &[UserId],
        act: LiveAct,
    ) -> Result<Vec<UserId>, Refusal> {
        let group = group(named)?;
        let mut concerned = users.to_vec();
        concerned.push(self.caller.user);
        let present = self.app.router.bus.rooms.some(group, &concerned);
        let names = present
            .into_iter()
            .map(|(user, present)| (user, present.guise.alias));
        let change = LiveChange {
            group,
            names: names.collect(),
            act,
        };
        self.app.store.change_live(self.caller.user, change).await
    }

    pub(super) async fn live_participants(
        &self,
        body: ConversationParticipantsListRequestBody,
    ) -> Outcome {
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let (group, after) = (group(&named)?, body.cursor.unwrap_or_default().max(0));
        let limit = limits::page(body.limit.map(i64::from), USUAL_PAGE, MAX_PAGE);
        let list = match self.header(choices::HEADER_LIVE_LIST).as_deref() {
            None => None,
            Some(choices::LIVE_MUTED) => Some(LiveList::Muted),
            Some(choices::LIVE_SPEAKERS) => Some(LiveList::Speakers),
            Some(choices::LIVE_BARRED) => Some(LiveList::Barred),
            Some(choices::LIVE_MARKED) => {
                let mark = self.header(choices::HEADER_LIVE_MARK).unwrap_or_default();
                limits::live_mark(&mark)?;
                Some(LiveList::Marked(mark))
            }
            Some(_) => return Err(Refusal::invalid("there is no such list")),
        };
        let leads = self.knows_live(group).await?;
        if !leads && !matches!(list, None | Some(LiveList::Marked(_))) {
            return Err(Refusal::forbidden());
        }
        let (members, cursor, has_more) = match list {
            None => self.present_page(group, after, limit).await?,
            Some(list) => {
                let store = &self.app.store;
                let mut found = store.live_list(group, list, after, limit + 1).await?;
                let limit = usize::try_from(limit).unwrap_or(0);
                let has_more = found.len() > limit;
                found.truncate(limit);
                let cursor = found.last().map_or(after, |last| last.user);
                (found, cursor, has_more)
            }
        };
        Ok(Body::member(
            Imcmd::ConversationParticipantsList as u32,
            &ConversationParticipantsListResponseBody {
                participants_page: Some(ParticipantsPage {
                    participants: self.live_described_members(group, members, leads),
                    has_more: Some(has_more),
                    cursor: Some(cursor),
                }),
            },
        ))
    }

    /// Who is in a group: those who lead it first, who are told also when they are not in it.
    async fn present_page(
        &self,
        group: i64,
        after: UserId,
        limit: i64,
    ) -> Result<(Vec<LiveMember>, UserId, bool), Refusal> {
        let store = &self.app.store;
        let most = choices::MAX_LIVE_MANAGERS;
        let leaders = store.live_list(group, LiveList::Leaders, 0, most).await?;
        let ids: Vec<UserId> = leaders.iter().map(|member| member.user).collect();
        let rooms = &self.app.router.bus.rooms;
        let limit = usize::try_from(limit).unwrap_or(0);
        let (page, has_more) = rooms.page(group, after, limit, &ids);
        // Those who lead it stand before, whatever their ids.
        let cursor = page.last().map_or(after, |last| last.user);
        let users = page.into_iter().map(|present| present.user).collect();
        let mut members = store.live_members(group, users).await?;
        if after == 0 {
            members.splice(0..0, leaders);
        }
        Ok((members, cursor, has_more))
    }

    pub(super) async fn some_live_participants(
        &self,
        named: &Target,
        users: Vec<UserId>,
    ) -> Outcome {
        let group = group(named)?;
        let leads = self.knows_live(group).await?;
        let members = self.app.store.live_members(group, users).await?;
        Ok(Body::member(
            Imcmd::MgetConversationParticipants as u32,
            &MgetConversationParticipantsResponseBody {
                participants: self.live_described_members(group, members, leads),
            },
        ))
    }

    /// Whether the caller leads a group. Refuses whoever neither leads it nor is in it.
    async fn knows_live(&self, group: i64) -> Result<bool, Refusal> {
        let user = self.caller.user;
        let (_, member) = self.app.store.live_seen(user, group).await?;
        match member.leads() || self.app.router.bus.rooms.has(group, user) {
            true => Ok(member.leads()),
            false => Err(Refusal::not_a_member()),
        }
    }

    fn live_described_members(
        &self,
        group: i64,
        members: Vec<LiveMember>,
        leads: bool,
    ) -> Vec<Participant> {
        let users: Vec<UserId> = members.iter().map(|member| member.user).collect();
        let mut present = self.app.router.bus.rooms.some(group, &users);
        let (to, now_ms) = (self.caller.user, self.app.now_ms());
        members
            .into_iter()
            .map(|member| {
                let present = present.remove(&member.user);
                participant(member, present, to, leads, now_ms)
            })
            .collect()
    }

    pub(super) async fn remove_live(
        &self,
        named: &Target,
        users: Vec<UserId>,
        said: &BTreeMap<String, String>,
    ) -> Outcome {
        let concerned = users.clone();
        let act = match said.get(choices::LIVE_BAR).map(String::as_str) {
            None => LiveAct::Remove(users),
            Some(choices::LIVE_LET_IN) => LiveAct::Bar(users, None),
            Some(seconds) => {
                let seconds = seconds.parse().ok().filter(|seconds: &i64| *seconds >= 0);
                let seconds = seconds.ok_or(Refusal::invalid("a time is a number of seconds"))?;
                LiveAct::Bar(users, Some(seconds))
            }
        };
        let failed = self.change_live(named, &concerned, act).await?;
        let status = match failed.len() {
            0 => ConversationOperationStatus::OpSucceed,
            count if count < concerned.len() => ConversationOperationStatus::PartlyRejected,
            _ => ConversationOperationStatus::Rejected,
        };
        Ok(Body::member(
            Imcmd::RemoveConversationParticipants as u32,
            &ConversationRemoveParticipantsResponseBody {
                failed_participants: failed,
                status: Some(status as i32),
                ..ConversationRemoveParticipantsResponseBody::default()
            },
        ))
    }

    pub(super) async fn update_live(
        &self,
        mut body: UpdateConversationParticipantRequestBody,
    ) -> Outcome {
        let user = body.user_id.unwrap_or_default();
        limits::users(&[user])?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let mut said = |key: &str| body.biz_ext.remove(key);
        let speaks = said(choices::EXT_LIVE_SPEAKS);
        let (add, remove) = (
            said(choices::LIVE_ADD_MARKS),
            said(choices::LIVE_REMOVE_MARKS),
        );
        let marks = add.is_some() || remove.is_some();
        let act = match (body.role, speaks.as_deref(), marks) {
            (Some(role), None, false) if ROLES.contains(&role) => LiveAct::Role(user, role),
            (None, Some("1"), false) => LiveAct::Speak(user, true),
            (None, Some("0"), false) => LiveAct::Speak(user, false),
            (None, None, true) => LiveAct::Mark(
                user,
                limits::live_marks(&add.unwrap_or_default())?,
                limits::live_marks(&remove.unwrap_or_default())?,
            ),
            _ => return Err(Refusal::invalid("one thing is changed at a time")),
        };
        let rooms = &self.app.router.bus.rooms;
        let handed_over = body.role == Some(GroupRole::Owner as i32);
        if handed_over && !rooms.has(group(&named)?, user) {
            return Err(Refusal::invalid("a live group is handed to somebody in it"));
        }
        self.change_live(&named, &[user], act).await?;
        let group = group(&named)?;
        let members = self.app.store.live_members(group, vec![user]).await?;
        Ok(Body::member(
            Imcmd::UpdateConversationParticipant as u32,
            &UpdateConversationParticipantResponseBody {
                participant: self.live_described_members(group, members, true).pop(),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..UpdateConversationParticipantResponseBody::default()
            },
        ))
    }

    pub(super) async fn set_live_marks(
        &self,
        named: &Target,
        set: BTreeMap<String, String>,
    ) -> Outcome {
        let (mut add, mut remove) = (Vec::new(), Vec::new());
        for (key, value) in set {
            let mark = key.strip_prefix(choices::EXT_LIVE_MARK);
            let mark = mark.ok_or(Refusal::invalid("a live group has no other entries"))?;
            limits::live_mark(mark)?;
            match value.as_str() {
                "" => remove.push(mark.to_owned()),
                _ => add.push(mark.to_owned()),
            }
        }
        let words: Vec<Option<&str>> = add.iter().map(|mark| Some(mark.as_str())).collect();
        if self.has_blocked_words(&words) {
            return Ok(Body::member(
                Imcmd::UpsertConversationCoreExtInfo as u32,
                &UpsertConversationCoreExtInfoResponseBody {
                    status: Some(ConversationOperationStatus::Rejected as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    ..UpsertConversationCoreExtInfoResponseBody::default()
                },
            ));
        }
        self.change_live(named, &[], LiveAct::Marks(add, remove))
            .await?;
        let store = &self.app.store;
        let (found, _) = store.live_seen(self.caller.user, group(named)?).await?;
        Ok(Body::member(
            Imcmd::UpsertConversationCoreExtInfo as u32,
            &UpsertConversationCoreExtInfoResponseBody {
                core_info: self.live_described(found).conversation_core_info,
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..UpsertConversationCoreExtInfoResponseBody::default()
            },
        ))
    }
}
