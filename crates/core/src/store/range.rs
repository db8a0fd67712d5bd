//! Which parts of a history are complete, as a set of index ranges. Never a count: indexes need not be consecutive.

use rusqlite::{Connection, params};

use super::change::{Change, Cid};
use super::{Snapshot, Tx};
use crate::error::Result;

/// "Everything from `lo` to `hi`, both included, has been fetched", or is gone at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexRange {
    /// First index.
    pub lo: i64,
    /// Last index.
    pub hi: i64,
    /// The server does not keep it any more.
    pub gone: bool,
}

/// All ranges of a conversation, in order.
pub fn list(snapshot: &Snapshot<'_>, conversation: Cid) -> Result<Vec<IndexRange>> {
    all(snapshot.connection(), conversation)
}

/// Conversations of the server of whose history something is missing that nobody has cleared, at most so many; those with
/// something new first. As with the gaps of one, what is gone at the server is not missing.
pub fn incomplete(snapshot: &Snapshot<'_>, most: usize) -> Result<Vec<Cid>> {
    // Ranges never overlap: where one begins above the floor and none ends right below it, there is a hole.
    let mut statement = snapshot.connection().prepare_cached(
        "SELECT c.id FROM conversation c
         WHERE c.short_id <> 0
           AND (NOT EXISTS (SELECT 1 FROM index_range r WHERE r.conversation = c.id)
                OR EXISTS (SELECT 1 FROM index_range r
                           WHERE r.conversation = c.id AND r.lo > c.min_index + 1
                             AND NOT EXISTS (SELECT 1 FROM index_range below
                                             WHERE below.conversation = c.id AND below.hi = r.lo - 1)))
         ORDER BY c.sort_time DESC, c.id DESC LIMIT ?1",
    )?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = statement.query_map([most], |row| Ok(Cid(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn all(connection: &Connection, conversation: Cid) -> Result<Vec<IndexRange>> {
    let mut statement = connection.prepare_cached(
        "SELECT lo, hi, gone FROM index_range WHERE conversation = ?1 ORDER BY lo",
    )?;
    let rows = statement.query_map([conversation.0], |row| {
        Ok(IndexRange {
            lo: row.get(0)?,
            hi: row.get(1)?,
            gone: row.get(2)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Highest index known to be complete; none when nothing is.
pub fn tail(tx: &Tx<'_>, conversation: Cid) -> Result<Option<i64>> {
    Ok(tx
        .connection()
        .prepare_cached("SELECT max(hi) FROM index_range WHERE conversation = ?1 AND gone = 0")?
        .query_row([conversation.0], |row| row.get(0))?)
}

/// Lowest index known to be complete; none when nothing is.
pub fn lowest(tx: &Tx<'_>, conversation: Cid) -> Result<Option<i64>> {
    Ok(tx
        .connection()
        .prepare_cached("SELECT min(lo) FROM index_range WHERE conversation = ?1 AND gone = 0")?
        .query_row([conversation.0], |row| row.get(0))?)
}

/// Notes that `lo..=hi` is complete (or gone) and joins it with its neighbours. What is complete is never made gone.
pub fn add(tx: &mut Tx<'_>, conversation: Cid, range: IndexRange) -> Result<()> {
    if range.lo > range.hi {
        return Ok(());
    }
    let old = all(tx.connection(), conversation)?;
    let new = join(&old, range);
    if new == old {
        return Ok(());
    }
    let connection = tx.connection();
    for range in old.iter().filter(|range| !new.contains(range)) {
        connection
            .prepare_cached("DELETE FROM index_range WHERE conversation = ?1 AND lo = ?2")?
            .execute(params![conversation.0, range.lo])?;
    }
    for range in new.iter().filter(|range| !old.contains(range)) {
        connection
            .prepare_cached(
                "INSERT INTO index_range (conversation, lo, hi, gone) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![conversation.0, range.lo, range.hi, range.gone])?;
    }
    tx.change(Change::Gaps { conversation });
    // The unread count rests on them.
    tx.touch(conversation);
    Ok(())
}

/// Claims nothing any more of what stands at or below `index`: it is to be asked for again.
pub(super) fn forget_up_to(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    let old = all(tx.connection(), conversation)?;
    let forgotten = IndexRange {
        lo: 0,
        hi: index,
        gone: false,
    };
    tx.connection()
        .prepare_cached("DELETE FROM index_range WHERE conversation = ?1 AND lo <= ?2")?
        .execute([conversation.0, index])?;
    for kept in old
        .into_iter()
        .filter(|range| range.lo <= index)
        .flat_map(|range| without(range, forgotten))
    {
        add(tx, conversation, kept)?;
    }
    tx.change(Change::Gaps { conversation });
    tx.touch(conversation);
    Ok(())
}

/// The set with one more range: ordered, nothing overlaps, nothing of one kind touches.
fn join(old: &[IndexRange], add: IndexRange) -> Vec<IndexRange> {
    let (winners, losers): (Vec<_>, Vec<_>) = if add.gone {
        (old.iter().copied().filter(|range| !range.gone).collect(), {
            let mut gone: Vec<_> = old.iter().copied().filter(|range| range.gone).collect();
            gone.push(add);
            gone
        })
    } else {
        let mut complete: Vec<_> = old.iter().copied().filter(|range| !range.gone).collect();
        complete.push(add);
        (
            complete,
            old.iter().copied().filter(|range| range.gone).collect(),
        )
    };
    let winners = union(winners);
    let mut left = losers;
    for winner in &winners {
        left = left
            .into_iter()
            .flat_map(|range| without(range, *winner))
            .collect();
    }
    let mut all = union(left);
    all.extend(winners);
    all.sort_by_key(|range| range.lo);
    all
}

fn union(mut ranges: Vec<IndexRange>) -> Vec<IndexRange> {
    ranges.sort_by_key(|range| range.lo);
    let mut joined: Vec<IndexRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.lo <= last.hi.saturating_add(1) => last.hi = last.hi.max(range.hi),
            _ => joined.push(range),
        }
    }
    joined
}

/// What is left of `range` when `taken` is taken out of it.
fn without(range: IndexRange, taken: IndexRange) -> Vec<IndexRange> {
    if taken.hi < range.lo || range.hi < taken.lo {
        return vec![range];
    }
    let mut left = Vec::new();
    if range.lo < taken.lo {
        left.push(IndexRange {
            hi: taken.lo - 1,
            ..range
        });
    }
    if range.hi > taken.hi {
        left.push(IndexRange {
            lo: taken.hi + 1,
            ..range
        });
    }
    left
}

/// Whether `index` lies in a complete range; its bounds when it does.
pub fn containing(ranges: &[IndexRange], index: i64) -> Option<IndexRange> {
    ranges
        .iter()
        .copied()
        .find(|range| !range.gone && range.lo <= index && index <= range.hi)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn complete(lo: i64, hi: i64) -> IndexRange {
        IndexRange {
            lo,
            hi,
            gone: false,
        }
    }

    fn gone(lo: i64, hi: i64) -> IndexRange {
        IndexRange { lo, hi, gone: true }
    }

    #[test]
    fn a_page_that_closes_a_gap_leaves_one_range() {
        assert_eq!(
            join(&[complete(1, 10), complete(21, 30)], complete(11, 20)),
            [complete(1, 30)]
        );
        assert_eq!(
            join(&[complete(1, 10), complete(21, 30)], complete(15, 20)),
            [complete(1, 10), complete(15, 30)]
        );
    }

    #[test]
    fn what_is_here_is_never_called_gone() {
        assert_eq!(
            join(&[complete(5, 8)], gone(1, 10)),
            [gone(1, 4), complete(5, 8), gone(9, 10)]
        );
        assert_eq!(
            join(&[gone(1, 10)], complete(5, 8)),
            [gone(1, 4), complete(5, 8), gone(9, 10)]
        );
    }

    proptest! {
        #[test]
        fn a_set_of_ranges_says_of_each_index_what_was_said_last_best(
            steps in proptest::collection::vec((0_i64..60, 0_i64..12, any::<bool>()), 0..20)
        ) {
            let mut set = Vec::new();
            let mut plain = [0_u8; 80];
            for (lo, length, gone) in steps {
                set = join(&set, IndexRange { lo, hi: lo + length, gone });
                for cell in &mut plain[lo as usize..=(lo + length) as usize] {
                    *cell = (*cell).max(if gone { 1 } else { 2 });
                }
            }
            for (index, cell) in (0_i64..).zip(plain) {
                let here = set.iter().find(|range| range.lo <= index && index <= range.hi);
                prop_assert_eq!(here.map_or(0, |range| if range.gone { 1 } else { 2 }), cell);
            }
            for (one, next) in set.iter().zip(set.iter().skip(1)) {
                prop_assert!(one.hi < next.lo);
                prop_assert!(one.gone != next.gone || one.hi + 1 < next.lo);
            }
        }
    }
}
