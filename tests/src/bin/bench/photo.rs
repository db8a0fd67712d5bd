//! A photo of twelve megapixels from the drop to its row, and until it can be uploaded.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use linnet_core::config::{MediaWorker, SystemClock};
use linnet_core::error::Transport;
use linnet_core::media::{Media, Mode, Requests, Setup, Source, Variant};
use linnet_proto::im_proto::{RequestBody, ResponseBody};

use crate::failure::Outcome;
use crate::report::{Figure, Verdict};
use crate::samples::{Samples, ms};

const WIDTH: u32 = 4_000;
const HEIGHT: u32 = 3_000;
const REPEATS: u32 = 7;

/// Nothing of this needs a server.
struct Nobody;

impl Requests for Nobody {
    fn request(
        &self,
        _: i32,
        _: RequestBody,
    ) -> BoxFuture<'_, linnet_core::Result<Box<ResponseBody>>> {
        Box::pin(async { Err(Transport::Connect.into()) })
    }
}

/// Smooth, with fine grain: about the size of what a phone takes. `seed` makes each another file.
fn photo(seed: u32) -> Outcome<Vec<u8>> {
    let mut noise = 0x2545_f491_u32 ^ seed;
    let image = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let grain = (noise % 16) as u8;
        let wave = ((x / 9 + y / 13 + seed) % 64) as u8;
        image::Rgb([
            (x * 160 / WIDTH) as u8 + grain + wave,
            (y * 160 / HEIGHT) as u8 + grain,
            90 + grain + wave / 2,
        ])
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 88).write_image(
        image.as_raw(),
        WIDTH,
        HEIGHT,
        ExtendedColorType::Rgb8,
    )?;
    Ok(file)
}

/// The worker as people have it, the application itself; without one beside this program, the worker alone.
pub fn worker() -> Outcome<MediaWorker> {
    let mut program: PathBuf = std::env::current_exe()?;
    program.set_file_name("linnet");
    if program.is_file() {
        return Ok(MediaWorker {
            program,
            args: vec!["media-worker".to_owned()],
        });
    }
    program.set_file_name("linnet-media-worker");
    if program.is_file() {
        return Ok(MediaWorker {
            program,
            args: Vec::new(),
        });
    }
    Err("neither linnet nor linnet-media-worker is beside this program".into())
}

pub fn open(folder: &Path, worker: MediaWorker) -> Outcome<Media> {
    Ok(Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder,
        budget: 1 << 30,
        clock: Arc::new(SystemClock),
        requests: Arc::new(Nobody),
        service: &"http://127.0.0.1:1".parse()?,
        takes_videos: true,
        worker: Some(worker),
    })?)
}

/// Most memory the worker has had, bytes. It is a child of this process.
fn worker_peak() -> Option<u64> {
    let me = std::process::id().to_string();
    std::fs::read_dir("/proc")
        .ok()?
        .flatten()
        .find_map(|entry| {
            let status = std::fs::read_to_string(entry.path().join("status")).ok()?;
            let field = |name: &str| {
                let line = status.lines().find(|line| line.starts_with(name))?;
                line.split_whitespace().nth(1).map(str::to_owned)
            };
            let mine = field("PPid:")? == me && field("Name:")?.starts_with("linnet");
            let kb: u64 = field("VmHWM:")?.parse().ok()?;
            mine.then_some(kb * 1024)
        })
}

pub async fn measure() -> Outcome<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let worker = worker()?;
    let alone = worker.args.is_empty();
    let account = folder.path().join("account");
    std::fs::create_dir_all(&account)?;
    let media = open(&account, worker)?;
    let (mut decode, mut echo, mut ready) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = 0;
    for n in 0..REPEATS {
        let file = photo(n)?;
        bytes = file.len();
        let path = folder.path().join(format!("photo{n}.jpg"));
        std::fs::write(&path, &file)?;

        let begun = Instant::now();
        let pixels = image::load_from_memory(&file)?.into_rgb8();
        decode.push(begun.elapsed());
        drop(pixels);

        // Files held over the window start the worker; the drop comes a moment later.
        media.warm().await?;
        let source = Source::Path(path);
        let begun = Instant::now();
        media.inspect(&source).await?;
        let accepted = media.accept(&source, Mode::Compress, None).await?;
        media.file(&accepted.media, None, Variant::Preview).await?;
        echo.push(begun.elapsed());
        media.make_ready(&accepted).await?;
        ready.push(begun.elapsed());
    }
    let peak = worker_peak().unwrap_or(0) as f64 / 1024.0 / 1024.0;
    let (decode, echo, ready) = (
        Samples::new(decode),
        Samples::new(echo),
        Samples::new(ready),
    );
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let ratio = |samples: &Samples| Some(milliseconds(samples.p50()) / milliseconds(decode.p50()));
    let how = format!(
        "median of {REPEATS} JPEG files of {WIDTH} x {HEIGHT} pixels and {:.1} MB, each seen for the first time: looked \
         at in the worker process (which files held over the window have started), copied into the media folder and \
         synced, preview ready to be painted; the floor is decoding the file and nothing else",
        bytes as f64 / 1e6
    );
    Ok(vec![
        Figure {
            name: "Photo, drop to echo",
            how,
            measured: ms(echo.p50()),
            floor: ms(decode.p50()),
            ratio: ratio(&echo),
            bound: "must < 250 ms, aim 150 ms",
            verdict: Verdict::at_most(milliseconds(echo.p50()), 250.0, 150.0),
        },
        Figure {
            name: "Photo, ready for upload",
            how: "the same files until the compressed one (2,560 pixels, JPEG 82) is on the disk"
                .to_owned(),
            measured: ms(ready.p50()),
            floor: ms(decode.p50()),
            ratio: ratio(&ready),
            bound: "told",
            verdict: Verdict::Told,
        },
        Figure {
            name: "Photo, worker memory",
            how: format!(
                "most resident memory of the worker process over all of it{}",
                if alone {
                    " (the worker alone, without the libraries of the window)"
                } else {
                    ""
                }
            ),
            measured: format!("{peak:.0} MB"),
            floor: format!(
                "{:.0} MB (the pixels)",
                f64::from(WIDTH) * f64::from(HEIGHT) * 3.0 / 1024.0 / 1024.0
            ),
            ratio: None,
            bound: "told",
            verdict: Verdict::Told,
        },
    ])
}
