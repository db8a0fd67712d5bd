//! A service that takes no videos says so before anything is uploaded.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use linnet_core::config::{MediaWorker, SystemClock};
use linnet_core::error::{Result, Transport};
use linnet_core::media::{Media, Requests, Setup, Source};
use linnet_proto::im_proto::{RequestBody, ResponseBody};

/// Nobody is asked.
struct Nobody;

impl Requests for Nobody {
    fn request(&self, _: i32, _: RequestBody) -> BoxFuture<'_, Result<Box<ResponseBody>>> {
        Box::pin(async { Err(Transport::Connect.into()) })
    }
}

#[tokio::test]
async fn videos_are_refused_where_the_service_takes_none_and_files_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let media = Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder: dir.path(),
        budget: 1 << 20,
        clock: Arc::new(SystemClock),
        requests: Arc::new(Nobody),
        service: &"http://127.0.0.1:1".parse().unwrap(),
        takes_videos: false,
        worker: Some(MediaWorker {
            program: PathBuf::from(env!("CARGO_BIN_EXE_linnet-media-worker")),
            args: Vec::new(),
        }),
    })
    .unwrap();
    let videos = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/videos");
    let ball = Source::Path(videos.join("ball.mp4"));
    let refused = media.look_at_video(&ball).await.unwrap_err();
    assert_eq!(refused.code(), "overseas_video");
    assert!(refused.reason().text.en.contains("overseas"));
    let refused = media.accept_video(&ball, None).await.unwrap_err();
    assert_eq!(refused.code(), "overseas_video");
    // A recording is no video.
    let tone = Source::Path(videos.join("tone.m4a"));
    assert_eq!(media.look_at_video(&tone).await.unwrap(), None);
    media.accept_file(&tone).await.unwrap();
}
