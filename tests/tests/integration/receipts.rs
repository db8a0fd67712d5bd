//! Who of a group has read a message.

use linnet_core::model::readers::ReadBy;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, said};

/// Waits until a message says that so many have read it.
async fn read_by(
    device: &Device,
    chat: &ConversationId,
    message: &MessageKey,
    count: u32,
    of: u32,
) {
    device
        .sees(chat, &format!("read by {count} of {of}"), |rows| {
            let row = rows.iter().find(|row| row.id == *message);
            row.is_some_and(|row| row.read_by == Some(ReadBy { count, of }))
        })
        .await;
}

/// Ids of those who have read a message, and of those who have not.
async fn lists(device: &Device, message: &MessageKey) -> (Vec<i64>, Vec<i64>) {
    let readers = device.client.readers(message).await.unwrap();
    let ids = |members: Vec<linnet_core::view::row::Member>| {
        members.iter().map(|member| member.person.id.0).collect()
    };
    (ids(readers.read), ids(readers.unread))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_tells_how_many_have_read_and_who() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let her_second = world.device(ALICE).await;
    let carol = world.device(CAROL).await;
    let group = alice
        .client
        .create_group("nonce", "Linnets", vec![UserId(BOB), UserId(CAROL)])
        .await
        .unwrap();
    let first = alice.says(&group, "first").await;
    for device in [&alice, &her_second] {
        read_by(device, &group, &first, 0, 2).await;
    }
    bob.reads(&group, &["first"]).await;
    bob.client.mark_conversation_read(&group).await.unwrap();
    for device in [&alice, &her_second] {
        read_by(device, &group, &first, 1, 2).await;
    }
    assert_eq!(lists(&alice, &first).await, (vec![BOB], vec![CAROL]));
    // Others are told nothing of it in their rows: it is for the one who wrote.
    bob.sees(&group, "no number", |rows| {
        rows.iter().all(|row| row.read_by.is_none())
    })
    .await;

    // Who answers has read what stands before, and no receipt says so.
    carol.reads(&group, &["first"]).await;
    carol.says(&group, "an answer").await;
    read_by(&alice, &group, &first, 2, 2).await;
    assert_eq!(lists(&alice, &first).await, (vec![BOB, CAROL], vec![]));

    // What was read while this device was away is asked for, and a new device knows it as well.
    let second = alice.says(&group, "second").await;
    read_by(&alice, &group, &second, 0, 2).await;
    let away = her_second.stop().await;
    bob.sees(&group, "the second", |rows| said(rows).count() == 3)
        .await;
    bob.client.mark_conversation_read(&group).await.unwrap();
    read_by(&alice, &group, &second, 1, 2).await;
    let her_second = away.open().await;
    her_second.client.start();
    her_second.ready().await;
    let fresh = world.device(ALICE).await;
    for device in [&her_second, &fresh] {
        read_by(device, &group, &second, 1, 2).await;
    }
    // It is kept without a connection.
    world.stop().await;
    read_by(&fresh, &group, &second, 1, 2).await;
    assert_eq!(lists(&fresh, &second).await, (vec![BOB], vec![CAROL]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_later_or_goes_is_not_counted() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let carol = world.device(CAROL).await;
    let group = alice
        .client
        .create_group("nonce", "Linnets", vec![UserId(BOB)])
        .await
        .unwrap();
    let first = alice.says(&group, "first").await;
    // It is at the server before she comes.
    alice
        .sees(&group, "the first", |rows| {
            said(rows).any(|row| row.server_id.is_some())
        })
        .await;
    let screen = alice.screen(&group).await;
    alice
        .client
        .add_members(&group, vec![UserId(CAROL)])
        .await
        .unwrap();
    carol.row(&group, |row| row.member).await;
    let second = alice.says(&group, "second").await;
    read_by(&alice, &group, &second, 0, 2).await;
    // It was written before she came.
    read_by(&alice, &group, &first, 0, 1).await;
    drop(screen);
    bob.sees(&group, "both", |rows| rows.len() >= 2).await;
    bob.client.mark_conversation_read(&group).await.unwrap();
    read_by(&alice, &group, &second, 1, 2).await;
    alice
        .client
        .remove_member(&group, UserId(CAROL))
        .await
        .unwrap();
    read_by(&alice, &group, &second, 1, 1).await;
    assert_eq!(lists(&alice, &second).await, (vec![BOB], vec![]));
}
