//! Where things lie. One data folder is one instance: locked while it runs, readable by its owner only.
//!
//! ```text
//! data folder/
//!   lock                  held while the instance runs
//!   instance.sock         where other starts find it
//!   settings.json         settings of this installation
//!   display.json          what the window needs to paint here, see webkit.rs
//!   window.json           size and place of the window
//!   logs/                 bounded number of files
//!   accounts/<id>/        one account: account.json, database, pictures, recovery copy of the key
//!   staged/               pictures pasted as pixels, until they are sent or discarded
//!   shown/                copies of pictures that a file manager was shown, until the next start
//!   page/                 WebKit's own folder
//! ```

use std::fs::{DirBuilder, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use linnet_core::model::AccountId;
use sha2::{Digest, Sha256};

/// The data folder.
#[derive(Debug, Clone)]
pub struct Folders {
    root: PathBuf,
}

impl Folders {
    /// The folder of [`root`]. Made when it is not there.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn open(root: &Path) -> io::Result<Self> {
        make_private(root)?;
        Ok(Self {
            root: root.canonicalize()?,
        })
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where other starts find the instance that has the folder.
    pub fn socket(&self) -> PathBuf {
        self.root.join("instance.sock")
    }

    /// Logs.
    pub fn logs(&self) -> PathBuf {
        self.root.join("logs")
    }

    /// All accounts.
    pub fn accounts(&self) -> PathBuf {
        self.root.join("accounts")
    }

    /// One account.
    pub fn account(&self, id: &AccountId) -> PathBuf {
        self.accounts().join(id.as_str())
    }

    /// Pictures that were pasted as pixels.
    pub fn staged(&self) -> PathBuf {
        self.root.join("staged")
    }

    /// Copies a picture under a name for people, in a folder of its own: two may have the same name.
    ///
    /// # Errors
    /// It cannot be copied.
    pub async fn show(&self, picture: &Path, name: &str) -> io::Result<PathBuf> {
        let own = picture.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let folder = self.shown().join(own);
        make_private(&folder)?;
        let copy = folder.join(name);
        tokio::fs::copy(picture, &copy).await?;
        Ok(copy)
    }

    /// Takes away what was copied for file managers.
    ///
    /// # Errors
    /// Something could not be removed.
    pub fn forget_shown(&self) -> io::Result<()> {
        match std::fs::remove_dir_all(self.shown()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn shown(&self) -> PathBuf {
        self.root.join("shown")
    }

    /// WebKit's own folder.
    pub fn page(&self) -> PathBuf {
        self.root.join("page")
    }

    /// Eight bytes of the folder's hash: keeps instances apart on the session bus and in the keyring.
    pub fn mark(&self) -> String {
        let hash = Sha256::digest(self.root.as_os_str().as_encoded_bytes());
        hash.iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Takes the folder for this process. None when another instance has it.
    ///
    /// # Errors
    /// The lock file cannot be made.
    pub fn lock(&self) -> io::Result<Option<File>> {
        lock(&self.root.join("lock"))
    }
}

/// The folder named on the command line, else the person's usual one.
///
/// # Errors
/// There is no usual one: neither `XDG_DATA_HOME` nor a home.
pub fn root(chosen: Option<&Path>, second: bool) -> io::Result<PathBuf> {
    match chosen {
        Some(path) => Ok(path.to_owned()),
        None => Ok(user_data()?.join(if second { "linnet-second" } else { "linnet" })),
    }
}

/// Locks a file for as long as the answer lives. None when somebody else has it.
///
/// # Errors
/// The file cannot be made or locked.
pub fn lock(path: &Path) -> io::Result<Option<File>> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The person's folder for data of programs.
///
/// # Errors
/// There is none: neither `XDG_DATA_HOME` nor a home.
pub fn user_data() -> io::Result<PathBuf> {
    dirs::data_dir().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no home folder"))
}

/// Makes a folder only its owner can read, with those above it.
///
/// # Errors
/// It cannot be made.
pub fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Writes a file only its owner can read, so that a reader sees the old or the new one and never a half.
///
/// # Errors
/// It cannot be written.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no folder"))?;
    // Temporary files are made with mode 0600.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    // The name as well: a key whose file is gone after a power loss opens nothing.
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Invariant 14: one account is one folder, locked while open.
    #[test]
    fn a_data_folder_belongs_to_one_instance_at_a_time() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let held = folders.lock().unwrap();
        assert!(held.is_some());
        assert!(folders.lock().unwrap().is_none());
        drop(held);
        assert!(folders.lock().unwrap().is_some());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_is_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/b");
        make_private(&folder).unwrap();
        let file = folder.join("secret");
        write_private(&file, b"1").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
    }
}
