//! The time of a plan: it runs faster than the real one, equally in all processes of the plan, and can be moved on. Each
//! device has a time of day of its own beside it, which somebody may set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_util::future::BoxFuture;
use tokio::time::Instant;

/// A clock for core and server. Clones share what it was moved on by; processes are told of it.
#[derive(Debug, Clone)]
pub struct PlanClock {
    rate: u32,
    /// When the plan began, by the real clock: milliseconds since 1970.
    began_ms: i64,
    began: Instant,
    moved_ms: Arc<AtomicI64>,
    /// What a person set the time of day of this one computer to, beside the right one.
    set_ms: Arc<AtomicI64>,
}

impl PlanClock {
    /// A clock that passes `rate` seconds in a second, for a plan that began at this time.
    pub fn new(rate: u32, began_ms: i64) -> Self {
        Self {
            rate: rate.max(1),
            began_ms,
            began: Instant::now(),
            moved_ms: Arc::default(),
            set_ms: Arc::default(),
        }
    }

    /// The clock of one computer: it can be set apart from the others.
    pub fn of_a_computer(&self) -> Self {
        Self {
            set_ms: Arc::default(),
            ..self.clone()
        }
    }

    /// Sets the time of day of this computer so far beside the right one, forwards or backwards.
    pub fn set(&self, beside_ms: i64) {
        self.set_ms.store(beside_ms, Ordering::SeqCst);
    }

    /// How far the time of day of this computer is beside the right one.
    pub fn set_ms(&self) -> i64 {
        self.set_ms.load(Ordering::SeqCst)
    }

    /// The computer's time: milliseconds since 1970.
    pub fn real_ms() -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0))
    }

    /// Seconds in a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Moves the time of day on, as a computer sees it that has slept.
    pub fn jump(&self, by_ms: i64) {
        self.moved_ms.fetch_add(by_ms, Ordering::SeqCst);
    }

    /// What it was moved on by in all.
    pub fn moved_ms(&self) -> i64 {
        self.moved_ms.load(Ordering::SeqCst)
    }

    fn day_ms(&self) -> i64 {
        let passed = Self::real_ms().saturating_sub(self.began_ms);
        self.began_ms + passed * i64::from(self.rate) + self.moved_ms()
    }
}

impl linnet_core::config::Clock for PlanClock {
    fn now_ms(&self) -> i64 {
        self.day_ms() + self.set_ms()
    }

    fn now(&self) -> Instant {
        self.began + self.began.elapsed() * self.rate
    }

    fn uptime(&self) -> Duration {
        let slept = u64::try_from(self.moved_ms()).unwrap_or(0);
        self.began.elapsed() * self.rate + Duration::from_millis(slept)
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(pause / self.rate))
    }
}

impl linnet_server::Clock for PlanClock {
    fn now_ms(&self) -> i64 {
        self.day_ms()
    }
}
