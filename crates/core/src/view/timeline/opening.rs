//! Where a timeline opens, and the line at the first unread message.

use std::time::Duration;

use super::slice::{Plan, Slice, read_slice};
use super::{Anchor, PAGE, Timeline};
use crate::error::{Error, Result};
use crate::model::{ConversationId, UserId};
use crate::store::range::{self, IndexRange};
use crate::store::{Cid, Snapshot, conversation, message};
use crate::sync::history::Gap;

/// How long an opening timeline waits for the first unread messages when they are not here. Then it opens without them.
pub(super) const FIRST_PAGE: Duration = Duration::from_secs(2);

/// Of them, rows above the first unread message.
const ABOVE_UNREAD: i64 = 10;

/// What a timeline opens with.
pub(super) struct Opened {
    pub(super) cid: Cid,
    pub(super) slice: Slice,
    pub(super) missing: Option<Missing>,
}

/// What is not here of the beginning of what is unread: a first load brings the newest messages only.
#[derive(Clone, Copy)]
pub(super) struct Missing {
    /// Read up to here.
    pub(super) read: i64,
    /// From there to the first unread message that is here.
    pub(super) gap: Gap,
}

impl Timeline {
    /// Puts the line of what is new before the first message that is not read. It stays where it is when all is read.
    pub(super) async fn draw_line(&mut self) -> Result<()> {
        let cid = self.cid;
        let first = self
            .parts
            .store
            .read(move |snapshot| match conversation::get(snapshot, cid)? {
                Some(stored) => first_unread(snapshot, &stored),
                None => Ok(None),
            })
            .await?;
        if let Some(first) = first {
            self.window.unread = Some(first.position.mid);
            self.line_above = None;
        }
        Ok(())
    }

    /// Puts the line before the first message above the position that was read when the timeline was opened, once that
    /// message has come.
    pub(super) async fn move_line(&mut self) -> Result<()> {
        let Some(read) = self.line_above else {
            return Ok(());
        };
        let cid = self.cid;
        let (first, ranges) = self
            .parts
            .store
            .read(move |snapshot| {
                let first = message::first_unread(snapshot, cid, read)?;
                Ok((first, range::list(snapshot, cid)?))
            })
            .await?;
        if let Some(first) = first {
            self.window.unread = Some(first.position.mid);
            if missing(&ranges, read, first.position.index).is_none() {
                self.line_above = None;
            }
        }
        Ok(())
    }
}

/// The rows that a timeline opens with: around the first unread message, around another, or at the end.
pub(super) fn first_look(
    snapshot: &Snapshot<'_>,
    id: &ConversationId,
    anchor: &Anchor,
    me: UserId,
    server_now: i64,
) -> Result<Opened> {
    let cid = conversation::find(snapshot, id)?.ok_or(Error::NotFound("conversation"))?;
    let stored = conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
    let unread = first_unread(snapshot, &stored)?;
    let around = match (anchor, &unread) {
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
    let first = unread.as_ref().map(|unread| unread.position.index);
    let missing = match anchor {
        Anchor::Unread => first.and_then(|first| {
            let read = stored.read_index.max(stored.min_index);
            missing(&slice.ranges, read, first)
        }),
        _ => None,
    };
    slice.unread = unread.map(|unread| unread.position.mid);
    Ok(Opened {
        cid,
        slice,
        missing,
    })
}

/// What is not known between the read position and the first unread message that is here.
fn missing(ranges: &[IndexRange], read: i64, first: i64) -> Option<Missing> {
    let known = |index: i64| {
        ranges
            .iter()
            .any(|range| range.lo <= index && index <= range.hi)
    };
    let lo = read.saturating_add(1);
    let hi = range::containing(ranges, first).map_or(first, |range| range.lo) - 1;
    let gap = Gap {
        lo,
        hi,
        bounded: true,
    };
    (lo <= hi && !known(lo)).then_some(Missing { read, gap })
}

/// The first message that is not read; none when all is.
fn first_unread(
    snapshot: &Snapshot<'_>,
    stored: &conversation::Stored,
) -> Result<Option<message::Stored>> {
    if stored.unread == 0 {
        return Ok(None);
    }
    let read = stored.read_index.max(stored.min_index);
    message::first_unread(snapshot, stored.cid, read)
}
