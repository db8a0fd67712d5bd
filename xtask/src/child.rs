//! Programs this one starts. Each has a limit of time: a window that never paints, or a test that waits for ever, ends
//! with a sentence instead of holding up everything behind it.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{During, Result};

/// Lines of a child's output that are kept to read its summary from; older ones are let go.
const KEPT_LINES: usize = 4_000;

/// How long output may go on after the program itself has ended (a grandchild may hold the pipe).
const TAIL: Duration = Duration::from_secs(5);

/// How a program ended.
pub struct Outcome {
    /// It ended by itself, with success.
    pub success: bool,
    /// It was ended because its time was over.
    pub timed_out: bool,
    /// Its last lines, standard output and error together.
    pub lines: Vec<String>,
}

/// A command in the checkout's folder that speaks English, without colours, in UTF-8: summaries are read from what it
/// prints, and tests compare sorted text.
pub fn command(program: &str, args: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(folder)
        .env("LANG", "C.UTF-8")
        .env("LC_ALL", "C.UTF-8")
        .env("LANGUAGE", "en")
        .env("NO_COLOR", "1")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("FORCE_COLOR");
    // What cargo tells this program about itself. Build scripts that look at it (ring's) would run again, and all of
    // TLS would be compiled again, whenever a person's own cargo and this one take turns.
    for (name, _) in std::env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs it, shows what it prints, and ends it with all it started when `limit` is over.
pub fn run(command: &mut Command, limit: Duration) -> Result<Outcome> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .during(&format!("start `{name}`"))?;
    // Bounded: when the terminal is slow, the child waits in its write.
    let (sender, receiver) = sync_channel(256);
    if let Some(out) = child.stdout.take() {
        read_lines(out, sender.clone());
    }
    if let Some(error) = child.stderr.take() {
        read_lines(error, sender);
    }
    let deadline = Instant::now() + limit;
    let mut kept = VecDeque::new();
    let mut timed_out = false;
    let status = loop {
        drain(&receiver, Duration::from_millis(50), &mut kept);
        if let Some(status) = child.try_wait().during(&format!("wait for `{name}`"))? {
            break status;
        }
        if Instant::now() >= deadline {
            timed_out = true;
            println!(
                "`{name}` took longer than {} s and was ended.",
                limit.as_secs()
            );
            end_tree(&mut child)?;
            break child.wait().during(&format!("wait for `{name}`"))?;
        }
    };
    let tail = Instant::now() + TAIL;
    while Instant::now() < tail && drain(&receiver, Duration::from_millis(50), &mut kept) {}
    Ok(Outcome {
        success: status.success() && !timed_out,
        timed_out,
        lines: kept.into(),
    })
}

/// What a short question prints on standard output; `None` when the program is missing or fails.
pub fn answer(program: &str, args: &[&str]) -> Option<String> {
    let output = command(program, args, &crate::project::root())
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program can be started at all.
pub fn exists(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    })
}

fn read_lines(from: impl Read + Send + 'static, to: SyncSender<String>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            match reader.read_until(b'\n', &mut bytes) {
                Ok(0) | Err(_) => return,
                Ok(_) => {
                    let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
                    if to.send(line).is_err() {
                        return;
                    }
                }
            }
        }
    });
}

/// Shows what has come; `false` when nothing more can come.
fn drain(receiver: &Receiver<String>, wait: Duration, kept: &mut VecDeque<String>) -> bool {
    use std::sync::mpsc::RecvTimeoutError;
    let mut wait = wait;
    loop {
        match receiver.recv_timeout(wait) {
            Ok(line) => {
                // A closed terminal must not end the tests behind it.
                if writeln!(std::io::stdout(), "{line}").is_err() {
                    kept.clear();
                }
                if kept.len() == KEPT_LINES {
                    kept.pop_front();
                }
                kept.push_back(line);
                wait = Duration::ZERO;
            }
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// Ends a child and everything below it. The children are looked up instead of put into a process group of their own,
/// because Ctrl+C in the terminal reaches only the group in front.
fn end_tree(child: &mut Child) -> Result<()> {
    let below = descendants(child.id());
    child.kill().during("end a program that took too long")?;
    for process in below {
        // It may have ended by itself in the meantime: then there is nothing to do.
        let _gone = Command::new("kill")
            .args(["-KILL", &process.to_string()])
            .stderr(Stdio::null())
            .status();
    }
    Ok(())
}

fn descendants(of: u32) -> Vec<u32> {
    let mut parents = Vec::new();
    if let Ok(entries) = std::fs::read_dir("/proc") {
        for entry in entries.flatten() {
            let Some(process) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse::<u32>().ok())
            else {
                continue;
            };
            if let Ok(stat) = std::fs::read_to_string(entry.path().join("stat"))
                && let Some(parent) = parent_in_stat(&stat)
            {
                parents.push((process, parent));
            }
        }
    }
    let mut found = vec![of];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        found.extend(
            parents
                .iter()
                .filter(|(_, of)| *of == parent)
                .map(|(process, _)| *process),
        );
        next += 1;
    }
    found.remove(0);
    found
}

/// The fourth field; the second is a name in brackets that may hold anything.
fn parent_in_stat(stat: &str) -> Option<u32> {
    let (_, fields) = stat.rsplit_once(')')?;
    fields.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_hangs_is_ended_with_what_it_started() {
        let folder = std::env::temp_dir();
        let started = Instant::now();
        let mut hanging = command("sh", &["-c", "sleep 600 & echo ready; sleep 600"], &folder);
        let outcome = run(&mut hanging, Duration::from_millis(500)).unwrap();
        assert!(outcome.timed_out && !outcome.success);
        assert_eq!(outcome.lines, ["ready"]);
        // The grandchild held the pipe: had it lived on, the tail would have been waited out.
        assert!(started.elapsed() < TAIL);
    }

    #[test]
    fn both_streams_are_kept() {
        let folder = std::env::temp_dir();
        let mut speaking = command("sh", &["-c", "echo one; echo two >&2; exit 3"], &folder);
        let outcome = run(&mut speaking, Duration::from_secs(20)).unwrap();
        let mut lines = outcome.lines;
        lines.sort();
        assert_eq!(lines, ["one", "two"]);
        assert!(!outcome.success && !outcome.timed_out);
    }

    #[test]
    fn a_program_name_with_brackets_does_not_hide_the_parent() {
        assert_eq!(parent_in_stat("77 (a) b) S 42 77 77 0"), Some(42));
    }
}
