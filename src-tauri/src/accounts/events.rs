//! What a client tells that is neither list nor timeline: who is typing, and what deserves a notification.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use linnet_core::event::{Event, EventStream};
use linnet_core::model::{ConversationId, MediaId, UserId};
use linnet_core::notify::{self, Attention, Notification};
use tokio::time::Instant;

use super::{Account, own_name};
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

/// Passes them on until the client stops. `events` are listened to since before it started, so that nothing it finds due
/// at its start is missed.
pub(super) async fn follow(shell: Arc<Shell>, account: Arc<Account>, mut events: EventStream) {
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
                Some(Event::Missed) => begin_anew(&shell, &account, &mut missed).await,
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

/// Some events were missed: which of the messages that stand in notifications were read, recalled or edited meanwhile is
/// not known. They go, and what is unread now is told in one summary.
async fn begin_anew(shell: &Shell, account: &Account, missed: &mut Missed) {
    shell.notifications.forget_messages(&account.id);
    *missed = Missed::default();
    let rows = account.client.conversations().whole().open().await;
    for (conversation, messages) in rows.iter().flat_map(|(rows, _)| notify::unread(rows)) {
        missed.add(messages, conversation.clone());
    }
}

fn one(shell: &Arc<Shell>, account: &Arc<Account>, missed: &mut Missed, event: Event) {
    let deserved = notify::of(&event, &attention(shell, account));
    let notifications = &shell.notifications;
    let id = &account.id;
    match event {
        Event::Activity {
            conversation,
            person,
            activity,
        } => shell.stream.event(Update::Activity {
            account: id.clone(),
            conversation,
            person,
            activity,
        }),
        Event::MarksChanged(conversation) => shell.stream.event(Update::Marks {
            account: id.clone(),
            conversation,
        }),
        Event::MembersChanged(conversation) | Event::InfoChanged(conversation) => {
            shell.stream.event(Update::Group {
                account: id.clone(),
                conversation,
            })
        }
        Event::PlannedChanged(conversation) => shell.stream.event(Update::Planned {
            account: id.clone(),
            conversation,
        }),
        Event::RemindersChanged => shell.stream.event(Update::Reminders {
            account: id.clone(),
        }),
        Event::SentLate { .. } | Event::PlannedHeld { .. } | Event::Reminder { .. } => {
            if let Some(due) = notify::due(&event) {
                notifications.due(id, due);
            }
        }
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
        Event::ProfileUpdated(person) => {
            shell.stream.event(Update::People {
                account: id.clone(),
            });
            if person.id == account.record().user {
                own_name::keep(shell, account, &person);
            }
            profile_changed(shell, account, Some(person.id));
        }
        Event::FriendApply(person) | Event::FriendAdd(person) | Event::FriendUpdate(person) => {
            profile_changed(shell, account, Some(person.id));
        }
        Event::FriendApplyRefuse(user)
        | Event::FriendApplyUpdate(user)
        | Event::FriendDelete(user)
        | Event::BlacklistAdd(user)
        | Event::BlacklistRemove(user) => profile_changed(shell, account, Some(user)),
        Event::ContactsChanged => profile_changed(shell, account, None),
        Event::ContactRefused { user, reason, .. } => {
            profile_changed(shell, account, user);
            shell.stream.event(Update::Notice { reason });
        }
        Event::OperationRefused { reason, .. }
        | Event::JoinRefused { reason, .. }
        | Event::ServerSetBack(reason) => shell.stream.event(Update::Notice { reason }),
        _ => {
            if let Some(notification) = deserved {
                notifications.add(id, notification);
            }
        }
    }
}

/// A card that shows this person is read again.
fn profile_changed(shell: &Shell, account: &Account, user: Option<UserId>) {
    shell.stream.event(Update::Profile {
        account: account.id.clone(),
        user,
    });
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
