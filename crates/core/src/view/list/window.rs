//! The first rows of the list. Of all conversations the keys are known, so that it is known where each stands; the rows
//! of those that are shown are read, and no others. One change moves one line, however long the list is.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::choice::Chosen;
use super::counts::Counts;
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::store::conversation::{self, Key};
use crate::store::{Cid, Snapshot};
use crate::view::row::{ConversationRow, Diff, ListFilter};
use crate::view::{diff, paint};

/// Rows that are read at once when the window grows; the next ones follow in a read of their own.
const AT_ONCE: usize = 200;

/// Where a line stands: pinned ones first, then by time. Of two of the same time every device shows the same first.
type Order = (Reverse<bool>, Reverse<i64>, Reverse<i64>, Reverse<i64>, Cid);

fn order(key: &Key) -> Order {
    (
        Reverse(key.pinned()),
        Reverse(if key.pinned() { key.pin_order } else { 0 }),
        Reverse(key.sort_time),
        Reverse(key.short_id),
        key.cid,
    )
}

/// Puts conversations into the order of the list.
pub(crate) fn sort(keys: &mut [Key]) {
    keys.sort_unstable_by_key(order);
}

/// What is known of the list, and what was told of it.
#[derive(Default)]
pub(super) struct Window {
    chosen: Chosen,
    known: HashMap<Cid, Key>,
    counts: Counts,
    /// Those that the choice takes, in order.
    shown: Vec<Order>,
    /// The rows of the first of them.
    rows: Vec<ConversationRow>,
    /// What changed in the rows and was not told yet.
    diffs: Vec<Diff<ConversationRow>>,
    /// It is told as a whole, as nothing of one list need be in the other.
    reset: bool,
}

impl Window {
    /// All keys, and the first rows.
    pub fn read(snapshot: &Snapshot<'_>, me: UserId, chosen: Chosen) -> Result<Self> {
        let keys = conversation::keys(snapshot)?;
        let mut window = Self {
            chosen,
            known: HashMap::with_capacity(keys.len()),
            ..Self::default()
        };
        for key in &keys {
            window.counts.add(key, me);
        }
        window
            .known
            .extend(keys.into_iter().map(|key| (key.cid, key)));
        window.fill(me);
        let wanted: Vec<Cid> = window.lacking().collect();
        let rows = if wanted.len() > AT_ONCE {
            every(snapshot, me, &wanted)?
        } else {
            rows(snapshot, me, &wanted)?
        };
        window.append(rows);
        window.diffs.clear();
        Ok(window)
    }

    fn fill(&mut self, me: UserId) {
        let taken = self.known.values().filter(|key| self.chosen.takes(key, me));
        self.shown = taken.map(order).collect();
        self.shown.sort_unstable();
    }

    pub fn rows(&self) -> &[ConversationRow] {
        &self.rows
    }

    /// How many conversations the choice takes.
    pub fn size(&self) -> usize {
        self.shown.len()
    }

    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    pub fn filter(&self) -> &ListFilter {
        &self.chosen.filter
    }

    /// Changes that were not told.
    pub fn take_diffs(&mut self) -> Vec<Diff<ConversationRow>> {
        let diffs = std::mem::take(&mut self.diffs);
        match std::mem::take(&mut self.reset) {
            true => vec![Diff::Reset {
                rows: self.rows.clone(),
            }],
            false => diffs,
        }
    }

    /// Something else is to be shown.
    pub fn choose(&mut self, me: UserId, chosen: Chosen) {
        let before = std::mem::replace(&mut self.chosen, chosen);
        if (&before.filter, before.everything) != (&self.chosen.filter, self.chosen.everything) {
            self.fill(me);
            self.rows.clear();
            self.diffs.clear();
            self.reset = true;
        } else if before.held != self.chosen.held {
            for cid in [before.held, self.chosen.held].into_iter().flatten() {
                self.take_again(me, cid);
            }
        }
        self.trim();
    }

    /// Whether it is shown may have changed.
    fn take_again(&mut self, me: UserId, cid: Cid) {
        let Some(key) = self.known.get(&cid) else {
            return;
        };
        let (order, taken) = (order(key), self.chosen.takes(key, me));
        match (self.shown.binary_search(&order), taken) {
            (Ok(at), false) => self.remove(at),
            (Err(at), true) => {
                self.shown.insert(at, order);
                // Its row and those behind are read.
                self.cut(at);
            }
            _ => {}
        }
    }

    /// A conversation as it stands in the store now; none when it is no line of the list.
    pub fn put(&mut self, me: UserId, cid: Cid, now: Option<(Key, ConversationRow)>) {
        let before = self.known.remove(&cid).and_then(|key| {
            self.counts.take(&key, me);
            self.shown.binary_search(&order(&key)).ok()
        });
        let Some((key, row)) = now else {
            if let Some(at) = before {
                self.remove(at);
            }
            return;
        };
        self.counts.add(&key, me);
        let taken = self.chosen.takes(&key, me).then(|| order(&key));
        self.known.insert(cid, key);
        if let (Some(at), Some(order)) = (before, taken)
            && self.shown.get(at) == Some(&order)
        {
            self.set(at, row);
            return;
        }
        if let Some(at) = before {
            self.remove(at);
        }
        if let Some(order) = taken {
            let at = self.shown.partition_point(|other| *other < order);
            self.shown.insert(at, order);
            if at <= self.rows.len() && at < self.chosen.reach {
                self.rows.insert(at, row.clone());
                let rows = vec![row];
                self.diffs.push(Diff::Insert { at, rows });
                self.trim();
            }
        }
    }

    fn set(&mut self, at: usize, row: ConversationRow) {
        if let Some(known) = self.rows.get_mut(at)
            && *known != row
        {
            known.clone_from(&row);
            self.diffs.push(Diff::Set { at, row });
        }
    }

    fn remove(&mut self, at: usize) {
        self.shown.remove(at);
        if at < self.rows.len() {
            self.rows.remove(at);
            self.diffs.push(Diff::Remove { at, count: 1 });
        }
    }

    /// No row from here on.
    fn cut(&mut self, at: usize) {
        if let Some(count) = self.rows.len().checked_sub(at).filter(|count| *count > 0) {
            self.rows.truncate(at);
            self.diffs.push(Diff::Remove { at, count });
        }
    }

    /// No more rows than are wanted: one that comes in pushes the last one out.
    fn trim(&mut self) {
        self.cut(self.chosen.reach);
    }

    fn lacking(&self) -> impl Iterator<Item = Cid> {
        let wanted = self.shown.iter().take(self.chosen.reach);
        wanted.skip(self.rows.len()).map(|(.., cid)| *cid)
    }

    /// Whose rows are to be read next.
    pub fn missing(&self) -> Vec<Cid> {
        self.lacking().take(AT_ONCE).collect()
    }

    /// The rows that were missing, in their order.
    pub fn append(&mut self, rows: Vec<ConversationRow>) {
        let at = self.rows.len();
        self.rows.extend_from_slice(&rows);
        if !rows.is_empty() {
            self.diffs.push(Diff::Insert { at, rows });
        }
    }

    /// Everything was read again, and is told as what changed.
    pub fn replace(&mut self, mut now: Self) {
        let chosen = (&now.chosen.filter, now.chosen.everything);
        now.reset = self.reset || chosen != (&self.chosen.filter, self.chosen.everything);
        now.diffs = std::mem::take(&mut self.diffs);
        now.diffs
            .extend(diff::between(&self.rows, &now.rows, |row| &row.id));
        *self = now;
    }
}

/// The rows of these, one for one.
pub(super) fn rows(
    snapshot: &Snapshot<'_>,
    me: UserId,
    cids: &[Cid],
) -> Result<Vec<ConversationRow>> {
    let row = |cid: &Cid| {
        let stored = conversation::get(snapshot, *cid)?.ok_or(Error::NotFound("conversation"))?;
        Ok(paint::conversation_row(me, &stored))
    };
    cids.iter().map(row).collect()
}

/// The rows of so many that all are read at once.
fn every(snapshot: &Snapshot<'_>, me: UserId, cids: &[Cid]) -> Result<Vec<ConversationRow>> {
    let stored = conversation::all(snapshot)?.into_iter();
    let all: HashMap<Cid, _> = stored.map(|stored| (stored.cid, stored)).collect();
    let row = |cid: &Cid| {
        let stored = all.get(cid).ok_or(Error::NotFound("conversation"))?;
        Ok(paint::conversation_row(me, stored))
    };
    cids.iter().map(row).collect()
}
