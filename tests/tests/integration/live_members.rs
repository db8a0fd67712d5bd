//! Live groups: who may do what in one, told to everybody in it, with the events of it.

use std::time::Duration;

use linnet_core::model::UserId;
use linnet_core::model::kind::notice::GroupEventKind;
use linnet_core::model::live::{LiveList, Priority};
use linnet_core::model::user::Role;
use linnet_core::view::row::{Closed, LiveEnd, LiveGroupRow, LiveRow, LiveSent, LiveState};
use linnet_core::{Client, Event, EventStream, LiveNews};
use linnet_tests::world::{self, Device, World, in_time};

use crate::live::{join, made, shown, words};

const ALICE: UserId = UserId(world::ALICE);
const BOB: UserId = UserId(world::BOB);
const CAROL: UserId = UserId(world::CAROL);

/// Waits for news that fit; what else is told meanwhile is passed over.
async fn hears(events: &mut EventStream, wanted: impl Fn(&LiveNews) -> bool) -> LiveNews {
    in_time("news", async {
        loop {
            if let Some(Event::Live { news, .. }) = events.next().await
                && wanted(&news)
            {
                return news;
            }
        }
    })
    .await
}

/// Kinds of what happened, as the rows tell it.
fn happened(rows: &[LiveRow]) -> Vec<GroupEventKind> {
    let lines = rows.iter().filter_map(|row| row.happened.as_ref());
    lines.map(|happened| happened.kind).collect()
}

async fn people(client: &Client, group: &LiveGroupRow, list: LiveList) -> Vec<UserId> {
    let page = in_time("people", client.live_members(&group.id, &list, None)).await;
    let page = page.unwrap();
    assert_eq!(page.next, None);
    page.rows.iter().map(|row| row.person.id).collect()
}

async fn try_to_say(client: &Client, words: &str) -> Result<(), String> {
    let row = in_time("send", client.send_live(words, Priority::High)).await;
    match row.unwrap().sent {
        LiveSent::Sent => Ok(()),
        LiveSent::Failed { reason } => Err(reason.code),
        LiveSent::Sending => panic!("it was answered"),
    }
}

/// Alice has a live group, and all three are in it.
async fn evening(stage: &World) -> (LiveGroupRow, [Device; 3]) {
    let alice = stage.device(world::ALICE).await;
    let group = made(&alice, "evening").await;
    let devices = [
        alice,
        stage.device(world::BOB).await,
        stage.device(world::CAROL).await,
    ];
    for (device, alias) in devices.iter().zip(["Al", "Bo", "Ca"]) {
        join(device, &group, alias).await;
    }
    (group, devices)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_muted_live_group_is_closed_with_its_reason_and_open_to_the_white_list() {
    let stage = World::new().await;
    let (group, [alice, bob, carol]) = evening(&stage).await;
    let mut events = bob.client.events();
    let refused = in_time("mute", bob.client.mute_live_group(&group.id, true, false)).await;
    assert_eq!(refused.unwrap_err().code(), "status_11");
    in_time("mute", alice.client.mute_live_group(&group.id, true, false))
        .await
        .unwrap();
    hears(&mut events, |news| *news == LiveNews::Muted { on: true }).await;
    let (rows, _) = shown(&bob.client, |rows, state| {
        state.closed == Some(Closed::GroupMuted) && state.muted && !happened(rows).is_empty()
    })
    .await;
    let line = rows.last().unwrap().happened.as_ref().unwrap();
    assert_eq!(line.kind, GroupEventKind::Muted);
    assert_eq!(line.actor.as_ref().unwrap().name, "Al");
    assert_eq!(
        try_to_say(&bob.client, "no").await.unwrap_err(),
        "group_muted"
    );
    try_to_say(&alice.client, "yes").await.unwrap();
    in_time("speak", alice.client.set_live_speaker(&group.id, BOB, true))
        .await
        .unwrap();
    shown(&bob.client, |_, state| {
        state.closed.is_none() && state.muted
    })
    .await;
    try_to_say(&bob.client, "I may").await.unwrap();
    assert_eq!(
        people(&alice.client, &group, LiveList::Speakers).await,
        [BOB]
    );

    let time = Some(Duration::from_secs(300));
    in_time(
        "mute",
        alice
            .client
            .mute_live_member(&group.id, BOB, time, "too loud"),
    )
    .await
    .unwrap();
    let blocked = LiveNews::MemberMuted {
        user: BOB,
        on: true,
    };
    hears(&mut events, |news| *news == blocked).await;
    let (_, state) = shown(&bob.client, |_, state| state.closed.is_some()).await;
    match state.closed {
        Some(Closed::Muted {
            until: Some(_),
            reason,
            group: false,
        }) => {
            assert_eq!(reason, "too loud");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        try_to_say(&bob.client, "no").await.unwrap_err(),
        "member_muted"
    );
    let hidden = LiveList::Muted;
    let hidden = in_time("list", carol.client.live_members(&group.id, &hidden, None)).await;
    assert_eq!(hidden.unwrap_err().code(), "status_11");
    in_time("unmute", alice.client.unmute_live_member(&group.id, BOB))
        .await
        .unwrap();
    shown(&bob.client, |_, state| state.closed.is_none()).await;
    for device in [alice, bob, carol] {
        device.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_put_out_of_a_live_group_is_told_by_whom_and_banned_comes_back_never() {
    let stage = World::new().await;
    let (group, [alice, bob, carol]) = evening(&stage).await;
    let mut events = carol.client.events();
    in_time("remove", alice.client.remove_live_member(&group.id, BOB))
        .await
        .unwrap();
    let (_, state) = shown(&bob.client, |_, state| state.ended.is_some()).await;
    match state.ended {
        Some(LiveEnd::Removed { by: Some(by) }) => assert_eq!(by.name, "Al"),
        other => panic!("{other:?}"),
    }
    let out = LiveNews::PutOut { users: vec![BOB] };
    hears(&mut events, |news| *news == out).await;
    join(&bob, &group, "Bo").await;
    in_time("ban", alice.client.bar_live_member(&group.id, BOB, None))
        .await
        .unwrap();
    let barred = |_: &[LiveRow], state: &LiveState| {
        matches!(state.ended, Some(LiveEnd::Barred { until: None, .. }))
    };
    shown(&bob.client, barred).await;
    let id = &group.id;
    let late = in_time("join", bob.client.join_live_group(id, "Bo", Some(""))).await;
    let late = late.unwrap_err();
    assert_eq!(late.code(), "status_53");
    assert!(late.reason().text.en.contains("Banned"));
    assert_eq!(people(&alice.client, &group, LiveList::Barred).await, [BOB]);
    in_time("let in", alice.client.let_live_member_in(id, BOB))
        .await
        .unwrap();
    join(&bob, &group, "Bo").await;
    shown(&carol.client, |rows, _| {
        let told = [
            GroupEventKind::Removed,
            GroupEventKind::Barred,
            GroupEventKind::LetIn,
        ];
        happened(rows) == told
    })
    .await;
    for device in [alice, bob, carol] {
        device.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_group_has_managers_and_marks_and_is_handed_over() {
    let stage = World::new().await;
    let (group, [alice, bob, carol]) = evening(&stage).await;
    let mut events = carol.client.events();
    let id = &group.id;
    in_time("role", alice.client.set_live_role(id, BOB, Role::Manager))
        .await
        .unwrap();
    shown(&bob.client, |_, state| state.role == Role::Manager).await;
    let guest = ["guest".to_owned()];
    in_time("marks", bob.client.set_live_marks(id, &guest, &[]))
        .await
        .unwrap();
    hears(&mut events, |news| *news == LiveNews::MarksChanged).await;
    shown(&carol.client, |_, state| state.marks == guest).await;
    in_time("mark", bob.client.mark_live_member(id, CAROL, &guest, &[]))
        .await
        .unwrap();
    let mark = "guest".to_owned();
    let marked = people(&carol.client, &group, LiveList::Marked { mark }).await;
    assert_eq!(marked, [CAROL]);
    // Oneself first, then those who lead.
    let present = people(&carol.client, &group, LiveList::Present).await;
    assert_eq!(present, [CAROL, ALICE, BOB]);
    let refused = in_time("remove", bob.client.remove_live_member(id, ALICE)).await;
    assert_eq!(refused.unwrap_err().code(), "operation_1");
    in_time("role", alice.client.set_live_role(id, CAROL, Role::Owner))
        .await
        .unwrap();
    let over = LiveNews::OwnerChanged {
        from: ALICE,
        to: CAROL,
    };
    hears(&mut events, |news| *news == over).await;
    shown(&carol.client, |_, state| {
        state.role == Role::Owner && state.group.as_ref().is_some_and(|group| group.own)
    })
    .await;
    shown(&alice.client, |_, state| state.role == Role::Member).await;
    let all = in_time(
        "people",
        carol.client.live_members(id, &LiveList::Present, None),
    )
    .await;
    let all = all.unwrap().rows;
    assert_eq!(all[0].marks, guest);
    assert_eq!(
        (all[0].person.name.as_str(), all[0].me, all[0].here),
        ("Ca", true, true)
    );
    in_time(
        "say",
        carol.client.send_live("good evening", Priority::Normal),
    )
    .await
    .unwrap();
    let received = |news: &LiveNews| matches!(news, LiveNews::MessageUpdated(row) if row.sent == LiveSent::Sent);
    hears(&mut events, received).await;
    let (rows, _) = shown(&bob.client, |rows, _| !words(rows).is_empty()).await;
    assert_eq!(words(&rows), ["good evening"]);
    for device in [alice, bob, carol] {
        device.stop().await;
    }
}
