//! Reading a file that the person chose. It may be anything and lie anywhere: a pipe nobody writes into, a device, a
//! network drive that has stopped. So only regular files are opened, and each is read by a thread of its own: a file
//! system that does not answer keeps that thread, and nothing else waits for it, not even the end of the program.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;

use crate::error::{Error, MediaError, Result};
use crate::model::picture::MAX_BYTES;

/// Threads that read at the same time, those included that a file system keeps. Further files wait for [`SILENCE`] and
/// are then refused as well.
static THREADS: Semaphore = Semaphore::const_new(32);

/// How long a file system may say nothing. A sleeping disk starts within a few seconds.
const SILENCE: Duration = Duration::from_secs(10);

/// Bytes read at once: each is a sign that the file system answers.
const CHUNK: usize = 1024 * 1024;

/// A file that was opened and is being read.
pub(super) struct Reading {
    /// Its size when it was opened.
    length: u64,
    chunks: mpsc::Receiver<Result<Chunk>>,
}

enum Chunk {
    Opened { length: u64 },
    Bytes(Vec<u8>),
    End,
}

impl Reading {
    /// Opens a file. Dropping what is answered ends the reading.
    ///
    /// # Errors
    ///
    /// [`MediaError`]: it cannot be read, is not a regular file, is too large, or does not answer.
    pub async fn open(path: &Path) -> Result<Self> {
        let thread = timeout(SILENCE, THREADS.acquire()).await;
        let Ok(Ok(thread)) = thread else {
            return Err(MediaError::NotAnswering.into());
        };
        // One chunk waits while the next one is read.
        let (send, chunks) = mpsc::channel(1);
        let path = path.to_owned();
        // Not one of the runtime's threads: it waits for those when it ends.
        std::thread::Builder::new()
            .name("file-reader".to_owned())
            .spawn(move || {
                let _thread = thread;
                read_into(path, &send);
            })?;
        let mut reading = Self { length: 0, chunks };
        match reading.next().await? {
            Chunk::Opened { length } => reading.length = length,
            Chunk::Bytes(_) | Chunk::End => return Err(MediaError::Unreadable.into()),
        }
        Ok(reading)
    }

    /// Its size when it was opened.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The next bytes; none at its end.
    ///
    /// # Errors
    ///
    /// [`MediaError`] when reading fails.
    pub async fn chunk(&mut self) -> Result<Option<Vec<u8>>> {
        match self.next().await? {
            Chunk::Bytes(bytes) => Ok(Some(bytes)),
            Chunk::Opened { .. } | Chunk::End => Ok(None),
        }
    }

    async fn next(&mut self) -> Result<Chunk> {
        match timeout(SILENCE, self.chunks.recv()).await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => Err(MediaError::Unreadable.into()),
            Err(_) => Err(MediaError::NotAnswering.into()),
        }
    }
}

/// Does something with a file on a thread of its own, as [`Reading`] reads it: given up when the file system says
/// nothing for long.
///
/// # Errors
///
/// As [`Reading::open`], and what `work` answers.
pub(super) async fn with_file<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce(File, u64) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    with_file_within(SILENCE, path, work).await
}

/// [`with_file`], given up when the file system says nothing for `silence`.
async fn with_file_within<T: Send + 'static>(
    silence: Duration,
    path: &Path,
    work: impl FnOnce(File, u64) -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    let thread = timeout(silence, THREADS.acquire()).await;
    let Ok(Ok(thread)) = thread else {
        return Err(MediaError::NotAnswering.into());
    };
    let (send, mut answer) = mpsc::channel(1);
    let path = path.to_owned();
    std::thread::Builder::new()
        .name("file-reader".to_owned())
        .spawn(move || {
            let _thread = thread;
            let done = open_regular(&path).and_then(|(file, length)| {
                work(file, length).map_err(|_| MediaError::Unreadable.into())
            });
            // Who asked may have given up.
            drop(send.blocking_send(done));
        })?;
    match timeout(silence, answer.recv()).await {
        Ok(Some(done)) => done,
        Ok(None) => Err(MediaError::Unreadable.into()),
        Err(_) => Err(MediaError::NotAnswering.into()),
    }
}

/// The thread's body. It ends when nobody listens any more.
fn read_into(path: PathBuf, to: &mpsc::Sender<Result<Chunk>>) {
    let failed = |error: Error| drop(to.blocking_send(Err(error)));
    let unreadable = |_| Error::from(MediaError::Unreadable);
    let (mut file, length) = match open_regular(&path) {
        Ok(opened) => opened,
        Err(error) => return failed(error),
    };
    if to.blocking_send(Ok(Chunk::Opened { length })).is_err() {
        return;
    }
    loop {
        let mut chunk = Vec::new();
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut chunk);
        match read.map_err(unreadable) {
            Ok(0) => return drop(to.blocking_send(Ok(Chunk::End))),
            Ok(_) if to.blocking_send(Ok(Chunk::Bytes(chunk))).is_err() => return,
            Ok(_) => {}
            Err(error) => return failed(error),
        }
    }
}

fn open_regular(path: &Path) -> Result<(File, u64)> {
    let unreadable = |_| Error::from(MediaError::Unreadable);
    // Asked before it is opened: opening alone can wait (a pipe), or do something (a device).
    let facts = std::fs::metadata(path).map_err(unreadable)?;
    if !facts.is_file() {
        return Err(MediaError::NotAFile.into());
    }
    let mut options = OpenOptions::new();
    options.read(true);
    // Another thing may have taken its place since: then opening must not wait either.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        libc::O_NONBLOCK | libc::O_NOCTTY,
    );
    let file = options.open(path).map_err(unreadable)?;
    let facts = file.metadata().map_err(unreadable)?;
    if !facts.is_file() {
        return Err(MediaError::NotAFile.into());
    }
    if facts.len() > MAX_BYTES {
        return Err(MediaError::FileTooLarge.into());
    }
    Ok((file, facts.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(path: &Path) -> Result<Vec<u8>, MediaError> {
        let all = async {
            let (mut reading, mut bytes) = (Reading::open(path).await?, Vec::new());
            while let Some(chunk) = reading.chunk().await? {
                bytes.extend(chunk);
            }
            Ok(bytes)
        };
        all.await.map_err(|error| match error {
            Error::Media(error) => error,
            other => panic!("{other:?}"),
        })
    }

    #[tokio::test]
    async fn files_that_nobody_can_send_are_refused_before_they_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let nothing = dir.path().join("nothing");
        assert_eq!(read(&nothing).await, Err(MediaError::Unreadable));
        assert_eq!(read(dir.path()).await, Err(MediaError::NotAFile));
        let large = dir.path().join("large.png");
        File::create(&large)
            .unwrap()
            .set_len(MAX_BYTES + 1)
            .unwrap();
        assert_eq!(read(&large).await, Err(MediaError::FileTooLarge));
    }

    #[tokio::test]
    async fn a_file_of_several_chunks_is_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("noise");
        let bytes: Vec<u8> = (0..2 * CHUNK + 5).map(|n| (n % 251) as u8).collect();
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(read(&path).await, Ok(bytes));
    }

    /// Nobody writes into it: opening it as a file waits for ever.
    #[cfg(unix)]
    #[tokio::test]
    async fn a_pipe_is_refused_and_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe.png");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        assert_eq!(read(&pipe).await, Err(MediaError::NotAFile));
    }

    /// The thread that reads stands, as it does on a network drive that has stopped.
    #[tokio::test]
    async fn a_file_system_that_stops_is_given_up_and_holds_up_no_other_file() {
        let dir = tempfile::tempdir().unwrap();
        let [stopped, other] = ["stopped.png", "other.png"].map(|name| dir.path().join(name));
        std::fs::write(&stopped, b"bytes that never come").unwrap();
        std::fs::write(&other, b"bytes").unwrap();
        let (began, begun) = tokio::sync::oneshot::channel();
        let (go_on, stands) = std::sync::mpsc::channel::<()>();
        let reading = tokio::spawn(async move {
            let stand = move |_: File, _: u64| {
                began.send(()).expect("the test waits for it");
                // Until the test lets it go.
                stands.recv().unwrap_err();
                Ok(())
            };
            with_file_within(Duration::from_millis(100), &stopped, stand).await
        });
        begun.await.unwrap();
        assert_eq!(read(&other).await, Ok(b"bytes".to_vec()));
        let given_up = reading.await.unwrap();
        assert!(
            matches!(given_up, Err(Error::Media(MediaError::NotAnswering))),
            "{given_up:?}"
        );
        drop(go_on);
    }
}
