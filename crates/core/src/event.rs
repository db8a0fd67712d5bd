//! What a program can subscribe to: the SDK's events, in Rust. Made from the same changes that views get.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use crate::error::Reason;
use crate::error::Result;
use crate::live::{self, LiveNews};
use crate::model::activity::Activity;
use crate::model::connection::Connection;
use crate::model::contact::ContactNews;
use crate::model::conversation::kind;
use crate::model::let_through::LetThrough;
use crate::model::readers::Readers;
use crate::model::{ConversationId, MediaId, MessageKey, UserId};
use crate::store::{Change, Cid, Committed, Snapshot, Store, conversation, message, person};
use crate::sync::Loading;
use crate::view::paint::{self, Rights, Scene};
use crate::view::row::{MessageRow, Person};

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Everything the server keeps in its first load is here.
    InitFinished,
    /// The connection changed.
    ConnectionChanged(Connection),
    /// The token is no longer valid and could not be renewed. Everything is kept.
    TokenExpired(Reason),
    /// A conversation came, or its name, settings, summary or membership changed.
    ConversationChanged(ConversationId),
    /// The history of a conversation was cleared.
    ConversationCleared(ConversationId),
    /// The person read further, on any device.
    ConversationRead {
        /// Where.
        conversation: ConversationId,
        /// Messages that are still unread.
        unread: u32,
    },
    /// Members came, left or changed.
    MembersChanged(ConversationId),
    /// What all members share of a conversation changed: name, announcement, description, who can write.
    InfoChanged(ConversationId),
    /// Somebody else's message arrived as it was sent.
    MessageReceived {
        /// Where.
        conversation: ConversationId,
        /// Title of the conversation.
        title: String,
        /// The message makes no notification: its conversation is muted and lets it not through.
        muted: bool,
        /// It.
        message: Box<MessageRow>,
    },
    /// Messages of others arrived that were missed before.
    MessagesMissed {
        /// Where.
        conversation: ConversationId,
        /// The conversation makes no notification.
        muted: bool,
        /// How many.
        messages: u32,
    },
    /// A message is stored that was not: own, or history.
    MessageInserted {
        /// Where.
        conversation: ConversationId,
        /// Which.
        message: MessageKey,
    },
    /// A message changed: sent, recalled, edited.
    MessageUpdated {
        /// Where.
        conversation: ConversationId,
        /// Title of the conversation.
        title: String,
        /// It, as it is now.
        message: Box<MessageRow>,
    },
    /// Messages of a conversation are marked or no longer, or marked ones changed: [`Client::favourites`](crate::Client::favourites)
    /// and [`Client::pins`](crate::Client::pins) say what is.
    MarksChanged(ConversationId),
    /// Other texts are planned in a conversation, or they stand otherwise: [`Client::planned`](crate::Client::planned)
    /// says which.
    PlannedChanged(ConversationId),
    /// A planned text was sent later than planned, since no client had run at its time.
    SentLate {
        /// Where.
        conversation: ConversationId,
        /// Title of the conversation.
        title: String,
    },
    /// A planned text was not sent at its time, and waits for the person to decide.
    PlannedHeld {
        /// Where.
        conversation: ConversationId,
        /// Title of the conversation.
        title: String,
    },
    /// Somebody did not let the person into a group ([`Client::ask_to_join`](crate::Client::ask_to_join)).
    JoinRefused {
        /// Who.
        by: Person,
        /// Name of the group.
        group: String,
        /// The same in a sentence.
        reason: Reason,
    },
    /// There are other reminders, or they stand otherwise: [`Client::reminders`](crate::Client::reminders) says which.
    RemindersChanged,
    /// The time has come that the person wanted to be reminded of a message at.
    Reminder {
        /// Where.
        conversation: ConversationId,
        /// Title of the conversation.
        title: String,
        /// It, as it is now.
        message: Box<MessageRow>,
    },
    /// A message is not shown any more.
    MessageDeleted {
        /// Where.
        conversation: ConversationId,
        /// Which.
        message: MessageKey,
    },
    /// Others have read further.
    MessageReadByOthers(ConversationId),
    /// Somebody is typing or recording; good for 3 seconds.
    Activity {
        /// Where.
        conversation: ConversationId,
        /// Who.
        person: Person,
        /// What they do.
        activity: Activity,
    },
    /// An application of somebody has sent a text of its own ([`Client::signal`](crate::Client::signal)). It is what its
    /// sender says: at most 4 KiB, to be read with care, and stored nowhere.
    Signal {
        /// Where.
        conversation: ConversationId,
        /// Who.
        sender: UserId,
        /// The text.
        content: String,
    },
    /// A name or picture changed.
    ProfileUpdated(Person),
    /// Somebody asks to be a friend.
    FriendApply(Person),
    /// A request to be a friend was refused: the person's own by this one, or this one's by the person, on another device.
    FriendApplyRefuse(UserId),
    /// A request changed otherwise.
    FriendApplyUpdate(UserId),
    /// Requests were seen, here or on another device.
    FriendApplyRead,
    /// Somebody is a friend now.
    FriendAdd(Person),
    /// Somebody is a friend no more.
    FriendDelete(UserId),
    /// What the person calls a friend, or says of them, changed.
    FriendUpdate(Person),
    /// Somebody is blocked.
    BlacklistAdd(UserId),
    /// Somebody is blocked no more.
    BlacklistRemove(UserId),
    /// So many contacts changed that they are not told one by one.
    ContactsChanged,
    /// The server refused what the person had asked for about a contact; everything shows again what the server says.
    ContactRefused {
        /// Whom it was about; none when it was about nobody.
        user: Option<UserId>,
        /// Its kind, as [`ContactOperation::kind`](crate::model::operation::ContactOperation::kind) names it.
        operation: &'static str,
        /// The sentence for the person.
        reason: Reason,
    },
    /// A file of a message is on its way here, has come, or is saved:
    /// [`Client::file_states`](crate::Client::file_states) says how it stands.
    FileChanged(MediaId),
    /// The server refused what the person had asked for; everything shows again what the server says.
    OperationRefused {
        /// Where.
        conversation: ConversationId,
        /// Its kind, as [`Operation::kind`](crate::model::operation::Operation::kind) names it.
        operation: &'static str,
        /// The sentence for the person.
        reason: Reason,
    },
    /// The server had been set back to an older state, and everything was loaded again. What it lost is kept here,
    /// marked as such. The sentence for the person.
    ServerSetBack(Reason),
    /// Something happened in a live group, or to it.
    Live {
        /// Which.
        group: ConversationId,
        /// What.
        news: LiveNews,
    },
    /// The subscriber did not keep up: read again what matters.
    Missed,
}

/// Events from the moment it was made.
pub struct EventStream {
    store: Store,
    changes: broadcast::Receiver<Arc<Committed>>,
    connection: watch::Receiver<Connection>,
    loading: watch::Receiver<Loading>,
    live: broadcast::Receiver<live::Told>,
    loaded: bool,
    me: UserId,
    /// Taken from the channel and not made events yet.
    received: Option<Arc<Committed>>,
    /// Made of one transaction, told one by one.
    waiting: VecDeque<Event>,
}

impl EventStream {
    pub(crate) fn new(
        store: Store,
        mut connection: watch::Receiver<Connection>,
        loading: watch::Receiver<Loading>,
        live: broadcast::Receiver<live::Told>,
        me: UserId,
    ) -> Self {
        connection.borrow_and_update();
        let loaded = loading.borrow().finished;
        Self {
            changes: store.changes(),
            store,
            connection,
            loading,
            live,
            loaded,
            me,
            received: None,
            waiting: VecDeque::new(),
        }
    }

    /// The next event; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            // It stays until its events are made: whoever drops this future while they are finds it the next time.
            if let Some(committed) = self.received.clone() {
                let me = self.me;
                let told = self
                    .store
                    .read(move |snapshot| Ok(tell(snapshot, me, &committed)))
                    .await;
                self.waiting.extend(told.ok()?);
                self.received = None;
                continue;
            }
            tokio::select! {
                biased;
                changed = self.connection.changed() => {
                    changed.ok()?;
                    let connection = self.connection.borrow_and_update().clone();
                    if let Connection::SignInNeeded { reason } = &connection {
                        self.waiting.push_back(Event::TokenExpired(reason.clone()));
                    }
                    return Some(Event::ConnectionChanged(connection));
                }
                Ok(()) = self.loading.changed(), if !self.loaded => {
                    self.loaded = self.loading.borrow_and_update().finished;
                    if self.loaded {
                        return Some(Event::InitFinished);
                    }
                }
                told = self.live.recv() => match told {
                    Ok((group, news)) => return Some(Event::Live { group, news }),
                    Err(RecvError::Lagged(_)) => return Some(Event::Missed),
                    Err(RecvError::Closed) => return None,
                },
                committed = self.changes.recv() => match committed {
                    Ok(committed) => self.received = Some(committed),
                    Err(RecvError::Lagged(_)) => return Some(Event::Missed),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }
}

fn tell(snapshot: &Snapshot<'_>, me: UserId, committed: &Committed) -> Vec<Event> {
    let mut events = Vec::new();
    for (at, change) in committed.changes.iter().enumerate() {
        // The same change twice in one transaction is one event.
        if committed
            .changes
            .iter()
            .take(at)
            .any(|earlier| earlier == change)
            && committed.changes.len() < 512
        {
            continue;
        }
        match event(snapshot, me, change) {
            Ok(event) => events.extend(event),
            Err(error) => tracing::warn!(code = %error.code(), "an event could not be told"),
        }
    }
    events
}

/// Whether a message of a muted conversation notifies.
fn lets_through(place: &conversation::Stored, row: &message::Stored) -> bool {
    let chosen = &place.own.let_through;
    !chosen.is_empty() && LetThrough::read(chosen).lets(row.sender, row.kind)
}

fn event(snapshot: &Snapshot<'_>, me: UserId, change: &Change) -> Result<Option<Event>> {
    let stored = |cid: &Cid| conversation::get(snapshot, *cid);
    let id = |cid: &Cid| -> Result<Option<ConversationId>> {
        Ok(stored(cid)?.map(|it| it.conversation.id))
    };
    Ok(match change {
        Change::Conversation { conversation } => id(conversation)?.map(Event::ConversationChanged),
        Change::Cleared { conversation } => id(conversation)?.map(Event::ConversationCleared),
        Change::Read { conversation } => stored(conversation)?.map(|it| Event::ConversationRead {
            unread: u32::try_from(it.unread).unwrap_or(0),
            conversation: it.conversation.id,
        }),
        Change::Members { conversation, .. } => id(conversation)?.map(Event::MembersChanged),
        Change::Info { conversation } => id(conversation)?.map(Event::InfoChanged),
        Change::Marks { conversation } => id(conversation)?.map(Event::MarksChanged),
        Change::ReadByOthers { conversation } => id(conversation)?.map(Event::MessageReadByOthers),
        Change::Planned { conversation } => id(conversation)?.map(Event::PlannedChanged),
        Change::SentLate { conversation } => stored(conversation)?.map(|it| Event::SentLate {
            title: paint::title(&it),
            conversation: it.conversation.id,
        }),
        Change::PlannedHeld { conversation } => {
            stored(conversation)?.map(|it| Event::PlannedHeld {
                title: paint::title(&it),
                conversation: it.conversation.id,
            })
        }
        Change::Reminders => Some(Event::RemindersChanged),
        Change::Reminder {
            conversation,
            message,
        } => match (stored(conversation)?, message::get(snapshot, *message)?) {
            (Some(place), Some(row)) if !row.hidden => Some(Event::Reminder {
                title: paint::title(&place),
                message: painted(me, &place, &row),
                conversation: place.conversation.id,
            }),
            _ => None,
        },
        Change::CaughtUp {
            conversation,
            messages,
        } => stored(conversation)?.map(|it| Event::MessagesMissed {
            conversation: it.conversation.id,
            muted: it.muted,
            messages: *messages,
        }),
        Change::MessageNew {
            conversation,
            message,
            live,
        } => {
            let (Some(place), Some(row)) =
                (stored(conversation)?, message::get(snapshot, *message)?)
            else {
                return Ok(None);
            };
            if row.hidden {
                return Ok(None);
            }
            Some(if *live && row.sender != me {
                Event::MessageReceived {
                    title: paint::title(&place),
                    muted: place.muted && !lets_through(&place, &row),
                    message: painted(me, &place, &row),
                    conversation: place.conversation.id,
                }
            } else {
                Event::MessageInserted {
                    conversation: place.conversation.id,
                    message: row.key,
                }
            })
        }
        Change::Message {
            conversation,
            message,
        } => {
            let (Some(place), Some(row)) =
                (stored(conversation)?, message::get(snapshot, *message)?)
            else {
                return Ok(None);
            };
            Some(match row.hidden {
                true => Event::MessageDeleted {
                    conversation: place.conversation.id,
                    message: row.key,
                },
                false => Event::MessageUpdated {
                    title: paint::title(&place),
                    message: painted(me, &place, &row),
                    conversation: place.conversation.id,
                },
            })
        }
        Change::Signal {
            conversation,
            user,
            content,
        } => id(conversation)?.map(|conversation| Event::Signal {
            conversation,
            sender: *user,
            content: content.to_string(),
        }),
        Change::Activity {
            conversation,
            user,
            activity,
        } => {
            let Some(conversation) = id(conversation)? else {
                return Ok(None);
            };
            let person = match person::get(snapshot, *user)? {
                Some(known) => paint::person(&known),
                None => paint::person(&person::unknown(*user)),
            };
            Some(Event::Activity {
                conversation,
                person,
                activity: *activity,
            })
        }
        Change::Person { user } => {
            person::get(snapshot, *user)?.map(|known| Event::ProfileUpdated(paint::person(&known)))
        }
        Change::Contact {
            user,
            news: Some(news),
        } => Some(contact(snapshot, *user, *news)?),
        Change::Contacts => Some(Event::ContactsChanged),
        Change::JoinRefused { by, group } => {
            let known = person::get(snapshot, *by)?.unwrap_or_else(|| person::unknown(*by));
            let (by, group) = (paint::person(&known), paint::line(group));
            let reason = crate::error::join_refused(&group);
            Some(Event::JoinRefused { by, group, reason })
        }
        Change::RequestsSeen => Some(Event::FriendApplyRead),
        Change::ContactRefused {
            user,
            operation,
            reason,
        } => Some(Event::ContactRefused {
            user: (user.0 > 0).then_some(*user),
            operation,
            reason: reason.clone(),
        }),
        Change::Refused {
            conversation,
            operation,
            reason,
        } => id(conversation)?.map(|conversation| Event::OperationRefused {
            conversation,
            operation,
            reason: reason.clone(),
        }),
        Change::Media { media } => Some(Event::FileChanged(media.clone())),
        Change::ServerSetBack => Some(Event::ServerSetBack(crate::error::reason(
            "server_set_back",
            None,
        ))),
        _ => None,
    })
}

/// What happened to a contact.
fn contact(snapshot: &Snapshot<'_>, user: UserId, news: ContactNews) -> Result<Event> {
    let person = || -> Result<Person> {
        let known = person::get(snapshot, user)?;
        Ok(paint::person(
            &known.unwrap_or_else(|| person::unknown(user)),
        ))
    };
    Ok(match news {
        ContactNews::FriendAdded => Event::FriendAdd(person()?),
        ContactNews::FriendDeleted => Event::FriendDelete(user),
        ContactNews::FriendUpdated => Event::FriendUpdate(person()?),
        ContactNews::RequestReceived => Event::FriendApply(person()?),
        ContactNews::RequestRefused => Event::FriendApplyRefuse(user),
        ContactNews::RequestUpdated => Event::FriendApplyUpdate(user),
        ContactNews::BlockAdded => Event::BlacklistAdd(user),
        ContactNews::BlockRemoved => Event::BlacklistRemove(user),
    })
}

/// A message as it is told of: without what depends on a screen.
fn painted(me: UserId, place: &conversation::Stored, row: &message::Stored) -> Box<MessageRow> {
    let scene = Scene {
        me,
        kind: kind(place.conversation.kind),
        role: 0,
        peer_read: 0,
        readers: Readers::default(),
        recall_after: i64::MAX,
        silent_before: 0,
        rights: Rights::of(place, 0),
    };
    Box::new(paint::message_row(&scene, row, None))
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::store::tests::{ALICE, Desk, from_bob};
    use crate::sync::apply::{self, Entry, Origin};

    #[tokio::test]
    async fn whoever_looks_at_something_else_in_between_misses_no_message() {
        let desk = Desk::new();
        let connection = watch::Sender::new(Connection::Online);
        let loading = watch::Sender::new(Loading {
            finished: true,
            ..Loading::default()
        });
        let live = broadcast::Sender::new(1);
        let mut events = EventStream::new(
            desk.store.clone(),
            connection.subscribe(),
            loading.subscribe(),
            live.subscribe(),
            ALICE,
        );
        for index in 1..=20 {
            let entry = Entry::from(from_bob(index, &format!("number {index}")));
            desk.store
                .write(move |tx| apply::inbox(tx, &[entry], Origin::Push, &[]))
                .await
                .unwrap();
        }
        let mut heard = Vec::new();
        let all = async {
            while heard.len() < 20 {
                // As in a `select!` whose other branch is quicker: begun, and dropped while it waits for the database.
                if let Some(event) = events.next().now_or_never() {
                    note(&mut heard, event.unwrap());
                } else {
                    tokio::task::yield_now().await;
                    let event = events.next().await.unwrap();
                    note(&mut heard, event);
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(20), all)
            .await
            .expect("all twenty are told");
        assert_eq!(heard, (1..=20).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn who_does_not_keep_up_is_told_so_and_then_what_comes_next() {
        let desk = Desk::new();
        let connection = watch::Sender::new(Connection::Online);
        let loading = watch::Sender::new(Loading {
            finished: true,
            ..Loading::default()
        });
        let live = broadcast::Sender::new(1);
        let mut events = EventStream::new(
            desk.store.clone(),
            connection.subscribe(),
            loading.subscribe(),
            live.subscribe(),
            ALICE,
        );
        for _ in 0..2_000 {
            desk.store.announce(Change::Loading);
        }
        assert!(matches!(events.next().await, Some(Event::Missed)));
        let entry = Entry::from(from_bob(1, "number 1"));
        desk.store
            .write(move |tx| apply::inbox(tx, &[entry], Origin::Push, &[]))
            .await
            .unwrap();
        let mut heard = Vec::new();
        while heard.is_empty() {
            note(&mut heard, events.next().await.unwrap());
        }
        assert_eq!(heard, [1]);
    }

    fn note(heard: &mut Vec<i64>, event: Event) {
        if let Event::MessageReceived { message, .. } = event
            && let Some(id) = message.server_id
        {
            heard.push(id.0 - 7_000_000_000_000_000);
        }
    }
}
