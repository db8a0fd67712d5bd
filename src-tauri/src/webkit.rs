//! Ways around graphics drivers that leave WebKitGTK's window blank. Nothing is changed at first; a start that does not
//! paint gives up one thing more, and what painted stays.
//!
//! The first step is WebKit's own setting, which holds at once: the page is loaded again without the graphics card.
//! Only then come variables, which have to be in the environment before GTK starts, so the program starts itself anew.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::folders::{self, Folders};

/// What is given up, from least to most.
const STEPS: [Step; 3] = [
    Step::Setting,
    Step::Variable("WEBKIT_DMABUF_RENDERER_FORCE_SHM"),
    Step::Variable("WEBKIT_DISABLE_DMABUF_RENDERER"),
];

/// Steps for a WebKitGTK from 2.52 on, which is reported to end with the last one.
const STEPS_SINCE_2_52: usize = 2;

/// A page that has not painted after this long on the screen is taken for blank. The slowest start measured takes a
/// tenth of it.
pub const PATIENCE: Duration = Duration::from_secs(15);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// WebKit's setting not to use the graphics card.
    Setting,
    /// A variable beside it.
    Variable(&'static str),
}

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
    fn next(self, steps: usize) -> Self {
        Self {
            step: (self.step + usize::from(self.blank)).min(steps),
            blank: false,
        }
    }

    fn variable(self) -> Option<&'static str> {
        match STEPS.get(self.step.checked_sub(1)?)? {
            Step::Setting => None,
            Step::Variable(name) => Some(name),
        }
    }
}

/// What can be done about a page that does not paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rescue {
    /// Change WebKit's setting and load the page again.
    LoadPlainly,
    /// Start the program anew, which takes the next step.
    StartAnew,
    /// Everything was tried.
    Nothing,
}

/// How this start paints.
pub struct Painting {
    path: PathBuf,
    /// Steps there are for this WebKit.
    steps: usize,
    /// Those taken.
    step: AtomicUsize,
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
        let steps = steps(tauri::webview_version().ok().as_deref());
        let kept = last.next(steps);
        let painting = Self {
            path,
            steps,
            step: AtomicUsize::new(kept.step),
            painted: AtomicBool::new(false),
        };
        if kept != last {
            painting.write(kept);
        }
        let restarted = match kept.variable() {
            Some(variable) if std::env::var_os(variable).is_none() => start_anew(variable),
            _ => Ok(()),
        };
        (painting, restarted)
    }

    /// Whether the page draws without the graphics card.
    pub fn is_plain(&self) -> bool {
        self.step.load(Ordering::Relaxed) > 0
    }

    /// The page has painted. True the first time, and the first time after it had died.
    pub fn painted(&self) -> bool {
        !self.painted.swap(true, Ordering::Relaxed)
    }

    /// The process that paints has died: until it paints again, nothing is on the screen. Whether something was.
    pub fn died(&self) -> bool {
        self.painted.swap(false, Ordering::Relaxed)
    }

    /// Whether something is on the screen.
    pub fn is_painted(&self) -> bool {
        self.painted.load(Ordering::Relaxed)
    }

    /// The window stays blank: the next step is taken, and remembered for the next start.
    pub fn is_blank(&self) -> Rescue {
        let step = self.step.load(Ordering::Relaxed);
        tracing::warn!(step, "the page has not painted; it draws in a plainer way");
        if step == 0 {
            self.step.store(1, Ordering::Relaxed);
            self.write(Kept {
                step: 1,
                blank: false,
            });
            return Rescue::LoadPlainly;
        }
        self.write(Kept { step, blank: true });
        if step < self.steps {
            Rescue::StartAnew
        } else {
            Rescue::Nothing
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

/// How many steps there are for a version of WebKitGTK.
fn steps(version: Option<&str>) -> usize {
    let mut numbers = version
        .unwrap_or_default()
        .split('.')
        .map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < (2, 52) => STEPS.len(),
        _ => STEPS_SINCE_2_52,
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
        let blank = |kept: Kept| {
            Kept {
                blank: true,
                ..kept
            }
            .next(STEPS.len())
        };
        let first = Kept::default();
        assert_eq!((first.next(3).step, first.next(3).variable()), (0, None));
        let plain = blank(first);
        assert_eq!(
            (plain.step, plain.variable()),
            (1, None),
            "a setting comes before variables"
        );
        assert_eq!(plain.next(3), plain);
        let second = blank(plain);
        assert_eq!(second.variable(), Some("WEBKIT_DMABUF_RENDERER_FORCE_SHM"));
        let third = blank(second);
        assert_eq!(third.variable(), Some("WEBKIT_DISABLE_DMABUF_RENDERER"));
        assert_eq!(blank(third), third);
    }

    #[test]
    fn the_variable_that_ends_newer_webkits_is_not_set_for_them() {
        assert_eq!(steps(Some("2.50.6")), 3);
        for newer in [Some("2.52.0"), Some("3.0.1"), Some("unknown"), None] {
            assert_eq!(steps(newer), 2, "{newer:?}");
        }
        let last = Kept {
            step: 3,
            blank: true,
        };
        assert_eq!(
            last.next(2).variable(),
            Some("WEBKIT_DMABUF_RENDERER_FORCE_SHM")
        );
    }

    #[test]
    fn a_start_that_painted_writes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let (painting, _) = Painting::prepare(&folders);
        assert!(painting.painted());
        assert!(!painting.painted());
        assert!(!place.path().join("display.json").exists());
    }

    #[test]
    fn a_blank_window_is_loaded_again_at_once_and_the_next_start_knows() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let (blank, _) = Painting::prepare(&folders);
        assert!(!blank.is_plain());
        assert_eq!(blank.is_blank(), Rescue::LoadPlainly);
        assert!(blank.is_plain());
        // That painted: the next start begins there.
        let (next, _) = Painting::prepare(&folders);
        assert!(next.is_plain());
        assert_eq!(next.is_blank(), Rescue::StartAnew);
    }

    #[test]
    fn a_page_whose_process_died_has_not_painted() {
        let place = tempfile::tempdir().unwrap();
        let (painting, _) = Painting::prepare(&Folders::open(place.path()).unwrap());
        assert!(!painting.died(), "before anything was painted");
        assert!(painting.painted());
        assert!(painting.died());
        assert!(!painting.is_painted());
        assert!(painting.painted(), "the first time again");
    }
}
