//! What a transaction made of the conversations that are open on a screen. The writer reads it before COMMIT, while it
//! has the pages at hand; a reader would have to fetch and decrypt each of them again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

use super::change::{Change, Cid, Mid};
use super::range::{self, IndexRange};
use super::{Snapshot, conversation, message, participant};
use crate::error::Result;
use crate::model::UserId;
use crate::model::readers::Readers;

/// Rows of one glimpse. Whoever looks reads for himself when more have changed: the next transaction should not wait
/// for that.
const MOST: usize = 16;

/// A conversation after a transaction, with the rows that it changed.
#[derive(Debug, Clone)]
pub struct Glimpse {
    /// Which.
    pub cid: Cid,
    /// The conversation, with what its rows depend on.
    pub facts: Facts,
    /// Which parts of its history are here.
    pub ranges: Vec<IndexRange>,
    /// The rows; none for one that is gone.
    pub rows: Vec<(Mid, Option<message::Stored>)>,
}

/// What every row of a conversation depends on.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The conversation.
    pub conversation: conversation::Stored,
    /// The person's role in it.
    pub role: i32,
    /// The other person of a 1:1 has read up to here.
    pub peer_read: i64,
    /// How far the others of a group have; nobody in a large one.
    pub readers: Readers,
}

/// The facts as a snapshot has them; none for a conversation that is not there.
pub fn facts(snapshot: &Snapshot<'_>, cid: Cid, me: UserId) -> Result<Option<Facts>> {
    let Some(conversation) = conversation::get(snapshot, cid)? else {
        return Ok(None);
    };
    let peer_read = match conversation.peer {
        0 => 0,
        peer => participant::read_index(snapshot, cid, UserId(peer))?,
    };
    Ok(Some(Facts {
        role: participant::role(snapshot, cid, me)?,
        readers: match conversation.peer {
            0 => participant::readers(snapshot, cid, me)?,
            _ => Readers::default(),
        },
        conversation,
        peer_read,
    }))
}

/// Conversations that somebody looks at, and how many do.
#[derive(Debug, Clone, Default)]
pub(super) struct Watches(Arc<Mutex<BTreeMap<Cid, usize>>>);

/// Somebody looks at a conversation, until this is dropped.
#[derive(Debug)]
pub struct Watch {
    cid: Cid,
    watches: Watches,
}

impl Watches {
    pub(super) fn watch(&self, cid: Cid) -> Watch {
        *self.lock().entry(cid).or_default() += 1;
        Watch {
            cid,
            watches: self.clone(),
        }
    }

    /// What these changes made of the conversations that are watched.
    pub(super) fn glimpses(
        &self,
        connection: &Connection,
        me: UserId,
        changes: &[Change],
    ) -> Vec<Glimpse> {
        let watched: Vec<Cid> = self.lock().keys().copied().collect();
        let snapshot = Snapshot::over(connection);
        let of = |cid| match glimpse(&snapshot, me, cid, changes) {
            Ok(glimpse) => glimpse,
            // Those who look read for themselves, and are told what is wrong.
            Err(error) => {
                tracing::debug!(code = error.code(), "no glimpse of a conversation");
                None
            }
        };
        watched.into_iter().filter_map(of).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Cid, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut watches = self.watches.lock();
        if let Some(count) = watches.get_mut(&self.cid) {
            *count -= 1;
            if *count == 0 {
                watches.remove(&self.cid);
            }
        }
    }
}

fn glimpse(
    snapshot: &Snapshot<'_>,
    me: UserId,
    cid: Cid,
    changes: &[Change],
) -> Result<Option<Glimpse>> {
    let rows: BTreeSet<Mid> = changes
        .iter()
        .filter_map(|change| match change {
            Change::MessageNew {
                conversation,
                message,
                ..
            }
            | Change::Message {
                conversation,
                message,
            } if *conversation == cid => Some(*message),
            _ => None,
        })
        .collect();
    if rows.is_empty() || rows.len() > MOST {
        return Ok(None);
    }
    let Some(facts) = facts(snapshot, cid, me)? else {
        return Ok(None);
    };
    let rows = rows
        .into_iter()
        .map(|mid| Ok((mid, message::get(snapshot, mid)?)))
        .collect::<Result<_>>()?;
    Ok(Some(Glimpse {
        cid,
        facts,
        ranges: range::list(snapshot, cid)?,
        rows,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{Desk, chat, from_bob};
    use crate::sync::apply::{self, Entry, Origin};

    async fn arrive(desk: &Desk, indexes: std::ops::RangeInclusive<i64>) {
        let entries: Vec<_> = indexes
            .map(|index| Entry::from(from_bob(index, &format!("number {index}"))))
            .collect();
        desk.store
            .write(move |tx| apply::inbox(tx, &entries, Origin::Push, &[]))
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn a_transaction_brings_the_rows_of_a_watched_conversation_as_a_reader_sees_them() {
        let desk = Desk::new();
        let mut changes = desk.store.changes();
        arrive(&desk, 1..=1).await;
        assert!(changes.recv().await.unwrap().glimpses.is_empty());

        let cid = desk
            .store
            .read(|snapshot| conversation::find(snapshot, &chat().id))
            .await
            .unwrap()
            .unwrap();
        let watch = desk.store.watch(cid);
        arrive(&desk, 2..=3).await;
        let committed = changes.recv().await.unwrap();
        let [glimpse] = committed.glimpses.as_slice() else {
            panic!("{:?}", committed.glimpses)
        };
        let wanted: Vec<Mid> = glimpse.rows.iter().map(|(mid, _)| *mid).collect();
        let read = desk
            .store
            .read(move |snapshot| {
                let rows = wanted.into_iter().map(|mid| message::get(snapshot, mid));
                Ok((
                    rows.collect::<Result<Vec<_>>>()?,
                    range::list(snapshot, cid)?,
                ))
            })
            .await
            .unwrap();
        let rows: Vec<_> = glimpse.rows.iter().map(|(_, row)| row.clone()).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!((rows, glimpse.ranges.clone()), read);

        let many = i64::try_from(MOST).unwrap();
        arrive(&desk, 4..=4 + many).await;
        assert!(changes.recv().await.unwrap().glimpses.is_empty());

        drop(watch);
        arrive(&desk, 100..=100).await;
        assert!(changes.recv().await.unwrap().glimpses.is_empty());
    }
}
