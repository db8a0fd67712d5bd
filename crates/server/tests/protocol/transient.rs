//! What is never stored: typing and custom signals.

use linnet_proto::im_proto::*;

use crate::client::*;

fn signal(
    send_type: SendType,
    conversation: Option<&ConversationInfoV2>,
) -> SendMessageP2pRequestBody {
    SendMessageP2pRequestBody {
        send_type: Some(send_type as i32),
        conversation_id: conversation.and_then(|c| c.conversation_id.clone()),
        conversation_short_id: conversation.and_then(|c| c.conversation_short_id),
        message_type: Some(linnet_proto::choices::CUSTOM_P2P),
        content: Some("{\"type\":1000}".into()),
        ..Default::default()
    }
}

fn wrap(body: SendMessageP2pRequestBody) -> RequestBody {
    RequestBody {
        send_message_p2p_body: Some(body),
        ..Default::default()
    }
}

#[tokio::test]
async fn typing_reaches_the_others_and_no_inbox() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let mut socket = bob.socket("1").await;
    let body = RequestBody {
        send_input_status_body: Some(SendInputStatusRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id,
            status: Some(InputStatus::Typing as i32),
            ..Default::default()
        }),
        ..Default::default()
    };
    alice.ask(411, body.clone()).await;
    let typing = socket.transient().await;
    assert_eq!(typing.sender, Some(ALICE));
    let content: serde_json::Value =
        serde_json::from_str(typing.content.as_deref().unwrap()).unwrap();
    assert_eq!(content["type"], 1000);
    assert_eq!(content["message_type"], 10001);
    assert!(bob.inbox(0).await.0.is_empty());
    assert_eq!(carol.refused(411, body).await, 3);
    stage.stop().await;
}

#[tokio::test]
async fn signals_go_to_members_or_acquaintances_only() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let mut his = bob.socket("1").await;
    alice
        .ask(2031, wrap(signal(SendType::ByConversation, Some(&chat))))
        .await;
    assert_eq!(his.transient().await.conversation_id, chat.conversation_id);

    let mut to_both = signal(SendType::ByUser, None);
    to_both.visible_user = vec![BOB, CAROL];
    let answer = alice.ask(2031, wrap(to_both.clone())).await;
    assert_eq!(answer.send_message_p2p_body.unwrap().failed_user, [CAROL]);
    assert_eq!(his.transient().await.send_type, Some(1));
    assert_eq!(
        carol
            .refused(2031, wrap(signal(SendType::ByConversation, Some(&chat))))
            .await,
        3
    );
    // Nobody can pretend a read receipt.
    to_both.message_type = Some(50013);
    assert_eq!(alice.refused(2031, wrap(to_both)).await, 4);
    stage.stop().await;
}
