//! What happens to a group, as its history, the list and the field say it: on each device, live, after a restart and on
//! a fresh one.

use linnet_core::model::kind::notice::GroupEventKind as Kind;
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::{Closed, Happened, MessageRow};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, in_time, lines};

/// What happened, who did it, and to whom; oneself is "me".
fn told(rows: &[MessageRow]) -> Vec<String> {
    let name = |who: &linnet_core::view::row::Called| match who.me {
        true => "me".to_owned(),
        false => who.name.clone(),
    };
    let line = |one: &Happened| {
        let actor = one.actor.as_ref().map(name).unwrap_or_default();
        let targets: Vec<String> = one.targets.iter().map(name).collect();
        let said = format!("{actor} {:?} {} {}", one.kind, targets.join(" "), one.name);
        said.trim().to_owned()
    };
    lines(rows).into_iter().map(line).collect()
}

async fn sees(device: &Device, group: &ConversationId, wanted: &[&str]) {
    let what = format!("{} sees {wanted:?}", device.user);
    device.sees(group, &what, |rows| told(rows) == wanted).await;
}

async fn group(alice: &Device, users: &[i64]) -> ConversationId {
    let users = users.iter().copied().map(UserId).collect();
    in_time("create", alice.client.create_group("nonce", "Birds", users))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_device_tells_what_happened_in_its_own_words_and_nobody_has_it_unread() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let birds = group(&alice, &[BOB]).await;
    bob.row(&birds, |row| row.member).await;
    let work = async {
        bob.client.add_members(&birds, vec![UserId(CAROL)]).await?;
        alice.client.rename(&birds, "Finches").await?;
        alice
            .client
            .set_role(&birds, UserId(BOB), Role::Manager)
            .await?;
        alice.client.set_notice(&birds, "Be kind").await?;
        alice
            .client
            .set_role(&birds, UserId(BOB), Role::Owner)
            .await
    };
    in_time("work", work).await.unwrap();
    let alices = [
        "me Created Bob",
        "Bob Invited Carol",
        "me Renamed  Finches",
        "me Manager Bob",
        "me Notice",
        "me Owner Bob",
    ];
    sees(&alice, &birds, &alices).await;
    let bobs = [
        "Alice Created me",
        "me Invited Carol",
        "Alice Renamed  Finches",
        "Alice Manager me",
        "Alice Notice",
        "Alice Owner me",
    ];
    sees(&bob, &birds, &bobs).await;
    // What was before she came is not hers.
    let carols = [
        "Bob Invited me",
        "Alice Renamed  Finches",
        "Alice Manager Bob",
        "Alice Notice",
        "Alice Owner Bob",
    ];
    sees(&carol, &birds, &carols).await;
    for device in [&alice, &bob, &carol] {
        let row = device
            .row(&birds, |row| {
                row.preview
                    .as_ref()
                    .and_then(|preview| preview.happened.as_ref())
                    .is_some_and(|last| last.kind == Kind::Owner)
            })
            .await;
        assert_eq!((row.unread, row.closed), (0, None));
    }
    let again = bob.restart().await;
    sees(&again, &birds, &bobs).await;
    let fresh = world.device(BOB).await;
    fresh.ready().await;
    sees(&fresh, &birds, &bobs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_taken_out_or_left_without_a_group_is_told_by_whom() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let birds = group(&alice, &[BOB, CAROL]).await;
    carol.row(&birds, |row| row.member).await;
    bob.row(&birds, |row| row.member).await;
    in_time("remove", alice.client.remove_member(&birds, UserId(CAROL)))
        .await
        .unwrap();
    let by_alice = |closed: &Option<Closed>| match closed {
        Some(Closed::Removed { by: Some(by) } | Closed::Dissolved { by: Some(by) }) => {
            by.name == "Alice" && !by.me
        }
        _ => false,
    };
    let removed = carol.row(&birds, |row| by_alice(&row.closed)).await;
    assert!(matches!(removed.closed, Some(Closed::Removed { .. })));
    assert!(!removed.member);
    in_time("dissolve", alice.client.dissolve(&birds))
        .await
        .unwrap();
    let gone = bob.row(&birds, |row| by_alice(&row.closed)).await;
    assert!(matches!(gone.closed, Some(Closed::Dissolved { .. })));
    // Carol is told nothing of it any more, and a fresh device of each of them knows the same.
    for (user, wanted) in [(BOB, gone.closed), (CAROL, removed.closed)] {
        let fresh = world.device(user).await;
        fresh.ready().await;
        let row = fresh.row(&birds, |row| by_alice(&row.closed)).await;
        assert_eq!(row.closed, wanted);
    }
    let again = carol.restart().await;
    again.row(&birds, |row| by_alice(&row.closed)).await;
}
