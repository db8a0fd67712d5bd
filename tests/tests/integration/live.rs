//! Live groups: two people in one, an own message at once, a cut, the end of it; nothing of it in the lists.

use linnet_core::Client;
use linnet_core::model::live::Priority;
use linnet_core::view::row::{LiveEnd, LiveGroupRow, LiveRow, LiveSent, LiveState};
use linnet_tests::world::{ALICE, BOB, Device, World, apply, in_time};

/// Messages of one moment, more than twice what a live group tells.
const LOUD: usize = 150;

pub async fn made(device: &Device, name: &str) -> LiveGroupRow {
    in_time("create", device.client.create_live_group(name, name))
        .await
        .unwrap()
}

pub async fn join(device: &Device, group: &LiveGroupRow, alias: &str) {
    in_time(
        "join",
        device.client.join_live_group(&group.id, alias, Some("")),
    )
    .await
    .unwrap();
}

/// What the client shows, when it is as wanted.
pub async fn shown(
    client: &Client,
    wanted: impl Fn(&[LiveRow], &LiveState) -> bool,
) -> (Vec<LiveRow>, LiveState) {
    let mut rows = Vec::new();
    let mut view = client.live();
    in_time("live", async {
        loop {
            let update = view.next().await.unwrap();
            apply(&mut rows, update.diffs);
            if wanted(&rows, &update.state) {
                return (rows.clone(), update.state);
            }
        }
    })
    .await
}

pub fn words(rows: &[LiveRow]) -> Vec<&str> {
    rows.iter().filter_map(|row| row.text.as_deref()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_in_a_live_group_is_seen_by_all_in_it_and_stands_in_no_list() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let group = made(&alice, "evening").await;
    let found = in_time("list", bob.client.live_groups(false, "EVE", None)).await;
    let found = found.unwrap();
    assert_eq!(found.rows.len(), 1);
    assert!(!found.rows[0].own && group.own);
    let own = in_time("list", bob.client.live_groups(true, "", None)).await;
    assert!(own.unwrap().rows.is_empty());

    join(&alice, &group, "Al").await;
    let (first, second) = (Priority::High, Priority::Low);
    in_time("send", alice.client.send_live("before", first))
        .await
        .unwrap();
    join(&bob, &group, "").await;
    let (rows, state) = shown(&bob.client, |rows, state| {
        words(rows) == ["before"] && state.group.as_ref().is_some_and(|it| it.online == 2)
    })
    .await;
    assert_eq!(rows[0].name, "Al");
    assert_eq!(rows[0].priority, Priority::High);
    assert_eq!((state.dropped, state.has_older), (0, false));

    in_time("send", bob.client.send_live("now", second))
        .await
        .unwrap();
    for device in [&alice, &bob] {
        let (rows, _) = shown(&device.client, |rows, _| {
            words(rows) == ["before", "now"] && rows.iter().all(|it| it.sent == LiveSent::Sent)
        })
        .await;
        assert_eq!(rows.iter().filter(|row| row.own).count(), 1);
    }
    let (list, unread) = alice.client.conversations().whole().open().await.unwrap();
    assert!(list.iter().all(|row| row.id != group.id));
    assert_eq!(unread, 0);

    let refused = in_time("dissolve", bob.client.dissolve_live_group(&group.id)).await;
    assert!(refused.is_err());
    in_time("dissolve", alice.client.dissolve_live_group(&group.id))
        .await
        .unwrap();
    shown(&bob.client, |_, state| {
        state.ended == Some(LiveEnd::Dissolved) && state.group.is_none()
    })
    .await;
    let late = in_time("send", bob.client.send_live("late", first)).await;
    assert_eq!(late.unwrap_err().code(), "not_found");
    alice.stop().await;
    bob.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loud_live_group_says_how_much_was_left_out_and_older_pages_end() {
    let world = World::new().await;
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let group = made(&alice, "loud").await;
    join(&alice, &group, "").await;
    in_time("send", alice.client.send_live("first", Priority::Low))
        .await
        .unwrap();
    join(&bob, &group, "").await;
    // All at once: more than the group tells in so short a time.
    let said = (0..LOUD).map(|number| {
        let client = alice.client.clone();
        tokio::spawn(async move { client.send_live(&number.to_string(), Priority::Low).await })
    });
    for said in said.collect::<Vec<_>>() {
        in_time("send", said).await.unwrap().unwrap();
    }
    in_time("send", alice.client.send_live("end", Priority::High))
        .await
        .unwrap();
    // Its sender sees all of it.
    let all = |rows: &[LiveRow], _: &LiveState| {
        rows.len() == LOUD + 2 && rows.iter().all(|row| row.sent == LiveSent::Sent)
    };
    shown(&alice.client, all).await;
    let end = |rows: &[LiveRow], _: &LiveState| words(rows).last() == Some(&"end");
    let (rows, his) = shown(&bob.client, end).await;
    assert_eq!(rows.len() + usize::try_from(his.dropped).unwrap(), LOUD + 2);
    assert!(his.dropped > 0);
    // Whoever comes later reads it by pages, to its beginning.
    in_time("leave", bob.client.leave_live_group())
        .await
        .unwrap();
    join(&bob, &group, "").await;
    let (_, mut state) = shown(&bob.client, |rows, _| rows.len() == 20).await;
    while state.has_older {
        in_time("older", bob.client.older_live()).await.unwrap();
        (_, state) = shown(&bob.client, |_, _| true).await;
    }
    let (rows, _) = shown(&bob.client, all).await;
    assert_eq!(words(&rows).first(), Some(&"first"));
    assert_eq!(words(&rows).last(), Some(&"end"));
    alice.stop().await;
    bob.stop().await;
}
