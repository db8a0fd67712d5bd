//! An entry of the person's own settings of a conversation (command 922; the names of entries are our own choice, but
//! for what a muted conversation lets through).

use linnet_proto::im_proto::{
    Imcmd, RequestBody, SetConversationSettingInfoRequestBody,
    UpsertConversationSettingExtInfoRequestBody,
};
use linnet_proto::keys;

use super::{Keep, Request, settings};
use crate::error::{Result, accepted};
use crate::model::entry::EntryKey;
use crate::model::let_through::LetThrough;
use crate::model::operation::SetEntry;
use crate::store::conversation;
use crate::sync::wire;

pub(super) async fn carry_out(request: Request<'_>, entry: SetEntry) -> Result<Keep> {
    let cid = request.cid;
    let value = match entry.key {
        EntryKey::PinOrder => {
            let pinned = request
                .store
                .read(move |snapshot| conversation::pinned_time(snapshot, cid))
                .await?;
            let Some(time) = pinned else {
                // It is pinned no more: there is no order to say.
                return Ok(Box::new(|_| Ok(())));
            };
            format!("{time}:{}", entry.value)
        }
        _ => entry.value.clone(),
    };
    let body = RequestBody {
        upsert_conversation_setting_ext_info_body: Some(
            UpsertConversationSettingExtInfoRequestBody {
                conversation_id: Some(request.conversation.id.0.clone()),
                conversation_short_id: Some(request.conversation.short_id),
                conversation_type: Some(request.conversation.kind),
                ext: [(entry.key.name().to_owned(), value)].into(),
            },
        ),
        ..RequestBody::default()
    };
    let command = Imcmd::UpsertConversationSettingExtInfo as i32;
    let answer = request.link.request_answer(command, body).await?;
    let set = answer
        .body
        .upsert_conversation_setting_ext_info_body
        .clone();
    if let Some(set) = &set {
        accepted(set.status, set.check_code, &answer.log_id)?;
    }
    if entry.key == EntryKey::LetThrough {
        let partly = !LetThrough::read(&entry.value).is_empty();
        return settings::set(
            request,
            SetConversationSettingInfoRequestBody {
                push_status: Some(match partly {
                    true => keys::PUSH_PARTLY_ALLOWED,
                    false => keys::PUSH_ALLOWED,
                }),
                ..SetConversationSettingInfoRequestBody::default()
            },
        )
        .await;
    }
    let settings = set.and_then(|set| set.setting_info).map(wire::settings);
    Ok(Box::new(move |tx| match settings {
        Some(settings) => conversation::apply_settings(tx, cid, &settings),
        None => conversation::want_info(tx, cid),
    }))
}
