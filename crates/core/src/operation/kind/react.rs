//! Reacting to a message (command 705; protocol: content, section 7). One that is there already is confirmed once more.

use linnet_proto::im_proto::{
    Imcmd, ModifyMessagePropertyRequestBody, ModifyPropertyBody, ModifyPropertyContent,
    OperationType, RequestBody,
};

use super::{Keep, Request};
use crate::error::{Error, Result};
use crate::model::message::Reaction;
use crate::model::operation::React;
use crate::store::{conversation, message};

pub(super) async fn carry_out(request: Request<'_>, react: React) -> Result<Keep> {
    let cid = request.cid;
    let stored = request
        .store
        .read(move |snapshot| conversation::get(snapshot, cid))
        .await?;
    let me = request.store.me();
    let operation = match react.on {
        true => OperationType::AddPropertyItem,
        false => OperationType::RemovePropertyItem,
    };
    let body = RequestBody {
        modify_message_property_body: Some(ModifyMessagePropertyRequestBody {
            property_list: Some(ModifyPropertyBody {
                conversation_id: Some(request.conversation.id.0),
                conversation_type: Some(request.conversation.kind),
                conversation_short_id: Some(request.conversation.short_id),
                server_message_id: Some(request.server_id),
                modify_property_content: vec![ModifyPropertyContent {
                    operation: Some(operation as i32),
                    key: Some(react.key.clone()),
                    // As the hosted clients send it.
                    value: Some(react.key.clone()),
                    idempotent_id: Some(me.to_string()),
                }],
                ..ModifyPropertyBody::default()
            }),
            ticket: stored.map(|stored| stored.ticket),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::SetMessageProperty as i32;
    let answer = request.link.request_answer(command, body).await?;
    let log_id = answer.log_id;
    let Some(answer) = answer.body.modify_message_property_body else {
        return Err(Error::Answer { command, log_id });
    };
    match answer.status.unwrap_or(0) {
        // 1: it was so already.
        0 | 1 => {}
        // Trouble of the server, as the status of an envelope would say it: worth another try.
        500 => {
            return Err(Error::Status {
                command,
                status: 500,
                description: String::new(),
                log_id,
            });
        }
        status => return Err(Error::Reaction { status, log_id }),
    }
    let created = request.link.server_now_ms();
    let version = answer.version.unwrap_or(0);
    let message = request.message;
    Ok(Box::new(move |tx| {
        let Some(message) = message else {
            return Ok(());
        };
        let reaction = Reaction {
            key: react.key.clone(),
            user: me.0,
            value: react.key,
            // The server counts in seconds.
            created: created / 1000 * 1000,
        };
        message::set_own_reaction(tx, message, react.on, version, &reaction)
    }))
}
