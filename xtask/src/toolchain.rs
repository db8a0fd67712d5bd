//! Tools beside the compiler.

use crate::child;
use crate::failure::{Failure, Result};

/// Oldest Node the page's tools work with: what the bundler asks for.
const OLDEST_NODE: Node = Node(20, 19);

/// A version of Node, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Node(u32, u32);

impl Node {
    /// From what `node --version` says.
    fn read(said: &str) -> Option<Self> {
        let mut numbers = said.strip_prefix('v')?.split('.').map(str::parse);
        Some(Self(numbers.next()?.ok()?, numbers.next()?.ok()?))
    }
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

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
    match Node::read(&said) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_understood() {
        assert_eq!(Node::read("v20.20.2"), Some(Node(20, 20)));
        assert!(Node::read("v20.19.0") >= Some(OLDEST_NODE));
        assert!(Node::read("v24.1.0") >= Some(OLDEST_NODE));
        for old in ["v20.18.3", "v9.30.0", "nightly"] {
            assert!(Node::read(old) < Some(OLDEST_NODE), "{old}");
        }
    }
}
