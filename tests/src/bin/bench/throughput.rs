//! How many messages the server accepts.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Semaphore;

use crate::failure::Outcome;
use crate::floor;
use crate::report::{Figure, Verdict};
use crate::stage::Stage;

const PAIRS: i64 = 4;
const IN_FLIGHT: usize = 64;
const MESSAGES_A_PAIR: usize = 10_000;

pub async fn measure() -> Outcome<Vec<Figure>> {
    let floor = floor::rows_per_second(PAIRS as usize * IN_FLIGHT)?;
    let stage = Stage::new().await?;
    let mut pairs = Vec::new();
    for pair in 0..PAIRS {
        let (here, there) = (10_001 + 2 * pair, 10_002 + 2 * pair);
        let mut sender = stage.bare(here, "1").await?;
        let receiver = stage.bare(there, "2").await?;
        let target = sender.one_to_one(here, there).await?;
        pairs.push((sender, receiver, target));
    }
    let begun = Instant::now();
    let mut running = Vec::new();
    for (sender, mut receiver, target) in pairs {
        let places = Arc::new(Semaphore::new(IN_FLIGHT));
        let free = Arc::clone(&places);
        let (mut out, mut back) = (sender.sender, sender.receiver);
        running.push(tokio::spawn(async move {
            for n in 0..MESSAGES_A_PAIR {
                places.acquire().await?.forget();
                out.say(&target, &format!("message {n}")).await?;
            }
            Outcome::Ok(())
        }));
        running.push(tokio::spawn(async move {
            let mut answered = 0;
            while answered < MESSAGES_A_PAIR {
                let answer = back.next().await?;
                if answer.sequence_id.unwrap_or(0) != 0 {
                    if answer.status_code.unwrap_or(0) != 0 {
                        return Err("a message was refused".into());
                    }
                    answered += 1;
                    free.add_permits(1);
                }
            }
            Ok(())
        }));
        // The other side takes what it is sent, as a client would.
        running.push(tokio::spawn(async move {
            for _ in 0..MESSAGES_A_PAIR {
                receiver.receiver.message().await?;
            }
            Ok(())
        }));
    }
    for task in running {
        task.await??;
    }
    let messages = PAIRS as usize * MESSAGES_A_PAIR;
    let rate = messages as f64 / begun.elapsed().as_secs_f64();
    stage.stop().await;
    Ok(vec![Figure {
        name: "Server throughput",
        how: format!(
            "{PAIRS} pairs of bare protocol clients, {IN_FLIGHT} messages in flight each, {messages} in all, until the \
             last is answered and pushed; the floor is rows of 256 bytes in durable commits of {} rows",
            PAIRS as usize * IN_FLIGHT
        ),
        measured: format!("{rate:.0}/s"),
        floor: format!("{floor:.0}/s"),
        ratio: Some(floor / rate),
        bound: "must 5,000/s, aim 10,000/s",
        verdict: Verdict::at_least(rate, 5_000.0, 10_000.0),
    }])
}
