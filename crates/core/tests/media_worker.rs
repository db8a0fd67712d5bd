//! The worker process itself. In a program of its own: it looks for its children and ends them.

#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

use std::process::Command;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use image::{ExtendedColorType, ImageEncoder};
use linnet_core::config::{MediaWorker, SystemClock};
use linnet_core::error::{Error, MediaError, Result, Transport};
use linnet_core::media::{Media, Requests, Setup, Source};
use linnet_proto::im_proto::{RequestBody, ResponseBody};

/// No server is needed to look at a picture.
struct Nobody;

impl Requests for Nobody {
    fn request(&self, _: i32, _: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        Box::pin(async { Err(Transport::Connect.into()) })
    }
}

fn children() -> Vec<String> {
    let me = std::process::id().to_string();
    let out = Command::new("ps")
        .args(["--ppid", &me, "-o", "pid=,comm="])
        .output()
        .unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    text.lines()
        .filter(|line| line.contains("linnet-media-w"))
        .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
        .collect()
}

#[tokio::test]
async fn it_has_its_limits_knows_nothing_and_is_replaced_when_it_dies() {
    let dir = tempfile::tempdir().unwrap();
    let media = Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder: dir.path(),
        budget: 1 << 20,
        clock: Arc::new(SystemClock),
        requests: Arc::new(Nobody),
        service: &"http://127.0.0.1:9/".parse().unwrap(),
        takes_videos: true,
        worker: Some(MediaWorker {
            program: env!("CARGO_BIN_EXE_linnet-media-worker").into(),
            args: Vec::new(),
        }),
    })
    .unwrap();
    assert!(children().is_empty(), "nothing runs before it is needed");
    media.warm().await.unwrap();
    let [pid] = &children()[..] else {
        panic!("one worker");
    };
    let limits = std::fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    for (what, value) in [
        ("Max address space", "2147483648"),
        ("Max core file size", "0"),
        ("Max open files", "0"),
        ("Max processes", "0"),
        ("Max file size", "0"),
    ] {
        let line = limits.lines().find(|line| line.starts_with(what)).unwrap();
        let has = line.split_whitespace().any(|word| word == value);
        assert!(has, "{line} for {value}");
    }
    let environment = std::fs::read(format!("/proc/{pid}/environ")).unwrap();
    assert!(!environment.windows(5).any(|window| window == b"HOME="));

    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&[7; 60 * 40 * 3], 60, 40, ExtendedColorType::Rgb8)
        .unwrap();
    let path = dir.path().join("a.png");
    std::fs::write(&path, png).unwrap();
    let source = Source::Path(path);
    let killed = Command::new("kill").args(["-9", pid]).status().unwrap();
    assert!(killed.success());
    // Its death is noticed before the next file or while that is looked at; the one after is fine.
    let first = media.inspect(&source).await;
    assert!(matches!(
        first,
        Ok(_) | Err(Error::Media(MediaError::Worker))
    ));
    media.inspect(&source).await.unwrap();
    assert!(!children().contains(pid));
}

/// What the limits mean, seen from inside: this test's own program becomes a worker, and tries.
#[test]
fn under_its_limits_it_can_open_nothing_reach_nobody_and_hold_no_more_than_2_gib() {
    const INSIDE: &str = "LINNET_TEST_INSIDE_THE_WORKER";
    if std::env::var_os(INSIDE).is_some() {
        // Standard input is at its end, so it sets its limits and is done.
        linnet_core::media::worker::main();
        assert!(std::fs::File::open("/etc/hostname").is_err());
        assert!(std::fs::write("/tmp/linnet-worker-was-here", "x").is_err());
        assert!(std::net::UdpSocket::bind("127.0.0.1:0").is_err());
        assert!(
            std::net::TcpStream::connect("127.0.0.1:9").is_err_and(|error| {
                // Not refused by somebody: not even asked.
                error.kind() != std::io::ErrorKind::ConnectionRefused
            })
        );
        // What is started keeps the limits, so it cannot even load its libraries.
        assert!(
            !Command::new("true")
                .status()
                .is_ok_and(|status| status.success())
        );
        let mut much: Vec<u8> = Vec::new();
        assert!(much.try_reserve_exact(2 << 30).is_err());
        assert!(much.try_reserve_exact(1 << 30).is_ok());
        return;
    }
    let name = "under_its_limits_it_can_open_nothing_reach_nobody_and_hold_no_more_than_2_gib";
    let inside = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--test-threads=1", "--nocapture"])
        .env(INSIDE, "1")
        .env("RUST_BACKTRACE", "0")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&inside.stdout);
    assert!(
        inside.status.success() && said.contains("1 passed"),
        "{said}"
    );
}
