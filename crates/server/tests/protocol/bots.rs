//! Bots: their list, a chat that begins anew, and answers that are written piece by piece, stopped and written once more.

use linnet_proto::choices;
use linnet_proto::im_proto::*;

use crate::changes::edit;
use crate::client::*;

/// Bob is a bot in these stories.
async fn stage() -> Stage {
    let stage = Stage::new().await;
    let server = &stage.server;
    for (user, name) in [(ALICE, "Alice"), (BOB, "Bob")] {
        server
            .add_user(user, Some(name.into()), None)
            .await
            .unwrap();
    }
    server.set_bot(BOB, true).await.unwrap();
    stage
}

async fn asked(person: &Person, command: i32, headers: &[(&'static str, String)]) -> Response {
    let headers: Vec<(&'static str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    person
        .call_with(command, RequestBody::default(), &headers)
        .await
}

fn of_chat(chat: &ConversationInfoV2) -> Vec<(&'static str, String)> {
    let number = chat.conversation_short_id.unwrap().to_string();
    vec![(choices::HEADER_CONVERSATION, number)]
}

fn of_answer(chat: &ConversationInfoV2, message: i64) -> Vec<(&'static str, String)> {
    let mut headers = of_chat(chat);
    headers.push((choices::HEADER_MESSAGE, message.to_string()));
    headers
}

/// The first piece of an answer.
async fn begin(bot: &Person, chat: &ConversationInfoV2, id: &str, words: &str) -> i64 {
    let mut body = text(chat, id, words);
    let send = body.send_message_body.as_mut().unwrap();
    send.ext
        .insert(choices::EXT_STREAM.into(), choices::STREAM_ON.into());
    let sent = bot.ask(100, body).await.send_message_body.unwrap();
    sent.server_message_id.unwrap()
}

fn piece(chat: &ConversationInfoV2, message: i64, words: &str, stream: &str) -> RequestBody {
    let mut body = edit(chat, message, words);
    let edit = body.modify_message_ext_body.as_mut().unwrap();
    edit.ext.insert(choices::EXT_STREAM.into(), stream.into());
    body
}

async fn newest(person: &Person, chat: &ConversationInfoV2) -> MessageBody {
    person.history(chat).await.remove(0)
}

#[tokio::test]
async fn bots_are_listed_and_their_profiles_say_it() {
    let stage = stage().await;
    let alice = stage.person(ALICE).await;
    let answer = asked(&alice, choices::LIST_BOTS, &[]).await;
    assert_eq!(answer.headers[choices::HEADER_BOTS], BOB.to_string());
    assert!(!answer.headers.contains_key(choices::HEADER_CURSOR));
    let first = 70_000;
    for bot in first..first + i64::try_from(choices::MAX_BOTS_PAGE).unwrap() {
        stage.server.add_user(bot, None, None).await.unwrap();
        stage.server.set_bot(bot, true).await.unwrap();
    }
    let mut all = Vec::new();
    let mut headers = Vec::new();
    loop {
        let page = asked(&alice, choices::LIST_BOTS, &headers).await;
        all.extend(
            page.headers[choices::HEADER_BOTS]
                .split(',')
                .map(String::from),
        );
        let Some(cursor) = page.headers.get(choices::HEADER_CURSOR) else {
            break;
        };
        headers = vec![(choices::HEADER_CURSOR, cursor.clone())];
    }
    assert_eq!(all.len(), choices::MAX_BOTS_PAGE + 1);
    let wrong = [(choices::HEADER_CURSOR, "x".to_owned())];
    assert_eq!(
        asked(&alice, choices::LIST_BOTS, &wrong).await.status_code,
        Some(4)
    );
    let body = RequestBody {
        profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
            userids: vec![ALICE, BOB],
        }),
        ..RequestBody::default()
    };
    let profiles = alice.ask(2052, body).await.profile_batch_get_info_body;
    let says: Vec<_> = profiles
        .unwrap()
        .profiles
        .into_iter()
        .map(|it| it.basic_ext_info)
        .collect();
    assert_eq!(says, [None, Some(r#"{"a:bot":"1"}"#.to_owned())]);
    stage.stop().await;
}

#[tokio::test]
async fn a_chat_begins_anew_with_a_line_that_the_bot_reads_as_well() {
    let stage = stage().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "c1", "hello").await;
    let mut headers = of_chat(&chat);
    headers.push((choices::HEADER_GREETING, "1".to_owned()));
    assert_eq!(
        asked(&alice, choices::NEW_CHAT, &headers).await.status_code,
        Some(0)
    );
    for person in [&alice, &bob] {
        let line = newest(person, &chat).await;
        assert_eq!(line.sender, Some(0));
        let said: serde_json::Value = serde_json::from_str(&line.ext["a:notice"]).unwrap();
        assert_eq!(
            (&said["kind"], &said["greet"]),
            (&"new_chat".into(), &true.into())
        );
        assert_eq!(said["actor"], ALICE);
    }
    // Nobody else's, with no person, and nothing at all.
    assert_ne!(
        asked(&carol, choices::NEW_CHAT, &headers).await.status_code,
        Some(0)
    );
    let people = alice.chat_with(CAROL).await;
    let refused = asked(&alice, choices::NEW_CHAT, &of_chat(&people)).await;
    assert_eq!(refused.status_code, Some(4));
    assert_eq!(
        asked(&alice, choices::NEW_CHAT, &[]).await.status_code,
        Some(4)
    );
    stage.stop().await;
}

#[tokio::test]
async fn an_answer_grows_by_pieces_and_what_is_applied_is_what_is_fetched() {
    let stage = stage().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let his = bob.see(&chat).await;
    let id = begin(&bob, &his, "a1", "One").await;
    let mut socket = alice.socket("1").await;
    for (words, stream) in [("One two", "on"), ("One two three", "done")] {
        bob.ask(2021, piece(&his, id, words, stream)).await;
        let told = socket.new_message().await.message.unwrap();
        assert_eq!(told, newest(&alice, &chat).await);
        assert_eq!(told.ext[choices::EXT_STREAM], stream);
        assert!(told.ext.contains_key(choices::EXT_STREAM_TIME));
        assert!(!told.ext.contains_key("s:is_edited"), "it is no correction");
    }
    // The answer to the last piece was lost.
    let count = alice.inbox(0).await.0.len();
    bob.ask(2021, piece(&his, id, "One two three", "done"))
        .await;
    assert_eq!(alice.inbox(0).await.0.len(), count);
    // It has ended; others, and what was whole from the beginning, have no pieces.
    assert_eq!(bob.refused(2021, piece(&his, id, "more", "on")).await, 4);
    assert_eq!(
        alice.refused(2021, piece(&chat, id, "mine", "on")).await,
        11
    );
    let plain = alice.say(&chat, "c2", "plain").await;
    assert_eq!(alice.refused(2021, piece(&chat, plain, "x", "on")).await, 4);
    assert_eq!(bob.refused(2021, piece(&his, id, "x", "exploded")).await, 4);
    stage.stop().await;
}

#[tokio::test]
async fn an_answer_is_stopped_and_written_once_more() {
    let stage = stage().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let his = bob.see(&chat).await;
    let id = begin(&bob, &his, "a1", "One").await;
    let answer = of_answer(&chat, id);
    // While it is written it is not written once more.
    let (stop, again) = (choices::STOP_ANSWER, choices::ANSWER_AGAIN);
    assert_eq!(asked(&alice, again, &answer).await.status_code, Some(0));
    assert!(
        !newest(&alice, &chat)
            .await
            .ext
            .contains_key(choices::EXT_STREAM_TRY)
    );
    for _ in 0..2 {
        assert_eq!(asked(&alice, stop, &answer).await.status_code, Some(0));
        let told = newest(&alice, &chat).await;
        assert_eq!(told.ext[choices::EXT_STREAM], choices::STREAM_STOPPED);
        assert_eq!(told.version, Some(2));
    }
    assert_eq!(bob.refused(2021, piece(&his, id, "One two", "on")).await, 4);
    assert_eq!(words(&newest(&alice, &chat).await), "One");

    assert_eq!(asked(&alice, again, &answer).await.status_code, Some(0));
    let told = newest(&bob, &his).await;
    assert_eq!(told.ext[choices::EXT_STREAM], choices::STREAM_ON);
    assert_eq!(told.ext[choices::EXT_STREAM_TRY], "1");
    bob.ask(2021, piece(&his, id, "Another", "done")).await;
    assert_eq!(words(&newest(&alice, &chat).await), "Another");

    // Nobody else's, no message of a person, and none that others stand below.
    let carol = stage.person(CAROL).await;
    assert_ne!(asked(&carol, stop, &answer).await.status_code, Some(0));
    assert_eq!(asked(&bob, stop, &answer).await.status_code, Some(4));
    let plain = alice.say(&chat, "c1", "plain").await;
    for command in [stop, again] {
        let refused = asked(&alice, command, &of_answer(&chat, plain)).await;
        assert_eq!(refused.status_code, Some(4));
        assert_eq!(
            asked(&alice, command, &of_chat(&chat)).await.status_code,
            Some(4)
        );
    }
    assert_eq!(asked(&alice, again, &answer).await.status_code, Some(4));
    stage.stop().await;
}

#[tokio::test]
async fn an_answer_that_fell_silent_is_written_once_more() {
    let stage = stage().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let his = bob.see(&chat).await;
    let id = begin(&bob, &his, "a1", "One").await;
    let silence = choices::STREAM_SILENCE_MS.unsigned_abs() + 1;
    stage.clock.pass(std::time::Duration::from_millis(silence));
    let answer = of_answer(&chat, id);
    asked(&alice, choices::ANSWER_AGAIN, &answer).await;
    assert_eq!(newest(&bob, &his).await.ext[choices::EXT_STREAM_TRY], "1");
    stage.stop().await;
}
