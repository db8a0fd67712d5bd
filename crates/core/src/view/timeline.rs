//! The messages of one conversation: a window of at most 300 rows over the store, in three regions (the server's order;
//! sent, place not known yet; not sent, in the order of writing), with gaps and the line at the first unread.

mod paging;
mod slice;
mod window;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use slice::first_rows;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use super::row::{Connection, Diff, GapState, TimelineRow, TimelineState};
use super::{diff, paint};
use crate::config::Clock;
use crate::error::{Error, Result};
use crate::link::Link;
use crate::model::{ConversationId, MessageKey, UserId};
use crate::store::message::{self, Position, State};
use crate::store::{Change, Cid, Committed, Mid, Store, conversation, range};
use crate::sync::history::{History, Side};
use paint::Scene;
use slice::{Plan, Slice, read_slice, scene};
use window::{End, Line, Window};

/// Rows read when a timeline opens, and with each page.
const PAGE: i64 = 30;

/// Of them, rows above the first unread message.
const ABOVE_UNREAD: i64 = 10;

/// Rows read one by one after a change; more are read as a slice.
const ONE_BY_ONE: usize = 64;

/// Requests to the server under way for one timeline. Past it the next is asked for when one of them has ended.
const FILLS: usize = 4;

/// Where a timeline opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Anchor {
    /// At the first unread message, or at the end when all is read.
    Unread,
    /// At the end.
    End,
    /// Around a message.
    Message(MessageKey),
}

/// What changed.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineUpdate {
    /// In order.
    pub diffs: Vec<Diff<TimelineRow>>,
    /// Where the window stands now.
    pub state: TimelineState,
}

/// What a timeline needs from its client.
pub(crate) struct Parts {
    pub store: Store,
    pub history: History,
    pub link: Link,
    pub clock: Arc<dyn Clock>,
    pub me: UserId,
}

/// An open timeline. Dropping it ends its requests.
pub struct Timeline {
    parts: Parts,
    cid: Cid,
    changes: broadcast::Receiver<Arc<Committed>>,
    connection: watch::Receiver<Connection>,
    store_seq: i64,
    window: Window,
    scene: Scene,
    percents: HashMap<Mid, u8>,
    new_below: u32,
    loading_older: bool,
    /// A change was taken and not dealt with.
    dirty: bool,
    /// Requests under way: what to page when one ends, and whether it brought anything.
    fills: JoinSet<(Option<Side>, bool)>,
    shown: Vec<TimelineRow>,
    state: TimelineState,
}

enum Happened {
    Committed(std::result::Result<Arc<Committed>, RecvError>),
    Filled((Option<Side>, bool)),
    Connected,
}

impl Timeline {
    pub(crate) async fn open(parts: Parts, id: &ConversationId, anchor: Anchor) -> Result<Self> {
        let changes = parts.store.changes();
        let connection = parts.link.connection();
        let wanted = id.clone();
        let (me, server_now) = (parts.me, server_now(&parts));
        let (cid, slice) = parts
            .store
            .read(move |snapshot| {
                let cid = conversation::find(snapshot, &wanted)?
                    .ok_or(Error::NotFound("conversation"))?;
                let stored =
                    conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
                let read = stored.read_index.max(stored.min_index);
                let unread = match stored.unread {
                    0 => None,
                    _ => message::first_unread(snapshot, cid, read)?,
                };
                let around = match (&anchor, &unread) {
                    (Anchor::Message(key), _) => {
                        let found = message::find(snapshot, key)?
                            .filter(|found| found.conversation == cid && !found.hidden);
                        Some(found.ok_or(Error::NotFound("message"))?.position)
                    }
                    (Anchor::Unread, Some(unread)) => Some(unread.position),
                    _ => None,
                };
                let plan = match around {
                    Some(position) => Plan::Around {
                        position,
                        above: ABOVE_UNREAD,
                    },
                    None => Plan::End { limit: PAGE },
                };
                let mut slice = read_slice(snapshot, cid, me, server_now, plan)?;
                slice.unread = unread.map(|unread| unread.position.mid);
                Ok((cid, slice))
            })
            .await?;
        let mut timeline = Self {
            scene: slice.scene,
            parts,
            cid,
            changes,
            connection,
            store_seq: 0,
            window: Window::default(),
            percents: HashMap::new(),
            new_below: 0,
            loading_older: false,
            dirty: false,
            fills: JoinSet::new(),
            shown: Vec::new(),
            state: TimelineState::default(),
        };
        timeline.window.unread = slice.unread;
        timeline.take(slice);
        timeline.fill_what_is_missing();
        timeline.ask_read_positions();
        timeline.shown = timeline.paint();
        timeline.state = timeline.stand();
        Ok(timeline)
    }

    /// The rows as last told.
    pub fn rows(&self) -> &[TimelineRow] {
        &self.shown
    }

    /// Where the window stands, as last told.
    pub fn state(&self) -> TimelineState {
        self.state
    }

    /// Older rows: stored ones at once, others when the server's page is here. They come with [`Timeline::next`].
    ///
    /// # Errors
    /// The database fails.
    pub async fn older(&mut self) -> Result<()> {
        self.page_older(false).await
    }

    /// Newer rows, as [`Timeline::older`].
    ///
    /// # Errors
    /// The database fails.
    pub async fn newer(&mut self) -> Result<()> {
        self.page_newer(false).await
    }

    /// Back to the newest rows.
    ///
    /// # Errors
    /// The database fails.
    pub async fn to_end(&mut self) -> Result<()> {
        let slice = self.slice(Plan::End { limit: PAGE }).await?;
        self.take(slice);
        Ok(())
    }

    /// Another try for a gap that could not be loaded; `gap` is the id of its row.
    ///
    /// # Errors
    /// None today; as the other calls.
    pub async fn retry_gap(&mut self, gap: &str) -> Result<()> {
        let lo = gap
            .strip_prefix("gap:")
            .and_then(|lo| lo.parse::<i64>().ok());
        let inside = self
            .window
            .gaps_inside()
            .into_iter()
            .map(|(_, hole)| hole.gap);
        let gap = inside
            .chain(self.window.gap_above())
            .find(|gap| Some(gap.lo) == lo);
        if let Some(gap) = gap {
            self.fill(gap, Side::Older, false);
        }
        Ok(())
    }

    /// The next change; none when the client has stopped or the database fails. It may be dropped while it waits:
    /// nothing is missed.
    pub async fn next(&mut self) -> Option<TimelineUpdate> {
        loop {
            if self.dirty {
                if let Err(error) = self.read_again().await {
                    tracing::warn!(code = %error.code(), "a timeline could not be read");
                    return None;
                }
                self.dirty = false;
            }
            self.fill_what_is_missing();
            if let Some(update) = self.update() {
                return Some(update);
            }
            let happened = tokio::select! {
                committed = self.changes.recv() => Happened::Committed(committed),
                Some(done) = self.fills.join_next() => Happened::Filled(done.unwrap_or((None, false))),
                // The sender lives in the link, which this holds.
                Ok(()) = self.connection.changed() => Happened::Connected,
            };
            // Until it is dealt with: whoever drops this future leaves a mark.
            self.dirty = true;
            let went = match happened {
                Happened::Committed(Ok(committed)) => {
                    let mut all = vec![committed];
                    while let Ok(more) = self.changes.try_recv() {
                        all.push(more);
                    }
                    self.absorb(&all).await
                }
                Happened::Committed(Err(RecvError::Lagged(_))) => self.read_again().await,
                Happened::Committed(Err(RecvError::Closed)) => return None,
                Happened::Filled((Some(side), came)) => self.filled(side, came).await,
                Happened::Filled((None, _)) => Ok(()),
                Happened::Connected => {
                    // Receipts are stored nowhere on the way: those sent meanwhile have passed by.
                    if matches!(*self.connection.borrow_and_update(), Connection::Online) {
                        self.ask_read_positions();
                    }
                    Ok(())
                }
            };
            if let Err(error) = went {
                tracing::warn!(code = %error.code(), "a timeline could not be read");
                return None;
            }
            self.dirty = false;
        }
    }

    fn update(&mut self) -> Option<TimelineUpdate> {
        let rows = self.paint();
        let state = self.stand();
        let diffs = diff::between(&self.shown, &rows, row_id);
        if diffs.is_empty() && state == self.state {
            return None;
        }
        self.shown = rows;
        self.state = state;
        Some(TimelineUpdate { diffs, state })
    }

    fn paint(&self) -> Vec<TimelineRow> {
        let state = |lo| self.parts.history.state(self.cid, lo);
        // A gap above the window is worth a row only when it could not be loaded.
        let top = self.window.gap_above().filter(|gap| {
            matches!(state(gap.lo), GapState::Failed { .. }) && !self.window.more_above
        });
        self.window.rows(state, top)
    }

    fn stand(&self) -> TimelineState {
        TimelineState {
            at_start: self.window.at_start(),
            at_end: !self.window.more_below,
            new_below: self.new_below,
            loading_older: self.loading_older,
        }
    }

    fn take(&mut self, slice: Slice) {
        self.store_seq = slice.store_seq;
        self.scene = slice.scene;
        self.window.lines = slice.lines;
        self.window.ranges = slice.ranges;
        self.window.floor = slice.floor;
        self.window.more_above = slice.more_above;
        self.window.more_below = slice.more_below;
        if !self.window.more_below {
            self.new_below = 0;
        }
    }

    async fn slice(&self, plan: Plan) -> Result<Slice> {
        let (cid, me, server_now) = (self.cid, self.parts.me, server_now(&self.parts));
        self.parts
            .store
            .read(move |snapshot| read_slice(snapshot, cid, me, server_now, plan))
            .await
    }

    /// The same rows, as they are now.
    async fn read_again(&mut self) -> Result<()> {
        let plan = match self.window.first() {
            Some(position)
                if position.place < message::AWAITING
                    && (self.window.more_above || self.window.more_below) =>
            {
                Plan::From {
                    position,
                    limit: self.limit(),
                }
            }
            _ => Plan::End {
                limit: self.limit(),
            },
        };
        let slice = self.slice(plan).await?;
        self.take(slice);
        self.window.trim(End::Older);
        Ok(())
    }

    fn limit(&self) -> i64 {
        let held = i64::try_from(self.window.lines.len()).unwrap_or(PAGE);
        held.max(PAGE)
    }

    async fn absorb(&mut self, all: &[Arc<Committed>]) -> Result<()> {
        let mut mids = BTreeSet::new();
        let mut again = false;
        let mut facts = false;
        let mut own_sent = false;
        let mut fresh = Vec::new();
        for committed in all {
            if committed.store_seq != 0 && committed.store_seq <= self.store_seq {
                continue;
            }
            for change in &committed.changes {
                match change {
                    Change::MessageNew {
                        conversation,
                        message,
                        live,
                    } if *conversation == self.cid => {
                        mids.insert(*message);
                        fresh.push((*message, *live));
                    }
                    Change::Message {
                        conversation,
                        message,
                    } if *conversation == self.cid => {
                        mids.insert(*message);
                    }
                    Change::Gaps { conversation } | Change::Conversation { conversation }
                        if *conversation == self.cid =>
                    {
                        facts = true
                    }
                    Change::ReadByOthers { conversation }
                    | Change::Members { conversation }
                    | Change::Cleared { conversation }
                        if *conversation == self.cid =>
                    {
                        again = true
                    }
                    Change::Person { user } => again |= self.shows(*user),
                    Change::Upload {
                        conversation,
                        message,
                        percent,
                    } if *conversation == self.cid => {
                        self.percents.insert(*message, *percent);
                        mids.insert(*message);
                    }
                    _ => {}
                }
            }
        }
        if mids.len() > ONE_BY_ONE {
            again = true;
        }
        if !again && mids.is_empty() && !facts {
            return Ok(());
        }
        let stored = self
            .read_rows(if again { BTreeSet::new() } else { mids })
            .await?;
        // Not the number of what was read: it may be newer, and what changed in between beside these rows is still to
        // come as a change of its own.
        let newest = all.iter().map(|committed| committed.store_seq).max();
        self.store_seq = self.store_seq.max(newest.unwrap_or(0));
        for (message, live) in fresh {
            let Some(row) = stored
                .iter()
                .find(|(mid, _)| *mid == message)
                .and_then(|(_, row)| row.as_ref())
            else {
                continue;
            };
            own_sent |= row.1 == State::Accepted;
            let below = self.window.last().is_some_and(|last| row.0.position > last)
                && self.window.more_below;
            if below && live && !row.0.row.own {
                self.new_below = self.new_below.saturating_add(1);
            }
        }
        if own_sent && self.window.more_below {
            return self.to_end().await;
        }
        if again {
            return self.read_again().await;
        }
        let following = !self.window.more_below;
        let mut lost = false;
        for (mid, row) in stored {
            let held = self.window.take(mid);
            let Some((line, _)) = row else { continue };
            if self.window.covers(line.position) && self.belongs(line.position) {
                self.window.put(line);
            } else {
                lost |= held;
            }
        }
        if lost && following {
            // When the first row is one that waits to be sent, its order from the server lies above the window: without
            // another look every row would leave with its answer.
            let limit = self.limit();
            let slice = self.slice(Plan::End { limit }).await?;
            self.take(slice);
        }
        self.window
            .trim(if following { End::Older } else { End::Newer });
        Ok(())
    }

    /// History that was fetched for a row far above is not put in front of the first row by itself.
    fn belongs(&self, position: Position) -> bool {
        self.window.first().is_none_or(|first| position >= first)
            || self.window.lines.len() < usize::try_from(PAGE).unwrap_or(30)
            || position.index == 0
    }

    /// Reads single rows and what is known around them.
    async fn read_rows(
        &mut self,
        mids: BTreeSet<Mid>,
    ) -> Result<Vec<(Mid, Option<(Line, State)>)>> {
        let (cid, me, server_now) = (self.cid, self.parts.me, server_now(&self.parts));
        let percents = self.percents.clone();
        let first = self.window.first();
        let (scene, floor, ranges, rows, more_above) = self
            .parts
            .store
            .read(move |snapshot| {
                let (scene, floor) = scene(snapshot, cid, me, server_now)?;
                let mut rows = Vec::with_capacity(mids.len());
                for mid in mids {
                    let stored = message::get(snapshot, mid)?.filter(|stored| !stored.hidden);
                    let row = match stored {
                        Some(stored) => {
                            let row =
                                paint::message_row(&scene, &stored, percents.get(&mid).copied());
                            Some((
                                Line {
                                    position: stored.position,
                                    row,
                                },
                                stored.state,
                            ))
                        }
                        None => None,
                    };
                    rows.push((mid, row));
                }
                let more_above = match first {
                    Some(first) => !message::before(snapshot, cid, first, 1)?.is_empty(),
                    None => false,
                };
                Ok((scene, floor, range::list(snapshot, cid)?, rows, more_above))
            })
            .await?;
        self.scene = scene;
        self.window.floor = floor;
        self.window.ranges = ranges;
        self.window.more_above = more_above;
        // An upload that is over needs no percent any more.
        for (mid, row) in &rows {
            if row
                .as_ref()
                .is_none_or(|(_, state)| *state != State::Accepted)
            {
                self.percents.remove(mid);
            }
        }
        Ok(rows)
    }

    fn shows(&self, user: UserId) -> bool {
        self.window.lines.iter().any(|line| line.row.sender == user)
    }
}

/// What the server's clock shows, as far as its answers told.
fn server_now(parts: &Parts) -> i64 {
    parts
        .clock
        .now_ms()
        .saturating_add(parts.link.server_clock_offset_ms())
}

fn row_id(row: &TimelineRow) -> &str {
    match row {
        TimelineRow::Message(message) => message.id.as_str(),
        TimelineRow::Gap { id, .. } => id,
        TimelineRow::Unread => "unread",
    }
}

#[cfg(test)]
mod tests;
