//! Answers of bots come in many pieces, each an entry of the inbox with all words up to now. A screen shows a few of them a
//! second: they wait here and are stored together, the newest of each message alone. The position of the inbox moves when
//! they are stored, so a stop in between loses nothing: they are pulled.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use super::apply::Entry;
use crate::model::bot;

/// Pieces are stored no more often than this, unless something else comes with them.
const PAUSE: Duration = Duration::from_millis(100);

/// Entries that wait; past it they are stored.
const MOST: usize = 256;

/// What was pushed and is not stored yet.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    held: Vec<Entry>,
    /// Position behind the last of them.
    reached: i64,
    /// When pieces were last stored.
    stored: Option<Instant>,
}

impl Pieces {
    /// Position behind what waits; none when nothing does.
    pub(super) fn cursor(&self) -> Option<i64> {
        (!self.held.is_empty()).then_some(self.reached)
    }

    /// Adds entries that follow.
    pub(super) fn hold(&mut self, entries: Vec<Entry>, reached: i64) {
        self.held.extend(entries);
        self.reached = reached;
    }

    /// Whether all of it are pieces, and others were stored a moment ago.
    pub(super) fn may_wait(&self, now: Instant) -> bool {
        let recent = self.stored.is_some_and(|stored| now < stored + PAUSE);
        recent && self.held.len() < MOST && self.held.iter().all(is_piece)
    }

    /// How long it waits from now on; none when nothing does.
    pub(super) fn wait(&self, now: Instant) -> Option<Duration> {
        self.cursor()?;
        Some(self.stored.map_or(Duration::ZERO, |stored| {
            (stored + PAUSE).saturating_duration_since(now)
        }))
    }

    /// What is to be stored, in its order, with the position behind it: of a message whose pieces follow each other the
    /// newest alone.
    pub(super) fn take(&mut self, now: Instant) -> Option<(Vec<Entry>, i64)> {
        let reached = self.cursor()?;
        let mut later = BTreeSet::new();
        let mut kept: Vec<Entry> = Vec::new();
        let mut pieces = false;
        for entry in std::mem::take(&mut self.held).into_iter().rev() {
            let piece = is_piece(&entry);
            pieces |= piece;
            let is_newest = later.insert(entry.incoming.server_id);
            if !piece || is_newest {
                kept.push(entry);
            }
        }
        kept.reverse();
        if pieces {
            self.stored = Some(now);
        }
        Some((kept, reached))
    }
}

fn is_piece(entry: &Entry) -> bool {
    let incoming = &entry.incoming;
    !incoming.is_command() && bot::is_piece(&incoming.ext, incoming.version)
}

#[cfg(test)]
mod tests {
    use linnet_proto::choices;

    use super::*;
    use crate::store::tests::from_bob;

    fn piece(index: i64, version: i64, stream: &str) -> Entry {
        let mut incoming = from_bob(index, &format!("words {version}"));
        incoming.version = version;
        incoming
            .ext
            .insert(choices::EXT_STREAM.to_owned(), stream.to_owned());
        Entry::from(incoming)
    }

    fn taken(pieces: &mut Pieces, now: Instant) -> Vec<(i64, i64)> {
        let (entries, _) = pieces.take(now).unwrap();
        let told = entries.iter();
        told.map(|entry| (entry.incoming.index, entry.incoming.version))
            .collect()
    }

    #[test]
    fn a_hundred_pieces_are_stored_once_in_a_tenth_of_a_second_and_the_end_at_once() {
        let began = Instant::now();
        let mut pieces = Pieces::default();
        let mut writes = 0;
        // A piece every 10 ms, for a second.
        for version in 2..102_i64 {
            let now = began + Duration::from_millis(10 * version.unsigned_abs() - 20);
            if pieces.wait(now) == Some(Duration::ZERO) {
                pieces.take(now);
                writes += 1;
            }
            pieces.hold(vec![piece(1, version, "on")], version);
            if !pieces.may_wait(now) {
                pieces.take(now);
                writes += 1;
            }
        }
        assert!((9..=11).contains(&writes), "{writes}");
        let now = began + Duration::from_secs(1);
        pieces.hold(vec![piece(1, 102, "done")], 102);
        assert!(!pieces.may_wait(now));
        assert_eq!(taken(&mut pieces, now).last(), Some(&(1, 102)));
        assert_eq!(pieces.wait(now), None);
    }

    #[test]
    fn two_answers_keep_their_newest_pieces_and_what_else_came_its_order() {
        let now = Instant::now();
        let mut pieces = Pieces::default();
        pieces.hold(vec![piece(1, 1, "on"), piece(1, 2, "on")], 12);
        assert!(!pieces.may_wait(now), "the first is news");
        assert_eq!(taken(&mut pieces, now), [(1, 1), (1, 2)]);
        pieces.hold(vec![piece(1, 3, "on"), piece(2, 3, "on")], 14);
        pieces.hold(vec![piece(1, 4, "on")], 15);
        assert!(pieces.may_wait(now) && pieces.cursor() == Some(15));
        pieces.hold(vec![Entry::from(from_bob(3, "hello"))], 16);
        assert!(!pieces.may_wait(now));
        assert_eq!(taken(&mut pieces, now), [(2, 3), (1, 4), (3, 1)]);
    }

    #[test]
    fn no_more_waits_than_there_is_room_for() {
        let now = Instant::now();
        let mut pieces = Pieces {
            stored: Some(now),
            ..Pieces::default()
        };
        for version in 2..1_000 {
            pieces.hold(vec![piece(1, version, "on")], version);
            if !pieces.may_wait(now) {
                assert_eq!(version, 257);
                return;
            }
        }
        panic!("everything waits");
    }
}
