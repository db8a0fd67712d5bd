//! Bytes nobody should send: refused, and the server goes on.

use futures_util::SinkExt;
use linnet_proto::frame::{FrameHead, METHOD};
use linnet_proto::im_proto::*;
use prost::Message as _;
use tokio_tungstenite::tungstenite::Message;

use crate::client::*;

#[tokio::test]
async fn what_is_no_frame_ends_its_connection_and_no_other() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut healthy = alice.socket("0").await;
    let compressed = Frame {
        seqid: 1,
        logid: 1,
        service: 2,
        method: METHOD,
        payload_encoding: Some("__lz4".into()),
        payload: Some(vec![0xff; 64]),
        ..Default::default()
    };
    let unknown = Frame {
        payload_encoding: Some("zip".into()),
        ..compressed.clone()
    };
    let hostile = [
        vec![0xff; 100],
        vec![0x08],
        vec![0x42, 0xff, 0xff, 0xff, 0xff, 0x7f],
        compressed.encode_to_vec(),
        unknown.encode_to_vec(),
    ];
    for bytes in hostile {
        let mut socket = alice.socket("1").await;
        socket.stream.send(Message::binary(bytes)).await.unwrap();
        assert_eq!(socket.closed().await, Some(1007));
    }
    let mut socket = alice.socket("1").await;
    let flood = vec![0; 4 * 1024 * 1024 + 1];
    // The server may hang up while this is still on its way.
    drop(socket.stream.send(Message::binary(flood)).await);
    socket.closed().await;
    healthy.ask(200, pull(0, 50)).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_frame_with_a_bad_payload_is_answered_4() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut socket = alice.socket("1").await;
    for payload in [vec![0xff; 30], vec![0x42, 0x05, 1, 2, 3, 4, 5]] {
        let frame = Frame {
            seqid: 77,
            logid: 1,
            service: 2,
            method: METHOD,
            payload: Some(payload),
            ..Default::default()
        };
        socket
            .stream
            .send(Message::binary(frame.encode_to_vec()))
            .await
            .unwrap();
        if frame.payload.as_ref().unwrap()[0] == 0xff {
            assert_eq!(socket.answer(77).await.status_code, Some(4));
        }
    }
    socket.ask(200, pull(0, 50)).await;
    stage.stop().await;
}

#[tokio::test]
async fn the_service_of_a_connection_is_echoed_in_answers_and_pushes() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut socket = alice.socket("1").await;
    socket.service = 1;
    socket.ask(200, pull(0, 50)).await;
    alice.say(&chat, "c1", "hello").await;
    socket.new_message().await;
    stage.stop().await;
}

#[tokio::test]
async fn http_refuses_what_it_does_not_speak() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let post = async |path: &str, kind: &str, body: Vec<u8>| {
        let request = alice.http.post(format!("{}/{path}", alice.api_url));
        let sent = request
            .header("content-type", kind)
            .body(body)
            .timeout(LIMIT)
            .send();
        // A body over the limit may be answered by hanging up.
        sent.await.map_or(413, |answer| answer.status().as_u16())
    };
    let protobuf = "application/x-protobuf";
    assert_eq!(
        post("v1/message/send", "application/json", b"{}".to_vec()).await,
        406
    );
    assert_eq!(post("v1/message/send", "text/plain", Vec::new()).await, 415);
    assert_eq!(post("v1/message/sing", protobuf, Vec::new()).await, 404);
    assert_eq!(post("v1/message/send", protobuf, vec![0xff; 40]).await, 400);
    let flood = vec![0; 5 * 1024 * 1024];
    assert_eq!(post("v1/message/send", protobuf, flood).await, 413);
    let empty = post("v1/message/send", protobuf, Vec::new()).await;
    assert_eq!(empty, 200, "an empty request is one without a token");
    let get = alice.http.get(format!("{}/v1/message/send", alice.api_url));
    assert_eq!(get.send().await.unwrap().status().as_u16(), 405);
    // The path only has to be a known one.
    let body = crate::client::request(200, &alice.token, pull(0, 50)).encode_to_vec();
    assert_eq!(
        post("v1/message/get_cmd_message", protobuf, body).await,
        200
    );
    stage.stop().await;
}

#[tokio::test]
async fn extreme_numbers_change_nothing() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "c1", "hello").await;
    for number in [i64::MIN, -1, 0, 1, i64::MAX] {
        for direction in [MessageDirection::Older, MessageDirection::Newer] {
            alice
                .call(301, history(&chat, direction, number, i32::MIN))
                .await;
            alice
                .call(301, history(&chat, direction, number, i32::MAX))
                .await;
        }
        alice.call(200, pull(number, i32::MIN)).await;
        alice.call(604, read(&chat, number)).await;
        alice.call(702, recall(&chat, number)).await;
        alice
            .call(650, create(ConversationType::GroupChat, &[number]))
            .await;
        alice
            .call(609, create(ConversationType::GroupChat, &[ALICE, number]))
            .await;
    }
    let (entries, place) = alice.inbox(i64::MAX).await;
    assert!(entries.is_empty());
    assert_eq!(
        place,
        alice.inbox(0).await.1,
        "back to the place that exists"
    );
    assert_eq!(alice.history(&chat).await.len(), 1);
    let head = FrameHead {
        seqid: u64::MAX,
        logid: u64::MAX,
        service: i32::MIN,
        method: METHOD,
    };
    let mut socket = alice.socket("1").await;
    let frame = linnet_proto::frame::encode_request(&head, &Request::default());
    socket.service = i32::MIN;
    socket.stream.send(Message::binary(frame)).await.unwrap();
    socket.ask(200, pull(0, 50)).await;
    stage.stop().await;
}
