//! Friends, requests, remarks, blocked people: two people, their devices, and the server between them.

use linnet_core::error::Reason;
use linnet_core::model::UserId;
use linnet_core::model::contact::RequestState::{Accepted, Refused, Waiting};
use linnet_core::view::row::{ContactRow, Delivery, RequestRow};
use linnet_core::{Event, Forward};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, apply, done, in_time};

/// The contacts of a device, followed change by change, until they are what is wanted.
async fn contacts(device: &Device, what: &str, wanted: impl Fn(&[ContactRow]) -> bool) {
    let mut list = device.client.contact_list();
    let mut rows = list.open().await.unwrap();
    in_time(what, async {
        while !wanted(&rows) {
            apply(&mut rows, list.next().await.expect("the client runs"));
        }
        // Changes applied to an old list lead to the list, which may be further by now.
        while rows != device.client.contact_list().open().await.unwrap() {
            apply(&mut rows, list.next().await.expect("the client runs"));
        }
    })
    .await;
}

async fn requests(device: &Device, what: &str, wanted: impl Fn(&[RequestRow], u32) -> bool) {
    let mut list = device.client.contact_requests();
    let (mut rows, mut unseen) = list.open().await.unwrap();
    in_time(what, async {
        while !wanted(&rows, unseen) {
            let (diffs, count) = list.next().await.expect("the client runs");
            apply(&mut rows, diffs);
            unseen = count;
        }
        while (rows.clone(), unseen) != device.client.contact_requests().open().await.unwrap() {
            let (diffs, count) = list.next().await.expect("the client runs");
            apply(&mut rows, diffs);
            unseen = count;
        }
    })
    .await;
}

fn is_friend(rows: &[ContactRow], user: i64) -> bool {
    rows.iter().any(|row| row.id == UserId(user) && row.friend)
}

async fn befriend(one: &Device, other: &Device) {
    one.client
        .ask_contact(UserId(other.user), "")
        .await
        .unwrap();
    requests(other, "the request", |rows, _| !rows.is_empty()).await;
    done(other.client.answer_request(UserId(one.user), true))
        .await
        .unwrap();
    for (device, user) in [(one, other.user), (other, one.user)] {
        contacts(device, "both are friends", |rows| is_friend(rows, user)).await;
    }
}

fn code(error: linnet_core::Error) -> String {
    let Reason { code, text, .. } = error.reason();
    assert!(!text.zh.is_empty() && text.en.ends_with('.'), "{code}");
    code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_seen_and_answered_on_one_device_and_all_know_it() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let his_second = world.device(BOB).await;
    alice
        .client
        .ask_contact(UserId(BOB), "I am Alice")
        .await
        .unwrap();
    for device in [&bob, &his_second] {
        requests(device, "the request, not seen", |rows, unseen| {
            unseen == 1 && rows.len() == 1 && rows[0].greeting == "I am Alice" && rows[0].unseen
        })
        .await;
    }
    requests(&alice, "her own request", |rows, unseen| {
        unseen == 0 && rows.len() == 1 && !rows[0].incoming && rows[0].state == Waiting
    })
    .await;
    bob.client.see_requests().await.unwrap();
    for device in [&bob, &his_second] {
        requests(device, "nothing is new", |rows, unseen| {
            unseen == 0 && rows[0].state == Waiting
        })
        .await;
    }

    // Offline the answer is shown at once, kept over a restart, and given then.
    world.stop().await;
    bob.client
        .answer_request(UserId(ALICE), true)
        .await
        .unwrap();
    requests(&bob, "answered here", |rows, _| {
        rows[0].state == Accepted && rows[0].answering
    })
    .await;
    let bob = bob.stop().await.open().await;
    world.restart().await;
    bob.client.start();
    bob.ready().await;
    for device in [&bob, &his_second] {
        requests(device, "answered", |rows, _| {
            rows[0].state == Accepted && !rows[0].answering
        })
        .await;
        contacts(device, "Alice is a friend", |rows| is_friend(rows, ALICE)).await;
    }
    contacts(&alice, "Bob is a friend", |rows| is_friend(rows, BOB)).await;
    requests(&alice, "accepted", |rows, _| {
        rows.iter().any(|row| row.state == Accepted)
    })
    .await;
    // The words of the request are the first message of their chat.
    let chat = bob.chat_with(ALICE).await;
    bob.reads(&chat, &["I am Alice"]).await;

    // A device that was not there has all of it.
    let fresh = world.device(BOB).await;
    contacts(&fresh, "a fresh device", |rows| is_friend(rows, ALICE)).await;
    requests(&fresh, "nothing is new there", |rows, unseen| {
        unseen == 0 && rows.len() == 1
    })
    .await;

    done(bob.client.delete_friend(UserId(ALICE), false))
        .await
        .unwrap();
    for (device, user) in [(&bob, ALICE), (&his_second, ALICE), (&alice, BOB)] {
        contacts(device, "no friend any more", |rows| !is_friend(rows, user)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_friend_is_called_is_used_everywhere_and_by_nobody_else() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let her_second = world.device(ALICE).await;
    befriend(&alice, &bob).await;
    let chat = alice.chat_with(BOB).await;
    assert_eq!(bob.chat_with(ALICE).await, chat);
    bob.says(&chat, "hello").await;
    alice.reads(&chat, &["hello"]).await;

    world.stop().await;
    alice
        .client
        .set_remark(UserId(BOB), "Bob of the \u{202e}mill")
        .await
        .unwrap();
    let called = "Bob of the mill";
    contacts(&alice, "the name here", |rows| {
        rows.iter().any(|row| row.name == called)
    })
    .await;
    let alice = alice.stop().await.open().await;
    world.restart().await;
    alice.client.start();
    alice.ready().await;
    for device in [&alice, &her_second] {
        contacts(device, "the name", |rows| {
            rows.iter().any(|row| row.name == called)
        })
        .await;
        device
            .sees(&chat, "the name of the sender", |rows| {
                rows.iter().all(|row| row.sender_name == called)
            })
            .await;
        let (list, _) = device.client.conversations().whole().open().await.unwrap();
        assert_eq!(list[0].title, called);
        let card = device.client.profile_card(UserId(BOB)).await.unwrap();
        assert_eq!(card.person.name, called);
        assert_eq!(card.remark, called);
        assert!(card.friend && card.chat.as_ref() == Some(&chat));
    }
    // Whoever a message is forwarded to reads the name that others know.
    let message = alice.reads(&chat, &["hello"]).await[0].id.clone();
    let carol = world.device(CAROL).await;
    let there = alice.chat_with(CAROL).await;
    alice
        .client
        .forward(Forward {
            submission: linnet_core::Draft::new_submission(),
            messages: vec![message],
            to: vec![there.clone()],
            together: true,
            comment: String::new(),
        })
        .await
        .unwrap();
    carol
        .sees(&there, "the card", |rows| {
            assert!(!format!("{rows:?}").contains(called), "{rows:?}");
            !rows.is_empty()
        })
        .await;

    let refused = alice.client.set_remark(UserId(BOB), &"x".repeat(97)).await;
    assert_eq!(code(refused.unwrap_err()), "too_long");
    // Of somebody who is no friend the server keeps no name: nothing is left but the sentence.
    let mut events = alice.client.events();
    let refused = done(alice.client.set_remark(UserId(CAROL), "C")).await;
    assert_eq!(code(refused.unwrap_err()), "status_56");
    in_time("the sentence", async {
        loop {
            if let Some(Event::ContactRefused { user, reason, .. }) = events.next().await {
                assert_eq!(user, Some(UserId(CAROL)));
                assert_eq!(reason.code, "status_56");
                return;
            }
        }
    })
    .await;
    let card = alice.client.profile_card(UserId(CAROL)).await.unwrap();
    assert_eq!(card.remark, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_sender_hears_it_and_each_refusal_has_its_sentence() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let his_second = world.device(BOB).await;
    let client = &alice.client;
    let refused = client.ask_contact(UserId(ALICE), "").await;
    assert_eq!(code(refused.unwrap_err()), "status_62");
    let refused = client.ask_contact(UserId(99_999), "").await;
    assert_eq!(code(refused.unwrap_err()), "status_71");
    client.ask_contact(UserId(BOB), "").await.unwrap();
    let refused = client.ask_contact(UserId(BOB), "").await;
    assert_eq!(code(refused.unwrap_err()), "status_57");
    requests(&bob, "the request", |rows, _| rows.len() == 1).await;
    done(bob.client.answer_request(UserId(ALICE), false))
        .await
        .unwrap();
    requests(&alice, "refused", |rows, _| {
        rows.iter().any(|row| row.state == Refused)
    })
    .await;
    let again = bob.client.answer_request(UserId(ALICE), true).await;
    assert_eq!(code(again.unwrap_err()), "not_now");

    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "before").await;
    bob.reads(&chat, &["before"]).await;
    world.stop().await;
    bob.client.set_blocked(UserId(ALICE), true).await.unwrap();
    let blocks = |rows: &[ContactRow]| rows.iter().any(|row| row.blocked);
    contacts(&bob, "blocked here", blocks).await;
    let bob = bob.stop().await.open().await;
    world.restart().await;
    bob.client.start();
    bob.ready().await;
    contacts(&his_second, "blocked on the other device", blocks).await;
    alice.says(&chat, "after").await;
    let rows = alice
        .sees(&chat, "the refusal", |rows| {
            matches!(rows.get(1).and_then(|row| row.delivery.as_ref()), Some(Delivery::Failed { reason }) if reason.code == "status_64")
        })
        .await;
    let refused = alice.client.ask_contact(UserId(BOB), "please").await;
    assert_eq!(code(refused.unwrap_err()), "status_64");

    done(his_second.client.set_blocked(UserId(ALICE), false))
        .await
        .unwrap();
    contacts(&bob, "not blocked any more", |rows| !blocks(rows)).await;
    alice.client.retry(&rows[1].id).await.unwrap();
    bob.reads(&chat, &["before", "after"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_name_of_ones_own_is_seen_by_others_at_once() {
    let mut world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    alice
        .client
        .set_profile(Some("Alice of the hill"), Some("Walks"))
        .await
        .unwrap();
    bob.sees(&chat, "the new name", |rows| {
        rows.iter()
            .all(|row| row.sender_name == "Alice of the hill")
    })
    .await;
    let card = bob.client.profile_card(UserId(ALICE)).await.unwrap();
    assert_eq!(card.nickname, "Alice of the hill");
    assert_eq!(card.description, "Walks");
    let blank = alice
        .client
        .set_profile(Some("\u{200b}\u{202e}"), None)
        .await;
    assert_eq!(code(blank.unwrap_err()), "empty_name");
    world.stop().await;
    let offline = alice.client.set_profile(Some("Alice"), None).await;
    assert!(offline.is_err(), "it needs an answer");
}
