//! Tells the clients when the computer woke up: every connection from before is dead then, whatever it looks like.
//! logind says so where it runs; elsewhere a look at two clocks does, of which one stands still during sleep. Neither is
//! the time of day, which people set.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use linnet_core::Poke;
use linnet_core::config::{Clock as _, SystemClock};
use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

use crate::shell::Shell;

/// How often the clocks are compared: seldom enough to cost nothing.
const LOOK: Duration = Duration::from_secs(30);

/// The clock that goes on during sleep went this much further than the other: the computer slept in between.
const SLEPT: Duration = Duration::from_secs(20);

/// Signals that may wait.
const QUEUE: Option<NonZeroUsize> = NonZeroUsize::new(4);

/// Calls `woke_up` after each sleep. Ends with the bus.
pub async fn follow(bus: Connection, woke_up: impl Fn()) -> zbus::Result<()> {
    heed(signals(&bus).await?, woke_up).await
}

async fn signals(bus: &Connection) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender("org.freedesktop.login1")
        .interface("org.freedesktop.login1.Manager")
        .member("PrepareForSleep")
        .build()?;
    MessageStream::for_match_rule(rule, bus, QUEUE).await
}

async fn heed(mut signals: MessageStream, woke_up: impl Fn()) -> zbus::Result<()> {
    while let Some(signal) = signals.next().await {
        let going_to_sleep: bool = signal?.body().deserialize()?;
        if !going_to_sleep {
            woke_up();
        }
    }
    Ok(())
}

/// Compares the clocks until the shell stops.
pub async fn follow_clocks(shell: Arc<Shell>) {
    let mut last = (Instant::now(), SystemClock.uptime());
    loop {
        tokio::time::sleep(LOOK).await;
        let now = (Instant::now(), SystemClock.uptime());
        let running = now.0.saturating_duration_since(last.0);
        if slept(running, now.1.saturating_sub(last.1)) {
            shell.poke(Poke::WokeUp);
        }
        last = now;
    }
}

fn slept(running: Duration, passed: Duration) -> bool {
    passed.saturating_sub(running) > SLEPT
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::private_bus::PrivateBus;

    #[tokio::test]
    async fn only_the_end_of_a_sleep_is_waking_up() {
        let bus = PrivateBus::start();
        let logind = bus.service("org.freedesktop.login1").await;
        let signals = signals(&bus.connect().await).await.unwrap();
        for going_to_sleep in [true, false] {
            let manager = "org.freedesktop.login1.Manager";
            let path = "/org/freedesktop/login1";
            logind
                .emit_signal(
                    None::<&str>,
                    path,
                    manager,
                    "PrepareForSleep",
                    &going_to_sleep,
                )
                .await
                .unwrap();
        }
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

    #[test]
    fn only_time_that_passed_while_nothing_ran_is_sleep() {
        let seconds = Duration::from_secs;
        assert!(!slept(seconds(30), seconds(30)));
        assert!(!slept(seconds(90), seconds(90)));
        assert!(!slept(seconds(30), seconds(0)));
        assert!(slept(seconds(30), seconds(3_600)));
    }
}
