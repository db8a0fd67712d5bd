//! IM Cloud on the command line: JSON in, JSON out, over the same core as the window. People write scripts and bots with it.
//!
//! Every answer is one JSON object on a line of the standard output. What goes wrong is `{"error": {"code", "text"}}` on a
//! line of the standard error, and the exit code is 1; wrong words are 2. `docs/COMMAND_LINE.md` says what each command
//! takes and answers, and has a bot of forty lines.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod account;
mod bridge;
mod commands;
mod failure;
mod lines;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::Failure;

/// Commands by which the program of the window knows that it is meant as a command line.
pub const COMMANDS: [&str; 8] = [
    "sign-in", "sign-out", "list", "history", "send", "receive", "download", "bridge",
];

/// First word of the program that decodes pictures in a process of its own.
pub const MEDIA_WORKER: &str = "media-worker";

/// IM Cloud on the command line: JSON in, JSON out.
#[derive(Debug, Parser)]
#[command(name = "linnet", version)]
struct Words {
    /// Folder of the account; one process at a time has it open.
    #[arg(long, env = "LINNET_FOLDER", global = true)]
    folder: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Remembers a server, a user and a token. The token comes from LINNET_TOKEN or from the standard input.
    SignIn(commands::sign_in::SignIn),
    /// Forgets the account, with everything that is kept of it here.
    SignOut,
    /// Conversations, a line each.
    List,
    /// Messages of a conversation, a line each, the oldest first.
    History(commands::history::History),
    /// Sends a text or a file, and waits until it is at the server.
    Send(commands::send::Send),
    /// Messages as they come, a line each; what is to be sent comes as lines of the standard input.
    Receive,
    /// Saves a file of a message.
    Download(commands::download::Download),
    /// Lets pages and scripts on this computer use the account, over a socket that only this computer reaches.
    Bridge(commands::bridge::Bridge),
}

/// Does what the words of this process say.
pub fn run() -> ExitCode {
    let words = Words::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(carry_out(words)),
        Err(error) => Err(Failure::Io(error)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            lines::tell_failure(&failure);
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(words: Words) -> Result<(), Failure> {
    let folder = account::folder(words.folder)?;
    match words.command {
        Command::SignIn(sign_in) => commands::sign_in::run(&folder, sign_in).await,
        Command::SignOut => commands::sign_out::run(&folder),
        Command::List => commands::list::run(&folder).await,
        Command::History(history) => commands::history::run(&folder, history).await,
        Command::Send(send) => commands::send::run(&folder, send).await,
        Command::Receive => commands::receive::run(&folder).await,
        Command::Download(download) => commands::download::run(&folder, download).await,
        Command::Bridge(bridge) => commands::bridge::run(&folder, bridge).await,
    }
}
