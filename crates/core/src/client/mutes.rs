//! Who can write in a group: muting all ordinary members, or somebody for a time.

use std::time::Duration;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    BlockConversationRequestBody, BlockMembersRequestBody, BlockStatus, Imcmd, RequestBody,
};

use super::Client;
use crate::error::{Error, Result};
use crate::model::{ConversationId, UserId};
use crate::store::{conversation, participant};

/// Status of an answer to somebody whose role does not allow what they asked for.
const PARTLY_REFUSED: i32 = 2;

impl Client {
    /// Lets only owner and managers write in a group, or everybody again.
    ///
    /// # Errors
    /// [`Error::Status`] without the right to do it, or as for any command.
    pub async fn mute_group(&self, id: &ConversationId, on: bool) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::BlockConversation as i32;
        let body = RequestBody {
            block_conversation_body: Some(BlockConversationRequestBody {
                conversation_id: Some(place.target.id.0.clone()),
                conv_short_id: Some(place.target.short_id),
                conversation_type: Some(place.target.kind),
                block_status: Some(status(on) as i32),
                block_normal_only: Some(true),
            }),
            ..RequestBody::default()
        };
        self.0.link.request_answer(command, body).await?;
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| conversation::want_info(tx, cid))
            .await
    }

    /// Keeps a member from writing for a time, without an end when none is given. They are told the reason.
    ///
    /// # Errors
    /// [`Error::TooLong`] for the reason, [`Error::Operation`] when one may not decide about this member, or as for any
    /// command.
    pub async fn mute_member(
        &self,
        id: &ConversationId,
        user: UserId,
        time: Option<Duration>,
        reason: &str,
    ) -> Result<()> {
        let reason = checked_reason(reason)?;
        self.mute(id, user, true, seconds(time), reason).await
    }

    /// Lets a member write again.
    ///
    /// # Errors
    /// As [`Client::mute_member`].
    pub async fn unmute_member(&self, id: &ConversationId, user: UserId) -> Result<()> {
        self.mute(id, user, false, 0, "").await
    }

    async fn mute(
        &self,
        id: &ConversationId,
        user: UserId,
        on: bool,
        seconds: i64,
        reason: &str,
    ) -> Result<()> {
        let place = self.place(id).await?;
        let command = Imcmd::BlockMembers as i32;
        let mut body = BlockMembersRequestBody {
            conversation_id: Some(place.target.id.0.clone()),
            conv_short_id: Some(place.target.short_id),
            conversation_type: Some(place.target.kind),
            block_status: Some(status(on) as i32),
            block_time: [(user.0, seconds)].into(),
            ..BlockMembersRequestBody::default()
        };
        if !reason.is_empty() {
            body.biz_ext
                .insert(choices::EXT_MUTE_REASON.to_owned(), reason.to_owned());
        }
        let body = RequestBody {
            block_members_body: Some(body),
            ..RequestBody::default()
        };
        let answer = self.0.link.request_answer(command, body).await?;
        let failed = answer
            .body
            .block_members_body
            .is_some_and(|answer| answer.failed_members.contains(&user.0));
        if failed {
            return Err(Error::Operation {
                status: PARTLY_REFUSED,
                check_code: 0,
                log_id: answer.log_id,
            });
        }
        let cid = place.cid;
        self.0
            .store
            .write(move |tx| participant::want(tx, cid, &[user]))
            .await
    }
}

pub(super) fn status(on: bool) -> BlockStatus {
    match on {
        true => BlockStatus::Block,
        false => BlockStatus::Unblock,
    }
}

/// Why somebody cannot write, as they are told it.
pub(super) fn checked_reason(reason: &str) -> Result<&str> {
    let reason = reason.trim();
    match reason.chars().count() > choices::MAX_MUTE_REASON_CHARS {
        true => Err(Error::TooLong {
            what: "reason",
            limit: choices::MAX_MUTE_REASON_CHARS,
        }),
        false => Ok(reason),
    }
}

/// How long a mute or a ban lasts, as the server is told it. 0 stands for no end: whatever is shorter than a second is a
/// second.
pub(super) fn seconds(time: Option<Duration>) -> i64 {
    time.map_or(0, |time| i64::try_from(time.as_secs()).unwrap_or(0).max(1))
}
