//! How often the process of the page has died of late.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Deaths within [`RECENT`] after which the page is not loaded again without asking: it would die again.
const DEATHS: usize = 3;

/// Deaths further back are forgotten.
const RECENT: Duration = Duration::from_secs(5 * 60);

/// Deaths of late.
#[derive(Default)]
pub struct Deaths(Mutex<VecDeque<Instant>>);

impl Deaths {
    /// Counts one. Whether the page may be loaded again without asking.
    pub(super) fn count(&self, now: Instant) -> bool {
        let mut deaths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        deaths.retain(|at| now.saturating_duration_since(*at) < RECENT);
        deaths.push_back(now);
        deaths.len() <= DEATHS
    }

    pub(super) fn forget(&self) {
        let mut deaths = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        deaths.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_keeps_dying_is_not_loaded_for_ever() {
        let deaths = Deaths::default();
        let begun = Instant::now();
        let minutes = |minutes: u64| begun + Duration::from_secs(60 * minutes);
        assert!((0..3).all(|minute| deaths.count(minutes(minute))));
        assert!(!deaths.count(minutes(3)));
        // Once a day is another matter.
        assert!((1..100).all(|day| deaths.count(minutes(24 * 60 * day))));
    }
}
