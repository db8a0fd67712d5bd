//! From one person's "send" to the other's screen, and how fast one core accepts.

use std::sync::Arc;
use std::time::Instant;

use linnet_core::model::{ConversationId, UserId};
use linnet_core::view::row::{Body, TimelineRow};
use linnet_core::{Anchor, Client, Draft};
use tokio::time::timeout;

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::floor;
use crate::report::{Figure, Verdict};
use crate::samples::Samples;
use crate::stage::Stage;

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const MESSAGES: usize = 2_000;
/// Not counted.
const WARM_UP: usize = 100;
const ACCEPTED: usize = 8_000;
/// Sends that wait for their acceptance at once.
const AT_ONCE: usize = 64;

pub async fn measure() -> Outcome<Vec<Figure>> {
    // On the threads of the runtime, where the commands of the app run.
    let floor = tokio::spawn(floor::relayed(MESSAGES, false, true)).await??;
    let stage = Stage::new().await?;
    let folder = tempfile::tempdir()?;
    let alice = account::open(&stage, ALICE, &folder.path().join("alice")).await?;
    let bob = account::open(&stage, BOB, &folder.path().join("bob")).await?;
    account::start(&alice).await?;
    account::start(&bob).await?;
    let conversation = alice.create_one_to_one(UserId(BOB)).await?;
    let times = tokio::spawn(visible(alice.clone(), bob.clone(), conversation.clone())).await??;
    bob.stop().await;
    let rate = accepted(alice.clone(), conversation).await?;
    alice.stop().await;
    stage.stop().await;

    let milliseconds = |samples: &Samples| samples.p50().as_secs_f64() * 1000.0;
    let (p50, least) = (milliseconds(&times), milliseconds(&floor));
    Ok(vec![
        Figure {
            name: "Send to visible",
            how: format!(
                "{MESSAGES} messages one after another through two cores and the server: accepted durably here, archived \
                 and synced at the server, stored there, until the other person's view has told its change (painting is \
                 not in it); the floor is a WebSocket relay with a durable commit of 256 bytes at either end"
            ),
            measured: times.text(),
            floor: floor.text(),
            ratio: Some(p50 / least),
            bound: "must p50 < floor + 2 ms, aim floor + 0.5 ms",
            verdict: Verdict::at_most(p50, least + 2.0, least + 0.5),
        },
        Figure {
            name: "Accepted by one core",
            how: format!(
                "{ACCEPTED} messages written with {AT_ONCE} at once: each is durable before it counts"
            ),
            measured: format!("{rate:.0}/s"),
            floor: String::new(),
            ratio: None,
            bound: "told",
            verdict: Verdict::Told,
        },
    ])
}

async fn visible(alice: Client, bob: Client, conversation: ConversationId) -> Outcome<Samples> {
    // The first message brings the conversation to the other side.
    alice.send(&conversation, text("hello")).await?;
    let mut list = bob.conversations().whole();
    let (rows, _) = list.open().await?;
    if rows.is_empty() {
        while timeout(LIMIT, list.next())
            .await?
            .ok_or("bob's client has stopped")?
            .diffs
            .is_empty()
        {}
    }
    let mut timeline = bob.timeline(&conversation, Anchor::End).await?;
    let mut times = Vec::with_capacity(MESSAGES);
    for n in 0..WARM_UP + MESSAGES {
        let words = format!("message {n}.");
        let begun = Instant::now();
        alice.send(&conversation, text(&words)).await?;
        loop {
            let update = timeout(LIMIT, timeline.next())
                .await?
                .ok_or("bob's timeline has ended")?;
            if account::new_rows(&update.diffs).any(|row| says(row, &words)) {
                break;
            }
        }
        if n >= WARM_UP {
            times.push(begun.elapsed());
        }
    }
    Ok(Samples::new(times))
}

fn text(words: &str) -> Draft {
    Draft::text(Draft::new_submission(), words, Vec::new())
}

fn says(row: &TimelineRow, words: &str) -> bool {
    matches!(row, TimelineRow::Message(message)
        if matches!(&message.body, Body::Text { text } if text == words))
}

/// Messages a second.
async fn accepted(alice: Client, conversation: ConversationId) -> Outcome<f64> {
    let alice = Arc::new(alice);
    let begun = Instant::now();
    let writers = (0..AT_ONCE).map(|writer| {
        let (alice, conversation) = (Arc::clone(&alice), conversation.clone());
        tokio::spawn(async move {
            for n in 0..ACCEPTED / AT_ONCE {
                alice
                    .send(&conversation, text(&format!("{writer} writes {n}")))
                    .await?;
            }
            Outcome::Ok(())
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await??;
    }
    Ok(ACCEPTED as f64 / begun.elapsed().as_secs_f64())
}
