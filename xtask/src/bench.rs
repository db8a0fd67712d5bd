//! `cargo xtask bench`: measures on a release build and writes `docs/BENCHMARKS.md`.

use std::process::ExitCode;
use std::time::Duration;

use crate::child;
use crate::failure::{Failure, Result};
use crate::options::Options;
use crate::packages;
use crate::page;
use crate::project;

const BUILD_LIMIT: Duration = Duration::from_secs(40 * 60);
const MEASURE_LIMIT: Duration = Duration::from_secs(30 * 60);

/// Builds what is measured, then lets the measuring program run.
pub fn run(options: &Options) -> Result<ExitCode> {
    packages::ensure(
        options,
        &[packages::BUILD, packages::DISPLAY, packages::DESKTOP_TESTS],
    )?;
    page::ensure_built()?;
    let root = project::root();
    let build = &[
        "build",
        "--release",
        "-p",
        "linnet",
        "-p",
        "linnet-server",
        "-p",
        "linnet-tests",
        "--bins",
        "--examples",
    ];
    if !child::run(&mut child::command("cargo", build, &root), BUILD_LIMIT)?.success {
        return Err(Failure::new(
            "The release build failed; the reason is above.",
        ));
    }
    let mut measure = vec![
        "run",
        "--release",
        "-p",
        "linnet-tests",
        "--bin",
        "bench",
        "--",
    ];
    measure.extend(options.rest.iter().map(String::as_str));
    let outcome = child::run(&mut child::command("cargo", &measure, &root), MEASURE_LIMIT)?;
    Ok(if outcome.success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
