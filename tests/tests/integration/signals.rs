//! What passes by: what somebody is doing, and signals of applications.

use linnet_core::event::EventStream;
use linnet_core::model::UserId;
use linnet_core::model::activity::Activity;
use linnet_core::{Error, Event};
use linnet_tests::world::{ALICE, BOB, World, in_time};

/// The next sign of what somebody does, or signal.
async fn passing(events: &mut EventStream) -> Event {
    in_time("a sign", async {
        loop {
            match events.next().await {
                Some(event @ (Event::Activity { .. } | Event::Signal { .. })) => return event,
                Some(_) => {}
                None => panic!("the client runs"),
            }
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_does_and_signals_come_to_all_devices_of_the_others_and_stay_nowhere() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let his_second = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "hello").await;
    for device in [&bob, &his_second] {
        device.reads(&chat, &["hello"]).await;
    }
    let mut heard = [bob.client.events(), his_second.client.events()];
    for activity in [Activity::Typing, Activity::Recording] {
        alice.client.tell_activity(&chat, activity).await.unwrap();
        for events in &mut heard {
            let told = passing(events).await;
            assert!(
                matches!(&told, Event::Activity { conversation, person, activity: told }
                    if *conversation == chat && person.id == UserId(ALICE) && *told == activity),
                "{told:?}"
            );
        }
    }
    // Too soon after the last one: it is left out, and the next thing that comes is the signal.
    alice
        .client
        .tell_activity(&chat, Activity::Recording)
        .await
        .unwrap();
    let words = r#"{"type":7,"of":"this application"}"#;
    alice.client.signal(&chat, words.to_owned()).await.unwrap();
    for events in &mut heard {
        let told = passing(events).await;
        assert!(
            matches!(&told, Event::Signal { conversation, sender, content }
                if *conversation == chat && *sender == UserId(ALICE) && content == words),
            "{told:?}"
        );
    }
    for (content, too_long) in [(String::new(), false), ("x".repeat(4_097), true)] {
        let refused = alice.client.signal(&chat, content).await;
        match too_long {
            true => assert!(matches!(refused, Err(Error::TooLong { limit: 4096, .. }))),
            false => assert!(matches!(refused, Err(Error::EmptyMessage))),
        }
    }
    let row = bob.row(&chat, |_| true).await;
    assert_eq!(row.unread, 1);
    bob.reads(&chat, &["hello"]).await;
}
