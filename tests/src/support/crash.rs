//! One message, one kill at a named step of its way, and what is there after the restart.

use std::time::Duration;

use super::act::{Act, Answer};
use super::plan::{Chat, Step};
use super::run::Stage;

/// Longest wait, in real time, for the death or for the message to be through.
const LIMIT: Duration = Duration::from_secs(30);

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// Pixels of a side of the picture that needs two parts: noise cannot be made smaller than 5 MiB.
const LARGE: u32 = 1400;

/// Bytes of the file that needs two parts.
const LARGE_FILE: usize = 6 * 1024 * 1024;

/// Who is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The sender's device.
    Device,
    /// The server.
    Server,
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Words.
    Text,
    /// A picture that is uploaded at once.
    Picture,
    /// A picture that is uploaded in parts.
    LargePicture,
    /// A file that is uploaded at once.
    File,
    /// A file that is uploaded in parts.
    LargeFile,
    /// A video with its cover.
    Video,
    /// A video that is uploaded in parts.
    LargeVideo,
}

/// Alice sends something to Bob, and one side is killed when it comes by the point for the `times`th time. False when
/// the message was through before.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn run(side: Side, what: What, point: &str, times: u32) -> Result<bool, String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(story(&mut stage, side, what, point, times)).await;
    stage.end().await;
    outcome
}

async fn story(
    stage: &mut Stage,
    side: Side,
    what: What,
    point: &str,
    times: u32,
) -> Result<bool, String> {
    match what {
        What::LargePicture => stage.draw(LARGE)?,
        What::File => stage.write(70_000)?,
        What::LargeFile => stage.write(LARGE_FILE)?,
        What::Video => stage.film(70_000)?,
        What::LargeVideo => stage.film(LARGE_FILE)?,
        What::Text | What::Picture => {}
    }
    // Both are online and know each other before the kill is armed.
    let hello = Step::Text {
        device: 1,
        chat: Chat::With(0),
    };
    stage.step(&hello).await?;
    stage.settle().await?;
    let die = Act::Die {
        point: point.to_owned(),
        times,
    };
    match side {
        Side::Device => stage.ask(0, die).await,
        Side::Server => stage.ask_server(die).await,
    };
    let send = match what {
        What::Text => Step::Text {
            device: 0,
            chat: Chat::With(1),
        },
        What::Picture
        | What::LargePicture
        | What::File
        | What::LargeFile
        | What::Video
        | What::LargeVideo => Step::Picture {
            device: 0,
            chat: Chat::With(1),
        },
    };
    stage.step(&send).await?;
    let died = tokio::time::timeout(LIMIT, async {
        loop {
            let dead = match side {
                Side::Device => stage.device_died(0),
                Side::Server => stage.server_died(),
            };
            if dead {
                return true;
            }
            stage.hear();
            if stage.ledger.all_answered() && stage.all_at_server() {
                return false;
            }
            tokio::time::sleep(LOOK).await;
        }
    });
    let mut died = died
        .await
        .map_err(|_| "neither dead nor through".to_owned())?;
    if !died {
        // What follows the answer comes by the point too.
        tokio::time::sleep(Duration::from_millis(150)).await;
        died = match side {
            Side::Device => stage.device_died(0),
            Side::Server => stage.server_died(),
        };
    }
    if !died {
        return Ok(false);
    }
    match side {
        Side::Device => stage.reopen(0).await?,
        Side::Server => stage.restart_server().await?,
    }
    // Nobody was told that it was accepted: the page hands the same submission over again.
    for act in stage.unanswered() {
        match stage.ask(0, act.1).await {
            Some(Answer::Done) => stage.ledger.accepted(act.0),
            other => return Err(format!("handed over again: {other:?}")),
        }
    }
    stage.settle().await?;
    if stage.all_at_server() {
        Ok(true)
    } else {
        // It has stopped: the judge has let it pass, but nothing here is a reason to stop.
        Err(format!(
            "it did not arrive: {:?}",
            stage.ask(0, Act::Look).await
        ))
    }
}

/// Alice's device loads everything again after a hole in its inbox, and is killed when it comes by the point.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn reload(point: &str) -> Result<(), String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(killed_in_a_reload(&mut stage, point)).await;
    stage.end().await;
    outcome
}

async fn killed_in_a_reload(stage: &mut Stage, point: &str) -> Result<(), String> {
    let hello = Step::Text {
        device: 1,
        chat: Chat::With(0),
    };
    stage.step(&hello).await?;
    stage.settle().await?;
    stage.step(&Step::Refuse { device: 0 }).await?;
    stage.step(&Step::Cut { device: 0 }).await?;
    stage.step(&hello).await?;
    let missed = async {
        while !stage.all_at_server() {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(LIMIT, missed)
        .await
        .map_err(|_| "what is to be missed was not sent".to_owned())?;
    stage.step(&Step::Forget).await?;
    stage.step(&hello).await?;
    let die = Act::Die {
        point: point.to_owned(),
        times: 1,
    };
    stage.ask(0, die).await;
    stage.step(&Step::Mend { device: 0 }).await?;
    stage.ask(0, Act::Online).await;
    let died = async {
        while !stage.device_died(0) {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(LIMIT, died)
        .await
        .map_err(|_| format!("nothing was loaded again: never came by {point:?}"))?;
    stage.reopen(0).await?;
    stage.settle().await
}
