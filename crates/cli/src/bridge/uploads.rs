//! Files that a page hands over in parts, kept until the message that brings them is accepted.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use linnet_core::model::file_name::plain_name;
use linnet_proto::choices::MAX_FILE_BYTES;

use super::refusal::Refusal;

/// Files of one connection at the same time; one more is refused.
const MAX_UPLOADS: usize = 8;

/// Characters of a name on the disk, which takes 255 bytes.
const MAX_NAME: usize = 60;

/// Files of one connection. They go with it.
pub struct Uploads {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last: u64,
    files: BTreeMap<u64, Upload>,
}

struct Upload {
    folder: PathBuf,
    path: PathBuf,
    announced: u64,
    came: u64,
}

/// Takes away what an earlier start left.
///
/// # Errors
/// The folder cannot be used.
pub fn clear(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Uploads {
    /// In a folder that all connections share.
    pub fn new(folder: &Path) -> Self {
        let own = hex::encode(rand::random::<[u8; 8]>());
        Self {
            folder: folder.join(own),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new file, by the name that its receivers see.
    ///
    /// # Errors
    /// It is too large, there are too many, or the disk says no.
    pub fn begin(&self, name: &str, bytes: u64) -> Result<u64, Refusal> {
        if bytes > MAX_FILE_BYTES {
            return Err(Refusal::Core(
                linnet_core::error::MediaError::FileTooLarge.into(),
            ));
        }
        let mut state = self.state();
        if state.files.len() >= MAX_UPLOADS {
            return Err(Refusal::TooMany("files"));
        }
        state.last += 1;
        let id = state.last;
        let folder = self.folder.join(id.to_string());
        private_folder(&folder)?;
        let path = folder.join(stored_name(name));
        std::fs::File::create_new(&path)?;
        let upload = Upload {
            folder,
            path,
            announced: bytes,
            came: 0,
        };
        state.files.insert(id, upload);
        Ok(id)
    }

    /// The next part of it; answers how much is here.
    ///
    /// # Errors
    /// There is no such file, or more comes than was announced.
    pub fn part(&self, id: u64, part: &[u8]) -> Result<u64, Refusal> {
        let mut state = self.state();
        let upload = state
            .files
            .get_mut(&id)
            .ok_or(Refusal::Upload("no such file"))?;
        let came = upload
            .came
            .saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
        if came > upload.announced {
            return Err(Refusal::Upload("more bytes than announced"));
        }
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&upload.path)?;
        file.write_all(part)?;
        upload.came = came;
        Ok(came)
    }

    /// The file, when all of it is here.
    ///
    /// # Errors
    /// There is no such file, or something is missing.
    pub fn whole(&self, id: u64) -> Result<PathBuf, Refusal> {
        let state = self.state();
        let upload = state
            .files
            .get(&id)
            .ok_or(Refusal::Upload("no such file"))?;
        match upload.came == upload.announced {
            true => Ok(upload.path.clone()),
            false => Err(Refusal::Upload("bytes are missing")),
        }
    }

    /// It is wanted no more: the core has its own copy, or nobody sends it.
    pub fn forget(&self, id: u64) {
        let gone = self.state().files.remove(&id);
        if let Some(upload) = gone {
            // The next start takes away what stays.
            let _removed = std::fs::remove_dir_all(upload.folder);
        }
    }
}

/// A folder that only the person can look into.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// A name that the disk takes: the end of a long one, with its suffix.
fn stored_name(name: &str) -> String {
    let from = name.chars().count().saturating_sub(MAX_NAME);
    let end: String = name.chars().skip(from).collect();
    match plain_name(&end) {
        none if ["", ".", ".."].contains(&none.as_str()) => "file".to_owned(),
        name => name,
    }
}

impl Drop for Uploads {
    fn drop(&mut self) {
        let _removed = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_whole_when_all_of_it_came_and_never_more() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::new(folder.path());
        let id = uploads.begin("../../a bird.png", 4).unwrap();
        assert!(uploads.whole(id).is_err());
        assert_eq!(uploads.part(id, b"tw").unwrap(), 2);
        assert!(uploads.part(id, b"eet").is_err());
        assert_eq!(uploads.part(id, b"it").unwrap(), 4);
        let path = uploads.whole(id).unwrap();
        #[cfg(unix)]
        for private in [
            folder.path().join(&uploads.folder),
            path.parent().unwrap().to_owned(),
        ] {
            let mode = std::os::unix::fs::PermissionsExt::mode(
                &std::fs::metadata(private).unwrap().permissions(),
            );
            assert_eq!(mode & 0o077, 0);
        }
        assert!(path.starts_with(folder.path()));
        assert_eq!(std::fs::read(&path).unwrap(), b"twit");
        uploads.forget(id);
        assert!(!path.exists() && uploads.whole(id).is_err());
    }

    #[test]
    fn a_name_is_one_that_the_disk_takes() {
        for (name, stored) in [("", "file"), ("..", "file"), ("a/b.png", "b.png")] {
            assert_eq!(stored_name(name), stored);
        }
        let long = stored_name(&format!("{}.png", "鸟".repeat(300)));
        assert!(long.len() < 255 && long.ends_with(".png"));
    }

    #[test]
    fn files_have_an_end_in_number_and_in_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::new(folder.path());
        assert!(uploads.begin("a", MAX_FILE_BYTES + 1).is_err());
        for _ in 0..MAX_UPLOADS {
            uploads.begin("a", 1).unwrap();
        }
        assert!(matches!(uploads.begin("a", 1), Err(Refusal::TooMany(_))));
        drop(uploads);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
