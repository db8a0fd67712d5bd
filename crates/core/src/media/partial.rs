//! Downloads of originals, as they come: what was cut off, paused or killed lies here and goes on from where it was.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use md5::{Digest as _, Md5};

use super::cache::file_name;
use super::folder::private_dir;
use super::variant::Variant;
use crate::error::{MediaError, Result};
use crate::model::MediaId;

/// What nobody went on with for so long goes.
const AGE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The folder `media/partial` of an account.
#[derive(Debug, Clone)]
pub(super) struct Partials {
    dir: PathBuf,
}

/// A download that is not whole.
pub(super) struct Partial {
    path: PathBuf,
    file: File,
    md5: Md5,
    bytes: u64,
}

impl Partials {
    /// Opens the folder and removes what is old.
    pub fn open(media: &Path) -> Result<Self> {
        let dir = media.join("partial");
        private_dir(&dir)?;
        let now = SystemTime::now();
        for entry in fs::read_dir(&dir)? {
            let entry = entry?;
            let used = entry.metadata()?.modified()?;
            if now.duration_since(used).is_ok_and(|age| age > AGE) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { dir })
    }

    fn path(&self, media: &MediaId) -> Option<PathBuf> {
        Some(self.dir.join(file_name(media, Variant::Original)?))
    }

    /// Bytes that are there of a file.
    pub fn bytes(&self, media: &MediaId) -> u64 {
        let facts = self.path(media).and_then(|path| fs::metadata(path).ok());
        facts.map_or(0, |facts| facts.len())
    }

    /// Begins a download, or goes on with one. What is there is read once, for its sum. Blocks.
    pub fn begin(&self, media: &MediaId) -> Result<Partial> {
        let path = self.path(media).ok_or(MediaError::Gone)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path)?;
        let (mut md5, mut bytes) = (Md5::new(), 0);
        let mut chunk = vec![0; 256 * 1024];
        loop {
            let read = match file.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            match chunk.get(..read) {
                Some(chunk) if !chunk.is_empty() => md5.update(chunk),
                _ => break,
            }
            bytes += read as u64;
        }
        Ok(Partial {
            path,
            file,
            md5,
            bytes,
        })
    }

    /// Nothing of it is wanted any more.
    pub fn remove(&self, media: &MediaId) -> Result<()> {
        match self.path(media).map(fs::remove_file) {
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

impl Partial {
    /// Bytes that are there.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next ones. Blocks.
    pub fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.file.write_all(chunk)?;
        self.md5.update(chunk);
        self.bytes += chunk.len() as u64;
        Ok(())
    }

    /// What is there is not the beginning of the file. Blocks.
    pub fn restart(&mut self) -> Result<()> {
        self.file.set_len(0)?;
        self.md5 = Md5::new();
        self.bytes = 0;
        Ok(())
    }

    /// It is whole: where it lies, and its MD5, lower hex.
    pub fn finish(self) -> (PathBuf, String) {
        (self.path, hex::encode(self.md5.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_goes_on_after_a_restart_and_old_ones_go() {
        let dir = tempfile::tempdir().unwrap();
        let (media, old) = (MediaId("a".repeat(64)), MediaId("b".repeat(64)));
        let partials = Partials::open(dir.path()).unwrap();
        partials
            .begin(&media)
            .unwrap()
            .write(b"the first ")
            .unwrap();
        let abandoned = partials.begin(&old).unwrap();
        abandoned
            .file
            .set_modified(SystemTime::now() - AGE * 2)
            .unwrap();
        drop(abandoned);

        let partials = Partials::open(dir.path()).unwrap();
        assert_eq!((partials.bytes(&media), partials.bytes(&old)), (10, 0));
        assert_eq!(fs::read_dir(dir.path().join("partial")).unwrap().count(), 1);
        let mut partial = partials.begin(&media).unwrap();
        partial.write(b"and the second").unwrap();
        let (path, md5) = partial.finish();
        assert_eq!(fs::read(path).unwrap(), b"the first and the second");
        assert_eq!(md5, hex::encode(Md5::digest(b"the first and the second")));
        partials.remove(&media).unwrap();
        partials.remove(&media).unwrap();
        assert_eq!(partials.bytes(&media), 0);
    }
}
