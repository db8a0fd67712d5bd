//! What is sent arrives: by push and by pull, once, in order, chained.

use linnet_proto::im_proto::*;

use crate::client::*;

#[tokio::test]
async fn alice_writes_to_bob_and_both_have_it_by_push_and_by_pull() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    assert_eq!(chat.conversation_id.as_deref(), Some("0:1:10001:10009"));

    let mut phone = bob.socket("1").await;
    let mut desk = bob.socket("2").await;
    let mut own = alice.socket("3").await;
    let id = alice.say(&chat, "c1", "早安 👋").await;

    for socket in [&mut phone, &mut desk, &mut own] {
        let push = socket.new_message().await;
        let message = push.message.unwrap();
        assert_eq!(message.server_message_id, Some(id));
        assert_eq!(words(&message), "早安 👋");
        assert_eq!(message.index_in_conversation, Some(1));
        assert_eq!(message.order_in_conversation, Some(1));
        assert_eq!(message.ext["s:client_message_id"], "c1");
        assert_eq!(push.previous_msg_index_in_conv, Some(0));
        assert_eq!(push.badge_count, Some(1));
        assert!(push.next_cursor > push.previous_cursor);
    }
    for person in [&alice, &bob] {
        let (entries, _) = person.inbox(0).await;
        let texts: Vec<_> = entries
            .iter()
            .filter(|entry| entry.message_type == Some(10001))
            .collect();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].server_message_id, Some(id));
    }
    stage.stop().await;
}
