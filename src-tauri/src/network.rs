//! Tells the clients when the network has changed, so that they try at once instead of waiting for their next turn.
//! NetworkManager says so where it runs; elsewhere the clients' own backoff (at most 30 s) has to do.

use futures_util::StreamExt as _;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

/// NetworkManager's state from which there is a connection to somewhere.
const CONNECTED_LOCAL: u32 = 50;

/// Signals that may wait; more are dropped, one is enough to try again.
const QUEUE: Option<std::num::NonZeroUsize> = std::num::NonZeroUsize::new(4);

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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

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
}
