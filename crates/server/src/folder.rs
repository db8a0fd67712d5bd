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
pub struct Lock {
    _file: File,
}

impl Folder {
    /// Makes the folder when it is missing. One that others may enter is closed to them when it is empty or ours; any
    /// other is refused, since others may need it.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path)?;
        #[cfg(unix)]
        keep_private(path)?;
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
    pub fn lock(&self) -> io::Result<Option<Lock>> {
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

/// Files by which a folder is known as ours.
#[cfg(unix)]
const OURS: [&str; 2] = [crate::store::sqlite::FILE, "app_secret"];

#[cfg(unix)]
fn keep_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = std::fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let is_ours = OURS.iter().any(|name| path.join(name).exists());
    let is_empty = std::fs::read_dir(path)?.next().is_none();
    // A folder in which anybody may put files, like /tmp, is not one to be closed.
    let is_shared = mode & 0o1000 != 0;
    if is_shared || !(is_ours || is_empty) {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!(
                "{} can be read by other users and holds other files: name an empty folder, or close it with chmod 700",
                path.display()
            ),
        ));
    }
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
