//! 2022 and 2023 the switch of a group whose leaders decide who comes in, 2024 asks to join, 2025 answers, 2026 to 2029 and
//! 2042 tell what was asked.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    AckConversationApplyRequestBody, AckConversationApplyResponseBody, ApplyErrorCode,
    ApplyStatusCode, BatchGetConversationAuditUnreadRequestBody,
    BatchGetConversationAuditUnreadResponseBody, ClearConversationAuditUnreadRequestBody,
    ClearConversationAuditUnreadResponseBody, GetConversationApplyRequestBody,
    GetConversationApplyResponseBody, GetConversationAuditListRequestBody,
    GetConversationAuditListResponseBody, GetConversationAuditSwitchRequestBody,
    GetConversationAuditSwitchResponseBody, GetConversationAuditUnreadResponseBody, Imcmd,
    SendConversationApplyRequestBody, SendConversationApplyResponseBody,
    UpdateConversationAuditSwitchRequestBody, UpdateConversationAuditSwitchResponseBody,
};

use super::{Call, Outcome, limits};
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::joining::{JoinAsk, JoinList};

/// Requests of one page of 2027.
const USUAL_PAGE: i64 = 50;
const MAX_PAGE: i64 = 200;
/// Groups one 2042 can name.
const MAX_GROUPS: usize = 100;

impl Call<'_> {
    pub(super) async fn join_approval(&self) -> Outcome {
        let member = Imcmd::GetConversationAuditSwitch as u32;
        let body: GetConversationAuditSwitchRequestBody = self.envelope.read(member)?;
        let group = group(body.conv_short_id)?;
        let on = self
            .app
            .store
            .join_approval(self.caller.user, group)
            .await?;
        Ok(Body::member(
            member,
            &GetConversationAuditSwitchResponseBody {
                switch_status: Some(on),
            },
        ))
    }

    pub(super) async fn set_join_approval(&self) -> Outcome {
        let member = Imcmd::UpdateConversationAuditSwitch as u32;
        let body: UpdateConversationAuditSwitchRequestBody = self.envelope.read(member)?;
        let group = group(body.conv_short_id)?;
        let on = body
            .switch_status
            .ok_or(Refusal::invalid("it is not said whether to switch it on"))?;
        let store = &self.app.store;
        store.set_join_approval(self.caller.user, group, on).await?;
        Ok(Body::member(
            member,
            &UpdateConversationAuditSwitchResponseBody {
                switch_status: Some(on),
                status: Some(ApplyErrorCode::ApplySuccess as i32),
                ..UpdateConversationAuditSwitchResponseBody::default()
            },
        ))
    }

    pub(super) async fn ask_to_join(&self) -> Outcome {
        let member = Imcmd::SendConversationApply as u32;
        let body: SendConversationApplyRequestBody = self.envelope.read(member)?;
        limits::users(&body.invited_user_ids)?;
        let reason = body.apply_reason.unwrap_or_default();
        limits::join_reason(&reason)?;
        let ask = JoinAsk {
            group: group(body.conv_short_id)?,
            invited: body.invited_user_ids,
            reason,
        };
        // Others are disturbed by it.
        self.spend(Spend::Message, 1)?;
        self.spend(Spend::Invitations, ask.invited.len().max(1))?;
        let status = self.app.store.ask_to_join(self.caller.user, ask).await?;
        Ok(Body::member(
            member,
            &SendConversationApplyResponseBody {
                status: Some(status as i32),
                ..SendConversationApplyResponseBody::default()
            },
        ))
    }

    pub(super) async fn answer_join(&self) -> Outcome {
        let member = Imcmd::AckConversationApply as u32;
        let body: AckConversationApplyRequestBody = self.envelope.read(member)?;
        let agree = match body.apply_status.map(ApplyStatusCode::try_from) {
            Some(Ok(ApplyStatusCode::Agree)) => true,
            Some(Ok(ApplyStatusCode::Deny)) => false,
            _ => return Err(Refusal::invalid("there is no such answer")),
        };
        let request = body.apply_id.unwrap_or_default();
        let store = &self.app.store;
        let answered = store.answer_join(self.caller.user, request, agree).await?;
        Ok(Body::member(
            member,
            &AckConversationApplyResponseBody {
                apply_info: answered.request,
                status: Some(answered.status as i32),
                ..AckConversationApplyResponseBody::default()
            },
        ))
    }

    pub(super) async fn join_request(&self) -> Outcome {
        let member = Imcmd::GetConversationApply as u32;
        let body: GetConversationApplyRequestBody = self.envelope.read(member)?;
        let group = group(body.conv_short_id)?;
        let user = body.user_id.unwrap_or(self.caller.user);
        let store = &self.app.store;
        let apply_info = store.join_request(self.caller.user, group, user).await?;
        Ok(Body::member(
            member,
            &GetConversationApplyResponseBody { apply_info },
        ))
    }

    pub(super) async fn join_requests(&self) -> Outcome {
        let member = Imcmd::GetConversationAuditList as u32;
        let body: GetConversationAuditListRequestBody = self.envelope.read(member)?;
        let list = JoinList {
            group: group(body.conv_short_id)?,
            cursor: body.cursor.unwrap_or_default(),
            limit: limits::page(body.limit.map(i64::from), USUAL_PAGE, MAX_PAGE),
            seen: !body.no_clear_unread.unwrap_or_default(),
        };
        let page = self.app.store.join_requests(self.caller.user, list).await?;
        Ok(Body::member(
            member,
            &GetConversationAuditListResponseBody {
                apply_info_list: page.requests,
                next_cursor: Some(page.next_cursor),
                has_more: Some(page.has_more),
            },
        ))
    }

    pub(super) async fn unseen_requests(&self) -> Outcome {
        let member = Imcmd::GetConversationAuditUnread as u32;
        let unseen = self.app.store.unseen_requests(self.caller.user).await?;
        Ok(Body::member(
            member,
            &GetConversationAuditUnreadResponseBody {
                unread_count: Some(unseen.counts.values().sum()),
                last_apply_info: unseen.newest,
            },
        ))
    }

    pub(super) async fn see_requests(&self) -> Outcome {
        let member = Imcmd::ClearConversationAuditUnread as u32;
        let body: ClearConversationAuditUnreadRequestBody = self.envelope.read(member)?;
        let group = group(body.conv_short_id)?;
        self.app.store.see_requests(self.caller.user, group).await?;
        Ok(Body::member(
            member,
            &ClearConversationAuditUnreadResponseBody::default(),
        ))
    }

    pub(super) async fn unseen_requests_of(&self) -> Outcome {
        let member = Imcmd::BatchGetConversationAuditUnread as u32;
        let body: BatchGetConversationAuditUnreadRequestBody = self.envelope.read(member)?;
        if body.conv_short_id.len() > MAX_GROUPS {
            return Err(Refusal::invalid("too many conversations are named"));
        }
        let mut unread_count: BTreeMap<i64, i64> =
            body.conv_short_id.iter().map(|group| (*group, 0)).collect();
        let store = &self.app.store;
        let unseen = store
            .unseen_requests_of(self.caller.user, body.conv_short_id)
            .await?;
        unread_count.extend(unseen.counts);
        Ok(Body::member(
            member,
            &BatchGetConversationAuditUnreadResponseBody { unread_count },
        ))
    }
}

fn group(short_id: Option<i64>) -> Result<i64, Refusal> {
    match short_id {
        Some(short_id) if short_id != 0 => Ok(short_id),
        _ => Err(Refusal::invalid("no group is named")),
    }
}
