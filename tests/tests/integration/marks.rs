//! Favourites and pinned messages.

use linnet_core::model::mark::MarkKind::{self, Favourite, Pin, PinForAll};
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::{Error, Event};
use linnet_proto::choices::MAX_PINS;
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, done, in_time, said};

/// What `read` gives, after each change of marks, until it is what is wanted.
async fn until<T: PartialEq + std::fmt::Debug>(
    device: &Device,
    wanted: T,
    read: impl AsyncFn(&Device) -> T,
) {
    let mut events = device.client.events();
    let what = format!("{wanted:?} for {}", device.user);
    in_time(&what, async {
        while read(device).await != wanted {
            assert!(events.next().await.is_some(), "the client runs");
        }
    })
    .await;
}

/// The words of the favourites, marked last first.
async fn favourites(device: &Device, wanted: &[&str]) {
    let wanted: Vec<String> = wanted.iter().map(|words| (*words).to_owned()).collect();
    until(device, wanted, async |device| {
        let rows = device.client.favourites(100).await.unwrap().rows;
        rows.into_iter().map(|row| row.quote.text).collect()
    })
    .await;
}

/// How what is pinned in a conversation is pinned, and its words.
async fn pins(device: &Device, chat: &ConversationId, wanted: &[(MarkKind, &str)]) {
    let wanted: Vec<(MarkKind, String)> = wanted
        .iter()
        .map(|(kind, words)| (*kind, (*words).to_owned()))
        .collect();
    until(device, wanted, async |device| {
        let rows = device.client.pins(chat).await.unwrap();
        rows.into_iter()
            .map(|row| (row.mark, row.quote.text))
            .collect()
    })
    .await;
}

/// Says something and waits until it is at the server: only then can it be marked.
async fn says(device: &Device, chat: &ConversationId, words: &str) -> MessageKey {
    let key = device.says(chat, words).await;
    device
        .sees(chat, words, |rows| {
            rows.iter().any(|row| row.id == key && row.can_mark)
        })
        .await;
    key
}

async fn mark(device: &Device, message: &MessageKey, kind: MarkKind, on: bool) {
    done(device.client.mark(message, kind, on)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_are_one_list_on_all_devices_and_follow_their_messages() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let his_second = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let group = alice
        .client
        .create_group("nonce", "Linnets", vec![UserId(bob.user)])
        .await
        .unwrap();
    let first = alice.says(&chat, "first").await;
    let second = alice.says(&group, "second").await;
    bob.reads(&chat, &["first"]).await;
    bob.reads(&group, &["second"]).await;
    mark(&bob, &first, Favourite, true).await;
    for device in [&bob, &his_second] {
        favourites(device, &["first"]).await;
        device
            .sees(&chat, "the star", |rows| {
                rows.first().is_some_and(|row| row.marks.favourite)
            })
            .await;
    }

    // Offline it is shown at once, kept over a restart, and carried out then.
    world.stop().await;
    bob.client.mark(&second, Favourite, true).await.unwrap();
    favourites(&bob, &["second", "first"]).await;
    let bob = bob.stop().await.open().await;
    favourites(&bob, &["second", "first"]).await;
    world.restart().await;
    bob.client.start();
    bob.ready().await;
    favourites(&his_second, &["second", "first"]).await;
    let fresh = world.device(BOB).await;
    favourites(&fresh, &["second", "first"]).await;
    // It is nobody else's.
    favourites(&alice, &[]).await;

    done(alice.client.edit(&first, "first, edited"))
        .await
        .unwrap();
    for device in [&bob, &his_second, &fresh] {
        favourites(device, &["second", "first, edited"]).await;
    }
    done(alice.client.recall(&second)).await.unwrap();
    for device in [&bob, &his_second, &fresh] {
        favourites(device, &["first, edited"]).await;
    }
    mark(&his_second, &first, Favourite, false).await;
    // Once more is no mistake.
    mark(&his_second, &first, Favourite, false).await;
    for device in [&bob, &his_second, &fresh] {
        favourites(device, &[]).await;
    }
    let third = alice.says(&chat, "third").await;
    bob.sees(&chat, "the third", |rows| rows.len() == 2).await;
    mark(&bob, &third, Favourite, true).await;
    favourites(&fresh, &["third"]).await;
    done(fresh.client.clear_history(&chat)).await.unwrap();
    for device in [&bob, &his_second, &fresh] {
        favourites(device, &[]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_favourite_that_is_far_back_is_there_on_a_new_device() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let far = alice.says(&chat, "far back").await;
    for number in 0..40 {
        alice.says(&chat, &format!("number {number}")).await;
    }
    bob.sees(&chat, "the last", |rows| {
        linnet_tests::world::words(rows).contains(&"number 39")
    })
    .await;
    let open = world.device(BOB).await;
    mark(&bob, &far, Favourite, true).await;
    mark(&bob, &far, PinForAll, true).await;
    // The device that was there is told of a message that it does not have; a new one reads the list.
    let fresh = world.device(BOB).await;
    for device in [&open, &fresh, &alice] {
        pins(device, &chat, &[(PinForAll, "far back")]).await;
    }
    for device in [&open, &fresh] {
        favourites(device, &["far back"]).await;
        let row = device.client.favourites(1).await.unwrap().rows.remove(0);
        // It can be gone to.
        let screen = linnet_core::Anchor::Message(row.message.clone());
        let timeline = device.client.timeline(&chat, screen).await.unwrap();
        assert!(timeline.rows().iter().any(|shown| matches!(
            shown,
            linnet_core::view::row::TimelineRow::Message(shown) if shown.id == row.message
        )));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_group_managers_pin_for_all_and_everybody_for_themselves() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let group = alice
        .client
        .create_group("nonce", "Linnets", vec![UserId(bob.user)])
        .await
        .unwrap();
    let first = says(&alice, &group, "first").await;
    let second = says(&alice, &group, "second").await;
    bob.reads(&group, &["first", "second"]).await;
    mark(&bob, &first, Pin, true).await;
    mark(&alice, &second, PinForAll, true).await;
    mark(&alice, &first, PinForAll, true).await;
    let his = [(PinForAll, "first"), (PinForAll, "second"), (Pin, "first")];
    pins(&bob, &group, &his).await;
    pins(&alice, &group, &his[..2]).await;
    let rows = bob.client.pins(&group).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.can_remove).collect::<Vec<_>>(),
        [false, false, true]
    );
    bob.sees(&group, "no right to pin for all", |rows| {
        said(rows).all(|row| !row.can_pin_for_all && row.can_mark)
    })
    .await;
    alice
        .sees(&group, "the right to", |rows| {
            said(rows).all(|row| row.can_pin_for_all)
        })
        .await;

    // Asked for all the same, it is refused, and nothing of it stays.
    let mut events = bob.client.events();
    let refused = done(bob.client.mark(&second, PinForAll, false)).await;
    assert!(matches!(refused, Err(Error::Status { status: 11, .. })));
    in_time("the sentence", async {
        loop {
            match events.next().await {
                Some(Event::OperationRefused { operation, .. }) => {
                    break assert_eq!(operation, "mark");
                }
                Some(_) => {}
                None => panic!("the client runs"),
            }
        }
    })
    .await;
    pins(&bob, &group, &his).await;

    // Who comes later sees what is pinned from then on.
    let carol = world.device(CAROL).await;
    alice
        .client
        .add_members(&group, vec![UserId(carol.user)])
        .await
        .unwrap();
    carol.row(&group, |row| row.member).await;
    pins(&carol, &group, &[]).await;
    let third = says(&alice, &group, "third").await;
    mark(&alice, &third, PinForAll, true).await;
    pins(&carol, &group, &[(PinForAll, "third")]).await;
    done(alice.client.recall(&third)).await.unwrap();
    pins(&carol, &group, &[]).await;
    pins(&bob, &group, &his).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_is_one_too_many_goes_and_says_why() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut last = says(&alice, &chat, "number 0").await;
    for number in 1..=MAX_PINS {
        mark(&alice, &last, Pin, true).await;
        last = says(&alice, &chat, &format!("number {number}")).await;
    }
    let refused = done(alice.client.mark(&last, Pin, true)).await;
    assert!(matches!(refused, Err(Error::Status { status: 18, .. })));
    assert_eq!(alice.client.pins(&chat).await.unwrap().len(), MAX_PINS);
    alice
        .sees(&chat, "no pin on the last", |rows| {
            rows.last()
                .is_some_and(|row| row.can_mark && !row.marks.pinned)
        })
        .await;
}
