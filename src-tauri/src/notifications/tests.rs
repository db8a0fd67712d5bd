use std::collections::HashMap;
use std::sync::Arc;

use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::{Message, MessageStream, OwnedVariant};

use super::*;
use crate::ipc::Language;
use crate::private_bus::PrivateBus;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const LIMIT: Duration = Duration::from_secs(20);
const LOOK: Look = Look {
    on: true,
    words: true,
    sound: true,
    language: Language::En,
};

type Call = (
    String,
    u32,
    String,
    String,
    String,
    Vec<String>,
    HashMap<String, OwnedVariant>,
    i32,
);

/// A notification as the desktop shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    title: String,
    body: String,
    actions: Vec<String>,
    silent: bool,
}

/// What the desktop was told.
#[derive(Default)]
struct Told {
    /// How often something was shown or replaced.
    calls: usize,
    next: u32,
    /// By number.
    standing: Vec<(u32, Shown)>,
}

/// A desktop on a bus of its own.
struct Desktop {
    bus: PrivateBus,
    service: Connection,
    told: Arc<Mutex<Told>>,
    changed: Arc<Notify>,
}

impl Desktop {
    async fn that_can(abilities: &'static [&'static str]) -> Self {
        let bus = PrivateBus::start();
        let service = bus.connect().await;
        let mut calls = MessageStream::from(&service);
        service.request_name(NAME).await.unwrap();
        let desktop = Self {
            bus,
            service,
            told: Arc::default(),
            changed: Arc::default(),
        };
        let (service, told) = (desktop.service.clone(), Arc::clone(&desktop.told));
        let changed = Arc::clone(&desktop.changed);
        tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                if call.message_type() == Type::MethodCall {
                    answer(&service, &told, &call, abilities).await;
                    changed.notify_one();
                }
            }
        });
        desktop
    }

    /// Notifications shown here, and what is chosen on them.
    async fn notifications(&self, look: Look) -> (Arc<Notifications>, mpsc::Receiver<Choice>) {
        let notifications = Arc::new(Notifications::new(look));
        let (choose, choices) = mpsc::channel(16);
        let connection = self.bus.connect().await;
        let running = Arc::clone(&notifications);
        tokio::spawn(async move {
            running
                .run(|| async { Ok(connection.clone()) }, choose)
                .await;
        });
        (notifications, choices)
    }

    fn standing(&self) -> Vec<Shown> {
        let told = self.told.lock().unwrap();
        told.standing
            .iter()
            .map(|(_, shown)| shown.clone())
            .collect()
    }

    async fn until(&self, what: &str, met: impl Fn(&[Shown]) -> bool) -> Vec<Shown> {
        let waiting = async {
            loop {
                let standing = self.standing();
                if met(&standing) {
                    return standing;
                }
                self.changed.notified().await;
            }
        };
        match tokio::time::timeout(LIMIT, waiting).await {
            Ok(standing) => standing,
            Err(_) => panic!("{what}: {:?}", self.standing()),
        }
    }

    async fn until_bodies(&self, bodies: &[&str]) -> Vec<Shown> {
        let same = |standing: &[Shown]| {
            standing
                .iter()
                .map(|shown| shown.body.as_str())
                .eq(bodies.iter().copied())
        };
        self.until(&format!("{bodies:?}"), same).await
    }

    fn number_of(&self, body: &str) -> u32 {
        let told = self.told.lock().unwrap();
        let found = told.standing.iter().find(|(_, shown)| shown.body == body);
        found.unwrap().0
    }

    async fn says(&self, signal: &str, what: &(impl serde::Serialize + zbus::DynamicType)) {
        self.service
            .emit_signal(None::<&str>, PATH, NAME, signal, what)
            .await
            .unwrap();
    }
}

async fn answer(service: &Connection, told: &Mutex<Told>, call: &Message, can: &[&str]) {
    let header = call.header();
    let sent = match header.member().unwrap().as_str() {
        "GetCapabilities" => service.reply(&header, &can.to_vec()).await,
        "Notify" => {
            let (_, replaces, _, title, body, actions, hints, _): Call =
                call.body().deserialize().unwrap();
            let shown = Shown {
                title,
                body,
                actions,
                silent: hints.contains_key("suppress-sound"),
            };
            let id = {
                let mut told = told.lock().unwrap();
                told.calls += 1;
                let place = told.standing.iter().position(|(id, _)| *id == replaces);
                match place {
                    Some(place) => {
                        told.standing[place].1 = shown;
                        replaces
                    }
                    None => {
                        told.next += 1;
                        let id = told.next;
                        told.standing.push((id, shown));
                        id
                    }
                }
            };
            service.reply(&header, &id).await
        }
        "CloseNotification" => {
            let id: u32 = call.body().deserialize().unwrap();
            told.lock().unwrap().standing.retain(|(one, _)| *one != id);
            service.reply(&header, &()).await
        }
        other => panic!("{other}"),
    };
    sent.unwrap();
}

fn alice() -> AccountId {
    AccountId::from("a11ce00000000000")
}

fn chat(peer: u64) -> ConversationId {
    ConversationId::from(format!("0:1:10001:{peer}").as_str())
}

fn both(text: &str) -> LocalText {
    LocalText {
        zh: text.to_owned(),
        en: text.to_owned(),
    }
}

fn key(number: u64) -> MessageKey {
    MessageKey::from(format!("s:{number}").as_str())
}

/// A message of somebody, as the core tells it.
fn message(peer: u64, number: u64, text: &str) -> Notification {
    Notification {
        conversation: Some(chat(peer)),
        message: Some(key(number)),
        messages: 1,
        title: both(&format!("Bob {peer}")),
        text: both(text),
    }
}

const ALL: &[&str] = &["actions", "body", "body-markup", "inline-reply", "sound"];

#[tokio::test]
async fn a_hundred_messages_of_one_chat_are_one_notification_that_counts() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    for number in 1..=100 {
        notifications.add(
            &alice(),
            message(10009, number, &format!("message {number}")),
        );
    }
    let shown = desktop
        .until_bodies(&["100 new messages: message 100"])
        .await;
    assert_eq!(shown[0].title, "Bob 10009");
    assert!(
        desktop.told.lock().unwrap().calls <= 3,
        "they were put together"
    );
}

#[tokio::test]
async fn a_reminder_leads_to_its_message_and_goes_with_it() {
    let desktop = Desktop::that_can(ALL).await;
    // The person asked for it, whatever they want of messages.
    let (notifications, mut choices) = desktop.notifications(Look { on: false, ..LOOK }).await;
    let due = |number: u64, text: &str| Due {
        conversation: chat(10009),
        message: Some(key(number)),
        title: both("Reminder: Bob"),
        text: both(text),
    };
    notifications.add(&alice(), message(10009, 1, "no notification"));
    notifications.due(&alice(), due(1, "call me"));
    notifications.due(&alice(), due(2, "a secret"));
    let shown = desktop.until_bodies(&["call me", "a secret"]).await;
    assert_eq!(shown[0].title, "Reminder: Bob");
    assert_eq!(shown[0].actions, ["default", "Open"]);
    // Reading the chat is not what it was about.
    notifications.read(&alice(), &chat(10009), 0);
    notifications.edited(&alice(), &chat(10009), &key(1), both("call me at six"));
    notifications.gone(&alice(), &chat(10009), &key(2));
    desktop.until_bodies(&["call me at six"]).await;
    let id = desktop.number_of("call me at six");
    desktop.says("ActionInvoked", &(id, "default")).await;
    let choice = tokio::time::timeout(LIMIT, choices.recv()).await.unwrap();
    let subject = Subject::Due(alice(), chat(10009), Some(key(1)));
    assert_eq!(choice, Some(Choice::Open(subject, None)));
    desktop.until_bodies(&[]).await;

    // Nobody else is to see what it says.
    notifications.set_look(Look {
        words: false,
        ..LOOK
    });
    notifications.due(&alice(), due(1, "call me"));
    let shown = desktop
        .until_bodies(&["Something you planned is due."])
        .await;
    assert_eq!(shown[0].title, "Linnet");
    notifications.forget_account(&alice());
    desktop.until_bodies(&[]).await;
}

#[tokio::test]
async fn chats_have_their_own_in_the_order_in_which_they_wrote_and_the_oldest_goes_first() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, mut choices) = desktop.notifications(LOOK).await;
    for peer in 1..=30 {
        notifications.add(&alice(), message(peer, peer, &format!("from {peer}")));
    }
    let last: Vec<String> = (11..=30).map(|peer| format!("from {peer}")).collect();
    let last: Vec<&str> = last.iter().map(String::as_str).collect();
    desktop.until_bodies(&last).await;
    // Every one that stands can be clicked.
    for body in last {
        let id = desktop.number_of(body);
        desktop
            .says("ActivationToken", &(id, format!("token {id}")))
            .await;
        desktop.says("ActionInvoked", &(id, "default")).await;
        let choice = tokio::time::timeout(LIMIT, choices.recv()).await.unwrap();
        let peer = body.strip_prefix("from ").unwrap().parse().unwrap();
        let expected = Choice::Open(
            Subject::Chat(alice(), chat(peer)),
            Some(format!("token {id}")),
        );
        assert_eq!(choice, Some(expected));
    }
    desktop.until("all are gone", <[Shown]>::is_empty).await;
}

#[tokio::test]
async fn what_was_read_recalled_or_deleted_does_not_stand() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    for number in 1..=3 {
        notifications.add(
            &alice(),
            message(10009, number, &format!("message {number}")),
        );
    }
    desktop.until_bodies(&["3 new messages: message 3"]).await;
    // The newest one is recalled: its words go.
    notifications.gone(&alice(), &chat(10009), &key(3));
    desktop.until_bodies(&["2 new messages: message 2"]).await;
    // One was read on another device, the other one later.
    notifications.read(&alice(), &chat(10009), 1);
    desktop.until_bodies(&["message 2"]).await;
    notifications.read(&alice(), &chat(10017), 0);
    notifications.read(&alice(), &chat(10009), 5);
    desktop.until_bodies(&["message 2"]).await;
    notifications.read(&alice(), &chat(10009), 0);
    desktop.until("it is gone", <[Shown]>::is_empty).await;
}

#[tokio::test]
async fn a_message_that_was_edited_says_its_new_words_without_a_sound() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    notifications.add(&alice(), message(10009, 1, "lunch at noon?"));
    desktop.until_bodies(&["lunch at noon?"]).await;
    // One that does not stand here is no news.
    notifications.edited(&alice(), &chat(10017), &key(1), both("elsewhere"));
    notifications.edited(&alice(), &chat(10009), &key(2), both("older"));
    notifications.edited(&alice(), &chat(10009), &key(1), both("lunch at one?"));
    let shown = desktop.until_bodies(&["lunch at one?"]).await;
    assert!(shown[0].silent);
    assert_eq!(desktop.told.lock().unwrap().calls, 2);
}

#[tokio::test]
async fn signing_out_and_the_end_of_the_program_take_them_away() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    let other = AccountId::from("b0b0000000000000");
    notifications.add(&alice(), message(10009, 1, "for alice"));
    notifications.add(&other, message(10009, 2, "for somebody else"));
    desktop
        .until_bodies(&["for alice", "for somebody else"])
        .await;
    notifications.forget_account(&alice());
    desktop.until_bodies(&["for somebody else"]).await;
    notifications.end().await;
    assert_eq!(desktop.standing(), []);
}

#[tokio::test]
async fn a_notification_says_no_more_than_the_person_wants() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    notifications.add(&alice(), message(10009, 1, "a <b>secret</b>"));
    let shown = desktop.until_bodies(&["a &lt;b&gt;secret&lt;/b&gt;"]).await;
    assert!(!shown[0].silent);
    notifications.set_look(Look {
        words: false,
        ..LOOK
    });
    let shown = desktop.until_bodies(&["1 new message"]).await;
    assert_eq!(shown[0].title, "Linnet");
    notifications.set_look(Look {
        sound: false,
        ..LOOK
    });
    notifications.add(&alice(), message(10017, 2, "quiet"));
    let shown = desktop
        .until_bodies(&["a &lt;b&gt;secret&lt;/b&gt;", "quiet"])
        .await;
    assert!(shown[1].silent);
    notifications.set_look(Look { on: false, ..LOOK });
    desktop.until("all are gone", <[Shown]>::is_empty).await;
    notifications.add(&alice(), message(10009, 3, "not shown"));
    // What Linnet says of itself is shown all the same.
    assert!(
        notifications
            .tell(both("Linnet"), both("still running"))
            .await
    );
    desktop.until_bodies(&["still running"]).await;
}

#[tokio::test]
async fn a_message_can_be_answered_and_marked_read_where_the_desktop_has_it() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, mut choices) = desktop.notifications(LOOK).await;
    let mut chosen = async || {
        tokio::time::timeout(LIMIT, choices.recv())
            .await
            .unwrap()
            .unwrap()
    };
    notifications.add(&alice(), message(10009, 1, "lunch?"));
    let shown = desktop.until_bodies(&["lunch?"]).await;
    assert_eq!(
        shown[0].actions,
        [
            "default",
            "Open",
            "inline-reply",
            "Reply",
            "mark-read",
            "Mark as Read"
        ]
    );
    let id = desktop.number_of("lunch?");
    desktop.says("ActionInvoked", &(id, "inline-reply")).await;
    desktop.says("NotificationReplied", &(id, "at noon")).await;
    assert_eq!(
        chosen().await,
        Choice::Reply(alice(), chat(10009), "at noon".to_owned())
    );
    notifications.add(&alice(), message(10017, 2, "read me"));
    desktop.until_bodies(&["read me"]).await;
    let id = desktop.number_of("read me");
    desktop.says("ActionInvoked", &(id, "mark-read")).await;
    assert_eq!(chosen().await, Choice::MarkRead(alice(), chat(10017)));
}

#[tokio::test]
async fn a_desktop_without_a_field_opens_the_chat_and_one_without_buttons_has_none() {
    let desktop = Desktop::that_can(&["actions"]).await;
    let (notifications, mut choices) = desktop.notifications(LOOK).await;
    notifications.add(&alice(), message(10009, 1, "a < b"));
    // Without markup a text is shown as it is.
    let shown = desktop.until_bodies(&["a < b"]).await;
    assert_eq!(shown[0].actions[2..4], ["reply", "Reply"]);
    desktop
        .says("ActionInvoked", &(desktop.number_of("a < b"), "reply"))
        .await;
    let choice = tokio::time::timeout(LIMIT, choices.recv()).await.unwrap();
    assert_eq!(
        choice,
        Some(Choice::Open(Subject::Chat(alice(), chat(10009)), None))
    );

    let plain = Desktop::that_can(&[]).await;
    let (notifications, _choices) = plain.notifications(LOOK).await;
    notifications.add(&alice(), message(10009, 1, "hello"));
    let shown = plain.until_bodies(&["hello"]).await;
    assert_eq!(shown[0].actions, Vec::<String>::new());
}

#[tokio::test]
async fn what_was_put_away_on_the_desktop_begins_to_count_anew() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    notifications.add(&alice(), message(10009, 1, "first"));
    desktop.until_bodies(&["first"]).await;
    let id = desktop.number_of("first");
    desktop.told.lock().unwrap().standing.clear();
    desktop.says("NotificationClosed", &(id, 2_u32)).await;
    // The signal is heeded before the next message comes.
    let heeded = async {
        while notifications
            .lock()
            .is_standing(&Subject::Chat(alice(), chat(10009)))
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, heeded).await.unwrap();
    notifications.add(&alice(), message(10009, 2, "second"));
    desktop.until_bodies(&["second"]).await;
}

#[tokio::test]
async fn without_a_desktop_that_shows_them_nothing_piles_up() {
    let notifications = Arc::new(Notifications::new(LOOK));
    let (choose, _choices) = mpsc::channel(1);
    let running = Arc::clone(&notifications);
    let nowhere = || async { Err(zbus::Error::Failure("no bus".to_owned())) };
    tokio::spawn(async move { running.run(nowhere, choose).await });
    assert!(
        !notifications
            .tell(both("Linnet"), both("still running"))
            .await
    );
    for number in 0..1_000 {
        notifications.add(&alice(), message(number, number, "hello"));
    }
    notifications.end().await;
    assert!(notifications.lock().is_settled());
}

#[tokio::test]
async fn missed_messages_are_one_summary_that_goes_when_the_window_is_looked_at() {
    let desktop = Desktop::that_can(ALL).await;
    let (notifications, _choices) = desktop.notifications(LOOK).await;
    notifications.add(&alice(), linnet_core::notify::summary(6, None));
    let shown = desktop.until_bodies(&["6 new messages"]).await;
    assert_eq!(shown[0].actions, ["default", "Open"]);
    notifications.seen();
    desktop.until("it is gone", <[Shown]>::is_empty).await;
    // In one conversation they belong to it, and count with what comes live.
    notifications.add(&alice(), linnet_core::notify::summary(2, Some(chat(10009))));
    desktop.until_bodies(&["2 new messages"]).await;
    notifications.add(&alice(), message(10009, 3, "hello"));
    let shown = desktop.until_bodies(&["3 new messages: hello"]).await;
    assert_eq!(shown[0].title, "Bob 10009");
}
