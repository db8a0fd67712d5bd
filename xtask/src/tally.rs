//! Passed and failed, added up over all suites, read from what each prints at its end.

/// A count of tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Held.
    pub passed: usize,
    /// Did not hold, or did not end in time.
    pub failed: usize,
}

impl Tally {
    /// A step that is one check.
    pub fn of_check(success: bool) -> Self {
        Self {
            passed: usize::from(success),
            failed: usize::from(!success),
        }
    }

    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// `test result: ok. 5 passed; 0 failed; ...`, once per binary.
pub fn cargo_test(lines: &[String]) -> Option<Tally> {
    total(
        lines
            .iter()
            .filter_map(|line| line.trim().strip_prefix("test result:")),
    )
}

/// `Summary [ 0.5s] 12 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 3 skipped`.
pub fn nextest(lines: &[String]) -> Option<Tally> {
    total(
        lines
            .iter()
            .filter(|line| line.trim_start().starts_with("Summary ["))
            .filter_map(|line| line.split_once("run:").map(|(_, counts)| counts)),
    )
}

/// `Tests  1 failed | 11 passed (12)`.
pub fn vitest(lines: &[String]) -> Option<Tally> {
    total(
        lines
            .iter()
            .filter_map(|line| line.trim().strip_prefix("Tests ")),
    )
}

/// Adds up `N passed`, `N failed`, `N timed out` in each summary; `None` when there is no summary at all.
fn total<'a>(summaries: impl Iterator<Item = &'a str>) -> Option<Tally> {
    let mut sum = None;
    for summary in summaries {
        let sum = sum.get_or_insert_with(Tally::default);
        let words: Vec<&str> = summary
            .split(|c: char| c.is_whitespace() || ",;|().".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        for pair in words.windows(2) {
            if let [count, kind] = pair
                && let Ok(count) = count.parse::<usize>()
            {
                match *kind {
                    "passed" => sum.passed += count,
                    "failed" | "timed" | "exec" => sum.failed += count,
                    _ => {}
                }
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn cargo_test_is_added_up_over_binaries() {
        let said = lines(
            "running 2 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\ntest result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 7 filtered out; finished in 1.00s",
        );
        assert_eq!(
            cargo_test(&said),
            Some(Tally {
                passed: 5,
                failed: 1
            })
        );
    }

    #[test]
    fn nextest_counts_tests_that_took_too_long_as_failed() {
        let said = lines(
            "     Summary [   0.521s] 12 tests run: 10 passed (1 slow), 1 failed, 1 timed out, 3 skipped",
        );
        assert_eq!(
            nextest(&said),
            Some(Tally {
                passed: 10,
                failed: 2
            })
        );
        let cut = lines("     Summary [   0.1s] 3/12 tests run: 2 passed, 1 failed, 9 skipped");
        assert_eq!(
            nextest(&cut),
            Some(Tally {
                passed: 2,
                failed: 1
            })
        );
    }

    #[test]
    fn vitest_counts_tests_not_files() {
        let said = lines(
            " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n   Duration  1.2s",
        );
        assert_eq!(
            vitest(&said),
            Some(Tally {
                passed: 11,
                failed: 1
            })
        );
    }

    #[test]
    fn a_suite_that_never_started_has_no_summary() {
        assert_eq!(nextest(&lines("error: could not compile")), None);
    }
}
