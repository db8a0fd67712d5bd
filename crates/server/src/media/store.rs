//! The folder of files:
//!
//! - `blobs/ab/<sha256>`: the bytes, once, under the hash of their content
//! - `objects/<key>`: what an object key stands for, as JSON
//! - `uploads/<key>/`: parts and the whole file until commit
//! - `variants/<sha256>-<name>`: smaller pictures; an empty file says that none can be made
//! - `incoming/`: files being written; everything else appears by rename, after it was synced
//!
//! All calls block; callers on the runtime go through `spawn_blocking`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::error::MediaError;
use super::sums::Sums;
use super::{SERVICE_ID, Stored, picture};
use crate::fail_points::fail_point;

/// What an object key stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) user: i64,
    pub(super) sha256: String,
    pub(super) md5: String,
    pub(super) bytes: u64,
    /// What was found in it; none for what was never looked at, because it need not be a picture.
    #[serde(flatten)]
    pub(super) picture: Option<picture::Facts>,
}

impl Record {
    /// Its type, as it is given out: what was not looked at is bytes, whatever its sender called it.
    pub(super) fn mime(&self) -> &'static str {
        self.picture
            .map_or("application/octet-stream", |picture| picture.kind.mime())
    }
}

pub(super) struct Store {
    root: PathBuf,
}

/// A file being written; gone again unless it was moved to its place.
pub(super) struct Incoming(PathBuf);

impl Incoming {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "an unfinished file stays behind until the next start");
        }
    }
}

/// The object key of a `StoreUri`, if it is one of ours.
pub(super) fn key_of_uri(uri: &str) -> Option<&str> {
    let key = uri.strip_prefix(SERVICE_ID)?.strip_prefix('/')?;
    is_key(key).then_some(key)
}

pub(super) fn uri_of_key(key: &str) -> String {
    format!("{SERVICE_ID}/{key}")
}

/// Keys become file names: 32 lower hex digits and nothing else.
pub(super) fn is_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

pub(super) fn new_key() -> String {
    Uuid::new_v4().simple().to_string()
}

impl Store {
    pub(super) fn open(folder: &Path) -> Result<Self, MediaError> {
        let incoming = folder.join("incoming");
        if incoming.exists() {
            fs::remove_dir_all(&incoming)?;
        }
        for name in ["blobs", "objects", "uploads", "variants", "incoming"] {
            fs::create_dir_all(folder.join(name))?;
        }
        Ok(Self {
            root: folder.to_owned(),
        })
    }

    /// Forgets uploads that nobody has touched for so long that their permission is over.
    pub(super) fn clear_stale(&self, age_ms: i64) -> Result<(), MediaError> {
        let age = Duration::from_millis(age_ms.unsigned_abs());
        for entry in fs::read_dir(self.root.join("uploads"))? {
            let entry = entry?;
            let touched = entry.metadata()?.modified()?;
            if SystemTime::now()
                .duration_since(touched)
                .is_ok_and(|since| since > age)
            {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    pub(super) fn incoming(&self) -> Incoming {
        Incoming(self.root.join("incoming").join(new_key()))
    }

    pub(super) fn upload_folder(&self, key: &str) -> PathBuf {
        self.root.join("uploads").join(key)
    }

    fn blob(&self, sha256: &str) -> PathBuf {
        let shard: String = sha256.chars().take(2).collect();
        self.root.join("blobs").join(shard).join(sha256)
    }

    pub(super) fn open_blob(&self, sha256: &str) -> Result<File, MediaError> {
        Ok(File::open(self.blob(sha256))?)
    }

    pub(super) fn variant(&self, sha256: &str, name: &str) -> PathBuf {
        self.root.join("variants").join(format!("{sha256}-{name}"))
    }

    /// All object keys.
    pub(super) fn keys(&self) -> Result<Vec<String>, MediaError> {
        let mut keys = Vec::new();
        for entry in fs::read_dir(self.root.join("objects"))? {
            keys.extend(
                entry?
                    .file_name()
                    .into_string()
                    .ok()
                    .filter(|key| is_key(key)),
            );
        }
        Ok(keys)
    }

    /// Deletes an object and bytes that no object has any more. Doing it again changes nothing.
    pub(super) fn delete(&self, key: Option<&str>, bytes: Option<&str>) -> Result<(), MediaError> {
        // The name first: a name without bytes would be an object that cannot be read.
        if let Some(key) = key {
            missing_is_fine(fs::remove_file(self.object(key)))?;
        }
        if let Some(sha256) = bytes {
            for variant in picture::Variant::SMALLER {
                missing_is_fine(fs::remove_file(self.variant(sha256, variant.name())))?;
            }
            missing_is_fine(fs::remove_file(self.blob(sha256)))?;
        }
        Ok(())
    }

    fn object(&self, key: &str) -> PathBuf {
        self.root.join("objects").join(key)
    }

    pub(super) fn record(&self, key: &str) -> Result<Record, MediaError> {
        match fs::read(self.object(key)) {
            Ok(text) => serde_json::from_slice(&text).map_err(|_| MediaError::NoSuchObject),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(MediaError::NoSuchObject),
            Err(error) => Err(error.into()),
        }
    }

    /// Moves a written and synced file to its place for good.
    pub(super) fn place(&self, incoming: &Incoming, path: &Path) -> Result<(), MediaError> {
        let folder = path.parent().ok_or(MediaError::NoSuchObject)?;
        fs::create_dir_all(folder)?;
        fail_point!("server file before rename");
        fs::rename(incoming.path(), path)?;
        fail_point!("server file after rename");
        File::open(folder)?.sync_all()?;
        if let Some(above) = folder.parent() {
            File::open(above)?.sync_all()?;
        }
        Ok(())
    }

    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> Result<(), MediaError> {
        let incoming = self.incoming();
        let mut file = File::create(incoming.path())?;
        file.write_all(bytes)?;
        file.sync_all()?;
        self.place(&incoming, path)
    }

    /// The uploaded file of a key, opened once: what is looked at, summed up and kept is this file, whatever is put under
    /// the key meanwhile. A second name, not a move: until the record is written the upload must be found again after a
    /// kill.
    pub(super) fn uploaded(&self, key: &str) -> Result<(Incoming, File), MediaError> {
        let whole = self.upload_folder(key).join("whole");
        let incoming = self.incoming();
        if let Err(error) = fs::hard_link(&whole, incoming.path()) {
            if error.kind() == io::ErrorKind::NotFound {
                return Err(MediaError::Incomplete);
            }
            // A file system without second names.
            fs::copy(&whole, incoming.path())?;
            File::open(incoming.path())?.sync_all()?;
        }
        let file = File::open(incoming.path())?;
        Ok((incoming, file))
    }

    /// Turns an uploaded file into an object, with the sums of that file. Doing it again changes nothing and succeeds. One
    /// at a time.
    pub(super) fn commit(
        &self,
        user: i64,
        key: &str,
        incoming: &Incoming,
        facts: Option<picture::Facts>,
        sums: Sums,
    ) -> Result<Record, MediaError> {
        match self.record(key) {
            Err(MediaError::NoSuchObject) => {}
            known => return known,
        }
        let blob = self.blob(&sums.sha256);
        if !blob.exists() {
            self.place(incoming, &blob)?;
        }
        fail_point!("server picture before record");
        let record = self.finish(user, key, facts, sums)?;
        fail_point!("server picture after record");
        fs::remove_dir_all(self.upload_folder(key))?;
        if let Err(error) = self.clear_stale(super::STALE_MS) {
            tracing::warn!(%error, "abandoned uploads stay until the next start");
        }
        Ok(record)
    }

    /// Stores bytes that came from nobody's upload, under the key that follows from them. One at a time.
    pub(super) fn put(
        &self,
        user: i64,
        key: &str,
        sums: Sums,
        bytes: &[u8],
    ) -> Result<Stored, MediaError> {
        let record = match self.record(key) {
            Err(MediaError::NoSuchObject) => {
                // Drawn by this program, so there is nothing to fear in it.
                let facts = picture::look(io::Cursor::new(bytes)).ok_or(MediaError::NotAPicture)?;
                self.write(&self.blob(&sums.sha256), bytes)?;
                self.finish(user, key, Some(facts.within_limits()?), sums)?
            }
            known => known?,
        };
        record.stored(key).ok_or(MediaError::NotAPicture)
    }

    fn finish(
        &self,
        user: i64,
        key: &str,
        facts: Option<picture::Facts>,
        sums: Sums,
    ) -> Result<Record, MediaError> {
        let record = Record {
            user,
            sha256: sums.sha256,
            md5: sums.md5,
            bytes: sums.bytes,
            picture: facts,
        };
        let text = serde_json::to_vec(&record).map_err(io::Error::other)?;
        self.write(&self.object(key), &text)?;
        Ok(record)
    }
}

fn missing_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Record {
    /// As a picture; none when it is not known to be one.
    fn stored(&self, key: &str) -> Option<Stored> {
        let facts = self.picture?;
        Some(Stored {
            uri: uri_of_key(key),
            mime: facts.kind.mime(),
            width: facts.width,
            height: facts.height,
            bytes: self.bytes,
            md5: self.md5.clone(),
        })
    }
}
