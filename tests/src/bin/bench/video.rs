//! A video from the choice to the cover in the tray.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use linnet_core::media::{Source, Variant};

use crate::failure::Outcome;
use crate::photo::{open, worker};
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};

const WIDTH: u32 = 1_920;
const HEIGHT: u32 = 1_080;
const REPEATS: u32 = 7;

/// Ten seconds as a telephone takes them, each another by its pattern.
fn film(path: &Path, pattern: u32) -> Outcome<()> {
    let made = Command::new("gst-launch-1.0")
        .args(["-q", "videotestsrc", "num-buffers=300"])
        .arg(format!("pattern={pattern}"))
        .args([
            "!",
            &format!("video/x-raw,width={WIDTH},height={HEIGHT},framerate=30/1"),
        ])
        .args(
            "! videoconvert ! openh264enc bitrate=8000000 ! h264parse ! mp4mux ! filesink"
                .split(' '),
        )
        .arg(format!("location={}", path.display()))
        .stderr(Stdio::null())
        .status()?;
    match made.success() {
        true => Ok(()),
        false => Err("no video could be made: gst-launch-1.0 needs openh264enc and mp4mux".into()),
    }
}

/// The same decoder by itself, with all plugins that are installed at hand, as a program of one line has it.
fn bare(path: &Path) -> Outcome<()> {
    let decoded = Command::new("gst-launch-1.0")
        .args("-q fdsrc fd=0 ! decodebin ! videoconvert ! videoscale !".split(' '))
        .arg("video/x-raw,width=[1,1280],height=[1,1280],pixel-aspect-ratio=1/1")
        .args("! jpegenc snapshot=true ! fdsink fd=1".split(' '))
        .stdin(File::open(path)?)
        .stderr(Stdio::null())
        .output()?;
    match decoded.stdout.is_empty() {
        true => Err("gst-launch-1.0 decodes nothing".into()),
        false => Ok(()),
    }
}

pub async fn measure() -> Outcome<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let account = folder.path().join("account");
    std::fs::create_dir_all(&account)?;
    let media = open(&account, worker()?)?;
    let (mut floor, mut cover) = (Vec::new(), Vec::new());
    for n in 0..REPEATS {
        let path = folder.path().join(format!("film{n}.mp4"));
        // Patterns that differ from each other and are no noise.
        film(&path, n + 18)?;
        // Once to have its list of plugins written.
        if n == 0 {
            bare(&path)?;
        }
        let begun = Instant::now();
        bare(&path)?;
        floor.push(begun.elapsed());

        media.warm().await?;
        let begun = Instant::now();
        let looked = media.look_at_video(&Source::Path(path)).await?;
        let found = looked.and_then(|looked| looked.cover);
        let found = found.ok_or("the video has no cover")?;
        media.file(&found, None, Variant::Preview).await?;
        cover.push(begun.elapsed());
    }
    let (floor, cover) = (Samples::new(floor), Samples::new(cover));
    let milliseconds = |samples: &Samples| samples.p50().as_secs_f64() * 1000.0;
    Ok(vec![Figure {
        name: "Video, cover",
        how: format!(
            "median of {REPEATS} videos of {WIDTH} x {HEIGHT} pixels and ten seconds, each seen for the first time: its \
             head read in the worker process (which files held over the window have started), a picture decoded in a \
             process of its own, made smaller in the worker, preview ready to be painted; the floor is the same decoder \
             started by itself, without any limits"
        ),
        measured: ms(cover.p50()),
        floor: ms(floor.p50()),
        ratio: Some(milliseconds(&cover) / milliseconds(&floor)),
        bound: "must < 500 ms",
        verdict: Verdict::at_most(milliseconds(&cover), 500.0, 500.0),
    }])
}
