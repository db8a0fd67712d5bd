//! A file that is played while it loads: any part of it can be asked for at any time. What is here is read from here;
//! what is not comes from the server in pieces, which are kept beside each other until the whole file is here.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as SyncMutex, PoisonError};

use bytes::Bytes;
use md5::{Digest as _, Md5};
use tokio::sync::Mutex;

use super::folder::private_dir;
use super::variant::Variant;
use super::{Media, blocking};
use crate::error::{MediaError, Result};
use crate::model::MediaId;
use crate::model::picture::Remote;

/// Bytes that are asked of the server at once: whoever jumps to a place waits for no more, and what is loaded beyond
/// the place where they stop is no more than this.
const PIECE: u64 = 512 * 1024;
/// Files whose pieces are kept at once; the one that was played longest ago goes. A restart forgets them all.
const KEPT: usize = 2;

/// Part of a file.
#[derive(Debug, Clone)]
pub struct Part {
    /// From the place that was asked for; none at the end of the file.
    pub bytes: Bytes,
    /// Size of the whole file.
    pub total: u64,
    /// With it the file has come here whole, and can be used as one that was loaded.
    pub completed: bool,
}

/// The folder `media/pieces` of an account.
pub(super) struct Pieces {
    dir: PathBuf,
    films: SyncMutex<Vec<Film>>,
}

/// The pieces of one file.
#[derive(Clone)]
struct Film {
    media: MediaId,
    path: PathBuf,
    /// Held while a piece is on its way: who comes second finds it here.
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    total: u64,
    here: BTreeSet<u64>,
}

impl Pieces {
    /// Opens the folder, empty.
    pub fn open(media: &Path) -> Result<Self> {
        let dir = media.join("pieces");
        private_dir(&dir)?;
        for entry in fs::read_dir(&dir)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self {
            dir,
            films: SyncMutex::default(),
        })
    }

    /// The pieces of a file; those of the one that was played longest ago are given up when there are too many.
    fn film(&self, media: &MediaId) -> Film {
        let mut films = self.films.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = films.iter().position(|film| film.media == *media) {
            let film = films.remove(at);
            films.push(film.clone());
            return film;
        }
        while films.len() >= KEPT {
            remove(&films.remove(0).path);
        }
        let name = uuid::Uuid::new_v4().simple().to_string();
        let film = Film {
            media: media.clone(),
            path: self.dir.join(name),
            state: Arc::default(),
        };
        films.push(film.clone());
        film
    }

    /// Nothing of a file is wanted any more.
    pub fn forget(&self, media: &MediaId) {
        let mut films = self.films.lock().unwrap_or_else(PoisonError::into_inner);
        films.retain(|film| {
            if film.media == *media {
                remove(&film.path);
            }
            film.media != *media
        });
    }
}

fn remove(path: &Path) {
    // Before its first piece there is none.
    if let Err(error) = fs::remove_file(path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "pieces of a file cannot be removed");
    }
}

impl Media {
    /// The part of a file that begins at `from`: as much as is at hand, and never nothing before its end.
    ///
    /// # Errors
    ///
    /// As [`Media::file`]; [`MediaError::Mismatch`] when the storage gives no parts: the file can be loaded whole.
    pub async fn part(&self, media: &MediaId, remote: Option<&Remote>, from: u64) -> Result<Part> {
        if let Some(path) = self.cache.get(media, Variant::Original) {
            let (bytes, total) = blocking(move || read(&path, from)).await?;
            return Ok(Part {
                bytes,
                total,
                completed: false,
            });
        }
        let remote = remote.ok_or(MediaError::Gone)?;
        let film = self.pieces.film(media);
        let mut state = film.state.lock().await;
        if state.total == 0 {
            state.total = remote.bytes;
        }
        if state.total > 0 && from >= state.total {
            return Ok(Part {
                bytes: Bytes::new(),
                total: state.total,
                completed: false,
            });
        }
        let number = from / PIECE;
        let begins = number * PIECE;
        if !state.here.contains(&number) {
            let ends = match state.total {
                0 => begins + PIECE,
                total => total.min(begins + PIECE),
            };
            let (bytes, total) = self.downloader.range(remote, begins, ends).await?;
            if (state.total != 0 && state.total != total)
                || bytes.len() as u64 != total.min(ends) - begins
            {
                return Err(MediaError::Mismatch.into());
            }
            let path = film.path.clone();
            blocking(move || write(&path, begins, &bytes)).await?;
            state.total = total;
            state.here.insert(number);
        }
        let path = film.path.clone();
        let total = state.total;
        let until = begins + PIECE;
        let (bytes, _) = blocking(move || read(&path, from)).await?;
        // What lies behind a piece in its file may be a hole.
        let length = usize::try_from(until.min(total) - from).unwrap_or(0);
        let bytes = bytes.slice(..length.min(bytes.len()));
        let completed = state.here.len() as u64 == total.div_ceil(PIECE);
        drop(state);
        if completed {
            self.adopt(&film, remote).await?;
        }
        Ok(Part {
            bytes,
            total,
            completed,
        })
    }

    /// All pieces are here: the file goes into the cache when it is the one that was sent.
    async fn adopt(&self, film: &Film, remote: &Remote) -> Result<()> {
        let media = &film.media;
        let (cache, film, said) = (Arc::clone(&self.cache), film.clone(), remote.md5.clone());
        let fits = blocking(move || {
            if !said.is_empty() && said != sum(&film.path)? {
                return Ok(false);
            }
            cache.adopt(&film.path, &film.media, Variant::Original)?;
            Ok(true)
        });
        let fits = fits.await;
        self.pieces.forget(media);
        match fits? {
            true => Ok(()),
            false => Err(MediaError::Mismatch.into()),
        }
    }
}

/// At most a piece of a file from here on, and how long the file is.
fn read(path: &Path, from: u64) -> Result<(Bytes, u64)> {
    let mut file = File::open(path)?;
    let total = file.metadata()?.len();
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(PIECE).read_to_end(&mut bytes)?;
    Ok((bytes.into(), total))
}

fn write(path: &Path, at: u64, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)?;
    Ok(())
}

fn sum(path: &Path) -> Result<String> {
    let mut file = File::open(path)?;
    let mut sum = Md5::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let read = file.read(&mut chunk)?;
        match chunk.get(..read) {
            Some(chunk) if !chunk.is_empty() => sum.update(chunk),
            _ => return Ok(hex::encode(sum.finalize())),
        }
    }
}
