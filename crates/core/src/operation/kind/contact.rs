//! What is asked about contacts (commands 2033, 2049, 2051, and two of our own).

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::{
    DeleteFriendRequestBody, Imcmd, ReplyFriendApplyRequestBody, RequestBody,
    SetBlocklistRequestBody, StatusCode,
};

use super::Keep;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::UserId;
use crate::model::contact::RequestState;
use crate::model::operation::ContactOperation;
use crate::store::Tx;
use crate::store::contact::{self, List};

/// Makes the request. What is so already is confirmed.
pub(super) async fn carry_out(
    link: &Link,
    user: UserId,
    operation: ContactOperation,
    claimed: bool,
) -> Result<Keep> {
    ask(link, user.0, &operation, claimed).await?;
    Ok(Box::new(move |tx| keep(tx, user, &operation)))
}

async fn ask(link: &Link, user: i64, operation: &ContactOperation, claimed: bool) -> Result<()> {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut headers = BTreeMap::new();
    let mut body = Box::<RequestBody>::default();
    let command = match operation {
        ContactOperation::Remark { name } => {
            headers.extend([
                header(choices::HEADER_USER, &user.to_string()),
                header(choices::HEADER_ALIAS, name),
            ]);
            choices::UPDATE_FRIEND
        }
        ContactOperation::Note { text } => {
            headers.extend([
                header(choices::HEADER_USER, &user.to_string()),
                header(choices::HEADER_NOTE, text),
            ]);
            choices::UPDATE_FRIEND
        }
        ContactOperation::SeeRequests { index } => {
            headers.extend([header(choices::HEADER_READ_INDEX, &index.to_string())]);
            choices::READ_REQUESTS
        }
        ContactOperation::Block { on } => {
            body.set_blocklist_body = Some(SetBlocklistRequestBody {
                set_block_list: Some(*on),
                blocklist: vec![user],
                ..SetBlocklistRequestBody::default()
            });
            Imcmd::SetBlocklist as i32
        }
        ContactOperation::Answer { agree } => {
            body.reply_friend_apply_body = Some(ReplyFriendApplyRequestBody {
                user_id: vec![user],
                attitude: Some(match agree {
                    true => RequestState::Accepted.number(),
                    false => RequestState::Refused.number(),
                }),
                ..ReplyFriendApplyRequestBody::default()
            });
            Imcmd::ReplyFriendApply as i32
        }
        ContactOperation::DeleteFriend {} => {
            body.delete_friend_body = Some(DeleteFriendRequestBody {
                user_id: vec![user],
            });
            Imcmd::DeleteFriend as i32
        }
    };
    match link.request_beside(command, *body, headers).await {
        Ok(answer) => match answer.body.set_blocklist_body {
            Some(set) if set.failed_list.contains(&user) => Err(Error::Status {
                command,
                status: StatusCode::UserIllegal as i32,
                description: String::new(),
                log_id: answer.log_id,
            }),
            _ => Ok(()),
        },
        Err(Error::Status { status, .. }) if is_done(operation, claimed, status) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Keeps what the server has confirmed. What else it changed, the lists tell.
fn keep(tx: &mut Tx<'_>, user: UserId, operation: &ContactOperation) -> Result<()> {
    match operation {
        ContactOperation::Remark { name } => contact::confirm_friend(tx, user, Some(name), None),
        ContactOperation::Note { text } => contact::confirm_friend(tx, user, None, Some(text)),
        ContactOperation::Block { on } => contact::confirm_blocked(tx, user, *on),
        ContactOperation::Answer { agree } => {
            let state = match agree {
                true => RequestState::Accepted,
                false => RequestState::Refused,
            };
            contact::confirm_answer(tx, user, state)?;
            contact::want(tx, &[List::Friends, List::Received])
        }
        ContactOperation::DeleteFriend {} => contact::confirm_deleted(tx, user),
        ContactOperation::SeeRequests { .. } => Ok(()),
    }
}

/// Whether a refusal says that it is so already: an earlier try did it, or another device.
fn is_done(operation: &ContactOperation, claimed: bool, status: i32) -> bool {
    let is = |code: StatusCode| status == code as i32;
    match operation {
        ContactOperation::Block { on: true } => is(StatusCode::AlReadyInBlack),
        ContactOperation::Block { on: false } => is(StatusCode::AlreadyBeenRemoved),
        ContactOperation::Answer { .. } => {
            is(StatusCode::IsFriend) || (claimed && is(StatusCode::NotApplying))
        }
        ContactOperation::DeleteFriend {} => is(StatusCode::NotFriend),
        // A server that keeps no such thing has lost nothing by it.
        ContactOperation::SeeRequests { .. } => is(StatusCode::InvalidCmd),
        _ => false,
    }
}
