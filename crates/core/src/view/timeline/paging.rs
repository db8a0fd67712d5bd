//! Going up and down: stored rows at once, others when the server has given them.

use std::collections::BTreeSet;

use super::slice::paint_all;
use super::window::{End, Line};
use super::{FILLS, PAGE, Timeline};
use crate::error::Result;
use crate::model::gap::GapState;
use crate::store::{conversation, message};
use crate::sync::history::{Gap, Side};

impl Timeline {
    /// A page of older rows: stored ones up to the next gap, otherwise from the server. `across`: the gap could not be
    /// closed, go on behind it. Answers how many rows came at once.
    pub(super) async fn page_older(&mut self, across: bool) -> Result<i64> {
        let Some(first) = self.window.first() else {
            return Ok(0);
        };
        let complete_from = self.window.complete_from();
        let gap = self.window.gap_above();
        let known = |index: i64| index == 0 || complete_from.is_none_or(|from| index >= from);
        let (cid, scene) = (self.cid, self.scene.clone());
        let (store_seq, rows) = self
            .parts
            .store
            .read(move |snapshot| {
                let stored = message::before(snapshot, cid, first, PAGE + 1)?;
                Ok((snapshot.store_seq, paint_all(&scene, &stored)))
            })
            .await?;
        self.looked_seq = store_seq;
        let more = rows.len() > usize::try_from(PAGE).unwrap_or(30);
        let mut rows: Vec<Line> = rows.into_iter().skip(usize::from(more)).collect();
        let stored = !rows.is_empty();
        let mut behind_gap = false;
        if gap.is_some() && !across {
            // Only what hangs together with the first row.
            let cut = rows.iter().rposition(|line| !known(line.position.index));
            if let Some(cut) = cut {
                rows.drain(..=cut);
                behind_gap = true;
            }
        }
        if rows.is_empty() {
            if let Some(gap) = gap.filter(|_| !across) {
                self.ask_above(gap);
            }
            self.window.more_above = stored;
            return Ok(0);
        }
        let taken = rows.len();
        self.replace_with(&rows);
        self.window.more_above = more || behind_gap;
        rows.append(&mut self.window.lines);
        self.window.lines = rows;
        self.window.trim(End::Newer);
        Ok(i64::try_from(taken).unwrap_or(PAGE))
    }

    pub(super) async fn page_newer(&mut self, across: bool) -> Result<()> {
        let Some(last) = self.window.last() else {
            return self.to_end().await;
        };
        let complete_to = self.window.complete_to();
        let gap = self.window.gap_below();
        let (cid, scene) = (self.cid, self.scene.clone());
        let (store_seq, mut rows) = self
            .parts
            .store
            .read(move |snapshot| {
                let stored = message::after(snapshot, cid, last, PAGE + 1)?;
                Ok((snapshot.store_seq, paint_all(&scene, &stored)))
            })
            .await?;
        self.looked_seq = store_seq;
        let mut more = rows.len() > usize::try_from(PAGE).unwrap_or(30);
        rows.truncate(usize::try_from(PAGE).unwrap_or(30));
        if let (Some(gap), Some(to)) = (gap, complete_to)
            && !across
            && let Some(cut) = rows.iter().position(|line| line.position.index > to)
        {
            rows.truncate(cut);
            more = true;
            if rows.is_empty() {
                self.fill(gap, Side::Newer, true);
            }
        }
        self.replace_with(&rows);
        self.window.lines.append(&mut rows);
        self.window.more_below = more;
        if !more {
            self.new_below = 0;
        }
        self.window.trim(End::Older);
        Ok(())
    }

    /// What was just read is newer than what the window holds: a row that moved stands once.
    fn replace_with(&mut self, rows: &[Line]) {
        for row in rows {
            self.window.take(row.position.mid);
        }
    }

    /// Shows the pages that came. Whoever drops this future loses none: the next call goes on with them.
    pub(super) async fn show_arrived(&mut self) -> Result<()> {
        while let Some((side, came)) = self.arrived.first().copied() {
            self.filled(side, came).await?;
            self.arrived.remove(0);
        }
        Ok(())
    }

    /// A page of the server is stored, or could not be had.
    async fn filled(&mut self, side: Side, came: bool) -> Result<()> {
        self.loading_older = false;
        self.move_line().await?;
        if self.window.lines.is_empty() {
            return self.to_end().await;
        }
        let slice = self.read_rows(BTreeSet::new()).await?;
        debug_assert!(slice.is_empty());
        match side {
            Side::Older => self.page_older(!came).await.map(drop),
            Side::Newer => self.page_newer(!came).await,
        }
    }

    /// Gaps between rows are closed without being asked for, once; so is a window that is not full.
    pub(super) fn fill_what_is_missing(&mut self) {
        for (_, hole) in self.window.gaps_inside() {
            if !hole.gone && self.parts.history.state(self.cid, hole.gap.lo) == GapState::Unknown {
                self.fill(hole.gap, Side::Older, false);
            }
        }
        if i64::try_from(self.window.lines.len()).unwrap_or(PAGE) < PAGE {
            self.fill_above();
        }
    }

    /// Asks for what is missing above the window, unless rows are stored there, it was asked for here, or it failed. Also
    /// when another window is loading it: that one may be closed before its page comes.
    pub(super) fn fill_above(&mut self) {
        if let Some(gap) = self.window.gap_above()
            && !self.window.more_above
            && !self.loading_older
            && !matches!(
                self.parts.history.state(self.cid, gap.lo),
                GapState::Failed { .. }
            )
        {
            self.ask_above(gap);
        }
    }

    /// Asks for the page above the window, or remembers to when too much is on its way.
    fn ask_above(&mut self, gap: Gap) {
        let asked = self.fill(gap, Side::Older, true);
        self.loading_older |= asked;
        self.older_waits = !asked;
    }

    /// Something has come: a page above that had to wait for it is asked for now.
    pub(super) fn ask_what_waits(&mut self) {
        if std::mem::take(&mut self.older_waits)
            && let Some(gap) = self.window.gap_above()
        {
            self.ask_above(gap);
        }
    }

    /// Loads a page of a gap; `page`: and shows it at the end of the window it belongs to. False when too much is on its
    /// way: nothing was asked for.
    pub(super) fn fill(&mut self, gap: Gap, side: Side, page: bool) -> bool {
        let (history, cid) = (self.parts.history.clone(), self.cid);
        if self.fills.len() >= FILLS {
            return false;
        }
        self.fills.spawn(async move {
            let came = history.fill(cid, gap, side).await;
            (page.then_some(side), came.is_ok())
        });
        true
    }

    /// How far the members have read is not part of the first load.
    pub(super) fn ask_read_positions(&mut self) {
        let (history, store, cid) = (
            self.parts.history.clone(),
            self.parts.store.clone(),
            self.cid,
        );
        self.fills.spawn(async move {
            let asked = async {
                let stored = store
                    .read(move |snapshot| conversation::get(snapshot, cid))
                    .await?;
                match stored {
                    Some(stored) if stored.member => {
                        history.read_positions(cid, stored.conversation).await
                    }
                    _ => Ok(()),
                }
            };
            if let Err(error) = asked.await {
                tracing::debug!(code = %error.code(), "read positions are not known");
            }
            (None, true)
        });
    }
}
