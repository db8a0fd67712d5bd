//! A group with an owner, a manager and a member.

use linnet_core::Draft;
use linnet_core::error::Error;
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::{ConversationDetails, Member, TimelineRow};
use linnet_tests::world::{ALICE, BOB, CAROL, Device, Screen, World, done, in_time, words};

/// What the panel of a group shows.
pub struct Panel {
    pub details: ConversationDetails,
    pub members: Vec<Member>,
}

impl std::ops::Deref for Panel {
    type Target = ConversationDetails;

    fn deref(&self) -> &ConversationDetails {
        &self.details
    }
}

pub async fn details(
    device: &Device,
    group: &linnet_core::model::ConversationId,
    mut wanted: impl FnMut(&Panel) -> bool,
) -> Panel {
    let mut list = linnet_tests::world::Lines::open(&device.client).await;
    let mut events = device.client.events();
    in_time("details", async {
        loop {
            if let Ok(details) = device.client.details(group).await
                && let Ok(members) = device.client.members(group).await
            {
                let panel = Panel { details, members };
                if wanted(&panel) {
                    return panel;
                }
            }
            // Anything that changes is worth another look.
            tokio::select! {
                () = list.next() => {}
                _ = events.next() => {}
            }
        }
    })
    .await
}

fn roles(details: &Panel) -> Vec<(i64, Role)> {
    details
        .members
        .iter()
        .map(|member| (member.person.id.0, member.role))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_lives_with_its_roles_and_ends() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let users = vec![UserId(BOB), UserId(CAROL)];
    let group = in_time(
        "create",
        alice
            .client
            .create_group("nonce-1", "Birds 鸟", users.clone()),
    )
    .await
    .unwrap();
    // The same nonce is the same group.
    let again = in_time(
        "again",
        alice.client.create_group("nonce-1", "Birds 鸟", users),
    )
    .await
    .unwrap();
    assert_eq!(again, group);

    for device in [&alice, &bob, &carol] {
        let whole = |details: &Panel| details.members.len() == 3 && details.row.title == "Birds 鸟";
        let found = details(device, &group, whole).await;
        assert_eq!(roles(&found)[0], (ALICE, Role::Owner));
        assert_eq!(found.my_role == Role::Owner, device.user == ALICE);
        device.row(&group, |row| row.members == 3).await;
    }
    alice.says(&group, "welcome").await;
    for device in [&bob, &carol] {
        let rows = device
            .sees(&group, "the welcome", |rows| {
                words(rows).last() == Some(&"welcome")
                    && rows.last().is_some_and(|row| row.sender_name == "Alice")
            })
            .await;
        assert!(rows.last().is_some_and(|row| !row.own));
    }

    // An ordinary member may not; a manager may.
    let refused = in_time("refused", bob.client.remove_member(&group, UserId(CAROL))).await;
    assert!(refused.is_err());
    in_time(
        "role",
        alice.client.set_role(&group, UserId(BOB), Role::Manager),
    )
    .await
    .unwrap();
    details(&bob, &group, |details| details.my_role == Role::Manager).await;
    in_time("rename", bob.client.rename(&group, "Finches"))
        .await
        .unwrap();
    carol.row(&group, |row| row.title == "Finches").await;
    in_time("notice", alice.client.set_notice(&group, "Be kind"))
        .await
        .unwrap();
    details(&carol, &group, |details| details.notice == "Be kind").await;

    in_time("remove", bob.client.remove_member(&group, UserId(CAROL)))
        .await
        .unwrap();
    carol.row(&group, |row| !row.member).await;
    let draft = Draft::text(Draft::new_submission(), "let me in", vec![]);
    assert!(matches!(
        carol.client.send(&group, draft).await,
        Err(Error::NotMember)
    ));
    details(&alice, &group, |details| details.members.len() == 2).await;

    in_time("add", alice.client.add_members(&group, vec![UserId(CAROL)]))
        .await
        .unwrap();
    carol.row(&group, |row| row.member).await;
    carol.says(&group, "back again").await;
    alice
        .sees(&group, "carol is back", |rows| {
            linnet_tests::world::words(rows).contains(&"back again")
        })
        .await;

    in_time("leave", bob.client.leave(&group)).await.unwrap();
    details(&alice, &group, |details| details.members.len() == 2).await;
    let refused = in_time("not the owner", carol.client.dissolve(&group)).await;
    assert!(refused.is_err());
    in_time("dissolve", alice.client.dissolve(&group))
        .await
        .unwrap();
    carol.row(&group, |row| !row.member).await;
    // What was said stays readable.
    carol
        .sees(&group, "history", |rows| {
            linnet_tests::world::words(rows).contains(&"back again")
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_marks_the_line_of_the_one_who_is_meant() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let users = vec![UserId(BOB), UserId(CAROL)];
    let group = alice
        .client
        .create_group("nonce-2", "Three", users)
        .await
        .unwrap();
    bob.row(&group, |_| true).await;
    carol.row(&group, |_| true).await;
    let draft = Draft::text(Draft::new_submission(), "@Bob look", vec![UserId(BOB)]);
    alice.client.send(&group, draft).await.unwrap();
    bob.row(&group, |row| row.mentioned && row.unread == 1)
        .await;
    carol
        .row(&group, |row| !row.mentioned && row.unread == 1)
        .await;
}

/// What a screen shows: words, and `gone` where the server keeps nothing.
fn shown(screen: &Screen) -> Vec<String> {
    let lines = screen.rows.iter().filter_map(|row| match row {
        TimelineRow::Message(message) => {
            let said = [(**message).clone()];
            words(&said).first().map(|&words| words.to_owned())
        }
        TimelineRow::Gap { state, .. } => Some(format!("{state:?}").to_lowercase()),
        TimelineRow::Unread => None,
    });
    lines.collect()
}

async fn shows(device: &Device, group: &ConversationId, wanted: &[&str]) {
    let mut screen = device.screen(group).await;
    let end = tokio::time::Instant::now() + linnet_tests::world::LIMIT;
    while shown(&screen) != wanted {
        let next = tokio::time::timeout_at(end, screen.next()).await;
        assert!(next.is_ok(), "not {wanted:?} but {:?}", shown(&screen));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_removed_and_added_again_keeps_what_could_be_read_before() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let users = vec![UserId(BOB), UserId(CAROL)];
    let group = in_time(
        "create",
        alice.client.create_group("nonce-1", "Birds", users),
    )
    .await
    .unwrap();
    let bobs_other = world.device(BOB).await;
    for line in ["one", "two"] {
        alice.says(&group, line).await;
    }
    shows(&bob, &group, &["one", "two"]).await;
    shows(&bobs_other, &group, &["one", "two"]).await;
    // One device sees it happen, the other hears of all of it later.
    let bobs_other = bobs_other.stop().await;
    in_time("remove", alice.client.remove_member(&group, UserId(BOB)))
        .await
        .unwrap();
    bob.row(&group, |row| !row.member).await;
    for line in ["not for bob", "nor this"] {
        alice.says(&group, line).await;
    }
    alice.row(&group, |row| row.outgoing.is_none()).await;
    in_time("add", alice.client.add_members(&group, vec![UserId(BOB)]))
        .await
        .unwrap();
    bob.row(&group, |row| row.member).await;
    // Behind what he has missed stands that he was added again.
    shows(&bob, &group, &["one", "two", "gone"]).await;
    alice.says(&group, "welcome back").await;
    let bobs_other = bobs_other.open().await;
    bobs_other.client.start();
    for device in [&bob, &bobs_other] {
        shows(device, &group, &["one", "two", "gone", "welcome back"]).await;
        device.row(&group, |row| row.unread == 1).await;
    }
    // Also after a restart, and a new device has nothing that it could miss.
    let bob = bob.restart().await;
    shows(&bob, &group, &["one", "two", "gone", "welcome back"]).await;
    let new = world.device(BOB).await;
    shows(&new, &group, &["welcome back"]).await;

    // What is cleared goes, also on the device that kept more.
    in_time("clear", done(new.client.clear_history(&group)))
        .await
        .unwrap();
    for device in [&bob, &bobs_other, &new] {
        shows(device, &group, &[]).await;
    }
}
