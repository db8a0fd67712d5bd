//! What the server says of conversations (protocol: commands, 610).

use linnet_proto::im_proto::{
    GetConversationInfoListV2RequestBody, GetConversationInfoV2RequestBody, Imcmd, RequestBody,
};

use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::conversation::{ConversationInfo, ConversationRef};
use crate::sync::wire;

/// It leaves out those with which this person has nothing to do.
pub(in crate::sync) async fn of(
    link: &Link,
    conversations: impl Iterator<Item = &ConversationRef>,
) -> Result<Vec<ConversationInfo>> {
    let command = Imcmd::GetConversationInfoListV2 as i32;
    let body = RequestBody {
        get_conversation_info_list_v2_body: Some(GetConversationInfoListV2RequestBody {
            conversation_info_list: conversations
                .map(|conversation| GetConversationInfoV2RequestBody {
                    conversation_id: Some(conversation.id.0.clone()),
                    conversation_short_id: Some(conversation.short_id),
                    conversation_type: Some(conversation.kind),
                })
                .collect(),
        }),
        ..RequestBody::default()
    };
    let answer = link.request(command, body).await?;
    let list = answer
        .get_conversation_info_list_v2_body
        .ok_or(Error::Answer {
            command,
            log_id: None,
        })?
        .conversation_info_list;
    Ok(list.into_iter().filter_map(wire::conversation).collect())
}
