//! Answers that quote what they answer.

use linnet_core::model::kind::Noun;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::{MessageRow, Quote, QuoteState};
use linnet_core::{Anchor, Draft, FromDraft};
use linnet_tests::world::{ALICE, BOB, Device, Screen, World, done, in_time};

async fn sent(device: &Device, chat: &ConversationId, key: &MessageKey) {
    device
        .sees(chat, "sent", |rows| {
            rows.iter()
                .any(|row| row.id == *key && row.server_id.is_some())
        })
        .await;
}

/// What an answer quotes.
fn quote(rows: &[MessageRow], answer: &MessageKey) -> Option<Quote> {
    let row = rows.iter().find(|row| row.id == *answer)?;
    row.quote.clone()
}

/// Waits until an answer shows its quote as wanted.
async fn quotes(
    device: &Device,
    chat: &ConversationId,
    answer: &MessageKey,
    what: &str,
    wanted: impl Fn(&Quote) -> bool,
) -> Quote {
    let rows = device
        .sees(chat, what, |rows| {
            quote(rows, answer).is_some_and(|quote| wanted(&quote))
        })
        .await;
    quote(&rows, answer).unwrap()
}

/// Sends the words of the saved draft, and closes it.
async fn send_draft(device: &Device, chat: &ConversationId, words: &str) -> MessageKey {
    let saved = device.client.draft(chat).await.unwrap();
    let key = Draft::new_submission();
    let text = Draft::text(key.clone(), words, vec![]);
    let from = FromDraft {
        revision: saved.revision,
        attachments: None,
    };
    let left = device
        .client
        .send_together(chat, vec![text], from)
        .await
        .unwrap();
    assert_eq!(left.answers, None, "the next one answers nothing");
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_begun_offline_is_kept_and_follows_what_it_quotes() {
    let mut world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let (bob, his_second) = (world.device(BOB).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let original = alice.says(&chat, "the first words").await;
    sent(&alice, &chat, &original).await;
    bob.sees(&chat, "her words and her name", |rows| {
        rows.iter().any(|row| row.sender_name == "Alice")
    })
    .await;

    world.stop().await;
    let shown = bob
        .client
        .set_answering(&chat, Some(original.clone()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (shown.sender_name.as_str(), shown.text.as_str(), shown.own),
        ("Alice", "the first words", false)
    );
    let bob = bob.stop().await.open().await;
    let saved = bob.client.draft(&chat).await.unwrap();
    assert_eq!(saved.answers.as_ref(), Some(&original));
    let answer = send_draft(&bob, &chat, "so it is").await;
    let there = |quote: &Quote| quote.text == "the first words";
    quotes(&bob, &chat, &answer, "the quote at once", there).await;
    world.restart().await;
    bob.client.start();
    bob.ready().await;
    for device in [&alice, &second, &bob, &his_second] {
        let quote = quotes(device, &chat, &answer, "the quote", there).await;
        assert_eq!(quote.message.as_ref(), Some(&original));
        assert_eq!(quote.own, device.user == ALICE);
        assert_eq!((quote.kind, quote.state), (Noun::Text, QuoteState::There));
        assert_eq!(device.client.quoted(&answer).await.unwrap(), original);
    }

    done(alice.client.edit(&original, "other words"))
        .await
        .unwrap();
    for device in [&alice, &second, &bob, &his_second] {
        let edited = |quote: &Quote| quote.text == "other words";
        quotes(device, &chat, &answer, "the edited words", edited).await;
    }
    // Deleted by one of the two, it is gone for that one.
    done(bob.client.delete_message(&original)).await.unwrap();
    let gone = |quote: &Quote| quote.state == QuoteState::Gone && quote.text.is_empty();
    for device in [&bob, &his_second] {
        quotes(device, &chat, &answer, "deleted", gone).await;
        assert!(device.client.quoted(&answer).await.is_err());
    }
    done(alice.client.recall(&original)).await.unwrap();
    let recalled = |quote: &Quote| quote.state == QuoteState::Recalled && quote.text.is_empty();
    for device in [&alice, &second] {
        quotes(device, &chat, &answer, "recalled", recalled).await;
    }
    let fresh = world.device(ALICE).await;
    quotes(&fresh, &chat, &answer, "recalled", recalled).await;
    // Nothing of the words is left, in no column of no table, once she does not want to write them again.
    alice.client.write_again(&original).await.unwrap();
    alice.client.delete_draft(&chat).await.unwrap();
    for device in [alice, bob] {
        let stored = device.stop().await.stored();
        assert!(!stored.contains("first words") && !stored.contains("other words"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quoted_message_that_is_not_here_is_fetched_and_shown_among_its_neighbours() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let original = alice.says(&chat, "long ago").await;
    sent(&alice, &chat, &original).await;
    let mut last = original.clone();
    for number in 0..60 {
        last = alice.says(&chat, &format!("number {number}")).await;
    }
    sent(&alice, &chat, &last).await;
    bob.sees(&chat, "the last", |rows| {
        rows.iter().any(|row| row.id == last)
    })
    .await;
    let draft = Draft::text(Draft::new_submission(), "I remember", vec![]);
    let answer = bob
        .client
        .send(&chat, draft.answering(Some(original.clone())))
        .await
        .unwrap();
    sent(&bob, &chat, &answer).await;

    let fresh = world.device(ALICE).await;
    let quote = quotes(&fresh, &chat, &answer, "the hint", |quote| {
        quote.message.is_none()
    })
    .await;
    // Who said it is the server's word, and what they said the answer's.
    assert_eq!((quote.text.as_str(), quote.own), ("long ago", true));
    let found = in_time("the original", fresh.client.quoted(&answer))
        .await
        .unwrap();
    assert_eq!(found, original);
    let here = |quote: &Quote| quote.message.as_ref() == Some(&original);
    quotes(&fresh, &chat, &answer, "the original", here).await;
    let mut screen = Screen::open(&fresh.client, &chat, Anchor::Message(found)).await;
    screen
        .until("its neighbours", |rows| {
            let words = linnet_tests::world::words(rows);
            words.starts_with(&["long ago", "number 0", "number 1"])
        })
        .await;
}
