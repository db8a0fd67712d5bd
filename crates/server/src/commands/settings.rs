//! 603 delete, 604, 613 and 2002 read, 2000 read positions, 921 settings, 922 private ext.

use linnet_proto::choices;
use linnet_proto::im_proto::{
    BatchMarkConversationReadRequestBody, BatchMarkConversationReadResponseBody,
    ConversationOperationStatus, DeleteConversationRequestBody,
    GetConversationParticipantsReadIndexV3RequestBody,
    GetConversationParticipantsReadIndexV3ResponseBody, Imcmd, MarkConversationReadRequestBody,
    SetConversationSettingInfoRequestBody, SetConversationSettingInfoResponseBody, StatusCode,
    UpsertConversationSettingExtInfoRequestBody, UpsertConversationSettingExtInfoResponseBody,
};

use super::{Call, Outcome, target};
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::SettingChange;

/// 604 and 2002 share this member.
const READ_MEMBER: u32 = 604;

impl Call<'_> {
    pub(super) async fn delete_conversation(&self) -> Outcome {
        let member = Imcmd::MarkConversationDelete as u32;
        let body: DeleteConversationRequestBody = self.envelope.read(member)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let up_to = body.last_message_index.unwrap_or_default();
        self.app
            .store
            .delete_conversation(self.caller.user, named, up_to)
            .await?;
        Ok(Body::none())
    }

    /// The badge that goes with the read position is counted here, whatever the client says.
    pub(super) async fn mark_read(&self, receipt: bool) -> Outcome {
        let body: MarkConversationReadRequestBody = self.envelope.read(READ_MEMBER)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let index = body.read_message_index.unwrap_or_default();
        self.app
            .store
            .mark_read(self.caller.user, named, index, receipt)
            .await?;
        Ok(Body::none())
    }

    /// Several at once, with receipts. Those that cannot be read come back; the others are.
    pub(super) async fn mark_several_read(&self) -> Outcome {
        let member = Imcmd::BatchMarkConversationRead as u32;
        let body: BatchMarkConversationReadRequestBody = self.envelope.read(member)?;
        if body.mark_read_requests.len() > choices::MAX_READS {
            return Err(Refusal::new(
                StatusCode::TouchLimit,
                "too many conversations are named",
            ));
        }
        // One is paid for already.
        let others = body.mark_read_requests.len().saturating_sub(1);
        self.spend(Spend::Call, others)?;
        let mut answer = BatchMarkConversationReadResponseBody::default();
        for read in body.mark_read_requests {
            let named = target(read.conversation_id.clone(), read.conversation_short_id);
            let marked = match named {
                Ok(named) => {
                    let index = read.read_message_index.unwrap_or_default();
                    let store = &self.app.store;
                    store.mark_read(self.caller.user, named, index, true).await
                }
                Err(refusal) => Err(refusal),
            };
            if marked.is_err() {
                answer.failed_requests.push(read);
            }
        }
        Ok(Body::member(member, &answer))
    }

    pub(super) async fn read_positions(&self) -> Outcome {
        let member = Imcmd::GetConversationParticipantsReadIndexV3 as u32;
        let body: GetConversationParticipantsReadIndexV3RequestBody = self.envelope.read(member)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let indexes = self
            .app
            .store
            .read_positions(self.caller.user, named)
            .await?;
        Ok(Body::member(
            member,
            &GetConversationParticipantsReadIndexV3ResponseBody { indexes },
        ))
    }

    pub(super) async fn set_settings(&self) -> Outcome {
        let member = Imcmd::SetConversationSettingInfo as u32;
        let body: SetConversationSettingInfoRequestBody = self.envelope.read(member)?;
        if body
            .push_status
            .is_some_and(|status| !(0..=3).contains(&status))
        {
            return Err(Refusal::invalid("there is no such push status"));
        }
        let change = SettingChange {
            pinned: body.set_stick_on_top,
            muted: body.set_mute,
            favorite: body.set_favorite,
            push_status: body.push_status,
        };
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let info = self
            .app
            .store
            .set_settings(self.caller.user, named, change)
            .await?;
        Ok(Body::member(
            member,
            &SetConversationSettingInfoResponseBody {
                setting_info: Some(info),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..SetConversationSettingInfoResponseBody::default()
            },
        ))
    }

    pub(super) async fn set_setting_ext(&self) -> Outcome {
        let member = Imcmd::UpsertConversationSettingExtInfo as u32;
        let body: UpsertConversationSettingExtInfoRequestBody = self.envelope.read(member)?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let info = self
            .app
            .store
            .set_setting_ext(self.caller.user, named, body.ext)
            .await?;
        Ok(Body::member(
            member,
            &UpsertConversationSettingExtInfoResponseBody {
                setting_info: Some(info),
                status: Some(ConversationOperationStatus::OpSucceed as i32),
                ..UpsertConversationSettingExtInfoResponseBody::default()
            },
        ))
    }
}
