//! The conversation list: pinned first, newest pin first, then by the newest message that moves its conversation up
//! (protocol: sync, section 6.7).

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::row::{ConversationRow, Diff};
use super::{diff, paint};
use crate::error::Result;
use crate::model::UserId;
use crate::store::{Change, Cid, Committed, Store, conversation};

/// Conversations read one by one after a change; more are read all at once.
const ONE_BY_ONE: usize = 32;

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ListUpdate {
    /// In order.
    pub diffs: Vec<Diff<ConversationRow>>,
    /// Unread messages of all conversations that are not muted.
    pub unread_total: u32,
}

type Order = (Reverse<bool>, Reverse<i64>, Reverse<i64>, i64);

struct Line {
    cid: Cid,
    order: Order,
    row: ConversationRow,
}

/// All conversations of an account, in order, and their changes.
pub struct ConversationList {
    store: Store,
    me: UserId,
    changes: broadcast::Receiver<Arc<Committed>>,
    store_seq: i64,
    lines: Vec<Line>,
    shown: Vec<ConversationRow>,
}

impl ConversationList {
    pub(crate) fn new(store: Store, me: UserId) -> Self {
        Self {
            changes: store.changes(),
            store,
            me,
            store_seq: 0,
            lines: Vec::new(),
            shown: Vec::new(),
        }
    }

    /// The list now, and unread messages of all conversations that are not muted.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<(Vec<ConversationRow>, u32)> {
        self.read_all().await?;
        self.shown = self.lines.iter().map(|line| line.row.clone()).collect();
        Ok((self.shown.clone(), self.unread()))
    }

    /// The next change; none when the client has stopped.
    pub async fn next(&mut self) -> Option<ListUpdate> {
        loop {
            let changed = match self.changes.recv().await {
                Ok(committed) => {
                    let mut all = self.concerned(&committed);
                    // What waits already is told in the same update.
                    while let Ok(committed) = self.changes.try_recv() {
                        all.extend(self.concerned(&committed));
                    }
                    if all.is_empty() {
                        continue;
                    }
                    all
                }
                Err(RecvError::Lagged(_)) => {
                    if self.read_all().await.is_err() {
                        return None;
                    }
                    BTreeSet::new()
                }
                Err(RecvError::Closed) => return None,
            };
            if let Err(error) = self.read(changed).await {
                tracing::warn!(code = %error.code(), "the conversation list could not be read");
                return None;
            }
            let new: Vec<_> = self.lines.iter().map(|line| line.row.clone()).collect();
            let diffs = diff::between(&self.shown, &new, |row| &row.id);
            if diffs.is_empty() {
                continue;
            }
            self.shown = new;
            return Some(ListUpdate {
                diffs,
                unread_total: self.unread(),
            });
        }
    }

    fn unread(&self) -> u32 {
        self.lines
            .iter()
            .filter(|line| !line.row.muted)
            .fold(0_u32, |sum, line| sum.saturating_add(line.row.unread))
    }

    fn concerned(&self, committed: &Committed) -> BTreeSet<Concern> {
        let old = committed.store_seq != 0 && committed.store_seq <= self.store_seq;
        committed
            .changes
            .iter()
            .filter(|_| !old)
            .filter_map(|change| match change {
                Change::Conversation { conversation } => Some(Concern::Conversation(*conversation)),
                Change::Person { user } => Some(Concern::Person(*user)),
                _ => None,
            })
            .collect()
    }

    async fn read_all(&mut self) -> Result<()> {
        let me = self.me;
        let (store_seq, lines) = self
            .store
            .read(move |snapshot| {
                let mut lines = Vec::new();
                for stored in conversation::all(snapshot)? {
                    lines.extend(line(me, &stored));
                }
                Ok((snapshot.store_seq, lines))
            })
            .await?;
        self.store_seq = store_seq;
        self.lines = lines;
        self.lines.sort_by_key(|line| line.order);
        Ok(())
    }

    async fn read(&mut self, changed: BTreeSet<Concern>) -> Result<()> {
        if changed.len() > ONE_BY_ONE {
            return self.read_all().await;
        }
        let me = self.me;
        let fresh = self
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
                    let line = match &stored {
                        Some(stored) => line(me, stored),
                        None => None,
                    };
                    fresh.push((cid, line));
                }
                Ok(fresh)
            })
            .await?;
        for (cid, line) in fresh {
            self.lines.retain(|line| line.cid != cid);
            if let Some(line) = line {
                let at = self.lines.partition_point(|other| other.order < line.order);
                self.lines.insert(at, line);
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Concern {
    Conversation(Cid),
    Person(UserId),
}

/// The line of a conversation; none while it is hidden, or before anything is known about it.
fn line(me: UserId, stored: &conversation::Stored) -> Option<Line> {
    let unknown = stored.info_wanted
        && stored.info_version == 0
        && stored.setting_version == 0
        && stored.ticket.is_empty()
        && stored.sort_time == 0;
    if stored.hidden || unknown {
        return None;
    }
    Some(Line {
        cid: stored.cid,
        order: (
            Reverse(stored.pinned),
            Reverse(if stored.pinned { stored.pinned_time } else { 0 }),
            Reverse(stored.sort_time),
            stored.cid.0,
        ),
        row: paint::conversation_row(me, stored),
    })
}
