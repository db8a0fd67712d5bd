//! Clocks, and waiting by them.
//!
//! Nothing is decided by the time of day: somebody sets it, or it is wrong until the network is there. It is shown, and
//! sent where the protocol wants it. What waits, expires or is limited goes by [`Clock::now`] or [`Clock::uptime`].

use std::time::Duration;

use futures_util::future::BoxFuture;

/// Time comes from outside, so that a test can turn it.
pub trait Clock: Send + Sync {
    /// Wall clock: milliseconds since 1970. It may be set forwards and backwards at any moment.
    fn now_ms(&self) -> i64;

    /// Clock that never jumps, for limits. It stands still while the computer sleeps.
    fn now(&self) -> tokio::time::Instant;

    /// Time since the computer was started, also what it slept. It never jumps, and is different after a restart, so it
    /// is not stored.
    fn uptime(&self) -> Duration {
        uptime()
    }

    /// Ends when this much time has passed. A clock that a test turns says itself when that is.
    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// What the future answers, or none when it takes longer.
pub(crate) async fn in_time<T>(
    clock: &dyn Clock,
    limit: Duration,
    future: impl Future<Output = T>,
) -> Option<T> {
    tokio::select! {
        biased;
        value = future => Some(value),
        () = clock.sleep(limit) => None,
    }
}

/// The computer's clocks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }

    fn now(&self) -> tokio::time::Instant {
        tokio::time::Instant::now()
    }
}

#[cfg(target_os = "linux")]
fn uptime() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

/// Since the first call; elsewhere there is no such clock at hand, and sleep is left out where the system leaves it out.
#[cfg(not(target_os = "linux"))]
fn uptime() -> Duration {
    static FIRST: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    FIRST.get_or_init(std::time::Instant::now).elapsed()
}
