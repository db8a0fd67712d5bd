//! Clocks, and waiting by them.

use std::time::Duration;

use futures_util::future::BoxFuture;

/// Time comes from outside, so that a test can turn it.
pub trait Clock: Send + Sync {
    /// Wall clock: milliseconds since 1970.
    fn now_ms(&self) -> i64;

    /// Clock that never jumps, for limits.
    fn now(&self) -> tokio::time::Instant;

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
