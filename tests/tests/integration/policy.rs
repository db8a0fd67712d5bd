//! What the rules of a server refuse or hold back, and what is said of it.

use std::sync::Arc;

use linnet_core::error::Reason;
use linnet_core::model::UserId;
use linnet_core::view::row::Delivery;
use linnet_core::{Error, Result};
use linnet_server::{BlockedWords, Rate, Rates};
use linnet_tests::world::{ALICE, BOB, World, done, in_time, words};

fn code(error: Error) -> String {
    let Reason { code, text, .. } = error.reason();
    assert!(!text.zh.is_empty() && text.en.ends_with('.'), "{code}");
    code
}

async fn refused<T: std::fmt::Debug>(asked: impl Future<Output = Result<T>>) -> String {
    code(in_time("refused", asked).await.unwrap_err())
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_are_not_allowed_are_said_to_be_so_on_what_was_refused() {
    let words = BlockedWords::read("casino\n赌博\n").unwrap();
    let world = World::with(|config| config.blocked_words = Arc::new(words)).await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "come to the Casino").await;
    let rows = alice
        .sees(&chat, "the refusal on the message", |rows| {
            matches!(rows.last().and_then(|row| row.delivery.as_ref()),
                Some(Delivery::Failed { reason }) if reason.code == "words_refused")
        })
        .await;
    alice.client.cancel(&rows[0].id).await.unwrap();
    alice.says(&chat, "come to the cinema").await;
    bob.reads(&chat, &["come to the cinema"]).await;

    let client = &alice.client;
    let users = vec![UserId(BOB)];
    let bad = "Casino 赌博";
    assert_eq!(
        refused(client.create_group("n", bad, users.clone())).await,
        "text_refused"
    );
    let group = client.create_group("n", "Birds", users).await.unwrap();
    assert_eq!(refused(client.rename(&group, bad)).await, "text_refused");
    assert_eq!(
        refused(client.set_notice(&group, bad)).await,
        "text_refused"
    );
    assert_eq!(
        refused(client.set_description(&group, bad)).await,
        "text_refused"
    );
    assert_eq!(
        refused(client.set_own_alias(&group, bad)).await,
        "text_refused"
    );
    assert_eq!(
        refused(client.set_profile(Some(bad), None)).await,
        "text_refused"
    );
    assert_eq!(
        refused(client.ask_contact(UserId(BOB), bad)).await,
        "text_refused"
    );
    client.ask_contact(UserId(BOB), "hello").await.unwrap();
    bob.client.ask_contact(UserId(ALICE), "").await.unwrap();
    let remark = in_time("remark", done(client.set_remark(UserId(BOB), bad))).await;
    assert_eq!(code(remark.unwrap_err()), "status_69");
    assert_eq!(alice.row(&group, |_| true).await.title, "Birds");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_too_fast_says_so_at_once_and_goes_by_itself() {
    let world = World::with(|config| {
        config.rates = Rates {
            messages: Rate {
                burst: 1,
                per_minute: 30,
            },
            ..Rates::unlimited()
        };
    })
    .await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let mut screen = alice.screen(&chat).await;
    alice.says(&chat, "one").await;
    alice.says(&chat, "two").await;
    let rows = screen
        .until("held back", |rows| {
            rows.iter()
                .any(|row| matches!(row.delivery, Some(Delivery::HeldBack { .. })))
        })
        .await;
    let held = rows.iter().find_map(|row| match &row.delivery {
        Some(Delivery::HeldBack { reason, until }) => Some((reason.code.clone(), *until)),
        _ => None,
    });
    let (code, until) = held.unwrap();
    assert_eq!(code, "too_fast");
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let now = i64::try_from(now).unwrap();
    assert!(
        (now - 60_000..now + 31_000).contains(&until),
        "{until} at {now}"
    );
    // Whoever opens the chat now reads it as well.
    assert_eq!(words(&rows), ["one", "two"]);
    bob.reads(&chat, &["one", "two"]).await;
    screen
        .until("both are sent", |rows| {
            rows.len() == 2
                && rows
                    .iter()
                    .all(|row| matches!(row.delivery, Some(Delivery::Sent | Delivery::Read)))
        })
        .await;
}
