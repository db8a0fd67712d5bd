//! Taking a message out of one's own sight, on all devices (command 701).

use linnet_proto::im_proto::{DeleteMessageRequestBody, Imcmd, RequestBody};

use super::{Keep, Request};
use crate::error::Result;
use crate::store::message;

pub(super) async fn carry_out(request: Request<'_>) -> Result<Keep> {
    let body = RequestBody {
        delete_message_body: Some(DeleteMessageRequestBody {
            conversation_id: Some(request.conversation.id.0),
            conversation_short_id: Some(request.conversation.short_id),
            conversation_type: Some(request.conversation.kind),
            message_id: Some(request.server_id),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::DeleteMessage as i32;
    request.link.request(command, body).await?;
    let message = request.message;
    Ok(Box::new(move |tx| match message {
        Some(message) => message::delete(tx, message),
        None => Ok(()),
    }))
}
