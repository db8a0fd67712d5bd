//! Devices that missed something for ever: away for longer than the server keeps things, or here before a server that
//! was set back to an older state.

use std::sync::Arc;
use std::time::Duration;

use linnet_core::event::Event;
use linnet_core::model::ConversationId;
use linnet_core::model::gap::GapState;
use linnet_core::view::row::TimelineRow;
use linnet_tests::world::{ALICE, BOB, Device, Screen, Turned, World, done, in_time, words};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What a screen shows: words, marked where they are only here, and `gone` where the server keeps nothing.
fn shown(screen: &Screen) -> Vec<String> {
    let lines = screen.rows.iter().map(|row| match row {
        TimelineRow::Message(message) => {
            let said = words(&[(**message).clone()]).concat();
            if message.lost {
                format!("only here: {said}")
            } else {
                said
            }
        }
        TimelineRow::Gap {
            state: GapState::Gone,
            ..
        } => "gone".to_owned(),
        TimelineRow::Gap { state, .. } => format!("{state:?}"),
        TimelineRow::Unread => "unread".to_owned(),
    });
    lines.filter(|line| line != "unread").collect()
}

async fn shows(device: &Device, chat: &ConversationId, wanted: &[String]) {
    let mut screen = device.screen(chat).await;
    let end = tokio::time::Instant::now() + linnet_tests::world::LIMIT;
    while shown(&screen) != wanted {
        let next = tokio::time::timeout_at(end, screen.next()).await;
        assert!(next.is_ok(), "there is {:?}", shown(&screen));
    }
}

async fn all_sent(device: &Device, chat: &ConversationId) {
    device.row(chat, |row| row.outgoing.is_none()).await;
}

async fn say(device: &Device, chat: &ConversationId, lines: &[String]) {
    for line in lines {
        device.says(chat, line).await;
    }
    all_sent(device, chat).await;
}

fn lines(word: &str, numbers: std::ops::RangeInclusive<u32>) -> Vec<String> {
    numbers.map(|number| format!("{word} {number}")).collect()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_away_for_longer_than_the_server_keeps_things_is_told_what_is_missing() {
    let clock = Arc::new(Turned::default());
    let server_clock = Arc::clone(&clock);
    let mut world = World::with(move |config| {
        config.retention = Some(30 * DAY);
        config.clock = server_clock;
    })
    .await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let bobs_other = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "before").await;
    bob.reads(&chat, &["before"]).await;
    bobs_other.reads(&chat, &["before"]).await;
    let bob = bob.stop().await;
    say(&alice, &chat, &owned(&["missed", "missed too"])).await;
    // A command that Bob's first device will not hear of.
    let other = world.device(linnet_tests::world::CAROL).await;
    let deleted = other.chat_with(BOB).await;
    other.says(&deleted, "hello").await;
    bobs_other.reads(&deleted, &["hello"]).await;
    bobs_other
        .reads(&chat, &["before", "missed", "missed too"])
        .await;
    clock.pass(31 * DAY);
    world.restart().await;
    for device in [&alice, &bobs_other] {
        let token = world.token(device.user, Duration::from_secs(3600)).await;
        device.tokens.replace(&token).unwrap();
        device.client.poke(linnet_core::Poke::TokenChanged);
    }
    say(&alice, &chat, &owned(&["new", "newer"])).await;

    let token = world.token(BOB, Duration::from_secs(3600)).await;
    bob.tokens.replace(&token).unwrap();
    let bob = bob.open().await;
    bob.client.start();
    shows(&bob, &chat, &owned(&["before", "gone", "new", "newer"])).await;
    shows(
        &bobs_other,
        &chat,
        &owned(&["before", "missed", "missed too", "new", "newer"]),
    )
    .await;
}

/// The server's database is copied at index 40, goes to 60, is set back to 40, and gets ten new messages.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_set_back_is_noticed_and_what_it_lost_stands_apart() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let (common, lost) = (lines("common", 1..=40), lines("lost", 41..=60));
    assert_eq!(bob.chat_with(ALICE).await, chat);
    say(&bob, &chat, &common[..20]).await;
    say(&alice, &chat, &common[20..]).await;
    for device in [&alice, &bob] {
        device
            .sees(&chat, "40", |rows| words(rows).last() == Some(&"common 40"))
            .await;
    }
    let copy = world.copy_database().await;
    say(&bob, &chat, &lost[..10]).await;
    alice
        .sees(&chat, "50", |rows| words(rows).last() == Some(&"lost 50"))
        .await;
    say(&alice, &chat, &lost[10..]).await;
    bob.sees(&chat, "60", |rows| words(rows).last() == Some(&"lost 60"))
        .await;
    in_time("read", alice.client.mark_conversation_read(&chat))
        .await
        .unwrap();
    alice.row(&chat, |row| row.unread == 0).await;

    // Alice's device is off while it happens, and ten new messages come.
    let alice = alice.stop().await;
    let mut told = bob.client.events();
    world.set_back(&copy).await;
    let new = lines("new", 41..=50);
    in_time("bob is told", async {
        while !matches!(told.next().await, Some(Event::ServerSetBack(_))) {}
    })
    .await;
    say(&bob, &chat, &new[..9]).await;

    let alice = alice.open().await;
    let mut events = alice.client.events();
    alice.client.start();
    let (mut sentence, mut missed) = (None, 0);
    in_time("alice is told", async {
        while sentence.is_none() {
            match events.next().await.expect("events go on") {
                Event::ServerSetBack(reason) => sentence = Some(reason),
                Event::MessagesMissed { messages, .. } => missed += messages,
                _ => {}
            }
        }
    })
    .await;
    assert_eq!(
        sentence.map(|reason| reason.code).as_deref(),
        Some("server_set_back")
    );
    assert_eq!(missed, 9);
    alice.row(&chat, |row| row.unread == 9).await;
    // Own ones too.
    alice.says(&chat, &new[9]).await;
    all_sent(&alice, &chat).await;
    let lost = lost.iter().map(|line| format!("only here: {line}"));
    let all: Vec<String> = common.into_iter().chain(lost).chain(new).collect();
    for device in [&alice, &bob] {
        let mut screen = device.screen(&chat).await;
        screen.to_start().await;
        let end = tokio::time::Instant::now() + linnet_tests::world::LIMIT;
        while shown(&screen) != all {
            let next = tokio::time::timeout_at(end, screen.next()).await;
            assert!(next.is_ok(), "{} has {:?}", device.user, shown(&screen));
        }
    }
    // It is over: nothing is loaded again, and both go on.
    say(&bob, &chat, &owned(&["and on"])).await;
    alice
        .sees(&chat, "it goes on", |rows| {
            words(rows).last() == Some(&"and on")
        })
        .await;
    // A lost one can be deleted here, where nobody else has it.
    let mut screen = alice.screen(&chat).await;
    screen.to_start().await;
    let row = screen.messages().into_iter().find(|row| row.lost).unwrap();
    in_time("delete", done(alice.client.delete_message(&row.id)))
        .await
        .unwrap();
    screen
        .until("one less", |rows| {
            rows.iter().filter(|row| row.lost).count() == 19
        })
        .await;
}

/// It was not told any more, and stood there as "only here".
#[tokio::test(flavor = "multi_thread")]
async fn what_another_device_has_cleared_since_the_server_was_set_back_is_not_lost() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let other = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    assert_eq!(bob.chat_with(ALICE).await, chat);
    say(&bob, &chat, &owned(&["old"])).await;
    for device in [&alice, &other] {
        device.reads(&chat, &["old"]).await;
    }
    let copy = world.copy_database().await;
    say(&bob, &chat, &owned(&["new"])).await;
    for device in [&alice, &other] {
        device.reads(&chat, &["old", "new"]).await;
    }
    let other = other.stop().await;
    let mut told = alice.client.events();
    world.set_back(&copy).await;
    in_time("alice is told", async {
        while !matches!(told.next().await, Some(Event::ServerSetBack(_))) {}
    })
    .await;
    shows(&alice, &chat, &owned(&["old", "only here: new"])).await;
    in_time("clear", done(alice.client.clear_history(&chat)))
        .await
        .unwrap();

    let other = other.open().await;
    let mut told = other.client.events();
    other.client.start();
    in_time("her other device is told", async {
        while !matches!(told.next().await, Some(Event::ServerSetBack(_))) {}
    })
    .await;
    // She has emptied the chat, with what was only here.
    shows(&other, &chat, &[]).await;
}
