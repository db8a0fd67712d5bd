//! The program's side of the worker process.

use std::io;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(feature = "voice")]
use linnet_proto::choices::MAX_WAVE_BYTES;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::timeout;
use tracing::{debug, warn};

use super::frame::{self, Answer, Ask};
use super::given::{Given, Opened};
use crate::config::MediaWorker;
use crate::error::{Error, MediaError, Result};
use crate::media::blocking;
use crate::media::folder::Keeping;
use crate::media::inspection::Inspection;
use crate::media::kind::Kind;
use crate::media::problem::Problem;
use crate::media::video::{VideoFacts, cover};
#[cfg(feature = "voice")]
use crate::media::voice::Sound;
use crate::model::picture::Square;

/// Decodes at the same time in this program, whatever number of accounts is open; others wait for their turn. Two, so
/// that one which takes its whole limit of time does not hold up the others.
static DECODES: Semaphore = Semaphore::const_new(2);

/// Longest decode. 100 megapixels take about 4 s on a machine of 2020.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// A worker that has nothing to do ends after this, and costs no memory then.
const IDLE_LIMIT: Duration = Duration::from_secs(10);

/// A worker process, started when it is needed.
#[derive(Clone)]
pub struct Worker {
    inner: Arc<Inner>,
}

struct Inner {
    program: MediaWorker,
    time_limit: Duration,
    idle_limit: Duration,
    /// Processes that wait for work, as many as there are decodes at most. Taken out while it works: a caller that goes
    /// away in the middle drops it, which kills it, so that nobody reads the rest of somebody else's answer.
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    running: Running,
    ender: AbortHandle,
    /// Its process id, by which its ender finds it.
    process: Option<u32>,
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
}

/// Pixels for the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue, opacity.
    pub rgba: Vec<u8>,
}

/// What an inspection gave, with the small copies.
pub(in crate::media) struct Inspected {
    pub inspection: Inspection,
    /// It has to be made anew before it is sent.
    pub for_us_only: bool,
    pub preview: Vec<u8>,
    pub thumb: Vec<u8>,
}

/// A file made by the worker: in memory, or being kept.
pub(in crate::media) struct Made<T = Vec<u8>> {
    pub kind: Kind,
    pub width: u32,
    pub height: u32,
    pub bytes: T,
}

/// Bytes of an answer that are written at once when it is kept.
const PIECE: usize = 1024 * 1024;

/// Where the body of an answer goes.
enum Body {
    Memory(Vec<u8>),
    Keeping(Box<Keeping>),
}

/// Why there is no answer.
enum Failed {
    /// The worker ended, or says what makes no sense.
    Worker(io::Error),
    /// What it is given cannot be read, or what it makes cannot be written.
    File(Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Worker(error)
    }
}

impl Worker {
    /// Does not start anything yet.
    pub fn new(program: MediaWorker) -> Self {
        Self::with_limits(program, TIME_LIMIT, IDLE_LIMIT)
    }

    fn with_limits(program: MediaWorker, time_limit: Duration, idle_limit: Duration) -> Self {
        Self {
            inner: Arc::new(Inner {
                program,
                time_limit,
                idle_limit,
                idle: Mutex::default(),
            }),
        }
    }

    /// Starts the process ahead of need, e.g. when files are held over the window.
    ///
    /// # Errors
    ///
    /// As for the work itself.
    pub async fn warm(&self) -> Result<()> {
        match self.ask(Ask::Ready, Given::Bytes(&[])).await? {
            (Answer::Ready, _) => Ok(()),
            _ => Err(Problem::DecoderDied.into()),
        }
    }

    pub(in crate::media) async fn inspect(&self, file: Given<'_>) -> Result<Inspected> {
        match self.ask(Ask::Inspect, file).await? {
            (
                Answer::Inspected {
                    inspection,
                    preview_bytes,
                    for_us_only,
                },
                mut body,
            ) if preview_bytes as usize <= body.len() => {
                let thumb = body.split_off(preview_bytes as usize);
                Ok(Inspected {
                    inspection,
                    for_us_only,
                    preview: body,
                    thumb,
                })
            }
            (Answer::Problem { problem }, _) => Err(problem.into()),
            _ => Err(Problem::DecoderDied.into()),
        }
    }

    /// Compresses a picture; what is made is written while it comes.
    pub(in crate::media) async fn compress(
        &self,
        file: Given<'_>,
        to: Keeping,
    ) -> Result<Made<Keeping>> {
        self.make_into(Ask::Compress, file, to).await
    }

    /// Makes a picture anew with all its pixels; it is written while it comes.
    pub(in crate::media) async fn convert(
        &self,
        file: Given<'_>,
        to: Keeping,
    ) -> Result<Made<Keeping>> {
        self.make_into(Ask::Convert, file, to).await
    }

    pub(in crate::media) async fn portrait(
        &self,
        file: Given<'_>,
        square: Option<Square>,
    ) -> Result<Made> {
        self.make(Ask::Portrait { square }, file).await
    }

    /// For what is small.
    async fn make(&self, ask: Ask, file: Given<'_>) -> Result<Made> {
        let (answer, bytes) = self.ask(ask, file).await?;
        made(answer, bytes)
    }

    async fn make_into(&self, ask: Ask, file: Given<'_>, to: Keeping) -> Result<Made<Keeping>> {
        match self
            .answered(ask, file, Body::Keeping(Box::new(to)))
            .await?
        {
            (answer, Body::Keeping(kept)) => made(answer, *kept),
            (_, Body::Memory(_)) => Err(Problem::DecoderDied.into()),
        }
    }

    pub(in crate::media) async fn pixels(&self, file: Given<'_>) -> Result<Pixels> {
        match self.ask(Ask::Pixels, file).await? {
            (Answer::Pixels { width, height }, rgba)
                if u64::from(width) * u64::from(height) * 4 == rgba.len() as u64 =>
            {
                Ok(Pixels {
                    width,
                    height,
                    rgba,
                })
            }
            (Answer::Problem { problem }, _) => Err(problem.into()),
            _ => Err(Problem::DecoderDied.into()),
        }
    }

    #[cfg(feature = "voice")]
    pub(in crate::media) async fn sound(&self, file: &[u8]) -> Result<Sound> {
        match self.ask(Ask::Sound, Given::Bytes(file)).await {
            Ok((Answer::Sound { wave }, body)) if wave.len() <= MAX_WAVE_BYTES => Ok(Sound {
                samples: body
                    .chunks_exact(2)
                    .map(|two| {
                        i16::from_le_bytes(
                            [two.first(), two.last()].map(|b| b.copied().unwrap_or(0)),
                        )
                    })
                    .collect(),
                wave,
            }),
            // Also when it brought the worker down: nobody can choose another file here.
            Ok(_) | Err(Error::Media(MediaError::Worker)) => Err(MediaError::CannotBePlayed.into()),
            Err(error) => Err(error),
        }
    }

    /// What the head of a video says.
    pub(in crate::media) async fn video(&self, head: &[u8]) -> Result<VideoFacts> {
        match self.ask(Ask::Video, Given::Bytes(head)).await? {
            (Answer::Video { facts }, _) => Ok(facts),
            (Answer::Problem { problem }, _) => Err(problem.into()),
            _ => Err(Problem::DecoderDied.into()),
        }
    }

    /// The cover of a video: a JPEG made anew of what another process decoded, so that nothing of its own makes goes
    /// further than here. None when there is none.
    pub(in crate::media) async fn cover(&self, video: std::fs::File) -> Option<Vec<u8>> {
        let decoded = cover::make(&self.inner.program, video).await?;
        match self.make(Ask::Compress, Given::Bytes(&decoded)).await {
            Ok(made) => Some(made.bytes),
            Err(error) => {
                warn!(%error, "a cover cannot be used");
                None
            }
        }
    }

    async fn ask(&self, ask: Ask, file: Given<'_>) -> Result<(Answer, Vec<u8>)> {
        match self.answered(ask, file, Body::Memory(Vec::new())).await? {
            (answer, Body::Memory(body)) => Ok((answer, body)),
            (_, Body::Keeping(_)) => Err(Problem::DecoderDied.into()),
        }
    }

    async fn answered(&self, ask: Ask, file: Given<'_>, to: Body) -> Result<(Answer, Body)> {
        let file = file.open().await?;
        let _turn = DECODES.acquire().await.map_err(|_| Problem::DecoderDied)?;
        let mut running = match self.waiting() {
            Some(running) => running,
            None => self.start()?,
        };
        match timeout(self.inner.time_limit, running.ask(ask, file, to)).await {
            Ok(Ok(answer)) => {
                let process = running.child.id();
                let ender = self.end_when_idle(process);
                self.inner.idle().push(Idle {
                    running,
                    ender,
                    process,
                });
                Ok(answer)
            }
            Ok(Err(Failed::File(error))) => Err(error),
            Ok(Err(Failed::Worker(error))) => {
                // Out of memory, a fault in a decoder: the process is gone, the next file gets a new one.
                warn!(%error, "the media worker ended in the middle of its work");
                Err(Problem::DecoderDied.into())
            }
            Err(_) => {
                warn!("the media worker took too long and is ended");
                if let Err(error) = running.child.start_kill() {
                    debug!(%error, "the media worker had ended already");
                }
                Err(Problem::TooSlow.into())
            }
        }
    }

    /// A process that waits and has not ended meanwhile.
    fn waiting(&self) -> Option<Running> {
        loop {
            let idle = self.inner.idle().pop()?;
            if let Some(running) = idle.into_running() {
                return Some(running);
            }
        }
    }

    fn start(&self) -> Result<Running> {
        let MediaWorker { program, args } = &self.inner.program;
        // What is in this program's environment is not its business, but for where libraries lie.
        let kept = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SystemRoot"]
            .into_iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .env_clear()
            .envs(kept)
            .kill_on_drop(true)
            .spawn()
            .map_err(not_started)?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(input), Some(output)) => Ok(Running {
                child,
                input,
                output,
            }),
            _ => Err(not_started(io::Error::other("no pipes")).into()),
        }
    }

    /// A task that ends the idle process. It is aborted by the next request, and gone with the worker: it holds no
    /// strong reference while it sleeps.
    fn end_when_idle(&self, process: Option<u32>) -> AbortHandle {
        let inner = Arc::downgrade(&self.inner);
        let limit = self.inner.idle_limit;
        tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            if let Some(inner) = inner.upgrade() {
                let idle = inner.take(process);
                drop(inner);
                // Closing its input lets it end by itself.
                if let Some(Idle { running, .. }) = idle {
                    running.end().await;
                }
            }
        })
        .abort_handle()
    }
}

fn made<T>(answer: Answer, bytes: T) -> Result<Made<T>> {
    match answer {
        Answer::Compressed {
            kind,
            width,
            height,
        } => Ok(Made {
            kind,
            width,
            height,
            bytes,
        }),
        Answer::Problem { problem } => Err(problem.into()),
        _ => Err(Problem::DecoderDied.into()),
    }
}

fn not_started(error: io::Error) -> MediaError {
    warn!(%error, "the media worker cannot be started");
    MediaError::Worker
}

impl Idle {
    /// None when it has ended meanwhile, e.g. because the system was short of memory.
    fn into_running(mut self) -> Option<Running> {
        self.ender.abort();
        matches!(self.running.child.try_wait(), Ok(None)).then_some(self.running)
    }
}

impl Running {
    async fn ask(
        &mut self,
        ask: Ask,
        mut file: Opened<'_>,
        mut to: Body,
    ) -> Result<(Answer, Body), Failed> {
        let head = frame::head(&ask, file.length())?;
        self.input.write_all(&head).await?;
        while let Some(chunk) = file.chunk().await.map_err(Failed::File)? {
            self.input.write_all(&chunk).await?;
        }
        self.input.flush().await?;
        let mut raw = [0; 8];
        self.output.read_exact(&mut raw).await?;
        let (json_length, body_length) = frame::lengths(raw)?;
        let mut json = vec![0; json_length as usize];
        self.output.read_exact(&mut json).await?;
        let answer = serde_json::from_slice(&json).map_err(io::Error::from)?;
        let mut left = body_length as usize;
        while left > 0 {
            match to {
                Body::Memory(ref mut body) => {
                    body.resize(left, 0);
                    self.output.read_exact(body).await?;
                    left = 0;
                }
                Body::Keeping(mut keeping) => {
                    let mut piece = vec![0; left.min(PIECE)];
                    self.output.read_exact(&mut piece).await?;
                    left -= piece.len();
                    let written = blocking(move || {
                        keeping.write(&piece)?;
                        Ok(keeping)
                    });
                    to = Body::Keeping(written.await.map_err(Failed::File)?);
                }
            }
        }
        Ok((answer, to))
    }

    async fn end(self) {
        const END_LIMIT: Duration = Duration::from_secs(1);
        let Self {
            mut child,
            input,
            output,
        } = self;
        drop(input);
        drop(output);
        // Dropping the child kills it when it does not end in time.
        if timeout(END_LIMIT, child.wait()).await.is_err() {
            debug!("the idle media worker did not end by itself");
        }
    }
}

impl Inner {
    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes one out that waits; none when it works again.
    fn take(&self, process: Option<u32>) -> Option<Idle> {
        let mut all = self.idle();
        let at = all.iter().position(|idle| idle.process == process)?;
        Some(all.swap_remove(at))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for idle in self.idle().drain(..) {
            idle.ender.abort();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn ask(program: &str, args: &[&str]) -> Option<Error> {
        let program = MediaWorker {
            program: program.into(),
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        };
        let limit = Duration::from_millis(300);
        let worker = Worker::with_limits(program, limit, limit);
        worker.inspect(Given::Bytes(b"a file")).await.err()
    }

    #[tokio::test]
    async fn whatever_the_program_does_the_answer_is_an_error_in_time() {
        let cases: &[(&str, &[&str])] = &[
            ("/no/such/program", &[]),
            // Never answers.
            ("/bin/sleep", &["60"]),
            // Ends at once.
            ("/bin/true", &[]),
            // Says back what it hears.
            ("/bin/cat", &[]),
            // Announces more than there may be.
            (
                "/bin/sh",
                &[
                    "-c",
                    "printf '\\377\\377\\377\\377\\377\\377\\377\\377'; cat",
                ],
            ),
        ];
        for (program, args) in cases {
            let error = ask(program, args).await;
            assert!(
                matches!(error, Some(Error::Media(MediaError::Worker))),
                "{program}: {error:?}"
            );
        }
    }
}
