//! Marking a message (command 2036; protocol: sync, section 11). What is so already is confirmed once more.

use linnet_proto::im_proto::{Imcmd, MarkMessageRequestBody, RequestBody};

use super::{Keep, Request};
use crate::error::{Error, Result, accepted};
use crate::model::operation::Mark;
use crate::store::mark;

pub(super) async fn carry_out(request: Request<'_>, wanted: Mark) -> Result<Keep> {
    let command = Imcmd::MarkMessage as i32;
    let told = request.store.read(mark::told).await?;
    let body = RequestBody {
        mark_message_body: Some(MarkMessageRequestBody {
            conversation_id: Some(request.conversation.id.0),
            conversation_type: Some(request.conversation.kind),
            conversation_short_id: Some(request.conversation.short_id),
            server_message_id: Some(request.server_id),
            do_action: Some(wanted.on),
            action_type: Some(wanted.mark.action()),
            sort_time: Some(wanted.time),
            tag: None,
        }),
        ..RequestBody::default()
    };
    let answer = request.link.request_answer(command, body).await?;
    let Some(done) = answer.body.mark_message_body else {
        return Err(Error::Answer {
            command,
            log_id: answer.log_id,
        });
    };
    match done.status.unwrap_or(0) {
        0 => accepted(None, done.check_code, &answer.log_id)?,
        status => {
            return Err(Error::Status {
                command,
                status,
                description: String::new(),
                log_id: answer.log_id,
            });
        }
    }
    let (cid, server_id) = (request.cid, request.server_id);
    Ok(Box::new(move |tx| {
        let marked = wanted.on.then_some(wanted.time);
        mark::done(tx, cid, server_id, wanted.mark, marked, told)
    }))
}
