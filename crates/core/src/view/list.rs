//! The conversation list: pinned first, newest pin first, then by the newest message that moves its conversation up
//! (protocol: sync, section 6.7).

mod overview;
mod shown;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};

use super::row::{ConversationRow, Diff, ListOverview};
use super::{diff, paint};
use crate::error::Result;
use crate::model::folder::Folder;
use crate::model::{ConversationId, UserId};
use crate::store::conversation::{self, Listing};
use crate::store::{Change, Cid, Committed, Store, take_waiting};

pub use shown::{ListChoice, ListChooser};
use shown::{Order, Shown};

/// Conversations read one by one after a change; more are read all at once.
const ONE_BY_ONE: usize = 32;

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListUpdate {
    /// Of all conversations, in order.
    pub diffs: Vec<Diff<ConversationRow>>,
    /// Of those that the filter takes, in order.
    pub shown: Vec<Diff<ConversationId>>,
    /// What the bar above the list shows.
    pub overview: ListOverview,
    /// Unread messages of all conversations that are neither muted nor archived.
    pub unread_total: u32,
}

struct Line {
    place: Place,
    row: ConversationRow,
}

/// Which conversation stands where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    cid: Cid,
    order: Order,
}

/// All conversations of an account, in order, and their changes.
pub struct ConversationList {
    store: Store,
    me: UserId,
    changes: broadcast::Receiver<Arc<Committed>>,
    store_seq: i64,
    /// What changed and was not read yet.
    changed: BTreeSet<Concern>,
    /// So much changed that everything is read.
    all: bool,
    /// Beside the rows, one for one.
    places: Vec<Place>,
    rows: Vec<ConversationRow>,
    /// Those that the filter takes.
    shown: Shown,
    folders: Vec<Folder>,
    /// Which filter there is; the list keeps a sender, so that it never ends.
    chosen: (ListChooser, watch::Receiver<ListChoice>),
}

impl ConversationList {
    pub(crate) fn new(store: Store, me: UserId) -> Self {
        Self {
            changes: store.changes(),
            store,
            me,
            store_seq: 0,
            changed: BTreeSet::new(),
            all: false,
            places: Vec::new(),
            rows: Vec::new(),
            shown: Shown::default(),
            folders: Vec::new(),
            chosen: ListChooser::new(),
        }
    }

    /// What changes the filter while the list is followed.
    pub fn chooser(&self) -> ListChooser {
        self.chosen.0.clone()
    }

    /// Ids of the conversations that the filter takes, in order.
    pub fn shown(&self) -> Vec<ConversationId> {
        self.shown.ids().cloned().collect()
    }

    /// What the bar above the list shows.
    pub fn overview(&self) -> ListOverview {
        overview::of(self.shown.filter(), &self.folders, &self.rows)
    }

    /// The list now, and unread messages of all conversations that are neither muted nor archived.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<(Vec<ConversationRow>, u32)> {
        let lines = self.lines().await?;
        self.hold(lines);
        self.shown.choose(self.chosen.1.borrow_and_update().clone());
        self.fill();
        Ok((self.rows.clone(), self.unread()))
    }

    /// The next change; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<ListUpdate> {
        loop {
            if self.changed.is_empty() && !self.all {
                let changed = tokio::select! {
                    changed = self.changes.recv() => changed,
                    Ok(()) = self.chosen.1.changed() => {
                        let choice = self.chosen.1.borrow_and_update().clone();
                        return Some(self.chose(choice));
                    }
                };
                match changed {
                    Ok(committed) => self.note(&committed),
                    Err(RecvError::Lagged(_)) => self.all = true,
                    Err(RecvError::Closed) => return None,
                }
                // What waits already is told in the same update.
                let (waiting, missed) = take_waiting(&mut self.changes);
                for committed in waiting {
                    self.note(&committed);
                }
                self.all |= missed;
            }
            // What changed is forgotten when it has been read: whoever drops this future before finds it again.
            let diffs = if self.all || self.changed.len() > ONE_BY_ONE {
                self.read_again().await
            } else if self.changed.is_empty() {
                continue;
            } else {
                self.read(self.changed.clone()).await
            };
            match diffs {
                Ok(changes) if changes.is_empty() => {}
                Ok(changes) => return Some(self.update(changes)),
                Err(error) => {
                    tracing::warn!(code = %error.code(), "the conversation list could not be read");
                    return None;
                }
            }
        }
    }

    fn update(&self, changes: Changes) -> ListUpdate {
        ListUpdate {
            diffs: changes.rows,
            shown: changes.shown,
            overview: self.overview(),
            unread_total: self.unread(),
        }
    }

    /// Another filter. The first is told as a whole, as nothing of one list need be in the other.
    fn chose(&mut self, choice: ListChoice) -> ListUpdate {
        let same = *self.shown.filter() == choice.filter;
        let before = self.shown();
        self.shown.choose(choice);
        self.fill();
        let after = self.shown();
        self.update(Changes {
            rows: Vec::new(),
            shown: match same {
                true => diff::between(&before, &after, |id| id),
                false => vec![Diff::Reset { rows: after }],
            },
            folders: false,
        })
    }

    fn fill(&mut self) {
        let orders = self.places.iter().map(|place| place.order);
        self.shown.fill(orders.zip(&self.rows));
    }

    fn unread(&self) -> u32 {
        self.rows
            .iter()
            .filter(|row| !row.muted && !row.archived)
            .fold(0_u32, |sum, row| sum.saturating_add(row.unread_or_marked()))
    }

    fn note(&mut self, committed: &Committed) {
        self.all |= committed.changes.contains(&Change::Names);
        let old = committed.store_seq != 0 && committed.store_seq <= self.store_seq;
        let concerns =
            committed
                .changes
                .iter()
                .filter(|_| !old)
                .filter_map(|change| match change {
                    Change::Conversation { conversation } => {
                        Some(Concern::Conversation(*conversation))
                    }
                    Change::Person { user } => Some(Concern::Person(*user)),
                    _ => None,
                });
        self.changed.extend(concerns);
    }

    /// All lines, with the number of the snapshot that they were read from.
    async fn lines(&self) -> Result<(i64, Vec<Line>, Vec<Folder>)> {
        let me = self.me;
        self.store
            .read(move |snapshot| {
                let stored = conversation::all(snapshot)?;
                let lines: Vec<Line> = stored
                    .iter()
                    .filter_map(|stored| line(me, stored))
                    .collect();
                let folders = conversation::folder_list(snapshot, me)?;
                Ok((snapshot.store_seq, lines, folders))
            })
            .await
    }

    fn hold(&mut self, (store_seq, mut lines, folders): (i64, Vec<Line>, Vec<Folder>)) {
        lines.sort_unstable_by_key(|line| line.place.order);
        self.store_seq = store_seq;
        self.folders = folders;
        (self.places, self.rows) = lines.into_iter().map(|line| (line.place, line.row)).unzip();
        self.changed.clear();
        self.all = false;
    }

    /// Everything anew, told as what changed.
    async fn read_again(&mut self) -> Result<Changes> {
        let lines = self.lines().await?;
        let (before, shown) = (std::mem::take(&mut self.rows), self.shown());
        let folders = self.folders != lines.2;
        self.hold(lines);
        self.fill();
        Ok(Changes {
            rows: diff::between(&before, &self.rows, |row| &row.id),
            shown: diff::between(&shown, &self.shown(), |id| id),
            folders,
        })
    }

    async fn read(&mut self, changed: BTreeSet<Concern>) -> Result<Changes> {
        let me = self.me;
        let (fresh, folders) = self
            .store
            .read(move |snapshot| {
                let mut cids = BTreeSet::new();
                for concern in changed {
                    match concern {
                        Concern::Conversation(cid) => {
                            cids.insert(cid);
                        }
                        Concern::Person(user) => {
                            cids.extend(conversation::showing(snapshot, user)?)
                        }
                    }
                }
                let mut fresh = Vec::new();
                for cid in cids {
                    let stored = conversation::get(snapshot, cid)?;
                    fresh.push((cid, stored.and_then(|stored| line(me, &stored))));
                }
                Ok((fresh, conversation::folder_list(snapshot, me)?))
            })
            .await?;
        self.changed.clear();
        let mut changes = Changes {
            folders: self.folders != folders,
            ..Changes::default()
        };
        self.folders = folders;
        for (cid, line) in fresh {
            self.put(cid, line, &mut changes);
        }
        Ok(changes)
    }

    /// Puts the line of a conversation where it belongs now, or takes it away.
    fn put(&mut self, cid: Cid, line: Option<Line>, changes: &mut Changes) {
        let old = self.places.iter().position(|place| place.cid == cid);
        let order = old
            .and_then(|at| self.places.get(at))
            .map(|place| place.order);
        let new = line.as_ref().map(|line| (line.place.order, &line.row));
        self.shown.put(order, new, &mut changes.shown);
        let diffs = &mut changes.rows;
        if let (Some(at), Some(line)) = (old, &line)
            && let (Some(place), Some(row)) = (self.places.get_mut(at), self.rows.get_mut(at))
            && place.order == line.place.order
        {
            if *row != line.row {
                row.clone_from(&line.row);
                diffs.push(Diff::Set {
                    at,
                    row: line.row.clone(),
                });
            }
            return;
        }
        if let Some(at) = old {
            self.places.remove(at);
            self.rows.remove(at);
            diffs.push(Diff::Remove { at, count: 1 });
        }
        if let Some(line) = line {
            let at = self
                .places
                .partition_point(|place| place.order < line.place.order);
            diffs.push(Diff::Insert {
                at,
                rows: vec![line.row.clone()],
            });
            self.places.insert(at, line.place);
            self.rows.insert(at, line.row);
        }
    }
}

/// What a look at the store has changed.
#[derive(Default)]
struct Changes {
    rows: Vec<Diff<ConversationRow>>,
    shown: Vec<Diff<ConversationId>>,
    /// The folders are others.
    folders: bool,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.shown.is_empty() && !self.folders
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Concern {
    Conversation(Cid),
    Person(UserId),
}

/// The line of a conversation; none while it is deleted, or before anything is known about it.
fn line(me: UserId, stored: &conversation::Stored) -> Option<Line> {
    let unknown = stored.info_wanted
        && stored.info_version == 0
        && stored.setting_version == 0
        && stored.ticket.is_empty()
        && stored.sort_time == 0;
    if stored.listing == Listing::Deleted || unknown {
        return None;
    }
    Some(Line {
        place: Place {
            cid: stored.cid,
            order: (
                Reverse(stored.pinned),
                Reverse(if stored.pinned { stored.pin_order } else { 0 }),
                Reverse(stored.sort_time),
                // Of two of the same time every device shows the same first.
                Reverse(stored.conversation.short_id),
                stored.cid.0,
            ),
        },
        row: paint::conversation_row(me, stored),
    })
}

#[cfg(test)]
mod tests;
