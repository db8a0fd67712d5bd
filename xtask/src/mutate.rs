//! `mutate`: takes the guard of one invariant out at a time and runs the one test that must notice.
//!
//! A patch under `tests/mutations/` begins with four lines: `Invariant:` its number in the design, `Guard:` what it
//! takes out, `Run:` how its test is run, `Test:` the test's whole name. It is applied to a copy of the tree, never to
//! the tree itself. A test that does not run is no test: a patch counts as caught only when the named test itself
//! failed, or did not end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::child;
use crate::failure::{During, Failure, Result};
use crate::options::Options;
use crate::packages;
use crate::page;
use crate::project;

/// Compiling what one patch changed; the first one of a package compiles its dependencies too.
const BUILD_LIMIT: Duration = Duration::from_secs(25 * 60);
/// One test. One that waits for what the patch took out would wait for ever.
const TEST_LIMIT: Duration = Duration::from_secs(120);

/// A guard to be taken out.
#[derive(Debug, PartialEq, Eq)]
struct Mutation {
    name: String,
    path: PathBuf,
    invariant: u32,
    guard: String,
    run: Vec<String>,
    test: String,
}

/// What came of one.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Caught,
    NotCaught,
    DoesNotApply,
    DoesNotBuild,
}

/// `cargo xtask mutate [NAME...]`: those whose name contains one of the words, or all.
pub fn run(options: &Options) -> Result<ExitCode> {
    packages::ensure(options, &[packages::BUILD])?;
    page::ensure_built()?;
    let wanted = |name: &str| {
        options.rest.is_empty() || options.rest.iter().any(|word| name.contains(word.as_str()))
    };
    let mutations: Vec<_> = all()?
        .into_iter()
        .filter(|mutation| wanted(&mutation.name))
        .collect();
    if mutations.is_empty() {
        return Err(Failure::new(
            "No patch under tests/mutations/ has such a name.",
        ));
    }
    // Inside the checkout, where `git apply` can reach it.
    let tree = project::root().join("target").join("mutate").join("tree");
    copy_tree(&tree)?;
    let mut lines = Vec::new();
    let mut caught = 0;
    for mutation in &mutations {
        println!("\n== {}: without \"{}\"", mutation.name, mutation.guard);
        let verdict = try_one(mutation, &tree)?;
        let word = match verdict {
            Verdict::Caught => {
                caught += 1;
                "caught"
            }
            Verdict::NotCaught => "NOT CAUGHT",
            Verdict::DoesNotApply => "does not apply",
            Verdict::DoesNotBuild => "does not build",
        };
        lines.push(format!(
            "  {:>2}  {:<32} {word}",
            mutation.invariant, mutation.name
        ));
    }
    let missed = mutations.len() - caught;
    println!(
        "\n{}\n{caught} caught, {missed} not caught",
        lines.join("\n")
    );
    Ok(if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn folder() -> PathBuf {
    project::root().join("tests").join("mutations")
}

fn all() -> Result<Vec<Mutation>> {
    let mut paths: Vec<_> = fs::read_dir(folder())
        .during("read tests/mutations")?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "patch"))
        .collect();
    paths.sort();
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Result<Mutation> {
    let text = fs::read_to_string(&path).during("read a mutation")?;
    let name = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let head = |key: &str| {
        text.lines()
            .take_while(|line| !line.starts_with("---"))
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
            .ok_or_else(|| Failure::new(format!("{name}: the line `{key}:` is missing.")))
    };
    Ok(Mutation {
        invariant: head("Invariant")?
            .parse()
            .map_err(|_| Failure::new(format!("{name}: an invariant is a number.")))?,
        guard: head("Guard")?.to_owned(),
        run: head("Run")?.split_whitespace().map(str::to_owned).collect(),
        test: head("Test")?.to_owned(),
        name: name.clone(),
        path,
    })
}

/// The files git knows or would take, so that what is not committed yet is tried too. A file that has not changed
/// keeps its time, so that the next run compiles only what is new.
fn copy_tree(tree: &Path) -> Result<()> {
    let listed = child::answer(
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    )
    .ok_or_else(|| Failure::new("`git ls-files` did not work; the check needs a checkout."))?;
    for name in listed.lines() {
        let from = project::root().join(name);
        // One that was deleted and not committed is still listed.
        let Ok(bytes) = fs::read(&from) else { continue };
        let to = tree.join(name);
        if fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).during("make the copy's folders")?;
        }
        fs::write(&to, bytes).during("copy the tree")?;
    }
    // The shell embeds the built page, and the page's tests need what npm fetched: both are only read.
    for name in ["ui/dist", "ui/node_modules"] {
        link(&project::root().join(name), &tree.join(name))?;
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        return Ok(());
    }
    std::os::unix::fs::symlink(from, to).during("link the page into the copy")
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    Err(Failure::new("`mutate` runs on Unix systems only."))
}

fn try_one(mutation: &Mutation, tree: &Path) -> Result<Verdict> {
    if !apply(&mutation.path, Some(tree), &[]) {
        return Ok(Verdict::DoesNotApply);
    }
    let verdict = judge(mutation, tree);
    if !apply(&mutation.path, Some(tree), &["--reverse"]) {
        return Err(Failure::new(format!(
            "{}: could not be taken back out of the copy.",
            mutation.name
        )));
    }
    verdict
}

/// `git apply`, into the copy or, with `--check`, against the tree itself.
fn apply(patch: &Path, tree: Option<&Path>, options: &[&str]) -> bool {
    let root = project::root();
    let mut git = child::command("git", &["apply"], &root);
    git.args(options);
    if let Some(tree) = tree {
        let place = tree.strip_prefix(&root).unwrap_or(tree);
        git.arg("--directory").arg(place);
    }
    git.arg(patch).status().is_ok_and(|status| status.success())
}

fn judge(mutation: &Mutation, tree: &Path) -> Result<Verdict> {
    let words: Vec<&str> = mutation.run.iter().map(String::as_str).collect();
    let mut test = match words.as_slice() {
        ["cargo", arguments @ ..] => {
            let mut build = cargo(tree, arguments);
            build.arg("--no-run");
            if !child::run(&mut build, BUILD_LIMIT)?.success {
                return Ok(Verdict::DoesNotBuild);
            }
            let mut test = cargo(tree, arguments);
            test.args([mutation.test.as_str(), "--", "--exact"]);
            test
        }
        ["vitest", files @ ..] => {
            let mut test = child::command("npx", &["vitest", "run"], &tree.join("ui"));
            test.args(files).args(["--testNamePattern", &mutation.test]);
            test
        }
        _ => {
            return Err(Failure::new(format!(
                "{}: `Run:` begins with cargo or vitest.",
                mutation.name
            )));
        }
    };
    let outcome = child::run(&mut test, TEST_LIMIT)?;
    let failed = outcome
        .lines
        .iter()
        .any(|line| says_failed(line, &mutation.test));
    Ok(if outcome.timed_out || (!outcome.success && failed) {
        Verdict::Caught
    } else {
        Verdict::NotCaught
    })
}

/// The copy is another workspace with the same dependencies: in one output folder these are compiled once.
fn cargo(tree: &Path, arguments: &[&str]) -> Command {
    let mut command = child::command("cargo", arguments, tree);
    command.env("CARGO_TARGET_DIR", project::target());
    command
}

/// The line with which a runner names a test that failed.
fn says_failed(line: &str, test: &str) -> bool {
    match line.strip_prefix("test ") {
        Some(rest) => rest
            .strip_prefix(test)
            .is_some_and(|end| end.trim() == "... FAILED"),
        None => line.contains("FAIL ") && line.contains(test),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// How many invariants the design has.
    const INVARIANTS: u32 = 14;

    #[test]
    fn every_patch_applies_to_the_tree_as_it_is() {
        for mutation in all().unwrap() {
            assert!(
                apply(&mutation.path, None, &["--check"]),
                "{} has to be made anew",
                mutation.name
            );
        }
    }

    #[test]
    fn every_invariant_has_a_patch_and_a_test_that_names_it() {
        let mutations = all().unwrap();
        let patched: BTreeSet<u32> = mutations.iter().map(|one| one.invariant).collect();
        assert_eq!(patched, (1..=INVARIANTS).collect());
        let sources = sources();
        for mutation in mutations {
            let name = mutation.test.rsplit("::").next().unwrap();
            let invariant = format!("nvariant {}:", mutation.invariant);
            let named = sources.iter().any(|text| {
                text.split(name)
                    .zip(text.split(name).skip(1))
                    .any(|(before, _)| {
                        before
                            .lines()
                            .rev()
                            .take(8)
                            .any(|line| line.contains(&invariant))
                    })
            });
            assert!(named, "{name} does not say \"I{invariant}\"");
        }
    }

    fn sources() -> Vec<String> {
        let listed = child::answer("git", &["ls-files", "*.rs", "*.ts", "*.tsx"]).unwrap();
        listed
            .lines()
            .filter_map(|name| fs::read_to_string(project::root().join(name)).ok())
            .collect()
    }

    #[test]
    fn only_the_named_test_counts() {
        let test = "store::tests::a_promise";
        assert!(says_failed("test store::tests::a_promise ... FAILED", test));
        assert!(!says_failed("test store::tests::a_promise ... ok", test));
        assert!(!says_failed(
            "test store::tests::a_promise_too ... FAILED",
            test
        ));
        assert!(says_failed(
            " FAIL  src/app.test.tsx > chat > turns no text",
            "turns no text"
        ));
    }
}
