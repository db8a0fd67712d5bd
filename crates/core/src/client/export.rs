//! A conversation becomes a folder: what is missing of it is asked for first, then its rows are written as they are
//! shown, slice by slice, each with its files.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Client;
use super::history::missing;
use crate::error::{Error, Result};
use crate::export::{Exported, ExportedFile, Folder, Heading, Language, Missing, Role};
use crate::media::{FileState, Variant};
use crate::model::{ConversationId, MediaId};
use crate::store::message::{self, BEGINNING, Position};
use crate::store::{Cid, Snapshot, conversation, glimpse, range};
use crate::view::paint;
use crate::view::row::{Body, FileRow, MessageRow};
use crate::view::timeline::scene;

/// Messages that are read at once.
const SLICE: i64 = 200;

/// Which messages, and how they are told.
#[derive(Debug, Clone)]
pub struct ExportWanted {
    /// Not older than this: milliseconds since 1970.
    pub from: Option<i64>,
    /// Older than this.
    pub before: Option<i64>,
    /// Messages and files that are not on this computer are loaded; otherwise it is said where they are missing.
    pub load: bool,
    /// Language of everything but the messages.
    pub language: Language,
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(rename_all = "camelCase"))]
pub struct ExportProgress {
    /// Messages are being loaded; otherwise they are being written.
    pub loading: bool,
    /// Messages loaded, or written.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub done: u64,
    /// Messages to be written; 0 while they are loaded: how many there are is not known.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub total: u64,
}

/// Rows of a conversation, with what is missing above each.
type Rows = Vec<(Option<Missing>, MessageRow)>;

/// A hole of the history.
#[derive(Debug, Clone, Copy)]
struct Hole {
    hi: i64,
    missing: Missing,
}

/// How far the rows were walked through.
struct Walk {
    /// The last row that was looked at.
    after: Position,
    /// There are more.
    more: bool,
    /// Holes further down, from the oldest on.
    holes: Vec<Hole>,
    /// No row was met that is too new.
    inside: bool,
    /// What is missing below the last row that is wanted.
    below: Option<Missing>,
}

impl Client {
    /// Writes a conversation into a folder of its own inside of `place`, named by it and the day, and answers where it
    /// is. Rows are those that a screen shows; what was recalled or deleted says nothing there. When `cancel` is
    /// cancelled, or this future dropped, nothing is left.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a conversation, [`Error::Cancelled`], what prevented that something was loaded, or the
    /// disk's.
    pub async fn export(
        &self,
        id: &ConversationId,
        wanted: ExportWanted,
        place: &Path,
        progress: &watch::Sender<ExportProgress>,
        cancel: &CancellationToken,
    ) -> Result<PathBuf> {
        let cid = self.place(id).await?.cid;
        let (me, place) = (self.user_id(), place.to_owned());
        let title = self
            .0
            .store
            .read(move |snapshot| {
                let stored = conversation::get(snapshot, cid)?;
                let stored = stored.ok_or(Error::NotFound("conversation"))?;
                Ok(paint::conversation_row(me, &stored).title)
            })
            .await?;
        let heading = Heading {
            title,
            at: self.clock().now_ms(),
            from: wanted.from,
            before: wanted.before,
            language: wanted.language,
            zone: TimeZone::system(),
        };
        // A place that cannot be written is said before anything is loaded.
        let mut folder = blocking(move || Folder::create(&place, heading)).await?;
        if wanted.load {
            let told = |done| {
                progress.send_replace(ExportProgress {
                    loading: true,
                    done,
                    total: 0,
                });
            };
            unless_cancelled(cancel, self.load_missing(cid, wanted.from, &told)).await?;
        }
        let (from, before) = bounds(&wanted);
        let (total, holes) = self
            .0
            .store
            .read(move |snapshot| {
                let total = message::count_between(snapshot, cid, from, before)?;
                Ok((total, holes(snapshot, cid)?))
            })
            .await?;
        let mut walk = Walk {
            after: BEGINNING,
            more: true,
            holes,
            inside: true,
            below: None,
        };
        while walk.more {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            progress.send_replace(ExportProgress {
                loading: false,
                done: folder.messages(),
                total,
            });
            let (rows, further) = self.walk_on(cid, &wanted, walk).await?;
            walk = further;
            let mut ready = Vec::with_capacity(rows.len());
            for (missing, row) in rows {
                let mut files = Vec::new();
                for brought in brought(&row.body) {
                    let found =
                        unless_cancelled(cancel, self.find_file(&brought, wanted.load)).await;
                    let (back, file) = copy(folder, brought, found, cancel).await?;
                    folder = back;
                    files.push(file);
                }
                ready.push((missing, row, files));
            }
            folder = blocking(move || {
                for (missing, row, files) in &ready {
                    if let Some(missing) = missing {
                        folder.missing(*missing);
                    }
                    folder.add(&Exported { row, files })?;
                }
                Ok(folder)
            })
            .await?;
        }
        if let Some(missing) = walk.below {
            folder.missing(missing);
        }
        if cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        blocking(move || folder.finish()).await
    }

    /// The next rows that are wanted.
    async fn walk_on(
        &self,
        cid: Cid,
        wanted: &ExportWanted,
        mut walk: Walk,
    ) -> Result<(Rows, Walk)> {
        let (me, server_now) = (self.user_id(), self.0.link.server_now_ms());
        let (from, before) = bounds(wanted);
        self.0
            .store
            .read(move |snapshot| {
                let stored = message::after(snapshot, cid, walk.after, SLICE)?;
                let facts =
                    glimpse::facts(snapshot, cid, me)?.ok_or(Error::NotFound("conversation"))?;
                let scene = scene(&facts, me, server_now);
                walk.more = i64::try_from(stored.len()).is_ok_and(|count| count >= SLICE);
                let mut rows = Vec::new();
                for stored in &stored {
                    walk.after = stored.position;
                    // A message that never came to the server stands behind another one and has no index.
                    let index = stored.position.index;
                    let passed = walk
                        .holes
                        .iter()
                        .take_while(|hole| index != 0 && hole.hi < index);
                    let passed: Vec<Hole> = passed.copied().collect();
                    walk.holes.drain(..passed.len());
                    let missing = passed.last().map(|hole| hole.missing);
                    if (from..before).contains(&stored.created) {
                        rows.push((missing, paint::message_row(&scene, stored, None)));
                    } else if stored.created >= before && walk.inside {
                        walk.inside = false;
                        walk.below = missing;
                    }
                }
                if !walk.more && walk.inside {
                    walk.below = walk.holes.first().map(|hole| hole.missing);
                }
                Ok((rows, walk))
            })
            .await
    }

    /// Where a file of a message lies on this computer.
    async fn find_file(&self, brought: &Brought, load: bool) -> Result<PathBuf> {
        let media = &brought.file.media;
        match brought.role {
            Role::Picture | Role::Cover if load => {
                Ok(self.media(media, Variant::Original).await?.path)
            }
            Role::Picture | Role::Cover => {
                match self.media_here(media, Variant::Original).await {
                    Ok(file) => Ok(file.path),
                    // A small copy is better than none.
                    Err(_) => Ok(self.media_here(media, Variant::Preview).await?.path),
                }
            }
            Role::File | Role::Voice | Role::Video => {
                if let Some(saved) = self.saved_file(media).await? {
                    return Ok(saved);
                }
                if !load {
                    let state = self.0.media.state(media, brought.file.bytes);
                    let here = self.0.media.original(media);
                    return here
                        .filter(|_| state == FileState::Here)
                        .ok_or(Error::NotFound("file"));
                }
                let loaded = self.load_file(media).await?;
                loaded.ok_or(Error::NotFound("file"))
            }
        }
    }
}

fn bounds(wanted: &ExportWanted) -> (i64, i64) {
    (
        wanted.from.unwrap_or(i64::MIN),
        wanted.before.unwrap_or(i64::MAX),
    )
}

/// Places at which messages are missing, from the oldest on.
fn holes(snapshot: &Snapshot<'_>, cid: Cid) -> Result<Vec<Hole>> {
    let mut holes: Vec<Hole> = missing(snapshot, cid)?
        .into_iter()
        .map(|gap| Hole {
            hi: gap.hi,
            missing: Missing::NotHere,
        })
        .collect();
    let stored = conversation::get(snapshot, cid)?.ok_or(Error::NotFound("conversation"))?;
    holes.extend(
        range::list(snapshot, cid)?
            .into_iter()
            .filter(|range| range.gone && range.hi > stored.min_index)
            .map(|range| Hole {
                hi: range.hi,
                missing: Missing::Gone,
            }),
    );
    holes.sort_by_key(|hole| hole.hi);
    Ok(holes)
}

/// A file that a message brings.
struct Brought {
    role: Role,
    file: FileRow,
}

fn brought(body: &Body) -> Vec<Brought> {
    let picture = |role, media: &MediaId, name: &str, bytes| Brought {
        role,
        file: FileRow {
            media: media.clone(),
            name: name.to_owned(),
            bytes,
            may_run: false,
        },
    };
    let file = |role, file: &FileRow| Brought {
        role,
        file: file.clone(),
    };
    match body {
        Body::Picture { picture: it } => {
            let name = match it.name.as_str() {
                "" => format!("picture.{}", it.mime.rsplit('/').next().unwrap_or("jpg")),
                name => name.to_owned(),
            };
            vec![picture(Role::Picture, &it.media, &name, it.bytes)]
        }
        Body::File { file: it } => vec![file(Role::File, it)],
        Body::Voice { voice } => vec![picture(Role::Voice, &voice.media, "voice.ogg", voice.bytes)],
        Body::Video { video } => {
            let cover = video.cover.iter();
            cover
                .map(|cover| picture(Role::Cover, cover, "cover.jpg", 0))
                .chain([file(Role::Video, &video.file)])
                .collect()
        }
        Body::Text { .. } | Body::Notice { .. } | Body::Recalled | Body::Shown(_) => Vec::new(),
    }
}

/// Copies a file into the folder. What cannot be had is said there, and no reason to end.
async fn copy(
    mut folder: Folder,
    brought: Brought,
    found: Result<PathBuf>,
    cancel: &CancellationToken,
) -> Result<(Folder, ExportedFile)> {
    let Brought { role, file } = brought;
    let not_had = |error: &Error| ExportedFile {
        role,
        name: file.name.clone(),
        path: None,
        bytes: 0,
        sha256: String::new(),
        missing: error.code(),
    };
    let lies = match found {
        Ok(lies) => lies,
        Err(error @ (Error::Stopped | Error::Cancelled)) => return Err(error),
        Err(error) => return Ok((folder, not_had(&error))),
    };
    let (name, cancel) = (file.name.clone(), cancel.clone());
    blocking(move || {
        let copied = folder.copy(&lies, &name, &cancel)?;
        let file = ExportedFile {
            role,
            name,
            path: Some(copied.path),
            bytes: copied.bytes,
            sha256: copied.sha256,
            missing: String::new(),
        };
        Ok((folder, file))
    })
    .await
}

/// What comes of it, unless it is cancelled before.
async fn unless_cancelled<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    cancel
        .run_until_cancelled(Box::pin(work))
        .await
        .unwrap_or(Err(Error::Cancelled))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Stopped)?
}
