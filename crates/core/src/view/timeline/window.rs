//! The rows a timeline holds and what is shown of them. Pure: rows and ranges in, rows with gaps and lines out.

use crate::model::UserId;
use crate::model::gap::GapState;
use crate::store::Mid;
use crate::store::message::Position;
use crate::store::range::IndexRange;
use crate::sync::history::{Gap, gaps};
use crate::view::row::{SharedRow, TimelineRow};

/// Rows held at most. Past it the end that is farther away is let go.
pub const MOST: usize = 300;

/// A message of the window.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it stands.
    pub position: Position,
    /// As shown.
    pub row: SharedRow,
    /// Whose names stand in it, beside its sender's.
    pub named: Vec<UserId>,
}

/// An end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Oldest rows.
    Older,
    /// Newest rows.
    Newer,
}

/// The rows of a timeline, in order, and what is known around them.
#[derive(Debug, Default)]
pub struct Window {
    /// Messages.
    pub lines: Vec<Line>,
    /// Complete and gone parts of the history.
    pub ranges: Vec<IndexRange>,
    /// Highest hidden index.
    pub floor: i64,
    /// Stored rows lie above the first one.
    pub more_above: bool,
    /// Stored rows lie below the last one.
    pub more_below: bool,
    /// First message that was unread when the timeline was opened.
    pub unread: Option<Mid>,
}

impl Window {
    /// Position of the first row.
    pub fn first(&self) -> Option<Position> {
        self.lines.first().map(|line| line.position)
    }

    /// Position of the last row.
    pub fn last(&self) -> Option<Position> {
        self.lines.last().map(|line| line.position)
    }

    /// Puts a row where it belongs, in place of the one that was there before.
    pub fn put(&mut self, line: Line) {
        self.take(line.position.mid);
        let at = self
            .lines
            .partition_point(|other| other.position < line.position);
        self.lines.insert(at, line);
    }

    /// Takes a row away. Answers where it stood.
    pub fn take(&mut self, mid: Mid) -> Option<Position> {
        let at = self
            .lines
            .iter()
            .position(|line| line.position.mid == mid)?;
        Some(self.lines.remove(at).position)
    }

    /// Whether a row of this position belongs between the rows held.
    pub fn covers(&self, position: Position) -> bool {
        let above = self.first().is_none_or(|first| position >= first) || !self.more_above;
        let below = self.last().is_none_or(|last| position <= last) || !self.more_below;
        above && below
    }

    /// Lets rows go past [`MOST`], at this end.
    pub fn trim(&mut self, end: End) {
        let extra = self.lines.len().saturating_sub(MOST);
        if extra == 0 {
            return;
        }
        match end {
            End::Older => {
                self.lines.drain(..extra);
                self.more_above = true;
            }
            End::Newer => {
                self.lines.truncate(MOST);
                self.more_below = true;
            }
        }
    }

    /// Lowest index of the complete range the first row lies in.
    pub fn complete_from(&self) -> Option<i64> {
        let index = self
            .lines
            .iter()
            .map(|line| line.position.index)
            .find(|index| *index > 0)?;
        self.range_of(index).map(|range| range.lo)
    }

    /// Highest index of the complete range the last row lies in.
    pub fn complete_to(&self) -> Option<i64> {
        let index = self
            .lines
            .iter()
            .rev()
            .map(|line| line.position.index)
            .find(|index| *index > 0)?;
        self.range_of(index).map(|range| range.hi)
    }

    fn range_of(&self, index: i64) -> Option<IndexRange> {
        crate::store::range::containing(&self.ranges, index)
    }

    /// What is missing right above the first row; none when that is the beginning, or rows are stored above it.
    pub fn gap_above(&self) -> Option<Gap> {
        let holes = gaps(&self.complete(), self.floor);
        let Some(index) = self
            .lines
            .iter()
            .map(|line| line.position.index)
            .find(|index| *index > 0)
        else {
            // Nothing of the server's order is here.
            return match self.ranges.iter().any(|range| !range.gone) {
                false => Some(Gap {
                    lo: self.floor + 1,
                    hi: i64::MAX,
                    bounded: false,
                }),
                // What the server keeps no more is not asked for, as below a row: the answer would be the same for ever.
                true => holes
                    .into_iter()
                    .next_back()
                    .filter(|gap| !self.is_gone(gap.hi)),
            };
        };
        let from = self.range_of(index).map_or(index, |range| range.lo);
        let hole = holes.into_iter().rfind(|gap| gap.lo < from)?;
        let whole = hole.hi >= from - 1;
        (whole && !self.is_gone(from - 1)).then_some(Gap {
            hi: from - 1,
            ..hole
        })
    }

    /// What is missing right below the last row.
    pub fn gap_below(&self) -> Option<Gap> {
        let to = self.complete_to()?;
        gaps(&self.complete(), self.floor)
            .into_iter()
            .find(|gap| gap.lo == to + 1)
            .filter(|gap| !self.is_gone(gap.lo))
    }

    fn is_gone(&self, index: i64) -> bool {
        self.ranges
            .iter()
            .any(|range| range.gone && range.lo <= index && index <= range.hi)
    }

    fn complete(&self) -> Vec<IndexRange> {
        self.ranges
            .iter()
            .copied()
            .filter(|range| !range.gone)
            .collect()
    }

    /// The first row is the first message there is.
    pub fn at_start(&self) -> bool {
        !self.more_above && self.gap_above().is_none()
    }

    /// Gaps between rows of the window, each with the row it stands in front of.
    pub fn gaps_inside(&self) -> Vec<(Mid, Hole)> {
        let mut holes: Vec<Hole> = gaps(&self.complete(), self.floor)
            .into_iter()
            .flat_map(|gap| self.split(gap))
            .collect();
        holes.sort_by_key(|hole| hole.gap.lo);
        let mut found = Vec::new();
        let mut above: Option<i64> = None;
        for line in self.lines.iter().filter(|line| line.position.index > 0) {
            let index = line.position.index;
            if let Some(above) = above {
                for hole in holes
                    .iter()
                    .filter(|hole| above < hole.gap.lo && hole.gap.hi < index)
                {
                    found.push((line.position.mid, *hole));
                }
            }
            above = Some(index);
        }
        found
    }

    /// A gap as its parts that can still be had and its parts that are gone.
    fn split(&self, gap: Gap) -> Vec<Hole> {
        let mut parts = Vec::new();
        let mut next = gap.lo;
        for range in self
            .ranges
            .iter()
            .filter(|range| range.gone && range.hi >= gap.lo && range.lo <= gap.hi)
        {
            if range.lo > next {
                parts.push(Hole {
                    gap: Gap {
                        lo: next,
                        hi: range.lo - 1,
                        ..gap
                    },
                    gone: false,
                });
            }
            let (lo, hi) = (range.lo.max(gap.lo), range.hi.min(gap.hi));
            parts.push(Hole {
                gap: Gap { lo, hi, ..gap },
                gone: true,
            });
            next = hi + 1;
        }
        if next <= gap.hi {
            parts.push(Hole {
                gap: Gap { lo: next, ..gap },
                gone: false,
            });
        }
        parts
    }

    /// The lowest index of what the server no longer keeps right above the first row, when nothing older is here.
    fn gone_above(&self) -> Option<i64> {
        if !self.at_start() {
            return None;
        }
        let first = self.complete_from();
        self.ranges
            .iter()
            .rfind(|range| {
                // What was cleared is not missed.
                range.gone && range.hi > self.floor && first.is_none_or(|first| range.hi < first)
            })
            .map(|range| range.lo.max(self.floor + 1))
            .filter(|lo| first.is_none_or(|first| *lo < first))
    }

    /// The rows as shown. `state` says how a gap stands; `top`: the gap above the window is shown too.
    pub fn rows(&self, state: impl Fn(i64) -> GapState, top: Option<Gap>) -> Vec<TimelineRow> {
        let inside = self.gaps_inside();
        let mut rows = Vec::with_capacity(self.lines.len() + inside.len() + 2);
        if let Some(gap) = top {
            rows.push(gap_row(gap.lo, state(gap.lo)));
        } else if let Some(lo) = self.gone_above() {
            rows.push(gap_row(lo, GapState::Gone));
        }
        for line in &self.lines {
            let mid = line.position.mid;
            for (_, hole) in inside.iter().filter(|(before, _)| *before == mid) {
                let state = if hole.gone {
                    GapState::Gone
                } else {
                    state(hole.gap.lo)
                };
                rows.push(gap_row(hole.gap.lo, state));
            }
            if self.unread == Some(mid) {
                rows.push(TimelineRow::Unread);
            }
            rows.push(TimelineRow::Message(line.row.clone()));
        }
        rows
    }
}

/// A gap of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hole {
    /// Where.
    pub gap: Gap,
    /// The server does not keep it any more.
    pub gone: bool,
}

fn gap_row(lo: i64, state: GapState) -> TimelineRow {
    TimelineRow::Gap {
        id: format!("gap:{lo}"),
        state,
    }
}
