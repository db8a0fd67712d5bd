//! Contacts by the thousand: how soon the list of them is there, and what an open window costs while a thousand people come
//! and go each second.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use linnet_proto::im_proto::{
    ApplyStatusCode, Imcmd, ReplyFriendApplyRequestBody, RequestBody, SendFriendApplyRequestBody,
};
use linnet_tests::desktop::Display;
use linnet_tests::desktop::display::Place;
use tokio::time::{MissedTickBehavior, sleep, timeout};

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::samples::Samples;
use crate::signed_in::SignedIn;
use crate::socket::{self, Bare};
use crate::stage::Stage;
use crate::window::{Kind, Window};

const ALICE: i64 = 10_001;
/// Numbers of the others begin here.
const FIRST: i64 = 100_000;
const CONTACTS: usize = 10_000;
const OPENINGS: usize = 50;
/// People who come and go each second.
const RESTLESS: usize = 1_000;
/// Connections that are opened at the same time.
const AT_ONCE: usize = 64;
/// Requests that are answered together.
const TOGETHER: usize = 500;
const QUIET: Duration = Duration::from_secs(5);
const WATCHED: Duration = Duration::from_secs(30);
const WINDOW: Place = Place {
    x: 40,
    y: 40,
    width: 1280,
    height: 800,
};
/// Where the button of the contacts is in a window of this size.
const GO_CONTACTS: (i32, i32) = (28, 128);

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let place = tempfile::tempdir()?;
    let data = place.path().join("data");
    let alice = SignedIn::new(&stage, ALICE, &data)?;
    befriend(&stage).await?;
    let client = alice.client().await?;
    account::start(&client).await?;
    let mut list = client.contact_list();
    let mut rows = list.open().await?.len();
    while rows < CONTACTS {
        timeout(LIMIT, list.next())
            .await?
            .ok_or("the client has stopped")?;
        rows = client.contact_list().open().await?.len();
    }
    let mut times = Vec::with_capacity(OPENINGS);
    for _ in 0..OPENINGS {
        let begun = Instant::now();
        let opened = client.contact_list().open().await?;
        times.push(begun.elapsed());
        if opened.len() < CONTACTS {
            return Err("contacts have gone".into());
        }
    }
    let times = Samples::new(times);
    client.stop().await;
    let cost = restless(&stage, &data).await?;
    stage.stop().await;
    Ok(vec![
        Figure {
            name: "Contacts",
            how: format!(
                "the list of {CONTACTS} friends in the order of their names, {OPENINGS} times, until its rows are ready \
                 to be painted"
            ),
            measured: times.text(),
            floor: String::new(),
            ratio: None,
            bound: "must p99 < 100 ms",
            verdict: Verdict::at_most(times.p99().as_secs_f64() * 1000.0, 100.0, 100.0),
        },
        Figure {
            name: "People who come and go",
            how: format!(
                "processor time of a window and all that it started in {} s, its contacts open, while {RESTLESS} of \
                 {CONTACTS} friends come or go each second; the floor is the same window while nobody does",
                WATCHED.as_secs()
            ),
            measured: format!("{:.3} s", cost.restless),
            floor: format!("{:.3} s", cost.quiet),
            ratio: Some(cost.restless / cost.quiet.max(0.001)),
            bound: "must < 3 s",
            verdict: Verdict::at_most(cost.restless, 3.0, 1.0),
        },
    ])
}

/// Alice's friends: each asks her, and she answers them.
async fn befriend(stage: &Stage) -> Outcome<()> {
    rlimit::increase_nofile_limit(4 * RESTLESS as u64)?;
    let mut alice = stage.bare(ALICE, "1").await?;
    let all: Vec<usize> = (0..CONTACTS).collect();
    for some in all.chunks(TOGETHER) {
        stream::iter(some.iter().copied())
            .map(|number| ask(stage, number))
            .buffer_unordered(AT_ONCE)
            .try_collect::<Vec<()>>()
            .await?;
        let body = RequestBody {
            reply_friend_apply_body: Some(ReplyFriendApplyRequestBody {
                user_id: some.iter().copied().map(user).collect(),
                attitude: Some(ApplyStatusCode::Agree as i32),
                ..ReplyFriendApplyRequestBody::default()
            }),
            ..RequestBody::default()
        };
        alice.call(Imcmd::ReplyFriendApply, body).await?;
    }
    Ok(())
}

fn user(number: usize) -> i64 {
    FIRST + number as i64
}

async fn ask(stage: &Stage, number: usize) -> Outcome<()> {
    let added = stage
        .server
        .add_user(user(number), Some(name(number)), None);
    added
        .await
        .map_err(|refusal| format!("no user: {refusal:?}"))?;
    let mut bare: Bare = stage.bare(user(number), "1").await?;
    let body = RequestBody {
        send_friend_apply_body: Some(SendFriendApplyRequestBody {
            user_id: ALICE,
            ..SendFriendApplyRequestBody::default()
        }),
        ..RequestBody::default()
    };
    bare.call(Imcmd::SendFriendApply, body).await?;
    Ok(())
}

fn name(number: usize) -> String {
    const FAMILIES: [&str; 8] = ["王", "李", "张", "Smith ", "陈", "Jones ", "刘", "Garcia "];
    if number < RESTLESS {
        return format!("A {number}");
    }
    let family = FAMILIES.get(number % FAMILIES.len()).unwrap_or(&"");
    format!("{family}{number}")
}

struct Cost {
    restless: f64,
    quiet: f64,
}

async fn restless(stage: &Stage, data: &std::path::Path) -> Outcome<Cost> {
    let display = Display::start().await?;
    let window = Window::open(&display, Kind::Linnet(data)).await?;
    let id = window.id().await?;
    display.arrange(&id, WINDOW).await?;
    display.focus(&id).await?;
    let inside = display.place(&id).await?;
    sleep(QUIET).await;
    let (x, y) = (inside.x + GO_CONTACTS.0, inside.y + GO_CONTACTS.1);
    let words = ["mousemove", &x.to_string(), &y.to_string(), "click", "1"];
    display.processes.ask("xdotool", &words).await?;
    display
        .processes
        .ask("xdotool", &["mousemove", "2600", "1200"])
        .await?;
    sleep(QUIET).await;
    let before = window.processor()?;
    sleep(WATCHED).await;
    let quiet = window.processor()?.since(&before).as_secs_f64();
    // Those who stand first in the list: they are the ones on the screen.
    let mut addresses = Vec::with_capacity(RESTLESS);
    for number in 0..RESTLESS {
        let token = stage.token(user(number)).await?;
        addresses.push(socket::address(&stage.server.frontier_url, &token, "1"));
    }
    let moving = tokio::spawn(come_and_go(addresses));
    sleep(QUIET).await;
    let before = window.processor()?;
    sleep(WATCHED).await;
    let restless = window.processor()?.since(&before).as_secs_f64();
    moving.abort();
    window.close().await?;
    Ok(Cost { restless, quiet })
}

/// Those behind these addresses come and go: all of them once in a second.
async fn come_and_go(addresses: Vec<String>) -> Outcome<()> {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut there = Vec::new();
    loop {
        seconds.tick().await;
        if there.is_empty() {
            there = stream::iter(addresses.clone())
                .map(|address| async move { socket::open(&address).await })
                .buffer_unordered(AT_ONCE)
                .try_collect()
                .await?;
        } else {
            there.clear();
        }
    }
}
