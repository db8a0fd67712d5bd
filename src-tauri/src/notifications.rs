//! Desktop notifications: one per conversation, replaced and counted while it stands, closed when its messages were
//! read, recalled, deleted, or the account is signed out. What deserves one and its words come from the core.
//!
//! The board holds what should stand; one task ([`Notifications::run`]) makes the desktop show it. A hundred messages
//! change the board a hundred times and the desktop once a second.

mod board;
pub mod choices;
mod desktop;
#[cfg(test)]
mod tests;
mod words;

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_core::error::LocalText;
use linnet_core::model::{AccountId, ConversationId, MessageKey};
use linnet_core::notify::{Due, Notification};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::Instant;
use zbus::Connection;

pub use self::board::Look;
use self::board::{Board, Job};
use self::desktop::Desktop;

/// How long the end of the program waits for its notifications to be taken away.
const FAREWELL: Duration = Duration::from_millis(500);

/// What a notification is about; there is at most one of each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// Messages of a conversation.
    Chat(AccountId, ConversationId),
    /// What was missed in several conversations of an account.
    Account(AccountId),
    /// Something that was planned in a conversation: a text, or a reminder of this message.
    Due(AccountId, ConversationId, Option<MessageKey>),
    /// Linnet itself.
    Linnet,
}

/// What the person chose on a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// Show what it is about, with the desktop's permission to come to the front.
    Open(Subject, Option<String>),
    /// Its messages are read.
    MarkRead(AccountId, ConversationId),
    /// Answer with these words.
    Reply(AccountId, ConversationId, String),
}

/// Shows notifications.
pub struct Notifications {
    board: Mutex<Board>,
    /// The board changed.
    changed: Notify,
    /// The desktop shows what the board says.
    settled: Notify,
}

impl Notifications {
    /// Nothing stands yet.
    pub fn new(look: Look) -> Self {
        Self {
            board: Mutex::new(Board::new(look)),
            changed: Notify::new(),
            settled: Notify::new(),
        }
    }

    /// A message or a summary of an account.
    pub fn add(&self, account: &AccountId, of: Notification) {
        let subject = match of.conversation {
            Some(conversation) => Subject::Chat(account.clone(), conversation),
            None => Subject::Account(account.clone()),
        };
        let message = of.message.map(|key| (key, of.text));
        self.change(|board| board.add(subject, of.title, message, of.messages));
    }

    /// Something that was planned is due.
    pub fn due(&self, account: &AccountId, due: Due) {
        let subject = Subject::Due(account.clone(), due.conversation, due.message);
        self.change(|board| board.due(subject, due.title, due.text));
    }

    /// Says something about Linnet itself. The answer is whether the desktop showed it.
    pub async fn tell(&self, title: LocalText, text: LocalText) -> bool {
        let (shown, is_shown) = oneshot::channel();
        self.change(|board| board.tell(title, text, shown));
        is_shown.await.unwrap_or(false)
    }

    /// The person has read further: this many are left.
    pub fn read(&self, account: &AccountId, conversation: &ConversationId, unread: u32) {
        let subject = Subject::Chat(account.clone(), conversation.clone());
        self.change(|board| board.read(&subject, unread));
    }

    /// A message was recalled or deleted: its words go.
    pub fn gone(&self, account: &AccountId, conversation: &ConversationId, message: &MessageKey) {
        let subject = Subject::Chat(account.clone(), conversation.clone());
        let due = Subject::Due(account.clone(), conversation.clone(), Some(message.clone()));
        self.change(|board| {
            board.gone(&subject, message);
            board.close_where(|subject| *subject == due);
        });
    }

    /// A message was edited: its old words go.
    pub fn edited(
        &self,
        account: &AccountId,
        conversation: &ConversationId,
        message: &MessageKey,
        text: LocalText,
    ) {
        let subject = Subject::Chat(account.clone(), conversation.clone());
        let due = Subject::Due(account.clone(), conversation.clone(), Some(message.clone()));
        self.change(|board| {
            board.edited_due(&due, &text);
            board.edited(&subject, message, text);
        });
    }

    /// The person looks at the window: what was missed needs no summary any more.
    pub fn seen(&self) {
        self.change(|board| board.close_where(|subject| matches!(subject, Subject::Account(_))));
    }

    /// Which messages of an account still stand there is not known any more.
    pub fn forget_messages(&self, account: &AccountId) {
        self.change(|board| {
            board.close_where(|subject| match subject {
                Subject::Chat(id, _) | Subject::Account(id) => id == account,
                Subject::Due(..) | Subject::Linnet => false,
            });
        });
    }

    /// An account was signed out.
    pub fn forget_account(&self, account: &AccountId) {
        self.change(|board| {
            board.close_where(|subject| match subject {
                Subject::Chat(id, _) | Subject::Due(id, ..) | Subject::Account(id) => id == account,
                Subject::Linnet => false,
            });
        });
    }

    /// Other settings, or another language.
    pub fn set_look(&self, look: Look) {
        self.change(|board| board.set_look(look));
    }

    /// Takes all of them away: once the program has ended, nobody would answer a click.
    pub async fn end(&self) {
        self.change(|board| board.close_where(|_| true));
        let all_gone = async {
            loop {
                let settled = self.settled.notified();
                if self.lock().is_settled() {
                    return;
                }
                settled.await;
            }
        };
        if tokio::time::timeout(FAREWELL, all_gone).await.is_err() {
            tracing::info!("notifications may stand for a while");
        }
    }

    /// Makes the desktop show what the board says, until it is dropped.
    pub async fn run<F>(&self, connect: impl Fn() -> F, choices: mpsc::Sender<Choice>)
    where
        F: Future<Output = zbus::Result<Connection>>,
    {
        let mut desktop = Desktop::new(connect);
        loop {
            let changed = self.changed.notified();
            let (job, wake) = {
                let mut board = self.lock();
                (board.next_job(Instant::now()), board.next_time())
            };
            match job {
                Some(Job::Close(id)) => desktop.close(id).await,
                Some(Job::Show(wanted)) => {
                    let shown = desktop.show(&wanted).await;
                    self.lock().shown(&wanted.subject, shown, Instant::now());
                }
                None => {
                    self.settled.notify_waiters();
                    let pause = async {
                        match wake {
                            Some(at) => tokio::time::sleep_until(at).await,
                            None => std::future::pending().await,
                        }
                    };
                    tokio::select! {
                        () = changed => {}
                        () = pause => {}
                        signal = desktop.next_signal() => self.heed(signal, &choices).await,
                    }
                }
            }
        }
    }

    async fn heed(&self, signal: desktop::Signal, choices: &mpsc::Sender<Choice>) {
        let choice = self.lock().heed(signal);
        if let Some(choice) = choice
            && choices.send(choice).await.is_err()
        {
            tracing::info!("a notification was clicked at the end of the program");
        }
    }

    fn change(&self, change: impl FnOnce(&mut Board)) {
        change(&mut self.lock());
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
