//! From one bare protocol client to another, through the server.

use std::time::Instant;

use crate::failure::Outcome;
use crate::floor;
use crate::report::{Figure, Verdict};
use crate::samples::Samples;
use crate::stage::Stage;

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const MESSAGES: usize = 2_000;
/// Not counted: caches fill, the processor wakes up.
const WARM_UP: usize = 200;

pub async fn measure() -> Outcome<Vec<Figure>> {
    // On the threads of the runtime, where the tasks of clients run.
    let floor = tokio::spawn(floor::relayed(MESSAGES, true, false)).await??;
    let times = tokio::spawn(delivered()).await??;
    let p50 = times.p50().as_secs_f64() * 1000.0;
    Ok(vec![Figure {
        name: "Server delivery",
        how: format!(
            "{MESSAGES} messages one after another from a bare protocol client to another, each archived, in both \
             inboxes and synced to the disk before its push leaves; the floor is a WebSocket relay that commits one \
             row of 256 bytes durably for each message"
        ),
        measured: times.text(),
        floor: floor.text(),
        ratio: Some(p50 / (floor.p50().as_secs_f64() * 1000.0)),
        bound: "must p50 < 0.5 ms, aim 0.25 ms",
        verdict: Verdict::at_most(p50, 0.5, 0.25),
    }])
}

async fn delivered() -> Outcome<Samples> {
    let stage = Stage::new().await?;
    let mut alice = stage.bare(ALICE, "1").await?;
    let mut bob = stage.bare(BOB, "2").await?;
    let target = alice.one_to_one(ALICE, BOB).await?;
    let mut times = Vec::with_capacity(MESSAGES);
    for n in 0..WARM_UP + MESSAGES {
        let text = format!("message {n}");
        let begun = Instant::now();
        alice.sender.say(&target, &text).await?;
        while !bob.receiver.message().await?.contains(&text) {}
        let time = begun.elapsed();
        if n >= WARM_UP {
            times.push(time);
        }
        // Own answer and own push, so that they do not pile up.
        while alice.receiver.next().await?.sequence_id.unwrap_or(0) == 0 {}
    }
    stage.stop().await;
    Ok(Samples::new(times))
}
