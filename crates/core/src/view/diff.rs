//! The shortest honest way from one list to another, as diffs by row id.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::row::Diff;

/// Rows that leave at the start are looked for up to here; more are found by the tables.
const LEAVING: usize = 16;

/// Diffs that turn `old` into `new`. Rows are known by `id`; ids are unique in each list. A row that keeps its place
/// among the others is set, a row that moves is removed and inserted.
pub fn between<'a, T, K>(old: &'a [T], new: &'a [T], id: impl Fn(&'a T) -> K) -> Vec<Diff<T>>
where
    T: Clone + PartialEq,
    K: Eq + Hash,
{
    // A full window lets its first row go when one comes at its end: without it the rest is equal again.
    let gone = leaving(old, new, &id);
    let mut diffs = match gone {
        0 => Vec::new(),
        count => vec![Diff::Remove { at: 0, count }],
    };
    let old = old.get(gone..).unwrap_or_default();
    // Most changes touch one place: what is equal around it needs no tables.
    let same = old
        .iter()
        .zip(new)
        .take_while(|(old, new)| old == new)
        .count();
    let (old, new) = (
        old.get(same..).unwrap_or_default(),
        new.get(same..).unwrap_or_default(),
    );
    let tail = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let old = old.get(..old.len() - tail).unwrap_or_default();
    let new = new.get(..new.len() - tail).unwrap_or_default();
    diffs.extend(middle(old, new, id).into_iter().map(|mut diff| {
        match &mut diff {
            Diff::Insert { at, .. } | Diff::Set { at, .. } | Diff::Remove { at, .. } => *at += same,
            Diff::Reset { .. } => {}
        }
        diff
    }));
    diffs
}

/// How many rows at the start of `old` are in `new` no more, when they are few and `new` goes on behind them.
fn leaving<'a, T, K: Eq>(old: &'a [T], new: &'a [T], id: &impl Fn(&'a T) -> K) -> usize {
    let Some(first) = new.first().map(id) else {
        return 0;
    };
    let count = old
        .iter()
        .take(LEAVING + 1)
        .take_while(|row| id(row) != first)
        .count();
    let goes_on = count < old.len() && count <= LEAVING;
    let stays = |row| {
        let known = id(row);
        new.iter().any(|other| id(other) == known)
    };
    if goes_on && !old.iter().take(count).any(stays) {
        count
    } else {
        0
    }
}

fn middle<'a, T, K>(old: &'a [T], new: &'a [T], id: impl Fn(&'a T) -> K) -> Vec<Diff<T>>
where
    T: Clone + PartialEq,
    K: Eq + Hash,
{
    let places: HashMap<K, usize> = new
        .iter()
        .enumerate()
        .map(|(at, row)| (id(row), at))
        .collect();
    let kept = stay(old, &places, &id);
    let mut diffs = Vec::new();
    // Take away, from the end so that positions hold.
    let mut end = old.len();
    while end > 0 {
        let mut start = end;
        while start > 0 && !kept.contains(&(start - 1)) {
            start -= 1;
        }
        if start < end {
            diffs.push(Diff::Remove {
                at: start,
                count: end - start,
            });
            end = start;
        } else {
            end -= 1;
        }
    }
    // What is left stands in the new order: change it, and put the others between.
    let mut left = old
        .iter()
        .enumerate()
        .filter(|(at, _)| kept.contains(at))
        .map(|(_, row)| row)
        .peekable();
    let mut at = 0;
    while let Some(row) = new.get(at) {
        match left.peek() {
            Some(known) if id(known) == id(row) => {
                if *known != row {
                    diffs.push(Diff::Set {
                        at,
                        row: row.clone(),
                    });
                }
                left.next();
                at += 1;
            }
            waiting => {
                let until = waiting.map(|known| id(known));
                let rows: Vec<T> = new
                    .iter()
                    .skip(at)
                    .take_while(|row| until.as_ref() != Some(&id(row)))
                    .cloned()
                    .collect();
                let count = rows.len();
                diffs.push(Diff::Insert { at, rows });
                at += count;
            }
        }
    }
    diffs
}

/// Positions of the old rows that stay: those whose new places rise, chosen so that as many as possible do.
fn stay<'a, T, K: Eq + Hash>(
    old: &'a [T],
    places: &HashMap<K, usize>,
    id: &impl Fn(&'a T) -> K,
) -> HashSet<usize> {
    // Longest rising subsequence; lists here have a few hundred rows.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: HashMap<usize, Option<usize>> = HashMap::new();
    for (at, row) in old.iter().enumerate() {
        let Some(&place) = places.get(&id(row)) else {
            continue;
        };
        let length = ends.partition_point(|(end, _)| *end < place);
        let previous = length
            .checked_sub(1)
            .and_then(|last| ends.get(last))
            .map(|(_, at)| *at);
        before.insert(at, previous);
        match ends.get_mut(length) {
            Some(end) => *end = (place, at),
            None => ends.push((place, at)),
        }
    }
    let mut kept = HashSet::new();
    let mut next = ends.last().map(|(_, at)| *at);
    while let Some(at) = next {
        kept.insert(at);
        next = before.get(&at).copied().flatten();
    }
    kept
}

/// Applies diffs as the page does.
#[cfg(test)]
pub fn apply<T: Clone>(rows: &mut Vec<T>, diffs: &[Diff<T>]) {
    for diff in diffs {
        match diff {
            Diff::Reset { rows: all } => *rows = all.clone(),
            Diff::Insert { at, rows: new } => {
                rows.splice(*at..*at, new.iter().cloned());
            }
            Diff::Set { at, row } => rows[*at] = row.clone(),
            Diff::Remove { at, count } => {
                rows.drain(*at..*at + *count);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn diffs(old: &[(u8, u8)], new: &[(u8, u8)]) -> Vec<Diff<(u8, u8)>> {
        between(old, new, |row| row.0)
    }

    #[test]
    fn a_message_that_gets_its_tick_is_one_set() {
        assert_eq!(
            diffs(&[(1, 0), (2, 0)], &[(1, 0), (2, 1)]),
            [Diff::Set { at: 1, row: (2, 1) }]
        );
    }

    #[test]
    fn older_messages_are_one_insert() {
        assert_eq!(
            diffs(&[(5, 0)], &[(3, 0), (4, 0), (5, 0)]),
            [Diff::Insert {
                at: 0,
                rows: vec![(3, 0), (4, 0)]
            }]
        );
    }

    #[test]
    fn a_full_window_that_goes_on_lets_one_go_and_takes_one() {
        assert_eq!(
            diffs(&[(1, 0), (2, 0), (3, 0)], &[(2, 0), (3, 1), (4, 0)]),
            [
                Diff::Remove { at: 0, count: 1 },
                Diff::Set { at: 1, row: (3, 1) },
                Diff::Insert {
                    at: 2,
                    rows: vec![(4, 0)]
                }
            ]
        );
    }

    #[test]
    fn a_conversation_that_moves_up_is_taken_and_put() {
        assert_eq!(
            diffs(&[(1, 0), (2, 0), (3, 0)], &[(3, 1), (1, 0), (2, 0)]),
            [
                Diff::Remove { at: 2, count: 1 },
                Diff::Insert {
                    at: 0,
                    rows: vec![(3, 1)]
                }
            ]
        );
    }

    proptest! {
        #[test]
        fn the_diffs_lead_from_any_list_to_any_list(
            old in proptest::collection::btree_map(0_u8..30, 0_u8..3, 0..20),
            new in proptest::collection::btree_map(0_u8..30, 0_u8..3, 0..20),
            seed in any::<u64>()
        ) {
            let old: Vec<_> = old.into_iter().collect();
            let mut new: Vec<_> = new.into_iter().collect();
            new.sort_by_key(|(id, _)| seed.rotate_left(u32::from(*id)) ^ u64::from(*id) << 3);
            let mut rows = old.clone();
            apply(&mut rows, &diffs(&old, &new));
            prop_assert_eq!(rows, new);
        }
    }
}
