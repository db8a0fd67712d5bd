//! `test`, `lint`, `fmt` and `bindings`: steps that go on after one of them failed, and one line at the end.

use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::child::{self, Outcome};
use crate::failure::Result;
use crate::options::Options;
use crate::packages;
use crate::page;
use crate::project;
use crate::tally::{self, Tally};
use crate::toolchain::{self, Runner};

/// Compiling everything on two slow cores from nothing.
const COMPILE_LIMIT: Duration = Duration::from_secs(25 * 60);
/// Compiling the tests and running them.
const TEST_LIMIT: Duration = Duration::from_secs(40 * 60);
const SHORT_LIMIT: Duration = Duration::from_secs(300);
/// A thousand tests of the page take four minutes on two slow cores.
const PAGE_LIMIT: Duration = Duration::from_secs(15 * 60);
const DESKTOP_LIMIT: Duration = Duration::from_secs(30 * 60);

/// How the number of a step's tests is found.
type Count = fn(&[String]) -> Option<Tally>;

/// Results so far.
struct Report {
    total: Tally,
    lines: Vec<String>,
}

impl Report {
    fn new() -> Self {
        Self {
            total: Tally::default(),
            lines: Vec::new(),
        }
    }

    /// Runs a step. One that could not run, did not end in time, or failed without naming a failed test counts as one
    /// failure more.
    fn step(&mut self, name: &str, command: &mut Command, limit: Duration, count: Option<Count>) {
        println!("\n== {name}");
        let outcome = child::run(command, limit);
        let result = judge(&outcome, count);
        let remark = match &outcome {
            Ok(outcome) if outcome.timed_out => "ended, it took too long".to_owned(),
            Ok(_) => String::new(),
            Err(why) => why.to_string(),
        };
        self.note(name, result, &remark);
    }

    fn note(&mut self, name: &str, result: Tally, remark: &str) {
        let Tally { passed, failed } = result;
        let line = format!("  {name:<22} {passed} passed, {failed} failed  {remark}");
        self.lines.push(line.trim_end().to_owned());
        self.total.add(result);
    }

    fn close(self) -> ExitCode {
        println!("\n{}", self.lines.join("\n"));
        println!("{} passed, {} failed", self.total.passed, self.total.failed);
        if self.total.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

fn judge(outcome: &Result<Outcome>, count: Option<Count>) -> Tally {
    let Ok(outcome) = outcome else {
        return Tally::of_check(false);
    };
    let Some(count) = count else {
        return Tally::of_check(outcome.success);
    };
    match count(&outcome.lines) {
        Some(mut found) => {
            if !outcome.success && found.failed == 0 {
                found.failed = 1;
            }
            found
        }
        // A suite without one test is a mistake too: somebody would take it for a pass.
        None => Tally::of_check(false),
    }
}

fn cargo(args: &[&str]) -> Command {
    child::command("cargo", args, &project::root())
}

/// `cargo xtask fmt`.
pub fn format(_: &Options) -> Result<ExitCode> {
    toolchain::ensure_components()?;
    let outcome = child::run(&mut cargo(&["fmt", "--all"]), SHORT_LIMIT)?;
    Ok(if outcome.success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `cargo xtask bindings`: a test in the shell writes the types when it is asked to, and compares otherwise.
pub fn bindings(options: &Options) -> Result<ExitCode> {
    packages::ensure(options, &[packages::BUILD])?;
    page::ensure_built()?;
    let mut write = cargo(&["test", "--workspace", "--lib", "bindings"]);
    write.env("LINNET_WRITE_BINDINGS", "1");
    let outcome = child::run(&mut write, COMPILE_LIMIT)?;
    Ok(if outcome.success {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// `cargo xtask lint`.
pub fn lint(options: &Options) -> Result<ExitCode> {
    packages::ensure(options, &[packages::BUILD])?;
    toolchain::ensure_components()?;
    let mut report = Report::new();
    static_checks(&mut report);
    Ok(report.close())
}

/// `cargo xtask test`.
pub fn test(options: &Options) -> Result<ExitCode> {
    let mut lists = vec![packages::BUILD, packages::TESTS];
    if !options.quick {
        lists.extend([packages::DISPLAY, packages::DESKTOP_TESTS]);
    }
    packages::ensure(options, &lists)?;
    toolchain::ensure_components()?;
    let mut report = Report::new();
    static_checks(&mut report);
    rust_tests(&mut report);
    report.step(
        "page tests",
        &mut page::npm(&["test"]),
        PAGE_LIMIT,
        Some(tally::vitest),
    );
    if options.quick {
        println!("\nLeft out by --quick: desktop end to end.");
    } else {
        desktop_tests(&mut report);
    }
    Ok(report.close())
}

fn static_checks(report: &mut Report) {
    report.step(
        "format",
        &mut cargo(&["fmt", "--all", "--check"]),
        SHORT_LIMIT,
        None,
    );
    // The app embeds the built page: without it not even the lints can run.
    println!("\n== page build");
    let built = page::ensure_built();
    let remark = built.as_ref().err().map(ToString::to_string);
    report.note(
        "page build",
        Tally::of_check(built.is_ok()),
        &remark.unwrap_or_default(),
    );
    report.step(
        "page types",
        &mut page::npm(&["run", "--silent", "check"]),
        SHORT_LIMIT,
        None,
    );
    let everything = &[
        "clippy",
        "--workspace",
        "--all-targets",
        "--features",
        "linnet-tests/desktop,linnet-tests/faults",
        "--",
        "-D",
        "warnings",
    ];
    report.step("lint", &mut cargo(everything), COMPILE_LIMIT, None);
    let smaller = &[
        "clippy",
        "-p",
        "linnet-core",
        "--no-default-features",
        "--",
        "-D",
        "warnings",
    ];
    report.step(
        "lint without pictures",
        &mut cargo(smaller),
        COMPILE_LIMIT,
        None,
    );
    let floors = &[
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "floors",
        "--bin",
        "floors",
    ];
    report.step("floors", &mut cargo(floors), COMPILE_LIMIT, None);
}

fn rust_tests(report: &mut Report) {
    match toolchain::runner() {
        Runner::Nextest => {
            let run = &[
                "nextest",
                "run",
                "--workspace",
                "--features",
                "linnet-tests/faults",
                "--no-fail-fast",
                "--status-level",
                "slow",
            ];
            report.step(
                "Rust tests",
                &mut cargo(run),
                TEST_LIMIT,
                Some(tally::nextest),
            );
        }
        Runner::CargoTest => {
            let run = &[
                "test",
                "--workspace",
                "--features",
                "linnet-tests/faults",
                "--no-fail-fast",
                "--lib",
                "--bins",
                "--tests",
                "--examples",
            ];
            report.step(
                "Rust tests",
                &mut cargo(run),
                TEST_LIMIT,
                Some(tally::cargo_test),
            );
        }
    }
    let documented = &["test", "--workspace", "--no-fail-fast", "--doc"];
    report.step(
        "doc tests",
        &mut cargo(documented),
        TEST_LIMIT,
        Some(tally::cargo_test),
    );
}

/// The window is driven by one test after another: they share the processor, and a paint that waits looks like a hang.
fn desktop_tests(report: &mut Report) {
    // The tests open the app and the server as programs, which building the tests alone would not make.
    let build = &["build", "--workspace", "--bins", "--examples"];
    report.step("app and server", &mut cargo(build), COMPILE_LIMIT, None);
    let run = &[
        "test",
        "--workspace",
        "--features",
        "linnet-tests/desktop",
        "--test",
        "desktop",
        "--no-fail-fast",
        "--",
        "--test-threads=1",
    ];
    report.step(
        "desktop end to end",
        &mut cargo(run),
        DESKTOP_LIMIT,
        Some(tally::cargo_test),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(success: bool, line: &str) -> Result<Outcome> {
        Ok(Outcome {
            success,
            timed_out: false,
            lines: vec![line.to_owned()],
        })
    }

    #[test]
    fn a_suite_that_fails_without_naming_a_test_is_a_failure() {
        let passed = "test result: ok. 3 passed; 0 failed;";
        let tally = judge(&outcome(false, passed), Some(tally::cargo_test));
        assert_eq!(
            tally,
            Tally {
                passed: 3,
                failed: 1
            }
        );
        let tally = judge(&outcome(true, passed), Some(tally::cargo_test));
        assert_eq!(
            tally,
            Tally {
                passed: 3,
                failed: 0
            }
        );
    }

    #[test]
    fn a_suite_that_prints_no_summary_is_a_failure() {
        let tally = judge(&outcome(true, "hello"), Some(tally::cargo_test));
        assert_eq!(
            tally,
            Tally {
                passed: 0,
                failed: 1
            }
        );
    }
}
