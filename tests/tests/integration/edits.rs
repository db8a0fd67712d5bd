//! Editing what one wrote.

use linnet_core::Error;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::MessageRow;
use linnet_tests::world::{ALICE, BOB, Device, World, done, words};

async fn shows(device: &Device, chat: &ConversationId, wanted: &str) -> MessageRow {
    let rows = device
        .sees(chat, wanted, |rows| words(rows) == [wanted])
        .await;
    rows.into_iter().next().unwrap()
}

async fn settled(device: &Device, chat: &ConversationId, key: &MessageKey) {
    device
        .sees(chat, "at the server", |rows| {
            rows.iter().any(|row| row.id == *key && row.can_edit)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_shown_at_once_kept_over_a_restart_and_seen_by_all() {
    let mut world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let (bob, his_second) = (world.device(BOB).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "helo").await;
    settled(&alice, &chat, &key).await;
    let row = shows(&bob, &chat, "helo").await;
    assert!(!row.edited && !row.can_edit, "somebody else's");

    world.stop().await;
    alice.client.edit(&key, "hullo").await.unwrap();
    // Nobody has seen the first one: the second takes its place.
    alice.client.edit(&key, "hello").await.unwrap();
    assert_eq!(alice.client.operations_waiting().await.unwrap(), 1);
    let waiting = shows(&alice, &chat, "hello").await;
    assert!(waiting.edited && waiting.edit_pending);
    let alice = alice.stop().await.open().await;
    assert!(shows(&alice, &chat, "hello").await.edited);
    let text = |wanted: &'static str| {
        move |row: &linnet_core::view::row::ConversationRow| {
            row.preview
                .as_ref()
                .is_some_and(|preview| preview.text == wanted)
        }
    };
    alice.row(&chat, text("hello")).await;

    world.restart().await;
    alice.client.start();
    alice.ready().await;
    let unread = bob.row(&chat, |row| row.unread == 1).await.unread;
    for device in [&alice, &second, &bob, &his_second] {
        assert!(shows(device, &chat, "hello").await.edited);
        device.row(&chat, text("hello")).await;
        device
            .sees(&chat, "nothing waits", |rows| {
                rows.iter().all(|row| !row.edit_pending)
            })
            .await;
    }
    assert_eq!(bob.row(&chat, |_| true).await.unread, unread, "no news");
    // Two in a row, the second before the first is through.
    let first = alice.client.edit(&key, "hello!").await.unwrap();
    let next = alice.client.edit(&key, "hello!!").await.unwrap();
    first.done().await.unwrap();
    next.done().await.unwrap();
    let fresh = world.device(BOB).await;
    for device in [&alice, &second, &bob, &his_second, &fresh] {
        assert!(shows(device, &chat, "hello!!").await.edited);
    }
    for (device, words, why) in [
        (&bob, "mine", "not his"),
        (&alice, " \u{200b}", "nothing to be seen"),
        (&alice, &"x".repeat(70_000), "too long"),
    ] {
        assert!(device.client.edit(&key, words).await.is_err(), "{why}");
    }
    // The same words are no edit.
    done(alice.client.edit(&key, "hello!!")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_came_meanwhile_are_not_replaced_and_those_of_the_edit_are_kept() {
    let world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "one").await;
    settled(&second, &chat, &key).await;
    let away = second.stop().await.open().await;
    done(alice.client.edit(&key, "two")).await.unwrap();

    let asked = away.client.edit(&key, "three").await.unwrap();
    assert!(shows(&away, &chat, "three").await.edited);
    away.client.start();
    away.ready().await;
    let refused = asked.done().await;
    assert!(
        matches!(refused, Err(Error::EditedElsewhere)),
        "{refused:?}"
    );
    let row = shows(&away, &chat, "two").await;
    let kept = row.unsaved_edit.expect("the words of the edit");
    assert_eq!(kept.text, "three");
    assert_eq!(kept.reason.code, "edited_elsewhere");
    // They are still there after a restart, and go when the person says so or has written others.
    let away = away.restart().await;
    assert!(shows(&away, &chat, "two").await.unsaved_edit.is_some());
    away.client.discard_edit(&key).await.unwrap();
    assert!(shows(&away, &chat, "two").await.unsaved_edit.is_none());
    done(away.client.edit(&key, "three")).await.unwrap();
    shows(&alice, &chat, "three").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_what_was_recalled_meanwhile_keeps_its_words() {
    let world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "one").await;
    settled(&second, &chat, &key).await;
    let away = second.stop().await.open().await;
    done(alice.client.recall(&key)).await.unwrap();
    let asked = away.client.edit(&key, "two").await.unwrap();
    away.client.start();
    assert!(asked.done().await.is_err());
    let row = shows(&away, &chat, "(recalled)").await;
    assert_eq!(row.unsaved_edit.expect("the words of the edit").text, "two");
}
