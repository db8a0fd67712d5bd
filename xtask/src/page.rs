//! The page: its dependencies and its build. The app embeds `ui/dist`, so it is built first.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::child;
use crate::failure::{During, Failure, Result};
use crate::project;
use crate::toolchain;

const INSTALL_LIMIT: Duration = Duration::from_secs(600);
const BUILD_LIMIT: Duration = Duration::from_secs(300);

/// What the built page is made from, relative to `ui/`.
const SOURCES: &[&str] = &[
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "package.json",
    "vite.config.ts",
    "tsconfig.json",
];

/// npm in the page's folder.
pub fn npm(args: &[&str]) -> Command {
    child::command("npm", args, &project::page())
}

/// Dependencies as the lock file names them; nothing happens when they are.
pub fn ensure_dependencies() -> Result<()> {
    toolchain::ensure_node()?;
    let lock =
        fs::read(project::page().join("package-lock.json")).during("read ui/package-lock.json")?;
    let done = project::page().join("node_modules/.installed-lock.json");
    if fs::read(&done).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("Fetching the page's dependencies.");
    let outcome = child::run(&mut npm(&["ci", "--no-audit", "--no-fund"]), INSTALL_LIMIT)?;
    if !outcome.success {
        return Err(Failure::new(
            "The page's dependencies could not be fetched; npm says why above.",
        ));
    }
    fs::write(done, lock).during("note which dependencies are installed")
}

/// Builds the page unless what is there is newer than all it is made from.
pub fn ensure_built() -> Result<()> {
    ensure_dependencies()?;
    let built = newest(&project::page().join("dist/index.html"));
    let changed = SOURCES
        .iter()
        .filter_map(|source| newest(&project::page().join(source)))
        .max();
    if built.is_some() && built >= changed {
        return Ok(());
    }
    println!("Building the page.");
    let outcome = child::run(&mut npm(&["run", "--silent", "build"]), BUILD_LIMIT)?;
    if outcome.success {
        Ok(())
    } else {
        Err(Failure::new(
            "The page could not be built; the reason is above.",
        ))
    }
}

/// Time of the newest file at or below a path.
fn newest(path: &Path) -> Option<SystemTime> {
    let facts = fs::metadata(path).ok()?;
    let own = facts.modified().ok();
    if !facts.is_dir() {
        return own;
    }
    // A folder's own time changes when something is taken out of it.
    let inside = fs::read_dir(path)
        .ok()?
        .flatten()
        .filter_map(|entry| newest(&entry.path()));
    inside.chain(own).max()
}
