//! The folder `media/voice` of an account: recordings that are being made or were not sent. The draft of a conversation
//! names its own; what no draft names is removed at the start.

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::media::blocking;
use crate::media::folder::{create_private, private_dir, sync_dir};

/// The folder.
#[derive(Debug, Clone)]
pub(crate) struct VoiceFolder {
    folder: PathBuf,
    /// Begun in this run, and perhaps not named by a draft yet. As many as the person records.
    begun: Arc<Mutex<HashSet<String>>>,
}

impl VoiceFolder {
    /// Opens it, making it when it is missing.
    pub(in crate::media) fn open(media: &Path) -> Result<Self> {
        let folder = media.join("voice");
        private_dir(&folder)?;
        Ok(Self {
            folder,
            begun: Arc::default(),
        })
    }

    /// A new recording: its name, and its file, which is empty.
    pub fn begin(&self) -> Result<(String, File)> {
        let name = uuid::Uuid::new_v4().simple().to_string();
        self.begun().insert(name.clone());
        let file = create_private(&self.folder.join(&name))?;
        // A power cut takes what was said after the last sync, and not the name.
        sync_dir(&self.folder)?;
        Ok((name, file))
    }

    /// Where a recording lies; none for a name that was not made here.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        let made_here = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        made_here.then(|| self.folder.join(name))
    }

    /// Removes a recording.
    pub async fn remove(&self, name: &str) -> Result<()> {
        let Some(path) = self.path(name) else {
            return Ok(());
        };
        blocking(move || match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        })
        .await
    }

    /// Removes those of earlier runs but these.
    pub async fn remove_others(&self, kept: Vec<String>) -> Result<()> {
        let this = self.clone();
        blocking(move || {
            for entry in std::fs::read_dir(&this.folder)? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                if !kept.contains(&name) && !this.begun().contains(&name) {
                    std::fs::remove_file(entry.path())?;
                }
            }
            Ok(())
        })
        .await
    }

    fn begun(&self) -> MutexGuard<'_, HashSet<String>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
