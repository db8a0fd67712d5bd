//! Tells the clients when the network has changed, so that they try at once instead of waiting for their next turn.
//! NetworkManager says so where it runs and can be heard; the desktop's portal does elsewhere, and for a program in a
//! sandbox. Without both the clients' own backoff (at most 30 s) has to do.

use std::num::NonZeroUsize;
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, OwnedVariant};

/// NetworkManager's state from which there is a connection to somewhere.
const CONNECTED_LOCAL: u32 = 50;

/// Signals that may wait; more are dropped, one is enough to try again.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(4);

/// How long the portal may take to say how the network is. There are desktops whose portal never answers.
const PORTAL: Duration = Duration::from_secs(10);

const PORTAL_NAME: &str = "org.freedesktop.portal.Desktop";
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
const MONITOR: &str = "org.freedesktop.portal.NetworkMonitor";

/// Calls `changed` whenever there is a network, or another. Ends with the bus.
pub async fn follow(bus: Connection, changed: impl Fn()) -> zbus::Result<()> {
    heed(signals(&bus).await?, changed).await
}

async fn signals(bus: &Connection) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.NetworkManager")
        .interface("org.freedesktop.NetworkManager")
        .member("StateChanged")
        .build()?;
    MessageStream::for_match_rule(rule, bus, QUEUE).await
}

async fn heed(mut signals: MessageStream, changed: impl Fn()) -> zbus::Result<()> {
    while let Some(signal) = signals.next().await {
        let state: u32 = signal?.body().deserialize()?;
        if state >= CONNECTED_LOCAL {
            changed();
        }
    }
    Ok(())
}

/// How the network is, as the portal says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Status {
    available: bool,
    /// What is loaded costs.
    metered: bool,
    /// 1 only here, 2 and 3 not everywhere, 4 everywhere.
    connectivity: u32,
}

/// Calls `changed` whenever the portal says that there is a network, or more of it than before, and `metered` whenever it
/// says whether what is loaded costs. Ends with the bus.
pub async fn follow_portal(
    bus: Connection,
    changed: impl Fn(),
    metered: impl Fn(bool),
) -> zbus::Result<()> {
    let signals = portal_signals(&bus).await?;
    // Asked once also because a portal tells nothing before somebody has asked.
    let first = status(&bus).await;
    if let Some(first) = first {
        metered(first.metered);
    }
    heed_portal(signals, first, || status(&bus), changed, metered).await
}

async fn portal_signals(bus: &Connection) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(PORTAL_NAME)
        .interface(MONITOR)
        .member("changed")
        .build()?;
    MessageStream::for_match_rule(rule, bus, QUEUE).await
}

/// The signal tells that something has changed, and comes for every address that comes and goes: what it is has to be
/// asked, or each container that starts would cost the connection.
async fn heed_portal<F: Future<Output = Option<Status>>>(
    mut signals: impl Stream<Item = zbus::Result<zbus::Message>> + Unpin,
    first: Option<Status>,
    ask: impl Fn() -> F,
    changed: impl Fn(),
    metered: impl Fn(bool),
) -> zbus::Result<()> {
    let mut last = first.unwrap_or_default();
    while let Some(signal) = signals.next().await {
        signal?;
        let Some(now) = ask().await else {
            continue;
        };
        if now.available && (!last.available || now.connectivity > last.connectivity) {
            changed();
        }
        metered(now.metered);
        last = now;
    }
    Ok(())
}

/// None when the portal does not answer or knows nothing of networks.
async fn status(bus: &Connection) -> Option<Status> {
    let call = bus.call_method(
        Some(PORTAL_NAME),
        PORTAL_PATH,
        Some(MONITOR),
        "GetStatus",
        &(),
    );
    let answer = tokio::time::timeout(PORTAL, call).await.ok()?.ok()?;
    let mut status: std::collections::HashMap<String, OwnedVariant> =
        answer.body().deserialize().ok()?;
    let available = status.remove("available")?;
    let connectivity = status.remove("connectivity")?;
    let metered = status.remove("metered");
    Some(Status {
        metered: metered.is_some_and(|said| bool::try_from(said).unwrap_or(false)),
        available: bool::try_from(available).ok()?,
        connectivity: u32::try_from(connectivity).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Mutex};

    use zbus::Variant;

    use super::*;
    use crate::private_bus::PrivateBus;

    const DISCONNECTED: u32 = 20;
    const CONNECTED: u32 = 70;

    #[tokio::test]
    async fn a_network_that_comes_back_is_a_reason_to_try_and_nothing_else_is() {
        let bus = PrivateBus::start();
        let manager = bus.service("org.freedesktop.NetworkManager").await;
        let stranger = bus.connect().await;
        let signals = signals(&bus.connect().await).await.unwrap();
        let say = async |from: &Connection, state: u32| {
            let name = "org.freedesktop.NetworkManager";
            let path = "/org/freedesktop/NetworkManager";
            from.emit_signal(None::<&str>, path, name, "StateChanged", &state)
                .await
                .unwrap();
        };
        say(&stranger, CONNECTED).await;
        say(&manager, DISCONNECTED).await;
        say(&manager, CONNECTED).await;
        let heard = AtomicUsize::new(0);
        bus.end_when(
            heed(signals, || {
                heard.fetch_add(1, Ordering::SeqCst);
            }),
            || heard.load(Ordering::SeqCst) > 0,
        )
        .await;
        assert_eq!(heard.load(Ordering::SeqCst), 1);
    }

    /// A portal that answers with the statuses of the list, the last one for ever.
    async fn portal(on: &Connection, list: Arc<Mutex<Vec<(bool, u32, bool)>>>) {
        let mut calls = MessageStream::from(on);
        let on = on.clone();
        tokio::spawn(async move {
            while let Some(Ok(call)) = calls.next().await {
                let head = call.header();
                if call.message_type() != Type::MethodCall
                    || head
                        .member()
                        .is_none_or(|member| member.as_str() != "GetStatus")
                {
                    continue;
                }
                let (available, connectivity, metered) = {
                    let mut list = list.lock().unwrap();
                    if list.len() > 1 {
                        list.remove(0)
                    } else {
                        list[0]
                    }
                };
                let status = HashMap::from([
                    ("available", Variant::from(available)),
                    ("metered", Variant::from(metered)),
                    ("connectivity", Variant::from(connectivity)),
                ]);
                on.reply(&head, &status).await.unwrap();
            }
        });
    }

    #[tokio::test]
    async fn the_portal_is_heard_too_and_only_when_there_is_more_network_than_before() {
        let bus = PrivateBus::start();
        let said = [
            (true, 4, false),
            // An address came or went.
            (true, 4, false),
            // Gone, and here again by a phone: a reason.
            (false, 1, false),
            (true, 4, true),
            // Behind a sign-in page, and signed in: a reason.
            (true, 3, false),
            (true, 4, false),
        ];
        let left = Arc::new(Mutex::new(said.to_vec()));
        let service = bus.service(PORTAL_NAME).await;
        portal(&service, Arc::clone(&left)).await;
        let listener = bus.connect().await;
        let heard = AtomicUsize::new(0);
        let asked = Arc::clone(&left);
        let say = async {
            // One after the other: more than a few that wait are dropped.
            for told in 1..said.len() {
                while asked.lock().unwrap().len() > said.len() - told {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                service
                    .emit_signal(None::<&str>, PORTAL_PATH, MONITOR, "changed", &())
                    .await
                    .unwrap();
            }
        };
        let costs = Mutex::new(Vec::new());
        let follow = follow_portal(
            listener,
            || {
                heard.fetch_add(1, Ordering::SeqCst);
            },
            |metered| costs.lock().unwrap().push(metered),
        );
        bus.end_when(async { tokio::join!(follow, say) }, || {
            heard.load(Ordering::SeqCst) > 1
        })
        .await;
        assert_eq!(heard.load(Ordering::SeqCst), 2);
        assert_eq!(
            *costs.lock().unwrap(),
            [false, false, false, true, false, false]
        );
    }

    #[tokio::test]
    async fn without_a_portal_nobody_waits_for_one() {
        let bus = PrivateBus::start();
        assert_eq!(status(&bus.connect().await).await, None);
    }
}
