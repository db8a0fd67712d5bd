//! 410 view opened or closed, 411 typing, 2031 transient messages: push 504, never stored.

use linnet_proto::choices;
use linnet_proto::im_proto::{
    Imcmd, InputStatus, MessageType, NewP2pMessageNotify, SendInputStatusRequestBody,
    SendMessageP2pRequestBody, SendMessageP2pResponseBody, SendType, SendUserActionRequestBody,
    SendUserActionResponseBody, UserActionType,
};

use super::{Call, Outcome, limits, target};
use crate::envelope::Body;
use crate::refusal::Refusal;

impl Call<'_> {
    /// Tells the other members with the same JSON that clients send with 2031.
    pub(super) async fn typing(&self) -> Outcome {
        let body: SendInputStatusRequestBody = self.envelope.read(Imcmd::SendInputStatus as u32)?;
        let status = body.status.unwrap_or_default();
        InputStatus::try_from(status)
            .map_err(|_| Refusal::invalid("there is no such input status"))?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        let (place, peers) = self.app.store.peers(self.caller.user, named).await?;
        let content = serde_json::json!({
            "type": choices::TYPING_CONTENT_TYPE,
            "ext": "",
            "message_type": MessageType::Text as i32,
            "status": status,
        });
        self.app.router.transient(
            &peers,
            NewP2pMessageNotify {
                send_type: Some(SendType::ByConversation as i32),
                sender: Some(self.caller.user),
                conversation_id: Some(place.conversation_id),
                conversation_short_id: Some(place.short_id),
                conversation_type: Some(place.kind),
                message_type: Some(choices::CUSTOM_P2P),
                content: Some(content.to_string()),
                create_time: Some(self.app.now_ms()),
                ..NewP2pMessageNotify::default()
            },
        );
        Ok(Body::none())
    }

    /// Accepted from members; nobody is told.
    pub(super) async fn user_action(&self) -> Outcome {
        let member = Imcmd::SendUserAction as u32;
        let body: SendUserActionRequestBody = self.envelope.read(member)?;
        UserActionType::try_from(body.action_type.unwrap_or_default())
            .map_err(|_| Refusal::invalid("there is no such action"))?;
        let named = target(body.conversation_id, body.conversation_short_id)?;
        self.app.store.peers(self.caller.user, named).await?;
        Ok(Body::member(member, &SendUserActionResponseBody::default()))
    }

    pub(super) async fn send_transient(&self) -> Outcome {
        let member = Imcmd::SendMessageP2p as u32;
        let body: SendMessageP2pRequestBody = self.envelope.read(member)?;
        let content = body.content.unwrap_or_default();
        limits::content(&content)?;
        limits::users(&body.visible_user)?;
        limits::users(&body.invisible_user)?;
        let kind = body.message_type.unwrap_or_default();
        if kind >= choices::FIRST_COMMAND_TYPE {
            return Err(Refusal::invalid("this message type cannot be sent"));
        }
        let by_user = body.send_type == Some(SendType::ByUser as i32);
        let mut notify = NewP2pMessageNotify {
            send_type: body.send_type,
            sender: Some(self.caller.user),
            message_type: Some(kind),
            content: Some(content),
            ext: limits::ext(body.ext)?,
            create_time: Some(self.app.now_ms()),
            ..NewP2pMessageNotify::default()
        };
        let named = target(body.conversation_id, body.conversation_short_id);
        let mut receivers = if by_user && named.is_err() {
            self.app
                .store
                .acquainted(self.caller.user, body.visible_user.clone())
                .await?
        } else {
            let (place, peers) = self.app.store.peers(self.caller.user, named?).await?;
            notify.conversation_id = Some(place.conversation_id);
            notify.conversation_short_id = Some(place.short_id);
            notify.conversation_type = Some(place.kind);
            peers
        };
        let mut failed_user = Vec::new();
        if by_user {
            receivers.retain(|user| body.visible_user.contains(user));
            failed_user = body.visible_user;
            failed_user.retain(|user| !receivers.contains(user));
        }
        receivers.retain(|user| !body.invisible_user.contains(user));
        self.app.router.transient(&receivers, notify);
        Ok(Body::member(
            member,
            &SendMessageP2pResponseBody { failed_user },
        ))
    }
}
