//! Taking a conversation away (command 603; protocol: sync, section 8.1).

use linnet_proto::im_proto::{DeleteConversationRequestBody, Imcmd, RequestBody};

use super::{Keep, Request};
use crate::error::Result;
use crate::model::operation::DeleteConversation;
use crate::store::conversation;

pub(super) async fn carry_out(request: Request<'_>, delete: DeleteConversation) -> Result<Keep> {
    let body = RequestBody {
        delete_conversation_body: Some(DeleteConversationRequestBody {
            conversation_id: Some(request.conversation.id.0),
            conversation_short_id: Some(request.conversation.short_id),
            conversation_type: Some(request.conversation.kind),
            last_message_index: Some(delete.up_to),
            last_message_index_v2: Some(delete.up_to),
            badge_count: Some(i32::try_from(delete.badge_count).unwrap_or(i32::MAX)),
            ..DeleteConversationRequestBody::default()
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::MarkConversationDelete as i32;
    request.link.request(command, body).await?;
    let cid = request.cid;
    Ok(Box::new(move |tx| {
        conversation::delete(tx, cid, delete.up_to)
    }))
}
