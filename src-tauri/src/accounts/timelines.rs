//! The timelines that are open, and those being opened.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linnet_core::model::AccountId;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use crate::ipc::Failure;
use crate::stream::Stream;

/// Timelines open at the same time. A page shows one and may be opening the next; more are a mistake of the page.
const OPEN: usize = 8;

/// The open ones and those that are being opened, by the page's number.
#[derive(Default)]
pub struct Timelines(Mutex<BTreeMap<u32, Open>>);

pub(super) struct Open {
    account: AccountId,
    /// None while it is being opened: nothing can be asked yet, but it can be closed.
    pub(super) questions: Option<mpsc::Sender<Question>>,
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

pub(super) struct Question {
    pub(super) ask: Ask,
    pub(super) answer: oneshot::Sender<Result<(), Failure>>,
}

impl Timelines {
    /// A place for a timeline that is going to be opened, in place of the one that had the number.
    pub(super) fn reserve(
        &self,
        view: u32,
        account: &AccountId,
    ) -> Result<CancellationToken, Failure> {
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
    pub(super) fn give_up(&self, view: u32, closing: &CancellationToken) {
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
        stream.view_closed(view);
    }

    /// The account is closed.
    pub fn close_account(&self, stream: &Stream, account: &AccountId) {
        self.lock().retain(|view, open| {
            let stays = open.account != *account;
            if !stays {
                open.closing.cancel();
                stream.view_closed(*view);
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

    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<u32, Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn closed() -> Failure {
    Failure::own(
        "timeline_closed",
        "这个会话已关闭。",
        "This conversation was closed.",
    )
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
