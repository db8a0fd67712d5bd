//! The app as a desktop starts it: a process without a driver, of which a story sees windows, log and end.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::Instant;

use super::app::program;
use super::{Desktop, Result};

/// How long a start may take to show a window, or to end.
const LIMIT: Duration = Duration::from_secs(30);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// One start of the app.
pub struct Start<'desktop> {
    desktop: &'desktop Desktop,
    child: Child,
    process: u32,
    folder: PathBuf,
}

impl Desktop {
    /// Starts the app with the data folder of this name.
    ///
    /// # Errors
    ///
    /// The app was not built.
    pub fn launch(
        &self,
        name: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Result<Start<'_>> {
        let folder = self.data_folder(name);
        let mut command = self.display.processes.command(program()?);
        command
            .arg("--data-dir")
            .arg(&folder)
            .args(arguments)
            .envs(environment.iter().copied());
        self.begin(command, folder)
    }

    /// Starts the app with its data folder on a disk in memory that is mounted with these options and seen by nobody
    /// else: `ro`, `nr_inodes=1`.
    ///
    /// # Errors
    ///
    /// The app was not built.
    pub fn launch_on_disk(&self, name: &str, options: &str) -> Result<Start<'_>> {
        let folder = self.data_folder(name);
        std::fs::create_dir_all(&folder)?;
        let script = r#"mount -t tmpfs -o "$1" tmpfs "$2" && exec "$3" --data-dir "$2""#;
        let mut command = self.display.processes.command("unshare");
        command
            .args(["--user", "--map-root-user", "--mount"])
            .args(["sh", "-c", script, "sh", options])
            .arg(&folder)
            .arg(program()?);
        self.begin(command, folder)
    }

    fn begin(&self, mut command: Command, folder: PathBuf) -> Result<Start<'_>> {
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        Ok(Start {
            desktop: self,
            process: child.id().ok_or("it has ended at once")?,
            child,
            folder,
        })
    }
}

impl Start<'_> {
    /// Id of its process.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Its windows that can be seen.
    ///
    /// # Errors
    ///
    /// `xdotool` is missing.
    pub async fn windows(&self) -> Result<Vec<String>> {
        self.desktop.display.windows_of(self.process).await
    }

    /// Waits until it has this many windows, and answers them.
    ///
    /// # Errors
    ///
    /// It has not within the limit.
    pub async fn until_windows(&self, count: usize) -> Result<Vec<String>> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let windows = self.windows().await?;
            if windows.len() == count {
                return Ok(windows);
            }
            if Instant::now() > deadline {
                return Err(format!("it has {} windows, not {count}", windows.len()).into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// How it ended, when it has.
    ///
    /// # Errors
    ///
    /// The system does not tell.
    pub fn has_ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Waits until it ends, and answers its exit code.
    ///
    /// # Errors
    ///
    /// It goes on, or was killed.
    pub async fn ended(&mut self) -> Result<i32> {
        let status = tokio::time::timeout(LIMIT, self.child.wait()).await;
        let status = status.map_err(|_| "it does not end")??;
        status.code().ok_or_else(|| "it was killed".into())
    }

    /// How often a line of its log holds these words.
    pub fn logged(&self, words: &str) -> usize {
        let Ok(entries) = std::fs::read_dir(self.folder.join("logs")) else {
            return 0;
        };
        let texts = entries
            .flatten()
            .filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
        texts.map(|text| text.matches(words).count()).sum()
    }

    /// Waits until its log holds these words so often.
    ///
    /// # Errors
    ///
    /// It does not within the limit.
    pub async fn until_logged(&self, words: &str, times: usize) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        while self.logged(words) < times {
            if Instant::now() > deadline {
                return Err(format!("{words:?} is {} times in the log", self.logged(words)).into());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    /// Sends it a signal: `STOP`, `CONT`, `TERM`.
    ///
    /// # Errors
    ///
    /// `kill` is missing, or it has ended.
    pub async fn signal(&self, name: &str) -> Result<()> {
        let (name, process) = (format!("-{name}"), self.process.to_string());
        let processes = &self.desktop.display.processes;
        processes.ask("kill", &[&name, &process]).await.map(drop)
    }
}
