//! Linnet. The same program decodes pictures in a process of its own, and is a command line: neither gets as far as window
//! code.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == linnet::MEDIA_WORKER)
    {
        return linnet_core::media::worker::main();
    }
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| linnet_cli::COMMANDS.iter().any(|command| word == *command))
    {
        return linnet_cli::run();
    }
    linnet::run()
}
