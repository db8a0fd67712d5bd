//! What was committed becomes rows: changed ones are read one by one, and put where they belong.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::slice::{Plan, scene};
use super::window::{End, Line};
use super::{PAGE, Timeline, paint, server_now};
use crate::error::Result;
use crate::model::UserId;
use crate::store::message::{self, Position, State};
use crate::store::{Change, Committed, Mid, range};

/// Rows read one by one after a change; more are read as a slice.
const ONE_BY_ONE: usize = 64;

impl Timeline {
    pub(super) async fn absorb(&mut self, all: &[Arc<Committed>]) -> Result<()> {
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
    pub(super) async fn read_rows(
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
                                    row: row.into(),
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
