//! The process that decodes. Pictures come from anybody, and decoders are where such programs are broken into; a decoder
//! that panics ends its whole process, and a service must not end with it. So the service starts its own program again
//! for each picture ([`ARGUMENT`]): it gets the picture as its standard input, can open nothing else, holds no key and
//! no token, and has limits of memory and time.
//!
//! What it says: for [`Ask::Look`] one line of JSON, for [`Ask::Shrink`] the smaller picture; nothing and an exit code
//! of its own ([`REFUSED`]) when the picture is not good for that.

use std::fs::File;
use std::io::{self, BufReader, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::MediaError;
use super::picture::{self, Facts};

/// First argument of the program when it is started as the worker.
pub const ARGUMENT: &str = "picture-worker";
/// Exit code that says: this picture is not good for that, and will not be the next time.
const REFUSED: u8 = 3;

/// Longest that one picture may take. 100 megapixels take about 4 s on a machine of 2020.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// Longest answer: a picture of 500 x 500 pixels, four bytes each, and its colour profile.
const MAX_ANSWER: u64 = 4 * 1024 * 1024;
/// Pictures whose head is read at the same time. Others wait; a decode that takes long does not hold them up.
const LOOKS: usize = 2;
/// Pictures decoded at the same time: a large one may take hundreds of megabytes.
const DECODES: usize = 1;

/// What is asked of the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// Kind and size, from the head of the file.
    Look,
    /// A smaller picture with this longer side.
    Shrink(u32),
}

impl Ask {
    fn arguments(self) -> Vec<String> {
        match self {
            Self::Look => vec![ARGUMENT.to_owned(), "look".to_owned()],
            Self::Shrink(side) => {
                vec![ARGUMENT.to_owned(), "shrink".to_owned(), side.to_string()]
            }
        }
    }

    fn named(words: &[String]) -> Option<Self> {
        match words {
            [look] if look == "look" => Some(Self::Look),
            [shrink, side] if shrink == "shrink" => side.parse().ok().map(Self::Shrink),
            _ => None,
        }
    }
}

/// Body of the worker process; `words` are what follows [`ARGUMENT`].
///
/// Sets its limits first: 2 GiB of address space (what the largest picture inside the limits needs, and a margin), time
/// of the processor, no core dumps (they would hold the picture), no file or connection can be opened, none written, no
/// process started.
pub fn main(words: &[String]) -> ExitCode {
    match work(words) {
        Ok(Some(answer)) => match io::stdout().lock().write_all(&answer) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Ok(None) => ExitCode::from(REFUSED),
        Err(error) => {
            eprintln!("picture worker: {error}");
            ExitCode::FAILURE
        }
    }
}

fn work(words: &[String]) -> io::Result<Option<Vec<u8>>> {
    let ask = Ask::named(words).ok_or(io::ErrorKind::InvalidInput)?;
    let file = standard_input()?;
    set_limits()?;
    Ok(answer(ask, &file))
}

/// The file on the standard input, as a file that can be read from any place.
fn standard_input() -> io::Result<File> {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&io::stdin()).try_clone_to_owned()?;
    Ok(File::from(handle))
}

#[cfg(unix)]
fn set_limits() -> io::Result<()> {
    use rlimit::Resource;

    const ADDRESS_SPACE: u64 = 2 * 1024 * 1024 * 1024;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::NPROC.set(0, 0)?;
    Resource::CPU.set(TIME_LIMIT.as_secs(), TIME_LIMIT.as_secs())?;
    // macOS knows the limit but does not keep it; the parent's limit of time stands there.
    if cfg!(not(target_os = "macos")) {
        Resource::AS.set(ADDRESS_SPACE, ADDRESS_SPACE)?;
    }
    Ok(())
}

/// Elsewhere the limits are the parent's: time, and the size of what is answered.
#[cfg(not(unix))]
fn set_limits() -> io::Result<()> {
    Ok(())
}

/// What is said about a picture; nothing when it is not good for that.
fn answer(ask: Ask, file: &File) -> Option<Vec<u8>> {
    let read = BufReader::new(file);
    match ask {
        Ask::Look => {
            let facts = picture::look(read)?;
            serde_json::to_vec(&facts).ok()
        }
        Ask::Shrink(side) => picture::shrink(read, side).ok(),
    }
}

/// The service's side.
pub(super) struct Worker {
    /// Without one the work is done in this process, on a thread that may block.
    program: Option<PathBuf>,
    looks: Arc<Semaphore>,
    decodes: Arc<Semaphore>,
}

impl Worker {
    pub(super) fn new(program: Option<PathBuf>) -> Self {
        Self {
            program,
            looks: Arc::new(Semaphore::new(LOOKS)),
            decodes: Arc::new(Semaphore::new(DECODES)),
        }
    }

    /// Waits for a turn. It belongs to the work and not to who asks: whoever hangs up leaves the work running, within
    /// its limits, and nothing else begins meanwhile.
    pub(super) async fn turn(&self, ask: Ask) -> Result<OwnedSemaphorePermit, MediaError> {
        let turns = match ask {
            Ask::Look => &self.looks,
            Ask::Shrink(_) => &self.decodes,
        };
        let turn = Arc::clone(turns).acquire_owned().await;
        turn.map_err(|_| MediaError::Interrupted)
    }

    /// Kind and size of a picture; nothing when it is none that we take. Where the file stands afterwards is not said.
    pub(super) async fn look(&self, file: File) -> Result<Option<Facts>, MediaError> {
        let said = self.ask(Ask::Look, file).await?;
        Ok(said.and_then(|said| serde_json::from_slice(&said).ok()))
    }

    /// A smaller picture; nothing when none can be made of this one.
    pub(super) async fn shrink(
        &self,
        file: File,
        side: u32,
    ) -> Result<Option<Vec<u8>>, MediaError> {
        self.ask(Ask::Shrink(side), file).await
    }

    async fn ask(&self, ask: Ask, mut file: File) -> Result<Option<Vec<u8>>, MediaError> {
        file.rewind()?;
        match &self.program {
            Some(program) => run(program, ask, file).await,
            None => tokio::task::spawn_blocking(move || answer(ask, &file))
                .await
                .map_err(|_| MediaError::Interrupted),
        }
    }
}

/// Runs the program for one picture.
async fn run(program: &Path, ask: Ask, file: File) -> Result<Option<Vec<u8>>, MediaError> {
    // What is in this program's environment is not its business, but for where libraries lie.
    let kept = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"]
        .into_iter()
        .filter_map(|name| Some((name, std::env::var_os(name)?)));
    let mut child = Command::new(program)
        .args(ask.arguments())
        .stdin(Stdio::from(file))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .env_clear()
        .envs(kept)
        .kill_on_drop(true)
        .spawn()?;
    let output = child.stdout.take().ok_or(MediaError::Interrupted)?;
    let working = async {
        let mut said = Vec::new();
        let read = output.take(MAX_ANSWER + 1).read_to_end(&mut said).await;
        read?;
        io::Result::Ok((said, child.wait().await?))
    };
    match tokio::time::timeout(TIME_LIMIT, working).await {
        Ok(Ok((said, status))) => Ok(understood(said, status)),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => {
            // Dropping it ends it. It would take as long the next time.
            tracing::info!("a picture took too long and has no smaller variant");
            Ok(None)
        }
    }
}

/// What an answer and an end mean. A worker that was ended by its limits or by a fault in a decoder has met a picture
/// that does this each time: it is not tried again.
fn understood(said: Vec<u8>, status: ExitStatus) -> Option<Vec<u8>> {
    let whole = status.success() && said.len() as u64 <= MAX_ANSWER;
    if !whole && status.code() != Some(REFUSED.into()) {
        tracing::info!(%status, "the picture worker ended over a picture");
    }
    (whole && !said.is_empty()).then_some(said)
}
