//! From starting the program until the conversation list is on the screen, beside an empty window.

use std::path::Path;
use std::time::Duration;

use linnet_tests::desktop::Display;

use crate::failure::Outcome;
use crate::history;
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};
use crate::signed_in::SignedIn;
use crate::stage::Stage;
use crate::window::{Kind, Window};

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const MESSAGES: usize = 100_000;
const CONVERSATIONS: usize = 200;
/// Starts of each kind; the first of each fills the caches and does not count.
const STARTS: usize = 6;

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let place = tempfile::tempdir()?;
    let (data, empty) = (place.path().join("data"), place.path().join("empty"));
    let bob = SignedIn::new(&stage, BOB, &data)?;
    fill(&stage, &bob).await?;
    let display = Display::start().await?;
    let mut figures = vec![figure(&display, &data, &empty, false).await?];
    // Only the system's own administrator may.
    if drop_caches().is_ok() {
        figures.push(figure(&display, &data, &empty, true).await?);
    }
    stage.stop().await;
    Ok(figures)
}

/// Bob is there while the messages come, so that all of them are stored.
async fn fill(stage: &Stage, bob: &SignedIn<'_>) -> Outcome<()> {
    let client = bob.client().await?;
    crate::account::start(&client).await?;
    client.stop().await;
    drop(client);
    let mut elsewhere = stage.bare(BOB, "2").await?;
    let mut others = Vec::with_capacity(CONVERSATIONS);
    for other in 1..CONVERSATIONS {
        others.push(elsewhere.one_to_one(BOB, 20_000 + other as i64).await?);
    }
    history::say_many(elsewhere, &others).await?;
    let mut alice = stage.bare(ALICE, "1").await?;
    let target = alice.one_to_one(ALICE, BOB).await?;
    history::say_many(alice, &vec![target; MESSAGES]).await?;
    history::catch_up(stage, &bob.folder(), MESSAGES as u32).await?;
    Ok(())
}

async fn figure(display: &Display, data: &Path, empty: &Path, cold: bool) -> Outcome<Figure> {
    let (mut ours, mut floors) = (Vec::new(), Vec::new());
    for start in 0..STARTS {
        for (kind, times) in [
            (Kind::Empty(empty), &mut floors),
            (Kind::Linnet(data), &mut ours),
        ] {
            if cold {
                drop_caches()?;
            }
            let window = Window::open(display, kind).await?;
            if start > 0 {
                times.push(window.painted_after);
            }
            window.close().await?;
        }
    }
    let (ours, floor) = (Samples::new(ours).p50(), Samples::new(floors).p50());
    let over = ours.saturating_sub(floor);
    Ok(Figure {
        name: if cold {
            "Start to painted list, caches dropped"
        } else {
            "Start to painted list, warm"
        },
        how: format!(
            "from starting the program until its page has painted the list, {MESSAGES} messages in {CONVERSATIONS} \
             conversations stored; the floor is an empty Tauri window with a text field on the same display, from its \
             start until its page has painted; middle of {}, in turn",
            STARTS - 1
        ),
        measured: ms(ours),
        floor: ms(floor),
        ratio: Some(ours.as_secs_f64() / floor.as_secs_f64()),
        bound: "must < floor + 300 ms",
        verdict: Verdict::at_most(
            over.as_secs_f64(),
            Duration::from_millis(300).as_secs_f64(),
            Duration::from_millis(300).as_secs_f64(),
        ),
    })
}

fn drop_caches() -> std::io::Result<()> {
    // What is not written yet would stay.
    std::process::Command::new("sync").status()?;
    std::fs::write("/proc/sys/vm/drop_caches", "3")
}
