//! The worker's own side.

use std::io;
use std::process::ExitCode;

use super::frame::{self, Answer, Ask, CLIPBOARD_PIXELS};
use crate::media::problem::Problem;
use crate::media::{picture, video};

/// Body of the worker process: answers what comes on standard input until it ends.
///
/// Sets its limits first: 2 GiB of address space (what the largest picture inside the limits needs, and a margin), no
/// core dumps (they would hold the picture), no file or connection can be opened, none written, no process started.
///
/// With another last argument it makes the cover of one video instead, with limits of its own (`media/video/cover`).
pub fn main() -> ExitCode {
    if std::env::args_os()
        .next_back()
        .is_some_and(|word| word == video::cover::WORD)
    {
        return video::cover::main();
    }
    if let Err(error) = set_limits() {
        // Without limits nothing is decoded; the parent sees the end of the stream.
        eprintln!("media worker: cannot set its limits: {error}");
        return ExitCode::FAILURE;
    }
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    loop {
        let (ask, body) = match frame::read::<Ask>(&mut input) {
            Ok(Some(message)) => message,
            Ok(None) => return ExitCode::SUCCESS,
            Err(_) => return ExitCode::FAILURE,
        };
        let (answer, body) = handle(ask, body);
        if frame::write(&mut output, &answer, &body).is_err() {
            return ExitCode::FAILURE;
        }
    }
}

fn handle(ask: Ask, file: Vec<u8>) -> (Answer, Vec<u8>) {
    answer(ask, file).unwrap_or_else(|problem| (Answer::Problem { problem }, Vec::new()))
}

fn answer(ask: Ask, file: Vec<u8>) -> Result<(Answer, Vec<u8>), Problem> {
    match ask {
        Ask::Ready => Ok((Answer::Ready, Vec::new())),
        Ask::Inspect => {
            let found = picture::inspect(&file)?;
            let preview_bytes = u32::try_from(found.preview.len()).map_err(|_| Problem::Damaged)?;
            let mut body = found.preview;
            body.extend_from_slice(&found.thumb);
            Ok((
                Answer::Inspected {
                    inspection: found.inspection,
                    preview_bytes,
                    for_us_only: found.for_us_only,
                },
                body,
            ))
        }
        Ask::Compress | Ask::Convert | Ask::Portrait { .. } => {
            let made = match ask {
                Ask::Convert => picture::convert(&file)?,
                Ask::Portrait { square } => picture::portrait(&file, square)?,
                _ => picture::compress(&file)?,
            };
            Ok((
                Answer::Compressed {
                    kind: made.kind,
                    width: made.width,
                    height: made.height,
                },
                made.bytes,
            ))
        }
        Ask::Video => {
            let facts = video::facts(&file)?;
            Ok((Answer::Video { facts }, Vec::new()))
        }
        Ask::Pixels => {
            let (width, height, pixels) = picture::pixels(&file, CLIPBOARD_PIXELS.into())?;
            Ok((Answer::Pixels { width, height }, pixels))
        }
        #[cfg(feature = "voice")]
        Ask::Sound => {
            let (samples, wave) = crate::media::voice::decode::decode(&file)?;
            let bytes = samples.iter().flat_map(|sample| sample.to_le_bytes());
            Ok((Answer::Sound { wave }, bytes.collect()))
        }
    }
}

#[cfg(unix)]
fn set_limits() -> io::Result<()> {
    use rlimit::Resource;

    const ADDRESS_SPACE: u64 = 2 * 1024 * 1024 * 1024;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(0, 0)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::NPROC.set(0, 0)?;
    // macOS knows the limit but does not keep it; the parent's limit of time stands there.
    if cfg!(not(target_os = "macos")) {
        Resource::AS.set(ADDRESS_SPACE, ADDRESS_SPACE)?;
    }
    Ok(())
}

/// Elsewhere the limits are the parent's: time, and the size of what is sent and answered.
#[cfg(not(unix))]
fn set_limits() -> io::Result<()> {
    Ok(())
}
