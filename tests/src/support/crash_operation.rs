//! One thing that is asked for beside sending, one kill at a named step of its way, and what is there after the restart.

use std::time::Duration;

use linnet_core::model::mark::MarkKind;

use super::act::{Act, Answer};
use super::plan::{Chat, Step};
use super::run::Stage;
use super::seen::Seen;

/// Longest wait, in real time, for the death.
const LIMIT: Duration = Duration::from_secs(30);

/// Pause between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The newest message is withdrawn.
    Recall,
    /// The newest message is deleted.
    Delete,
    /// The conversation is kept on top.
    Pin,
    /// The conversation is silenced.
    Mute,
    /// The conversation is emptied.
    Clear,
    /// The conversation is taken away.
    Away,
    /// The newest message is reacted to.
    React,
    /// The newest message gets other words.
    Edit,
    /// The newest message is pinned for both.
    Mark,
    /// Bob is blocked.
    Block,
}

impl What {
    fn step(self) -> Step {
        let (device, chat) = (0, Chat::With(1));
        match self {
            Self::Recall => Step::Recall {
                device,
                chat,
                back: 0,
            },
            Self::Delete => Step::Delete {
                device,
                chat,
                back: 0,
            },
            Self::Pin => Step::Pin {
                device,
                chat,
                on: true,
            },
            Self::Mute => Step::Mute {
                device,
                chat,
                on: true,
            },
            Self::Block => Step::Block {
                device,
                person: 1,
                on: true,
            },
            Self::Clear => Step::Clear { device, chat },
            Self::Away => Step::Away { device, chat },
            Self::React => Step::React {
                device,
                chat,
                back: 0,
                on: true,
            },
            Self::Edit => Step::Edit {
                device,
                chat,
                back: 0,
            },
            Self::Mark => Step::Mark {
                device,
                chat,
                back: 0,
                mark: MarkKind::PinForAll,
                on: true,
            },
        }
    }

    /// Whether it is to be seen.
    fn is_seen(self, seen: &Seen) -> bool {
        let chat = seen.chats.values().next();
        let newest = |wanted: fn(&str) -> bool| {
            let newest = chat.and_then(|chat| chat.messages.last());
            newest.is_some_and(|message| wanted(&format!("{}{}", message.body, message.changes)))
        };
        match self {
            Self::Block => !seen.blocked.is_empty(),
            Self::Away => chat.is_none(),
            Self::Recall => newest(|body| body == "(recalled)"),
            Self::React => newest(|body| body.ends_with("[👍 1 own]")),
            Self::Edit => newest(|body| body.starts_with("edited ")),
            Self::Mark => newest(|body| body.ends_with("(pinned for all)")),
            Self::Delete => chat.is_some_and(|chat| chat.messages.len() == 1),
            Self::Clear => chat.is_some_and(|chat| chat.messages.is_empty()),
            Self::Pin => chat.is_some_and(|chat| chat.line.contains("pinned true")),
            Self::Mute => chat.is_some_and(|chat| chat.line.contains("muted true")),
        }
    }
}

/// Alice asks for something, and her device is killed when it comes by the point. `kept`: it had been taken in by then,
/// so it is carried out afterwards.
///
/// # Errors
/// What is wrong afterwards, as words.
pub async fn run(what: What, point: &str, kept: bool) -> Result<(), String> {
    let mut stage = Stage::of_two().await?;
    let outcome = Box::pin(story(&mut stage, what, point, kept)).await;
    stage.end().await;
    outcome
}

async fn story(stage: &mut Stage, what: What, point: &str, kept: bool) -> Result<(), String> {
    for (device, person) in [(1, 0), (0, 1)] {
        let words = Step::Text {
            device,
            chat: Chat::With(person),
        };
        stage.step(&words).await?;
        stage.settle().await?;
    }
    let die = Act::Die {
        point: point.to_owned(),
        times: 1,
    };
    stage.ask(0, die).await;
    stage.step(&what.step()).await?;
    let died = async {
        while !stage.device_died(0) {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(LIMIT, died)
        .await
        .map_err(|_| format!("never came by {point:?}"))?;
    stage.reopen(0).await?;
    stage.settle().await?;
    let Some(Answer::Seen { seen }) = stage.ask(0, Act::Look).await else {
        return Err("there is nothing to see".to_owned());
    };
    if what.is_seen(&seen) == kept {
        Ok(())
    } else {
        Err(format!("{what:?} was kept: {}; seen {seen:?}", !kept))
    }
}
