//! Who is there: asked, told, and kept from those it does not concern.

use linnet_proto::choices;
use linnet_proto::im_proto::*;

use crate::client::*;
use crate::contacts::block;

fn named(users: &str) -> Vec<(&'static str, &str)> {
    vec![(choices::HEADER_USERS, users)]
}

/// What is answered over HTTP.
async fn asked(person: &Person, users: &str) -> String {
    let headers = named(users);
    let answer = person
        .call_with(choices::WATCH_PRESENCE, RequestBody::default(), &headers)
        .await;
    assert_eq!(answer.status_code, Some(0));
    answer.headers[choices::HEADER_PRESENCE].clone()
}

/// Watches over a socket.
async fn watch(socket: &mut Socket, users: &str) -> String {
    let headers = named(users);
    let answer = socket
        .call_with(choices::WATCH_PRESENCE, RequestBody::default(), &headers)
        .await;
    assert_eq!(answer.status_code, Some(0));
    answer.headers[choices::HEADER_PRESENCE].clone()
}

/// The next news of presence.
async fn news(socket: &mut Socket) -> String {
    loop {
        let told = socket.transient().await;
        let json: serde_json::Value = serde_json::from_str(&told.content.unwrap()).unwrap();
        if json["type"] == choices::PRESENCE_CONTENT_TYPE {
            assert_eq!(told.conversation_id, None);
            return json["presence"].as_str().unwrap().to_owned();
        }
    }
}

#[tokio::test]
async fn those_whom_somebody_has_written_to_see_when_they_come_and_go() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let both = format!("{BOB},{CAROL}");
    // Whoever makes a chat with a stranger learns nothing by it.
    assert_eq!(asked(&alice, &both).await, "");
    bob.say(&bob.see(&chat).await, "b1", "hello").await;
    assert_eq!(asked(&alice, &both).await, format!("{BOB}:0"));
    // She has not written to him.
    assert_eq!(asked(&bob, &ALICE.to_string()).await, "");

    let mut hers = alice.socket("1").await;
    assert_eq!(watch(&mut hers, &both).await, format!("{BOB}:0"));
    let his = bob.socket("1").await;
    assert_eq!(news(&mut hers).await, format!("{BOB}:1"));
    // A second device is nothing new; the last one that goes is.
    let second = bob.socket("2").await;
    drop(his);
    let mut carols = carol.socket("1").await;
    assert_eq!(watch(&mut carols, "").await, "");
    drop(second);
    let now = stage.clock.now();
    assert_eq!(news(&mut hers).await, format!("{BOB}:{now}"));
    assert_eq!(asked(&alice, &both).await, format!("{BOB}:{now}"));
    stage.stop().await;
}

#[tokio::test]
async fn a_person_who_is_blocked_knows_it_no_more() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    bob.say(&bob.see(&chat).await, "b1", "hello").await;
    let _his = bob.socket("1").await;
    let mut hers = alice.socket("1").await;
    let him = BOB.to_string();
    assert_eq!(watch(&mut hers, &him).await, format!("{BOB}:1"));
    bob.ask(2033, block(ALICE, true)).await;
    assert_eq!(news(&mut hers).await, format!("{BOB}:0"));
    assert_eq!(watch(&mut hers, &him).await, "");
    bob.ask(2033, block(ALICE, false)).await;
    assert_eq!(watch(&mut hers, &him).await, format!("{BOB}:1"));
    stage.stop().await;
}

#[tokio::test]
async fn a_question_has_its_limits() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let many: Vec<String> = (1..=501).map(|user| user.to_string()).collect();
    for (users, status) in [
        (many.join(","), 18),
        ("x".to_owned(), 4),
        ("-1".to_owned(), 4),
        ("1,2".to_owned(), 0),
        (",,".to_owned(), 0),
    ] {
        let headers = named(&users);
        let answer = alice
            .call_with(choices::WATCH_PRESENCE, RequestBody::default(), &headers)
            .await;
        assert_eq!(answer.status_code, Some(status), "{users}");
    }
    stage.stop().await;
}
