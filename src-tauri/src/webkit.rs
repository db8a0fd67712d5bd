//! Ways around graphics drivers that leave WebKitGTK's window blank. Nothing is set at first; only after a start that
//! did not paint the next one steps down to a plainer way of drawing, and stays there once that painted.
//!
//! The variables have to be in the environment before GTK starts, so the program starts itself anew with them.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::folders::{self, Folders};

/// Variables of each step, from least to most that is given up.
const STEPS: [&str; 2] = [
    "WEBKIT_DMABUF_RENDERER_FORCE_SHM",
    "WEBKIT_DISABLE_DMABUF_RENDERER",
];

/// A page that has not painted after this long is taken for blank. The slowest start measured takes a tenth of it.
pub const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// How many of the steps are taken.
    step: usize,
    /// The last start did not paint.
    blank: bool,
}

impl Kept {
    /// What this start does, knowing how the last one went.
    fn next(self) -> Self {
        Self {
            step: (self.step + usize::from(self.blank)).min(STEPS.len()),
            blank: false,
        }
    }

    fn variable(self) -> Option<&'static str> {
        STEPS.get(self.step.checked_sub(1)?).copied()
    }
}

/// How this start paints.
pub struct Painting {
    path: PathBuf,
    kept: Kept,
    painted: AtomicBool,
}

impl Painting {
    /// Reads how the last start went, and starts the program anew when that asks for another way of drawing. Does not
    /// return then.
    ///
    /// # Errors
    /// The program could not be started anew; it can go on as it is.
    pub fn prepare(folders: &Folders) -> (Self, io::Result<()>) {
        let path = folders.root().join("display.json");
        let last = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
            .unwrap_or_default();
        let painting = Self {
            path,
            kept: last.next(),
            painted: AtomicBool::new(false),
        };
        if painting.kept != last {
            painting.write(painting.kept);
        }
        let restarted = match painting.kept.variable() {
            Some(variable) if std::env::var_os(variable).is_none() => start_anew(variable),
            _ => Ok(()),
        };
        (painting, restarted)
    }

    /// The page has painted. True the first time.
    pub fn painted(&self) -> bool {
        !self.painted.swap(true, Ordering::Relaxed)
    }

    /// To be called after [`PATIENCE`]: remembers that nothing was painted.
    pub fn patience_is_over(&self) {
        if !self.painted.load(Ordering::Relaxed) {
            tracing::warn!("the page has not painted; the next start draws in a plainer way");
            self.write(Kept {
                blank: true,
                ..self.kept
            });
        }
    }

    fn write(&self, kept: Kept) {
        let written = serde_json::to_vec(&kept)
            .map_err(io::Error::from)
            .and_then(|bytes| folders::write_private(&self.path, &bytes));
        if let Err(error) = written {
            tracing::warn!(%error, "how the window paints was not written");
        }
    }
}

#[cfg(target_os = "linux")]
fn start_anew(variable: &str) -> io::Result<()> {
    use std::os::unix::process::CommandExt as _;
    let mut program = Command::new(std::env::current_exe()?);
    program.args(std::env::args_os().skip(1)).env(variable, "1");
    Err(program.exec())
}

#[cfg(not(target_os = "linux"))]
fn start_anew(_: &str) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_blank_start_gives_up_one_thing_more_and_a_painted_one_stays() {
        let first = Kept::default();
        assert_eq!(first.next().variable(), None);
        let blank = Kept {
            blank: true,
            ..first
        }
        .next();
        assert_eq!(blank.variable(), Some("WEBKIT_DMABUF_RENDERER_FORCE_SHM"));
        assert_eq!(blank.next(), blank);
        let again = Kept {
            blank: true,
            ..blank
        }
        .next();
        assert_eq!(again.variable(), Some("WEBKIT_DISABLE_DMABUF_RENDERER"));
        let last = Kept {
            blank: true,
            ..again
        }
        .next();
        assert_eq!(last, again);
    }

    #[test]
    fn a_start_that_painted_writes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(Some(place.path()), false).unwrap();
        let (painting, _) = Painting::prepare(&folders);
        assert!(painting.painted());
        assert!(!painting.painted());
        painting.patience_is_over();
        assert!(!place.path().join("display.json").exists());
        let (blank, _) = Painting::prepare(&folders);
        blank.patience_is_over();
        assert!(place.path().join("display.json").exists());
    }
}
