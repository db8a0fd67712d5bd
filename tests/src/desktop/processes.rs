//! The processes of one desktop: started with a mark in their environment, found by it, ended by their id.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::Result;

/// Name of the environment variable that carries the mark.
const MARK: &str = "LINNET_DESKTOP";

/// How long a helper program may take.
const HELPER_LIMIT: Duration = Duration::from_secs(20);

/// Environment of everything on one desktop. Ends it all when dropped.
#[derive(Debug)]
pub struct Processes {
    mark: String,
    environment: Vec<(String, String)>,
}

impl Default for Processes {
    fn default() -> Self {
        Self::new()
    }
}

impl Processes {
    /// With a mark nobody else has.
    pub fn new() -> Self {
        Self {
            mark: uuid::Uuid::new_v4().to_string(),
            environment: Vec::new(),
        }
    }

    /// Adds a variable to all that is started from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// A program of this desktop.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env(MARK, &self.mark)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null());
        command
    }

    /// Runs a short program and answers its standard output.
    ///
    /// # Errors
    ///
    /// It is missing, failed, or did not end in time.
    pub async fn ask(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let ended = self
            .command(program)
            .args(arguments)
            .kill_on_drop(true)
            .output();
        let output = tokio::time::timeout(HELPER_LIMIT, ended)
            .await
            .map_err(|_| format!("`{program}` took longer than {HELPER_LIMIT:?}"))?
            .map_err(|error| {
                format!(
                    "`{program}` could not be started: {error}. `cargo xtask test` installs it."
                )
            })?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(format!("`{program} {}` failed: {said}", arguments.join(" ")).into())
        }
    }

    /// Ids of the processes on this desktop whose command line has `word` as one of its words.
    pub fn with_argument(&self, word: &str) -> Vec<u32> {
        self.all()
            .into_iter()
            .filter(|process| {
                fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|line| {
                    line.split(|byte| *byte == 0)
                        .any(|argument| argument == word.as_bytes())
                })
            })
            .collect()
    }

    /// Ids of the processes on this desktop that run a program of this name.
    pub fn of_program(&self, name: &str) -> Vec<u32> {
        self.all()
            .into_iter()
            .filter(|process| {
                fs::read_link(format!("/proc/{process}/exe"))
                    .is_ok_and(|path| path.file_name().is_some_and(|file| file == name))
            })
            .collect()
    }

    /// Everything on this desktop that still runs.
    pub fn all(&self) -> Vec<u32> {
        let wanted = format!("{MARK}={}", self.mark).into_bytes();
        let Ok(entries) = fs::read_dir("/proc") else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|process: &u32| {
                fs::read(format!("/proc/{process}/environ")).is_ok_and(|environment| {
                    environment
                        .split(|byte| *byte == 0)
                        .any(|entry| entry == wanted)
                })
            })
            .collect()
    }
}

/// Ends one process at once; one that is already gone is fine.
pub fn end(process: u32) {
    let ended = std::process::Command::new("kill")
        .args(["-KILL", &process.to_string()])
        .stderr(Stdio::null())
        .status();
    if let Err(error) = ended {
        tracing::warn!(%error, "`kill` could not be started");
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        // Twice: one of them may have been starting another while the first list was made.
        for _ in 0..2 {
            for process in self.all() {
                end(process);
            }
        }
    }
}
