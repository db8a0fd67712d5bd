//! Messages that answer each other, what is known of one, and words that are written again.

use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::{Body, MessageRow, ThreadRow};
use linnet_core::{Draft, DraftSave, Error};
use linnet_tests::world::{ALICE, BOB, Device, World, done, in_time};

async fn sent(device: &Device, chat: &ConversationId, key: &MessageKey) -> MessageRow {
    let rows = device
        .sees(chat, "sent", |rows| {
            rows.iter()
                .any(|row| row.id == *key && row.server_id.is_some())
        })
        .await;
    rows.into_iter().find(|row| row.id == *key).unwrap()
}

async fn answers(
    device: &Device,
    chat: &ConversationId,
    original: &MessageKey,
    words: &str,
) -> MessageKey {
    let draft = Draft::text(Draft::new_submission(), words, vec![]);
    let draft = draft.answering(Some(original.clone()));
    let key = device.client.send(chat, draft).await.unwrap();
    sent(device, chat, &key).await;
    key
}

fn said(rows: &[ThreadRow]) -> Vec<&str> {
    rows.iter().map(|row| row.said.text.as_str()).collect()
}

async fn thread(device: &Device, message: &MessageKey) -> Vec<ThreadRow> {
    let found = in_time("the thread", device.client.thread(message)).await;
    found.unwrap().rows
}

async fn count(device: &Device, chat: &ConversationId, root: &MessageKey, wanted: u32) {
    device
        .sees(chat, "how many answers there are", |rows| {
            rows.iter()
                .any(|row| row.id == *root && row.answers == wanted)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_the_same_from_each_of_its_messages() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let root = alice.says(&chat, "shall we").await;
    sent(&alice, &chat, &root).await;
    sent(&bob, &chat, &root).await;
    let first = answers(&bob, &chat, &root, "where to").await;
    sent(&alice, &chat, &first).await;
    let second = answers(&alice, &chat, &first, "the river").await;
    let beside = answers(&alice, &chat, &root, "or stay").await;
    alice.says(&chat, "of another matter").await;
    let expected = ["shall we", "where to", "the river", "or stay"];
    for device in [&alice, &bob] {
        sent(device, &chat, &beside).await;
        count(device, &chat, &root, 3).await;
        for one in [&root, &first, &second, &beside] {
            let rows = thread(device, one).await;
            assert_eq!(said(&rows), expected, "from {one:?}");
        }
    }
    let alone = thread(&alice, &alice.says(&chat, "alone").await).await;
    assert_eq!(said(&alone), ["alone"]);

    // What is recalled or deleted belongs to it no longer.
    done(bob.client.recall(&first)).await.unwrap();
    done(alice.client.delete_message(&beside)).await.unwrap();
    count(&alice, &chat, &root, 1).await;
    let rows = thread(&alice, &second).await;
    assert_eq!(said(&rows), ["shall we", "the river"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_whose_beginning_is_not_here_is_asked_for() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let root = alice.says(&chat, "long ago").await;
    sent(&bob, &chat, &root).await;
    let middle = answers(&bob, &chat, &root, "not so long ago").await;
    sent(&alice, &chat, &middle).await;
    let mut last = root.clone();
    for number in 0..60 {
        last = alice.says(&chat, &format!("number {number}")).await;
    }
    sent(&alice, &chat, &last).await;
    let newest = answers(&alice, &chat, &middle, "now").await;
    let fresh = world.device(BOB).await;
    sent(&fresh, &chat, &newest).await;
    let rows = thread(&fresh, &newest).await;
    assert_eq!(said(&rows), ["long ago", "not so long ago", "now"]);
}

/// A device that was signed in afterwards has the end of the chat, and the answers stand in its middle.
#[tokio::test(flavor = "multi_thread")]
async fn answers_that_are_not_here_are_loaded_page_by_page() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let root = alice.says(&chat, "shall we").await;
    sent(&bob, &chat, &root).await;
    let mut last = answers(&bob, &chat, &root, "where to").await;
    for number in 0..110 {
        last = bob.says(&chat, &format!("number {number}")).await;
    }
    sent(&bob, &chat, &last).await;
    let middle = answers(&bob, &chat, &root, "the river").await;
    for number in 110..180 {
        last = bob.says(&chat, &format!("number {number}")).await;
    }
    sent(&alice, &chat, &last).await;
    let newest = answers(&alice, &chat, &root, "too late").await;

    let fresh = world.device(BOB).await;
    sent(&fresh, &chat, &newest).await;
    let first = in_time("the thread", fresh.client.thread(&newest))
        .await
        .unwrap();
    assert_eq!(said(&first.rows), ["shall we", "too late"]);
    assert!(first.more, "there may be others");
    // Without a server that is said, and nothing is lost.
    world.stop().await;
    let offline = in_time("no server", fresh.client.load_thread(&newest)).await;
    assert!(offline.is_err());
    world.restart().await;
    fresh.ready().await;
    let mut known = first;
    let mut steps = 0;
    while known.more {
        known = in_time("more of it", fresh.client.load_thread(&newest))
            .await
            .unwrap();
        steps += 1;
        assert!(steps < 20, "it does not end");
    }
    assert_eq!(
        said(&known.rows),
        ["shall we", "where to", "the river", "too late"]
    );
    assert!(steps > 1, "all at once");
    let from_another = in_time("the thread", fresh.client.thread(&middle))
        .await
        .unwrap();
    assert_eq!(from_another, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn details_name_the_ids_and_the_content_of_what_cannot_be_shown() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "words of mine").await;
    let row = alice
        .sees(&chat, "its place", |rows| {
            rows.iter().any(|row| row.id == key && row.can_answer)
        })
        .await
        .remove(0);
    let known = alice.client.message_details(&key).await.unwrap();
    assert_eq!((known.id, known.server_id), (key, row.server_id));
    assert_eq!((known.conversation, known.sender), (chat, row.sender));
    assert_eq!((known.message_type, known.created), (10001, row.time));
    assert!(known.index.is_some());
    assert_eq!(known.content, None, "what it says stands in the chat");
    let gone = alice.client.message_details(&MessageKey::from("s:1")).await;
    assert!(matches!(gone, Err(Error::NotFound(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_of_a_recalled_text_are_written_again_once_also_after_a_restart() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let second = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "words with a slip").await;
    let other = alice.says(&chat, "deleted afterwards").await;
    sent(&alice, &chat, &other).await;
    for message in [&key, &other] {
        done(alice.client.recall(message)).await.unwrap();
    }
    let alice = alice.restart().await;
    let again = |rows: &[MessageRow]| {
        let kept = |row: &&MessageRow| row.can_write_again && matches!(row.body, Body::Recalled);
        rows.iter().filter(kept).count()
    };
    alice.sees(&chat, "two", |rows| again(rows) == 2).await;
    done(alice.client.delete_message(&other)).await.unwrap();
    let base = alice.client.draft(&chat).await.unwrap().revision;
    let typed = alice.client.save_draft(&chat, base, "and more".to_owned());
    assert!(matches!(typed.await, Ok(DraftSave::Kept(_))));
    let draft = alice.client.write_again(&key).await.unwrap();
    assert_eq!(draft.text, "words with a slip\nand more");
    alice.sees(&chat, "none", |rows| again(rows) == 0).await;
    let twice = alice.client.write_again(&key).await;
    assert!(matches!(twice, Err(Error::NotFound(_))), "{twice:?}");
    alice.client.delete_draft(&chat).await.unwrap();
    // Nobody else ever has them.
    for device in [&second, &bob] {
        let gone = device.client.write_again(&key).await;
        assert!(matches!(gone, Err(Error::NotFound(_))), "{gone:?}");
    }
    for device in [alice, second, bob] {
        let stored = device.stop().await.stored();
        assert!(!stored.contains("with a slip") && !stored.contains("deleted afterwards"));
    }
}
