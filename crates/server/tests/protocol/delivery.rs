//! What is sent arrives: by push and by pull, once, in order, chained.

use linnet_proto::im_proto::*;

use crate::client::*;

fn texts(entries: &[MessageBody]) -> Vec<String> {
    let texts = entries
        .iter()
        .filter(|entry| entry.message_type == Some(10001));
    texts.map(words).collect()
}

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
        assert_eq!(texts(&entries), ["早安 👋"]);
    }
    stage.stop().await;
}

#[tokio::test]
async fn pushes_chain_and_cursors_grow_while_the_clock_stands_still() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let (_, mut place) = bob.inbox(0).await;

    let mut socket = bob.socket("1").await;
    let mut sender = alice.socket("2").await;
    let mut ids = Vec::new();
    for number in 0..100 {
        let body = text(&chat, &format!("c{number}"), &number.to_string());
        ids.push(sender.send(100, body).await);
    }
    for id in ids {
        assert_eq!(sender.answer(id).await.status_code, Some(0));
    }
    for number in 0..100 {
        let push = socket.new_message().await;
        assert_eq!(push.previous_cursor, Some(place), "no gap before {number}");
        assert!(push.next_cursor.unwrap() > place);
        place = push.next_cursor.unwrap();
        let message = push.message.unwrap();
        assert_eq!(message.index_in_conversation, Some(number + 1));
        assert_eq!(
            words(&message),
            number.to_string(),
            "in the order of sending"
        );
    }
    let (entries, end) = bob.inbox(0).await;
    assert_eq!(entries.len(), 100);
    assert_eq!(end, place, "pull ends where the pushes ended");
    stage.stop().await;
}

#[tokio::test]
async fn a_push_missed_while_away_is_pulled_from_the_old_place() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "c1", "one").await;
    let (_, place) = bob.inbox(0).await;
    for number in 0..120 {
        alice.say(&chat, &format!("m{number}"), "missed").await;
    }
    let stage = stage.restart().await;
    let bob = stage.person(BOB).await;
    let (missed, _) = bob.inbox(place).await;
    assert_eq!(texts(&missed).len(), 120);
    let checks = RequestBody {
        check_messages_per_user_body: Some(CheckMessagePerUserRequestBody {
            checks: vec![
                InboxMessagesPerUser {
                    inbox_type: Some(0),
                    cursor: Some(place),
                },
                InboxMessagesPerUser {
                    inbox_type: Some(3),
                    cursor: Some(0),
                },
            ],
        }),
        ..Default::default()
    };
    let answer = bob.ask(210, checks).await;
    let more: Vec<_> = answer
        .check_messages_per_user_body
        .unwrap()
        .messages
        .iter()
        .map(|inbox| inbox.has_more.unwrap())
        .collect();
    assert_eq!(more, [true, false]);
    stage.stop().await;
}

#[tokio::test]
async fn racing_resends_make_one_message_and_the_first_content_wins() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut phone = alice.socket("1").await;
    let mut desk = alice.socket("2").await;
    let first = alice.say(&chat, "twice", "first").await;
    for _ in 0..20 {
        let a = phone.send(100, text(&chat, "twice", "other")).await;
        let b = desk.send(100, text(&chat, "twice", "third")).await;
        for answer in [phone.answer(a).await, desk.answer(b).await] {
            let sent = answer.body.unwrap().send_message_body.unwrap();
            assert_eq!(sent.server_message_id, Some(first));
            assert_eq!(sent.status, Some(0));
        }
    }
    let mut ids = Vec::new();
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for number in 0..20 {
        let id = format!("race{number}");
        a.push(phone.send(100, text(&chat, &id, "from the phone")).await);
        b.push(desk.send(100, text(&chat, &id, "from the desk")).await);
    }
    for (a, b) in a.into_iter().zip(b) {
        let a = phone.answer(a).await.body.unwrap().send_message_body;
        let b = desk.answer(b).await.body.unwrap().send_message_body;
        assert_eq!(a, b, "both are told of the same message");
        ids.push(a.unwrap().server_message_id);
    }
    let stored = alice.history(&chat).await;
    assert_eq!(stored.len(), 21);
    assert_eq!(words(stored.last().unwrap()), "first");

    let stage = stage.restart().await;
    let alice = stage.person(ALICE).await;
    let again = alice.say(&chat, "twice", "after a restart").await;
    assert_eq!(again, first);
    assert_eq!(alice.history(&chat).await.len(), 21);
    stage.stop().await;
}

#[tokio::test]
async fn the_first_load_brings_newest_conversations_first_and_a_complete_tail() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut groups = Vec::new();
    for _ in 0..7 {
        groups.push(alice.group_with(&[BOB]).await);
    }
    for (place, group) in groups.iter().enumerate() {
        for number in 0..=place {
            alice.say(group, &format!("{place}-{number}"), "word").await;
        }
    }
    let bob = stage.person(BOB).await;
    let (mut cursor, mut first_place) = (0, None);
    let (mut seen, mut messages) = (Vec::new(), Vec::new());
    loop {
        let body = RequestBody {
            messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody {
                cursor: Some(cursor),
                conv_limit: Some(3),
                msg_limit: Some(4),
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = bob.ask(203, body).await;
        let page = answer.messages_per_user_init_v2_body.unwrap();
        assert!(page.conversations.len() <= 3);
        first_place.get_or_insert(page.per_user_cursor.unwrap());
        seen.extend(page.conversations);
        messages.extend(page.messages);
        cursor = page.next_cursor.unwrap();
        if !page.has_more.unwrap() {
            break;
        }
    }
    let order: Vec<_> = seen
        .iter()
        .map(|seen| seen.conversation_id.clone())
        .collect();
    let newest_first: Vec<_> = groups
        .iter()
        .rev()
        .map(|group| group.conversation_id.clone())
        .collect();
    assert_eq!(order, newest_first);
    for (place, group) in groups.iter().enumerate() {
        let indexes: Vec<_> = messages
            .iter()
            .filter(|message| message.conversation_id == group.conversation_id)
            .map(|message| message.index_in_conversation.unwrap())
            .collect();
        // The first line says who made the group.
        let last = i64::try_from(place).unwrap() + 2;
        let tail: Vec<i64> = ((last - 3).max(1)..=last).collect();
        assert_eq!(indexes, tail, "the newest messages without holes");
    }
    let (after, _) = bob.inbox(first_place.unwrap()).await;
    assert!(after.is_empty(), "nothing happened since the first page");
    stage.stop().await;
}

#[tokio::test]
async fn history_is_paged_both_ways_to_its_ends() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 1..=23 {
        alice
            .say(&chat, &format!("c{number}"), &number.to_string())
            .await;
    }
    let page = async |direction, anchor| {
        let answer = alice.ask(301, history(&chat, direction, anchor, 10)).await;
        let page = answer.messages_in_conversation_body.unwrap();
        let indexes: Vec<_> = page
            .messages
            .iter()
            .map(|message| message.index_in_conversation.unwrap())
            .collect();
        (indexes, page.next_cursor.unwrap(), page.has_more.unwrap())
    };
    let older = MessageDirection::Older;
    assert_eq!(page(older, 0).await, ((14..=23).rev().collect(), 13, true));
    assert_eq!(page(older, 13).await, ((4..=13).rev().collect(), 3, true));
    assert_eq!(page(older, 3).await, (vec![3, 2, 1], 0, false));
    let newer = MessageDirection::Newer;
    assert_eq!(page(newer, 1).await, ((1..=10).collect(), 11, true));
    assert_eq!(page(newer, 21).await, (vec![21, 22, 23], 24, false));
    assert_eq!(page(newer, 24).await, (vec![], 24, false));
    let latest = page(MessageDirection::FromLatest, 5).await;
    assert_eq!(latest, ((14..=23).rev().collect(), 13, true));
    stage.stop().await;
}

#[tokio::test]
async fn a_client_that_never_reads_is_dropped_and_loses_nothing() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    // A socket whose buffers are small, opened by hand, that stops reading after the handshake.
    let address = stage.server.address;
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut deaf = socket.connect(address).await.unwrap();
    let handshake = format!(
        "GET /ws/v2?token={}&device_id=9 HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        bob.token
    );
    deaf.write_all(handshake.as_bytes()).await.unwrap();
    let mut head = [0; 12];
    deaf.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 101");

    let mut healthy = bob.socket("1").await;
    let long = "x".repeat(60_000);
    let mut sender = alice.socket("2").await;
    for number in 0..200 {
        let body = text(&chat, &format!("c{number}"), &long);
        let answer = sender.call(100, body).await;
        assert_eq!(answer.status_code, Some(0));
    }
    for number in 0..200 {
        let push = healthy.new_message().await;
        assert_eq!(push.index_in_conversation, Some(number + 1));
    }
    // With the deaf one all twenty places are taken; one is free when the server has let it go,
    // after the limit for writes, and without having queued 12 MB for it.
    let mut others = Vec::new();
    for device in 10..28 {
        others.push(bob.socket(&device.to_string()).await);
    }
    let dropped = tokio::time::timeout(LIMIT, async {
        let mut again = tokio::time::interval(std::time::Duration::from_millis(250));
        while bob.try_socket("28").await.is_err() {
            again.tick().await;
        }
    });
    dropped.await.unwrap();
    let mut taken = 0;
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = deaf.read(&mut buffer).await {
        taken += read;
    }
    assert!(taken < 200 * 60_000, "{taken} bytes were queued for it");
    let (entries, _) = bob.inbox(0).await;
    assert_eq!(texts(&entries).len(), 200);
    stage.stop().await;
}
