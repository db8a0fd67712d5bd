//! `mutate`: takes the guard of one invariant out at a time and runs the one test that must notice.
//!
//! A patch under `tests/mutations/` begins with four lines: `Invariant:` its number in the design, `Guard:` what it
//! takes out, `Run:` how its test is run, `Test:` the test's whole name. It is applied to a copy of the tree, never to
//! the tree itself. A test that does not run is no test, and one that always fails shows nothing: a patch counts as
//! caught only when the named test passed with all guards in place, and failed, or did not end, without this one.
//!
//! Patches of one crate say the same `Run:`, and are tried one after another: each compiles that crate alone. What a
//! crate depends on is compiled once for each way to run, because cargo chooses features by what is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Caught,
    /// The test was ended because its time was over.
    Hangs,
    NotCaught,
    /// With all guards in place the test does not pass.
    NeverPasses,
    DoesNotApply,
    DoesNotBuild,
}

impl Verdict {
    fn words(self) -> &'static str {
        match self {
            Self::Caught => "caught",
            Self::Hangs => "caught (the test did not end)",
            Self::NotCaught => "NOT CAUGHT",
            Self::NeverPasses => "fails with the guard in place",
            Self::DoesNotApply => "does not apply",
            Self::DoesNotBuild => "does not build",
        }
    }

    fn is_caught(self) -> bool {
        matches!(self, Self::Caught | Self::Hangs)
    }
}

/// `cargo xtask mutate [NAME...]`: those whose name contains one of the words, or all.
pub fn run(options: &Options) -> Result<ExitCode> {
    packages::ensure(options, &[packages::BUILD, packages::TESTS])?;
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
    let mut outcomes = BTreeMap::new();
    for (run, group) in by_run(&mutations) {
        println!("\n== {}: all guards in place", run.join(" "));
        let passing = passing(run, &group, &tree)?;
        for mutation in group {
            println!("\n== {}: without \"{}\"", mutation.name, mutation.guard);
            let begun = Instant::now();
            let verdict = if passing.contains(&mutation.test) {
                try_one(mutation, &tree)?
            } else {
                Verdict::NeverPasses
            };
            println!("== {}: {}", mutation.name, verdict.words());
            outcomes.insert(
                &mutation.name,
                (mutation.invariant, verdict, begun.elapsed()),
            );
        }
    }
    Ok(tell(&outcomes))
}

/// The table, and whether everything was caught.
fn tell(outcomes: &BTreeMap<&String, (u32, Verdict, Duration)>) -> ExitCode {
    println!();
    for (name, (invariant, verdict, took)) in outcomes {
        let (took, words) = (took.as_secs(), verdict.words());
        println!("  {invariant:>2}  {name:<32} {took:>4} s  {words}");
    }
    let all = outcomes.values();
    let caught = all.filter(|(_, verdict, _)| verdict.is_caught()).count();
    let missed = outcomes.len() - caught;
    println!("{caught} caught, {missed} not caught");
    if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Those that are run in the same way together.
fn by_run(mutations: &[Mutation]) -> BTreeMap<&[String], Vec<&Mutation>> {
    let mut groups: BTreeMap<&[String], Vec<&Mutation>> = BTreeMap::new();
    for mutation in mutations {
        groups.entry(&mutation.run).or_default().push(mutation);
    }
    groups
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

/// The named tests that pass as long as nothing is taken out.
fn passing(run: &[String], group: &[&Mutation], tree: &Path) -> Result<BTreeSet<String>> {
    let tests: BTreeSet<&str> = group.iter().map(|one| one.test.as_str()).collect();
    let Some(runner) = Runner::make(run, tree)? else {
        return Ok(BTreeSet::new());
    };
    let mut passing = BTreeSet::new();
    for test in tests {
        if runner.run(test, tree)? == Some(Ran::Passed) {
            passing.insert(test.to_owned());
        }
    }
    Ok(passing)
}

fn judge(mutation: &Mutation, tree: &Path) -> Result<Verdict> {
    let Some(runner) = Runner::make(&mutation.run, tree)? else {
        return Ok(Verdict::DoesNotBuild);
    };
    Ok(match runner.run(&mutation.test, tree)? {
        Some(Ran::Failed) => Verdict::Caught,
        Some(Ran::Hung) => Verdict::Hangs,
        Some(Ran::Passed) | None => Verdict::NotCaught,
    })
}

/// What runs tests.
enum Runner {
    /// Programs that cargo has made. It does not run them itself: it may wait for another cargo before it does, and a
    /// test that waits is taken for one that hangs.
    Programs(Vec<PathBuf>),
    /// Test files of the page, compiled as they run.
    Page(Vec<String>),
}

/// How a test went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ran {
    Passed,
    Failed,
    Hung,
}

impl Runner {
    /// Compiles what is needed; none when that fails.
    fn make(run: &[String], tree: &Path) -> Result<Option<Self>> {
        match run {
            [program, arguments @ ..] if program == "cargo" => {
                let mut build = cargo(tree, arguments);
                build.arg("--no-run");
                let outcome = child::run(&mut build, BUILD_LIMIT)?;
                let made = outcome.lines.iter().filter_map(|line| executable(line));
                let programs = made.map(|path| tree.join(path)).collect();
                Ok(outcome.success.then_some(Self::Programs(programs)))
            }
            [program, files @ ..] if program == "vitest" => Ok(Some(Self::Page(files.to_vec()))),
            _ => Err(Failure::new(format!(
                "{}: `Run:` begins with cargo or vitest.",
                run.join(" ")
            ))),
        }
    }

    /// Runs one test; none when there is no such test.
    fn run(&self, test: &str, tree: &Path) -> Result<Option<Ran>> {
        let commands = match self {
            Self::Programs(programs) => programs
                .iter()
                .map(|program| child::command(&program.to_string_lossy(), &[test, "--exact"], tree))
                .collect(),
            Self::Page(files) => {
                let words = ["vitest", "run", "--reporter=verbose"];
                let mut command = child::command("npx", &words, &tree.join("ui"));
                command.args(files).args(["--testNamePattern", test]);
                vec![command]
            }
        };
        for mut command in commands {
            let outcome = child::run(&mut command, TEST_LIMIT)?;
            let says =
                |how: fn(&str, &str) -> bool| outcome.lines.iter().any(|line| how(line, test));
            if outcome.timed_out {
                return Ok(Some(Ran::Hung));
            }
            if !outcome.success && says(says_failed) {
                return Ok(Some(Ran::Failed));
            }
            if outcome.success && says(says_passed) {
                return Ok(Some(Ran::Passed));
            }
        }
        Ok(None)
    }
}

/// The program that a line of cargo names: `Executable unittests src/lib.rs (target/debug/deps/name)`.
fn executable(line: &str) -> Option<&str> {
    let named = line.trim_start().strip_prefix("Executable ")?;
    let (_, path) = named.rsplit_once('(')?;
    path.strip_suffix(')')
}

/// In an output folder of its own: in the tree's, the programs of the copy would have the names of the tree's own, and a
/// build beside this would swap them.
fn cargo(tree: &Path, arguments: &[String]) -> Command {
    let mut command = child::command("cargo", &[], tree);
    command.args(arguments);
    command.env("CARGO_TARGET_DIR", project::target().join("mutate/out"));
    command
}

/// The line with which a runner names a test that failed.
fn says_failed(line: &str, test: &str) -> bool {
    says(line, test, "... FAILED", "FAIL ")
}

/// The line with which a runner names a test that passed.
fn says_passed(line: &str, test: &str) -> bool {
    says(line, test, "... ok", "✓ ")
}

fn says(line: &str, test: &str, cargo: &str, vitest: &str) -> bool {
    match line.strip_prefix("test ") {
        Some(rest) => rest
            .strip_prefix(test)
            .is_some_and(|end| end.trim() == cargo),
        None => line.contains(vitest) && line.contains(test),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// How many invariants the design has.
    const INVARIANTS: u32 = 19;

    /// Their guards stand in several places: no one patch takes them away.
    const WITHOUT_A_PATCH: std::ops::RangeInclusive<u32> = 16..=18;

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
        let without = WITHOUT_A_PATCH;
        let wanted = (1..=INVARIANTS).filter(|number| !without.contains(number));
        assert_eq!(patched, wanted.collect());
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
    fn patches_that_run_alike_are_tried_one_after_another() {
        let one = |name: &str, run: &str| Mutation {
            name: name.to_owned(),
            path: PathBuf::new(),
            invariant: 1,
            guard: String::new(),
            run: run.split(' ').map(str::to_owned).collect(),
            test: String::new(),
        };
        let mutations = [
            one("a", "cargo test"),
            one("b", "vitest"),
            one("c", "cargo test"),
        ];
        let order: Vec<_> = by_run(&mutations)
            .into_values()
            .flatten()
            .map(|mutation| mutation.name.as_str())
            .collect();
        assert_eq!(order, ["a", "c", "b"]);
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
        assert!(says_passed("test store::tests::a_promise ... ok", test));
        assert!(!says_passed(
            "test store::tests::a_promise ... FAILED",
            test
        ));
        assert_eq!(
            executable("  Executable unittests src/lib.rs (target/debug/deps/core-1)"),
            Some("target/debug/deps/core-1")
        );
        assert_eq!(executable("   Compiling core v0.1.0 (/a/b)"), None);
        assert!(says_passed(
            " ✓ src/app.test.tsx > chat > turns no text 31ms",
            "turns no text"
        ));
    }
}
