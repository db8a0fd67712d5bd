//! Read positions and receipts.

use linnet_core::view::row::Delivery;
use linnet_tests::world::{ALICE, BOB, Lines, World, done, in_time};

#[tokio::test(flavor = "multi_thread")]
async fn reading_on_one_device_reads_on_the_other_and_tells_the_sender() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let bob = [world.device(BOB).await, world.device(BOB).await];
    let chat = alice.chat_with(BOB).await;
    let mut keys = Vec::new();
    for number in 0..5 {
        keys.push(alice.says(&chat, &format!("line {number}")).await);
    }
    for device in &bob {
        device.row(&chat, |row| row.unread == 5).await;
    }
    in_time("read", bob[0].client.mark_read(&chat, &keys[2]))
        .await
        .unwrap();
    for device in &bob {
        device.row(&chat, |row| row.unread == 2).await;
    }
    alice
        .sees(&chat, "three read, two sent", |rows| {
            let read = rows
                .iter()
                .map(|row| row.delivery == Some(Delivery::Read))
                .collect::<Vec<_>>();
            read == [true, true, true, false, false]
        })
        .await;

    in_time("read all", bob[1].client.mark_conversation_read(&chat))
        .await
        .unwrap();
    for device in &bob {
        device.row(&chat, |row| row.unread == 0).await;
        assert_eq!(Lines::open(&device.client).await.unread, 0);
    }
    alice
        .sees(&chat, "all read", |rows| {
            rows.iter().all(|row| row.delivery == Some(Delivery::Read))
        })
        .await;

    // A device that signs in later knows it too.
    let late = world.device(ALICE).await;
    late.sees(&chat, "all read", |rows| {
        rows.len() == 5 && rows.iter().all(|row| row.delivery == Some(Delivery::Read))
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answering_reads_what_came_before() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "will it rain?").await;
    bob.row(&chat, |row| row.unread == 1).await;
    bob.says(&chat, "it will not").await;
    bob.row(&chat, |row| row.unread == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pinning_and_muting_reach_the_other_device() {
    let world = World::new().await;
    let alice = [world.device(ALICE).await, world.device(ALICE).await];
    let chat = alice[0].chat_with(BOB).await;
    alice[0].says(&chat, "hello").await;
    in_time("pin", done(alice[0].client.set_pinned(&chat, true)))
        .await
        .unwrap();
    in_time("mute", done(alice[0].client.set_muted(&chat, true)))
        .await
        .unwrap();
    for device in &alice {
        device.row(&chat, |row| row.pinned && row.muted).await;
    }
    in_time("unpin", done(alice[1].client.set_pinned(&chat, false)))
        .await
        .unwrap();
    for device in &alice {
        device.row(&chat, |row| !row.pinned && row.muted).await;
    }
}
