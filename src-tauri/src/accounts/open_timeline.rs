//! Opens a timeline: a task owns it, passes its changes to the window's channel and does what the page asks of it.

use std::sync::Arc;

use linnet_core::model::ConversationId;
use linnet_core::view::{self, Timeline};
use tokio::sync::mpsc;

use super::account::Account;
use super::timelines::{Ask, Question, closed};
use crate::ipc::{Anchor, Failure};
use crate::shell::Shell;

/// Questions that wait for one timeline. A page that asks more of it at once waits for its turn.
const QUESTIONS: usize = 8;

/// Opens a conversation under this number, in place of the one that had it.
///
/// # Errors
/// The conversation is not known, or too many are open.
pub async fn open_timeline(
    shell: &Arc<Shell>,
    view: u32,
    account: &Account,
    conversation: &ConversationId,
    anchor: Anchor,
) -> Result<(), Failure> {
    let timelines = &shell.timelines;
    let closing = timelines.reserve(view, &account.id)?;
    let opened = closing
        .run_until_cancelled(account.client.timeline(conversation, anchor.into()))
        .await;
    let timeline = match opened {
        Some(Ok(timeline)) => timeline,
        Some(Err(error)) => {
            timelines.give_up(view, &closing);
            return Err(error.into());
        }
        None => return Err(closed()),
    };
    let (questions, asked) = mpsc::channel(QUESTIONS);
    {
        // Held until the channel knows the timeline: a closing that comes now finds both or neither.
        let mut all = timelines.lock();
        let Some(open) = all.get_mut(&view).filter(|_| !closing.is_cancelled()) else {
            return Err(closed());
        };
        open.questions = Some(questions);
        shell
            .stream
            .timeline_opened(view, timeline.rows().to_vec(), timeline.state());
    }
    let task = follow(Arc::clone(shell), view, timeline, asked);
    shell.spawn(async move {
        closing.run_until_cancelled(task).await;
    });
    Ok(())
}

async fn follow(
    shell: Arc<Shell>,
    view: u32,
    mut timeline: Timeline,
    mut asked: mpsc::Receiver<Question>,
) {
    loop {
        tokio::select! {
            update = timeline.next() => {
                let Some(update) = update else {
                    return;
                };
                shell.stream.timeline(view, update.diffs, update.state);
            }
            question = asked.recv() => {
                let Some(Question { ask, answer }) = question else {
                    return;
                };
                let done = match ask {
                    Ask::Older => timeline.older().await,
                    Ask::Newer => timeline.newer().await,
                    Ask::ToEnd => timeline.to_end().await,
                    Ask::RetryGap(gap) => timeline.retry_gap(&gap).await,
                    Ask::Attend(attended) => {
                        timeline.attend(attended);
                        Ok(())
                    }
                };
                // The page may have closed it meanwhile.
                let _gone = answer.send(done.map_err(Failure::from));
            }
        }
    }
}

impl From<Anchor> for view::Anchor {
    fn from(anchor: Anchor) -> Self {
        match anchor {
            Anchor::Unread => Self::Unread,
            Anchor::End => Self::End,
            Anchor::Message { id } => Self::Message(id),
        }
    }
}
