//! Where a person's copies of files go: a folder of theirs, under the name the sender gave, never over another file.

use std::io;
use std::path::{Path, PathBuf};

use crate::file_name::{numbered, saved_as};

/// Names that are tried before another folder is needed.
const NAMES: u32 = 10_000;

/// The desktop's folder for downloads; where it has none, one of that name is made when it is needed.
pub fn usual() -> Option<PathBuf> {
    dirs::download_dir().or_else(|| Some(dirs::home_dir()?.join("Downloads")))
}

/// Copies a file into a folder under its name, or one with a number when that is taken. What is there under the name is
/// whole: it is copied beside first.
///
/// # Errors
/// The folder cannot be written, or the disk is full.
pub async fn save(file: &Path, folder: &Path, name: &str) -> io::Result<PathBuf> {
    tokio::fs::create_dir_all(folder).await?;
    let name = saved_as(name);
    let beside = Beside(folder.join(format!(".{}.part", uuid::Uuid::new_v4().simple())));
    copy_content(file, &beside.0).await?;
    for number in 1..=NAMES {
        let target = folder.join(numbered(&name, number));
        let reserved = tokio::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&target)
            .await;
        match reserved {
            Ok(_) => {
                tokio::fs::rename(&beside.0, &target).await?;
                return Ok(target);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A copy that is being made; gone again unless it got its name.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        // Mostly it is not there any more.
        drop(std::fs::remove_file(&self.0));
    }
}

/// Copies what is in a file, not who may read it: ours are for their owner alone, what a person saves is as their other
/// files are.
///
/// # Errors
/// Either cannot be read or written.
pub async fn copy_content(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = tokio::fs::File::open(from).await?;
    let mut target = tokio::fs::File::create(to).await?;
    tokio::io::copy(&mut source, &mut target).await?;
    target.sync_all().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_never_takes_the_place_of_another() {
        let place = tempfile::tempdir().unwrap();
        let (ours, folder) = (place.path().join("ours"), place.path().join("new folder"));
        std::fs::write(&ours, b"first").unwrap();
        let first = save(&ours, &folder, "report.tar.gz").await.unwrap();
        std::fs::write(&ours, b"second").unwrap();
        let second = save(&ours, &folder, "report.tar.gz").await.unwrap();
        let outside = save(&ours, &folder, "../../report.tar.gz").await.unwrap();
        let names = [&first, &second, &outside].map(|path| {
            assert_eq!(path.parent(), Some(folder.as_path()));
            path.file_name().unwrap().to_str().unwrap().to_owned()
        });
        assert_eq!(
            names,
            ["report.tar.gz", "report (2).tar.gz", "report (3).tar.gz"]
        );
        assert_eq!(std::fs::read(first).unwrap(), b"first");
        assert_eq!(std::fs::read(second).unwrap(), b"second");
        assert_eq!(
            std::fs::read_dir(&folder).unwrap().count(),
            3,
            "nothing else is left"
        );
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_saved_picture_may_be_read_as_the_persons_other_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let place = tempfile::tempdir().unwrap();
        let (ours, saved, other) = (
            place.path().join("ours"),
            place.path().join("saved"),
            place.path().join("other"),
        );
        crate::folders::write_private(&ours, b"picture").unwrap();
        std::fs::write(&other, b"").unwrap();
        copy_content(&ours, &saved).await.unwrap();
        assert_eq!(std::fs::read(&saved).unwrap(), b"picture");
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&saved), mode(&other));
        assert_ne!(mode(&saved), mode(&ours));
    }
}
