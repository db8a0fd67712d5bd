//! A message is learnt by the index of words, changed in it or taken out of it, and the program is killed on the way:
//! afterwards it is found by what it says, by nothing that it said before, and the index holds the same.

use std::path::Path;

use linnet_core::config::DatabaseKey;

use super::act::{Act, Answer};
use super::crash_draft::{chat, die, dies, done, until};
use super::run::Stage;
use crate::world::BOB;

/// What the index is to do when it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Learns a new message.
    Learn,
    /// Learns other words of a message, and forgets those it had.
    Change,
    /// Forgets a message that was recalled.
    Forget,
}

/// A message beside the one that all is about.
const OTHER: &str = "a blue siskin";
const FIRST: &str = "a red goldfinch";
const CHANGED: &str = "a green parrot";

/// Alice's index does something and is killed when it comes by the point.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn followed(what: What, point: &str) -> Result<(), String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(follow(&mut stage, what, point)).await;
    stage.end().await;
    outcome
}

async fn follow(stage: &mut Stage, what: What, point: &str) -> Result<(), String> {
    let chat = chat(stage, 0, Act::OneToOne { user: BOB }).await?;
    let write = |words: &str| Act::Text {
        chat: chat.clone(),
        key: uuid::Uuid::new_v4().to_string(),
        words: words.to_owned(),
    };
    done(stage.ask(0, write(OTHER)).await)?;
    until("the other message to be learnt", async || {
        holds(stage, "siskin") == Ok(1)
    })
    .await?;
    let first = write(FIRST);
    if what == What::Learn {
        die(stage, point, 1).await;
    }
    // She may be dead before it answers.
    stage.ask(0, first.clone()).await;
    let change = match what {
        // The same submission again: it is accepted once.
        What::Learn => first,
        What::Change => Act::Edit {
            chat: chat.clone(),
            back: 0,
            words: CHANGED.to_owned(),
        },
        What::Forget => Act::Recall {
            chat: chat.clone(),
            back: 0,
        },
    };
    if what != What::Learn {
        until("the message to be learnt", async || {
            holds(stage, "goldfinch") == Ok(1)
        })
        .await?;
        die(stage, point, 1).await;
        // Once it is at the server.
        until("the change", async || {
            !matches!(stage.ask(0, change.clone()).await, Some(Answer::Nothing))
        })
        .await?;
    }
    dies(stage).await?;
    let wanted = match what {
        What::Learn => [1, 0],
        What::Change => [0, 1],
        What::Forget => [0, 0],
    };
    until("the index to say what the messages say", async || {
        let found = [find(stage, "goldfinch").await, find(stage, "parrot").await];
        let is = found.iter().map(Vec::len).eq(wanted);
        if !is {
            // It was not accepted before the kill.
            stage.ask(0, change.clone()).await;
        }
        let held = [holds(stage, "goldfinch"), holds(stage, "parrot")];
        is && held == wanted.map(Ok)
    })
    .await
    .map_err(|why| {
        let held = ["siskin", "goldfinch", "parrot"].map(|word| holds(stage, word));
        format!("{why}: siskin, goldfinch and parrot are held {held:?} times")
    })?;
    // Nobody has touched the other one.
    match (
        find(stage, "siskin").await.as_slice(),
        holds(stage, "siskin"),
    ) {
        ([one], Ok(1)) if one == OTHER => Ok(()),
        other => Err(format!("of the other message: {other:?}")),
    }
}

/// The texts in which Alice finds these words.
async fn find(stage: &Stage, words: &str) -> Vec<String> {
    let find = Act::Find {
        words: words.to_owned(),
    };
    match stage.ask(0, find).await {
        Some(Answer::Texts { texts }) => texts,
        _ => Vec::new(),
    }
}

/// How often the index of Alice's device holds a word, deciphered.
fn holds(stage: &Stage, word: &str) -> Result<usize, String> {
    let (folder, key) = stage.kept(0);
    count(&folder.join("search.db"), key, word).map_err(|error| error.to_string())
}

fn count(path: &Path, key: &DatabaseKey, word: &str) -> rusqlite::Result<usize> {
    let index = rusqlite::Connection::open(path)?;
    index.execute_batch(&format!(
        "PRAGMA key = \"x'{}'\"; PRAGMA cipher_compatibility = 4;
         CREATE VIRTUAL TABLE temp.held USING fts5vocab (main, words, instance);",
        key.to_hex()
    ))?;
    let count: i64 =
        index.query_row("SELECT count(*) FROM held WHERE term = ?1", [word], |row| {
            row.get(0)
        })?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
