//! Withdrawing a message for everybody (command 702). One that is withdrawn already is confirmed once more.

use linnet_proto::im_proto::{Imcmd, RecallMessageRequestBody, RequestBody};

use super::{Keep, Request};
use crate::error::Result;
use crate::store::message;

pub(super) async fn carry_out(request: Request<'_>) -> Result<Keep> {
    let body = RequestBody {
        recall_message_body: Some(RecallMessageRequestBody {
            conversation_id: Some(request.conversation.id.0),
            conversation_short_id: Some(request.conversation.short_id),
            conversation_type: Some(request.conversation.kind),
            server_message_id: Some(request.server_id),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::RecallMessage as i32;
    request.link.request(command, body).await?;
    let message = request.message;
    Ok(Box::new(move |tx| match message {
        Some(message) => message::recall(tx, message),
        None => Ok(()),
    }))
}
