//! How WebKitGTK draws the window. With a graphics card nothing is changed at first; a start that does not paint gives up
//! one thing more, and what painted stays. Without one WebKit would draw through OpenGL in software, which takes twice
//! the processor time and a third more memory than its own drawing does: the plain way is taken from the start.
//!
//! Variables have to be in the environment before GTK starts. Without a card that is done before anything else runs;
//! where it turns out later, the program starts itself anew.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::folders::{self, Folders};

/// What is given up, from least to most, by a WebKitGTK before 2.52. Its setting not to use the graphics card is not
/// among them: with it the page's process ends (seen with 2.50.6).
const BEFORE_2_52: Ladder = Ladder {
    steps: &[
        Step::Variable("WEBKIT_DMABUF_RENDERER_FORCE_SHM"),
        Step::Variable(WITHOUT_GL),
    ],
    plain: 2,
};

/// From 2.52 on the setting works, and the last variable is reported to end the process.
const SINCE_2_52: Ladder = Ladder {
    steps: &[
        Step::Setting,
        Step::Variable("WEBKIT_DMABUF_RENDERER_FORCE_SHM"),
    ],
    plain: 1,
};

/// Draws without OpenGL.
const WITHOUT_GL: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// A start that takes longer until something is painted has drawn slowly. With a card that works it takes half a second.
const SLOW: Duration = Duration::from_secs(4);

/// Slow starts one after another, until the plain way is tried: the first one after the computer was started reads
/// everything from the disk.
const SLOW_STARTS: u8 = 2;

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

/// The steps of a version of WebKitGTK.
#[derive(Debug, Clone, Copy)]
struct Ladder {
    steps: &'static [Step],
    /// How many of them lead to drawing without a graphics card.
    plain: usize,
}

impl Ladder {
    fn of(version: Option<&str>) -> Self {
        let mut numbers = version
            .unwrap_or_default()
            .split('.')
            .map(str::parse::<u32>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) if (major, minor) < (2, 52) => BEFORE_2_52,
            _ => SINCE_2_52,
        }
    }

    /// The step that is taken last.
    fn last(self, step: usize) -> Option<Step> {
        self.steps.get(step.checked_sub(1)?).copied()
    }

    fn variable(self, step: usize) -> Option<&'static str> {
        match self.last(step)? {
            Step::Setting => None,
            Step::Variable(name) => Some(name),
        }
    }

    /// Whether WebKit is set not to use the graphics card.
    fn is_set(self, step: usize) -> bool {
        self.steps
            .iter()
            .take(step)
            .any(|step| *step == Step::Setting)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    /// How many of the steps are taken.
    step: usize,
    /// The last start did not paint.
    blank: bool,
    /// Starts one after another that drew slowly.
    slow: u8,
}

impl Kept {
    /// What this start does, knowing how the last one went and whether there is a graphics card.
    fn next(self, ladder: Ladder, has_card: bool) -> Self {
        let after = self.step + usize::from(self.blank);
        let least = if has_card && self.slow < SLOW_STARTS {
            0
        } else {
            ladder.plain
        };
        Self {
            step: after.max(least).min(ladder.steps.len()),
            blank: false,
            slow: self.slow,
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
    ladder: Ladder,
    /// Steps taken.
    step: AtomicUsize,
    /// What stood there when it began.
    before: Kept,
    begun: Instant,
    painted: AtomicBool,
}

impl Painting {
    /// Reads how the last start went, and starts the program anew when that asks for another way of drawing. Does not
    /// return then.
    ///
    /// # Errors
    /// The program could not be started anew; it can go on as it is.
    pub fn prepare(folders: &Folders) -> (Self, io::Result<()>) {
        let ladder = Ladder::of(tauri::webview_version().ok().as_deref());
        let painting = Self::with(folders, ladder, has_card(Path::new(CARDS)));
        let restarted = match ladder.variable(painting.step.load(Ordering::Relaxed)) {
            Some(variable) if std::env::var_os(variable).is_none() => start_anew(variable),
            _ => Ok(()),
        };
        (painting, restarted)
    }

    fn with(folders: &Folders, ladder: Ladder, has_card: bool) -> Self {
        let path = folders.root().join("display.json");
        let last = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok())
            .unwrap_or_default();
        let kept = last.next(ladder, has_card);
        // That there is no card is seen anew at each start.
        let before = last.next(ladder, true);
        let painting = Self {
            path,
            ladder,
            step: AtomicUsize::new(kept.step),
            before,
            begun: Instant::now(),
            painted: AtomicBool::new(false),
        };
        if before != last {
            painting.write(before);
        }
        painting
    }

    /// Whether WebKit is set not to use the graphics card.
    pub fn is_set_plain(&self) -> bool {
        self.ladder.is_set(self.step.load(Ordering::Relaxed))
    }

    /// The page has painted. True the first time, and the first time after it had died.
    pub fn painted(&self) -> bool {
        if self.painted.swap(true, Ordering::Relaxed) {
            return false;
        }
        self.note_pace(self.begun.elapsed());
        true
    }

    /// Remembers that it took long, where a plainer way is left.
    fn note_pace(&self, took: Duration) {
        let step = self.step.load(Ordering::Relaxed);
        let slow = match took > SLOW {
            true if step < self.ladder.plain => self.before.slow.saturating_add(1),
            true => return,
            // On the plain way it is quick because of that way.
            false if step >= self.ladder.plain => return,
            false => 0,
        };
        if slow != self.before.slow {
            self.write(Kept {
                step,
                blank: false,
                slow,
            });
        }
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
        let slow = self.before.slow;
        if self.ladder.last(step + 1) == Some(Step::Setting) {
            self.step.store(step + 1, Ordering::Relaxed);
            self.write(Kept {
                step: step + 1,
                blank: false,
                slow,
            });
            return Rescue::LoadPlainly;
        }
        self.write(Kept {
            step,
            blank: true,
            slow,
        });
        if step < self.ladder.steps.len() {
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

/// Where the system has its graphics cards.
const CARDS: &str = "/dev/dri";

/// Whether there is a card that this person may draw with. Remote desktops, containers and many virtual machines have
/// none.
fn has_card(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        entry.file_name().to_string_lossy().starts_with("renderD")
            && File::options()
                .read(true)
                .write(true)
                .open(entry.path())
                .is_ok()
    })
}

/// Lets WebKit find from the start that there is no card, unless the person has chosen a way. To be called while the
/// program has one thread.
#[cfg(target_os = "linux")]
pub fn draw_plainly_without_card() {
    let ladder = Ladder::of(tauri::webview_version().ok().as_deref());
    let Some(variable) = ladder.variable(ladder.plain) else {
        return;
    };
    if has_card(Path::new(CARDS)) {
        return;
    }
    // Not replaced where it is there already.
    if let Err(error) = gtk::glib::setenv(variable, "1", false) {
        tracing::warn!(%error, "another way of drawing could not be chosen");
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

    fn blank(kept: Kept) -> Kept {
        Kept {
            blank: true,
            ..kept
        }
        .next(BEFORE_2_52, true)
    }

    #[test]
    fn each_blank_start_gives_up_one_thing_more_and_a_painted_one_stays() {
        let first = Kept::default().next(BEFORE_2_52, true);
        assert_eq!((first.step, BEFORE_2_52.variable(first.step)), (0, None));
        let second = blank(first);
        assert_eq!(
            BEFORE_2_52.variable(second.step),
            Some("WEBKIT_DMABUF_RENDERER_FORCE_SHM")
        );
        assert_eq!(second.next(BEFORE_2_52, true), second);
        let third = blank(second);
        assert_eq!(BEFORE_2_52.variable(third.step), Some(WITHOUT_GL));
        assert_eq!(blank(third), third);
    }

    #[test]
    fn the_variable_that_ends_newer_webkits_is_not_set_for_them_nor_the_setting_that_ends_older_ones()
     {
        let old = Ladder::of(Some("2.50.6"));
        assert!((0..=old.steps.len()).all(|step| !old.is_set(step)));
        for newer in [Some("2.52.0"), Some("3.0.1"), Some("unknown"), None] {
            let ladder = Ladder::of(newer);
            let all = 0..=ladder.steps.len();
            assert!(
                all.clone()
                    .all(|step| ladder.variable(step) != Some(WITHOUT_GL))
            );
            assert!(ladder.is_set(ladder.plain), "{newer:?}");
            // What an older one had reached is no step of this one.
            let kept = Kept {
                step: 3,
                blank: true,
                slow: 0,
            };
            assert_eq!(kept.next(ladder, true).step, ladder.steps.len());
        }
    }

    #[test]
    fn without_a_card_the_plain_way_is_taken_at_once_and_with_one_again_nothing_is_changed() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        for ladder in [BEFORE_2_52, SINCE_2_52] {
            let painting = Painting::with(&folders, ladder, false);
            assert_eq!(painting.step.into_inner(), ladder.plain);
            let painting = Painting::with(&folders, ladder, true);
            assert_eq!(painting.step.into_inner(), 0);
        }
        assert!(!place.path().join("display.json").exists());
    }

    #[test]
    fn a_card_is_one_that_can_be_opened() {
        let cards = tempfile::tempdir().unwrap();
        assert!(!has_card(&cards.path().join("none")));
        std::fs::write(cards.path().join("card0"), "").unwrap();
        assert!(!has_card(cards.path()));
        std::fs::create_dir(cards.path().join("renderD129")).unwrap();
        assert!(!has_card(cards.path()), "it cannot be written to");
        std::fs::write(cards.path().join("renderD128"), "").unwrap();
        assert!(has_card(cards.path()));
    }

    #[test]
    fn two_slow_starts_lead_to_the_plain_way_and_a_quick_one_in_between_forgets() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let start = |took: Duration| {
            let painting = Painting::with(&folders, BEFORE_2_52, true);
            let step = painting.step.load(Ordering::Relaxed);
            painting.note_pace(took);
            step
        };
        let (slow, quick) = (SLOW * 2, SLOW / 2);
        assert_eq!(
            [start(slow), start(quick), start(slow), start(slow)],
            [0; 4]
        );
        // Being quick on the plain way is no reason to leave it.
        assert_eq!([start(quick), start(quick)], [BEFORE_2_52.plain; 2]);
    }

    #[test]
    fn a_start_that_painted_writes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let painting = Painting::with(&folders, BEFORE_2_52, true);
        assert!(painting.painted());
        assert!(!painting.painted());
        assert!(!place.path().join("display.json").exists());
    }

    #[test]
    fn a_blank_window_is_loaded_again_at_once_where_the_setting_works_and_the_next_start_knows() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let blank = Painting::with(&folders, SINCE_2_52, true);
        assert!(!blank.is_set_plain());
        assert_eq!(blank.is_blank(), Rescue::LoadPlainly);
        assert!(blank.is_set_plain());
        // That painted: the next start begins there.
        let next = Painting::with(&folders, SINCE_2_52, true);
        assert!(next.is_set_plain());
        assert_eq!(next.is_blank(), Rescue::StartAnew);
        let last = Painting::with(&folders, SINCE_2_52, true);
        assert!(last.is_set_plain(), "the setting stays beside the variable");
        assert_eq!(last.is_blank(), Rescue::Nothing);
    }

    #[test]
    fn a_blank_window_of_an_older_webkit_starts_anew() {
        let place = tempfile::tempdir().unwrap();
        let folders = Folders::open(place.path()).unwrap();
        let blank = Painting::with(&folders, BEFORE_2_52, true);
        assert_eq!(blank.is_blank(), Rescue::StartAnew);
        assert!(!blank.is_set_plain());
        let next = Painting::with(&folders, BEFORE_2_52, true);
        assert_eq!(next.step.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_page_whose_process_died_has_not_painted() {
        let place = tempfile::tempdir().unwrap();
        let painting = Painting::with(&Folders::open(place.path()).unwrap(), BEFORE_2_52, true);
        assert!(!painting.died(), "before anything was painted");
        assert!(painting.painted());
        assert!(painting.died());
        assert!(!painting.is_painted());
        assert!(painting.painted(), "the first time again");
    }
}
