//! The words after `cargo xtask`.

use crate::failure::{Failure, Result};

/// Shown by `cargo xtask help` and after a mistake.
pub const HELP: &str = "\
Usage: cargo xtask COMMAND [OPTIONS]

  run [-- ARGS]   build Linnet and open its window; ARGS go to the app (`-- --second` is the other trial person)
  test            format, lint, page types, Rust tests, doc tests, page tests, desktop end to end
  lint            format, lint and page types only
  bench [FIGURE]  measure, and write docs/BENCHMARKS.md; with names, those figures only, and nothing is written
  soak            let app, server and echo bot run (--minutes N, otherwise 30); tell how memory and open files went
  plan ARGS       break things on purpose, and keep what fails in tests/plans/: `--minutes M` for fresh histories, `--seed N`
                  or `--file F` for one; with `--real` in processes that are killed
  package [DEB]   build a .deb and a .rpm into target/packages/, install the .deb in a clean root and start it there;
                  with a file, only try that one
  export FOLDER   read an exported conversation back: lines, pages and files must fit each other
  fmt             format the Rust code
  bindings        write the page's types anew from the Rust code
  mutate [NAME]   take each invariant's guard out of a copy of the tree; the test named for it must fail

Options
  --yes               install missing system packages without asking
  --quick             test: leave out the desktop end to end
  --virtual-display   run: open the window on a display in memory, and keep a picture of it in target/run/";

/// Long enough for a leak to show.
const SOAK_MINUTES: u32 = 30;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Print the help.
    Help,
    /// Build and start the app.
    Run,
    /// Everything that must pass.
    Test,
    /// The static part of it.
    Lint,
    /// Measure.
    Bench,
    /// Let it run for long.
    Soak,
    /// Histories with faults.
    Plan,
    /// Installable packages.
    Package,
    /// Format.
    Format,
    /// Read an exported conversation back.
    Export,
    /// TypeScript of the boundary types.
    Bindings,
    /// Guards taken out, one at a time.
    Mutate,
}

/// A command line, understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    /// What to do.
    pub verb: Verb,
    /// Install without asking.
    pub yes: bool,
    /// Leave out the desktop tests.
    pub quick: bool,
    /// Bring a display along.
    pub virtual_display: bool,
    /// How long to soak.
    pub minutes: u32,
    /// What came after `--`.
    pub rest: Vec<String>,
}

impl Options {
    /// Reads the words after the program's name.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut words = words.iter();
        let verb = match words.next().map(String::as_str) {
            None | Some("help" | "--help" | "-h") => Verb::Help,
            Some("run") => Verb::Run,
            Some("test") => Verb::Test,
            Some("lint") => Verb::Lint,
            Some("bench") => Verb::Bench,
            Some("soak") => Verb::Soak,
            Some("plan") => Verb::Plan,
            Some("package") => Verb::Package,
            Some("export") => Verb::Export,
            Some("fmt") => Verb::Format,
            Some("bindings") => Verb::Bindings,
            Some("mutate") => Verb::Mutate,
            Some(other) => return Err(Failure::new(format!("There is no command `{other}`."))),
        };
        let mut options = Self {
            verb,
            yes: false,
            quick: false,
            virtual_display: false,
            minutes: SOAK_MINUTES,
            rest: Vec::new(),
        };
        while let Some(word) = words.next() {
            match word.as_str() {
                "--yes" | "-y" => options.yes = true,
                word if verb == Verb::Plan && !matches!(word, "--help" | "-h") => {
                    options.rest.push(word.to_owned());
                }
                "--quick" if verb == Verb::Test => options.quick = true,
                "--virtual-display" if verb == Verb::Run => options.virtual_display = true,
                "--minutes" if verb == Verb::Soak => {
                    let given = words.next().and_then(|word| word.parse().ok());
                    options.minutes = given
                        .filter(|minutes| *minutes > 0)
                        .ok_or_else(|| Failure::new("`--minutes` wants a whole number above 0."))?;
                }
                "--help" | "-h" => options.verb = Verb::Help,
                "--" if matches!(verb, Verb::Run | Verb::Bench) => {
                    options.rest = words.by_ref().cloned().collect();
                }
                name if matches!(
                    verb,
                    Verb::Bench | Verb::Package | Verb::Mutate | Verb::Export
                ) && !name.starts_with('-') =>
                {
                    options.rest.push(name.to_owned());
                }
                other => {
                    return Err(Failure::new(format!(
                        "`{other}` is not an option of this command."
                    )));
                }
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Options::parse(&words)
    }

    #[test]
    fn words_behind_the_dashes_belong_to_the_app() {
        let options = parse("run --yes -- --second --yes").unwrap();
        assert_eq!(options.verb, Verb::Run);
        assert!(options.yes);
        assert_eq!(options.rest, ["--second", "--yes"]);
    }

    #[test]
    fn an_option_of_another_command_is_refused() {
        assert!(parse("run --quick").is_err());
        assert!(parse("test -- --second").is_err());
        assert!(parse("tset").is_err());
    }

    #[test]
    fn minutes_are_a_number_above_zero() {
        assert_eq!(parse("soak --minutes 2").unwrap().minutes, 2);
        assert_eq!(parse("soak").unwrap().minutes, SOAK_MINUTES);
        assert!(parse("soak --minutes").is_err());
        assert!(parse("soak --minutes 0").is_err());
        assert!(parse("run --minutes 2").is_err());
    }

    #[test]
    fn a_plan_gets_its_words() {
        let options = parse("plan --real --seed 7").unwrap();
        assert_eq!(options.verb, Verb::Plan);
        assert_eq!(options.rest, ["--real", "--seed", "7"]);
    }

    #[test]
    fn nothing_at_all_asks_for_help() {
        assert_eq!(parse("").unwrap().verb, Verb::Help);
        assert_eq!(parse("test --help").unwrap().verb, Verb::Help);
    }
}
