//! The rows of one list and what the page does not know of them yet.

use linnet_core::view::row::Diff;

use super::WAITING;

pub(super) struct Feed<R> {
    rows: Vec<R>,
    waiting: Vec<Diff<R>>,
    waiting_rows: usize,
    /// The page needs all rows.
    whole: bool,
    /// Something happened, even when no row did: an empty list is news, and so is a changed total.
    news: bool,
}

impl<R> Default for Feed<R> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            waiting: Vec::new(),
            waiting_rows: 0,
            whole: true,
            news: true,
        }
    }
}

impl<R: Clone> Feed<R> {
    /// A list that begins with these rows.
    pub(super) fn whole(rows: Vec<R>) -> Self {
        Self {
            rows,
            ..Self::default()
        }
    }

    /// The page has none of it.
    pub(super) fn start_over(&mut self) {
        self.waiting.clear();
        self.waiting_rows = 0;
        self.whole = true;
        self.news = true;
    }

    pub(super) fn change(&mut self, diffs: Vec<Diff<R>>) {
        self.news = true;
        for diff in diffs {
            if !apply(&mut self.rows, &diff) {
                // The source and these rows have parted. The source's next Reset brings them together again; until
                // then the page must not get a change that does not fit.
                tracing::error!("a change does not fit its list");
                self.start_over();
                continue;
            }
            if self.whole {
                continue;
            }
            self.waiting_rows += weight(&diff);
            self.waiting.push(diff);
            if self.waiting_rows > WAITING {
                self.start_over();
            }
        }
    }

    /// What the page has to be told, if anything.
    pub(super) fn take(&mut self) -> Option<Vec<Diff<R>>> {
        if !std::mem::take(&mut self.news) {
            return None;
        }
        self.waiting_rows = 0;
        if std::mem::take(&mut self.whole) {
            self.waiting.clear();
            return Some(vec![Diff::Reset {
                rows: self.rows.clone(),
            }]);
        }
        Some(std::mem::take(&mut self.waiting))
    }
}

fn weight<R>(diff: &Diff<R>) -> usize {
    match diff {
        Diff::Reset { rows } | Diff::Insert { rows, .. } => rows.len().max(1),
        Diff::Set { .. } | Diff::Remove { .. } => 1,
    }
}

/// False when the change does not fit.
fn apply<R: Clone>(rows: &mut Vec<R>, diff: &Diff<R>) -> bool {
    match diff {
        Diff::Reset { rows: new } => rows.clone_from(new),
        Diff::Insert { at, rows: new } => {
            if *at > rows.len() {
                return false;
            }
            rows.splice(*at..*at, new.iter().cloned());
        }
        Diff::Set { at, row } => match rows.get_mut(*at) {
            Some(old) => *old = row.clone(),
            None => return false,
        },
        Diff::Remove { at, count } => {
            let Some(end) = at.checked_add(*count).filter(|end| *end <= rows.len()) else {
                return false;
            };
            rows.drain(*at..end);
        }
    }
    true
}
