//! The inside of a process that a plan starts and kills: a device or a server that is steered by lines of JSON on its
//! standard input and answers on its standard output. Warnings of the log go to the standard error, one line each.

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::act::{Act, Answer};
use super::clock::PlanClock;
use super::device::{self, Device};
use super::{journal, service};

/// The first line: what the process is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A device.
    Device(device::Setup),
    /// The server.
    Server(service::Setup),
}

/// One thing to do. Several are under way at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    /// Number of the question.
    pub number: u64,
    /// What.
    pub act: Act,
}

/// One line of the standard output.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    /// It is open, or listens; a server says where.
    Ready {
        /// Port of a server, else 0.
        port: u16,
    },
    /// It could not be opened.
    Failed {
        /// Why.
        why: String,
    },
    /// An answer.
    Answer {
        /// Number of the question.
        number: u64,
        /// It.
        answer: Answer,
    },
}

/// Runs until the standard input ends.
///
/// # Errors
/// The standard streams are not the ones of a plan.
pub async fn run() -> std::io::Result<()> {
    journal::to_stderr();
    let mut lines = input();
    let Some(line) = lines.recv().await else {
        return Ok(());
    };
    match serde_json::from_str(&line)? {
        Role::Device(setup) => {
            let device = match Device::open(&setup, None).await {
                Ok(device) => device,
                Err(error) => return say(&Line::Failed { why: error.code() }),
            };
            say(&Line::Ready { port: 0 })?;
            while let Some(line) = lines.recv().await {
                let ask: Ask = serde_json::from_str(&line)?;
                if let Act::Die { point, times } = ask.act {
                    die(ask.number, point, times)?;
                    continue;
                }
                let device = device.clone();
                tokio::spawn(async move {
                    let answer = device.act(ask.act).await;
                    let number = ask.number;
                    // Nobody listens any more: the input ends too, and with it the process.
                    drop(say(&Line::Answer { number, answer }));
                });
            }
            device.act(Act::Stop).await;
        }
        Role::Server(setup) => {
            let clock = PlanClock::new(setup.rate, setup.began_ms);
            clock.jump(setup.moved_ms);
            let running = match service::start(&setup, clock.clone()).await {
                Ok(running) => running,
                Err(why) => return say(&Line::Failed { why }),
            };
            let port = running.address.port();
            say(&Line::Ready { port })?;
            while let Some(line) = lines.recv().await {
                let ask: Ask = serde_json::from_str(&line)?;
                match ask.act {
                    Act::Die { point, times } => {
                        die(ask.number, point, times)?;
                        continue;
                    }
                    Act::Clock { moved_ms } => clock.jump(moved_ms - clock.moved_ms()),
                    // The rest is for devices.
                    _ => {}
                }
                say(&Line::Answer {
                    number: ask.number,
                    answer: Answer::Done,
                })?;
            }
            running.stop().await;
        }
    }
    Ok(())
}

/// Lines of the standard input, read by a thread of its own; it ends with the process.
fn input() -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            let Ok(line) = line else { return };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

fn say(line: &Line) -> std::io::Result<()> {
    let text = serde_json::to_string(line)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// From now on this process ends when it comes by the fail point.
fn die(number: u64, point: String, times: u32) -> std::io::Result<()> {
    let left = Mutex::new(times.max(1));
    let at = move |name: &'static str| {
        if name != point {
            return;
        }
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(1);
        if *left == 0 {
            kill_this();
        }
    };
    #[cfg(feature = "faults")]
    {
        let at = std::sync::Arc::new(at);
        let other = std::sync::Arc::clone(&at);
        linnet_core::fail_points::set(Box::new(move |name| at(name)));
        linnet_server::fail_points::set(Box::new(move |name| other(name)));
    }
    // Without fail points nothing ends here, and a test that needs them is not built.
    #[cfg(not(feature = "faults"))]
    drop(at);
    say(&Line::Answer {
        number,
        answer: Answer::Done,
    })
}

#[cfg(unix)]
fn kill_this() {
    let this = rustix::process::getpid();
    // It does not come back from here; if it were refused the test would find the process alive.
    rustix::process::kill_process(this, rustix::process::Signal::KILL).ok();
}

#[cfg(not(unix))]
fn kill_this() {
    std::process::abort();
}
