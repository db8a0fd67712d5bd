//! What the log warns of. A plan expects the warnings that its faults cause, and no other.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Warnings kept; a plan that makes more has failed already.
const KEPT: usize = 1000;

/// Words of warnings that faults cause and that say what they should.
const EXPECTED: &[&str] = &[
    // The server is killed with uploads and requests under way.
    "cut off what did not end in time",
    "an upload failed",
    // It ends while it stores one, which is uploaded again.
    "a picture could not be stored error=interrupted",
    // On a computer that does much else; it arrives all the same.
    "a video goes without a cover: making it took too long",
    // Somebody has put an older database in the server's place.
    "the server was set back",
    // A runtime that is torn down answers so to what still runs in it.
    "code=stopped",
];

static KEPT_HERE: OnceLock<Mutex<Vec<String>>> = OnceLock::new();

/// Keeps warnings of this process from now on. The log of everything goes to the standard error when `LINNET_PLAN_LOG`
/// is set.
pub fn keep() {
    KEPT_HERE.get_or_init(|| {
        let filter = std::env::var("LINNET_PLAN_LOG").ok();
        let shown = filter.map(|filter| {
            tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_filter(tracing_subscriber::EnvFilter::new(filter))
        });
        let all = tracing_subscriber::registry().with(Keep).with(shown);
        // Somebody else's subscriber would only mean that nothing is found here.
        tracing::subscriber::set_global_default(all).ok();
        Mutex::default()
    });
}

/// Writes warnings of this process to its standard error.
pub(super) fn to_stderr() {
    let all = tracing_subscriber::registry().with(Tell);
    tracing::subscriber::set_global_default(all).ok();
}

/// Takes what was kept since the last time and was not expected.
pub fn take() -> Vec<String> {
    std::mem::take(&mut *kept())
        .into_iter()
        .filter(|line| is_unexpected(line))
        .collect()
}

/// Whether nothing in a plan causes this warning.
pub fn is_unexpected(line: &str) -> bool {
    !EXPECTED.iter().any(|words| line.contains(words))
}

fn kept() -> MutexGuard<'static, Vec<String>> {
    KEPT_HERE
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// Keeps a warning of a process of the plan.
pub(super) fn heard(line: String) {
    let mut kept = kept();
    if kept.len() < KEPT {
        kept.push(line);
    }
}

struct Keep;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Keep {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if let Some(line) = line(event) {
            heard(line);
        }
    }
}

struct Tell;

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Tell {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if let Some(line) = line(event) {
            writeln!(std::io::stderr(), "{line}").ok();
        }
    }
}

/// A warning or an error of ours as one line.
fn line(event: &Event<'_>) -> Option<String> {
    let about = event.metadata();
    if *about.level() > Level::WARN || !about.target().starts_with("linnet") {
        return None;
    }
    let mut text = Text(format!("{} {}", about.level(), about.target()));
    event.record(&mut text);
    Some(text.0.replace('\n', " "))
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a String does not fail.
        write!(self.0, " {}={value:?}", field.name()).ok();
    }
}
