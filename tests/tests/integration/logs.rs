//! What is written while things go right and wrong.

use std::time::Duration;

use linnet_core::Draft;
use linnet_core::model::connection::Connection;
use linnet_tests::journal;
use linnet_tests::world::{ALICE, BOB, Device, World, in_time};

/// Invariant 12: tokens, texts and ids of people never appear in a log. Every world of this suite is looked at; this
/// story goes where most is logged.
#[tokio::test(flavor = "multi_thread")]
async fn no_log_holds_a_token_words_or_a_person() {
    let before = journal::lines();
    let mut world = World::new().await;
    let alice = world.device(ALICE).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "the words of alice").await;
    bob.reads(&chat, &["the words of alice"]).await;

    // Refused: longer than a message may be.
    let long = "nobody should read this ".repeat(4_000);
    let draft = Draft::text(Draft::new_submission(), &long, vec![]);
    drop(in_time("refused or stopped", alice.client.send(&chat, draft)).await);

    // The server goes away and comes back; what was said meanwhile is sent then.
    world.stop().await;
    alice.says(&chat, "said into the dark").await;
    world.restart().await;
    bob.sees(&chat, "what was said meanwhile", |rows| {
        linnet_tests::world::words(rows).contains(&"said into the dark")
    })
    .await;

    // A token that nobody gave.
    let stranger = world.device_offline(ALICE).await;
    stranger
        .tokens
        .replace("token-that-nobody-gave-alice")
        .unwrap();
    journal::secret("token-that-nobody-gave-alice");
    stranger.client.start();
    needs_sign_in(&stranger).await;
    // And one that ends while it is used.
    let short = world.token(BOB, Duration::from_secs(1)).await;
    let late = world.device_offline(BOB).await;
    late.tokens.replace(&short).unwrap();
    late.client.start();
    needs_sign_in(&late).await;
    assert!(journal::lines() > before, "nothing was logged");
    assert_eq!(journal::found(), Vec::<String>::new());
}

async fn needs_sign_in(device: &Device) {
    let mut connection = device.client.connection();
    let needed = connection.wait_for(|state| matches!(state, Connection::SignInNeeded { .. }));
    in_time("sign-in is needed", needed).await.unwrap();
}
