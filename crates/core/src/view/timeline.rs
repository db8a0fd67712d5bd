//! The messages of one conversation: a window of at most 300 rows over the store, in three regions (the server's order;
//! sent, place not known yet; not sent, in the order of writing), with gaps and the line at the first unread.

mod changes;
mod expiry;
mod opening;
mod paging;
mod slice;
mod window;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use slice::first_rows;
pub(crate) use slice::scene;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;

use super::row::{Diff, TimelineRow, TimelineState};
use super::{diff, paint};
use crate::error::Result;
use crate::link::Link;
use crate::model::connection::Connection;
use crate::model::gap::GapState;
use crate::model::{ConversationId, MessageKey, UserId};
use crate::store::glimpse::Watch;
use crate::store::{Cid, Committed, Mid, Snapshot, Store, conversation, message, take_waiting};
use crate::sync::history::{History, Side};
use opening::{FIRST_PAGE, Opened, first_look};
use paint::Scene;
use slice::{Plan, Slice, read_slice};
use window::{End, MOST, Window};

/// Rows read when a timeline opens, and with each page.
const PAGE: i64 = 30;

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
    pub me: UserId,
}

/// An open timeline. Dropping it ends its requests.
pub struct Timeline {
    parts: Parts,
    cid: Cid,
    changes: broadcast::Receiver<Arc<Committed>>,
    connection: watch::Receiver<Connection>,
    store_seq: i64,
    /// Number of the newest transaction that single rows were read after; others may have been read before it.
    looked_seq: i64,
    /// Transactions bring the rows of this conversation as long as it is open.
    _watch: Watch,
    window: Window,
    scene: Scene,
    percents: HashMap<Mid, u8>,
    new_below: u32,
    /// What came below has a higher index.
    below_from: i64,
    loading_older: bool,
    /// Pages of the server that came and are not shown yet.
    arrived: Vec<(Side, bool)>,
    /// A page above is wanted, and too much was on its way to ask for it.
    older_waits: bool,
    /// Somebody looks at it. What comes while nobody does stands below the line of what is new.
    attended: bool,
    /// A change was taken and not dealt with.
    dirty: bool,
    /// Transactions that were taken and not dealt with.
    taken: Vec<Arc<Committed>>,
    /// Requests under way: what to page when one ends, and whether it brought anything.
    fills: JoinSet<(Option<Side>, bool)>,
    shown: Vec<TimelineRow>,
    state: TimelineState,
    /// The read position at the opening, while the first message above it is not here.
    line_above: Option<i64>,
}

enum Happened {
    Committed(std::result::Result<Arc<Committed>, RecvError>),
    Filled((Option<Side>, bool)),
    Connected,
    Expired,
}

impl Timeline {
    pub(crate) async fn open(parts: Parts, id: &ConversationId, anchor: Anchor) -> Result<Self> {
        let changes = parts.store.changes();
        let connection = parts.link.connection();
        let (me, server_now) = (parts.me, server_now(&parts));
        let look = async || {
            let (id, anchor) = (id.clone(), anchor.clone());
            let read =
                move |snapshot: &Snapshot<'_>| first_look(snapshot, &id, &anchor, me, server_now);
            parts.store.read(read).await
        };
        let mut opened = look().await?;
        let online = matches!(*connection.borrow(), Connection::Online);
        if let Some(missing) = opened.missing.filter(|_| online) {
            tokio::select! {
                // One that fails is tried again as any gap is, and the line is drawn then.
                _ = parts.history.fill(opened.cid, missing.gap, Side::Newer) => {}
                () = parts.link.sleep(FIRST_PAGE) => {}
            }
            opened = look().await?;
        }
        let Opened {
            cid,
            slice,
            missing,
        } = opened;
        let watch = parts.store.watch(cid);
        let mut timeline = Self {
            scene: slice.scene.clone(),
            parts,
            cid,
            changes,
            connection,
            store_seq: 0,
            looked_seq: 0,
            _watch: watch,
            window: Window::default(),
            percents: HashMap::new(),
            new_below: 0,
            below_from: 0,
            loading_older: false,
            arrived: Vec::new(),
            older_waits: false,
            attended: true,
            dirty: false,
            taken: Vec::new(),
            fills: JoinSet::new(),
            shown: Vec::new(),
            state: TimelineState::default(),
            line_above: missing.map(|missing| missing.read),
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

    /// Older rows: stored ones at once, others when the server's page is here. They come with [`Timeline::next`]. When
    /// few were left of what the server gave last, its next page is asked for in the same turn.
    ///
    /// # Errors
    /// The database fails.
    pub async fn older(&mut self) -> Result<()> {
        let came = self.page_older(false).await?;
        if came > 0 && came < PAGE {
            self.fill_above();
        }
        Ok(())
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

    /// Says whether somebody looks at it: the window has the focus, and nothing is in front of the messages. While
    /// nobody does, the line of what is new goes before the first message that comes and is not read.
    pub fn attend(&mut self, attended: bool) {
        self.attended = attended;
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
                let mut caught_up = self.catch_up().await;
                if caught_up.is_ok() {
                    caught_up = self.show_arrived().await;
                }
                if let Err(error) = caught_up {
                    tracing::warn!(code = %error.code(), "a timeline could not be read");
                    return None;
                }
                self.dirty = false;
            }
            self.fill_what_is_missing();
            if let Some(update) = self.update() {
                return Some(update);
            }
            let (link, left) = (self.parts.link.clone(), self.until_expiry());
            let over = async move {
                match left {
                    Some(left) => link.sleep(left).await,
                    None => std::future::pending().await,
                }
            };
            let happened = tokio::select! {
                committed = self.changes.recv() => Happened::Committed(committed),
                Some(done) = self.fills.join_next() => Happened::Filled(done.unwrap_or((None, false))),
                // The sender lives in the link, which this holds.
                Ok(()) = self.connection.changed() => Happened::Connected,
                () = over => Happened::Expired,
            };
            // Until it is dealt with: whoever drops this future leaves a mark.
            self.dirty = true;
            let filled = matches!(happened, Happened::Filled(_));
            let went = match happened {
                Happened::Committed(Ok(committed)) => {
                    let (waiting, missed) = take_waiting(&mut self.changes);
                    self.taken = std::iter::once(committed).chain(waiting).collect();
                    match missed {
                        true => self.catch_up().await,
                        false => self.absorb_taken().await,
                    }
                }
                Happened::Committed(Err(RecvError::Lagged(_))) => self.catch_up().await,
                Happened::Committed(Err(RecvError::Closed)) => return None,
                Happened::Filled((Some(side), came)) => {
                    self.arrived.push((side, came));
                    self.show_arrived().await
                }
                Happened::Filled((None, _)) => self.move_line().await,
                Happened::Expired => Box::pin(self.expire()).await,
                Happened::Connected => {
                    // Receipts are stored nowhere on the way: those sent meanwhile have passed by.
                    if matches!(*self.connection.borrow_and_update(), Connection::Online) {
                        self.ask_read_positions();
                    }
                    Ok(())
                }
            };
            if filled {
                self.ask_what_waits();
            }
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

    async fn absorb_taken(&mut self) -> Result<()> {
        let taken = self.taken.clone();
        self.absorb(&taken).await?;
        self.taken.clear();
        Ok(())
    }

    /// Deals with what was taken, and with what nobody told.
    async fn catch_up(&mut self) -> Result<()> {
        self.absorb_taken().await?;
        if !self.attended {
            self.draw_line().await?;
        }
        self.read_again().await
    }

    /// What came below and was read meanwhile, here or elsewhere, withdrawn or deleted, is not new any more.
    async fn count_below(&mut self) -> Result<()> {
        let (cid, from) = (self.cid, self.below_from);
        let left = self
            .parts
            .store
            .read(move |snapshot| {
                let Some(stored) = conversation::get(snapshot, cid)? else {
                    return Ok(0);
                };
                let read = stored.read_index.max(stored.min_index);
                message::counting_above_of(snapshot, cid, read.max(from))
            })
            .await?;
        self.new_below = self.new_below.min(u32::try_from(left).unwrap_or(u32::MAX));
        Ok(())
    }

    /// The same rows, as they are now. A window that follows the end still does: what came with the change that made
    /// the others be read again stands below them.
    async fn read_again(&mut self) -> Result<()> {
        let following = !self.window.more_below;
        let most = i64::try_from(MOST).unwrap_or(PAGE);
        let first = self.window.first();
        let plan = match first.filter(|first| first.place < message::AWAITING) {
            Some(_) if following && !self.window.more_above => Plan::End { limit: most },
            Some(position) => Plan::From {
                position,
                limit: if following { most } else { self.limit() },
            },
            None => Plan::End {
                limit: self.limit(),
            },
        };
        let mut slice = self.slice(plan).await?;
        // All rows of the window may have gone to another place: what a set-back server lost stands above where it stood.
        if slice.lines.is_empty() || (following && slice.more_below) {
            slice = self.slice(Plan::End { limit: most }).await?;
        }
        self.take(slice);
        self.window.trim(End::Older);
        Ok(())
    }

    fn limit(&self) -> i64 {
        let held = i64::try_from(self.window.lines.len()).unwrap_or(PAGE);
        held.max(PAGE)
    }
}

/// What the server's clock shows, as far as its answers told.
fn server_now(parts: &Parts) -> i64 {
    parts.link.server_now_ms()
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
