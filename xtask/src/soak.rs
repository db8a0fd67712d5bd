//! `cargo xtask soak --minutes N`: lets the app, its local server and the echo bot run, with sleep and wake-ups, and
//! reports whether memory or open files grow and what the processor does while nothing happens.

use std::process::ExitCode;
use std::time::Duration;

use crate::child;
use crate::failure::{Failure, Result};
use crate::options::Options;
use crate::packages;
use crate::page;
use crate::project;

const BUILD_LIMIT: Duration = Duration::from_secs(40 * 60);

/// Starting and ending take this long at most, besides the minutes asked for.
const AROUND: Duration = Duration::from_secs(5 * 60);

/// Builds, then lets the soaking program run.
pub fn run(options: &Options) -> Result<ExitCode> {
    packages::ensure(
        options,
        &[packages::BUILD, packages::DISPLAY, packages::DESKTOP_TESTS],
    )?;
    page::ensure_built()?;
    let root = project::root();
    // The same choice of features as `run` and `test` have.
    let build = &["build", "--workspace", "--bins", "--examples"];
    if !child::run(&mut child::command("cargo", build, &root), BUILD_LIMIT)?.success {
        return Err(Failure::new("The build failed; the reason is above."));
    }
    let minutes = options.minutes.to_string();
    let program = project::target().join("debug/soak");
    let mut soak = child::command(&program.to_string_lossy(), &["--minutes", &minutes], &root);
    let limit = Duration::from_secs(60 * u64::from(options.minutes)) + AROUND;
    Ok(if child::run(&mut soak, limit)?.success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
