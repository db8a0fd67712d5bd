//! `cargo xtask plan`: builds core and server with their fail points, and runs histories with faults.

use std::process::ExitCode;
use std::time::Duration;

use crate::child;
use crate::failure::{Failure, Result};
use crate::options::Options;
use crate::packages;
use crate::project;

const BUILD_LIMIT: Duration = Duration::from_secs(25 * 60);
/// Longer than anybody waits for fresh seeds.
const RUN_LIMIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Builds, and hands the words over.
pub fn run(options: &Options) -> Result<ExitCode> {
    packages::ensure(options, &[packages::BUILD])?;
    let root = project::root();
    let build = &[
        "build",
        "--profile",
        "plans",
        "--package",
        "linnet-tests",
        "--features",
        "linnet-tests/faults",
        "--bin",
        "plan",
        "--bin",
        "plan-process",
        "--bin",
        "picture-worker",
    ];
    if !child::run(&mut child::command("cargo", build, &root), BUILD_LIMIT)?.success {
        return Err(Failure::new("The build failed; the reason is above."));
    }
    let program = project::target().join("plans").join("plan");
    let words: Vec<&str> = options.rest.iter().map(String::as_str).collect();
    let mut plan = child::command(&program.to_string_lossy(), &words, &root);
    let outcome = child::run(&mut plan, RUN_LIMIT)?;
    Ok(if outcome.success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
