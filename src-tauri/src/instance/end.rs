//! Ends a first one that does not answer: asked to end at first, then by force. Whatever it had accepted is on disk.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, getuid, pidfd_open, pidfd_send_signal};

use super::Silent;

/// How long it may take to end when it is asked to. One that hangs, or was stopped, never does.
const ASKED: Duration = Duration::from_secs(2);

/// How long the system may take to end it. Longer than that takes only what waits for a disk.
const FORCED: Duration = Duration::from_secs(5);

/// Ends it, and returns when it has ended.
///
/// # Errors
/// It is no Linnet of this person, or does not end.
pub fn end(silent: Silent) -> io::Result<()> {
    let process = silent.process.ok_or(io::ErrorKind::NotFound)?;
    end_within(process, ASKED)
}

fn end_within(process: u32, asked: Duration) -> io::Result<()> {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    // It stays with this process, whoever gets the number next.
    let handle = match pidfd_open(pid.ok_or(io::ErrorKind::NotFound)?, PidfdFlags::empty()) {
        Err(Errno::SRCH) => return Ok(()),
        opened => opened?,
    };
    if !is_linnet(process)? {
        return Err(io::Error::other(format!("process {process} is not Linnet")));
    }
    for (signal, limit) in [(Signal::TERM, asked), (Signal::KILL, FORCED)] {
        match pidfd_send_signal(&handle, signal) {
            Err(Errno::SRCH) => return Ok(()),
            sent => sent?,
        }
        if has_ended(&handle, limit)? {
            return Ok(());
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

fn has_ended(handle: &OwnedFd, limit: Duration) -> io::Result<bool> {
    let limit = Timespec::try_from(limit).map_err(io::Error::other)?;
    let mut waited = [PollFd::from_borrowed_fd(handle.as_fd(), PollFlags::IN)];
    match poll(&mut waited, Some(&limit)) {
        // A signal to ourselves; it may have ended all the same.
        Err(Errno::INTR) => Ok(false),
        ended => Ok(ended? > 0),
    }
}

/// Whether a process runs this program, for this person.
fn is_linnet(process: u32) -> io::Result<bool> {
    let place = Path::new("/proc").join(process.to_string());
    if std::fs::metadata(&place)?.uid() != getuid().as_raw() {
        return Ok(false);
    }
    let program = std::fs::read_link(place.join("exe"))?;
    let own = std::env::current_exe()?;
    Ok(name(&program).is_some() && name(&program) == name(&own))
}

/// The name of a program, also of one that was replaced by an update while it ran.
fn name(program: &Path) -> Option<&str> {
    let name = program.file_name()?.to_str()?;
    Some(name.strip_suffix(" (deleted)").unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Child, Command, Stdio};

    use super::*;

    const WAITING: [&str; 3] = ["--ignored", "--exact", "instance::end::tests::waits"];

    /// A process that runs this program: the tests themselves, which wait in one that is not run otherwise.
    fn another_of_us() -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(WAITING)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    }

    #[test]
    #[ignore = "it is another process of the tests beside it"]
    fn waits() {
        // Until it is ended, or its parent has gone.
        std::io::read_to_string(std::io::stdin()).unwrap();
    }

    #[test]
    fn one_that_hears_is_asked_to_end() {
        let mut other = another_of_us();
        end_within(other.id(), FORCED).unwrap();
        let status = other.wait().unwrap();
        assert_eq!(status.signal(), Some(Signal::TERM.as_raw()));
    }

    #[test]
    fn one_that_does_not_hear_is_ended_by_force() {
        // What a shell ignores, the program in its place ignores too.
        let mut other = Command::new("sh")
            .args(["-c", "trap '' TERM; exec \"$@\"", "sh"])
            .arg(std::env::current_exe().unwrap())
            .args(WAITING)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while !is_linnet(other.id()).unwrap() {
            std::thread::yield_now();
        }
        end_within(other.id(), Duration::from_millis(20)).unwrap();
        let status = other.wait().unwrap();
        assert_eq!(status.signal(), Some(Signal::KILL.as_raw()));
        // The number is nobody's now.
        end_within(other.id(), ASKED).unwrap();
    }

    #[test]
    fn a_process_that_is_not_linnet_goes_on() {
        let mut stranger = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Until the system has put its program in the place of ours.
        while std::fs::read_link(format!("/proc/{}/exe", stranger.id()))
            .is_ok_and(|program| program == std::env::current_exe().unwrap())
        {
            std::thread::yield_now();
        }
        assert!(end_within(stranger.id(), ASKED).is_err());
        assert_eq!(stranger.try_wait().unwrap(), None);
        drop(stranger.stdin.take());
        assert!(stranger.wait().unwrap().success());
    }

    #[test]
    fn a_program_that_was_replaced_keeps_its_name() {
        for program in ["/usr/bin/linnet", "/usr/bin/linnet (deleted)"] {
            assert_eq!(name(Path::new(program)), Some("linnet"));
        }
        assert_eq!(name(Path::new("/")), None);
    }
}
