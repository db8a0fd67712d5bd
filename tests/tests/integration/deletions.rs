//! Messages that are deleted for oneself, and had back.

use linnet_core::Error;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Delivery, MessageRow};
use linnet_tests::world::{ALICE, BOB, Device, World, in_time, words};

fn keys(rows: &[MessageRow]) -> Vec<MessageKey> {
    rows.iter().map(|row| row.id.clone()).collect()
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
async fn deleted_messages_are_had_back_and_nobody_was_told() {
    let world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let chat = alice.chat_with(BOB).await;
    for said in ["one", "two", "three"] {
        alice.says(&chat, said).await;
    }
    let rows = second
        .sees(&chat, "all", |rows| {
            rows.len() == 3 && rows.iter().all(|row| row.server_id.is_some())
        })
        .await;
    alice.reads(&chat, &["one", "two", "three"]).await;
    let deleted = &keys(&rows)[..2];
    alice.client.delete_messages(deleted).await.unwrap();
    alice.reads(&chat, &["three"]).await;
    alice.client.undelete_messages(deleted).await.unwrap();
    alice.reads(&chat, &["one", "two", "three"]).await;
    assert_eq!(alice.client.operations_waiting().await.unwrap(), 0);
    // Nothing is left to be had back.
    let again = alice.client.undelete_messages(deleted).await;
    assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
    let fresh = world.device(ALICE).await;
    for device in [&second, &fresh] {
        device.reads(&chat, &["one", "two", "three"]).await;
    }

    // Not had back in time, they go everywhere.
    alice.client.delete_messages(deleted).await.unwrap();
    for device in [&alice, &second, &fresh] {
        device.reads(&chat, &["three"]).await;
    }
    all_done(&alice).await;
    let late = alice.client.undelete_messages(deleted).await;
    assert!(matches!(late, Err(Error::NotFound(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_ends_meanwhile_deletes_at_its_next_start() {
    let mut world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let bob = world.device(BOB).await;
    let group = alice
        .client
        .create_group("n", "Birds", vec![UserId(BOB)])
        .await
        .unwrap();
    alice.says(&group, "at the server").await;
    let rows = alice
        .sees(&group, "it", |rows| {
            words(rows) == ["at the server"] && rows.iter().all(|row| row.server_id.is_some())
        })
        .await;
    second.reads(&group, &["at the server"]).await;

    world.stop().await;
    // One waits to be sent: it is given up at once.
    let waiting = alice.says(&group, "never sent").await;
    let said = rows.last().unwrap().id.clone();
    let deleted = [said, waiting.clone()];
    alice.client.delete_messages(&deleted).await.unwrap();
    alice.reads(&group, &[]).await;
    let alice = alice.stop().await.open().await;
    alice.reads(&group, &[]).await;
    world.restart().await;
    alice.client.start();
    alice.ready().await;
    for device in [&alice, &second] {
        device.reads(&group, &[]).await;
    }
    bob.reads(&group, &["at the server"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_message_is_deleted_and_had_back_like_any_other() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let group = bob
        .client
        .create_group("n", "Birds", vec![UserId(ALICE)])
        .await
        .unwrap();
    alice.row(&group, |row| row.member).await;
    // Offline, and then removed.
    let draft = linnet_core::Draft::text(linnet_core::Draft::new_submission(), "stopped", vec![]);
    let closed = alice.stop().await;
    let alice = closed.open().await;
    let key = alice.client.send(&group, draft).await.unwrap();
    bob.client
        .remove_member(&group, UserId(ALICE))
        .await
        .unwrap();
    alice.client.start();
    let stopped = |rows: &[MessageRow]| {
        let failed = |row: &MessageRow| matches!(row.delivery, Some(Delivery::Failed { .. }));
        words(rows) == ["stopped"] && rows.iter().any(failed)
    };
    alice.sees(&group, "stopped", stopped).await;
    let deleted = [key];
    alice.client.delete_messages(&deleted).await.unwrap();
    alice.reads(&group, &[]).await;
    alice.client.undelete_messages(&deleted).await.unwrap();
    alice.sees(&group, "stopped", stopped).await;
    alice.client.delete_messages(&deleted).await.unwrap();
    let alice = alice.restart().await;
    all_done(&alice).await;
    alice.reads(&group, &[]).await;
    assert!(alice.client.unsent().await.unwrap().is_empty());
}

/// Whether a conversation stands in the list.
async fn is_listed(device: &Device, chat: &ConversationId) -> bool {
    let (rows, _) = device.client.conversations().whole().open().await.unwrap();
    rows.iter().any(|row| row.id == *chat)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_deleted_on_one_device_stays_on_the_others_and_comes_back_with_a_message() {
    let world = World::new().await;
    let (alice, other, bob) = (
        world.device(ALICE).await,
        world.device(ALICE).await,
        world.device(BOB).await,
    );
    let chat = bob.chat_with(ALICE).await;
    bob.says(&chat, "before").await;
    for device in [&alice, &other] {
        device.reads(&chat, &["before"]).await;
    }
    alice.client.delete_conversation_here(&chat).await.unwrap();
    assert!(!is_listed(&alice, &chat).await);
    // A restart does not bring it back, and the other device has it all the time.
    let alice = alice.restart().await;
    alice.ready().await;
    assert!(!is_listed(&alice, &chat).await);
    assert!(is_listed(&other, &chat).await);

    bob.says(&chat, "after").await;
    alice.row(&chat, |row| row.unread == 1).await;
    alice.reads(&chat, &["after"]).await;
    other.reads(&chat, &["before", "after"]).await;
}
