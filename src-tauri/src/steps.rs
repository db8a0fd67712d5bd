//! Start-up in named, timed steps.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Instant;

use crate::log::TIMINGS;

/// Writes how long each step of the start took, and how long after the start it was done.
pub struct Steps {
    start: Instant,
    last: Mutex<Instant>,
}

impl Steps {
    /// Begins now.
    pub fn begin() -> Self {
        let now = Instant::now();
        Self {
            start: now,
            last: Mutex::new(now),
        }
    }

    /// A step is done.
    pub fn done(&self, step: &str) {
        let now = Instant::now();
        let last = std::mem::replace(
            &mut *self.last.lock().unwrap_or_else(PoisonError::into_inner),
            now,
        );
        tracing::info!(
            target: TIMINGS,
            step,
            took_ms = milliseconds(last, now),
            after_ms = milliseconds(self.start, now),
            "start"
        );
    }
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    // Tenths are as exact as a log needs.
    (to.saturating_duration_since(from).as_secs_f64() * 10_000.0).round() / 10.0
}
