//! Tools beside the compiler.

use crate::child;
use crate::failure::{Failure, Result};

/// Oldest Node the page's tools work with.
const OLDEST_NODE: u32 = 20;

/// How Rust tests are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// One process per test, each with a limit.
    Nextest,
    /// What every Rust installation has.
    CargoTest,
}

/// nextest where it is installed. It is not installed from here: building it takes longer than all our tests.
pub fn runner() -> Runner {
    if child::answer("cargo", &["nextest", "--version"]).is_some() {
        Runner::Nextest
    } else {
        println!("cargo-nextest is not installed: using `cargo test`.");
        Runner::CargoTest
    }
}

/// rustfmt and clippy are there, or are fetched by rustup.
pub fn ensure_components() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if child::answer("cargo", &[subcommand, "--version"]).is_some() {
            continue;
        }
        println!("Adding {component} with rustup.");
        if child::answer("rustup", &["component", "add", component]).is_none() {
            return Err(Failure::new(format!(
                "`cargo {subcommand}` does not work. Install {component}: `rustup component add {component}`, or your system's package of that name."
            )));
        }
    }
    Ok(())
}

/// Node and npm are there and new enough.
pub fn ensure_node() -> Result<()> {
    let said = child::answer("node", &["--version"]).ok_or_else(|| {
        Failure::new(format!(
            "Node is missing. Install version {OLDEST_NODE} or newer (with npm) from https://nodejs.org or your system's packages."
        ))
    })?;
    match major(&said) {
        Some(version) if version >= OLDEST_NODE => {}
        _ => {
            return Err(Failure::new(format!(
                "Node is {said}; the page needs {OLDEST_NODE} or newer. See https://nodejs.org."
            )));
        }
    }
    if child::exists("npm") {
        Ok(())
    } else {
        Err(Failure::new(
            "npm is missing. It comes with Node, or as the package `npm`.",
        ))
    }
}

fn major(said: &str) -> Option<u32> {
    said.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_understood() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v9.1.0"), Some(9));
        assert_eq!(major("nightly"), None);
    }
}
