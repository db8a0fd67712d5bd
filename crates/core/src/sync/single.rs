//! One message, asked for by the server's id (protocol: commands, 211).

use linnet_proto::im_proto::{
    GetMessageByIdRequestBody, GetMessageByIdResponseBody, Imcmd, RequestBody,
};

use crate::error::Result;
use crate::link::Link;
use crate::model::conversation::ConversationRef;

/// Asks for a message. None: the answer has no part about it.
///
/// # Errors
/// As for any command.
pub(crate) async fn ask(
    link: &Link,
    conversation: &ConversationRef,
    server_id: i64,
) -> Result<Option<GetMessageByIdResponseBody>> {
    let body = RequestBody {
        get_message_by_id_body: Some(GetMessageByIdRequestBody {
            conversation_id: Some(conversation.id.0.clone()),
            conversation_type: Some(conversation.kind),
            conversation_short_id: Some(conversation.short_id),
            server_message_id: Some(server_id),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::GetMessageInfoByServerId as i32;
    Ok(link.request(command, body).await?.get_message_by_id_body)
}
