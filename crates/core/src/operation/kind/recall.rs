//! Withdrawing a message for everybody (command 702). After a try whose answer is not known the message is asked for
//! first: a server may refuse to withdraw what is withdrawn already, and nothing of that concerns the person.

use linnet_proto::im_proto::{Imcmd, RecallMessageRequestBody, RequestBody};

use super::{Keep, Request};
use crate::error::Result;
use crate::store::message;
use crate::sync::{single, wire};

/// `repeats`: it was tried before, and no answer is known.
pub(super) async fn carry_out(request: Request<'_>, repeats: bool) -> Result<Keep> {
    if !repeats || !is_done(&request).await? {
        ask(&request).await?;
    }
    let message = request.message;
    Ok(Box::new(move |tx| match message {
        Some(message) => message::recall(tx, message),
        None => Ok(()),
    }))
}

/// Whether the server has it as withdrawn (command 211).
async fn is_done(request: &Request<'_>) -> Result<bool> {
    let answer = single::ask(request.link, &request.conversation, request.server_id).await?;
    let found = answer.and_then(|body| body.msg_info);
    let now = found.and_then(|info| info.body).and_then(wire::message);
    Ok(now.is_some_and(|now| now.is_recalled()))
}

async fn ask(request: &Request<'_>) -> Result<()> {
    let body = RequestBody {
        recall_message_body: Some(RecallMessageRequestBody {
            conversation_id: Some(request.conversation.id.0.clone()),
            conversation_short_id: Some(request.conversation.short_id),
            conversation_type: Some(request.conversation.kind),
            server_message_id: Some(request.server_id),
        }),
        ..RequestBody::default()
    };
    let command = Imcmd::RecallMessage as i32;
    request.link.request(command, body).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use linnet_proto::im_proto::{
        GetMessageByIdResponseBody, MessageBody, MessageInfo, Request as Wire, ResponseBody,
    };
    use linnet_proto::keys;
    use prost::Message as _;

    use super::*;
    use crate::auth::PastedToken;
    use crate::config::{Config, Endpoints};
    use crate::link::Link;
    use crate::link::tests::{Server, answer_to};
    use crate::store::conversation;
    use crate::store::tests::{ALICE, Desk, chat, from_bob};

    /// A server that withdraws a message once. `done`: it has.
    fn once(request: &Wire, done: bool) -> (u16, Vec<u8>) {
        if request.cmd == Some(Imcmd::RecallMessage as i32) {
            let status = if done { 1 } else { 0 };
            return (200, answer_to(request, status).encode_to_vec());
        }
        let message = from_bob(1, "one");
        let recalled = done.then(|| (keys::RECALLED.to_owned(), "true".to_owned()));
        let body = MessageBody {
            conversation_id: Some(chat().id.0),
            conversation_short_id: Some(chat().short_id),
            conversation_type: Some(chat().kind),
            server_message_id: Some(message.server_id),
            index_in_conversation: Some(1),
            message_type: Some(message.kind),
            sender: Some(message.sender.0),
            content: Some(message.content),
            ext: recalled.into_iter().collect(),
            ..MessageBody::default()
        };
        let mut answer = answer_to(request, 0);
        answer.body = Some(Box::new(ResponseBody {
            get_message_by_id_body: Some(GetMessageByIdResponseBody {
                msg_info: Some(MessageInfo {
                    body: Some(body),
                    ..MessageInfo::default()
                }),
            }),
            ..ResponseBody::default()
        }));
        (200, answer.encode_to_vec())
    }

    #[tokio::test]
    async fn a_recall_whose_answer_was_lost_is_not_refused_because_it_is_done() {
        for (done, repeats, carried_out) in [
            (false, false, true),
            (false, true, true),
            (true, true, true),
            // As a server says it that was asked twice.
            (true, false, false),
        ] {
            let server = Server::start(move |request| once(&request, done)).await;
            let desk = Desk::new();
            let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
            let config =
                Config::new(endpoints, 1, ALICE, desk.folder.path(), desk.key.clone()).unwrap();
            let link = Link::new(&config, Arc::new(PastedToken::new("token").unwrap())).unwrap();
            let cid = desk
                .store
                .write(|tx| conversation::ensure(tx, &chat()))
                .await
                .unwrap();
            let request = Request {
                store: &desk.store,
                link: &link,
                cid,
                conversation: chat(),
                message: None,
                server_id: 1,
            };
            let outcome = super::carry_out(request, repeats).await;
            assert_eq!(outcome.is_ok(), carried_out, "{done} {repeats}");
        }
    }
}
