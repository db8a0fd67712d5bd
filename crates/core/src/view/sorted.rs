//! A sorted list of people that emits diffs. A change reads the rows of the people it is about and no others.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::diff;
use super::row::Diff;
use crate::error::Result;
use crate::model::UserId;
use crate::store::{Change, Cid, Committed, Snapshot, Store, conversation, take_waiting};

/// People read one by one after a change; more are read all at once.
const ONE_BY_ONE: usize = 32;

/// What a change is about.
pub(super) enum About<'a> {
    /// Nothing of the list.
    Nothing,
    /// These people.
    People(&'a [UserId]),
    /// The person with whom a conversation is, if it is with one.
    Peer(Cid),
    /// All rows.
    All,
}

/// A kind of list: its rows, of what it is, and where each row stands.
pub(super) trait Lines: Send + 'static {
    /// Of what it is.
    type Of: Copy + Send + 'static;
    /// What is shown.
    type Row: Clone + PartialEq + Send + 'static;
    /// Where it stands among the others.
    type Order: Ord + Clone + Send + 'static;

    /// All rows, or those of one person.
    fn read(
        snapshot: &Snapshot<'_>,
        of: Self::Of,
        user: Option<UserId>,
    ) -> Result<Vec<(Self::Order, Self::Row)>>;
    /// Whom a row is about.
    fn user(row: &Self::Row) -> UserId;
    /// What tells it from the others.
    fn id(row: &Self::Row) -> (UserId, bool);
    /// What a change is about.
    fn about(change: &Change, of: Self::Of) -> About<'_>;
}

/// A list in order, and its changes.
pub(super) struct Sorted<L: Lines> {
    store: Store,
    of: L::Of,
    changes: broadcast::Receiver<Arc<Committed>>,
    store_seq: i64,
    changed: BTreeSet<UserId>,
    /// Conversations that may have brought or taken somebody.
    chats: BTreeSet<Cid>,
    all: bool,
    /// Beside the rows, one for one.
    orders: Vec<L::Order>,
    rows: Vec<L::Row>,
}

impl<L: Lines> Sorted<L> {
    pub(super) fn new(store: Store, of: L::Of) -> Self {
        Self {
            changes: store.changes(),
            store,
            of,
            store_seq: 0,
            changed: BTreeSet::new(),
            chats: BTreeSet::new(),
            all: false,
            orders: Vec::new(),
            rows: Vec::new(),
        }
    }

    pub(super) async fn open(&mut self) -> Result<Vec<L::Row>> {
        self.read_all().await?;
        Ok(self.rows.clone())
    }

    /// The list as it was last told.
    pub(super) fn rows(&self) -> &[L::Row] {
        &self.rows
    }

    /// The next changes; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub(super) async fn next(&mut self) -> Option<Vec<Diff<L::Row>>> {
        loop {
            if self.changed.is_empty() && self.chats.is_empty() && !self.all {
                match self.changes.recv().await {
                    Ok(committed) => self.note(&committed),
                    Err(RecvError::Lagged(_)) => self.all = true,
                    Err(RecvError::Closed) => return None,
                }
                let (waiting, missed) = take_waiting(&mut self.changes);
                for committed in waiting {
                    self.note(&committed);
                }
                self.all |= missed;
                continue;
            }
            let many = self.changed.len() + self.chats.len() > ONE_BY_ONE;
            let diffs = if self.all || many {
                let before = self.rows.clone();
                self.read_all()
                    .await
                    .map(|()| diff::between(&before, &self.rows, |row| L::id(row)))
            } else {
                self.read_some().await
            };
            match diffs {
                Ok(diffs) if diffs.is_empty() => {}
                Ok(diffs) => return Some(diffs),
                Err(error) => {
                    tracing::warn!(code = %error.code(), "a list of people could not be read");
                    return None;
                }
            }
        }
    }

    fn note(&mut self, committed: &Committed) {
        if committed.store_seq != 0 && committed.store_seq <= self.store_seq {
            return;
        }
        self.all |= committed.changes.contains(&Change::Names);
        for change in &committed.changes {
            match L::about(change, self.of) {
                About::Nothing => {}
                About::People(users) => self.changed.extend(users),
                About::Peer(conversation) => {
                    self.chats.insert(conversation);
                }
                About::All => self.all = true,
            }
        }
    }

    async fn read_all(&mut self) -> Result<()> {
        let of = self.of;
        let (store_seq, mut lines) = self
            .store
            .read(move |snapshot| Ok((snapshot.store_seq, L::read(snapshot, of, None)?)))
            .await?;
        lines.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.store_seq = store_seq;
        (self.orders, self.rows) = lines.into_iter().unzip();
        self.changed.clear();
        self.chats.clear();
        self.all = false;
        Ok(())
    }

    async fn read_some(&mut self) -> Result<Vec<Diff<L::Row>>> {
        let of = self.of;
        let (mut users, chats) = (self.changed.clone(), self.chats.clone());
        let fresh = self
            .store
            .read(move |snapshot| {
                for chat in chats {
                    let peer = conversation::one_peer(snapshot, chat)?;
                    users.extend(peer);
                }
                users
                    .into_iter()
                    .map(|user| Ok((user, L::read(snapshot, of, Some(user))?)))
                    .collect::<Result<Vec<_>>>()
            })
            .await?;
        self.changed.clear();
        self.chats.clear();
        let mut diffs = Vec::new();
        for (user, lines) in fresh {
            self.put(user, lines, &mut diffs);
        }
        Ok(diffs)
    }

    /// Puts the rows of somebody where they belong now, and takes away what is no more.
    fn put(&mut self, user: UserId, lines: Vec<(L::Order, L::Row)>, diffs: &mut Vec<Diff<L::Row>>) {
        for at in (0..self.rows.len()).rev() {
            let (Some(row), Some(order)) = (self.rows.get(at), self.orders.get(at)) else {
                continue;
            };
            if L::user(row) != user {
                continue;
            }
            let stays = lines
                .iter()
                .any(|(then, line)| L::id(line) == L::id(row) && then == order);
            if !stays {
                self.rows.remove(at);
                self.orders.remove(at);
                diffs.push(Diff::Remove { at, count: 1 });
            }
        }
        for (order, line) in lines {
            let at = self.orders.partition_point(|then| *then < order);
            match (self.orders.get(at), self.rows.get_mut(at)) {
                (Some(then), Some(row)) if *then == order => {
                    if *row != line {
                        *row = line.clone();
                        diffs.push(Diff::Set { at, row: line });
                    }
                }
                _ => {
                    self.orders.insert(at, order);
                    self.rows.insert(at, line.clone());
                    let rows = vec![line];
                    diffs.push(Diff::Insert { at, rows });
                }
            }
        }
    }
}
