//! A device or a server that can be killed at any moment and opened again on the same folder: in a runtime of this
//! process that is torn down with everything in it, or in a process of its own that gets SIGKILL.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use linnet_server::Running;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};

use super::act::{Act, Answer};
use super::child::{Ask, Line, Role};
use super::clock::PlanClock;
use super::device::{self, Device};
use super::service;

/// Opening a folder whose last owner was killed a moment ago.
const OPEN_LIMIT: Duration = Duration::from_secs(20);

/// How long a torn down runtime may take over a file that it writes.
const TEAR_LIMIT: Duration = Duration::from_secs(2);

/// Questions that wait to be written to a process. When full, the next one waits.
const QUESTIONS: usize = 64;

/// Where things run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In this process.
    Here,
    /// Each in a process of its own.
    Apart,
}

/// Something that can be killed.
pub enum Killable {
    /// A device in this process.
    Device(Runtime, Device),
    /// A server in this process.
    Server(Runtime, Running),
    /// A process.
    Process(Process),
}

impl Killable {
    /// Opens a device.
    ///
    /// # Errors
    /// Why it does not open, as words.
    pub async fn device(
        place: Place,
        setup: &device::Setup,
        clock: &PlanClock,
    ) -> Result<Self, String> {
        if place == Place::Apart {
            let role = Role::Device(setup.clone());
            return Ok(Self::Process(Process::start(role).await?.0));
        }
        let runtime = runtime()?;
        let end = tokio::time::Instant::now() + OPEN_LIMIT;
        loop {
            let (setup, clock) = (setup.clone(), clock.clone());
            let opened = runtime.spawn(async move { Device::open(&setup, Some(clock)).await });
            match opened.await.map_err(|error| error.to_string())? {
                Ok(device) => return Ok(Self::Device(runtime, device)),
                // What was torn down lets go of its folder when its last file operation has ended.
                Err(linnet_core::Error::FolderInUse) if tokio::time::Instant::now() < end => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Err(error) => {
                    tear(runtime).await;
                    return Err(error.to_string());
                }
            }
        }
    }

    /// Starts a server; also answers its port.
    ///
    /// # Errors
    /// Why it does not start, as words.
    pub async fn server(
        place: Place,
        setup: &service::Setup,
        clock: &PlanClock,
    ) -> Result<(Self, u16), String> {
        if place == Place::Apart {
            let (process, port) = Process::start(Role::Server(setup.clone())).await?;
            return Ok((Self::Process(process), port));
        }
        let runtime = runtime()?;
        let end = tokio::time::Instant::now() + OPEN_LIMIT;
        loop {
            let (setup, clock) = (setup.clone(), clock.clone());
            let started = runtime.spawn(async move { service::start(&setup, clock).await });
            match started.await.map_err(|error| error.to_string())? {
                Ok(running) => {
                    let port = running.address.port();
                    return Ok((Self::Server(runtime, running), port));
                }
                Err(_) if tokio::time::Instant::now() < end => {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Err(why) => {
                    tear(runtime).await;
                    return Err(why);
                }
            }
        }
    }

    /// Asks for something; none when it was killed before it answered. The answer can be waited for later.
    pub fn ask(&self, act: Act) -> oneshot::Receiver<Answer> {
        let (sender, answer) = oneshot::channel();
        match self {
            Self::Device(runtime, device) => {
                let device = device.clone();
                runtime.spawn(async move {
                    // Nobody waits: then nobody needs it.
                    sender.send(device.act(act).await).ok();
                });
            }
            Self::Server(..) => {
                sender.send(Answer::Done).ok();
            }
            Self::Process(process) => process.ask(act, sender),
        }
        answer
    }

    /// Ends it in good order.
    pub async fn stop(self) {
        match self {
            Self::Device(runtime, device) => {
                let ended = runtime.spawn(async move { device.act(Act::Stop).await });
                ended.await.ok();
                tear(runtime).await;
            }
            Self::Server(runtime, running) => {
                runtime.spawn(running.stop()).await.ok();
                tear(runtime).await;
            }
            Self::Process(process) => process.stop().await,
        }
    }

    /// Ends it at once, whatever it is doing.
    pub async fn kill(self) {
        match self {
            Self::Device(runtime, device) => {
                let owner = runtime.handle().clone();
                // Dropped among its own: what it holds may want to know its runtime.
                owner.spawn(async move { drop(device) });
                tear(runtime).await;
            }
            Self::Server(runtime, running) => {
                let owner = runtime.handle().clone();
                owner.spawn(async move { drop(running) });
                tear(runtime).await;
            }
            Self::Process(process) => process.kill().await,
        }
    }

    /// Whether a process has ended by itself, at its fail point.
    pub fn is_dead(&mut self) -> bool {
        match self {
            Self::Process(process) => process.is_dead(),
            Self::Device(..) | Self::Server(..) => false,
        }
    }
}

fn runtime() -> Result<Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())
}

async fn tear(runtime: Runtime) {
    tokio::task::spawn_blocking(move || runtime.shutdown_timeout(TEAR_LIMIT))
        .await
        .ok();
}

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Answer>>>>;

/// A process of a plan.
pub struct Process {
    child: Child,
    questions: mpsc::Sender<String>,
    waiting: Waiting,
    next: AtomicU64,
}

impl Process {
    async fn start(role: Role) -> Result<(Self, u16), String> {
        let mut child = Command::new(program())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{}: {error}", program().display()))?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err("no pipes".to_owned());
        };
        let first = serde_json::to_string(&role).unwrap_or_default();
        stdin
            .write_all(format!("{first}\n").as_bytes())
            .await
            .map_err(|error| error.to_string())?;
        let mut lines = BufReader::new(stdout).lines();
        let waiting = Waiting::default();
        let mut errors = BufReader::new(stderr).lines();
        tokio::spawn(async move {
            while let Ok(Some(line)) = errors.next_line().await {
                super::journal::heard(line);
            }
        });
        let ready = tokio::time::timeout(OPEN_LIMIT, lines.next_line()).await;
        let port = match ready {
            Ok(Ok(Some(line))) => match serde_json::from_str(&line) {
                Ok(Line::Ready { port }) => port,
                Ok(Line::Failed { why }) => return Err(why),
                _ => return Err(format!("not a word of a plan: {line}")),
            },
            Ok(_) => return Err("the process ended while it opened".to_owned()),
            Err(_) => return Err("the process does not open".to_owned()),
        };
        let answers = Arc::clone(&waiting);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Ok(Line::Answer { number, answer }) = serde_json::from_str(&line)
                    && let Some(asker) = lock(&answers).remove(&number)
                {
                    asker.send(answer).ok();
                }
            }
            // It has ended: nobody is answered any more.
            lock(&answers).clear();
        });
        let (questions, asked) = mpsc::channel(QUESTIONS);
        tokio::spawn(pass(stdin, asked));
        let process = Self {
            child,
            questions,
            waiting,
            next: AtomicU64::new(1),
        };
        Ok((process, port))
    }

    fn ask(&self, act: Act, asker: oneshot::Sender<Answer>) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let Ok(line) = serde_json::to_string(&Ask { number, act }) else {
            return;
        };
        lock(&self.waiting).insert(number, asker);
        if self.questions.try_send(line).is_err() {
            lock(&self.waiting).remove(&number);
        }
    }

    async fn stop(mut self) {
        // Its input ends, and it with that.
        self.questions = mpsc::channel(1).0;
        if tokio::time::timeout(OPEN_LIMIT, self.child.wait())
            .await
            .is_err()
        {
            self.kill().await;
        }
    }

    async fn kill(mut self) {
        // SIGKILL, and the process table is tidied.
        self.child.kill().await.ok();
        lock(&self.waiting).clear();
    }

    fn is_dead(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }
}

async fn pass(mut stdin: ChildStdin, mut asked: mpsc::Receiver<String>) {
    while let Some(line) = asked.recv().await {
        if stdin
            .write_all(format!("{line}\n").as_bytes())
            .await
            .is_err()
        {
            return;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Built beside the tests.
fn program() -> PathBuf {
    crate::world::beside("plan-process")
}
