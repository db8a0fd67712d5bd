//! Tells the clients when the network has changed, so that they try at once instead of waiting for their next turn.
//! NetworkManager says so where it runs; elsewhere the clients' own backoff (at most 30 s) has to do.

use std::sync::Arc;

use futures_util::StreamExt as _;
use linnet_core::Poke;
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

use crate::shell::Shell;

/// NetworkManager's state from which there is a connection to somewhere.
const CONNECTED_LOCAL: u32 = 50;

/// Signals that may wait; more are dropped, one is enough to try again.
const QUEUE: Option<std::num::NonZeroUsize> = std::num::NonZeroUsize::new(4);

/// Follows NetworkManager until the shell stops. Ends at once without a system bus.
pub async fn follow(bus: Connection, shell: Arc<Shell>) -> zbus::Result<()> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.NetworkManager")
        .interface("org.freedesktop.NetworkManager")
        .member("StateChanged")
        .build()?;
    let mut signals = MessageStream::for_match_rule(rule, &bus, QUEUE).await?;
    while let Some(signal) = signals.next().await {
        let state: u32 = signal?.body().deserialize()?;
        if state >= CONNECTED_LOCAL {
            shell.poke(Poke::NetworkChanged);
        }
    }
    Ok(())
}
