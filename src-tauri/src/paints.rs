//! How long the page takes to show what came, as it says itself: for the diagnostics, in memory only.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use linnet_core::model::diagnosis::Timing;

/// Times that are kept; the oldest goes.
const TIMES: usize = 120;

/// The last ones.
#[derive(Default)]
pub struct Paints(Mutex<VecDeque<Timing>>);

impl Paints {
    /// Something that came was on the screen after `ms`.
    pub fn note(&self, ms: u32) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let at = now.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        });
        let mut times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if times.len() >= TIMES {
            times.pop_front();
        }
        times.push_back(Timing { at, ms });
    }

    /// All that are kept, oldest first.
    pub fn all(&self) -> Vec<Timing> {
        let times = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        times.iter().copied().collect()
    }
}
