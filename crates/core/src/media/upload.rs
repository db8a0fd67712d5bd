//! From a file to an object key, in steps that are kept: after a kill the upload goes on from its last finished step
//! while the service knows its session, which only the service can tell, otherwise from `apply`. Dropping the future cancels.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use linnet_proto::choices::PART_BYTES;
use serde::{Deserialize, Serialize};
use tracing::info;

use super::credential::{Credential, Credentials};
use super::slice::{Progress, Slice};
use super::storage::{PartPlace, Storage, Target};
use super::{imagex, vod};
use crate::error::{Error, MediaError, Result};
use crate::fail_points::fail_point;
use crate::model::UserId;

/// A part is a little over 5 million bytes, see [`PART_BYTES`].
const PART: u64 = PART_BYTES;
/// Times an upload begins again from `apply` in one run, when the service does not know the session any more.
const RESTARTS: usize = 1;

/// How far an upload is. Written to the store after each step; holds the passes of one object and nothing else.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UploadState {
    session: Option<Session>,
    /// The object key, once committed: nothing is left to do.
    pub uri: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    session_key: String,
    upload_host: String,
    store_uri: String,
    auth: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// Id of the upload in parts, once begun.
    upload_id: Option<String>,
    /// Checksums of the parts that are there.
    parts: Vec<String>,
    /// All bytes are there.
    stored: bool,
}

impl std::fmt::Debug for UploadState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UploadState")
            .field("parts", &self.session.as_ref().map(|s| s.parts.len()))
            .field("committed", &self.uri.is_some())
            .finish_non_exhaustive()
    }
}

/// Who follows an upload.
pub trait Watch: Send {
    /// Keeps the state; the upload goes on when it is durable.
    fn keep<'a>(&'a mut self, state: &'a UploadState) -> BoxFuture<'a, Result<()>>;
    /// Bytes that have left, of all bytes. Called often; parts of an earlier run count.
    fn progress(&self) -> Arc<dyn Fn(u64, u64) + Send + Sync>;
}

/// A file that does not change while it is uploaded.
pub(super) struct Original {
    pub path: Arc<Path>,
    pub bytes: u64,
    /// CRC-32 of each part, lower hex; empty when they are still to be made.
    pub parts: Vec<String>,
    pub purpose: Purpose,
}

impl Original {
    fn slice(&self, from: u64, length: u64) -> Slice {
        Slice {
            path: Arc::clone(&self.path),
            from,
            length,
        }
    }

    /// The checksum of one part, counted from 0.
    async fn crc32(&self, number: usize, part: &Slice) -> Result<String> {
        let all = u64::try_from(self.parts.len()).unwrap_or(0);
        match self.parts.get(number) {
            Some(known) if all == self.bytes.div_ceil(PART) => Ok(known.clone()),
            _ => part.crc32().await,
        }
    }
}

/// What a file is for: pictures go another way than other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A picture with this suffix.
    Picture(&'static str),
    /// Anything.
    File,
}

/// Uploads of one account.
pub(super) struct Uploader {
    pub user: UserId,
    pub storage: Storage,
    pub pictures: Credentials,
    pub files: Credentials,
}

impl Uploader {
    fn credentials(&self, purpose: Purpose) -> &Credentials {
        match purpose {
            Purpose::Picture(_) => &self.pictures,
            Purpose::File => &self.files,
        }
    }

    /// Uploads and gives the object key.
    ///
    /// # Errors
    ///
    /// A transport error or [`MediaError::Storage`]; the kept state is good for the next try in either case.
    pub async fn upload(
        &self,
        file: &Original,
        mut state: UploadState,
        watch: &mut dyn Watch,
    ) -> Result<String> {
        let mut restarts = 0;
        loop {
            if let Some(uri) = state.uri {
                return Ok(uri);
            }
            let credential = self.credentials(file.purpose).get().await?;
            let resumed = state.session.is_some();
            match self.go_on(file, &credential, &mut state, watch).await {
                Ok(uri) => {
                    state.session = None;
                    state.uri = Some(uri.clone());
                    watch.keep(&state).await?;
                    return Ok(uri);
                }
                // The credential or the session has ended before its time, e.g. because the server was set up anew.
                Err(error) if is_stale(&error) && restarts < RESTARTS => {
                    info!(resumed, "the upload begins again");
                    restarts += 1;
                    self.credentials(file.purpose).refused(&credential).await;
                    state = UploadState::default();
                    watch.keep(&state).await?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn go_on(
        &self,
        file: &Original,
        credential: &Credential,
        state: &mut UploadState,
        watch: &mut dyn Watch,
    ) -> Result<String> {
        let mut session = match state.session.take() {
            Some(session) => session,
            None => {
                fail_point!("core upload before apply");
                let storage = &self.storage;
                let applied = match file.purpose {
                    Purpose::Picture(suffix) => imagex::apply(storage, credential, suffix).await?,
                    Purpose::File => vod::apply(storage, credential, self.user, file.bytes).await?,
                };
                Session {
                    session_key: applied.session_key,
                    upload_host: applied.upload_host,
                    store_uri: applied.store_uri,
                    auth: applied.auth,
                    headers: applied.headers,
                    upload_id: None,
                    parts: Vec::new(),
                    stored: false,
                }
            }
        };
        keep(state, &session, watch).await?;
        fail_point!("core upload after apply");
        if !session.stored {
            if file.bytes <= PART {
                let (whole, progress) = (file.slice(0, file.bytes), counted(file, 0, watch));
                let crc = file.crc32(0, &whole).await?;
                self.storage
                    .put(session.target(), whole, &crc, &progress)
                    .await?;
            } else {
                self.send_parts(file, &mut session, state, watch).await?;
            }
            session.stored = true;
            fail_point!("core upload after bytes");
            keep(state, &session, watch).await?;
        }
        fail_point!("core upload before commit");
        let (storage, key) = (&self.storage, &session.session_key);
        match file.purpose {
            Purpose::Picture(_) => imagex::commit(storage, credential, key).await,
            Purpose::File => vod::commit(storage, credential, key).await,
        }
    }

    async fn send_parts(
        &self,
        file: &Original,
        session: &mut Session,
        state: &mut UploadState,
        watch: &mut dyn Watch,
    ) -> Result<()> {
        let upload_id = match &session.upload_id {
            Some(id) => id.clone(),
            None => {
                let id = self.storage.init(session.target()).await?;
                session.upload_id = Some(id.clone());
                keep(state, session, watch).await?;
                id
            }
        };
        loop {
            let number = session.parts.len();
            let from = number as u64 * PART;
            if from >= file.bytes {
                break;
            }
            fail_point!("core upload before a part");
            let part = file.slice(from, PART.min(file.bytes - from));
            let progress = counted(file, from, watch);
            let crc = file.crc32(number, &part).await?;
            let place = PartPlace {
                upload_id: &upload_id,
                number: number + 1,
            };
            self.storage
                .transfer(session.target(), place, part, &crc, &progress)
                .await?;
            fail_point!("core upload after a part");
            session.parts.push(crc);
            keep(state, session, watch).await?;
        }
        fail_point!("core upload before finish");
        self.storage
            .finish(session.target(), &upload_id, &session.parts)
            .await
    }
}

impl Session {
    fn target(&self) -> Target<'_> {
        Target {
            upload_host: &self.upload_host,
            store_uri: &self.store_uri,
            auth: &self.auth,
            headers: &self.headers,
        }
    }
}

async fn keep(state: &mut UploadState, session: &Session, watch: &mut dyn Watch) -> Result<()> {
    state.session = Some(session.clone());
    watch.keep(state).await
}

/// Counts on from the bytes that were there before.
fn counted(file: &Original, before: u64, watch: &dyn Watch) -> Progress {
    let tell = watch.progress();
    let total = file.bytes;
    let sent = std::sync::atomic::AtomicU64::new(before);
    tell(before, total);
    Arc::new(move |more| {
        let sent = sent.fetch_add(more, std::sync::atomic::Ordering::Relaxed) + more;
        tell(sent.min(total), total);
    })
}

/// Refusals after which only a new session helps: not a fault of the service itself, nor its limits.
fn is_stale(error: &Error) -> bool {
    matches!(
        error,
        Error::Media(MediaError::Storage {
            http: 400 | 401 | 403 | 404 | 409 | 410,
            ..
        })
    )
}
