//! What a client tells that is neither list nor timeline: who is typing, and what deserves a notification.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linnet_core::event::Event;
use linnet_core::model::{ConversationId, MediaId};
use linnet_core::notify::{self, Attention, Notification};
use tokio::time::Instant;

use super::Account;
use crate::ipc::Update;
use crate::shell::Shell;

/// What was missed comes conversation by conversation; after this long without more it is one summary.
const SUMMARY: Duration = Duration::from_secs(2);

/// Messages that were missed, until they are told: by conversation, which are no more than the list has.
#[derive(Default)]
struct Missed {
    messages: BTreeMap<ConversationId, u32>,
    tell_at: Option<Instant>,
}

impl Missed {
    fn add(&mut self, messages: u32, conversation: ConversationId) {
        let all = self.messages.entry(conversation).or_default();
        *all = all.saturating_add(messages);
        self.tell_at = Some(Instant::now() + SUMMARY);
    }

    /// The person has read further, here or on another device: no more than this many are left.
    fn read(&mut self, conversation: &ConversationId, unread: u32) {
        if let Some(messages) = self.messages.get_mut(conversation) {
            *messages = unread.min(*messages);
        }
        self.messages.retain(|_, messages| *messages > 0);
        if self.messages.is_empty() {
            self.tell_at = None;
        }
    }

    /// What has to be told: in which conversation, when it is only one.
    fn summary(&mut self) -> Option<Notification> {
        let missed = std::mem::take(self).messages;
        let messages = missed.values().copied().fold(0, u32::saturating_add);
        let mut conversations = missed.into_keys();
        let only = conversations.next();
        let only = only.filter(|_| conversations.next().is_none());
        (messages > 0).then(|| notify::summary(messages, only))
    }
}

/// Passes them on until the client stops.
pub(super) async fn follow(shell: Arc<Shell>, account: Arc<Account>) {
    let mut events = account.client.events();
    let mut missed = Missed::default();
    loop {
        let tell_at = missed.tell_at;
        let summary_due = async {
            match tell_at {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            event = events.next() => match event {
                Some(Event::FileChanged(media)) => tell_file(&shell, &account, media).await,
                Some(event) => one(&shell, &account, &mut missed, event),
                None => return,
            },
            () = summary_due => {
                if let Some(summary) = missed.summary() {
                    shell.notifications.add(&account.id, summary);
                }
            }
        }
    }
}

/// How the file stands now, which may be further than at the change.
async fn tell_file(shell: &Shell, account: &Account, media: MediaId) {
    let states = account
        .client
        .file_states(std::slice::from_ref(&media))
        .await;
    let Some(state) = states.ok().and_then(|states| states.first().copied()) else {
        return;
    };
    shell.stream.event(Update::File {
        account: account.id.clone(),
        media,
        state,
    });
}

fn one(shell: &Arc<Shell>, account: &Arc<Account>, missed: &mut Missed, event: Event) {
    let deserved = notify::of(&event, &attention(shell, account));
    let notifications = &shell.notifications;
    let id = &account.id;
    match event {
        Event::Typing {
            conversation,
            person,
        } => shell.stream.event(Update::Typing {
            account: id.clone(),
            conversation,
            person,
        }),
        Event::ConversationRead {
            conversation,
            unread,
        } => {
            missed.read(&conversation, unread);
            notifications.read(id, &conversation, unread);
        }
        Event::ConversationCleared(conversation) => {
            missed.read(&conversation, 0);
            notifications.read(id, &conversation, 0);
        }
        Event::MessageDeleted {
            conversation,
            message,
        } => notifications.gone(id, &conversation, &message),
        Event::MessageUpdated {
            conversation,
            title,
            message,
        } => match notify::changed(&title, &message) {
            Some(text) => notifications.edited(id, &conversation, &message.id, text),
            None => notifications.gone(id, &conversation, &message.id),
        },
        Event::MessagesMissed {
            conversation,
            messages,
            ..
        } if deserved.is_some() => missed.add(messages, conversation),
        Event::OperationRefused { reason, .. } | Event::ServerSetBack(reason) => {
            shell.stream.event(Update::Notice { reason })
        }
        _ => {
            if let Some(notification) = deserved {
                notifications.add(id, notification);
            }
        }
    }
}

fn attention(shell: &Shell, account: &Account) -> Attention {
    let visible = shell.visible();
    Attention {
        conversation: visible
            .conversation
            .filter(|(id, _)| *id == account.id)
            .map(|(_, conversation)| conversation),
        focused: visible.focused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_missed_in_several_conversations_is_one_summary() {
        let mut missed = Missed::default();
        assert_eq!(missed.summary(), None);
        missed.add(2, "0:1:10001:10009".into());
        let one = missed.summary().unwrap();
        assert_eq!(one.conversation, Some("0:1:10001:10009".into()));
        missed.add(2, "0:1:10001:10009".into());
        missed.add(3, "0:1:10001:10017".into());
        missed.add(1, "0:1:10001:10009".into());
        let all = missed.summary().unwrap();
        assert_eq!(all.text.en, "6 new messages");
        assert_eq!(all.conversation, None);
        assert_eq!(missed.summary(), None);
    }

    #[test]
    fn what_is_read_elsewhere_before_it_is_told_is_not_counted() {
        let (bob, carol) = ("0:1:10001:10009".into(), "0:1:10001:10017".into());
        let mut missed = Missed::default();
        missed.add(5, ConversationId::clone(&bob));
        missed.add(3, ConversationId::clone(&carol));
        missed.read(&bob, 2);
        // More are unread than were missed.
        missed.read(&carol, 40);
        assert_eq!(missed.summary().unwrap().messages, 5);
        missed.add(5, ConversationId::clone(&bob));
        missed.add(3, ConversationId::clone(&carol));
        missed.read(&bob, 0);
        let left = missed.summary().unwrap();
        assert_eq!((left.messages, left.conversation), (3, Some(carol)));
        missed.add(5, ConversationId::clone(&bob));
        missed.read(&bob, 0);
        assert_eq!(missed.tell_at, None, "nothing is left to wait for");
        assert_eq!(missed.summary(), None);
    }
}
