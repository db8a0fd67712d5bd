//! The conversation list: pinned first, newest pin first, then by the newest message that moves its conversation up
//! (protocol: sync, section 6.7).

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::row::{ConversationRow, Diff};
use super::{diff, paint};
use crate::error::Result;
use crate::model::UserId;
use crate::store::conversation::{self, Listing};
use crate::store::{Change, Cid, Committed, Store};

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

type Order = (Reverse<bool>, Reverse<i64>, Reverse<i64>, Reverse<i64>, i64);

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
        }
    }

    /// The list now, and unread messages of all conversations that are not muted.
    ///
    /// # Errors
    /// The database fails.
    pub async fn open(&mut self) -> Result<(Vec<ConversationRow>, u32)> {
        let lines = self.lines().await?;
        self.hold(lines);
        Ok((self.rows.clone(), self.unread()))
    }

    /// The next change; none when the client has stopped. It may be dropped while it waits: nothing is missed.
    pub async fn next(&mut self) -> Option<ListUpdate> {
        loop {
            if self.changed.is_empty() && !self.all {
                match self.changes.recv().await {
                    Ok(committed) => self.note(&committed),
                    Err(RecvError::Lagged(_)) => self.all = true,
                    Err(RecvError::Closed) => return None,
                }
                // What waits already is told in the same update.
                loop {
                    match self.changes.try_recv() {
                        Ok(committed) => self.note(&committed),
                        Err(TryRecvError::Lagged(_)) => self.all = true,
                        Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                    }
                }
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
                Ok(diffs) if diffs.is_empty() => {}
                Ok(diffs) => {
                    return Some(ListUpdate {
                        diffs,
                        unread_total: self.unread(),
                    });
                }
                Err(error) => {
                    tracing::warn!(code = %error.code(), "the conversation list could not be read");
                    return None;
                }
            }
        }
    }

    fn unread(&self) -> u32 {
        self.rows
            .iter()
            .filter(|row| !row.muted)
            .fold(0_u32, |sum, row| sum.saturating_add(row.unread))
    }

    fn note(&mut self, committed: &Committed) {
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
    async fn lines(&self) -> Result<(i64, Vec<Line>)> {
        let me = self.me;
        self.store
            .read(move |snapshot| {
                let stored = conversation::all(snapshot)?;
                let lines: Vec<Line> = stored
                    .iter()
                    .filter_map(|stored| line(me, stored))
                    .collect();
                Ok((snapshot.store_seq, lines))
            })
            .await
    }

    fn hold(&mut self, (store_seq, mut lines): (i64, Vec<Line>)) {
        lines.sort_unstable_by_key(|line| line.place.order);
        self.store_seq = store_seq;
        (self.places, self.rows) = lines.into_iter().map(|line| (line.place, line.row)).unzip();
        self.changed.clear();
        self.all = false;
    }

    /// Everything anew, told as what changed.
    async fn read_again(&mut self) -> Result<Vec<Diff<ConversationRow>>> {
        let lines = self.lines().await?;
        let before = std::mem::take(&mut self.rows);
        self.hold(lines);
        Ok(diff::between(&before, &self.rows, |row| &row.id))
    }

    async fn read(&mut self, changed: BTreeSet<Concern>) -> Result<Vec<Diff<ConversationRow>>> {
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
                    fresh.push((cid, stored.and_then(|stored| line(me, &stored))));
                }
                Ok(fresh)
            })
            .await?;
        self.changed.clear();
        let mut diffs = Vec::new();
        for (cid, line) in fresh {
            self.put(cid, line, &mut diffs);
        }
        Ok(diffs)
    }

    /// Puts the line of a conversation where it belongs now, or takes it away.
    fn put(&mut self, cid: Cid, line: Option<Line>, diffs: &mut Vec<Diff<ConversationRow>>) {
        let old = self.places.iter().position(|place| place.cid == cid);
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
                Reverse(if stored.pinned { stored.pinned_time } else { 0 }),
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
mod tests {
    use super::*;
    use crate::model::conversation::{ConversationInfo, ConversationRef, CoreInfo};
    use crate::model::message::Incoming;
    use crate::store::draft;
    use crate::store::tests::{ALICE, Desk, chat, from_bob};
    use crate::sync::apply::{self, Entry, Origin};

    async fn arrive(desk: &Desk, message: Incoming) {
        desk.store
            .write(move |tx| {
                apply::inbox(tx, &[Entry::from(message)], Origin::Push, &[]).map(|_| ())
            })
            .await
            .unwrap();
    }

    fn from_carol(index: i64) -> Incoming {
        Incoming {
            conversation: ConversationRef {
                id: "0:1:10001:10017".into(),
                short_id: 78,
                kind: 1,
            },
            sender: UserId(10017),
            server_id: 8_000_000_000_000_000 + index,
            ext: Default::default(),
            created: 2_000_000 + index,
            ..from_bob(index, "from Carol")
        }
    }

    #[tokio::test]
    async fn whoever_looks_at_something_else_in_between_misses_no_line() {
        use futures_util::FutureExt as _;

        let desk = Desk::new();
        arrive(&desk, from_bob(1, "one")).await;
        let mut list = ConversationList::new(desk.store.clone(), ALICE);
        list.open().await.unwrap();
        arrive(&desk, from_bob(2, "two")).await;
        // As in a `select!` whose other branch is quicker: begun, and dropped while it waits for the database.
        let told = match list.next().now_or_never() {
            // The database was quicker.
            Some(update) => update,
            None => {
                let waited = std::time::Duration::from_secs(20);
                let update = tokio::time::timeout(waited, list.next()).await;
                update.expect("it is told")
            }
        };
        assert_eq!(told.unwrap().unread_total, 2);
        assert_eq!(list.rows[0].preview.as_ref().unwrap().text, "two");
    }

    #[tokio::test]
    async fn a_draft_is_told_by_its_words_and_its_pictures_until_there_is_neither() {
        let desk = Desk::new();
        arrive(&desk, from_bob(1, "one")).await;
        let mut list = ConversationList::new(desk.store.clone(), ALICE);
        let mut told = Vec::new();
        for (revision, text, attachments) in [
            (1, " ", "[]"),
            (2, "so", "[]"),
            (3, "", r#"["/a.png"]"#),
            (4, "so", r#"["/a.png"]"#),
            (5, "", "[]"),
        ] {
            let draft = draft::Stored {
                revision,
                text: text.to_owned(),
                attachments: attachments.to_owned(),
                ..draft::Stored::default()
            };
            desk.store
                .write(move |tx| {
                    let cid = conversation::ensure(tx, &chat())?;
                    draft::restore(tx, cid, &draft)
                })
                .await
                .unwrap();
            let (rows, _) = list.open().await.unwrap();
            told.push(
                rows[0]
                    .draft
                    .clone()
                    .map(|draft| (draft.text, draft.pictures)),
            );
        }
        let so = || "so".to_owned();
        assert_eq!(
            told,
            [
                None,
                Some((so(), false)),
                Some((String::new(), true)),
                Some((so(), true)),
                None
            ]
        );
    }

    #[tokio::test]
    async fn whoever_writes_last_stands_first_and_a_pin_stays_on_top() {
        let desk = Desk::new();
        arrive(&desk, from_bob(1, "one")).await;
        let mut list = ConversationList::new(desk.store.clone(), ALICE);
        let (mut rows, unread) = list.open().await.unwrap();
        assert_eq!((rows.len(), unread), (1, 1));
        arrive(&desk, from_carol(1)).await;
        arrive(&desk, from_carol(2)).await;
        let peers = |rows: &[ConversationRow]| -> Vec<i64> {
            rows.iter()
                .filter_map(|row| row.peer)
                .map(UserId::get)
                .collect()
        };
        let mut total = 0;
        while rows.first().is_none_or(|row| row.unread < 2) {
            let update = list.next().await.unwrap();
            diff::apply(&mut rows, &update.diffs);
            total = update.unread_total;
        }
        assert_eq!((peers(&rows), total), (vec![10017, 10009], 3));
        desk.store
            .write(|tx| {
                let cid = conversation::ensure(tx, &chat())?;
                let settings = crate::model::conversation::Settings {
                    version: 5,
                    pinned: true,
                    pinned_time: 7,
                    ext_full: true,
                    ..Default::default()
                };
                conversation::apply_settings(tx, cid, &settings)
            })
            .await
            .unwrap();
        while peers(&rows) != [10009, 10017] {
            let update = list.next().await.unwrap();
            diff::apply(&mut rows, &update.diffs);
        }
        assert_eq!(rows, list.rows, "the diffs lead to the rows");
        arrive(&desk, from_carol(3)).await;
        let update = list.next().await.unwrap();
        assert!(matches!(
            update.diffs[..],
            [Diff::Set { at: 1, .. }] | [Diff::Remove { at: 1, .. }, Diff::Insert { at: 1, .. }]
        ));
    }

    async fn peers(desk: &Desk) -> Vec<i64> {
        let mut list = ConversationList::new(desk.store.clone(), ALICE);
        let (rows, _) = list.open().await.unwrap();
        rows.iter()
            .filter_map(|row| row.peer)
            .map(UserId::get)
            .collect()
    }

    #[tokio::test]
    async fn conversations_of_the_same_time_stand_in_one_order_on_every_device() {
        let (bob, mut carol) = (from_bob(1, "now"), from_carol(1));
        carol.created = bob.created;
        let (phone, desk) = (Desk::new(), Desk::new());
        // Each device meets another of them first.
        for message in [bob.clone(), carol.clone()] {
            arrive(&phone, message).await;
        }
        for message in [carol, bob] {
            arrive(&desk, message).await;
        }
        assert_eq!(peers(&phone).await, peers(&desk).await);
    }

    #[tokio::test]
    async fn a_new_conversation_stands_where_the_servers_time_says_on_every_device() {
        let info = |created| ConversationInfo {
            conversation: chat(),
            inbox: 0,
            ticket: Some("ticket".to_owned()),
            member: Some(true),
            member_count: Some(2),
            badge_count: None,
            core: Some(CoreInfo {
                version: 1,
                created,
                ext_full: true,
                ..CoreInfo::default()
            }),
            settings: None,
            members: Vec::new(),
            members_complete: false,
        };
        let (phone, desk) = (Desk::new(), Desk::new());
        // It was made on the phone, whose clock is ahead, by an answer that said no time.
        phone
            .store
            .write(move |tx| {
                let cid = conversation::apply(tx, &info(0))?;
                conversation::set_created(tx, cid, 5_000_000)
            })
            .await
            .unwrap();
        for device in [&phone, &desk] {
            arrive(device, from_carol(1)).await;
            device
                .store
                .write(move |tx| conversation::apply(tx, &info(1_000)).map(|_| ()))
                .await
                .unwrap();
        }
        assert_eq!(peers(&phone).await, [10017, 10009]);
        assert_eq!(peers(&phone).await, peers(&desk).await);
    }
}
