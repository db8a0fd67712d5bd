//! A text that is sent later and one kill on its way: into what is planned, and out of it. Afterwards it stands in the draft,
//! whole, or is sent once.

use super::act::{Act, Answer};
use super::crash_draft::{chat, die, dies, done, until};
use super::run::Stage;
use crate::world::BOB;

/// What is written.
const WORDS: &str = "at six";

/// When it is due after it was planned, in the time of the plan.
const AFTER: i64 = 20_000;

/// Alice plans a text and is killed when she comes by the point for the first time. True when it was sent in the end,
/// false when it still stands in the draft.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn sent_later(point: &str) -> Result<bool, String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(send_later(&mut stage, point)).await;
    stage.end().await;
    outcome
}

async fn send_later(stage: &mut Stage, point: &str) -> Result<bool, String> {
    let chat = chat(stage, 0, Act::OneToOne { user: BOB }).await?;
    let write = Act::Write {
        chat: chat.clone(),
        words: WORDS.to_owned(),
        files: Vec::new(),
    };
    done(stage.ask(0, write).await)?;
    die(stage, point, 1).await;
    let plan = Act::SendLater {
        chat: chat.clone(),
        key: uuid::Uuid::new_v4().to_string(),
        after: AFTER,
    };
    // She may be dead before it answers.
    stage.ask(0, plan).await;
    dies(stage).await?;
    let look = Act::Draft { chat };
    let words = match stage.ask(0, look.clone()).await {
        Some(Answer::Draft { words, .. }) => words,
        other => return Err(format!("no draft: {other:?}")),
    };
    if words == WORDS {
        return match stage.ask(0, look).await {
            Some(Answer::Draft {
                own: 0, planned: 0, ..
            }) => Ok(false),
            other => Err(format!("it stands in the draft and elsewhere: {other:?}")),
        };
    }
    until("the text to be a message", async || {
        let seen = stage.ask(0, look.clone()).await;
        matches!(seen, Some(Answer::Draft { planned: 0, .. }))
    })
    .await?;
    match stage.ask(0, look).await {
        Some(Answer::Draft {
            words,
            own: 1,
            stopped: 0,
            ..
        }) if words.is_empty() => Ok(true),
        other => Err(format!("it was planned, and now: {other:?}")),
    }
}
