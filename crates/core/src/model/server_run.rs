//! Runs of the server that answers came from. Each start of the server has a number of its own, and its database knows
//! those that it has been through. Whoever keeps what an answer said also keeps its run: when the server does not know
//! that run any more, it was set back to an older state, and what was kept is in question.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use linnet_proto::choices;

/// The runs heard of since the program started. The link notes them before it hands an answer out, and the store
/// writes them down with the next transaction, so nothing that an answer said is stored without its run.
#[derive(Debug, Clone, Default)]
pub struct ServerRuns(Arc<Mutex<Heard>>);

#[derive(Debug, Default)]
struct Heard {
    /// How many were noted before the first of `runs`.
    before: u64,
    runs: VecDeque<i64>,
}

impl ServerRuns {
    /// An answer has come from this run.
    pub fn note(&self, run: i64) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.runs.contains(&run) {
            return;
        }
        if heard.runs.len() >= choices::MAX_RUNS {
            heard.runs.pop_front();
            heard.before = heard.before.saturating_add(1);
        }
        heard.runs.push_back(run);
    }

    /// Those that were noted after the first `known`, and how many there are now.
    pub fn after(&self, known: u64) -> (Vec<i64>, u64) {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = usize::try_from(known.saturating_sub(heard.before)).unwrap_or(usize::MAX);
        let new = heard.runs.iter().skip(skipped).copied().collect();
        let count = u64::try_from(heard.runs.len()).unwrap_or(u64::MAX);
        (new, heard.before.saturating_add(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_run_is_handed_on_once_and_the_oldest_make_room() {
        let runs = ServerRuns::default();
        assert_eq!(runs.after(0), (vec![], 0));
        for run in [7, 7, 8, 7] {
            runs.note(run);
        }
        assert_eq!(runs.after(0), (vec![7, 8], 2));
        assert_eq!(runs.after(2), (vec![], 2));
        for run in 100..100 + i64::try_from(choices::MAX_RUNS).unwrap() {
            runs.note(run);
        }
        let (new, count) = runs.after(2);
        assert_eq!(new.len(), choices::MAX_RUNS);
        assert_eq!(new.first(), Some(&100));
        assert_eq!(runs.after(count), (vec![], count));
    }
}
