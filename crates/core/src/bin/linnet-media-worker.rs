//! The media worker as a program of its own, for programs that cannot start themselves again: tests, examples.

use std::process::ExitCode;

fn main() -> ExitCode {
    linnet_core::media::worker::main()
}
