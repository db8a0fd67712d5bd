//! The nine cases of handing over a message twice. The key is (sender, client message id): the first content wins, its
//! answer is given again, and nothing is created a second time. Who resends wants the same message, never another.

use std::time::Duration;

use linnet_proto::im_proto::*;

use crate::client::*;

/// Alice, Bob, and their conversation.
struct Pair {
    stage: Stage,
    alice: Person,
    bob: Person,
    chat: ConversationInfoV2,
}

impl Pair {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let alice = stage.person(ALICE).await;
        let bob = stage.person(BOB).await;
        let chat = alice.chat_with(BOB).await;
        Self {
            stage,
            alice,
            bob,
            chat,
        }
    }

    /// Both have these words, each once, by pull and in the history; no push is left over at Bob's.
    async fn has(&self, wanted: &[&str]) {
        for person in [&self.alice, &self.bob] {
            let (entries, _) = person.inbox(0).await;
            let texts: Vec<String> = entries
                .iter()
                .filter(|entry| entry.message_type == Some(10001))
                .map(words)
                .collect();
            assert_eq!(texts, wanted);
            let mut history: Vec<String> =
                person.history(&self.chat).await.iter().map(words).collect();
            history.sort();
            let mut sorted = wanted.to_vec();
            sorted.sort_unstable();
            assert_eq!(history, sorted);
        }
    }

    async fn end(self) {
        self.stage.stop().await;
    }
}

fn id_of(answer: &ResponseBody) -> i64 {
    let sent = answer.send_message_body.as_ref().unwrap();
    assert_eq!(sent.status, Some(0));
    sent.server_message_id.unwrap()
}

/// Invariant 2: one submission is one message.
#[tokio::test]
async fn replay_after_success_gives_the_same_answer() {
    let pair = Pair::new().await;
    let mut his = pair.bob.socket("1").await;
    let first = pair.alice.ask(100, text(&pair.chat, "c1", "once")).await;
    let again = pair.alice.ask(100, text(&pair.chat, "c1", "once")).await;
    assert_eq!(id_of(&again), id_of(&first));
    // Over the socket as well.
    let mut hers = pair.alice.socket("2").await;
    let third = hers.ask(100, text(&pair.chat, "c1", "once")).await;
    assert_eq!(id_of(&third), id_of(&first));
    pair.has(&["once"]).await;
    // Bob was told once: the next thing he hears is the next message.
    assert_eq!(words(&his.new_message().await.message.unwrap()), "once");
    pair.alice.say(&pair.chat, "c2", "next").await;
    assert_eq!(words(&his.new_message().await.message.unwrap()), "next");
    pair.end().await;
}

#[tokio::test]
async fn replay_while_the_first_still_runs_waits_for_it() {
    let pair = Pair::new().await;
    let mut hers = pair.alice.socket("1").await;
    let mut also = pair.alice.socket("2").await;
    // Somebody else is in the middle of writing: the first can neither end nor fail.
    let file = pair.stage.config.data.join("service.db");
    let other = rusqlite::Connection::open(file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let first = hers.send(100, text(&pair.chat, "c1", "once")).await;
    let again = hers.send(100, text(&pair.chat, "c1", "once")).await;
    let elsewhere = also.send(100, text(&pair.chat, "c1", "once")).await;
    // Both connections are past their commands when they answer the heartbeat.
    hers.heartbeat().await;
    also.heartbeat().await;
    other.execute_batch("COMMIT").unwrap();
    let mut ids = Vec::new();
    for answer in [
        hers.answer(first).await,
        hers.answer(again).await,
        also.answer(elsewhere).await,
    ] {
        assert_eq!(answer.status_code, Some(0));
        ids.push(id_of(&answer.body.unwrap()));
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    pair.has(&["once"]).await;
    pair.end().await;
}

#[tokio::test]
async fn replay_after_failure_is_tried_anew() {
    let pair = Pair::new().await;
    let carol = pair.stage.person(CAROL).await;
    let group = pair.alice.group_with(&[BOB]).await;
    // Carol is no member yet: her message is refused, and its key is not used up by that.
    let refused = carol.call(100, text(&group, "k1", "hello")).await;
    let created = |answer: &Response| {
        let body = answer
            .body
            .as_ref()
            .and_then(|body| body.send_message_body.as_ref());
        answer.status_code == Some(0) && body.is_some_and(|sent| sent.status == Some(0))
    };
    assert!(!created(&refused));
    let short_id = group.conversation_short_id;
    let invite = RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_short_id: short_id,
            conversation_id: group.conversation_id.clone(),
            conversation_type: group.conversation_type,
            participants: vec![CAROL],
            ..Default::default()
        }),
        ..RequestBody::default()
    };
    pair.alice.ask(650, invite).await;
    let group = carol.see(&group).await;
    let sent = carol.ask(100, text(&group, "k1", "hello")).await;
    let again = carol.ask(100, text(&group, "k1", "hello")).await;
    assert_eq!(id_of(&again), id_of(&sent));
    let said = pair.alice.history(&group).await;
    assert_eq!(said.iter().filter(|one| words(one) == "hello").count(), 1);
    pair.end().await;
}

/// Invariant 2: one submission is one message.
#[tokio::test]
async fn the_same_key_with_other_content_gets_the_first_answer_and_creates_nothing() {
    let pair = Pair::new().await;
    let first = pair
        .alice
        .ask(100, text(&pair.chat, "c1", "the first"))
        .await;
    let other = pair.alice.ask(100, text(&pair.chat, "c1", "another")).await;
    assert_eq!(id_of(&other), id_of(&first));
    // Even into another conversation.
    let group = pair.alice.group_with(&[BOB]).await;
    let elsewhere = pair.alice.ask(100, text(&group, "c1", "elsewhere")).await;
    assert_eq!(id_of(&elsewhere), id_of(&first));
    assert!(
        pair.bob
            .history(&group)
            .await
            .iter()
            .all(|one| words(one) != "elsewhere")
    );
    pair.has(&["the first"]).await;
    pair.end().await;
}

/// Invariant 2: one submission is one message.
#[tokio::test]
async fn two_keys_with_the_same_content_are_two_messages() {
    let pair = Pair::new().await;
    let one = pair.alice.say(&pair.chat, "c1", "ok").await;
    let two = pair.alice.say(&pair.chat, "c2", "ok").await;
    assert_ne!(one, two);
    // And the same key of another person is another key.
    let seen_by_him = pair.bob.see(&pair.chat).await;
    let his = pair.bob.say(&seen_by_him, "c1", "ok").await;
    assert!(his != one && his != two);
    pair.has(&["ok", "ok", "ok"]).await;
    pair.end().await;
}

#[tokio::test]
async fn replay_on_another_device_is_the_same_message() {
    let pair = Pair::new().await;
    let mut phone = pair.alice.socket("1").await;
    let first = phone.ask(100, text(&pair.chat, "c1", "once")).await;
    // Another device with a token of its own.
    let alice = pair.stage.person(ALICE).await;
    assert_ne!(alice.token, pair.alice.token);
    let mut desk = alice.socket("2").await;
    let again = desk.ask(100, text(&pair.chat, "c1", "once")).await;
    assert_eq!(id_of(&again), id_of(&first));
    pair.has(&["once"]).await;
    pair.end().await;
}

/// Invariant 2: one submission is one message.
#[tokio::test]
async fn replay_after_a_server_restart_is_the_same_message() {
    let mut pair = Pair::new().await;
    let first = pair.alice.say(&pair.chat, "c1", "once").await;
    pair.stage = pair.stage.restart().await;
    pair.alice = pair.stage.person(ALICE).await;
    pair.bob = pair.stage.person(BOB).await;
    assert_eq!(pair.alice.say(&pair.chat, "c1", "once").await, first);
    pair.has(&["once"]).await;
    pair.end().await;
}

#[tokio::test]
async fn replay_after_24_hours_is_the_same_message() {
    let mut pair = Pair::new().await;
    let first = pair.alice.say(&pair.chat, "c1", "once").await;
    pair.stage.clock.pass(Duration::from_secs(24 * 3600 + 1));
    pair.alice = pair.stage.person(ALICE).await;
    pair.bob = pair.stage.person(BOB).await;
    assert_eq!(pair.alice.say(&pair.chat, "c1", "once").await, first);
    pair.has(&["once"]).await;
    pair.end().await;
}

#[tokio::test]
async fn replay_after_recall_brings_nothing_back() {
    let pair = Pair::new().await;
    let first = pair.alice.say(&pair.chat, "c1", "a secret").await;
    pair.alice.ask(702, recall(&pair.chat, first)).await;
    let before = pair.bob.inbox(0).await.0.len();
    assert_eq!(pair.alice.say(&pair.chat, "c1", "a secret").await, first);
    assert_eq!(pair.bob.inbox(0).await.0.len(), before);
    for person in [&pair.alice, &pair.bob] {
        let history = person.history(&pair.chat).await;
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].content.as_deref(), Some(""));
        assert!(!format!("{:?}", person.inbox(0).await.0).contains("secret"));
    }
    pair.end().await;
}

/// Invariant 2: one submission is one message, also for a writer that has not looked first.
#[tokio::test]
async fn the_database_itself_takes_no_second_message_of_a_key() {
    let pair = Pair::new().await;
    pair.alice.say(&pair.chat, "c1", "once").await;
    let file = pair.stage.config.data.join("service.db");
    let other = rusqlite::Connection::open(file).unwrap();
    let doubled = |sender: i64| {
        other.execute(
            "INSERT INTO message (id, conversation, idx, sender, client_id, kind, created_ms, badge, body)
             SELECT id + 1, conversation, idx + 1, ?1, client_id, kind, created_ms, badge, body FROM message",
            [sender],
        )
    };
    let refused = doubled(ALICE).unwrap_err();
    assert_eq!(
        refused.sqlite_error_code(),
        Some(rusqlite::ErrorCode::ConstraintViolation)
    );
    // The same key of another person is another key.
    assert_eq!(doubled(BOB).unwrap(), 1);
    pair.end().await;
}
