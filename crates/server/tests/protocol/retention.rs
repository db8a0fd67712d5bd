//! What is older than the retention is gone, at once and for good.

use std::time::Duration;

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::recall::unread;

#[tokio::test]
async fn old_messages_are_gone_from_pull_and_history_and_ids_go_on() {
    let stage = Stage::with(|config| config.retention = Some(Duration::from_secs(1800))).await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..30 {
        alice.say(&chat, &format!("old{number}"), "old").await;
    }
    stage.clock.pass(Duration::from_secs(1000));
    for number in 0..5 {
        alice.say(&chat, &format!("new{number}"), "new").await;
    }
    let (_, end) = alice.inbox(0).await;
    stage.clock.pass(Duration::from_secs(900));
    for _ in 0..2 {
        let answer = alice
            .ask(301, history(&chat, MessageDirection::Older, 0, 20))
            .await;
        let page = answer.messages_in_conversation_body.unwrap();
        assert_eq!(page.messages.len(), 5);
        assert_eq!(page.has_more, Some(false), "no older history at the edge");
        // From before the edge: an empty page says where it is, and the entries follow from there.
        let answer = alice.ask(200, pull(0, 3)).await;
        let edge = answer.messages_per_user_body.unwrap();
        assert!(edge.messages.is_empty() && edge.has_more == Some(true));
        let from = edge.next_cursor.unwrap();
        let answer = alice.ask(200, pull(from, 3)).await;
        let page = answer.messages_per_user_body.unwrap();
        assert_eq!(page.messages.len(), 3);
        assert_eq!(alice.inbox(0).await.0.len(), 5);
    }
    stage.clock.pass(Duration::from_secs(1000));
    let (entries, place) = alice.inbox(0).await;
    assert!(entries.is_empty());
    assert_eq!(place, end, "an empty page with the newest place");

    // A start purges; indexes and cursors go on where they were.
    let stage = stage.restart().await;
    let alice = stage.person(ALICE).await;
    alice.say(&chat, "after", "after").await;
    let (entries, place) = alice.inbox(end).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].index_in_conversation, Some(36));
    assert!(place > end);
    stage.stop().await;
}

#[tokio::test]
async fn what_the_retention_has_taken_is_unread_for_nobody() {
    let stage = Stage::with(|config| config.retention = Some(Duration::from_secs(1800))).await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..30 {
        alice.say(&chat, &format!("old{number}"), "old").await;
    }
    bob.ask(604, read(&chat, 10)).await;
    assert_eq!(unread(&bob.see(&chat).await), 20);
    stage.clock.pass(Duration::from_secs(1000));
    for number in 0..5 {
        alice.say(&chat, &format!("new{number}"), "new").await;
    }
    assert_eq!(unread(&bob.see(&chat).await), 25);
    stage.clock.pass(Duration::from_secs(900));
    // At once, and after the purge has come by.
    assert_eq!(unread(&bob.see(&chat).await), 5);
    let stage = stage.restart().await;
    let bob = stage.person(BOB).await;
    assert_eq!(unread(&bob.see(&chat).await), 5);
    bob.ask(604, read(&chat, 33)).await;
    assert_eq!(unread(&bob.see(&chat).await), 2);
    stage.clock.pass(Duration::from_secs(1800));
    assert_eq!(unread(&bob.see(&chat).await), 0);
    stage.stop().await;
}
