//! Every command of the service answers over HTTP and over the socket alike.

use linnet_proto::command::{IN_USE, Imcmd};
use linnet_proto::im_proto::*;

use crate::client::*;

/// The answer without what tells one time from another.
fn comparable(mut answer: Response) -> Response {
    answer.sequence_id = None;
    answer.log_id = None;
    answer.request_arrived_time = None;
    answer.server_execution_end_time = None;
    answer
}

#[tokio::test]
async fn http_and_socket_give_the_same_answers() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let group = alice.group_with(&[BOB]).await;
    let message = alice.say(&chat, "c1", "hello").await;
    let mut socket = alice.socket("1").await;
    let stays_the_same = [
        (100, text(&chat, "c1", "again")),
        (200, pull(0, 50)),
        (301, history(&chat, MessageDirection::Older, 0, 20)),
        (400, RequestBody::default()),
        (401, RequestBody::default()),
        (604, read(&chat, 1)),
        (608, info(&group)),
        (609, create(ConversationType::OneToOneChat, &[ALICE, BOB])),
        (702, recall(&chat, message)),
        (2002, read(&chat, 1)),
    ];
    for (cmd, body) in stays_the_same {
        let http = alice.call(cmd, body.clone()).await;
        let ws = socket.call(cmd, body).await;
        assert_eq!(comparable(http), comparable(ws), "command {cmd}");
    }
    stage.stop().await;
}

#[tokio::test]
async fn every_command_is_known_and_wants_its_body() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut socket = alice.socket("1").await;
    let bodiless = [
        Imcmd::SendOnline,
        Imcmd::SendOffline,
        Imcmd::GetConfigs,
        Imcmd::GetConversationAuditUnread,
    ];
    for command in IN_USE {
        let expected = if bodiless.contains(command) { 0 } else { 4 };
        let cmd = *command as i32;
        let http = alice.call(cmd, RequestBody::default()).await;
        let ws = socket.call(cmd, RequestBody::default()).await;
        assert_eq!(http.status_code, Some(expected), "{command:?}");
        assert_eq!(comparable(http), comparable(ws), "{command:?}");
    }
    for cmd in [402, 403] {
        assert_eq!(
            socket.call(cmd, RequestBody::default()).await.status_code,
            Some(0)
        );
        assert_eq!(alice.refused(cmd, RequestBody::default()).await, 5);
    }
    for cmd in [0, -1, 500, 600, 9999, 123_456] {
        assert_eq!(
            socket.call(cmd, RequestBody::default()).await.status_code,
            Some(5)
        );
        assert_eq!(alice.refused(cmd, RequestBody::default()).await, 5);
    }
    stage.stop().await;
}

#[tokio::test]
async fn an_answer_names_its_times_and_a_log_id() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let answer = alice.call(2017, RequestBody::default()).await;
    assert!(answer.log_id.is_some_and(|id| !id.is_empty()));
    assert!(answer.request_arrived_time.unwrap() > 0);
    assert!(answer.server_execution_end_time >= answer.request_arrived_time);
    let configs = answer.body.unwrap().get_configs_body.unwrap();
    assert!(
        configs
            .configs
            .iter()
            .any(|config| config.conf_name() == "max_content_bytes")
    );
    stage.stop().await;
}

#[tokio::test]
async fn a_ticket_is_given_to_members() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let ask = |to: Option<i64>, short: Option<i64>| RequestBody {
        get_ticket_body: Some(GetTicketRequestBody {
            ticket_type: Some(TicketType::Web as i32),
            conversation_type: Some(1),
            to_id: to,
            conversation_short_id: short,
            ..Default::default()
        }),
        ..Default::default()
    };
    let short = chat.conversation_short_id;
    for body in [ask(Some(BOB), None), ask(None, short)] {
        let ticket = alice.ask(2005, body).await.get_ticket_body.unwrap().ticket;
        assert_eq!(ticket, chat.ticket);
    }
    assert_eq!(alice.refused(2005, ask(Some(CAROL), None)).await, 3);
    assert_eq!(carol.refused(2005, ask(None, short)).await, 3);
    assert_eq!(alice.refused(2005, ask(None, None)).await, 4);
    stage.stop().await;
}
