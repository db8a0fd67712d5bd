//! The person's own settings of a conversation (command 921; protocol: sync, section 10).

use linnet_proto::im_proto::{Imcmd, RequestBody, SetConversationSettingInfoRequestBody};

use super::{Keep, Request};
use crate::error::{Error, Result, accepted};
use crate::store::conversation;
use crate::sync::wire;

/// Sets what `wanted` names and nothing else; the settings that the answer brings are kept.
pub(super) async fn set(
    request: Request<'_>,
    wanted: SetConversationSettingInfoRequestBody,
) -> Result<Keep> {
    let command = Imcmd::SetConversationSettingInfo as i32;
    let body = RequestBody {
        set_conversation_setting_info_body: Some(SetConversationSettingInfoRequestBody {
            conversation_id: Some(request.conversation.id.0),
            conversation_short_id: Some(request.conversation.short_id),
            conversation_type: Some(request.conversation.kind),
            ..wanted
        }),
        ..RequestBody::default()
    };
    let answer = request.link.request_answer(command, body).await?;
    let set = answer
        .body
        .set_conversation_setting_info_body
        .ok_or_else(|| Error::Answer {
            command,
            log_id: answer.log_id.clone(),
        })?;
    accepted(set.status, set.check_code, &answer.log_id)?;
    let settings = set.setting_info.map(wire::settings);
    let cid = request.cid;
    Ok(Box::new(move |tx| match settings {
        Some(settings) => conversation::apply_settings(tx, cid, &settings),
        None => conversation::want_info(tx, cid),
    }))
}
