//! Whether the network costs by what is loaded, as a phone's does. NetworkManager says so where it runs and can be heard;
//! the desktop's portal does elsewhere, and for a program in a sandbox. Without both no network counts as one that costs.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, OwnedVariant};

/// How NetworkManager says yes, and that it thinks so (`NMMetered`).
const YES: u32 = 1;
const GUESSED_YES: u32 = 3;

/// Changes that may wait. NetworkManager tells of all its properties by the same signal, many at once when a network
/// comes; one that is dropped is made good by the next.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(64);

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(10);

const MANAGER: &str = "org.freedesktop.NetworkManager";
const MANAGER_PATH: &str = "/org/freedesktop/NetworkManager";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
const METERED: &str = "Metered";

/// Who says it.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// NetworkManager.
    Manager = 0,
    /// The desktop's portal.
    Portal = 1,
}

/// What is known of the network.
#[derive(Default)]
pub struct Metered(Mutex<[bool; 2]>);

impl Metered {
    /// One of them says it: whether it costs now, when that is another answer than before.
    pub fn said(&self, by: Source, costs: bool) -> Option<bool> {
        let mut said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = said.contains(&true);
        if let Some(place) = said.get_mut(by as usize) {
            *place = costs;
        }
        let now = said.contains(&true);
        (now != before).then_some(now)
    }

    /// Whether it costs.
    pub fn get(&self) -> bool {
        let said = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        said.contains(&true)
    }
}

/// Tells what NetworkManager says, now and whenever it changes. Ends with the bus.
pub async fn follow(bus: Connection, told: impl Fn(bool)) -> zbus::Result<()> {
    let changes = signals(&bus).await?;
    // Where it does not run now it may be started later.
    if let Some(said) = ask(&bus).await {
        told(costs(said));
    }
    heed(changes, told).await
}

async fn signals(bus: &Connection) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(MANAGER)
        .path(MANAGER_PATH)
        .interface(PROPERTIES)
        .member("PropertiesChanged")
        .build()?;
    MessageStream::for_match_rule(rule, bus, QUEUE).await
}

async fn heed(mut changes: MessageStream, told: impl Fn(bool)) -> zbus::Result<()> {
    while let Some(change) = changes.next().await {
        let change = change?;
        let (of, mut new, _): (String, HashMap<String, OwnedVariant>, Vec<String>) =
            change.body().deserialize()?;
        if of == MANAGER
            && let Some(said) = new.remove(METERED)
            && let Ok(said) = u32::try_from(said)
        {
            told(costs(said));
        }
    }
    Ok(())
}

/// None when it does not answer.
async fn ask(bus: &Connection) -> Option<u32> {
    let call = bus.call_method(
        Some(MANAGER),
        MANAGER_PATH,
        Some(PROPERTIES),
        "Get",
        &(MANAGER, METERED),
    );
    let answer = tokio::time::timeout(LIMIT, call).await.ok()?.ok()?;
    let said: OwnedVariant = answer.body().deserialize().ok()?;
    u32::try_from(said).ok()
}

fn costs(said: u32) -> bool {
    matches!(said, YES | GUESSED_YES)
}

#[cfg(test)]
mod tests {
    use zbus::Variant;

    use super::*;
    use crate::private_bus::PrivateBus;

    /// Answers that it guesses that the network does not cost.
    async fn answers(manager: &Connection) {
        let mut calls = MessageStream::from(manager);
        let manager = manager.clone();
        tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                let head = call.header();
                if call.message_type() == Type::MethodCall {
                    manager.reply(&head, &Variant::from(4_u32)).await.unwrap();
                }
            }
        });
    }

    #[tokio::test]
    async fn what_network_manager_says_and_thinks_is_heard() {
        let bus = PrivateBus::start();
        let manager = bus.service(MANAGER).await;
        answers(&manager).await;
        let stranger = bus.connect().await;
        let listener = bus.connect().await;
        let changes = signals(&listener).await.unwrap();
        assert_eq!(ask(&listener).await, Some(4));
        let say = async |from: &Connection, of: &str, name: &str, value: u32| {
            let new = HashMap::from([(name, Variant::from(value))]);
            let body = (of, new, Vec::<String>::new());
            from.emit_signal(
                None::<&str>,
                MANAGER_PATH,
                PROPERTIES,
                "PropertiesChanged",
                &body,
            )
            .await
            .unwrap();
        };
        say(&stranger, MANAGER, METERED, YES).await;
        say(&manager, MANAGER, METERED, YES).await;
        say(&manager, MANAGER, "State", YES).await;
        say(
            &manager,
            "org.freedesktop.NetworkManager.Device",
            METERED,
            2,
        )
        .await;
        say(&manager, MANAGER, METERED, 4).await;
        say(&manager, MANAGER, METERED, GUESSED_YES).await;
        let heard = Mutex::new(Vec::new());
        let listening = heed(changes, |costs| heard.lock().unwrap().push(costs));
        bus.end_when(listening, || heard.lock().unwrap().len() >= 3)
            .await;
        assert_eq!(*heard.lock().unwrap(), [true, false, true]);
    }

    #[tokio::test]
    async fn without_network_manager_nothing_is_said() {
        let bus = PrivateBus::start();
        assert_eq!(ask(&bus.connect().await).await, None);
    }

    #[test]
    fn a_network_costs_when_one_of_the_two_says_so() {
        let metered = Metered::default();
        assert_eq!(metered.said(Source::Manager, false), None);
        assert_eq!(metered.said(Source::Portal, true), Some(true));
        assert_eq!(metered.said(Source::Manager, true), None);
        assert_eq!(metered.said(Source::Portal, false), None);
        assert!(metered.get());
        assert_eq!(metered.said(Source::Manager, false), Some(false));
    }
}
