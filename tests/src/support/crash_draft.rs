//! A draft and one kill on its way into the outbox or back: afterwards what was written stands in one of the two, whole.

use std::time::Duration;

use super::act::{Act, Answer};
use super::run::Stage;
use crate::world::{ALICE, BOB};

/// Longest wait, in real time, for the death.
const LIMIT: Duration = Duration::from_secs(30);

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// What is written.
const WORDS: &str = "five of the sea";

/// Pictures that are attached to it.
const PICTURES: usize = 5;

/// Alice sends five pictures with a caption and is killed when she comes by the point for the `times`th time. True when
/// all of it was sent, false when all of it still stands in the draft.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn sent_together(point: &str, times: u32) -> Result<bool, String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(send(&mut stage, point, times)).await;
    stage.end().await;
    outcome
}

/// Alice takes a message back that was refused because she is no longer in the group, and is killed at the point. True
/// when its words stand in the draft, false when the message is still there.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn taken_back(point: &str) -> Result<bool, String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(take_back(&mut stage, point)).await;
    stage.end().await;
    outcome
}

async fn send(stage: &mut Stage, point: &str, times: u32) -> Result<bool, String> {
    let chat = chat(stage, 0, Act::OneToOne { user: BOB }).await?;
    let write = Act::Write {
        chat: chat.clone(),
        words: WORDS.to_owned(),
        files: vec![stage.picture(); PICTURES],
    };
    done(stage.ask(0, write).await)?;
    die(stage, point, times).await;
    let keys = (0..PICTURES).map(|_| uuid::Uuid::new_v4().to_string());
    let send = Act::SendDraft {
        chat: chat.clone(),
        keys: keys.collect(),
    };
    stage.ask(0, send).await;
    dies(stage).await?;
    match look(stage, &chat).await? {
        (words, 0, PICTURES, _) if words.is_empty() => Ok(true),
        (words, PICTURES, 0, _) if words == WORDS => Ok(false),
        (words, files, own, _) => Err(format!(
            "{own} messages were taken in, and the draft is {words:?} with {files} files"
        )),
    }
}

async fn take_back(stage: &mut Stage, point: &str) -> Result<bool, String> {
    let group = Act::Group {
        name: "harbour".to_owned(),
        users: vec![ALICE],
    };
    let chat = chat(stage, 1, group).await?;
    let write = Act::Write {
        chat: chat.clone(),
        words: "what came after".to_owned(),
        files: Vec::new(),
    };
    // Once Alice has the group, and before she hears that she is out of it.
    until("Alice to be in the group", async || {
        matches!(stage.ask(0, write.clone()).await, Some(Answer::Done))
    })
    .await?;
    network(stage).refuse();
    let text = Act::Text {
        chat: chat.clone(),
        key: uuid::Uuid::new_v4().to_string(),
        words: WORDS.to_owned(),
    };
    done(stage.ask(0, text).await)?;
    let remove = Act::Remove {
        chat: chat.clone(),
        user: ALICE,
    };
    done(stage.ask(1, remove).await)?;
    network(stage).mend();
    stage.ask(0, Act::Online).await;
    let seen = Act::Draft { chat: chat.clone() };
    until("the message to be refused", async || {
        let seen = stage.ask(0, seen.clone()).await;
        matches!(seen, Some(Answer::Draft { stopped: 1, .. }))
    })
    .await?;
    die(stage, point, 1).await;
    stage.ask(0, Act::TakeBack { chat: chat.clone() }).await;
    dies(stage).await?;
    match look(stage, &chat).await? {
        (words, _, _, 0) if words == format!("{WORDS}\nwhat came after") => Ok(true),
        (words, _, _, 1) if words == "what came after" => Ok(false),
        (words, _, own, stopped) => Err(format!(
            "the draft is {words:?}, {stopped} of {own} messages have stopped"
        )),
    }
}

fn network(stage: &Stage) -> &super::fault_proxy::FaultProxy {
    &stage.slots[0].proxy
}

pub(super) async fn chat(stage: &Stage, device: usize, act: Act) -> Result<String, String> {
    match stage.ask(device, act).await {
        Some(Answer::Chat { id }) => Ok(id),
        other => Err(format!("no conversation: {other:?}")),
    }
}

pub(super) fn done(answer: Option<Answer>) -> Result<(), String> {
    match answer {
        Some(Answer::Done) => Ok(()),
        other => Err(format!("not done: {other:?}")),
    }
}

pub(super) async fn die(stage: &Stage, point: &str, times: u32) {
    let die = Act::Die {
        point: point.to_owned(),
        times,
    };
    stage.ask(0, die).await;
}

pub(super) async fn until(what: &str, holds: impl AsyncFn() -> bool) -> Result<(), String> {
    let looks = async {
        while !holds().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(LIMIT, looks)
        .await
        .map_err(|_| format!("waited in vain for {what}"))
}

/// Waits for Alice's death and opens her device again.
pub(super) async fn dies(stage: &mut Stage) -> Result<(), String> {
    let death = async {
        while !stage.device_died(0) {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(LIMIT, death)
        .await
        .map_err(|_| "she never came by the point".to_owned())?;
    stage.reopen(0).await
}

/// Alice's draft, how many files are attached to it, her messages, and how many of them have stopped.
async fn look(stage: &Stage, chat: &str) -> Result<(String, usize, usize, usize), String> {
    let chat = chat.to_owned();
    match stage.ask(0, Act::Draft { chat }).await {
        Some(Answer::Draft {
            words,
            files,
            own,
            stopped,
            ..
        }) => Ok((words, files, own, stopped)),
        other => Err(format!("no draft: {other:?}")),
    }
}
