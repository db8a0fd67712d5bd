//! 2020 who can write in a group, 2019 members who cannot for a time.

use linnet_proto::choices;
use linnet_proto::im_proto::{
    BlockConversationRequestBody, BlockConversationResponseBody, BlockMembersRequestBody,
    BlockMembersResponseBody, BlockStatus, Imcmd,
};

use super::{Call, Outcome, limits, target};
use crate::UserId;
use crate::envelope::Body;
use crate::refusal::Refusal;
use crate::store::live_members::LiveAct;
use crate::store::{MemberSilence, Silence};

impl Call<'_> {
    pub(super) async fn silence(&self) -> Outcome {
        let member = Imcmd::BlockConversation as u32;
        let body: BlockConversationRequestBody = self.envelope.read(member)?;
        let whom = match (is_on(body.block_status)?, body.block_normal_only) {
            (false, _) => Silence::Nobody,
            (true, Some(false)) => Silence::Everybody,
            (true, _) => Silence::Ordinary,
        };
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conv_short_id)?;
        if live {
            self.change_live(&named, &[], LiveAct::Silence(whom))
                .await?;
            return Ok(Body::member(
                member,
                &BlockConversationResponseBody::default(),
            ));
        }
        self.app
            .store
            .silence(self.caller.user, named, whom)
            .await?;
        Ok(Body::member(
            member,
            &BlockConversationResponseBody::default(),
        ))
    }

    pub(super) async fn silence_members(&self) -> Outcome {
        let member = Imcmd::BlockMembers as u32;
        let mut body: BlockMembersRequestBody = self.envelope.read(member)?;
        let users: Vec<UserId> = body.block_time.keys().copied().collect();
        limits::users(&users)?;
        let reason = body
            .biz_ext
            .remove(choices::EXT_MUTE_REASON)
            .unwrap_or_default();
        limits::mute_reason(&reason)?;
        if body.block_time.values().any(|seconds| *seconds < 0) {
            return Err(Refusal::invalid("a time is not negative"));
        }
        let change = MemberSilence {
            on: is_on(body.block_status)?,
            times: body.block_time.into_iter().collect(),
            reason,
        };
        let live = body.conversation_type == Some(choices::MASS_CHAT);
        let named = target(body.conversation_id, body.conv_short_id)?;
        let failed_members = match live {
            true => {
                self.change_live(&named, &users, LiveAct::Mute(change))
                    .await?
            }
            false => {
                self.app
                    .store
                    .silence_members(self.caller.user, named, change)
                    .await?
            }
        };
        Ok(Body::member(
            member,
            &BlockMembersResponseBody { failed_members },
        ))
    }
}

fn is_on(status: Option<i32>) -> Result<bool, Refusal> {
    match status.map(BlockStatus::try_from) {
        Some(Ok(BlockStatus::Block)) => Ok(true),
        Some(Ok(BlockStatus::Unblock)) => Ok(false),
        _ => Err(Refusal::invalid("it is not said whether to mute")),
    }
}
