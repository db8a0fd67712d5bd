//! The project's own commands. `cargo xtask` prints what there is.
//!
//! Nothing here depends on another crate, so that the first command a newcomer types starts within seconds. Set-up
//! (system packages, page dependencies, optional tools) belongs to the commands themselves: whoever types one needs
//! to know nothing else.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod bench;
mod bundle;
mod child;
mod clean_root;
mod display;
mod exports;
mod failure;
mod launch;
mod mutate;
mod options;
mod packages;
mod page;
mod plan;
mod project;
mod soak;
mod suite;
mod tally;
mod toolchain;

use std::process::ExitCode;

use crate::failure::Result;
use crate::options::{Options, Verb};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let options = match Options::parse(&words) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n\n{}", options::HELP);
            return ExitCode::from(2);
        }
    };
    match execute(&options) {
        Ok(code) => code,
        Err(why) => {
            eprintln!("\n{why}");
            ExitCode::FAILURE
        }
    }
}

fn execute(options: &Options) -> Result<ExitCode> {
    match options.verb {
        Verb::Help => {
            println!("{}", options::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Verb::Run => launch::run(options),
        Verb::Test => suite::test(options),
        Verb::Lint => suite::lint(options),
        Verb::Bench => bench::run(options),
        Verb::Plan => plan::run(options),
        Verb::Package => bundle::run(options),
        Verb::Soak => soak::run(options),
        Verb::Export => exports::check(options),
        Verb::Format => suite::format(options),
        Verb::Bindings => suite::bindings(options),
        Verb::Mutate => mutate::run(options),
    }
}
