//! The socket between two starts: one line with a request, and one or two words as its answer.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{ANSWER, Door, Found, Met, Request, STARTING, Silent};
use crate::folders::Folders;

/// Longest line; one that is longer is not understood, and the asker says that nobody answers.
const LINE: u64 = 1024 * 1024;

/// Longest address that a socket can have, with some to spare (108 on Linux).
const ADDRESS: usize = 100;

/// What the first one says: how it is, and then that its window is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Word {
    /// Its window is coming.
    Starting,
    /// It has a window.
    Running,
    /// It is going away; the folder will be free.
    Ending,
    /// The window is on the screen, and knows what to open.
    Shown,
}

/// Asks the instance that has the folder.
///
/// # Errors
/// Nobody listens.
pub(super) fn hand_over(folders: &Folders, request: &Request) -> io::Result<Met> {
    let socket = at_socket(folders, UnixStream::connect)?;
    let process = process_behind(&socket);
    Ok(ask(&socket, request).unwrap_or(Met::Silent(Silent { process })))
}

/// None when the first one did not answer in time.
fn ask(mut socket: &UnixStream, request: &Request) -> Option<Met> {
    socket.set_write_timeout(Some(ANSWER)).ok()?;
    write_line(&mut socket, request).ok()?;
    let mut lines = BufReader::new(socket.take(LINE));
    let limit = match read_word(socket, &mut lines, ANSWER)? {
        Word::Shown => return Some(Met::Shown),
        Word::Ending => return Some(Met::Ending),
        Word::Starting => STARTING,
        Word::Running => ANSWER,
    };
    match read_word(socket, &mut lines, limit)? {
        Word::Shown => Some(Met::Shown),
        Word::Ending => Some(Met::Ending),
        Word::Starting | Word::Running => None,
    }
}

fn read_word(
    socket: &UnixStream,
    lines: &mut BufReader<io::Take<&UnixStream>>,
    limit: Duration,
) -> Option<Word> {
    socket.set_read_timeout(Some(limit)).ok()?;
    let mut line = String::new();
    lines.read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}

fn write_line(to: &mut impl io::Write, what: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(what)?;
    line.push(b'\n');
    to.write_all(&line)
}

#[cfg(target_os = "linux")]
fn process_behind(socket: &UnixStream) -> Option<u32> {
    let credentials = rustix::net::sockopt::socket_peercred(socket).ok()?;
    u32::try_from(credentials.pid.as_raw_nonzero().get()).ok()
}

#[cfg(not(target_os = "linux"))]
fn process_behind(_: &UnixStream) -> Option<u32> {
    None
}

/// Listens for other starts until the program ends.
///
/// # Errors
/// The folder is on a file system without sockets.
pub(super) fn listen(door: Door, folders: &Folders) -> io::Result<()> {
    // Whoever made the one that lies there had the lock before.
    match std::fs::remove_file(folders.socket()) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = at_socket(folders, UnixListener::bind)?;
    std::thread::Builder::new()
        .name("other-starts".to_owned())
        .spawn(move || {
            // One after the other; each has its limits.
            for socket in listener.incoming().flatten() {
                if let Err(error) = answer(&door, &socket) {
                    tracing::info!(%error, "another start went away");
                }
            }
        })?;
    Ok(())
}

fn answer(door: &Door, mut socket: &UnixStream) -> io::Result<()> {
    socket.set_read_timeout(Some(ANSWER))?;
    socket.set_write_timeout(Some(ANSWER))?;
    let mut line = String::new();
    BufReader::new(socket.take(LINE)).read_line(&mut line)?;
    let (word, wait) = match door.knock(serde_json::from_str(&line)?) {
        Found::Ending => (Word::Ending, None),
        Found::Starting(shown) => (Word::Starting, Some((shown, STARTING))),
        Found::Running(shown) => (Word::Running, Some((shown, ANSWER))),
    };
    write_line(&mut socket, &word)?;
    let Some((shown, limit)) = wait else {
        return Ok(());
    };
    match shown.recv_timeout(limit) {
        Ok(()) => write_line(&mut socket, &Word::Shown),
        // The program began to end meanwhile.
        Err(RecvTimeoutError::Disconnected) => write_line(&mut socket, &Word::Ending),
        Err(RecvTimeoutError::Timeout) => Err(io::ErrorKind::TimedOut.into()),
    }
}

/// Does something at the socket's path. A path too long for a socket is reached through its folder.
fn at_socket<T>(folders: &Folders, act: impl Fn(PathBuf) -> io::Result<T>) -> io::Result<T> {
    let path = folders.socket();
    let (Some(name), true) = (path.file_name(), path.as_os_str().len() > ADDRESS) else {
        return act(path);
    };
    let folder = File::open(folders.root())?;
    act(Path::new("/proc/self/fd")
        .join(folder.as_raw_fd().to_string())
        .join(name))
}
