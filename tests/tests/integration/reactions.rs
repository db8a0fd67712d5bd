//! Reactions to messages.

use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::{MessageRow, ReactionRow};
use linnet_core::{Error, Event};
use linnet_proto::choices::MAX_REACTION_KEYS;
use linnet_tests::world::{ALICE, BOB, Device, World, done, in_time};

/// Reactions of a message, each as key, count, and what is to be said of it beside.
fn reactions(rows: &[MessageRow], message: &MessageKey) -> Vec<String> {
    let row = rows.iter().find(|row| row.id == *message);
    let all = row.into_iter().flat_map(|row| &row.reactions);
    all.map(|one: &ReactionRow| {
        let own = if one.own { " own" } else { "" };
        let pending = if one.pending { " pending" } else { "" };
        let names = one.names.join(" ");
        format!("{} {}{own}{pending} {names}", one.key, one.count)
            .trim_end()
            .to_owned()
    })
    .collect()
}

async fn shows(device: &Device, chat: &ConversationId, message: &MessageKey, wanted: &[&str]) {
    let what = format!("{wanted:?} for {}", device.user);
    device
        .sees(chat, &what, |rows| reactions(rows, message) == wanted)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_is_shown_at_once_kept_over_a_restart_and_seen_by_all() {
    let mut world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let (bob, his_second) = (world.device(BOB).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let message = alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    done(alice.client.react(&message, "🐦", true))
        .await
        .unwrap();
    shows(&bob, &chat, &message, &["🐦 1 Alice"]).await;

    world.stop().await;
    bob.client.react(&message, "🐦", true).await.unwrap();
    bob.client.react(&message, "👍", true).await.unwrap();
    bob.client.react(&message, "🎉", true).await.unwrap();
    // The last word counts: nothing of it is asked of the server.
    bob.client.react(&message, "🎉", false).await.unwrap();
    let waiting = ["🐦 2 own pending Alice", "👍 1 own pending"];
    shows(&bob, &chat, &message, &waiting).await;
    let bob = bob.stop().await.open().await;
    shows(&bob, &chat, &message, &waiting).await;

    world.restart().await;
    bob.client.start();
    bob.ready().await;
    for device in [&bob, &his_second] {
        shows(device, &chat, &message, &["🐦 2 own Alice", "👍 1 own"]).await;
    }
    for device in [&alice, &second] {
        shows(device, &chat, &message, &["🐦 2 own Bob", "👍 1 Bob"]).await;
    }
    done(bob.client.react(&message, "🐦", false)).await.unwrap();
    done(bob.client.react(&message, "👍", false)).await.unwrap();
    // Once more is no mistake.
    done(bob.client.react(&message, "👍", false)).await.unwrap();
    for device in [&bob, &his_second] {
        shows(device, &chat, &message, &["🐦 1 Alice"]).await;
    }
    let fresh = world.device(ALICE).await;
    for device in [&alice, &second, &fresh] {
        shows(device, &chat, &message, &["🐦 1 own"]).await;
    }
    // It is no news.
    bob.client.mark_conversation_read(&chat).await.unwrap();
    bob.row(&chat, |row| row.unread == 0).await;
    done(alice.client.react(&message, "👍", true))
        .await
        .unwrap();
    shows(&bob, &chat, &message, &["🐦 1 Alice", "👍 1 Alice"]).await;
    let row = bob.row(&chat, |_| true).await;
    assert_eq!(row.unread, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_that_is_one_too_many_goes_and_says_why() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let message = alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    for number in 0..MAX_REACTION_KEYS {
        let key = format!("key {number}");
        done(alice.client.react(&message, &key, true))
            .await
            .unwrap();
    }
    bob.sees(&chat, "all of them", |rows| {
        reactions(rows, &message).len() == MAX_REACTION_KEYS
    })
    .await;
    let mut events = bob.client.events();
    let refused = done(bob.client.react(&message, "👍", true)).await;
    assert!(matches!(refused, Err(Error::Status { status: 18, .. })));
    bob.sees(&chat, "nothing of it", |rows| {
        let all = reactions(rows, &message);
        all.len() == MAX_REACTION_KEYS && all.iter().all(|one| !one.contains("own"))
    })
    .await;
    let told = in_time("the sentence", async {
        loop {
            match events.next().await {
                Some(Event::OperationRefused { reason, .. }) => return reason,
                Some(_) => {}
                None => panic!("the client runs"),
            }
        }
    })
    .await;
    assert!(!told.text.zh.is_empty());
    // What nobody could see or nobody could send is refused here.
    for key in ["", "\u{200b}", &"x".repeat(65)] {
        assert!(bob.client.react(&message, key, true).await.is_err());
    }
}
