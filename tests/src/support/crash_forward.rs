//! Messages that are forwarded and one kill on their way: afterwards all of them have arrived once, or none was taken in.

use std::time::Duration;

use super::act::{Act, Answer};
use super::run::Stage;
use super::seen::State;
use crate::world::BOB;

/// Longest wait, in real time, for what has to happen.
const LIMIT: Duration = Duration::from_secs(30);

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// Messages that are forwarded, and words behind them.
const FORWARDED: usize = 2;
const COMMENT: &str = "look at these";

/// Alice forwards two messages to Bob into a group with him, and is killed when she comes by the point for the `times`th
/// time. She hands the same submission over once more when `again`, as her page does that was told nothing. Answers how many messages the group
/// has in the end, at both of them.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn run(point: &str, times: u32, together: bool, again: bool) -> Result<usize, String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(story(&mut stage, point, times, together, again)).await;
    stage.end().await;
    outcome
}

async fn story(
    stage: &mut Stage,
    point: &str,
    times: u32,
    together: bool,
    again: bool,
) -> Result<usize, String> {
    let from = chat(stage, Act::OneToOne { user: BOB }).await?;
    let group = Act::Group {
        name: "harbour".to_owned(),
        users: vec![BOB],
    };
    let to = chat(stage, group).await?;
    for words in ["one", "two"] {
        let text = Act::Text {
            chat: from.clone(),
            key: uuid::Uuid::new_v4().to_string(),
            words: words.to_owned(),
        };
        done(stage.ask(0, text).await)?;
    }
    until(stage, "what is forwarded to arrive", 1, &from, |count| {
        count == FORWARDED
    })
    .await?;
    let die = Act::Die {
        point: point.to_owned(),
        times,
    };
    stage.ask(0, die).await;
    let forward = Act::Forward {
        chat: from,
        count: FORWARDED,
        to: to.clone(),
        key: uuid::Uuid::new_v4().to_string(),
        together,
        comment: COMMENT.to_owned(),
    };
    stage.ask(0, forward.clone()).await;
    let death = async {
        while !stage.device_died(0) {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(LIMIT, death)
        .await
        .map_err(|_| "she never came by the point".to_owned())?;
    stage.reopen(0).await?;
    if again {
        done(stage.ask(0, forward).await)?;
    }
    // Words behind whatever was forwarded: in the order of writing, nothing of it can come later.
    let last = Act::Text {
        chat: to.clone(),
        key: uuid::Uuid::new_v4().to_string(),
        words: "that was it".to_owned(),
    };
    done(stage.ask(0, last).await)?;
    let settled = async {
        loop {
            let (hers, his) = (look(stage, 0, &to).await?, look(stage, 1, &to).await?);
            let through = |seen: &[(String, State)]| {
                let last = seen.last();
                last.is_some_and(|(words, state)| {
                    words == "that was it" && *state != State::Sending
                })
            };
            let waits = hers.iter().any(|(_, state)| *state == State::Sending);
            if through(&hers) && through(&his) && !waits {
                return Ok::<_, String>((hers, his));
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let (hers, his) = tokio::time::timeout(LIMIT, settled)
        .await
        .map_err(|_| "what waits is not through".to_owned())??;
    let said = |seen: &[(String, State)]| -> Vec<String> {
        seen.iter().map(|(words, _)| words.clone()).collect()
    };
    if said(&hers) != said(&his) {
        return Err(format!("Alice sees {hers:?}, Bob sees {his:?}"));
    }
    Ok(his.len() - 1)
}

async fn chat(stage: &Stage, act: Act) -> Result<String, String> {
    match stage.ask(0, act).await {
        Some(Answer::Chat { id }) => Ok(id),
        other => Err(format!("no conversation: {other:?}")),
    }
}

fn done(answer: Option<Answer>) -> Result<(), String> {
    match answer {
        Some(Answer::Done | Answer::Forwarded { .. }) => Ok(()),
        other => Err(format!("not done: {other:?}")),
    }
}

async fn until(
    stage: &Stage,
    what: &str,
    device: usize,
    chat: &str,
    holds: impl Fn(usize) -> bool,
) -> Result<(), String> {
    let looks = async {
        while !holds(look(stage, device, chat).await?.len()) {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    };
    tokio::time::timeout(LIMIT, looks)
        .await
        .map_err(|_| format!("waited in vain for {what}"))?
}

/// What a conversation says on a device, lines of the system left out; nothing while it is not there.
async fn look(stage: &Stage, device: usize, chat: &str) -> Result<Vec<(String, State)>, String> {
    match stage.ask(device, Act::Look).await {
        Some(Answer::Seen { seen }) => {
            let messages = seen.chats.get(chat).map(|chat| chat.messages.iter());
            let said = messages.into_iter().flatten();
            let said = said.filter(|message| !message.body.starts_with("(notice)"));
            Ok(said
                .map(|message| (message.body.clone(), message.state.clone()))
                .collect())
        }
        other => Err(format!("nothing to be seen: {other:?}")),
    }
}
