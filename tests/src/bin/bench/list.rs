//! The list of ten thousand conversations: how soon its first rows are there, how long each further slice takes, and one
//! change, wherever in the list it is.

use std::path::Path;
use std::time::{Duration, Instant};

use linnet_core::Client;
use linnet_core::model::ConversationId;
use tokio::time::timeout;

use crate::account::{self, LIMIT};
use crate::failure::Outcome;
use crate::floor;
use crate::history::{bare_query, say_many};
use crate::report::{Figure, Verdict};
use crate::samples::Samples;
use crate::stage::Stage;

const ALICE: i64 = 10_001;
/// Numbers of the others begin here.
const FIRST: i64 = 100_000;
const CONVERSATIONS: usize = 10_000;
/// Times that the list is opened, and changes at each place.
const TIMES: usize = 50;
/// Rows of a slice.
const SLICE: usize = 100;

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let folder = tempfile::tempdir()?;
    let here = folder.path().join("alice");
    prepare(&stage).await?;
    let client = account::open(&stage, ALICE, &here).await?;
    account::start(&client).await?;
    client.stop().await;

    // Not started again: nothing comes in between.
    let client = account::open(&stage, ALICE, &here).await?;
    let opened = open(&client).await?;
    let scrolled = scroll(&client).await?;
    let changed = change(&client).await?;
    client.stop().await;
    stage.stop().await;
    let first = bare_query(
        &here,
        &format!(
            "SELECT id, conversation_id, kind, name, icon, peer, unread, mentioned, pinned, muted, member, sort_time, \
             preview_kind, preview_text, preview_sender, outgoing FROM conversation WHERE hidden = 0 \
             ORDER BY pinned DESC, sort_time DESC LIMIT {SLICE}"
        ),
    )?;
    let next = bare_query(
        &here,
        &format!(
            "SELECT id, conversation_id, kind, name, icon, peer, unread, mentioned, pinned, muted, member, sort_time, \
             preview_kind, preview_text, preview_sender, outgoing FROM conversation WHERE id <= {SLICE}"
        ),
    )?;
    Ok(vec![
        slice(
            "First slice, list",
            format!(
                "the first {SLICE} rows of a list of {CONVERSATIONS} conversations and all numbers above it, {TIMES} times, \
                 until they are ready to be painted; the floor is the bare query of the rows alone"
            ),
            opened,
            first,
        ),
        slice(
            "Scrolling the list",
            format!(
                "each further slice of {SLICE} rows down to the last of {CONVERSATIONS}, until it is ready to be painted; \
                 the floor is the bare query of as many rows by their number"
            ),
            scrolled,
            next,
        ),
        slice(
            "One change of the list",
            format!(
                "a conversation is muted, {TIMES} times the first of the list and {TIMES} times the last of \
                 {CONVERSATIONS}, from the call until the list has told it; the floor is a durable commit of 256 bytes"
            ),
            changed,
            commits(folder.path())?,
        ),
    ])
}

fn slice(name: &'static str, how: String, times: Vec<Duration>, floor: Samples) -> Figure {
    let times = Samples::new(times);
    let ratio = times.p50().as_secs_f64() / floor.p50().as_secs_f64();
    Figure {
        name,
        how,
        measured: times.text(),
        floor: floor.text(),
        ratio: Some(ratio),
        bound: "must p99 < 5 ms",
        verdict: Verdict::at_most(times.p99().as_secs_f64() * 1000.0, 5.0, 5.0),
    }
}

/// Alice has a chat with each of the others, and has said something in it.
async fn prepare(stage: &Stage) -> Outcome<()> {
    let mut alice = stage.bare(ALICE, "1").await?;
    let mut targets = Vec::with_capacity(CONVERSATIONS);
    for number in 0..CONVERSATIONS {
        let user = FIRST + number as i64;
        let name = format!("Somebody {number}");
        let added = stage.server.add_user(user, Some(name), None).await;
        added.map_err(|refusal| format!("no user: {refusal:?}"))?;
        targets.push(alice.one_to_one(ALICE, user).await?);
    }
    say_many(alice, &targets).await?;
    Ok(())
}

async fn open(client: &Client) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let mut list = client.conversations();
        let begun = Instant::now();
        let (rows, _) = list.open().await?;
        times.push(begun.elapsed());
        let size = list.first().size as usize;
        if (rows.len(), size) != (SLICE, CONVERSATIONS) {
            return Err(format!("{} rows of {size} conversations", rows.len()).into());
        }
    }
    Ok(times)
}

async fn scroll(client: &Client) -> Outcome<Vec<Duration>> {
    let mut list = client.conversations();
    list.open().await?;
    let mut times = Vec::with_capacity(CONVERSATIONS / SLICE);
    while list.rows().len() < CONVERSATIONS {
        let begun = Instant::now();
        list.chooser().reach(list.rows().len() + SLICE);
        timeout(LIMIT, list.next()).await?.ok_or("stopped")?;
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// Of the first row, and of the one that stands last and is not among the rows.
async fn change(client: &Client) -> Outcome<Vec<Duration>> {
    let (all, _) = client.conversations().whole().open().await?;
    let ends: [ConversationId; 2] = match (all.first(), all.last()) {
        (Some(first), Some(last)) => [first.id.clone(), last.id.clone()],
        _ => return Err("there is no conversation".into()),
    };
    let mut list = client.conversations();
    list.open().await?;
    // Whoever is not in the list is seen beside it.
    list.chooser().beside(ends.to_vec());
    timeout(LIMIT, list.next()).await?.ok_or("stopped")?;
    let mut times = Vec::with_capacity(2 * TIMES);
    for time in 0..TIMES {
        for (at, id) in ends.iter().enumerate() {
            let muted = time % 2 == 0;
            let begun = Instant::now();
            client.set_muted(id, muted).await?;
            loop {
                let update = timeout(LIMIT, list.next()).await?.ok_or("stopped")?;
                let row = update.beside.get(at).and_then(|beside| beside.row.as_ref());
                if row.is_some_and(|row| row.muted == muted) {
                    break;
                }
            }
            times.push(begun.elapsed());
        }
    }
    Ok(times)
}

fn commits(folder: &Path) -> Outcome<Samples> {
    let connection = floor::database(&folder.join("floor.db"))?;
    let mut times = Vec::with_capacity(2 * TIMES);
    for _ in 0..2 * TIMES {
        let begun = Instant::now();
        floor::commit(&connection)?;
        times.push(begun.elapsed());
    }
    Ok(Samples::new(times))
}
