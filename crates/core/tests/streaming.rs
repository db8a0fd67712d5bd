//! What an original of 50 MiB costs in the memory of this process, from the tray until it can be uploaded: pieces, never the
//! whole of it. (Uploads read parts, see `media/slice.rs`.) The worker process, which decodes it, has limits of its own.

#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "media/storage.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod storage;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{ExtendedColorType, ImageEncoder};
use linnet_core::config::{MediaWorker, SystemClock};
use linnet_core::media::{Media, Mode, Setup, Source};
use storage::Storage;

/// What it may cost.
const MOST: u64 = 8 * 1024 * 1024;
/// Bytes of the picture that say nothing about its pixels.
const ALONGSIDE: usize = 49 * 1024 * 1024;

/// A small picture with much in it that no decoder reads: a PNG with a chunk of nobody's.
fn large_png(path: &Path) {
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&[7; 64 * 64 * 3], 64, 64, ExtendedColorType::Rgb8)
        .unwrap();
    let end = png.split_off(png.len() - 12);
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all(&png).unwrap();
    let mut sum = crc32fast::Hasher::new();
    sum.update(b"liNt");
    file.write_all(&u32::try_from(ALONGSIDE).unwrap().to_be_bytes())
        .unwrap();
    file.write_all(b"liNt").unwrap();
    let piece = [0x5a; 64 * 1024];
    for _ in 0..ALONGSIDE / piece.len() {
        sum.update(&piece);
        file.write_all(&piece).unwrap();
    }
    file.write_all(&sum.finalize().to_be_bytes()).unwrap();
    file.write_all(&end).unwrap();
    file.flush().unwrap();
}

/// Bytes of memory: now, and the most since [`from_now`].
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.unwrap().trim().trim_end_matches(" kB");
    kib.parse::<u64>().unwrap() * 1024
}

/// The most is counted from now on.
fn from_now() -> u64 {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    memory("VmRSS:")
}

fn costs(what: &str, before: u64) {
    let most = memory("VmHWM:").saturating_sub(before);
    assert!(most < MOST, "{what}: {} KiB", most / 1024);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_original_of_50_mib_is_never_whole_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder: dir.path(),
        budget: 1 << 30,
        clock: Arc::new(SystemClock),
        requests: Arc::new(storage.clone()),
        service: &"http://127.0.0.1:1".parse().unwrap(),
        takes_videos: true,
        worker: Some(MediaWorker {
            program: PathBuf::from(env!("CARGO_BIN_EXE_linnet-media-worker")),
            args: Vec::new(),
        }),
    })
    .unwrap();
    let path = dir.path().join("large.png");
    large_png(&path);
    let source = Source::Path(path);
    // What is made once for all pictures does not count.
    media.warm().await.unwrap();

    let before = from_now();
    let (seen, found) = media.inspect(&source).await.unwrap();
    assert_eq!((found.width, found.bytes > ALONGSIDE as u64), (64, true));
    costs("looking at it", before);

    let before = from_now();
    let accepted = media
        .accept(&source, Mode::Original, Some(&seen))
        .await
        .unwrap();
    costs("taking it in", before);

    let before = from_now();
    let ready = media.make_ready(&accepted).await.unwrap();
    assert_eq!(ready.bytes, found.bytes);
    costs("making it ready", before);
}
