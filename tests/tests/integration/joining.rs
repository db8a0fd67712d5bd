//! Groups whose owner and managers decide who comes in, on all devices; what happened to a group, and who has read its
//! announcement.

use linnet_core::event::Event;
use linnet_core::model::joining::{Admitted, JoinState, WhoAdds};
use linnet_core::model::kind::notice::GroupEventKind as Kind;
use linnet_core::model::user::Role;
use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::JoinRequestRow;
use linnet_tests::world::{ALICE, BOB, CAROL, Device, World, in_time};

async fn group(alice: &Device, users: &[i64]) -> ConversationId {
    let users = users.iter().copied().map(UserId).collect();
    in_time("create", alice.client.create_group("nonce", "Birds", users))
        .await
        .unwrap()
}

/// The number by which people ask to join.
fn number(group: &ConversationId) -> i64 {
    group.as_str().parse().unwrap()
}

async fn waiting(device: &Device, group: &ConversationId) -> Vec<JoinRequestRow> {
    let requests = in_time("requests", device.client.join_requests(group)).await;
    let mut requests = requests.unwrap();
    requests.retain(|request| request.state == JoinState::Waiting);
    requests
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_comes_in_when_a_manager_agrees_and_all_devices_of_both_hear_it() {
    let world = World::new().await;
    let (alice, other, bob, carol) = (
        world.device(ALICE).await,
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let birds = group(&alice, &[BOB]).await;
    let asks = in_time("ask", carol.client.ask_to_join(number(&birds), "It is me")).await;
    assert_eq!(asks.unwrap_err().code(), "join_9", "it takes no requests");
    in_time("switch", alice.client.set_join_approval(&birds, true))
        .await
        .unwrap();
    in_time("ask", carol.client.ask_to_join(number(&birds), "It is me"))
        .await
        .unwrap();
    for device in [&alice, &other] {
        device.row(&birds, |row| row.join_requests == 1).await;
    }
    let bobs = bob.row(&birds, |row| row.member).await;
    assert_eq!(bobs.join_requests, 0, "he does not decide");

    let requests = waiting(&other, &birds).await;
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].person.name, "Carol");
    assert_eq!(requests[0].reason, "It is me");
    // Seen on one device is seen on the other, and still there after a restart.
    for device in [&alice, &other] {
        device.row(&birds, |row| row.join_requests == 0).await;
    }
    let alice = alice.restart().await;
    assert_eq!(waiting(&alice, &birds).await.len(), 1);
    let details = alice.client.details(&birds).await.unwrap();
    assert!(details.join_approval);

    let id: i64 = requests[0].id.parse().unwrap();
    let refused = in_time("answer", bob.client.answer_join_request(id, true)).await;
    assert_eq!(refused.unwrap_err().code(), "join_6");
    in_time("answer", alice.client.answer_join_request(id, true))
        .await
        .unwrap();
    carol.row(&birds, |row| row.member).await;
    let again = in_time("ask", carol.client.ask_to_join(number(&birds), "")).await;
    assert_eq!(again.unwrap_err().code(), "join_7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_is_told_to_whoever_asked_and_members_who_add_people_ask_as_well() {
    let world = World::new().await;
    let (alice, bob, carol) = (
        world.device(ALICE).await,
        world.device(BOB).await,
        world.device(CAROL).await,
    );
    let birds = group(&alice, &[BOB]).await;
    in_time("switch", alice.client.set_join_approval(&birds, true))
        .await
        .unwrap();
    bob.row(&birds, |row| row.member).await;
    let added = in_time("add", bob.client.add_members(&birds, vec![UserId(CAROL)])).await;
    assert_eq!(added.unwrap(), Admitted::Asked);
    let requests = waiting(&alice, &birds).await;
    let inviter = requests[0].inviter.as_ref().map(|who| who.name.as_str());
    assert_eq!(inviter, Some("Bob"));
    let id = |requests: &[JoinRequestRow]| requests[0].id.parse::<i64>().unwrap();
    in_time(
        "answer",
        alice.client.answer_join_request(id(&requests), false),
    )
    .await
    .unwrap();

    let mut events = carol.client.events();
    in_time("ask", carol.client.ask_to_join(number(&birds), ""))
        .await
        .unwrap();
    let requests = waiting(&alice, &birds).await;
    in_time(
        "answer",
        alice.client.answer_join_request(id(&requests), false),
    )
    .await
    .unwrap();
    let told = async {
        loop {
            if let Event::JoinRefused { by, group, reason } =
                events.next().await.expect("events go on")
            {
                break (by.id, group, reason.text.en);
            }
        }
    };
    let told = in_time("told", told).await;
    assert_eq!((told.0, told.1.as_str()), (UserId(ALICE), "Birds"));
    assert_eq!(told.2, "Your request to join “Birds” was refused.");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_only_leaders_add_a_member_is_told_so_and_entries_of_others_stay() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let birds = group(&alice, &[BOB]).await;
    let own = || [("team".to_owned(), "7".to_owned())].into();
    in_time("entries", alice.client.set_entries(&birds, own()))
        .await
        .unwrap();
    in_time("rule", alice.client.set_who_adds(&birds, WhoAdds::Leaders))
        .await
        .unwrap();
    bob.row(&birds, |row| row.member).await;
    let told = async {
        let mut events = bob.client.events();
        while bob.client.details(&birds).await.unwrap().who_adds != WhoAdds::Leaders {
            events.next().await;
        }
    };
    in_time("told", told).await;
    let added = in_time("add", bob.client.add_members(&birds, vec![UserId(CAROL)])).await;
    assert_eq!(added.unwrap_err().status(), Some(11));
    in_time(
        "rule",
        alice.client.set_who_adds(&birds, WhoAdds::Everybody),
    )
    .await
    .unwrap();
    let entries = alice.client.entries(&birds).await.unwrap();
    assert_eq!(entries, own());
    let set = in_time("own", bob.client.set_own_entries(&birds, own())).await;
    set.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_a_group_is_a_list_and_its_announcement_has_readers() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let birds = group(&alice, &[BOB]).await;
    assert_eq!(alice.client.announcement(&birds).await.unwrap(), None);
    let work = async {
        alice.client.set_notice(&birds, "Be kind").await?;
        alice.client.rename(&birds, "Finches").await?;
        let manager = Role::Manager;
        alice.client.set_role(&birds, UserId(BOB), manager).await
    };
    in_time("work", work).await.unwrap();
    alice
        .sees(&birds, "four lines", |rows| rows.len() == 4)
        .await;
    let changes = alice.client.group_changes(&birds, None).await.unwrap();
    let kinds: Vec<Kind> = changes.rows.iter().map(|row| row.happened.kind).collect();
    assert_eq!(
        kinds,
        [Kind::Manager, Kind::Renamed, Kind::Notice, Kind::Created]
    );
    assert!(!changes.more);
    let before = Some(changes.rows[1].index);
    let older = alice.client.group_changes(&birds, before).await.unwrap();
    assert_eq!(older.rows, changes.rows[2..]);
    let told = alice.client.announcement(&birds).await.unwrap();
    assert_eq!(told.as_ref(), Some(&changes.rows[2].id));
    let told = told.unwrap();
    let readers = alice.client.readers(&told).await.unwrap();
    assert_eq!(readers.unread.len(), 1, "Bob has not looked");

    bob.sees(&birds, "four lines", |rows| rows.len() == 4).await;
    bob.client.mark_conversation_read(&birds).await.unwrap();
    let read = async {
        let mut events = alice.client.events();
        while alice.client.readers(&told).await.unwrap().read.is_empty() {
            events.next().await;
        }
    };
    in_time("read", read).await;
}
