//! The process's own side: limits, then GStreamer's program in its place.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rlimit::Resource;

use super::sandbox;

/// The program of GStreamer that runs what is described to it. Debian's package is `gstreamer1.0-tools`.
const PROGRAM: &str = "/usr/bin/gst-launch-1.0";

/// Where plugins lie below a folder of libraries.
const PLUGINS: &str = "gstreamer-1.0";

/// The plugins that are loaded, and no others, whatever is installed: what takes files apart, decodes their pictures and
/// makes a picture of one. Those that are not there are left out.
const NAMES: [&str; 15] = [
    "coreelements",
    "playback",
    "typefindfunctions",
    "isomp4",
    "matroska",
    "videoparsersbad",
    "libav",
    "openh264",
    "vpx",
    "dav1d",
    "videoconvertscale",
    "videoconvert",
    "videoscale",
    "videofilter",
    "jpeg",
];

/// Longest side of a cover, pixels.
const SIDE: u32 = 1280;

/// Memory: what a frame of 8K needs several times over, and the libraries.
const ADDRESS_SPACE: u64 = 3 * 1024 * 1024 * 1024;
/// Processor time, seconds. The parent's limit is shorter, but does not count what is waited for.
const SECONDS: u64 = 10;
/// Files it may have open: its libraries while they are loaded, and what its threads wake each other with.
const FILES: u64 = 64;

/// Becomes the program that decodes the video on standard input; answers why that is not possible.
pub(super) fn run() -> io::Error {
    match prepared() {
        Ok(mut command) => command.exec(),
        Err(error) => error,
    }
}

fn prepared() -> io::Result<Command> {
    let folder = plugins().ok_or(io::Error::other("GStreamer has no plugins here"))?;
    let loaded: Vec<String> = NAMES
        .iter()
        .map(|name| folder.join(format!("libgst{name}.so")))
        .filter(|path| path.exists())
        .filter_map(|path| path.into_os_string().into_string().ok())
        .collect();
    let mut command = Command::new(PROGRAM);
    command
        .arg("--quiet")
        .arg(format!("--gst-plugin-load={}", loaded.join(",")))
        .args("fdsrc fd=0 ! decodebin ! videoconvert ! videoflip video-direction=auto !".split(' '))
        .args(["videoscale", "!"])
        .arg(format!(
            "video/x-raw,width=[1,{SIDE}],height=[1,{SIDE}],pixel-aspect-ratio=1/1"
        ))
        .args("! jpegenc quality=85 snapshot=true ! fdsink fd=1".split(' '))
        .env_clear()
        // No list of plugins is read, written or made: the ones above are all there are.
        .env("GST_REGISTRY_DISABLE", "yes")
        .env("GST_REGISTRY_FORK", "no")
        .env("GST_PLUGIN_SYSTEM_PATH_1_0", "/nonexistent");
    for (resource, limit) in [
        (Resource::CORE, 0),
        (Resource::FSIZE, 0),
        (Resource::AS, ADDRESS_SPACE),
        (Resource::CPU, SECONDS),
        (Resource::NOFILE, FILES),
    ] {
        resource.set(limit, limit)?;
    }
    sandbox::enter(Path::new(PROGRAM))?;
    Ok(command)
}

/// The folder of plugins: below the folder of libraries, or that of this computer's kind below it.
fn plugins() -> Option<PathBuf> {
    sandbox::LIBRARIES.iter().find_map(|libraries| {
        let libraries = Path::new(libraries);
        let below = std::fs::read_dir(libraries).ok()?;
        let kinds = below
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().contains("-linux-"))
            .map(|entry| entry.path());
        std::iter::once(libraries.to_owned())
            .chain(kinds)
            .map(|folder| folder.join(PLUGINS))
            .find(|folder| folder.join("libgstcoreelements.so").exists())
    })
}
