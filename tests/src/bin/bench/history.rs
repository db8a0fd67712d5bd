//! What comes after an absence, what a new device loads, and how fast a stored conversation opens.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use linnet_core::model::ConversationId;
use linnet_core::{Anchor, Client};
use rusqlite::{Connection, params};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::account::{self, KEY, LIMIT};
use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};
use crate::socket::{Bare, Target};
use crate::stage::Stage;

const ALICE: i64 = 10_001;
const BOB: i64 = 10_009;
const CAROL: i64 = 10_017;
const MISSED: u32 = 50_000;
const STORED: u32 = 100_000;
const CONVERSATIONS: usize = 1_000;
const MESSAGES: usize = 20_000;
/// Answers that are waited for at once.
const IN_FLIGHT: usize = 128;
/// Times that a slice is opened.
const OPENED: usize = 50;
/// Rows that a conversation is opened with at least; a slice or a page of a timeline has thirty.
const SLICE: usize = 50;
/// Rows of one page of the inbox.
const PAGE: usize = 500;

/// The schema of the client, for the floor.
const SCHEMA: &str = include_str!("../../../../crates/core/src/store/schema.sql");

pub async fn measure() -> Outcome<Vec<Figure>> {
    let stage = Stage::new().await?;
    let folder = tempfile::tempdir()?;
    let (here, there) = (folder.path().join("bob"), folder.path().join("carol"));
    let mut figures = Vec::new();

    let floor = bare_inserts(&folder.path().join("floor.db"))?;
    let mut alice = stage.bare(ALICE, "1").await?;
    let target = alice.one_to_one(ALICE, BOB).await?;
    // Bob has been here before; only what came since is missing.
    let bob = account::open(&stage, BOB, &here).await?;
    account::start(&bob).await?;
    bob.stop().await;
    drop(bob);
    let alice = say_many(alice, &vec![target.clone(); MISSED as usize]).await?;
    let took = catch_up(&stage, &here, MISSED).await?;
    let rate = f64::from(MISSED) / took.as_secs_f64();
    figures.push(Figure {
        name: "Catch-up",
        how: format!(
            "{MISSED} missed messages of one conversation through 200 in pages of {PAGE}, from the start of the client \
             until the last is stored and counted, the index of words kept up behind it; the floor is the same rows in the \
             same schema, cipher and batches by bare rusqlite"
        ),
        measured: format!("{rate:.0}/s"),
        floor: format!("{floor:.0}/s"),
        ratio: Some(floor / rate),
        bound: "must 15,000/s, aim 30,000/s",
        verdict: Verdict::at_least(rate, 15_000.0, 30_000.0),
    });

    say_many(alice, &vec![target.clone(); (STORED - MISSED) as usize]).await?;
    catch_up(&stage, &here, STORED).await?;
    figures.push(timeline_slice(&stage, &here, &target.id).await?);

    prepare_carol(&stage).await?;
    figures.extend(first_load(&stage, &there).await?);
    stage.stop().await;
    Ok(figures)
}

/// Sends a message to each, many in flight, and waits for all answers.
pub async fn say_many(client: Bare, targets: &[Target]) -> Outcome<Bare> {
    let places = Arc::new(Semaphore::new(IN_FLIGHT));
    let (free, wanted) = (Arc::clone(&places), targets.len());
    let (mut sender, mut receiver) = (client.sender, client.receiver);
    let answers = tokio::spawn(async move {
        let mut answered = 0;
        while answered < wanted {
            let answer = receiver.next().await?;
            if answer.sequence_id.unwrap_or(0) != 0 {
                if answer.status_code.unwrap_or(0) != 0 {
                    return Err("a message was refused".into());
                }
                answered += 1;
                free.add_permits(1);
            }
        }
        Outcome::Ok(receiver)
    });
    for (n, target) in targets.iter().enumerate() {
        timeout(LIMIT, places.acquire()).await??.forget();
        sender
            .say(target, &format!("message {n} of the many that were missed"))
            .await?;
    }
    Ok(Bare {
        sender,
        receiver: answers.await??,
    })
}

/// Starts the client in `folder` and waits until it counts `unread` messages.
pub async fn catch_up(stage: &Stage, folder: &Path, unread: u32) -> Outcome<Duration> {
    let bob = account::open(stage, BOB, folder).await?;
    let mut list = bob.conversations().whole();
    list.open().await?;
    let begun = Instant::now();
    bob.start();
    loop {
        let update = timeout(LIMIT, list.next())
            .await?
            .ok_or("bob's client has stopped")?;
        if update.unread_total >= unread {
            break;
        }
    }
    let took = begun.elapsed();
    bob.stop().await;
    Ok(took)
}

async fn prepare_carol(stage: &Stage) -> Outcome<()> {
    let mut carol = stage.bare(CAROL, "1").await?;
    let mut targets = Vec::with_capacity(CONVERSATIONS);
    for other in 0..CONVERSATIONS {
        targets.push(carol.one_to_one(CAROL, 20_001 + other as i64).await?);
    }
    let all: Vec<Target> = targets.into_iter().cycle().take(MESSAGES).collect();
    say_many(carol, &all).await?;
    Ok(())
}

async fn first_load(stage: &Stage, folder: &Path) -> Outcome<Vec<Figure>> {
    let carol = account::open(stage, CAROL, folder).await?;
    let mut list = carol.conversations().whole();
    list.open().await?;
    let mut loading = carol.loading();
    let begun = Instant::now();
    carol.start();
    loop {
        let update = timeout(LIMIT, list.next())
            .await?
            .ok_or("carol's client has stopped")?;
        if account::new_rows(&update.diffs).next().is_some() {
            break;
        }
    }
    let first = begun.elapsed();
    timeout(LIMIT, loading.wait_for(|loading| loading.finished)).await??;
    let all = begun.elapsed();
    carol.stop().await;
    let how = format!(
        "a new device of a person with {CONVERSATIONS} conversations and {MESSAGES} messages: from the start of the \
         client until the view tells its first rows"
    );
    let first_ms = first.as_secs_f64() * 1000.0;
    Ok(vec![
        Figure {
            name: "First load, first row",
            how,
            measured: ms(first),
            floor: String::new(),
            ratio: None,
            bound: "must < 300 ms",
            verdict: Verdict::at_most(first_ms, 300.0, 300.0),
        },
        Figure {
            name: "First load, all stored",
            how: "the same, until the client says that everything is here".to_owned(),
            measured: ms(all),
            floor: String::new(),
            ratio: None,
            bound: "told",
            verdict: Verdict::Told,
        },
    ])
}

async fn timeline_slice(stage: &Stage, folder: &Path, id: &str) -> Outcome<Figure> {
    let bob = account::open(stage, BOB, folder).await?;
    let conversation = ConversationId::from(id);
    let (mut times, mut rows) = (Vec::with_capacity(OPENED), 0);
    for _ in 0..OPENED {
        let begun = Instant::now();
        let mut timeline = bob.timeline(&conversation, Anchor::End).await?;
        while timeline.rows().len() < SLICE {
            timeline.older().await?;
            timeout(LIMIT, timeline.next())
                .await?
                .ok_or("bob's timeline has ended")?;
        }
        times.push(begun.elapsed());
        rows = timeline.rows().len();
    }
    close(bob).await;
    let floor = bare_query(
        folder,
        &format!(
            "SELECT id, key, sender, kind, message_index, place, created, state, content, ext FROM message
             WHERE conversation = 1 AND hidden = 0 ORDER BY place DESC, tier DESC, message_index DESC, id DESC LIMIT {rows}"
        ),
    )?;
    Ok(slice(
        "First slice, conversation",
        format!(
            "the newest {rows} rows of a conversation with {STORED} stored messages, {OPENED} times, until they are \
             ready to be painted: the first slice of a timeline and the page above it; the floor is the bare query with every column that is shown"
        ),
        times,
        floor,
    ))
}

async fn close(client: Client) {
    client.stop().await;
}

fn slice(name: &'static str, how: String, times: Vec<Duration>, floor: Samples) -> Figure {
    let times = Samples::new(times);
    let p50 = times.p50().as_secs_f64() * 1000.0;
    Figure {
        name,
        how,
        measured: times.text(),
        floor: floor.text(),
        ratio: Some(p50 / (floor.p50().as_secs_f64() * 1000.0)),
        bound: "must < 5 ms",
        verdict: Verdict::at_most(p50, 5.0, 5.0),
    }
}

/// Opens a database as the client does.
pub fn database(path: &Path) -> Outcome<Connection> {
    let connection = Connection::open(path)?;
    let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!(
        "PRAGMA key = \"x'{key}'\"; PRAGMA cipher_compatibility = 4; PRAGMA cache_size = -16384;"
    ))?;
    Ok(connection)
}

/// Rows of messages a second, by nothing but SQLite.
fn bare_inserts(path: &Path) -> Outcome<f64> {
    let mut connection = database(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 4096)?;
    connection.execute_batch(SCHEMA)?;
    connection.execute(
        "INSERT INTO conversation (conversation_id) VALUES ('0:1:10001:10009')",
        [],
    )?;
    let begun = Instant::now();
    let rows = MISSED as usize;
    for page in 0..rows / PAGE {
        let transaction = connection.transaction()?;
        for row in 0..PAGE {
            let n = (page * PAGE + row) as i64 + 1;
            transaction
                .prepare_cached(
                    "INSERT INTO message (conversation, key, server_id, sender, kind, message_index, place, created, \
                     version, content, ext, counts, pops, previews) \
                     VALUES (1, ?1, ?2, 10001, 10001, ?2, ?2, ?3, 1, ?4, '{}', 1, 1, 1)",
                )?
                .execute(params![
                    uuid::Uuid::new_v4().to_string(),
                    n,
                    1_760_000_000_000_i64 + n,
                    format!("{{\"text\":\"message {n} of the many that were missed\"}}"),
                ])?;
        }
        transaction.commit()?;
    }
    Ok(rows as f64 / begun.elapsed().as_secs_f64())
}

/// A query with nothing around it, on the client's own file.
pub fn bare_query(folder: &Path, sql: &str) -> Outcome<Samples> {
    let connection = database(&folder.join("linnet.db"))?;
    let mut times = Vec::with_capacity(OPENED);
    for _ in 0..OPENED {
        let begun = Instant::now();
        let mut statement = connection.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                row.get_ref(column)?;
            }
        }
        times.push(begun.elapsed());
    }
    Ok(Samples::new(times))
}
