//! One data folder has one window. Whoever has the folder's lock is the first; a later start hands over what it was
//! asked to open and ends, or says in a dialog why it could not.
//!
//! The first listens on a socket in the data folder, which only its owner can reach. Nothing here needs a session bus:
//! a start from a terminal, over SSH, or while the desktop is still coming up finds the first one all the same.

#[cfg(target_os = "linux")]
mod end;
#[cfg(unix)]
mod socket;
#[cfg(all(test, target_os = "linux"))]
mod tests;

use std::fs::File;
use std::io;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::dialog;
use crate::folders::Folders;
use crate::ipc::Language;

/// How long the first may take for a sign of life, and to bring its window back.
const ANSWER: Duration = Duration::from_secs(2);

/// How long the first may take to open its window when it is just starting.
const STARTING: Duration = Duration::from_secs(15);

/// How long a first that is ending may keep the folder: it stops within five seconds.
const ENDING: Duration = Duration::from_secs(8);

/// Between two tries to get the folder.
const AGAIN: Duration = Duration::from_millis(50);

/// Most things that one start hands over; more are left out.
const THINGS: usize = 100;

/// Starts that wait for the first window; more are answered as if it did not come.
const WAITING: usize = 32;

/// What a start was asked to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Addresses to open; files as `file:` ones.
    pub things: Vec<String>,
    /// What the desktop gave this start so that its window may come to the front.
    pub activation: Option<String>,
}

/// What became of a start.
pub enum Claim {
    /// The folder is this process's.
    First(Instance),
    /// The first one has shown its window.
    HandedOver,
    /// The first one has the folder and does not answer.
    Silent(Silent),
}

/// A first one that does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silent {
    /// Its process, when the socket told it.
    pub process: Option<u32>,
}

/// What the person wants of a start that met a silent one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Ask it once more.
    Again,
    /// End it and start.
    End,
    /// Leave it.
    Nothing,
}

/// Brings the window back; the sender is used once the window is there.
type Show = Box<dyn Fn(Request, mpsc::Sender<()>) + Send>;

enum State {
    /// No window yet: requests wait for it.
    Starting(Vec<(Request, mpsc::Sender<()>)>),
    Running(Show),
    Ending,
}

/// The right to the data folder, for as long as it lives.
pub struct Instance {
    _lock: File,
    door: Door,
}

/// Where other starts knock.
#[derive(Clone)]
pub struct Door(Arc<Mutex<State>>);

/// Whom a start met.
enum Met {
    Shown,
    Ending,
    Silent(Silent),
}

/// What a request meets at the door.
enum Found {
    /// The window is coming; the receiver says when.
    Starting(mpsc::Receiver<()>),
    /// There is a window; the receiver says when it is in front.
    Running(mpsc::Receiver<()>),
    Ending,
}

/// Takes the folder, or hands `request` to the instance that has it.
///
/// # Errors
/// The folder cannot be used at all.
pub fn claim(folders: &Folders, request: &Request) -> io::Result<Claim> {
    let begun = Instant::now();
    loop {
        if let Some(lock) = folders.lock()? {
            return Ok(Claim::First(Instance::new(lock, folders)));
        }
        let unknown = Silent { process: None };
        let silent = match hand_over(folders, request) {
            Ok(Met::Shown) => return Ok(Claim::HandedOver),
            Ok(Met::Silent(silent)) => Some(silent),
            Ok(Met::Ending) => (begun.elapsed() > ENDING).then_some(unknown),
            // It has the lock and does not listen yet, or has just gone.
            Err(_) => (begun.elapsed() > ANSWER).then_some(unknown),
        };
        if let Some(silent) = silent {
            return Ok(Claim::Silent(silent));
        }
        std::thread::sleep(AGAIN);
    }
}

#[cfg(target_os = "linux")]
pub use end::end;
#[cfg(unix)]
use socket::hand_over;

/// Nothing tells here who it is.
///
/// # Errors
/// Always.
#[cfg(not(target_os = "linux"))]
pub fn end(_: Silent) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn hand_over(_: &Folders, _: &Request) -> io::Result<Met> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Says that the first one does not answer, and asks what to do.
pub fn ask_about(silent: Silent, language: Language) -> Next {
    let named = match (language, silent.process) {
        (Language::Zh, Some(process)) => format!("（进程 {process}）"),
        (Language::En, Some(process)) => format!(" (process {process})"),
        (_, None) => String::new(),
    };
    let (title, text, close, end, again) = match language {
        Language::Zh => (
            "Linnet 已在运行，但没有响应。",
            format!(
                "已在运行的 Linnet{named}可能正忙。请稍候再试；如果一直没有响应，可以结束它并重新启动，已写下和发出的内容都会保留。"
            ),
            "关闭",
            "结束并重新启动",
            "再试一次",
        ),
        Language::En => (
            "Linnet is already running, but does not answer.",
            format!(
                "The running Linnet{named} may be busy. Wait a moment and try again. If it stays like this, you can end it and start again: what was written and sent is kept."
            ),
            "Close",
            "End It and Start Again",
            "Try Again",
        ),
    };
    let clicked = match silent.process {
        Some(_) => dialog::ask(title, &text, &[close, end, again]),
        // Nobody to end: the second button is the last.
        None => dialog::ask(title, &text, &[close, again]).map(|at| if at == 1 { 2 } else { at }),
    };
    match clicked {
        Some(2) => Next::Again,
        Some(1) => Next::End,
        _ => Next::Nothing,
    }
}

impl Instance {
    fn new(lock: File, folders: &Folders) -> Self {
        let door = Door(Arc::new(Mutex::new(State::Starting(Vec::new()))));
        #[cfg(unix)]
        if let Err(error) = socket::listen(door.clone(), folders) {
            // The lock alone keeps others out; they say that this one does not answer. There is no log yet.
            eprintln!("Linnet: other starts will not find this one: {error}");
        }
        #[cfg(not(unix))]
        let _ = folders;
        Self { _lock: lock, door }
    }

    /// Where other starts knock.
    pub fn door(&self) -> Door {
        self.door.clone()
    }
}

impl Door {
    /// The window is there: `show` brings it back from now on.
    pub fn window_is_there(&self, show: Show) {
        let mut state = self.lock();
        if let State::Starting(waiting) = &mut *state {
            for (request, shown) in waiting.drain(..) {
                show(request, shown);
            }
        }
        *state = State::Running(show);
    }

    /// The program ends: other starts wait for the folder.
    pub fn close(&self) {
        *self.lock() = State::Ending;
    }

    /// Somebody asks for the window.
    #[cfg_attr(not(unix), allow(dead_code))]
    fn knock(&self, mut request: Request) -> Found {
        request.things.truncate(THINGS);
        let (shown, is_shown) = mpsc::channel();
        match &mut *self.lock() {
            State::Ending => Found::Ending,
            State::Starting(waiting) => {
                if waiting.len() < WAITING {
                    waiting.push((request, shown));
                }
                Found::Starting(is_shown)
            }
            State::Running(show) => {
                show(request, shown);
                Found::Running(is_shown)
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
