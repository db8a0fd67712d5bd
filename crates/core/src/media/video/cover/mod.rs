//! The process that makes the cover of a video. Decoders of videos are many and large, so that they are not built in:
//! the desktop has GStreamer, with which its page plays them, and its program `gst-launch-1.0` decodes one picture here.
//! It is started by this program itself (the worker's arguments and [`WORD`]), which first gives up all that a decoder
//! does not need: it can read the libraries of the system and the one file it was given, write nowhere, open no
//! connection and send no signal, and has limits of memory and time. Without GStreamer, or where the system cannot
//! take these rights away, a video has no cover; nothing waits for one that is slow.

#[cfg(target_os = "linux")]
mod child;
mod parent;
#[cfg(target_os = "linux")]
mod sandbox;

pub(in crate::media) use parent::make;

/// The last argument of the process.
pub(in crate::media) const WORD: &str = "cover";

/// Body of the process. It answers only when it cannot become the program that decodes.
#[cfg(target_os = "linux")]
pub(in crate::media) fn main() -> std::process::ExitCode {
    let error = child::run();
    eprintln!("cover: {error}");
    std::process::ExitCode::FAILURE
}

/// Nothing elsewhere can make covers.
#[cfg(not(target_os = "linux"))]
pub(in crate::media) fn main() -> std::process::ExitCode {
    std::process::ExitCode::FAILURE
}
