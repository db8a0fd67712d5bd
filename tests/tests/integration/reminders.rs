//! Reminders of messages.

use linnet_core::model::MessageKey;
use linnet_core::view::row::ReminderRow;
use linnet_core::{Error, Event, EventStream};
use linnet_tests::world::{ALICE, BOB, Device, World, done, in_time};

use super::planned::{now, quick};

const HOUR: i64 = 60 * 60 * 1000;

/// The message that the person is reminded of next.
async fn reminded(events: &mut EventStream) -> MessageKey {
    in_time("a reminder", async {
        loop {
            if let Event::Reminder { message, .. } = events.next().await.expect("the client runs") {
                return message.id;
            }
        }
    })
    .await
}

async fn reminders(device: &Device) -> Vec<(String, String, bool)> {
    let rows = device.client.reminders().await.unwrap();
    rows.into_iter()
        .map(|row: ReminderRow| (row.title, row.quote.text, row.told))
        .collect()
}

fn one(words: &str, told: bool) -> Vec<(String, String, bool)> {
    vec![("Bob".to_owned(), words.to_owned(), told)]
}

#[tokio::test(flavor = "multi_thread")]
async fn alice_is_reminded_once_at_the_time_or_at_the_next_start() {
    let world = World::new().await;
    let clock = quick();
    let alice = world.device_by(ALICE, clock.clone()).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    // A chat is Bob's once something is in it.
    alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    let asked = bob.says(&chat, "call me").await;
    alice.reads(&chat, &["hello", "call me"]).await;
    let early = alice.client.remind(&asked, now(&clock) - 1).await;
    assert!(matches!(early, Err(Error::TimePassed)), "{early:?}");
    alice
        .client
        .remind(&asked, now(&clock) + 50 * HOUR)
        .await
        .unwrap();
    // Another time instead.
    alice
        .client
        .remind(&asked, now(&clock) + HOUR)
        .await
        .unwrap();
    assert_eq!(reminders(&alice).await, one("call me", false));
    let mut events = alice.client.events();
    clock.jump(HOUR);
    assert_eq!(reminded(&mut events).await, asked);
    assert_eq!(reminders(&alice).await, one("call me", true));

    // Once more, and this time nothing runs when it is due.
    alice
        .client
        .remind(&asked, now(&clock) + HOUR)
        .await
        .unwrap();
    let closed = alice.stop().await;
    clock.jump(100 * HOUR);
    let alice = closed.open().await;
    assert_eq!(reminders(&alice).await, one("call me", false));
    let mut events = alice.client.events();
    alice.client.start();
    assert_eq!(reminded(&mut events).await, asked);
    alice.client.forget_reminder(&asked).await.unwrap();
    assert_eq!(reminders(&alice).await, []);
    // It was this computer's own affair.
    assert_eq!(reminders(&bob).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_gone_reminds_of_nothing() {
    let world = World::new().await;
    let clock = quick();
    let alice = world.device_by(ALICE, clock.clone()).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    // A chat is Bob's once something is in it.
    alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    let recalled = bob.says(&chat, "a secret").await;
    let deleted = bob.says(&chat, "spam").await;
    let kept = bob.says(&chat, "call me").await;
    alice
        .reads(&chat, &["hello", "a secret", "spam", "call me"])
        .await;
    for (hours, key) in [(1, &recalled), (2, &deleted), (3, &kept)] {
        let due = now(&clock) + hours * HOUR;
        alice.client.remind(key, due).await.unwrap();
    }
    done(bob.client.recall(&recalled)).await.unwrap();
    done(alice.client.delete_message(&deleted)).await.unwrap();
    alice
        .sees(&chat, "what is left", |rows| {
            matches!(
                rows,
                [_, gone, _] if gone.body == linnet_core::view::row::Body::Recalled
            )
        })
        .await;
    assert_eq!(reminders(&alice).await, one("call me", false));
    let mut events = alice.client.events();
    clock.jump(4 * HOUR);
    // In the order of their times, so nothing was told of the others.
    assert_eq!(reminded(&mut events).await, kept);
    let again = alice.client.remind(&recalled, now(&clock) + HOUR).await;
    assert!(matches!(again, Err(Error::NotNow(_))), "{again:?}");
}
