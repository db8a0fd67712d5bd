//! Every part of an answer or push, through the function that takes it in a running client.

use linnet_proto::choices;
use linnet_proto::im_proto::{Response, ResponseBody};

use super::apply::{self, Entry, Origin};
use super::history::{Gap, Page, Side};
use super::inbox::{self, Inbox, Pushed};
use super::{transient, wire};
use crate::error::Result;
use crate::model::{ConversationId, UserId};
use crate::store::{Cid, Tx, conversation, meta, participant, person};

/// Applies whatever `response` carries. The server's word is taken for granted where a client would check first
/// whether it asked for it: a server may be hostile.
pub(crate) fn apply(tx: &mut Tx<'_>, response: Response, gaps: &[(Cid, Gap)]) -> Result<()> {
    if let Some(body) = response.body.clone() {
        let gone_to = response
            .headers
            .get(choices::HEADER_GONE_INDEX)
            .and_then(|index| index.parse().ok());
        answer(tx, *body, gone_to.unwrap_or(0), gaps)?;
    }
    let notify = response
        .body
        .as_ref()
        .and_then(|body| body.has_new_message_notify.as_ref());
    let mut reached = notify.map(|notify| notify.previous_cursor.unwrap_or(0));
    let mut chained = Vec::new();
    match Inbox::push(response, &mut reached, false, &mut chained) {
        Pushed::Transient(notify) => {
            let content = notify.content.unwrap_or_default();
            transient::change(Cid(1), UserId(1), content.clone());
            let id = ConversationId(notify.conversation_id.unwrap_or_default());
            apply::receipt(tx, &id, &content)?;
        }
        // It only says what is to be read.
        Pushed::Contacts(_) | Pushed::Live(_) | Pushed::Kept | Pushed::PullNeeded => {}
    }
    apply::inbox(tx, &chained, Origin::Push, &[])?;
    match reached {
        Some(cursor) => meta::advance_inbox(tx, cursor),
        None => Ok(()),
    }
}

fn answer(tx: &mut Tx<'_>, body: ResponseBody, gone_to: i64, gaps: &[(Cid, Gap)]) -> Result<()> {
    if let Some(page) = body.messages_per_user_body {
        let partial = page.hasmore_message_conv_list.clone();
        apply::inbox(tx, &inbox::entries(page), Origin::Pull, &partial)?;
    }
    if let Some(page) = body.messages_per_user_init_v2_body {
        let infos: Vec<_> = page
            .conversations
            .into_iter()
            .filter_map(wire::conversation)
            .collect();
        let messages = page.messages.into_iter().filter_map(wire::message);
        apply::load_page(tx, &infos, messages.collect())?;
    }
    if let Some(page) = body.messages_in_conversation_body {
        for (cid, gap) in gaps {
            for side in [Side::Older, Side::Newer] {
                Page::read(page.clone(), gone_to, *gap, side).store(tx, *cid)?;
            }
        }
    }
    if let Some(found) = body.get_message_by_id_body {
        let message = found.msg_info.and_then(|info| info.body);
        let entries: Vec<_> = message
            .and_then(wire::message)
            .map(Entry::from)
            .into_iter()
            .collect();
        apply::inbox(tx, &entries, Origin::Pull, &[])?;
    }
    let infos = body
        .get_conversation_info_list_v2_body
        .map(|list| list.conversation_info_list)
        .into_iter()
        .flatten()
        .chain(
            body.create_conversation_v2_body
                .and_then(|made| made.conversation),
        );
    for info in infos.filter_map(wire::conversation) {
        let cid = conversation::apply(tx, &info)?;
        participant::settle(tx, cid, &[], &info.members)?;
    }
    for (cid, _) in gaps {
        if let Some(list) = &body.participants_read_index_body {
            let positions: Vec<_> = list
                .indexes
                .iter()
                .filter_map(wire::read_position)
                .collect();
            conversation::apply_read_positions(tx, *cid, &positions)?;
        }
        if let Some(list) = &body.mget_conversation_participants_body {
            let members: Vec<_> = list
                .participants
                .iter()
                .cloned()
                .filter_map(wire::participant)
                .collect();
            participant::replace(tx, *cid, &members)?;
        }
        if let Some(made) = &body.set_conversation_core_info_body
            && let Some(core) = made.conversation_core_info.clone()
        {
            conversation::apply_core(tx, *cid, &wire::core(core))?;
        }
        if let Some(made) = &body.set_conversation_setting_info_body
            && let Some(settings) = made.setting_info.clone()
        {
            conversation::apply_settings(tx, *cid, &wire::settings(settings))?;
        }
    }
    if let Some(list) = body.profile_batch_get_info_body {
        let profiles: Vec<_> = list
            .profiles
            .into_iter()
            .filter_map(wire::profile)
            .collect();
        let asked: Vec<UserId> = profiles.iter().map(|profile| profile.user).collect();
        person::store(tx, &asked, &profiles)?;
    }
    Ok(())
}
