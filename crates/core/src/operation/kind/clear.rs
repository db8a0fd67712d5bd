//! Emptying a conversation: an entry of the person's own settings (command 922; the entry is our own choice).

use linnet_proto::choices;
use linnet_proto::im_proto::{Imcmd, RequestBody, UpsertConversationSettingExtInfoRequestBody};

use super::{Keep, Request};
use crate::error::{Result, accepted};
use crate::link::naming_runs;
use crate::model::operation::Clear;
use crate::store::{conversation, runs};

pub(super) async fn carry_out(request: Request<'_>, clear: Clear) -> Result<Keep> {
    let cleared = (
        choices::EXT_CLEARED_INDEX.to_owned(),
        clear.up_to.to_string(),
    );
    let body = RequestBody {
        upsert_conversation_setting_ext_info_body: Some(
            UpsertConversationSettingExtInfoRequestBody {
                conversation_id: Some(request.conversation.id.0),
                conversation_short_id: Some(request.conversation.short_id),
                conversation_type: Some(request.conversation.kind),
                ext: [cleared].into(),
            },
        ),
        ..RequestBody::default()
    };
    let command = Imcmd::UpsertConversationSettingExtInfo as i32;
    let runs = request.store.read(runs::noted).await?;
    let answer = request
        .link
        .request_beside(command, body, naming_runs(&runs));
    let answer = answer.await?;
    if let Some(set) = answer.body.upsert_conversation_setting_ext_info_body {
        accepted(set.status, set.check_code, &answer.log_id)?;
    }
    let cid = request.cid;
    Ok(Box::new(move |tx| {
        conversation::raise_min_index(tx, cid, clear.up_to)
    }))
}
