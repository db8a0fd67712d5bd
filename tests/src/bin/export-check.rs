//! `cargo xtask export DIR`: reads an exported conversation back and says whether it is whole.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folders: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if folders.is_empty() {
        eprintln!("Name the folder of an export.");
        return ExitCode::FAILURE;
    }
    let mut whole = true;
    for folder in folders {
        match linnet_tests::exported::read(&folder) {
            Ok(read) => println!(
                "{}: {} messages, whole. Missing: {} files, messages at {} places.",
                folder.display(),
                read.messages.len(),
                read.missing_files,
                read.gaps
            ),
            Err(problem) => {
                eprintln!("{}: {problem}", folder.display());
                whole = false;
            }
        }
    }
    match whole {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}
