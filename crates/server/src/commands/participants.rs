//! 605 and 654 members, 650 add, 651 remove, 652 leave, 655 role and alias.

use linnet_proto::im_proto::{
    ConversationAddParticipantsRequestBody, ConversationAddParticipantsResponseBody,
    ConversationLeaveRequestBody, ConversationOperationStatus,
    ConversationParticipantsListRequestBody, ConversationParticipantsListResponseBody,
    ConversationRemoveParticipantsRequestBody, ConversationRemoveParticipantsResponseBody,
    GroupRole, Imcmd, MgetConversationParticipantsRequestBody,
    MgetConversationParticipantsResponseBody, UpdateConversationParticipantRequestBody,
    UpdateConversationParticipantResponseBody,
};
use linnet_proto::{choices, keys};

use super::{Call, Outcome, limits, target};
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::MemberChange;

/// Members of one page.
const USUAL_PAGE: i64 = 100;
const MAX_PAGE: i64 = 200;
/// Roles that can be given.
pub(super) const ROLES: [i32; 3] = [
    GroupRole::Ordinary as i32,
    GroupRole::Owner as i32,
    GroupRole::Manager as i32,
];

impl Call<'_> {
    pub(super) async fn participants(&self) -> Outcome {
        let member = Imcmd::ConversationParticipantsList as u32;
        let body: ConversationParticipantsListRequestBody = self.envelope.read(member)?;
        if body.conversation_type == Some(choices::MASS_CHAT) {
            return self.live_participants(body).await;
        }
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let cursor = body.cursor.unwrap_or_default();
        let limit = limits::page(body.limit.map(i64::from), USUAL_PAGE, MAX_PAGE);
        let page = self
            .app
            .store
            .members(self.caller.user, named, cursor, limit)
            .await?;
        Ok(Body::member(
            member,
            &ConversationParticipantsListResponseBody {
                participants_page: Some(page),
            },
        ))
    }

    pub(super) async fn some_participants(&self) -> Outcome {
        let member = Imcmd::MgetConversationParticipants as u32;
        let body: MgetConversationParticipantsRequestBody = self.envelope.read(member)?;
        limits::users(&body.participants)?;
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conversation_short_id)?;
        if live {
            return self.some_live_participants(&named, body.participants).await;
        }
        let participants = self
            .app
            .store
            .some_members(self.caller.user, named, body.participants)
            .await?;
        Ok(Body::member(
            member,
            &MgetConversationParticipantsResponseBody { participants },
        ))
    }

    pub(super) async fn add_participants(&self) -> Outcome {
        let member = Imcmd::AddConversationParticipants as u32;
        let body: ConversationAddParticipantsRequestBody = self.envelope.read(member)?;
        limits::users(&body.participants)?;
        if body.conversation_type == Some(choices::MASS_CHAT) {
            return self.join_live(body).await;
        }
        let named = target(body.conversation_id, body.conversation_short_id)?;
        self.spend(Spend::Invitations, body.participants.len())?;
        let changed = self
            .app
            .store
            .add_members(self.caller.user, named, body.participants)
            .await?;
        Ok(Body::member(
            member,
            &ConversationAddParticipantsResponseBody {
                success_participants: changed.succeeded,
                failed_participants: changed.failed,
                status: Some(changed.status),
                ..ConversationAddParticipantsResponseBody::default()
            },
        ))
    }

    pub(super) async fn remove_participants(&self) -> Outcome {
        let member = Imcmd::RemoveConversationParticipants as u32;
        let body: ConversationRemoveParticipantsRequestBody = self.envelope.read(member)?;
        limits::users(&body.participants)?;
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conversation_short_id)?;
        self.spend(Spend::Invitations, body.participants.len())?;
        if live {
            return self
                .remove_live(&named, body.participants, &body.biz_ext)
                .await;
        }
        let changed = self
            .app
            .store
            .remove_members(self.caller.user, named, body.participants)
            .await?;
        Ok(Body::member(
            member,
            &ConversationRemoveParticipantsResponseBody {
                failed_participants: changed.failed,
                status: Some(changed.status),
                ..ConversationRemoveParticipantsResponseBody::default()
            },
        ))
    }

    pub(super) async fn leave(&self) -> Outcome {
        let member = Imcmd::LeaveConversation as u32;
        let body: ConversationLeaveRequestBody = self.envelope.read(member)?;
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conversation_short_id)?;
        if live {
            return self.leave_live(&named);
        }
        self.app.store.leave(self.caller.user, named).await?;
        Ok(Body::none())
    }

    pub(super) async fn update_participant(&self) -> Outcome {
        let member = Imcmd::UpdateConversationParticipant as u32;
        let body: UpdateConversationParticipantRequestBody = self.envelope.read(member)?;
        if body.conversation_type == Some(choices::MASS_CHAT) {
            return self.update_live(body).await;
        }
        let alias = body
            .is_alias_set
            .unwrap_or_default()
            .then(|| body.alias.unwrap_or_default());
        limits::name(alias.as_deref())?;
        if self.has_blocked_words(&[alias.as_deref()]) {
            return Ok(Body::member(
                member,
                &UpdateConversationParticipantResponseBody {
                    status: Some(ConversationOperationStatus::Rejected as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    ..UpdateConversationParticipantResponseBody::default()
                },
            ));
        }
        if body.role.is_some_and(|role| !ROLES.contains(&role)) {
            return Err(Refusal::invalid("this role cannot be given"));
        }
        if alias.is_none() && body.role.is_none() {
            return Err(Refusal::invalid("neither a role nor an alias is given"));
        }
        let change = MemberChange {
            user: body.user_id.unwrap_or_default(),
            role: body.role,
            alias,
        };
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let participant = self
            .app
            .store
            .update_member(self.caller.user, named, change)
            .await?;
        Ok(Body::member(
            member,
            &UpdateConversationParticipantResponseBody {
                participant: Some(participant),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..UpdateConversationParticipantResponseBody::default()
            },
        ))
    }
}
