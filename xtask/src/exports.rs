//! `cargo xtask export FOLDER`: reads an exported conversation back.

use std::process::ExitCode;
use std::time::Duration;

use crate::child;
use crate::failure::{Failure, Result};
use crate::options::Options;
use crate::project;

const LIMIT: Duration = Duration::from_secs(25 * 60);

/// Builds what reads, and hands the folders over.
pub fn check(options: &Options) -> Result<ExitCode> {
    if options.rest.is_empty() {
        return Err(Failure::new("Name the folder of an export."));
    }
    let mut words = vec![
        "run",
        "--quiet",
        "--workspace",
        "--bin",
        "export-check",
        "--",
    ];
    words.extend(options.rest.iter().map(String::as_str));
    let mut reading = child::command("cargo", &words, &project::root());
    Ok(match child::run(&mut reading, LIMIT)?.success {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
