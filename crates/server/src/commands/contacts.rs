//! 2046 asks to be friends, 2047 and 2048 list requests, 2049 answers them, 2050 lists friends, 2051 ends friendships;
//! and two commands of our own: what a friend is called, and that requests were seen.

use linnet_proto::im_proto::{
    ApplyStatusCode, DeleteFriendRequestBody, DeleteFriendResponseBody, FriendErrorCode,
    GetFriendApplyListRequestBody, GetFriendApplyListResponseBody, GetFriendListRequestBody,
    GetFriendListResponseBody, GetFriendReceiveApplyListRequestBody,
    GetFriendReceiveApplyListResponseBody, Imcmd, ReplyFriendApplyRequestBody,
    ReplyFriendApplyResponseBody, SendFriendApplyRequestBody, SendFriendApplyResponseBody,
    StatusCode,
};
use linnet_proto::{choices, keys};

use super::{Call, Outcome, limits};
use crate::UserId;
use crate::envelope::Body;
use crate::rates::Spend;
use crate::refusal::Refusal;
use crate::store::contacts::{Applied, FriendChange, ListPage};

/// Entries of one page.
const MAX_PAGE: i64 = 500;

impl Call<'_> {
    pub(super) async fn apply(&self) -> Outcome {
        let member = Imcmd::SendFriendApply as u32;
        let mut body: SendFriendApplyRequestBody = self.envelope.read(member)?;
        limits::users(&[body.user_id])?;
        // Somebody else is disturbed by it.
        self.spend(Spend::Message, 1)?;
        let greeting = body.ext.remove(choices::EXT_GREETING).unwrap_or_default();
        limits::greeting(Some(&greeting))?;
        if self.has_blocked_words(&[Some(&greeting)]) {
            return Ok(Body::member(
                member,
                &SendFriendApplyResponseBody {
                    status: Some(FriendErrorCode::FriendInternalErr as i32),
                    check_code: Some(keys::CHECK_WORDS),
                    ..SendFriendApplyResponseBody::default()
                },
            ));
        }
        let limits = self.app.config.contacts;
        let store = &self.app.store;
        let applied = store.apply(self.caller.user, body.user_id, greeting, limits);
        let status = match applied.await? {
            Applied::Waits | Applied::Friends => FriendErrorCode::FriendSuccess,
            Applied::TooManySent => FriendErrorCode::FriendSendApplyLimit,
            Applied::TooManyReceived => FriendErrorCode::FriendReceiveApplyLimit,
        };
        Ok(Body::member(
            member,
            &SendFriendApplyResponseBody {
                status: Some(status as i32),
                ..SendFriendApplyResponseBody::default()
            },
        ))
    }

    pub(super) async fn requests(&self, received: bool) -> Outcome {
        let (member, cursor, limit) = if received {
            let member = Imcmd::GetFriendReceiveApplyList as u32;
            let body: GetFriendReceiveApplyListRequestBody = self.envelope.read(member)?;
            (member, body.cursor, body.limit)
        } else {
            let member = Imcmd::GetFriendApplyList as u32;
            let body: GetFriendApplyListRequestBody = self.envelope.read(member)?;
            (member, body.cursor, body.limit)
        };
        let page = self.page(cursor, limit);
        let store = &self.app.store;
        let found = store.requests(self.caller.user, received, page).await?;
        let read_index = found.read_index.to_string();
        let (next_cursor, has_more) = (Some(found.page.next_cursor), Some(found.page.has_more));
        let (user_list, total_count) = (found.page.entries, Some(found.page.total));
        let body = if received {
            let answer = GetFriendReceiveApplyListResponseBody {
                next_cursor,
                has_more,
                user_list,
                total_count,
            };
            Body::member(member, &answer).header(choices::HEADER_READ_INDEX, read_index)
        } else {
            let answer = GetFriendApplyListResponseBody {
                next_cursor,
                has_more,
                user_list,
                total_count,
            };
            Body::member(member, &answer)
        };
        Ok(Self::directed(body, page))
    }

    pub(super) async fn answer_requests(&self) -> Outcome {
        let member = Imcmd::ReplyFriendApply as u32;
        let body: ReplyFriendApplyRequestBody = self.envelope.read(member)?;
        limits::users(&body.user_id)?;
        let agree = match ApplyStatusCode::try_from(body.attitude.unwrap_or_default()) {
            Ok(ApplyStatusCode::Agree) => true,
            Ok(ApplyStatusCode::Deny) => false,
            _ => return Err(Refusal::invalid("there is no such answer")),
        };
        let limits = self.app.config.contacts;
        let store = &self.app.store;
        store
            .answer_requests(self.caller.user, body.user_id, agree, limits)
            .await?;
        let answer = ReplyFriendApplyResponseBody::default();
        Ok(Body::member(member, &answer))
    }

    pub(super) async fn read_requests(&self) -> Outcome {
        let index = self
            .header(choices::HEADER_READ_INDEX)
            .and_then(|index| index.parse().ok())
            .ok_or(Refusal::invalid("no index is named"))?;
        let store = &self.app.store;
        store.read_requests(self.caller.user, index).await?;
        Ok(Body::none())
    }

    pub(super) async fn friends(&self) -> Outcome {
        let member = Imcmd::GetFriendList as u32;
        let body: GetFriendListRequestBody = self.envelope.read(member)?;
        let page = self.page(body.cursor, body.limit);
        let found = self.app.store.friends(self.caller.user, page).await?;
        let answer = GetFriendListResponseBody {
            next_cursor: Some(found.next_cursor),
            has_more: Some(found.has_more),
            user_list: found.entries,
            total_count: Some(found.total),
        };
        Ok(Self::directed(Body::member(member, &answer), page))
    }

    pub(super) async fn delete_friends(&self) -> Outcome {
        let member = Imcmd::DeleteFriend as u32;
        let body: DeleteFriendRequestBody = self.envelope.read(member)?;
        limits::users(&body.user_id)?;
        let store = &self.app.store;
        store.delete_friends(self.caller.user, body.user_id).await?;
        Ok(Body::member(member, &DeleteFriendResponseBody::default()))
    }

    pub(super) async fn update_friend(&self) -> Outcome {
        let user: UserId = self
            .header(choices::HEADER_USER)
            .and_then(|user| user.parse().ok())
            .ok_or(Refusal::invalid("no user is named"))?;
        let change = FriendChange {
            alias: self.header(choices::HEADER_ALIAS),
            note: self.header(choices::HEADER_NOTE),
        };
        limits::alias(change.alias.as_deref())?;
        limits::note(change.note.as_deref())?;
        if self.has_blocked_words(&[change.alias.as_deref(), change.note.as_deref()]) {
            return Err(Refusal::new(
                StatusCode::AliasIllegal,
                "a name given to a friend has words that are not allowed",
            ));
        }
        let store = &self.app.store;
        store.update_friend(self.caller.user, user, change).await?;
        Ok(Body::none())
    }

    /// The part of a list that is asked for.
    pub(super) fn page(&self, cursor: Option<i64>, limit: Option<i64>) -> ListPage {
        ListPage {
            newer: self.header(choices::HEADER_DIRECTION).as_deref() == Some(choices::NEWER),
            cursor: cursor.unwrap_or_default(),
            limit: limits::page(limit, MAX_PAGE, MAX_PAGE),
        }
    }

    /// Says in which direction a page goes.
    pub(super) fn directed(body: Body, page: ListPage) -> Body {
        let direction = match page.newer {
            true => choices::NEWER,
            false => choices::OLDER,
        };
        body.header(choices::HEADER_DIRECTION, direction.to_owned())
    }
}
