//! What was committed becomes rows: changed ones are read one by one, and put where they belong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::slice::{Plan, known_facts, line, scene};
use super::window::{End, Line};
use super::{PAGE, Scene, Timeline, server_now};
use crate::error::Result;
use crate::model::UserId;
use crate::store::glimpse::Glimpse;
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
        let mut recount = false;
        let mut members = false;
        let mut fresh = Vec::new();
        let rights = self.scene.rights;
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
                        recount = true;
                    }
                    Change::Read { conversation } if *conversation == self.cid => recount = true,
                    Change::Gaps { conversation } | Change::Conversation { conversation }
                        if *conversation == self.cid =>
                    {
                        facts = true
                    }
                    Change::Members { conversation, .. } if *conversation == self.cid => {
                        again = true;
                        recount = true;
                        members = true;
                    }
                    Change::ReadByOthers { conversation }
                    | Change::Quotes { conversation }
                    | Change::Cleared { conversation }
                        if *conversation == self.cid =>
                    {
                        again = true;
                        recount = true;
                    }
                    Change::Person { user } => again |= self.shows(*user),
                    Change::Names => again = true,
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
        if !again && mids.is_empty() && !facts && !recount {
            return Ok(());
        }
        if members {
            // From where on those who came see the history, and so what they can have read, only the server says.
            self.ask_read_positions();
        }
        let glimpses = match again {
            true => None,
            false => self.glimpses(all),
        };
        let stored = match glimpses {
            Some(glimpses) => self.take_glimpses(&glimpses),
            None => {
                if again {
                    // The others are read with their slice; what is new is counted all the same.
                    let newest = fresh.iter().rev().take(ONE_BY_ONE);
                    mids = newest.map(|(mid, _)| *mid).collect();
                }
                self.read_rows(mids).await?
            }
        };
        // Not the number of what was read: it may be newer, and what changed in between beside these rows is still to
        // come as a change of its own.
        let newest = all.iter().map(|committed| committed.store_seq).max();
        self.store_seq = self.store_seq.max(newest.unwrap_or(0));
        if !self.attended && !fresh.is_empty() {
            self.draw_line().await?;
        }
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
                if self.new_below == 0 {
                    self.below_from = row.0.position.index - 1;
                }
                self.new_below = self.new_below.saturating_add(1);
            }
        }
        if recount && self.new_below > 0 {
            self.count_below().await?;
        }
        if own_sent && self.window.more_below {
            return self.to_end().await;
        }
        // What every row offers hangs on what the person may do here.
        if again || self.scene.rights != rights {
            return self.read_again().await;
        }
        let following = !self.window.more_below;
        let mut lost = false;
        for (mid, row) in stored {
            let held = self.window.take(mid);
            let Some((line, _)) = row else { continue };
            // The first row does not belong to those behind it, and yet it stays where it is.
            let stays = held == Some(line.position);
            if stays || (self.window.covers(line.position) && self.belongs(line.position)) {
                self.window.put(line);
            } else {
                lost |= held.is_some();
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

    /// What the transactions brought themselves, when that is all there is to know. Not after a look of one's own that
    /// may have seen more than they: rows would go back and forth.
    fn glimpses<'a>(&self, all: &'a [Arc<Committed>]) -> Option<Vec<&'a Glimpse>> {
        let mut glimpses = Vec::new();
        for committed in all {
            if committed.store_seq != 0 && committed.store_seq <= self.store_seq {
                continue;
            }
            let concerns = committed.changes.iter().any(|change| {
                matches!(change,
                    Change::MessageNew { conversation, .. }
                    | Change::Message { conversation, .. }
                    | Change::Gaps { conversation }
                    | Change::Conversation { conversation }
                    | Change::Upload { conversation, .. } if *conversation == self.cid)
            });
            if concerns {
                let brought = committed.glimpses.iter().find(|one| one.cid == self.cid);
                glimpses.push(brought.filter(|_| committed.store_seq > self.looked_seq)?);
            }
        }
        Some(glimpses)
    }

    fn take_glimpses(&mut self, glimpses: &[&Glimpse]) -> Vec<(Mid, Option<(Line, State)>)> {
        let Some(last) = glimpses.last() else {
            return Vec::new();
        };
        self.scene = scene(&last.facts, self.parts.me, server_now(&self.parts));
        self.window.floor = last.facts.conversation.min_index;
        self.window.ranges.clone_from(&last.ranges);
        let rows: BTreeMap<Mid, &Option<message::Stored>> = glimpses
            .iter()
            .flat_map(|glimpse| &glimpse.rows)
            .map(|(mid, stored)| (*mid, stored))
            .collect();
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(mid, stored)| (mid, self.line(&self.scene, stored.as_ref())))
            .collect();
        let above = |first| {
            rows.iter()
                .filter_map(|(_, row)| row.as_ref())
                .any(|(line, _)| line.position < first)
        };
        self.window.more_above |= self.window.first().is_some_and(above);
        self.forget_percents(&rows);
        rows
    }

    fn line(&self, scene: &Scene, stored: Option<&message::Stored>) -> Option<(Line, State)> {
        let stored = stored.filter(|stored| !stored.hidden)?;
        let percent = self.percents.get(&stored.position.mid).copied();
        Some((line(scene, stored, percent), stored.state))
    }

    /// Reads single rows and what is known around them.
    pub(super) async fn read_rows(
        &mut self,
        mids: BTreeSet<Mid>,
    ) -> Result<Vec<(Mid, Option<(Line, State)>)>> {
        let (cid, me) = (self.cid, self.parts.me);
        let first = self.window.first();
        let (store_seq, facts, ranges, rows, more_above) = self
            .parts
            .store
            .read(move |snapshot| {
                let rows = mids
                    .into_iter()
                    .map(|mid| Ok((mid, message::get(snapshot, mid)?)))
                    .collect::<Result<Vec<_>>>()?;
                let more_above = match first {
                    Some(first) => !message::before(snapshot, cid, first, 1)?.is_empty(),
                    None => false,
                };
                let facts = known_facts(snapshot, cid, me)?;
                let ranges = range::list(snapshot, cid)?;
                Ok((snapshot.store_seq, facts, ranges, rows, more_above))
            })
            .await?;
        self.looked_seq = store_seq;
        self.scene = scene(&facts, me, server_now(&self.parts));
        self.window.floor = facts.conversation.min_index;
        self.window.ranges = ranges;
        self.window.more_above = more_above;
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(mid, stored)| (mid, self.line(&self.scene, stored.as_ref())))
            .collect();
        self.forget_percents(&rows);
        Ok(rows)
    }

    /// An upload that is over needs no percent any more.
    fn forget_percents(&mut self, rows: &[(Mid, Option<(Line, State)>)]) {
        for (mid, row) in rows {
            if row
                .as_ref()
                .is_none_or(|(_, state)| *state != State::Accepted)
            {
                self.percents.remove(mid);
            }
        }
    }

    fn shows(&self, user: UserId) -> bool {
        let mut lines = self.window.lines.iter();
        lines.any(|line| line.row.sender == user || line.named.contains(&user))
    }
}
