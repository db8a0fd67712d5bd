//! Muting a group, or somebody in it for a time.

use std::time::Duration;

use linnet_core::Draft;
use linnet_core::error::Error;
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Closed, Delivery, MessageRow};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, done, in_time};

use crate::groups::{Panel, details};

async fn group(alice: &Device) -> ConversationId {
    let users = vec![UserId(BOB), UserId(CAROL)];
    in_time("create", alice.client.create_group("nonce", "Birds", users))
        .await
        .unwrap()
}

/// Writes something and waits for what becomes of it: the code of its refusal.
async fn refusal(device: &Device, group: &ConversationId, words: &str) -> String {
    let draft = Draft::text(Draft::new_submission(), words, vec![]);
    in_time("send", device.client.send(group, draft))
        .await
        .unwrap();
    let refused = |delivery: &Option<Delivery>| match delivery {
        Some(Delivery::Failed { reason }) => Some(reason.code.clone()),
        _ => None,
    };
    let rows = device
        .sees(group, "the refusal", |rows| {
            rows.last()
                .is_some_and(|row| refused(&row.delivery).is_some())
        })
        .await;
    rows.last().and_then(|row| refused(&row.delivery)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_muted_group_the_field_of_ordinary_members_is_closed() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let birds = group(&alice).await;
    carol.row(&birds, |row| row.member).await;
    let refused = in_time("no right", carol.client.mute_group(&birds, true)).await;
    assert_eq!(refused.unwrap_err().status(), Some(11));
    in_time(
        "role",
        alice.client.set_role(&birds, UserId(BOB), Role::Manager),
    )
    .await
    .unwrap();
    in_time("mute", alice.client.mute_group(&birds, true))
        .await
        .unwrap();
    let muted = |closed: &Option<Closed>| *closed == Some(Closed::GroupMuted);
    carol.row(&birds, |row| muted(&row.closed)).await;
    assert_eq!(refusal(&carol, &birds, "may I?").await, "group_muted");
    let known = details(&bob, &birds, |details| {
        details.group_muted && details.my_role == Role::Manager
    })
    .await;
    assert!(!muted(&known.row.closed), "managers are excepted");
    bob.says(&birds, "I lead").await;
    // Whoever becomes a manager can write; whoever is none any more cannot.
    in_time(
        "role",
        alice.client.set_role(&birds, UserId(CAROL), Role::Manager),
    )
    .await
    .unwrap();
    carol.row(&birds, |row| row.closed.is_none()).await;
    in_time(
        "role",
        alice.client.set_role(&birds, UserId(BOB), Role::Member),
    )
    .await
    .unwrap();
    bob.row(&birds, |row| muted(&row.closed)).await;
    let fresh = world.device(BOB).await;
    fresh.ready().await;
    fresh.row(&birds, |row| muted(&row.closed)).await;
    let again = bob.restart().await;
    again.row(&birds, |row| muted(&row.closed)).await;
    in_time("unmute", carol.client.mute_group(&birds, false))
        .await
        .unwrap();
    again.row(&birds, |row| row.closed.is_none()).await;
    fresh.row(&birds, |row| row.closed.is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_muted_for_a_time_is_told_until_when_and_why() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let birds = group(&alice).await;
    bob.row(&birds, |row| row.member).await;
    let hour = Some(Duration::from_secs(3600));
    in_time(
        "mute",
        alice
            .client
            .mute_member(&birds, UserId(BOB), hour, "too loud"),
    )
    .await
    .unwrap();
    let row = bob.row(&birds, |row| row.closed.is_some()).await;
    let Some(Closed::Muted {
        until: Some(until),
        reason,
        group: false,
    }) = row.closed
    else {
        panic!("{:?}", row.closed)
    };
    assert_eq!(reason, "too loud");
    assert_eq!(refusal(&bob, &birds, "may I?").await, "member_muted");
    // The others see that he is, and not why; his other device knows the same as he does.
    let of_bob = |details: &Panel| {
        let bob = details
            .members
            .iter()
            .find(|one| one.person.id == UserId(BOB));
        bob.and_then(|bob| bob.muted).map(|muted| muted.until)
    };
    carol.row(&birds, |row| row.member).await;
    details(&carol, &birds, |details| {
        of_bob(details) == Some(Some(until))
    })
    .await;
    let fresh = world.device(BOB).await;
    fresh.ready().await;
    let same = Some(Closed::Muted {
        until: Some(until),
        reason,
        group: false,
    });
    fresh.row(&birds, |row| row.closed == same).await;
    let again = bob.restart().await;
    again.row(&birds, |row| row.closed == same).await;
    in_time("lift", alice.client.unmute_member(&birds, UserId(BOB)))
        .await
        .unwrap();
    again.row(&birds, |row| row.closed.is_none()).await;
    fresh.row(&birds, |row| row.closed.is_none()).await;
    // Of somebody who leads one decides nothing.
    let refused = in_time(
        "the owner",
        again.client.mute_member(&birds, UserId(ALICE), None, ""),
    )
    .await;
    assert_eq!(refused.unwrap_err().status(), Some(11));
    let refused = in_time(
        "oneself",
        alice.client.mute_member(&birds, UserId(ALICE), None, ""),
    )
    .await;
    assert!(matches!(refused, Err(Error::Operation { status: 2, .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_ones_own_in_a_group_is_seen_by_the_others() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let birds = group(&alice).await;
    bob.row(&birds, |row| row.member).await;
    in_time("alias", bob.client.set_own_alias(&birds, " Robin "))
        .await
        .unwrap();
    bob.says(&birds, "hello").await;
    alice
        .sees(&birds, "Robin", |rows| {
            rows.last().is_some_and(|row| row.sender_name == "Robin")
        })
        .await;
    in_time(
        "description",
        alice.client.set_description(&birds, "About birds"),
    )
    .await
    .unwrap();
    details(&bob, &birds, |details| details.description == "About birds").await;
}

/// Neither new words nor old ones that say something else, nor a sign under those of others.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_muted_changes_and_marks_nothing() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let birds = group(&alice).await;
    bob.row(&birds, |row| row.member).await;
    let hers = alice.says(&birds, "calm, please").await;
    let his = bob.says(&birds, "why?").await;
    let settled = |rows: &[MessageRow]| {
        [&hers, &his].into_iter().all(|key| {
            rows.iter()
                .any(|row| row.id == *key && row.server_id.is_some())
        })
    };
    bob.sees(&birds, "both", settled).await;
    done(bob.client.react(&hers, "👍", true)).await.unwrap();
    let hour = Some(Duration::from_secs(3600));
    let mute = alice.client.mute_member(&birds, UserId(BOB), hour, "");
    in_time("mute", mute).await.unwrap();
    bob.row(&birds, |row| row.closed.is_some()).await;
    let silent = |refused: linnet_core::Result<()>| refused.unwrap_err().status();
    assert_eq!(silent(done(bob.client.edit(&his, "WHY?")).await), Some(12));
    assert_eq!(
        silent(done(bob.client.react(&hers, "👎", true)).await),
        Some(12)
    );
    // What he said before he may take back.
    done(bob.client.react(&hers, "👍", false)).await.unwrap();
    let as_before = |rows: &[MessageRow]| {
        rows.iter()
            .all(|row| row.reactions.is_empty() && !row.edited)
    };
    alice.sees(&birds, "nothing of it", as_before).await;
    bob.sees(&birds, "nothing of it", as_before).await;

    let lift = alice.client.unmute_member(&birds, UserId(BOB));
    in_time("lift", lift).await.unwrap();
    bob.row(&birds, |row| row.closed.is_none()).await;
    // In a group that is muted he can react, and not write by editing.
    in_time("mute", alice.client.mute_group(&birds, true))
        .await
        .unwrap();
    bob.row(&birds, |row| row.closed.is_some()).await;
    done(bob.client.react(&hers, "👍", true)).await.unwrap();
    assert_eq!(silent(done(bob.client.edit(&his, "WHY?")).await), Some(12));
}

/// What the rows of these messages offer: other words to the own one, and an answer and a reaction to the other one.
fn offers(rows: &[MessageRow], own: &MessageKey, other: &MessageKey) -> Option<[bool; 3]> {
    let row = |key: &MessageKey| rows.iter().find(|row| row.id == *key);
    let (own, other) = (row(own)?, row(other)?);
    Some([own.can_edit, other.can_answer, other.can_react])
}

/// On a screen that is open all the time.
#[tokio::test(flavor = "multi_thread")]
async fn rows_offer_a_muted_member_nothing_that_is_refused() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let birds = group(&alice).await;
    bob.row(&birds, |row| row.member).await;
    let hers = alice.says(&birds, "calm, please").await;
    let his = bob.says(&birds, "why?").await;
    let mut screen = Box::pin(bob.screen(&birds)).await;
    let mut shows = async |what: &str, wanted: [bool; 3]| {
        let is_so = |rows: &[MessageRow]| offers(rows, &his, &hers) == Some(wanted);
        Box::pin(screen.until(what, is_so)).await;
    };
    shows("everything", [true; 3]).await;
    let hour = Some(Duration::from_secs(3600));
    let mute = alice.client.mute_member(&birds, UserId(BOB), hour, "");
    in_time("mute", mute).await.unwrap();
    shows("nothing", [false; 3]).await;
    let lift = alice.client.unmute_member(&birds, UserId(BOB));
    in_time("lift", lift).await.unwrap();
    shows("everything again", [true; 3]).await;
    // In a group that is muted everybody may react.
    let mute = alice.client.mute_group(&birds, true);
    in_time("mute", mute).await.unwrap();
    shows("reactions", [false, false, true]).await;
    let role = alice.client.set_role(&birds, UserId(BOB), Role::Manager);
    in_time("role", role).await.unwrap();
    shows("what managers may", [true; 3]).await;
}
