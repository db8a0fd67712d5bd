//! Tokens that expire at the worst moment, and one of somebody else: everything is kept, and goes on with a good one.

use std::sync::Arc;
use std::time::Duration;

use linnet_core::media::{Mode, Source};
use linnet_core::model::connection::Connection;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::Delivery;
use linnet_core::{Draft, PictureDraft, Poke};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, Lines, Turned, World, in_time};

/// Longer than the tokens of the stories live.
const LATER: Duration = Duration::from_secs(2 * 3600);

async fn world() -> (World, Arc<Turned>) {
    let clock = Arc::new(Turned::default());
    let servers = Arc::clone(&clock);
    let world = World::with(move |config| config.clock = servers).await;
    (world, clock)
}

async fn sign_in_needed(device: &Device) -> String {
    let mut connection = device.client.connection();
    let state = in_time(
        "sign-in needed",
        connection.wait_for(|state| matches!(state, Connection::SignInNeeded { .. })),
    )
    .await
    .unwrap();
    match &*state {
        Connection::SignInNeeded { reason } => reason.code.clone(),
        other => panic!("{other:?}"),
    }
}

async fn new_token(world: &World, device: &Device) {
    let token = world.token(device.user, Duration::from_secs(3600)).await;
    device.tokens.replace(&token).unwrap();
    device.client.poke(Poke::TokenChanged);
}

async fn sent(device: &Device, chat: &ConversationId, key: &MessageKey) {
    device
        .sees(chat, "sent", |rows| {
            rows.iter()
                .any(|row| row.id == *key && row.delivery == Some(Delivery::Sent))
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_during_a_send_loses_and_doubles_nothing() {
    let (world, clock) = world().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let before = alice.says(&chat, "before").await;
    sent(&alice, &chat, &before).await;
    clock.pass(LATER);
    let during = alice.says(&chat, "during").await;
    let after = alice.says(&chat, "after").await;
    assert_eq!(sign_in_needed(&alice).await, "token_expired");
    new_token(&world, &alice).await;
    sent(&alice, &chat, &during).await;
    sent(&alice, &chat, &after).await;
    let bob = world.device(BOB).await;
    bob.reads(&chat, &["before", "during", "after"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_during_an_upload_does_not_lose_the_picture() {
    let (world, clock) = world().await;
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cat.png");
    image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([x as u8, y as u8, 7]))
        .save(&path)
        .unwrap();
    let picture = |submission: &MessageKey| {
        Draft::picture(PictureDraft {
            submission: submission.clone(),
            source: Source::Path(path.clone()),
            mode: Mode::Original,
            caption: String::new(),
            album: None,
        })
    };
    // Taken in with a good token; what the upload asks for is asked with one that is over.
    let key = Draft::new_submission();
    clock.pass(LATER);
    in_time("taken in", alice.client.send(&chat, picture(&key)))
        .await
        .unwrap();
    assert_eq!(sign_in_needed(&alice).await, "token_expired");
    // The file may go: a copy was made.
    std::fs::remove_file(&path).unwrap();
    new_token(&world, &alice).await;
    sent(&alice, &chat, &key).await;
    let bob = world.device(BOB).await;
    bob.reads(&chat, &["(picture)"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expires_during_the_first_load_lets_it_go_on_later() {
    let (world, clock) = world().await;
    let alice = world.device(ALICE).await;
    let mut chats = Vec::new();
    for peer in [BOB, CAROL] {
        let chat = alice.chat_with(peer).await;
        let key = alice.says(&chat, "hello").await;
        sent(&alice, &chat, &key).await;
        chats.push(chat);
    }
    let other = world.device_offline(ALICE).await;
    // Before the first page, and once more wherever it has come to.
    clock.pass(LATER);
    other.client.start();
    assert_eq!(sign_in_needed(&other).await, "token_expired");
    let mut loading = other.client.loading();
    new_token(&world, &other).await;
    in_time("a first page", loading.changed()).await.unwrap();
    clock.pass(LATER);
    other.client.poke(Poke::WokeUp);
    new_token(&world, &other).await;
    other.ready().await;
    for chat in &chats {
        other.reads(chat, &["hello"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_expired_while_asleep_is_asked_for_at_the_wake_up() {
    let (world, clock) = world().await;
    let alice = world.device(ALICE).await;
    let bob = world.device(BOB).await;
    let chat = bob.chat_with(ALICE).await;
    let key = bob.says(&chat, "good night").await;
    sent(&bob, &chat, &key).await;
    alice.reads(&chat, &["good night"]).await;
    clock.pass(LATER);
    new_token(&world, &bob).await;
    let key = bob.says(&chat, "good morning").await;
    sent(&bob, &chat, &key).await;
    // Alice's computer wakes up.
    alice.client.poke(Poke::WokeUp);
    let kept = alice.says(&chat, "hm?").await;
    assert_eq!(sign_in_needed(&alice).await, "token_expired");
    new_token(&world, &alice).await;
    sent(&alice, &chat, &kept).await;
    alice
        .reads(&chat, &["good night", "good morning", "hm?"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_somebody_with_groups_only_brings_none_of_them_into_the_account() {
    let (world, _clock) = world().await;
    let bob = world.device(BOB).await;
    let group = bob
        .client
        .create_group("nonce", "Lunch", vec![UserId(CAROL)])
        .await
        .unwrap();
    let key = bob.says(&group, "between us").await;
    sent(&bob, &group, &key).await;

    let alice = world.device_offline(ALICE).await;
    let bobs = world.token(BOB, Duration::from_secs(3600)).await;
    alice.tokens.replace(&bobs).unwrap();
    alice.client.start();
    assert_eq!(sign_in_needed(&alice).await, "token_other_user");
    assert!(Lines::open(&alice.client).await.rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_another_user_brings_nothing_of_theirs_into_the_account() {
    let (world, _clock) = world().await;
    let bob = world.device(BOB).await;
    let his = bob.chat_with(CAROL).await;
    let key = bob.says(&his, "between us").await;
    sent(&bob, &his, &key).await;

    let alice = world.device_offline(ALICE).await;
    let bobs = world.token(BOB, Duration::from_secs(3600)).await;
    alice.tokens.replace(&bobs).unwrap();
    alice.client.start();
    assert_eq!(sign_in_needed(&alice).await, "token_other_user");
    assert!(Lines::open(&alice.client).await.rows.is_empty());

    new_token(&world, &alice).await;
    alice.ready().await;
    let chat = alice.chat_with(BOB).await;
    let key = alice.says(&chat, "it is me").await;
    sent(&alice, &chat, &key).await;
    bob.reads(&chat, &["it is me"]).await;
    let shown = Lines::open(&alice.client).await.rows;
    assert!(shown.iter().all(|row| row.id == chat), "{shown:?}");
}
