//! The request that changes a message (command 2021): its words, or entries of it. It needs the ticket of the
//! conversation, which is renewed once when the server wants another one.

use std::collections::BTreeMap;

use linnet_proto::im_proto::{
    Imcmd, ModifyMessageExtRequestBody, ModifyMessageExtResponseBody, RequestBody,
};

use super::Request;
use crate::error::{Error, Result};
use crate::store::conversation;
use crate::sync::ticket;

/// What becomes of the message.
pub(super) enum Change {
    /// It says something else.
    Content(String),
    /// It has these entries beside those it has.
    Entries(BTreeMap<String, String>),
}

/// Asks for the change of a message of this type.
pub(super) async fn ask(
    request: &Request<'_>,
    message_type: i32,
    change: &Change,
) -> Result<ModifyMessageExtResponseBody> {
    match try_once(request, message_type, change, false).await {
        Err(Error::Status { status: 2, .. }) => try_once(request, message_type, change, true).await,
        other => other,
    }
}

/// One request. `renew`: with another ticket than the one that is kept.
async fn try_once(
    request: &Request<'_>,
    message_type: i32,
    change: &Change,
    renew: bool,
) -> Result<ModifyMessageExtResponseBody> {
    let cid = request.cid;
    let stored = request
        .store
        .read(move |snapshot| conversation::get(snapshot, cid))
        .await?
        .ok_or(Error::NotFound("conversation"))?;
    let ticket = match stored.ticket {
        kept if !kept.is_empty() && !renew => kept,
        _ => {
            let target = ticket::Target {
                conversation: cid,
                kind: request.conversation.kind,
                short_id: request.conversation.short_id,
                peer: stored.peer,
            };
            ticket::fetch(request.store, request.link, target).await?
        }
    };
    let mut asked = ModifyMessageExtRequestBody {
        conversation_id: Some(request.conversation.id.0.clone()),
        conversation_short_id: request.conversation.short_id,
        conversation_type: Some(request.conversation.kind),
        message_id: request.server_id,
        message_type: Some(message_type),
        ticket,
        ..ModifyMessageExtRequestBody::default()
    };
    match change {
        Change::Content(content) => {
            asked.is_edited = Some(true);
            asked.content = Some(content.clone());
        }
        Change::Entries(entries) => asked.ext.extend(entries.clone()),
    }
    let body = RequestBody {
        modify_message_ext_body: Some(asked),
        ..RequestBody::default()
    };
    let command = Imcmd::ModifyMessageExt as i32;
    let answer = request.link.request_answer(command, body).await?;
    let log_id = answer.log_id;
    answer
        .body
        .modify_message_ext_body
        .ok_or(Error::Answer { command, log_id })
}
