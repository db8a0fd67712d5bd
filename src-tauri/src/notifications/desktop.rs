//! The desktop's notification service (freedesktop.org, Desktop Notifications Specification 1.3) on the session bus.

use std::collections::HashMap;
use std::future::Future;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::StreamExt as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zbus::message::Type;
use zbus::{Connection, MatchRule, Message, MessageStream, Variant};

use super::{Subject, words};
use crate::ipc::Language;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// How long the bus or the service may take for one answer; then it counts as not shown.
const ANSWER: Duration = Duration::from_secs(5);

/// Signals that may wait.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(64);

/// Name of our file among the desktop's programs, without its ending.
const DESKTOP_ENTRY: &str = "Linnet";

/// A notification as it should stand. Plain texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) subject: Subject,
    pub(super) replaces: Option<u32>,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) language: Language,
    pub(super) sound: bool,
}

/// What a person clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ActionKey {
    Open,
    MarkRead,
}

/// What the service tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Signal {
    Closed(u32),
    Activation(u32, String),
    Acted(u32, ActionKey),
    Replied(u32, String),
    /// The service is another one, or gone.
    Restarted,
}

/// The service, connected to when it is first needed.
pub(super) struct Desktop<C> {
    connect: C,
    open: Option<Open>,
}

struct Open {
    bus: Connection,
    signals: MessageStream,
    /// Who has the name on the bus.
    owners: MessageStream,
    abilities: Option<Abilities>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Abilities {
    markup: bool,
    actions: bool,
    reply: bool,
    sound: bool,
}

impl<C, F> Desktop<C>
where
    C: Fn() -> F,
    F: Future<Output = zbus::Result<Connection>>,
{
    pub(super) fn new(connect: C) -> Self {
        Self {
            connect,
            open: None,
        }
    }

    /// The number it stands under. None when the desktop does not show it.
    pub(super) async fn show(&mut self, wanted: &Wanted) -> Option<u32> {
        let shown = tokio::time::timeout(ANSWER, self.try_to_show(wanted)).await;
        match shown {
            Ok(Ok(id)) => Some(id),
            Ok(Err(_)) => {
                tracing::info!("the desktop shows no notifications");
                None
            }
            Err(_) => {
                tracing::warn!("the desktop's notifications did not answer");
                None
            }
        }
    }

    async fn try_to_show(&mut self, wanted: &Wanted) -> zbus::Result<u32> {
        let open = self.opened().await?;
        let can = open.abilities().await?;
        let mut hints = HashMap::from([
            ("desktop-entry", Variant::from(DESKTOP_ENTRY)),
            ("category", Variant::from("im.received")),
        ]);
        match wanted.sound {
            true if can.sound => {
                hints.insert("sound-name", Variant::from("message-new-instant"));
            }
            true => {}
            false => {
                hints.insert("suppress-sound", Variant::from(true));
            }
        }
        let body = if can.markup {
            words::escape(&wanted.body)
        } else {
            wanted.body.clone()
        };
        let actions = if can.actions {
            actions(&wanted.subject, can.reply, wanted.language)
        } else {
            Vec::new()
        };
        let as_the_desktop_likes = -1_i32;
        let what = (
            "Linnet",
            wanted.replaces.unwrap_or(0),
            "linnet",
            wanted.title.as_str(),
            body.as_str(),
            actions,
            hints,
            as_the_desktop_likes,
        );
        call(&open.bus, "Notify", &what).await
    }

    /// Takes one away; one that has gone already is as good.
    pub(super) async fn close(&mut self, id: u32) {
        let closing = async {
            let open = self.opened().await?;
            open.bus
                .call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &id)
                .await
        };
        if let Ok(Ok(_)) = tokio::time::timeout(ANSWER, closing).await {
            return;
        }
        tracing::debug!("a notification had gone already");
    }

    /// The next thing the service tells. Waits for ever while there is no service.
    pub(super) async fn next_signal(&mut self) -> Signal {
        loop {
            let Some(open) = &mut self.open else {
                return std::future::pending().await;
            };
            let told = tokio::select! {
                signal = open.signals.next() => signal.map(|it| it.ok().and_then(|it| read(&it))),
                owner = open.owners.next() => owner.map(|owner| {
                    open.abilities = None;
                    // One that has just begun, as it does when it is first called, has no predecessor.
                    owner.is_ok_and(|owner| had_owner(&owner)).then_some(Signal::Restarted)
                }),
            };
            match told {
                Some(Some(signal)) => return signal,
                // Nothing of ours.
                Some(None) => {}
                None => {
                    // The bus has ended; the next notification looks for another.
                    self.open = None;
                    return Signal::Restarted;
                }
            }
        }
    }

    async fn opened(&mut self) -> zbus::Result<&mut Open> {
        let open = match self.open.take() {
            Some(open) => open,
            None => Open::on((self.connect)().await?).await?,
        };
        Ok(self.open.insert(open))
    }
}

impl Open {
    async fn on(bus: Connection) -> zbus::Result<Self> {
        let signals = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(NAME)
            .path(PATH)
            .interface(NAME)
            .build()?;
        let owners = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.DBus")
            .interface("org.freedesktop.DBus")
            .member("NameOwnerChanged")
            .arg(0, NAME)
            .build()?;
        Ok(Self {
            signals: MessageStream::for_match_rule(signals, &bus, QUEUE).await?,
            owners: MessageStream::for_match_rule(owners, &bus, QUEUE).await?,
            bus,
            abilities: None,
        })
    }

    async fn abilities(&mut self) -> zbus::Result<Abilities> {
        if let Some(known) = self.abilities {
            return Ok(known);
        }
        let named: Vec<String> = call(&self.bus, "GetCapabilities", &()).await?;
        let has = |name: &str| named.iter().any(|one| one == name);
        let known = Abilities {
            markup: has("body-markup"),
            actions: has("actions"),
            reply: has("inline-reply"),
            sound: has("sound"),
        };
        self.abilities = Some(known);
        Ok(known)
    }
}

async fn call<A: DeserializeOwned + zbus::Type>(
    bus: &Connection,
    method: &str,
    what: &(impl Serialize + zbus::DynamicType),
) -> zbus::Result<A> {
    let answer = bus
        .call_method(Some(NAME), PATH, Some(NAME), method, what)
        .await?;
    answer.body().deserialize()
}

/// Names and words of the buttons, in turns. "default" is a click anywhere.
fn actions(subject: &Subject, can_reply: bool, language: Language) -> Vec<&'static str> {
    let (open, reply, read) = match language {
        Language::Zh => ("打开", "回复", "标为已读"),
        Language::En => ("Open", "Reply", "Mark as Read"),
    };
    let mut actions = vec!["default", open];
    if matches!(subject, Subject::Chat(..)) {
        // Where there is no field to write in, the chat has one.
        actions.extend([if can_reply { "inline-reply" } else { "reply" }, reply]);
        actions.extend(["mark-read", read]);
    }
    actions
}

/// Whether the name was somebody's before it changed hands.
fn had_owner(message: &Message) -> bool {
    let changed: zbus::Result<(String, String, String)> = message.body().deserialize();
    changed.is_ok_and(|(_, before, _)| !before.is_empty())
}

/// None for what is not meant for us, or not understood.
fn read(message: &Message) -> Option<Signal> {
    let header = message.header();
    let body = message.body();
    match header.member()?.as_str() {
        "NotificationClosed" => {
            let (id, _reason): (u32, u32) = body.deserialize().ok()?;
            Some(Signal::Closed(id))
        }
        "ActivationToken" => {
            let (id, token) = body.deserialize().ok()?;
            Some(Signal::Activation(id, token))
        }
        "NotificationReplied" => {
            let (id, text) = body.deserialize().ok()?;
            Some(Signal::Replied(id, text))
        }
        "ActionInvoked" => {
            let (id, action): (u32, String) = body.deserialize().ok()?;
            match action.as_str() {
                "mark-read" => Some(Signal::Acted(id, ActionKey::MarkRead)),
                // Its words follow in a signal of their own.
                "inline-reply" => None,
                _ => Some(Signal::Acted(id, ActionKey::Open)),
            }
        }
        _ => None,
    }
}
