//! Away, and back again; a new device; history that is longer than a page; history that is gone.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linnet_core::model::gap::GapState;
use linnet_core::view::row::{ConversationRow, MessageRow, TimelineRow};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, Lines, Turned, World, done, in_time, words};

async fn writes(
    device: &Device,
    chat: &linnet_core::model::ConversationId,
    count: usize,
) -> Vec<String> {
    let lines: Vec<String> = (0..count).map(|number| format!("line {number}")).collect();
    for line in &lines {
        device.says(chat, line).await;
    }
    lines
}

fn all_sent(rows: &[MessageRow]) -> bool {
    rows.iter().all(|row| row.server_id.is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn bob_comes_back_and_has_everything_in_order() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "before").await;
    bob.reads(&chat, &["before"]).await;
    let bob = bob.stop().await;

    let lines = writes(&alice, &chat, 130).await;
    alice
        .row(&chat, |row| {
            row.outgoing.is_none() && row.preview.as_ref().is_some_and(|p| p.text == "line 129")
        })
        .await;
    let bob = bob.open().await;
    bob.client.start();
    bob.ready().await;
    let row = bob.row(&chat, |row| row.unread == 131).await;
    assert_eq!(row.preview.unwrap().text, "line 129");
    let mut screen = bob.screen(&chat).await;
    screen.to_start().await;
    let rows = screen.messages();
    let mut wanted = vec!["before".to_owned()];
    wanted.extend(lines);
    assert_eq!(words(&rows), wanted);
    assert!(all_sent(&rows));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_pages_back_to_the_first_message_without_a_hole() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let lines = writes(&alice, &chat, 260).await;
    alice
        .row(&chat, |row| {
            row.outgoing.is_none() && row.preview.as_ref().is_some_and(|p| p.text == "line 259")
        })
        .await;

    let new = world.device(BOB).await;
    let mut screen = new.screen(&chat).await;
    screen
        .until("the newest line", |rows| {
            words(rows).last() == Some(&"line 259")
        })
        .await;
    screen.to_start().await;
    // At most 300 rows are held, so all of it is here at once.
    assert_eq!(words(&screen.messages()), lines);
    assert_eq!(
        screen
            .rows
            .iter()
            .filter(|row| matches!(row, linnet_core::view::row::TimelineRow::Gap { .. }))
            .count(),
        0
    );
}

/// What a line says, without what may differ between devices for good reasons.
fn essence(rows: &[ConversationRow]) -> BTreeMap<String, (String, u32, Option<String>, i64)> {
    rows.iter()
        .map(|row| {
            let preview = row.preview.as_ref().map(|preview| preview.text.clone());
            (
                row.id.to_string(),
                (row.title.clone(), row.unread, preview, row.time),
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_loaded_once_is_not_told_as_loading_at_the_next_start() {
    let world = World::new().await;
    let new = world.device_offline(ALICE).await;
    assert!(!new.client.loading().borrow().finished);
    new.client.start();
    new.ready().await;
    let again = new.stop().await.open().await;
    // Not started: nothing of the network is known.
    assert!(again.client.loading().borrow().finished);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_load_of_many_pages_with_pushes_between_misses_nothing() {
    const GROUPS: usize = 130;
    let world = World::new().await;
    let (alice, old) = (world.device(ALICE).await, world.device(BOB).await);
    // Only whom one has written to may put one into so many.
    let asked = old.chat_with(ALICE).await;
    old.says(&asked, "add me to all of them").await;
    alice.reads(&asked, &["add me to all of them"]).await;
    let mut groups = Vec::new();
    for number in 0..GROUPS {
        let name = format!("group {number}");
        let users = vec![linnet_core::model::UserId(BOB)];
        let group = in_time("group", alice.client.create_group(&name, &name, users))
            .await
            .unwrap();
        alice.says(&group, "first").await;
        groups.push(group);
    }
    alice
        .row(&groups[GROUPS - 1], |row| row.outgoing.is_none())
        .await;

    // The new device loads while Alice goes on writing everywhere.
    let new = world.device_offline(BOB).await;
    new.client.start();
    for group in groups.iter().rev() {
        alice.says(group, "second").await;
    }
    new.ready().await;
    for device in [&old, &new] {
        let mut list = Lines::open(&device.client).await;
        let complete = |rows: &[ConversationRow]| {
            rows.iter()
                .filter(|row| {
                    row.preview.as_ref().is_some_and(|p| p.text == "second") && row.unread == 2
                })
                .count()
                == GROUPS
        };
        in_time("all groups", async {
            while !complete(&list.rows) {
                list.next().await;
            }
        })
        .await;
    }
    // Pushes applied to old state equal a fresh load.
    let (old, new) = (
        Lines::open(&old.client).await,
        Lines::open(&new.client).await,
    );
    assert_eq!(essence(&old.rows), essence(&new.rows));
    assert_eq!(old.unread, new.unread);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_beginning_past_the_servers_retention_is_said_to_be_kept_no_more() {
    let clock = Arc::new(Turned::default());
    let day = Duration::from_secs(24 * 3600);
    let server_clock = Arc::clone(&clock);
    let mut world = World::with(move |config| {
        config.retention = Some(30 * day);
        config.clock = server_clock;
    })
    .await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..40 {
        alice.says(&chat, &format!("old {number}")).await;
    }
    alice.row(&chat, |row| row.outgoing.is_none()).await;
    alice.stop().await;
    clock.pass(31 * day);
    // What is too old goes when the server starts at the latest.
    world.restart().await;

    let alice = world.device(ALICE).await;
    let chat_again = alice.chat_with(BOB).await;
    assert_eq!(chat_again, chat);
    alice.says(&chat, "new").await;
    let bob = world.device(BOB).await;
    let mut screen = bob.screen(&chat).await;
    screen
        .until("the new line", |rows| words(rows) == ["new"])
        .await;
    screen.to_start().await;
    assert_eq!(words(&screen.messages()), ["new"]);
    assert!(
        matches!(
            screen.rows.first(),
            Some(TimelineRow::Gap {
                state: GapState::Gone,
                ..
            })
        ),
        "{:?}",
        screen.rows
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn clearing_and_deleting_a_conversation_reach_the_other_device() {
    let world = World::new().await;
    let alice = [world.device(ALICE).await, world.device(ALICE).await];
    let bob = world.device(BOB).await;
    let chat = alice[0].chat_with(BOB).await;
    alice[0].says(&chat, "one").await;
    for device in &alice {
        device
            .sees(&chat, "sent", |rows| rows.len() == 1 && all_sent(rows))
            .await;
    }
    in_time("clear", done(alice[0].client.clear_history(&chat)))
        .await
        .unwrap();
    for device in &alice {
        device.reads(&chat, &[]).await;
    }
    bob.reads(&chat, &["one"]).await;

    bob.says(&chat, "two").await;
    for device in &alice {
        device.reads(&chat, &["two"]).await;
    }
    in_time("delete", done(alice[1].client.delete_conversation(&chat)))
        .await
        .unwrap();
    for device in &alice {
        let mut list = Lines::open(&device.client).await;
        in_time("gone from the list", async {
            while list.rows.iter().any(|row| row.id == chat) {
                list.next().await;
            }
        })
        .await;
    }
    // The next message brings it back, without what was deleted.
    bob.says(&chat, "three").await;
    for device in &alice {
        device.reads(&chat, &["three"]).await;
    }
    let carol = world.device(CAROL).await;
    assert!(Lines::open(&carol.client).await.rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_conversation_that_is_opened_again_stands_on_every_device() {
    let world = World::new().await;
    let alice = [world.device(ALICE).await, world.device(ALICE).await];
    let chat = alice[0].chat_with(BOB).await;
    alice[0].says(&chat, "one").await;
    for device in &alice {
        device
            .sees(&chat, "sent", |rows| rows.len() == 1 && all_sent(rows))
            .await;
    }
    in_time("delete", done(alice[0].client.delete_conversation(&chat)))
        .await
        .unwrap();
    for device in &alice {
        let mut list = Lines::open(&device.client).await;
        in_time("gone from the list", async {
            while !list.rows.is_empty() {
                list.next().await;
            }
        })
        .await;
    }
    // Opened by herself, with nothing in it.
    assert_eq!(alice[0].chat_with(BOB).await, chat);
    for device in &alice {
        device.reads(&chat, &[]).await;
    }
    let fresh = world.device(ALICE).await;
    fresh.reads(&chat, &[]).await;
}
