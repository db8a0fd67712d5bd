//! Messages of an application's own kind: coupons that are claimed, and whatever else an application sends.

use std::collections::BTreeMap;

use linnet_core::model::kind::Shown;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Body, MessageRow};
use linnet_core::{Draft, Error};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, done};
use serde_json::json;

fn taken(row: &MessageRow) -> Option<bool> {
    match &row.body {
        Body::Shown(Shown::Coupon(coupon)) => Some(coupon.taken),
        _ => None,
    }
}

/// The coupon of a chat, once it stands like this.
async fn coupon(device: &Device, chat: &ConversationId, claimed: bool) -> MessageKey {
    let rows = device
        .sees(chat, "the coupon", |rows| {
            rows.iter()
                .any(|row| row.can_answer && taken(row) == Some(claimed))
        })
        .await;
    rows.into_iter()
        .find(|row| taken(row).is_some())
        .unwrap()
        .id
}

async fn sends(device: &Device, chat: &ConversationId, draft: Draft) -> MessageKey {
    device.client.send(chat, draft).await.unwrap()
}

fn ten_percent() -> Draft {
    let content = json!({ "type": 3, "detail": "10 % off", "start": 0, "end": 4 });
    Draft::custom(Draft::new_submission(), &content, BTreeMap::new())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_claimed_once_and_shown_so_on_all_devices() {
    let mut world = World::new().await;
    let (alice, second) = (world.device(ALICE).await, world.device(ALICE).await);
    let (bob, his_second) = (world.device(BOB).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    sends(&alice, &chat, ten_percent()).await;
    let key = coupon(&bob, &chat, false).await;
    // A copy of it would be another one.
    let rows = bob.sees(&chat, "the coupon", |rows| !rows.is_empty()).await;
    assert!(rows.iter().all(|row| !row.can_forward));
    coupon(&his_second, &chat, false).await;

    // Without a server it is shown as claimed at once, also after a restart.
    world.stop().await;
    bob.client.claim_coupon(&key).await.unwrap();
    assert_eq!(bob.client.operations_waiting().await.unwrap(), 1);
    coupon(&bob, &chat, true).await;
    let bob = bob.stop().await.open().await;
    coupon(&bob, &chat, true).await;
    world.restart().await;
    bob.client.start();
    bob.ready().await;
    let fresh = world.device(BOB).await;
    for device in [&alice, &second, &bob, &his_second, &fresh] {
        coupon(device, &chat, true).await;
    }
    let again = his_second.client.claim_coupon(&key).await;
    assert!(matches!(again, Err(Error::CouponTaken)), "{again:?}");
    let words = alice.says(&chat, "no coupon").await;
    assert!(bob.client.claim_coupon(&words).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_claims_second_is_told_and_sees_that_it_was_claimed() {
    let world = World::new().await;
    let alice = world.device(ALICE).await;
    let group = alice
        .client
        .create_group("n", "Birds", vec![UserId(BOB), UserId(CAROL)])
        .await
        .unwrap();
    let (bob, carol) = (world.device(BOB).await, world.device(CAROL).await);
    sends(&alice, &group, ten_percent()).await;
    let key = coupon(&bob, &group, false).await;
    coupon(&carol, &group, false).await;
    let away = carol.stop().await.open().await;
    done(bob.client.claim_coupon(&key)).await.unwrap();
    let asked = away.client.claim_coupon(&key).await.unwrap();
    coupon(&away, &group, true).await;
    away.client.start();
    away.ready().await;
    let refused = asked.done().await;
    assert!(matches!(refused, Err(Error::CouponTaken)), "{refused:?}");
    coupon(&away, &group, true).await;
    assert_eq!(away.client.operations_waiting().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_sends_its_own_kind_with_entries() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let entries = BTreeMap::from([("a:shop".to_owned(), "linnet".to_owned())]);
    let content = json!({ "type": "order", "number": 7 });
    let draft = Draft::custom(Draft::new_submission(), &content, entries.clone());
    let sent = sends(&alice, &chat, draft.clone()).await;
    // The same submission is the same message.
    assert_eq!(sends(&alice, &chat, draft).await, sent);
    let rows = bob.sees(&chat, "the order", |rows| rows.len() == 1).await;
    assert!(matches!(
        &rows[0].body,
        Body::Shown(Shown::Unsupported(order))
            if serde_json::from_str::<serde_json::Value>(&order.raw).is_ok_and(|raw| raw == content)
    ));
    let details = bob.client.message_details(&rows[0].id).await.unwrap();
    assert_eq!(details.content, Some(content.to_string()));
    assert_eq!(details.entries["a:shop"], "linnet");

    let refused = async |content: serde_json::Value, name: &str, value: &str| {
        let entries = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let draft = Draft::custom(Draft::new_submission(), &content, entries);
        alice.client.send(&chat, draft).await.unwrap_err()
    };
    for (content, name) in [
        (json!([1]), "a:x"),
        (json!("words"), "a:x"),
        (json!({}), "s:is_recalled"),
        (json!({}), ""),
        (json!({}), &"n".repeat(65)),
    ] {
        let error = refused(content, name, "").await;
        assert!(matches!(error, Error::NotCustom), "{name}: {error:?}");
    }
    for (content, value) in [
        (json!({ "x": "x".repeat(70_000) }), String::new()),
        (json!({}), "x".repeat(9_000)),
    ] {
        let error = refused(content, "a:x", &value).await;
        assert!(matches!(error, Error::TooLong { .. }), "{error:?}");
    }
    assert_eq!(alice.sees(&chat, "nothing more", |_| true).await.len(), 1);
}
