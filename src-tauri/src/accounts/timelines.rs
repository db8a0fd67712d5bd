//! Open timelines: each has a task that owns it, passes its changes to the window's channel and does what the page
//! asks of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_core::model::{AccountId, ConversationId};
use linnet_core::view::{self, Timeline};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::Account;
use crate::ipc::{Anchor, Failure};
use crate::shell::Shell;

/// Timelines open at the same time. A page shows one and may be opening the next; more are a mistake of the page.
const OPEN: usize = 8;

/// Questions that wait for one timeline. A page that asks more of it at once waits for its turn.
const QUESTIONS: usize = 8;

/// The open ones, by the page's number.
#[derive(Default)]
pub struct Timelines(Mutex<BTreeMap<u32, Open>>);

struct Open {
    account: AccountId,
    questions: mpsc::Sender<Question>,
    closing: CancellationToken,
}

/// What the page asks of an open timeline.
#[derive(Debug)]
pub enum Ask {
    /// Rows above.
    Older,
    /// Rows below.
    Newer,
    /// The newest rows.
    ToEnd,
    /// Another try for missing messages.
    RetryGap(String),
}

struct Question {
    ask: Ask,
    answer: oneshot::Sender<Result<(), Failure>>,
}

impl Timelines {
    /// Opens a conversation under this number, in place of the one that had it.
    ///
    /// # Errors
    /// The conversation is not known, or too many are open.
    pub async fn open(
        &self,
        shell: &Arc<Shell>,
        view: u32,
        account: &Account,
        conversation: &ConversationId,
        anchor: Anchor,
    ) -> Result<(), Failure> {
        self.close(view);
        let timeline = account.client.timeline(conversation, anchor.into()).await?;
        let (questions, asked) = mpsc::channel(QUESTIONS);
        let closing = CancellationToken::new();
        let open = Open {
            account: account.id.clone(),
            questions,
            closing: closing.clone(),
        };
        {
            let mut all = self.lock();
            if all.len() >= OPEN {
                return Err(Failure::own(
                    "too_many_timelines",
                    "同时打开的会话太多。",
                    "Too many conversations are open at once.",
                ));
            }
            if let Some(before) = all.insert(view, open) {
                before.closing.cancel();
            }
        }
        shell
            .stream
            .timeline_opened(view, timeline.rows().to_vec(), timeline.state());
        let task = follow(Arc::clone(shell), view, timeline, asked);
        shell.spawn(async move {
            closing.run_until_cancelled(task).await;
        });
        Ok(())
    }

    /// Asks an open timeline for something; rows come through the channel.
    ///
    /// # Errors
    /// It is not open, or could not do it.
    pub async fn ask(&self, view: u32, ask: Ask) -> Result<(), Failure> {
        let questions = self
            .lock()
            .get(&view)
            .map(|open| open.questions.clone())
            .ok_or_else(closed)?;
        let (answer, answered) = oneshot::channel();
        let question = Question { ask, answer };
        questions.send(question).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// The page no longer shows it.
    pub fn close(&self, view: u32) {
        if let Some(open) = self.lock().remove(&view) {
            open.closing.cancel();
        }
    }

    /// The account is closed.
    pub fn close_account(&self, account: &AccountId) {
        self.lock().retain(|_, open| {
            let stays = open.account != *account;
            if !stays {
                open.closing.cancel();
            }
            stays
        });
    }

    /// The page was loaded anew.
    pub fn close_all(&self) {
        for open in std::mem::take(&mut *self.lock()).into_values() {
            open.closing.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
                };
                // The page may have closed it meanwhile.
                let _gone = answer.send(done.map_err(Failure::from));
            }
        }
    }
}

fn closed() -> Failure {
    Failure::own(
        "timeline_closed",
        "这个会话已关闭。",
        "This conversation was closed.",
    )
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
