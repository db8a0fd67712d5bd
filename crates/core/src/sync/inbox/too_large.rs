//! Answers that are too large are asked for in smaller parts.

use linnet_proto::im_proto::{GetConversationInfoListV2ResponseBody, Imcmd, Request, ResponseBody};
use prost::Message as _;

use super::tests::{Standing, inbox_at, load, page, wanted};
use super::*;
use crate::link::tests::{Server, answer_to};
use crate::model::conversation::ConversationRef;
use crate::store::conversation;
use crate::store::tests::{Desk, chat};

/// Larger than an answer may be.
fn too_large() -> (u16, Vec<u8>) {
    (200, vec![0; 5 << 20])
}

/// A server whose first load has room for one message and two conversations, and whose 610 for one conversation, of
/// which it knows none.
fn narrow(request: &Request) -> (u16, Vec<u8>) {
    let asked = request.body.clone().unwrap_or_default();
    let mut body = ResponseBody::default();
    if let Some(asked) = asked.messages_per_user_init_v2_body {
        if asked.msg_limit() > 1 || asked.conv_limit() > 2 {
            return too_large();
        }
        body.messages_per_user_init_v2_body = load(false, Vec::new());
    } else if let Some(asked) = asked.get_conversation_info_list_v2_body {
        if asked.conversation_info_list.len() > 1 {
            return too_large();
        }
        body.get_conversation_info_list_v2_body =
            Some(GetConversationInfoListV2ResponseBody::default());
    } else {
        assert_eq!(request.cmd, Some(Imcmd::GetMessagesByUser as i32));
        body.messages_per_user_body = Some(page(Vec::new(), 60, false));
    }
    let mut answer = answer_to(request, 0);
    answer.body = Some(Box::new(body));
    (200, answer.encode_to_vec())
}

#[tokio::test]
async fn a_first_load_is_asked_for_in_smaller_pages() {
    let desk = Desk::new();
    let server = Server::start(|request| narrow(&request)).await;
    let mut inbox = inbox_at(&desk, &server, &Standing::new()).await;
    inbox.catch_up().await.unwrap();
    assert_eq!(desk.store.read(meta::inbox_cursor).await.unwrap(), Some(60));
}

#[tokio::test]
async fn what_a_set_back_server_does_not_list_is_asked_for_in_smaller_parts() {
    let desk = Desk::new();
    desk.store
        .write(|tx| {
            for number in 0..5 {
                let other = ConversationRef {
                    id: format!("0:1:10001:{}", 20_000 + number).as_str().into(),
                    short_id: 100 + number,
                    ..chat()
                };
                conversation::ensure(tx, &other)?;
            }
            meta::advance_inbox(tx, 10)?;
            meta::want_reload(tx, Cause::SetBack)
        })
        .await
        .unwrap();
    let server = Server::start(|request| narrow(&request)).await;
    let mut inbox = inbox_at(&desk, &server, &Standing::new()).await;
    inbox.catch_up().await.unwrap();
    assert_eq!(wanted(&desk).await, None);
    let left = "SELECT count(*) FROM conversation WHERE member = 0";
    assert_eq!(desk.rows(left).await, ["5"]);
}
