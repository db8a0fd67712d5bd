//! What is asked for without a connection, beside sending: shown at once, kept, carried out later or refused.

use std::time::Duration;

use linnet_core::view::row::{Body, MessageRow};
use linnet_core::{Error, Event};
use linnet_server::{Clock, Config};
use linnet_tests::world::{ALICE, BOB, Device, Turned, World, done, in_time, words};
use std::sync::Arc;

fn recalled(rows: &[MessageRow]) -> bool {
    rows.iter().any(|row| matches!(row.body, Body::Recalled))
}

/// Everything that was asked for has been confirmed.
async fn all_done(device: &Device) {
    in_time("the operations", async {
        while device.client.operations_waiting().await.unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_for_offline_is_shown_kept_over_a_restart_and_carried_out() {
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "to be withdrawn").await;
    alice.says(&chat, "to be deleted").await;
    let rows = alice
        .sees(&chat, "both at the server", |rows| {
            rows.len() == 2 && rows.iter().all(|row| row.server_id.is_some())
        })
        .await;
    bob.reads(&chat, &["to be withdrawn", "to be deleted"])
        .await;

    world.stop().await;
    let withdrawn = in_time("recall", alice.client.recall(&rows[0].id))
        .await
        .unwrap();
    alice.client.delete_message(&rows[1].id).await.unwrap();
    alice.client.set_pinned(&chat, true).await.unwrap();
    alice.client.set_muted(&chat, true).await.unwrap();
    let shown = |rows: &[MessageRow]| rows.len() == 1 && recalled(rows);
    alice.sees(&chat, "the effect", shown).await;
    alice.row(&chat, |row| row.pinned && row.muted).await;

    // The program ends before there is a connection again.
    let closed = alice.stop().await;
    assert!(matches!(withdrawn.done().await, Err(Error::Stopped)));
    let alice = closed.open().await;
    alice.sees(&chat, "the effect", shown).await;
    alice.row(&chat, |row| row.pinned && row.muted).await;
    assert_eq!(alice.client.operations_waiting().await.unwrap(), 4);

    world.restart().await;
    alice.client.start();
    alice.ready().await;
    all_done(&alice).await;
    alice.sees(&chat, "the same", shown).await;
    bob.sees(&chat, "the recall", |rows| {
        rows.len() == 2 && recalled(rows)
    })
    .await;
    let fresh = world.device(ALICE).await;
    fresh.sees(&chat, "the same", shown).await;
    fresh.row(&chat, |row| row.pinned && row.muted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_that_is_cleared_or_deleted_offline_keeps_what_comes_later() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = bob.chat_with(ALICE).await;
    bob.says(&chat, "old").await;
    // Something is known of it beside its message, so it keeps its line when it is empty.
    assert_eq!(alice.chat_with(BOB).await, chat);
    alice.reads(&chat, &["old"]).await;

    world.stop().await;
    alice.client.clear_history(&chat).await.unwrap();
    alice.reads(&chat, &[]).await;
    alice.row(&chat, |row| row.unread == 0).await;
    bob.says(&chat, "new").await;
    world.restart().await;
    alice.reads(&chat, &["new"]).await;
    all_done(&alice).await;
    alice.reads(&chat, &["new"]).await;

    world.stop().await;
    alice.client.delete_conversation(&chat).await.unwrap();
    let (rows, _) = alice.client.conversations().whole().open().await.unwrap();
    assert!(rows.is_empty(), "{rows:?}");
    world.restart().await;
    alice.ready().await;
    all_done(&alice).await;
    let fresh = world.device(ALICE).await;
    let (rows, _) = fresh.client.conversations().whole().open().await.unwrap();
    assert!(rows.is_empty(), "{rows:?}");
    bob.says(&chat, "again").await;
    for device in [&alice, &fresh] {
        device.reads(&chat, &["again"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_recall_leaves_the_words_and_says_why() {
    let clock = Arc::new(Turned::default());
    let given = Arc::clone(&clock);
    let mut world = World::with(move |config: &mut Config| {
        config.clock = given as Arc<dyn Clock>;
    })
    .await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "too late").await;
    alice
        .sees(&chat, "sent", |rows| {
            rows.iter().all(|row| row.server_id.is_some())
        })
        .await;
    world.stop().await;
    let mut events = alice.client.events();
    let asked = alice.client.recall(&key).await.unwrap();
    alice.sees(&chat, "the effect", recalled).await;
    // The server allows it for two minutes.
    clock.pass(Duration::from_secs(180));
    world.restart().await;
    let refused = in_time("the refusal", asked.done()).await;
    assert!(
        matches!(refused, Err(Error::Status { .. } | Error::Operation { .. })),
        "{refused:?}"
    );
    let rows = alice.sees(&chat, "the words", |rows| !recalled(rows)).await;
    assert_eq!(words(&rows), ["too late"]);
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
    assert!(!told.text.en.is_empty() && !told.text.zh.is_empty());
    assert_eq!(alice.client.operations_waiting().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_word_on_a_setting_counts() {
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "hello").await;
    done(alice.client.set_muted(&chat, true)).await.unwrap();
    world.stop().await;
    let first = alice.client.set_pinned(&chat, true).await.unwrap();
    let second = alice.client.set_pinned(&chat, false).await.unwrap();
    let third = alice.client.set_pinned(&chat, true).await.unwrap();
    alice.client.set_muted(&chat, false).await.unwrap();
    assert_eq!(alice.client.operations_waiting().await.unwrap(), 2);
    world.restart().await;
    for asked in [first, second, third] {
        in_time("done", asked.done()).await.unwrap();
    }
    all_done(&alice).await;
    let fresh = world.device(ALICE).await;
    for device in [&alice, &fresh] {
        device.row(&chat, |row| row.pinned && !row.muted).await;
    }
}
