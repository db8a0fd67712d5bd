//! Alice and Bob with two devices each.

use linnet_core::error::Error;
use linnet_core::model::UserId;
use linnet_core::view::row::{Body, Delivery};
use linnet_tests::world::{ALICE, BOB, CAROL, World, done, in_time, words};

#[tokio::test(flavor = "multi_thread")]
async fn alice_and_bob_write_and_all_four_devices_show_the_same() {
    let world = World::new().await;
    let alice = [world.device(ALICE).await, world.device(ALICE).await];
    let bob = [world.device(BOB).await, world.device(BOB).await];
    let chat = alice[0].chat_with(BOB).await;
    assert_eq!(
        bob[1].chat_with(ALICE).await,
        chat,
        "both sides create the same conversation"
    );

    let mut said = Vec::new();
    for turn in 0..6 {
        let (who, name) = if turn % 2 == 0 {
            (&alice, "alice")
        } else {
            (&bob, "bob")
        };
        let line = format!("{name} {turn} 你好 🐦");
        let key = who[turn % 4 / 2].says(&chat, &line).await;
        said.push(line);
        // Whoever speaks next has read what was said.
        for device in alice.iter().chain(&bob) {
            let wanted: Vec<&str> = said.iter().map(String::as_str).collect();
            let rows = device.reads(&chat, &wanted).await;
            assert_eq!(rows.last().unwrap().id, key, "one id on every device");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_from_the_clock_to_one_tick_to_two() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let mut screen = alice.screen(&chat).await;
    let key = alice.says(&chat, "are you there?").await;

    let mut seen = Vec::new();
    let mut note = |delivery: Option<Delivery>| {
        let delivery = delivery.unwrap();
        if seen.last() != Some(&delivery) {
            seen.push(delivery);
        }
    };
    let rows = screen
        .until("one tick", |rows| match rows {
            [row] => {
                note(row.delivery.clone());
                row.delivery == Some(Delivery::Sent) && row.server_id.is_some()
            }
            _ => false,
        })
        .await;
    assert_eq!(rows[0].id, key);

    bob.reads(&chat, &["are you there?"]).await;
    bob.client.mark_read(&chat, &key).await.unwrap();
    screen
        .until("two ticks", |rows| {
            note(rows[0].delivery.clone());
            rows[0].delivery == Some(Delivery::Read)
        })
        .await;
    assert_eq!(seen.last(), Some(&Delivery::Read));
    assert!(
        seen.iter()
            .all(|step| matches!(step, Delivery::Sending | Delivery::Sent | Delivery::Read))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_read_as_it_is_on_the_wire_until_it_is_withdrawn() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "raw {\"words\"}").await;
    let rows = bob.reads(&chat, &["raw {\"words\"}"]).await;

    let message = bob.client.message(&key).await.unwrap();
    assert_eq!(
        (message.id, message.conversation),
        (key.clone(), chat.clone())
    );
    assert_eq!(message.server_id, rows[0].server_id);
    assert!(message.index.is_some());
    assert_eq!(
        (message.message_type, message.sender),
        (10001, UserId(ALICE))
    );
    assert_eq!(message.content, r#"{"text":"raw {\"words\"}"}"#);
    assert_eq!(message.ext["s:client_message_id"], key.as_str());
    assert!(!message.recalled);

    done(alice.client.recall(&key)).await.unwrap();
    let mut screen = bob.screen(&chat).await;
    screen
        .until("the withdrawn line", |rows| {
            matches!(rows[0].body, Body::Recalled)
        })
        .await;
    let recalled = bob.client.message(&key).await.unwrap();
    assert!(recalled.recalled);
    assert_eq!(recalled.content, "", "no words are kept");

    let nobody = bob.client.message(&"nothing".into()).await.unwrap_err();
    assert!(matches!(nobody, Error::NotFound("message")));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_again_after_a_restart_with_the_server_stopped() {
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..5 {
        alice.says(&chat, &format!("line {number}")).await;
    }
    let wanted: Vec<String> = (0..5).map(|number| format!("line {number}")).collect();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    alice
        .sees(&chat, "all sent", |rows| {
            rows.len() == 5 && rows.iter().all(|row| row.server_id.is_some())
        })
        .await;
    let closed = alice.stop().await;
    world.stop().await;

    let alice = closed.open().await;
    let row = alice.row(&chat, |row| row.preview.is_some()).await;
    assert_eq!(
        (row.title.as_str(), row.preview.unwrap().text.as_str()),
        ("Bob", "line 4")
    );
    assert_eq!(words(&alice.screen(&chat).await.messages()), wanted);

    // Written without a server, sent when there is one.
    alice.client.start();
    let key = alice.says(&chat, "while you were away").await;
    world.restart().await;
    alice.client.poke(linnet_core::Poke::RetryNow);
    alice
        .sees(&chat, "sent", |rows| {
            rows.last().unwrap().delivery == Some(Delivery::Sent)
        })
        .await;
    let bob = world.device(BOB).await;
    let rows = bob
        .sees(&chat, "six messages", |rows| rows.len() == 6)
        .await;
    assert_eq!(rows[5].id, key);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recall_reaches_everybody_and_leaves_no_words() {
    const SLIP: &str = "a slip of the tongue";
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let away = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "first").await;
    bob.reads(&chat, &["first"]).await;
    away.reads(&chat, &["first"]).await;
    let away = away.stop().await;

    let key = alice.says(&chat, SLIP).await;
    bob.reads(&chat, &["first", SLIP]).await;
    // The store has the words, and no file shows them.
    let bob = bob.stop().await;
    assert!(bob.stored().contains(SLIP));
    let plain = bob.folder().join("media").join("plain");
    std::fs::write(&plain, format!("<{SLIP}>")).unwrap();
    assert_eq!(
        bob.files_with(SLIP).as_slice(),
        std::slice::from_ref(&plain),
        "a file that does"
    );
    std::fs::remove_file(plain).unwrap();
    assert!(bob.files_with(SLIP).is_empty());
    let bob = bob.open().await;
    bob.client.start();
    bob.ready().await;
    alice
        .sees(&chat, "sent", |rows| rows.last().unwrap().can_recall)
        .await;
    in_time("recall", done(alice.client.recall(&key)))
        .await
        .unwrap();
    for device in [&alice, &bob] {
        let rows = device.reads(&chat, &["first", "(recalled)"]).await;
        assert_eq!((&rows[1].id, &rows[1].body), (&key, &Body::Recalled));
    }

    // The device that was away gets message and recall together, or the message recalled already.
    let away = away.open().await;
    away.client.start();
    away.ready().await;
    away.reads(&chat, &["first", "(recalled)"]).await;
    let row = away.row(&chat, |row| row.preview.is_some()).await;
    assert!(!row.preview.unwrap().text.contains("slip"));
    // She alone may write it again, once.
    alice.client.write_again(&key).await.unwrap();
    alice.client.delete_draft(&chat).await.unwrap();
    for device in [alice.stop().await, bob.stop().await, away.stop().await] {
        let stored = device.stored();
        assert!(stored.contains("first"), "what stays is still there");
        assert!(!stored.contains("slip"), "{stored}");
        assert!(device.files_with("slip of the").is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_for_oneself_is_seen_on_ones_own_devices_only() {
    let world = World::new().await;
    let alice = [world.device(ALICE).await, world.device(ALICE).await];
    let bob = world.device(BOB).await;
    let chat = alice[0].chat_with(BOB).await;
    bob.chat_with(ALICE).await;
    let key = bob.says(&chat, "forget this").await;
    bob.says(&chat, "keep this").await;
    for device in &alice {
        device.reads(&chat, &["forget this", "keep this"]).await;
    }
    in_time("delete", done(alice[0].client.delete_message(&key)))
        .await
        .unwrap();
    for device in &alice {
        device.reads(&chat, &["keep this"]).await;
    }
    bob.reads(&chat, &["forget this", "keep this"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_are_the_people_one_has_a_chat_with_by_name() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    for (person, name) in [(CAROL, "Carol"), (BOB, "Bob")] {
        let chat = alice.chat_with(person).await;
        // Their name is asked for when they are met.
        alice.row(&chat, |row| row.title == name).await;
    }
    let contacts = alice.client.contacts().await.unwrap();
    let names: Vec<&str> = contacts.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Bob", "Carol"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_does_not_exist_is_not_found() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    assert!(
        alice
            .client
            .person(linnet_core::model::UserId(99_999_999))
            .await
            .unwrap()
            .is_none()
    );
    let carol = alice
        .client
        .person(linnet_core::model::UserId(CAROL))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(carol.name, "Carol");
    let contacts = alice.client.contacts().await.unwrap();
    assert!(contacts.is_empty(), "somebody looked up is no contact");
    let nowhere = linnet_core::Draft::text(linnet_core::Draft::new_submission(), "x", vec![]);
    let refused = alice
        .client
        .send(&"0:1:10001:99999999".into(), nowhere)
        .await;
    assert!(matches!(refused, Err(Error::NotFound(_))));
}
