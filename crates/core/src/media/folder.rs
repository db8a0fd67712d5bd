//! Files that are not at the server yet, named by their content. What is accepted here survives a power
//! cut: the file and its folder are synced before [`Folder::finish`] answers. Nothing here is ever evicted; the outbox
//! releases a file when the last message that needs it is sent or given up.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::digest::{self, Sums};
use super::flushing::Flushing;
use crate::error::Result;
use crate::fail_points::fail_point;

/// The folder `media/own` of an account.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    own: PathBuf,
    tmp: PathBuf,
}

impl Folder {
    /// Opens it, making what is missing and removing what an interrupted copy left.
    pub fn open(media: &Path) -> Result<Self> {
        let folder = Self {
            own: media.join("own"),
            tmp: media.join("tmp"),
        };
        match fs::remove_dir_all(&folder.tmp) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        private_dir(&folder.own)?;
        private_dir(&folder.tmp)?;
        sync_dir(media)?;
        Ok(folder)
    }

    /// Where files are written before they get their name.
    pub fn tmp(&self) -> &Path {
        &self.tmp
    }

    /// The file of that name, which is the SHA-256 of its content.
    pub fn path(&self, sha256: &str) -> Option<PathBuf> {
        let path = self.own.join(checked(sha256)?);
        path.is_file().then_some(path)
    }

    /// Begins to keep a file, which is never whole in memory.
    pub fn begin(&self) -> Result<Keeping> {
        let temporary = Temporary(self.tmp.join(uuid::Uuid::new_v4().simple().to_string()));
        Ok(Keeping {
            file: create_private(&temporary.0)?,
            temporary,
            sums: Sums::new(),
            flushing: Flushing::default(),
        })
    }

    /// Keeps what was begun under its SHA-256, durable when it answers.
    pub fn finish(&self, keeping: Keeping) -> Result<Kept> {
        let Keeping {
            file,
            temporary,
            sums,
            mut flushing,
        } = keeping;
        flushing.end()?;
        file.sync_all()?;
        drop(file);
        let digest::Summed {
            sha256: name,
            md5,
            parts,
            bytes,
        } = sums.finish();
        let target = self.own.join(&name);
        fail_point!("core file before rename");
        if !target.is_file() {
            fs::rename(&temporary.0, &target)?;
        }
        fail_point!("core file after rename");
        // Also for a file that was there: its writer may have been stopped between the rename and this.
        sync_dir(&self.own)?;
        Ok(Kept {
            name,
            md5,
            parts,
            bytes,
        })
    }

    /// Lets a file go.
    pub fn release(&self, sha256: &str) -> Result<()> {
        let Some(name) = checked(sha256) else {
            return Ok(());
        };
        match fs::remove_file(self.own.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Names of all files, for the outbox to find those that nothing needs any more.
    pub fn names(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.own)? {
            if let Ok(name) = entry?.file_name().into_string()
                && checked(&name).is_some()
            {
                names.push(name);
            }
        }
        Ok(names)
    }
}

/// A file that is being kept, as its bytes come. Dropped before [`Folder::finish`], nothing of it stays.
pub(super) struct Keeping {
    file: File,
    temporary: Temporary,
    sums: Sums,
    flushing: Flushing,
}

impl Keeping {
    /// The next of its bytes.
    pub fn write(&mut self, chunk: &[u8]) -> Result<()> {
        self.file.write_all(chunk)?;
        self.flushing.wrote(&self.file, chunk.len())?;
        self.sums.update(chunk);
        Ok(())
    }

    /// How many it has.
    pub fn bytes(&self) -> u64 {
        self.sums.bytes()
    }

    /// SHA-256 of what it has: its name, when nothing more comes.
    #[cfg(feature = "multimedia")]
    pub fn sha256(&self) -> String {
        self.sums.sha256()
    }

    /// Where it lies until it is kept or dropped.
    #[cfg(feature = "multimedia")]
    pub fn path(&self) -> &Path {
        &self.temporary.0
    }
}

/// A file that is kept.
pub(super) struct Kept {
    /// Its name: the SHA-256 of its bytes.
    pub name: String,
    /// MD5 of its bytes, lower hex.
    pub md5: String,
    /// CRC-32 of each part as it is uploaded, lower hex.
    pub parts: Vec<String>,
    /// How many it has.
    pub bytes: u64,
}

/// The name of a file that is being written; gone again unless it was moved to its place.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // When it cannot go now, the next start removes it.
        drop(fs::remove_file(&self.0));
    }
}

/// A new file that only this user of the computer can read.
pub(super) fn create_private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A name that cannot lead anywhere else.
fn checked(sha256: &str) -> Option<&str> {
    let plain = sha256.len() == 64
        && sha256
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    plain.then_some(sha256)
}

/// A folder that only this user of the computer can look into.
pub(super) fn private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Writes beside and renames: the target is there whole or not at all. Nothing is synced: it is of what can be had again.
pub(super) fn write_atomically(tmp: &Path, target: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = Temporary(tmp.join(uuid::Uuid::new_v4().simple().to_string()));
    let mut file = create_private(&temporary.0)?;
    file.write_all(bytes)?;
    drop(file);
    fail_point!("core file before rename");
    fs::rename(&temporary.0, target)?;
    fail_point!("core file after rename");
    Ok(())
}

/// Makes a rename last.
pub(super) fn sync_dir(path: &Path) -> io::Result<()> {
    // Windows cannot open a folder for this and needs no such step.
    if cfg!(unix) {
        File::open(path)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_by_its_content_after_a_restart() {
        let dir = tempfile::tempdir().unwrap();
        let media = dir.path().join("media");
        let folder = Folder::open(&media).unwrap();
        let keep = || {
            let mut keeping = folder.begin().unwrap();
            keeping.write(b"a ").unwrap();
            keeping.write(b"picture").unwrap();
            folder.finish(keeping).unwrap().name
        };
        let name = keep();
        assert_eq!(keep(), name);
        std::fs::write(folder.tmp().join("half"), b"a pic").unwrap();

        let folder = Folder::open(&media).unwrap();
        assert_eq!(
            std::fs::read(folder.path(&name).unwrap()).unwrap(),
            b"a picture"
        );
        assert_eq!(folder.names().unwrap(), std::slice::from_ref(&name));
        assert_eq!(std::fs::read_dir(folder.tmp()).unwrap().count(), 0);
        folder.release(&name).unwrap();
        assert_eq!(folder.path(&name), None);
        folder.release(&name).unwrap();
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        std::fs::write(dir.path().join("secret"), b"x").unwrap();
        assert_eq!(folder.path("../secret"), None);
        assert_eq!(folder.path(&"A".repeat(64)), None);
        folder.release("../secret").unwrap();
        assert!(dir.path().join("secret").exists());
    }
}
