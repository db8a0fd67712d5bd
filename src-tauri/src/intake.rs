//! What a person dropped, pasted or picked. The page gets handles and facts; paths stay here. A handle is good until
//! it was sent or discarded, or for [`KEPT`], and there are never more than [`HANDLES`].

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use linnet_core::media::{Source, plain_name};
use linnet_core::model::{AccountId, MediaId};
use linnet_core::view::row::Reason;

use crate::accounts::Account;
use crate::clipboard::Picture;
use crate::failure;
use crate::folders::{self, Folders};
use crate::ipc::Intake;

/// Things in all trays of the window; more are refused with a sentence.
const HANDLES: usize = 100;

/// How long a handle is good.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a pasted picture whose draft nobody sent stays in its folder.
const STAGED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Everything that waits in a tray.
#[derive(Default)]
pub struct Staging(Mutex<BTreeMap<String, Staged>>);

/// What a handle stands for.
pub enum Found {
    /// It waits to be sent.
    Waiting(Staged),
    /// It was sent: the same submission came again.
    Sent,
    /// It was discarded, or never there.
    Gone,
}

/// One thing in a tray.
#[derive(Clone)]
pub struct Staged {
    /// Where it is.
    pub source: Source,
    /// Whose small copy it has, once looked at.
    pub preview: Option<(AccountId, MediaId)>,
    since: Instant,
    sent: bool,
}

impl Staging {
    /// Looks at files and gives each a handle; one that cannot be sent says why.
    pub async fn take(&self, account: Option<Arc<Account>>, sources: Vec<Source>) -> Vec<Intake> {
        let mut taken = Vec::new();
        // One after the other: the worker decodes one picture at a time anyway.
        for source in sources {
            taken.push(self.take_one(account.as_deref(), source).await);
        }
        taken
    }

    async fn take_one(&self, account: Option<&Account>, source: Source) -> Intake {
        let handle = uuid::Uuid::new_v4().simple().to_string();
        let name = source
            .path()
            .file_name()
            .map(|name| plain_name(&name.to_string_lossy()))
            .unwrap_or_default();
        let bytes = tokio::fs::metadata(source.path())
            .await
            .map_or(0, |facts| facts.len());
        let mut intake = Intake {
            handle: handle.clone(),
            name,
            bytes,
            width: 0,
            height: 0,
            mime: String::new(),
            compressed_bytes: None,
            has_location: false,
            problem: None,
        };
        if !self.has_room() {
            intake.problem = Some(too_many());
            return intake;
        }
        let mut preview = None;
        match account {
            Some(account) => match account.client.inspect(&source).await {
                Ok((media, found)) => {
                    preview = Some((account.id.clone(), media));
                    intake.width = found.width;
                    intake.height = found.height;
                    intake.mime = found.mime;
                    intake.compressed_bytes = found.compressed_bytes;
                    intake.has_location = found.has_location;
                }
                Err(error) => intake.problem = Some(error.reason()),
            },
            None => intake.problem = Some(signed_out()),
        }
        let staged = Staged {
            source,
            preview,
            since: Instant::now(),
            sent: false,
        };
        self.lock().insert(handle, staged);
        intake
    }

    /// What a handle stands for.
    pub fn find(&self, handle: &str) -> Found {
        match self.lock().get(handle) {
            Some(staged) if staged.sent => Found::Sent,
            Some(staged) => Found::Waiting(staged.clone()),
            None => Found::Gone,
        }
    }

    /// Its thing was sent; its file belongs to the core now.
    pub fn sent(&self, handle: &str) {
        if let Some(staged) = self.lock().get_mut(handle) {
            staged.sent = true;
        }
    }

    /// The person does not want it any more.
    pub fn discard(&self, handle: &str) {
        let Some(staged) = self.lock().remove(handle) else {
            return;
        };
        if !staged.sent
            && let Source::Staged(path) = staged.source
            && let Err(error) = remove_staged(&path)
        {
            tracing::warn!(%error, "a pasted picture could not be removed");
        }
    }

    /// A page that was loaded anew has no trays; drafts bring theirs back with new handles.
    pub fn start_over(&self) {
        self.lock().clear();
    }

    fn has_room(&self) -> bool {
        let mut all = self.lock();
        all.retain(|_, staged| staged.since.elapsed() < KEPT);
        if all.len() >= HANDLES {
            all.retain(|_, staged| !staged.sent);
        }
        all.len() < HANDLES
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Staged>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a pasted picture to a file of its own, as it was given.
///
/// # Errors
/// The disk is full.
pub async fn stage(folders: &Folders, picture: Picture) -> linnet_core::Result<Source> {
    let folder = folders.staged();
    let written = tokio::task::spawn_blocking(move || {
        // A folder of its own: the file's name is what the receiver sees.
        let folder = folder.join(uuid::Uuid::new_v4().simple().to_string());
        folders::make_private(&folder)?;
        let path = folder.join(format!("picture.{}", picture.suffix));
        folders::write_private(&path, &picture.bytes)?;
        Ok(Source::Staged(path))
    });
    written.await.unwrap_or(Err(linnet_core::Error::Cancelled))
}

/// Removes a pasted picture with the folder it had for itself.
fn remove_staged(path: &Path) -> std::io::Result<()> {
    std::fs::remove_file(path)?;
    path.parent().map_or(Ok(()), std::fs::remove_dir)
}

/// A file a draft named: one of our own when it lies in our folder.
pub fn source(folders: &Folders, path: PathBuf) -> Source {
    if path.starts_with(folders.staged()) {
        Source::Staged(path)
    } else {
        Source::Path(path)
    }
}

/// Removes pasted pictures that no draft can want any more.
pub fn clean(folders: &Folders) {
    let Ok(entries) = std::fs::read_dir(folders.staged()) else {
        return;
    };
    let now = SystemTime::now();
    let old: Vec<PathBuf> = entries
        .flatten()
        .filter(|entry| {
            let made = entry.metadata().and_then(|facts| facts.modified());
            made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > STAGED))
        })
        .map(|entry| entry.path())
        .collect();
    for path in old {
        if let Err(error) = std::fs::remove_dir_all(path) {
            tracing::warn!(%error, "an old pasted picture could not be removed");
        }
    }
}

fn too_many() -> Reason {
    failure::reason(
        "too_many_files",
        "一次最多可添加 100 个文件。请先发送或移除一些。",
        "At most 100 files can wait at once. Send or remove some first.",
    )
}

fn signed_out() -> Reason {
    failure::reason(
        "signed_out",
        "请先登录，再添加图片。",
        "Sign in first, then add pictures.",
    )
}
