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
use crate::stream::Stream;

/// Timelines open at the same time. A page shows one and may be opening the next; more are a mistake of the page.
const OPEN: usize = 8;

/// Questions that wait for one timeline. A page that asks more of it at once waits for its turn.
const QUESTIONS: usize = 8;

/// The open ones and those that are being opened, by the page's number.
#[derive(Default)]
pub struct Timelines(Mutex<BTreeMap<u32, Open>>);

struct Open {
    account: AccountId,
    /// None while it is being opened: nothing can be asked yet, but it can be closed.
    questions: Option<mpsc::Sender<Question>>,
    /// Ends the opening or the task. Every entry has its own, so that an opening sees whether the entry is still its.
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
    /// Whether somebody looks at it.
    Attend(bool),
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
        let closing = self.reserve(view, &account.id)?;
        let opened = closing
            .run_until_cancelled(account.client.timeline(conversation, anchor.into()))
            .await;
        let timeline = match opened {
            Some(Ok(timeline)) => timeline,
            Some(Err(error)) => {
                self.give_up(view, &closing);
                return Err(error.into());
            }
            None => return Err(closed()),
        };
        let (questions, asked) = mpsc::channel(QUESTIONS);
        {
            // Held until the channel knows the timeline: a closing that comes now finds both or neither.
            let mut all = self.lock();
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

    /// A place for a timeline that is going to be opened, in place of the one that had the number.
    fn reserve(&self, view: u32, account: &AccountId) -> Result<CancellationToken, Failure> {
        let mut all = self.lock();
        if let Some(before) = all.remove(&view) {
            before.closing.cancel();
        }
        if all.len() >= OPEN {
            return Err(Failure::own(
                "too_many_timelines",
                "同时打开的会话太多。",
                "Too many conversations are open at once.",
            ));
        }
        let closing = CancellationToken::new();
        let open = Open {
            account: account.clone(),
            questions: None,
            closing: closing.clone(),
        };
        all.insert(view, open);
        Ok(closing)
    }

    /// The timeline could not be opened. An entry that has taken its place stays.
    fn give_up(&self, view: u32, closing: &CancellationToken) {
        let mut all = self.lock();
        if !closing.is_cancelled() {
            all.remove(&view);
        }
    }

    /// Asks an open timeline for something; rows come through the channel.
    ///
    /// # Errors
    /// It is not open, or could not do it.
    pub async fn ask(&self, view: u32, ask: Ask) -> Result<(), Failure> {
        let questions = self
            .lock()
            .get(&view)
            .and_then(|open| open.questions.clone())
            .ok_or_else(closed)?;
        let (answer, answered) = oneshot::channel();
        let question = Question { ask, answer };
        questions.send(question).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// The page no longer shows it, or no longer wants it opened.
    pub fn close(&self, stream: &Stream, view: u32) {
        let mut all = self.lock();
        if let Some(open) = all.remove(&view) {
            open.closing.cancel();
        }
        stream.timeline_closed(view);
    }

    /// The account is closed.
    pub fn close_account(&self, stream: &Stream, account: &AccountId) {
        self.lock().retain(|view, open| {
            let stays = open.account != *account;
            if !stays {
                open.closing.cancel();
                stream.timeline_closed(*view);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> AccountId {
        AccountId(name.to_owned())
    }

    #[test]
    fn one_that_is_closed_while_it_is_being_opened_stops_opening_and_leaves_its_place() {
        let (timelines, stream) = (Timelines::default(), Stream::default());
        for view in 1..=100 {
            let opening = timelines.reserve(view, &account("a")).unwrap();
            timelines.close(&stream, view);
            assert!(opening.is_cancelled());
            // It notices later.
            timelines.give_up(view, &opening);
        }
        assert!(timelines.lock().is_empty());
    }

    #[test]
    fn an_opening_that_failed_late_does_not_close_the_one_that_took_its_number() {
        let timelines = Timelines::default();
        let before = timelines.reserve(1, &account("a")).unwrap();
        let after = timelines.reserve(1, &account("a")).unwrap();
        assert!(before.is_cancelled());
        timelines.give_up(1, &before);
        assert!(!after.is_cancelled());
        assert_eq!(timelines.lock().len(), 1);
    }

    #[test]
    fn more_than_the_limit_are_refused_until_one_is_closed_or_its_account_is() {
        let (timelines, stream) = (Timelines::default(), Stream::default());
        for view in 0..8 {
            let whose = if view < 4 { "a" } else { "b" };
            timelines.reserve(view, &account(whose)).unwrap();
        }
        assert!(timelines.reserve(8, &account("a")).is_err());
        timelines.close(&stream, 0);
        timelines.reserve(8, &account("a")).unwrap();
        timelines.close_account(&stream, &account("b"));
        for view in 9..13 {
            timelines.reserve(view, &account("a")).unwrap();
        }
        timelines.close_all();
        assert!(timelines.lock().is_empty());
    }
}
