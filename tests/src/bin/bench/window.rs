//! A window on a display in memory: Linnet's, or the empty one that is its floor. It is started, looked at from
//! outside, and ended with everything it started.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use linnet_tests::desktop::cost::{self, ProcessorTime};
use linnet_tests::desktop::{Display, processes};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use crate::failure::Outcome;

/// How long a window may take to paint.
const PAINT_LIMIT: Duration = Duration::from_secs(90);

/// Between two looks at the log: what a start is measured with is this exact.
const LOOK: Duration = Duration::from_millis(2);

/// Which window.
#[derive(Clone, Copy)]
pub enum Kind<'a> {
    /// Linnet with this data folder.
    Linnet(&'a Path),
    /// The empty one, with this folder for WebKit.
    Empty(&'a Path),
}

/// An open window.
pub struct Window<'a> {
    display: &'a Display,
    process: u32,
    child: Child,
    /// From starting the program until its page had painted what was asked for.
    pub painted_after: Duration,
}

impl<'a> Window<'a> {
    /// Starts it and waits until it has painted: an empty page, or a conversation list.
    pub async fn open(display: &'a Display, kind: Kind<'_>) -> Outcome<Window<'a>> {
        let (program, arguments): (_, Vec<&std::ffi::OsStr>) = match kind {
            Kind::Linnet(data) => (
                beside("linnet")?,
                vec!["--data-dir".as_ref(), data.as_ref()],
            ),
            Kind::Empty(folder) => (beside("examples/empty_window")?, vec![folder.as_ref()]),
        };
        let mut command = display.processes.command(program);
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let lines = match kind {
            Kind::Linnet(data) => painted_lines(data),
            Kind::Empty(_) => 0,
        };
        let begun = Instant::now();
        let mut child = command.spawn()?;
        let process = child.id().ok_or("the window has closed")?;
        let painted = async {
            match kind {
                Kind::Empty(_) => {
                    let out = child.stdout.take().ok_or("no output")?;
                    let line = BufReader::new(out).lines().next_line().await?;
                    line.map(drop)
                        .ok_or_else(|| "the empty window has closed".into())
                }
                Kind::Linnet(data) => {
                    while painted_lines(data) == lines {
                        tokio::time::sleep(LOOK).await;
                    }
                    Outcome::Ok(())
                }
            }
        };
        tokio::time::timeout(PAINT_LIMIT, painted)
            .await
            .map_err(|_| "the window did not paint in time")??;
        Ok(Window {
            display,
            process,
            painted_after: begun.elapsed(),
            child,
        })
    }

    /// The window as X knows it.
    pub async fn id(&self) -> Outcome<String> {
        let found = self.display.windows_of(self.process).await?;
        found
            .into_iter()
            .next()
            .ok_or_else(|| "the window is not on the screen".into())
    }

    /// It and all that it started, which are the processes of WebKit and the one that decodes pictures.
    fn processes(&self) -> Vec<u32> {
        cost::tree(&self.display.processes, self.process)
    }

    /// Memory of all of them, bytes.
    pub fn memory(&self) -> Outcome<u64> {
        cost::memory(&self.processes())
    }

    /// Processor time of all of them so far.
    pub fn processor(&self) -> Outcome<ProcessorTime> {
        ProcessorTime::of(&self.processes())
    }

    /// Ends it.
    pub async fn close(mut self) -> Outcome<()> {
        for process in self.processes() {
            processes::end(process);
        }
        self.child.wait().await?;
        Ok(())
    }
}

/// How many starts have painted their list, by the logs of a data folder.
fn painted_lines(data: &Path) -> usize {
    let Ok(files) = std::fs::read_dir(data.join("logs")) else {
        return 0;
    };
    files
        .flatten()
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .map(|text| text.matches("the list is painted").count())
        .sum()
}

/// A program of the same build as this one.
pub fn beside(name: &str) -> Outcome<PathBuf> {
    let program = std::env::current_exe()?.with_file_name(name);
    if program.is_file() {
        Ok(program)
    } else {
        Err(format!("{} is not there: build it first", program.display()).into())
    }
}
