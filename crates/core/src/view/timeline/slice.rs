//! Rows as one snapshot of the store has them.

use super::PAGE;
use super::window::Line;
#[cfg(any(test, feature = "fuzzing"))]
use super::window::Window;
use crate::error::{Error, Result};
use crate::model::UserId;
use crate::model::conversation::kind;
#[cfg(any(test, feature = "fuzzing"))]
use crate::model::gap::GapState;
use crate::store::glimpse::{self, Facts};
use crate::store::message::{self, Position};
use crate::store::{Cid, Mid, Snapshot, range};
#[cfg(any(test, feature = "fuzzing"))]
use crate::sync::history::Gap;
use crate::view::paint::{self, Rights, Scene};
#[cfg(any(test, feature = "fuzzing"))]
use crate::view::row::TimelineRow;

/// What one snapshot gives.
pub(super) struct Slice {
    pub(super) store_seq: i64,
    pub(super) scene: Scene,
    pub(super) lines: Vec<Line>,
    pub(super) ranges: Vec<range::IndexRange>,
    pub(super) floor: i64,
    pub(super) more_above: bool,
    pub(super) more_below: bool,
    pub(super) unread: Option<Mid>,
}

/// Which rows to read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Plan {
    /// The newest.
    End { limit: i64 },
    /// Some above this position and the rest from it on.
    Around { position: Position, above: i64 },
    /// The rows from this position on.
    From { position: Position, limit: i64 },
}

/// What rows need to know of their conversation.
pub(crate) fn scene(facts: &Facts, me: UserId, server_now: i64) -> Scene {
    Scene {
        me,
        kind: kind(facts.conversation.conversation.kind),
        role: facts.role,
        peer_read: facts.peer_read,
        readers: facts.readers.clone(),
        recall_after: server_now - linnet_proto::choices::RECALL_WINDOW_MS,
        silent_before: server_now - linnet_proto::choices::STREAM_SILENCE_MS,
        rights: Rights::of(&facts.conversation, server_now),
    }
}

pub(super) fn known_facts(snapshot: &Snapshot<'_>, cid: Cid, me: UserId) -> Result<Facts> {
    glimpse::facts(snapshot, cid, me)?.ok_or(Error::NotFound("conversation"))
}

pub(super) fn read_slice(
    snapshot: &Snapshot<'_>,
    cid: Cid,
    me: UserId,
    server_now: i64,
    plan: Plan,
) -> Result<Slice> {
    let facts = known_facts(snapshot, cid, me)?;
    let scene = scene(&facts, me, server_now);
    let (stored, more_above, more_below) = match plan {
        Plan::End { limit } => {
            let mut rows = message::last(snapshot, cid, limit + 1)?;
            let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
            if more {
                rows.remove(0);
            }
            (rows, more, false)
        }
        Plan::Around { position, above } => {
            let mut rows = message::before(snapshot, cid, position, above + 1)?;
            let more_above = i64::try_from(rows.len()).unwrap_or(i64::MAX) > above;
            if more_above {
                rows.remove(0);
            }
            let below = PAGE - above;
            let mut rest = message::from(snapshot, cid, position, below + 1)?;
            let more_below = i64::try_from(rest.len()).unwrap_or(i64::MAX) > below;
            rest.truncate(usize::try_from(below).unwrap_or(0));
            rows.append(&mut rest);
            (rows, more_above, more_below)
        }
        Plan::From { position, limit } => {
            let mut rows = message::from(snapshot, cid, position, limit + 1)?;
            let more_below = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
            rows.truncate(usize::try_from(limit).unwrap_or(0));
            let more_above = !message::before(snapshot, cid, position, 1)?.is_empty();
            (rows, more_above, more_below)
        }
    };
    Ok(Slice {
        store_seq: snapshot.store_seq,
        lines: paint_all(&scene, &stored),
        scene,
        ranges: range::list(snapshot, cid)?,
        floor: facts.conversation.min_index,
        more_above,
        more_below,
        unread: None,
    })
}

pub(super) fn paint_all(scene: &Scene, stored: &[message::Stored]) -> Vec<Line> {
    stored
        .iter()
        .map(|stored| line(scene, stored, None))
        .collect()
}

/// A row of the window.
pub(super) fn line(scene: &Scene, stored: &message::Stored, percent: Option<u8>) -> Line {
    let mut named: Vec<UserId> = stored.reactions.iter().map(|one| one.user).collect();
    if let Some(quoted) = &stored.quote {
        let original = quoted.original.as_ref();
        named.push(original.map_or(UserId(quoted.reference.sender), |it| it.sender));
    }
    if let Some(said) = &stored.happened {
        named.extend(said.event.people().map(UserId));
    }
    Line {
        position: stored.position,
        row: paint::message_row(scene, stored, percent).into(),
        named,
    }
}

/// What a window at the end of a conversation shows first, and the gaps it would ask for.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn first_rows(
    snapshot: &Snapshot<'_>,
    cid: Cid,
    me: UserId,
    server_now: i64,
) -> Result<(Vec<TimelineRow>, Vec<Gap>)> {
    let slice = read_slice(snapshot, cid, me, server_now, Plan::End { limit: PAGE })?;
    let window = Window {
        lines: slice.lines,
        ranges: slice.ranges,
        floor: slice.floor,
        more_above: slice.more_above,
        more_below: slice.more_below,
        unread: slice.unread,
    };
    let above = window.gap_above();
    let mut gaps: Vec<Gap> = above.into_iter().chain(window.gap_below()).collect();
    gaps.extend(window.gaps_inside().into_iter().map(|(_, hole)| hole.gap));
    Ok((window.rows(|_| GapState::Unknown, above), gaps))
}
