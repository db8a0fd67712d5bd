//! The folder of the service: made readable by its owner only, locked by the server that runs
//! in it, and holding the application secret.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rand::RngExt;

/// A folder that exists and belongs to its owner only.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

/// Held while a server runs in the folder.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Folder {
    /// Makes the folder when it is missing.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps other servers out; `None` when one is in already. The operating system lets go of
    /// the lock when the process ends, however it ends.
    pub(crate) fn lock(&self) -> io::Result<Option<Lock>> {
        let file = private().create(true).open(self.path.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The application secret, which lets an application server ask for tokens of any user. Made
    /// at the first start, readable by the owner only.
    pub fn secret(&self) -> io::Result<String> {
        let path = self.path.join("app_secret");
        match private().create_new(true).open(&path) {
            Ok(mut file) => {
                let secret = hex::encode(rand::rng().random::<[u8; 32]>());
                file.write_all(secret.as_bytes())?;
                file.sync_all()?;
                Ok(secret)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let mut secret = String::new();
                File::open(&path)?.read_to_string(&mut secret)?;
                let secret = secret.trim();
                if secret.len() < 32 {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "the file app_secret is too short; remove it to have a new one made",
                    ));
                }
                Ok(secret.to_owned())
            }
            Err(error) => Err(error),
        }
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
