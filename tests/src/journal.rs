//! Everything our crates log while stories run, at the lowest level a person can switch on, looked at as it is written:
//! tokens, words and ids of people never appear in a log.

use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::world::{ALICE, BOB, CAROL};

/// Shorter words may stand in a log by chance.
const SHORTEST: usize = 10;
/// Lines that hold a secret are kept up to this many; one is enough to fail.
const KEPT: usize = 20;

static JOURNAL: LazyLock<Journal> = LazyLock::new(Journal::default);

/// What must not be written, and what was.
#[derive(Default)]
struct Journal {
    secrets: Mutex<BTreeSet<String>>,
    found: Mutex<Vec<String>>,
    lines: AtomicUsize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    fn read(&self, line: &str) {
        self.lines.fetch_add(1, Ordering::Relaxed);
        let person = [ALICE, BOB, CAROL].iter().any(|id| names(line, *id));
        let secret = || {
            lock(&self.secrets)
                .iter()
                .any(|secret| line.contains(secret))
        };
        if person || secret() {
            let mut found = lock(&self.found);
            if found.len() < KEPT {
                found.push(line.to_owned());
            }
        }
    }
}

/// Whether the number of a person stands in a line. The type of a text message is the same number as Alice's: a field
/// that says it is a type is not meant.
fn names(line: &str, person: i64) -> bool {
    let number = person.to_string();
    line.match_indices(&number).any(|(at, _)| {
        let (before, rest) = line.split_at(at);
        let after = rest.strip_prefix(&number).unwrap_or_default();
        !before.ends_with(|c: char| c.is_ascii_digit())
            && !after.starts_with(|c: char| c.is_ascii_digit())
            && !before.ends_with("kind=")
    })
}

/// Begins to listen; nothing happens when it has begun already. What is written is what the shell writes when it is
/// switched to its lowest level, and the server beside it.
pub fn begin() {
    let targets = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("linnet_core", LevelFilter::DEBUG)
        .with_target("linnet_server", LevelFilter::DEBUG);
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(Reader);
    // The first world of a process listens for all others.
    drop(
        tracing_subscriber::registry()
            .with(targets)
            .with(lines)
            .try_init(),
    );
}

/// This must not be written from now on.
pub fn secret(text: &str) {
    if text.len() >= SHORTEST {
        lock(&JOURNAL.secrets).insert(text.to_owned());
    }
}

/// How many lines there were.
pub fn lines() -> usize {
    JOURNAL.lines.load(Ordering::Relaxed)
}

/// Lines that hold what they must not.
pub fn found() -> Vec<String> {
    lock(&JOURNAL.found).clone()
}

/// The writer the log has in tests.
#[derive(Debug, Clone, Copy)]
struct Reader;

impl io::Write for Reader {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        JOURNAL.read(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Reader {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_a_token_words_or_a_person_is_found() {
        for line in [
            "asked with token-77-of-alice",
            "not sent: \"meet me at seven\"",
            "conversation 0:1:10001:10009",
            "user=10017 came",
        ] {
            let journal = Journal::default();
            for secret in ["token-77-of-alice", "meet me at seven"] {
                lock(&journal.secrets).insert(secret.to_owned());
            }
            journal.read(line);
            assert_eq!(lock(&journal.found).as_slice(), [line]);
        }
        let journal = Journal::default();
        journal.read("an entry was skipped kind=10001 cursor=1763810001000 port=41000");
        assert!(lock(&journal.found).is_empty());
    }
}
