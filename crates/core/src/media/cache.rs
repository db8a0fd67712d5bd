//! Files that can be had again: previews, thumbnails, downloads, sent originals. Bounded: when it grows over its budget
//! the files that were not used for longest go, down to nine tenths of it.
//!
//! The age of a file is its modification time, touched when it is used. There is no index on disk that could disagree
//! with the folder; the one in memory is made from it at the start. A time that lies ahead was written before the clock
//! was set back: it counts as now, or such a file would be the last to go.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tracing::warn;

use super::folder::{private_dir, write_atomically};
use super::variant::Variant;
use crate::error::Result;
use crate::model::MediaId;

/// A file in use is not touched again within this, so that looking at pictures does not write to the disk.
const TOUCH: Duration = Duration::from_secs(60 * 60);

/// The folder `media/cache` of an account.
#[derive(Debug)]
pub(super) struct Cache {
    dir: PathBuf,
    tmp: PathBuf,
    /// Bytes. What a person has chosen may change while files come.
    budget: AtomicU64,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    files: HashMap<String, Entry>,
    bytes: u64,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    bytes: u64,
    used: SystemTime,
}

impl Cache {
    /// Opens the folder. `tmp` is a folder on the same disk for files that are being written.
    pub fn open(media: &Path, tmp: &Path, budget: u64) -> Result<Self> {
        let dir = media.join("cache");
        private_dir(&dir)?;
        let mut held = Held::default();
        let now = SystemTime::now();
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if let Ok(name) = entry.file_name().into_string()
                && metadata.is_file()
            {
                held.bytes += metadata.len();
                held.files.insert(
                    name,
                    Entry {
                        bytes: metadata.len(),
                        used: metadata
                            .modified()
                            .unwrap_or(SystemTime::UNIX_EPOCH)
                            .min(now),
                    },
                );
            }
        }
        let cache = Self {
            dir,
            tmp: tmp.to_owned(),
            budget: AtomicU64::new(budget),
            held: Mutex::new(held),
        };
        cache.make_room(&mut cache.held(), "");
        Ok(cache)
    }

    /// Where it lies, if it is there; counts as use.
    pub fn get(&self, media: &MediaId, variant: Variant) -> Option<PathBuf> {
        let name = file_name(media, variant)?;
        let path = self.dir.join(&name);
        let mut held = self.held();
        let entry = held.files.get_mut(&name)?;
        let now = SystemTime::now();
        if now
            .duration_since(entry.used)
            .map_or(true, |age| age > TOUCH)
        {
            entry.used = now;
            let touched = fs::File::options()
                .append(true)
                .open(&path)
                .and_then(|file| file.set_modified(now));
            if touched.is_err() {
                // Somebody emptied the folder under us.
                held.forget(&name);
                return None;
            }
        } else if !path.is_file() {
            held.forget(&name);
            return None;
        }
        Some(path)
    }

    /// Stores a file. Not synced: what is lost in a power cut is fetched again.
    pub fn put(&self, media: &MediaId, variant: Variant, bytes: &[u8]) -> Result<Option<PathBuf>> {
        let Some(name) = file_name(media, variant) else {
            return Ok(None);
        };
        let path = self.dir.join(&name);
        write_atomically(&self.tmp, &path, bytes)?;
        self.entered(name, bytes.len() as u64);
        Ok(Some(path))
    }

    /// Takes a file in that lies on the same disk. Not synced either.
    pub fn adopt(&self, from: &Path, media: &MediaId, variant: Variant) -> Result<Option<PathBuf>> {
        let Some(name) = file_name(media, variant) else {
            return Ok(None);
        };
        let path = self.dir.join(&name);
        let bytes = fs::metadata(from)?.len();
        fs::rename(from, &path)?;
        self.entered(name, bytes);
        Ok(Some(path))
    }

    /// Whether it is there, as far as is known without asking the disk. Does not count as use.
    pub fn has(&self, media: &MediaId, variant: Variant) -> bool {
        file_name(media, variant).is_some_and(|name| self.held().files.contains_key(&name))
    }

    /// Gives a file a second name, without a second copy on disk where the disk can do that.
    pub fn link(&self, from: &Path, media: &MediaId, variant: Variant) -> Result<()> {
        let Some(name) = file_name(media, variant) else {
            return Ok(());
        };
        let path = self.dir.join(&name);
        if path.exists() {
            return Ok(());
        }
        if fs::hard_link(from, &path).is_err() {
            fs::copy(from, &path)?;
        }
        let bytes = fs::metadata(&path)?.len();
        self.entered(name, bytes);
        Ok(())
    }

    /// Removes every variant, for a message that was recalled or deleted.
    pub fn remove(&self, media: &MediaId) -> Result<()> {
        for variant in Variant::ALL {
            self.remove_one(media, variant)?;
        }
        Ok(())
    }

    /// Removes one variant.
    pub fn remove_one(&self, media: &MediaId, variant: Variant) -> Result<()> {
        let Some(name) = file_name(media, variant) else {
            return Ok(());
        };
        self.held().forget(&name);
        match fs::remove_file(self.dir.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Bytes of one file in all its sizes.
    pub fn bytes_of(&self, media: &MediaId) -> u64 {
        let held = self.held();
        Variant::ALL
            .into_iter()
            .filter_map(|variant| held.files.get(&file_name(media, variant)?))
            .map(|entry| entry.bytes)
            .sum()
    }

    /// Holds so many bytes from now on: what is over them goes.
    pub fn set_budget(&self, bytes: u64) {
        self.budget.store(bytes, Ordering::Relaxed);
        self.make_room(&mut self.held(), "");
    }

    /// Bytes held now.
    pub fn bytes(&self) -> u64 {
        self.held().bytes
    }

    fn entered(&self, name: String, bytes: u64) {
        let mut held = self.held();
        held.forget(&name);
        held.bytes += bytes;
        held.files.insert(
            name.clone(),
            Entry {
                bytes,
                used: SystemTime::now(),
            },
        );
        self.make_room(&mut held, &name);
    }

    /// Evicts down to nine tenths of the budget, but never the file that just came.
    fn make_room(&self, held: &mut Held, newest: &str) {
        let budget = self.budget.load(Ordering::Relaxed);
        if held.bytes <= budget {
            return;
        }
        let goal = budget / 10 * 9;
        let now = SystemTime::now();
        let mut by_age: Vec<(SystemTime, String)> = held
            .files
            .iter()
            .filter(|(name, _)| name.as_str() != newest)
            .map(|(name, entry)| (entry.used.min(now), name.clone()))
            .collect();
        by_age.sort();
        for (_, name) in by_age {
            if held.bytes <= goal {
                break;
            }
            if let Err(error) = fs::remove_file(self.dir.join(&name))
                && error.kind() != std::io::ErrorKind::NotFound
            {
                warn!(%error, "a file of the picture cache cannot be removed");
                continue;
            }
            held.forget(&name);
        }
    }

    /// A thread that panicked while it held the lock left counts that are still right.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn forget(&mut self, name: &str) {
        if let Some(entry) = self.files.remove(name) {
            self.bytes = self.bytes.saturating_sub(entry.bytes);
        }
    }
}

/// A name that cannot lead anywhere else; none for an id that was not made here.
pub(super) fn file_name(media: &MediaId, variant: Variant) -> Option<String> {
    let text = media.as_str();
    let (prefix, digits) = match text.strip_prefix("u:") {
        Some(digits) => ("u-", digits),
        None => ("", text),
    };
    let plain = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    plain.then(|| format!("{prefix}{digits}.{}", variant.word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> MediaId {
        MediaId(format!("{n:064x}"))
    }

    fn cache(dir: &Path, budget: u64) -> Cache {
        let tmp = dir.join("tmp");
        private_dir(&tmp).unwrap();
        Cache::open(dir, &tmp, budget).unwrap()
    }

    #[test]
    fn the_least_recently_used_goes_when_the_budget_is_spent() {
        let dir = tempfile::tempdir().unwrap();
        let cache = cache(dir.path(), 1_000);
        for n in 1..=3 {
            cache.put(&id(n), Variant::Preview, &[n; 300]).unwrap();
            let age = SystemTime::now() - TOUCH * (10 - u32::from(n));
            cache
                .held()
                .files
                .values_mut()
                .filter(|entry| entry.used > age)
                .for_each(|entry| entry.used = age);
        }
        // The first is the oldest, and is used.
        assert!(cache.get(&id(1), Variant::Preview).is_some());
        cache.put(&id(4), Variant::Preview, &[4; 300]).unwrap();
        let there: Vec<bool> = (1..=4)
            .map(|n| cache.get(&id(n), Variant::Preview).is_some())
            .collect();
        assert_eq!(there, [true, false, true, true]);
        assert_eq!(cache.bytes(), 900);
    }

    #[test]
    fn a_file_used_before_the_clock_was_set_back_is_not_kept_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = cache(dir.path(), 1_000);
        first.put(&id(1), Variant::Preview, &[1; 300]).unwrap();
        let path = first.get(&id(1), Variant::Preview).unwrap();
        let ahead = SystemTime::now() + Duration::from_secs(8 * 60 * 60);
        fs::File::options()
            .append(true)
            .open(path)
            .unwrap()
            .set_modified(ahead)
            .unwrap();
        drop(first);
        let cache = cache(dir.path(), 1_000);
        for n in 2..=4 {
            cache.put(&id(n), Variant::Preview, &[n; 300]).unwrap();
        }
        let there: Vec<bool> = (1..=4)
            .map(|n| cache.get(&id(n), Variant::Preview).is_some())
            .collect();
        assert_eq!(there, [false, true, true, true]);
    }

    #[test]
    fn what_is_held_is_known_again_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let first = cache(dir.path(), 1_000);
        first.put(&id(1), Variant::Thumb, b"thumb").unwrap();
        first.put(&id(1), Variant::Original, b"original").unwrap();
        drop(first);
        let again = cache(dir.path(), 1_000);
        assert_eq!(again.bytes(), 13);
        assert!(again.get(&id(1), Variant::Original).is_some());
        again.remove(&id(1)).unwrap();
        assert_eq!(again.bytes(), 0);
        assert!(again.get(&id(1), Variant::Thumb).is_none());
    }

    #[test]
    fn a_file_that_somebody_removed_is_not_offered() {
        let dir = tempfile::tempdir().unwrap();
        let cache = cache(dir.path(), 1_000);
        let path = cache
            .put(&id(1), Variant::Thumb, b"thumb")
            .unwrap()
            .unwrap();
        fs::remove_file(path).unwrap();
        assert!(cache.get(&id(1), Variant::Thumb).is_none());
        assert_eq!(cache.bytes(), 0);
    }

    #[test]
    fn a_smaller_budget_counts_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let cache = cache(dir.path(), 10_000);
        for n in 1..=4 {
            cache.put(&id(n), Variant::Preview, &[n; 300]).unwrap();
            cache.put(&id(n), Variant::Thumb, &[n; 20]).unwrap();
        }
        assert_eq!(cache.bytes_of(&id(1)), 320);
        cache.set_budget(700);
        assert!(cache.bytes() <= 630, "{}", cache.bytes());
        cache.set_budget(10_000);
        cache.put(&id(9), Variant::Preview, &[9; 900]).unwrap();
        assert_eq!(cache.bytes_of(&id(9)), 900);
    }

    #[test]
    fn an_id_never_leads_out_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let cache = cache(dir.path(), 1_000);
        for bad in ["../../x", "u:../x", "", "u:"] {
            let put = cache.put(&MediaId(bad.to_owned()), Variant::Thumb, b"x");
            assert!(put.unwrap().is_none(), "{bad}");
        }
    }
}
