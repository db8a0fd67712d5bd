//! Taking a conversation away (command 603; protocol: sync, section 8.1).

use linnet_proto::im_proto::{DeleteConversationRequestBody, Imcmd, RequestBody, StatusCode};

use super::{Keep, Request};
use crate::error::{Error, Result};
use crate::link::naming_runs;
use crate::model::operation::DeleteConversation;
use crate::store::{conversation, runs};

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
    let runs = request.store.read(runs::noted).await?;
    let answer = request
        .link
        .request_beside(command, body, naming_runs(&runs));
    match answer.await {
        // What the server does not know (any more) is gone.
        Err(Error::Status { status, .. }) if status == StatusCode::ConversationNotFound as i32 => {}
        other => drop(other?),
    }
    let cid = request.cid;
    // It has left the list when it was asked for. Whether it is there again for something that came since, only the inbox
    // says, which tells of the deletion as well: its entry may be before or behind this answer.
    Ok(Box::new(move |tx| {
        conversation::raise_min_index(tx, cid, delete.up_to)
    }))
}
