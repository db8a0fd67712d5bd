//! The command line by itself, without the window: for servers, and for people who write bots.

use std::process::ExitCode;

fn main() -> ExitCode {
    if std::env::args_os()
        .nth(1)
        .is_some_and(|word| word == linnet_cli::MEDIA_WORKER)
    {
        return linnet_core::media::worker::main();
    }
    linnet_cli::run()
}
