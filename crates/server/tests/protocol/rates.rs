//! How often somebody may ask, and how much somebody may have on the way.

use linnet_proto::frame::METHOD;
use linnet_proto::im_proto::*;
use linnet_server::{Rate, Rates};
use prost::Message as _;
use tokio_tungstenite::tungstenite::Message;

use futures_util::SinkExt;

use crate::client::*;

const THREE: Rate = Rate {
    burst: 3,
    per_minute: 0,
};

async fn with(rates: Rates) -> Stage {
    Stage::with(|config| config.rates = rates).await
}

#[tokio::test]
async fn who_writes_too_often_is_told_78_and_is_read_again_later() {
    let stage = with(Rates {
        messages: THREE,
        ..Rates::unlimited()
    })
    .await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..3 {
        alice.say(&chat, &format!("c{number}"), "hello").await;
    }
    assert_eq!(alice.refused(100, text(&chat, "c3", "again")).await, 78);
    // On another connection, and for another kind of message, too.
    let mut socket = alice.socket("1").await;
    let refused = socket.call(100, text(&chat, "c3", "again")).await;
    assert_eq!(refused.status_code, Some(78));
    // She reads as before, and Bob writes.
    assert_eq!(alice.history(&chat).await.len(), 3);
    let bob = stage.person(BOB).await;
    bob.say(&bob.see(&chat).await, "b1", "hello").await;
    stage.stop().await;
}

#[tokio::test]
async fn who_asks_too_often_is_told_23() {
    let stage = with(Rates {
        calls: THREE,
        ..Rates::unlimited()
    })
    .await;
    let alice = stage.person(ALICE).await;
    for _ in 0..3 {
        alice.ask(200, pull(0, 50)).await;
    }
    assert_eq!(alice.refused(200, pull(0, 50)).await, 23);
    let bob = stage.person(BOB).await;
    bob.ask(200, pull(0, 50)).await;
    stage.stop().await;
}

#[tokio::test]
async fn people_are_invited_and_looked_up_so_many_at_a_time() {
    let stage = with(Rates {
        invitations: Rate {
            burst: 10,
            per_minute: 0,
        },
        lookups: Rate {
            burst: 10,
            per_minute: 0,
        },
        ..Rates::unlimited()
    })
    .await;
    let alice = stage.person(ALICE).await;
    let crowd: Vec<i64> = (20_000..20_007).collect();
    alice.group_with(&crowd).await;
    let more = create(ConversationType::GroupChat, &[ALICE, BOB, CAROL]);
    assert_eq!(alice.refused(609, more).await, 23);
    let profiles = |count: i64| RequestBody {
        profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
            userids: (1..=count).collect(),
        }),
        ..Default::default()
    };
    alice.ask(2052, profiles(10)).await;
    assert_eq!(alice.refused(2052, profiles(1)).await, 23);
    stage.stop().await;
}

/// A request that is as long as it may be and asks for nothing much.
fn long(alice: &Person) -> Request {
    let mut asking = request(200, &alice.token, pull(0, 50));
    asking.device_id = Some("7".repeat(4 * 1024 * 1024 - 1000));
    asking
}

#[tokio::test]
async fn short_frames_that_hold_much_are_refused_after_a_few_and_plain_ones_are_not() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut socket = alice.socket("1").await;
    let frame = |seqid: u64| {
        let mut asking = long(&alice);
        asking.sequence_id = Some(seqid.cast_signed());
        Frame {
            seqid,
            logid: 1,
            service: 2,
            method: METHOD,
            payload_encoding: Some("__lz4".into()),
            payload: Some(lz4_flex::block::compress(&asking.encode_to_vec())),
            ..Default::default()
        }
    };
    let mut refused = 0;
    for seqid in 1..=20 {
        let bytes = frame(seqid).encode_to_vec();
        socket.stream.send(Message::binary(bytes)).await.unwrap();
        // The answer to a frame that was not opened has the number of the frame.
        let answer = socket.answer(seqid.cast_signed()).await;
        match answer.status_code {
            Some(0) => {}
            Some(23) => refused += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(refused >= 10, "{refused}");
    socket.ask(200, pull(0, 50)).await;
    stage.stop().await;
}

#[tokio::test]
async fn a_long_body_is_read_and_answered() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let post = async |token: &str| {
        let mut asking = long(&alice);
        asking.token = Some(token.to_owned());
        let answer = alice
            .http
            .post(format!("{}/v1/message/get_by_user", alice.api_url))
            .header("content-type", "application/x-protobuf")
            .body(asking.encode_to_vec())
            .timeout(LIMIT)
            .send()
            .await
            .unwrap();
        let answer = Response::decode(answer.bytes().await.unwrap()).unwrap();
        assert_eq!((answer.cmd, answer.sequence_id), (Some(200), Some(10_001)));
        answer.status_code
    };
    for _ in 0..10 {
        assert_eq!(post(&alice.token).await, Some(0), "given back each time");
    }
    assert_eq!(post("nobody's").await, Some(1));
    stage.stop().await;
}
