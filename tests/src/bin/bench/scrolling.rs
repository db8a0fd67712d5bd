//! How evenly a chat of a hundred thousand messages of all kinds scrolls.

use std::time::{Duration, Instant};

use linnet_tests::desktop::Desktop;
use serde_json::json;
use tokio::time::sleep;

use crate::driven::{self, Said};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::stage::Stage;

const MESSAGES: i64 = 100_000;
/// How long it scrolls.
const SCROLLED: Duration = Duration::from_secs(20);
/// Pixels from one frame to the next: a quick hand on the wheel.
const STEP: u32 = 40;
/// The window has come to rest by then.
const REST: Duration = Duration::from_secs(5);
/// A frame that is seen to be late, and one that everybody sees, in milliseconds.
const LATE: f64 = 20.0;
const WORST: f64 = 50.0;

/// Texts of every length, some of them formatted, links, and a picture among twenty.
fn said(number: i64) -> Said {
    match number % 20 {
        0 => Said::Picture,
        3 => Said::Words(format!(
            "**bold** and *slanted* {number}: `code`, ~~struck~~\n\n- one\n- two"
        )),
        7 => Said::Words(format!(
            "```\nlet line = {number};\nprintln!(\"{{line}}\");\n```"
        )),
        11 => Said::Words(format!("see https://linnet.example/{number}?a=b 好的 😀")),
        other => {
            let times = usize::try_from(other % 7).unwrap_or(0) * 4;
            Said::Words(format!(
                "第{number}条 {}",
                "多一点文字 and some more. ".repeat(times)
            ))
        }
    }
}

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let place = tempfile::tempdir()?;
    let desktop = Desktop::start("bench-scrolling", &[]).await?;
    driven::prepare(&stage, &desktop, place.path(), MESSAGES, said).await?;
    let app = driven::open(&desktop).await?;
    sleep(REST).await;
    app.run(
        "const [step, long] = arguments;
         const t = document.querySelector('[data-testid=timeline]');
         const seen = window.linnetFrames = {frames: [], rows: new Set(), done: false};
         let last = null;
         const begun = performance.now();
         const frame = now => {
           if (last !== null) seen.frames.push(now - last);
           last = now;
           t.dispatchEvent(new WheelEvent('wheel', {deltaY: -step}));
           t.scrollTop -= step;
           for (const row of t.querySelectorAll('[data-testid=message-row]')) seen.rows.add(row.dataset.id);
           if (performance.now() - begun < long) requestAnimationFrame(frame); else seen.done = true;
         };
         requestAnimationFrame(frame);",
        &[json!(STEP), json!(SCROLLED.as_millis() as u64)],
    )
    .await?;
    let until = Instant::now() + SCROLLED;
    sleep(until.saturating_duration_since(Instant::now())).await;
    app.until("the end", "return window.linnetFrames.done;", &[])
        .await?;
    let seen = app
        .run(
            "return [window.linnetFrames.frames, window.linnetFrames.rows.size];",
            &[],
        )
        .await?;
    let (frames, rows): (Vec<f64>, u64) = serde_json::from_value(seen)?;
    app.close().await?;
    stage.stop().await;
    if frames.is_empty() {
        return Err("nothing was painted".into());
    }
    let worst = frames.iter().copied().fold(0.0, f64::max);
    let late = frames.iter().filter(|frame| **frame > LATE).count() as f64;
    let share = late * 100.0 / frames.len() as f64;
    let how = format!(
        "{} s of scrolling up by {STEP} pixels a frame through a chat of {MESSAGES} messages (texts, formatted texts, links, \
         one picture among twenty), {} frames, {rows} rows passed; on a display without a graphics card",
        SCROLLED.as_secs(),
        frames.len()
    );
    let figure = |name, measured, bound, verdict| Figure {
        name,
        how: how.clone(),
        measured,
        floor: String::new(),
        ratio: None,
        bound,
        verdict,
    };
    Ok(vec![
        figure(
            "Scrolling, longest frame",
            format!("{worst:.0} ms"),
            "must < 50 ms",
            Verdict::at_most(worst, WORST, WORST),
        ),
        figure(
            "Scrolling, frames over 20 ms",
            format!("{share:.1} %"),
            "must < 1 %",
            Verdict::at_most(share, 1.0, 1.0),
        ),
    ])
}
