//! Files that come in parts are put together and summed up while their later parts are still on the way. What is
//! remembered here is a short cut and nothing else: without it (after a restart, when parts came in another order, when
//! there are too many uploads) the parts are read again when the last has come, see `upload.rs`, and the whole file when it
//! is committed.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linnet_proto::choices::PART_BYTES;
use tokio::task::JoinHandle;

use super::flushing::Flushing;
use super::store::Incoming;
use super::sums::{Summing, Sums};

/// Uploads that are remembered at a time; of older ones the parts are read again.
const MOST: usize = 16;

/// Files that are being put together, and the sums of those that were.
#[derive(Default)]
pub(super) struct Joinings {
    running: Mutex<VecDeque<(String, Arc<Joining>)>>,
    summed: Mutex<VecDeque<Summed>>,
}

/// A file that was put together: which one it is on the disk, and its sums. Nobody writes into it any more.
struct Summed {
    key: String,
    file: u64,
    sums: Sums,
}

/// A file that is being put together.
pub(super) struct Joining {
    /// The last part is being taken in.
    tail: tokio::sync::Mutex<Option<JoinHandle<()>>>,
    state: Mutex<Option<State>>,
}

struct State {
    incoming: Incoming,
    file: File,
    summing: Summing,
    flushing: Flushing,
    /// Checksums of the parts that are in it.
    parts: Vec<String>,
    /// The last of them is smaller than a part: nothing can follow.
    ended: bool,
}

/// A file whose parts are all in it.
pub(super) struct Joined {
    pub(super) incoming: Incoming,
    file: File,
    flushing: Flushing,
    pub(super) sums: Sums,
}

impl Joined {
    /// Makes it last. Blocks.
    ///
    /// # Errors
    /// The disk's.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        self.flushing.end()?;
        self.file.sync_all()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Which file it is on its disk; none where the system does not tell.
fn number_of(file: &File) -> Option<u64> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        file.metadata().ok().map(|facts| facts.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        None
    }
}

impl Joinings {
    /// Begins one for an upload in parts; `incoming` is where it is written.
    pub(super) fn begin(&self, upload: &str, incoming: Incoming) {
        let Ok(file) = File::create(incoming.path()) else {
            // The parts are written to the same disk, and say what is wrong with it.
            return;
        };
        let joining = Joining {
            tail: tokio::sync::Mutex::default(),
            state: Mutex::new(Some(State {
                incoming,
                file,
                summing: Summing::new(),
                flushing: Flushing::default(),
                parts: Vec::new(),
                ended: false,
            })),
        };
        let mut running = lock(&self.running);
        running.push_back((upload.to_owned(), Arc::new(joining)));
        if running.len() > MOST {
            running.pop_front();
        }
    }

    /// The one of this upload, if it is remembered.
    pub(super) fn of(&self, upload: &str) -> Option<Arc<Joining>> {
        let running = lock(&self.running);
        let found = running.iter().find(|(known, _)| known == upload);
        found.map(|(_, joining)| Arc::clone(joining))
    }

    /// It has ended, or is of no use.
    pub(super) fn forget(&self, upload: &str) {
        lock(&self.running).retain(|(known, _)| known != upload);
    }

    /// Remembers the sums of a file that lies under this key now.
    pub(super) fn remember(&self, key: &str, whole: &Path, sums: Sums) {
        let number = File::open(whole).ok().and_then(|file| number_of(&file));
        let Some(number) = number else { return };
        let mut summed = lock(&self.summed);
        summed.retain(|known| known.key != key);
        summed.push_back(Summed {
            key: key.to_owned(),
            file: number,
            sums,
        });
        if summed.len() > MOST {
            summed.pop_front();
        }
    }

    /// The sums of this file, if it is the one that was put together under this key. They are told once.
    pub(super) fn sums(&self, key: &str, file: &File) -> Option<Sums> {
        let mut summed = lock(&self.summed);
        let at = summed.iter().position(|known| known.key == key)?;
        let known = summed.remove(at)?;
        let length = file.metadata().ok()?.len();
        let same = number_of(file) == Some(known.file) && length == known.sums.bytes;
        same.then_some(known.sums)
    }
}

impl Joining {
    /// Takes a part in that came, beside what goes on; `part` is read from its beginning and changed by nobody. One that is
    /// not the next, or cannot be taken in, ends the joining.
    pub(super) async fn take(self: &Arc<Self>, number: u64, crc: String, part: File) {
        let mut tail = self.tail.lock().await;
        if let Some(before) = tail.take() {
            // One that panicked has left no state.
            before.await.ok();
        }
        let joining = Arc::clone(self);
        *tail = Some(tokio::task::spawn_blocking(move || {
            let mut state = lock(&joining.state);
            let Some(mut known) = state.take() else {
                return;
            };
            match known.take(number, crc, &part) {
                Ok(true) => *state = Some(known),
                Ok(false) => {}
                Err(error) => tracing::debug!(%error, "an upload is not put together as it comes"),
            }
        }));
    }

    /// The file, when it holds exactly these parts.
    pub(super) async fn finish(&self, parts: &[String]) -> Option<Joined> {
        if let Some(last) = self.tail.lock().await.take() {
            last.await.ok();
        }
        let state = lock(&self.state).take()?;
        let same = state.parts.len() == parts.len()
            && state
                .parts
                .iter()
                .zip(parts)
                .all(|(known, named)| known.eq_ignore_ascii_case(named));
        same.then(|| Joined {
            incoming: state.incoming,
            file: state.file,
            flushing: state.flushing,
            sums: state.summing.finish(),
        })
    }
}

impl State {
    /// Whether the part is in it now. The same part again is.
    fn take(&mut self, number: u64, crc: String, part: &File) -> io::Result<bool> {
        let taken = self.parts.len() as u64;
        if let Some(at) = number.checked_sub(1)
            && let Some(known) = usize::try_from(at).ok().and_then(|at| self.parts.get(at))
        {
            return Ok(*known == crc);
        }
        if number != taken + 1 || self.ended {
            return Ok(false);
        }
        let (file, flushing) = (&mut self.file, &mut self.flushing);
        let length = self.summing.read(part, |piece| {
            file.write_all(piece)?;
            flushing.wrote(file, piece.len())
        })?;
        self.ended = length < PART_BYTES;
        self.parts.push(crc);
        Ok(true)
    }
}
