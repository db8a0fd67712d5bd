//! Stickers lie at addresses that strangers name: what is asked, and what comes of it.

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use image::{Frame, Rgba, RgbaImage};
use linnet_core::config::SystemClock;
use linnet_core::error::{Error, MediaError, Result};
use linnet_core::media::{Media, Setup, Variant};
use linnet_core::model::picture::{ObjectKind, Remote, object_id};
use url::Url;

use super::storage::Storage;
use super::worker;

/// What was asked for, and with which headers.
type Asked = Arc<Mutex<Vec<(String, HeaderMap)>>>;

fn moving(side: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut out);
    for n in 0..3 {
        let frame = RgbaImage::from_pixel(side, side, Rgba([n * 60, 80, 200, 255]));
        encoder.encode_frame(Frame::new(frame)).unwrap();
    }
    drop(encoder);
    out
}

/// A server of somebody, and what it was asked.
async fn somebody() -> (String, Asked) {
    let asked = Asked::default();
    let noted = Arc::clone(&asked);
    let answer = move |uri: Uri, headers: HeaderMap| async move {
        noted.lock().unwrap().push((uri.path().to_owned(), headers));
        let response: Response = match uri.path() {
            "/a.gif" => moving(40).into_response(),
            "/huge.gif" => moving(1_100).into_response(),
            "/long" => vec![b'G'; 3 * 1024 * 1024].into_response(),
            "/page" => "<!doctype html><p>hello".into_response(),
            "/broken.gif" => moving(40)[..60].to_vec().into_response(),
            "/moved" => (
                axum::http::StatusCode::FOUND,
                [(header::LOCATION, "/a.gif")],
            )
                .into_response(),
            _ => axum::http::StatusCode::NOT_FOUND.into_response(),
        };
        response
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        axum::serve(listener, Router::new().fallback(answer))
            .await
            .unwrap();
    });
    (format!("http://127.0.0.1:{port}"), asked)
}

fn open(folder: &Path, service: &Url, storage: &Storage) -> Media {
    Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder,
        budget: 1 << 30,
        clock: Arc::new(SystemClock),
        requests: Arc::new(storage.clone()),
        service,
        takes_videos: true,
        worker: Some(worker()),
    })
    .unwrap()
}

async fn load(media: &Media, url: &str, variant: Variant) -> Result<Vec<u8>> {
    let remote = Remote {
        kind: ObjectKind::Elsewhere,
        uri: url.to_owned(),
        ..Remote::default()
    };
    let file = media.file(&object_id(url), Some(&remote), variant).await?;
    Ok(std::fs::read(file.path).unwrap())
}

async fn refusal(media: &Media, url: &str) -> MediaError {
    match load(media, url, Variant::Preview).await {
        Err(Error::Media(error)) => error,
        other => panic!("{url}: {:?}", other.map(|bytes| bytes.len())),
    }
}

#[tokio::test]
async fn a_sticker_is_loaded_once_and_has_a_copy_that_stands_still() {
    let folder = tempfile::tempdir().unwrap();
    let (service, asked) = somebody().await;
    let storage = Storage::start().await;
    let media = open(folder.path(), &service.parse().unwrap(), &storage);
    let url = format!("{service}/a.gif");
    let still = load(&media, &url, Variant::Preview).await.unwrap();
    let size = image::load_from_memory(&still).unwrap();
    assert_eq!((size.width(), size.height()), (40, 40));
    assert_ne!(still, moving(40));
    assert_eq!(
        load(&media, &url, Variant::Original).await.unwrap(),
        moving(40)
    );
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 1, "asked once for both");
    for told in [header::COOKIE, header::REFERER, header::AUTHORIZATION] {
        assert!(!asked[0].1.contains_key(&told), "{told} is sent");
    }
}

#[tokio::test]
async fn what_is_no_small_picture_is_not_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (service, asked) = somebody().await;
    let storage = Storage::start().await;
    let media = open(folder.path(), &service.parse().unwrap(), &storage);
    for (path, expected) in [
        ("huge.gif", "CannotBeShown"),
        ("long", "TooLargeToLoad"),
        ("page", "CannotBeShown"),
        ("broken.gif", "CannotBeShown"),
        ("moved", "Gone"),
        ("nowhere", "Gone"),
    ] {
        let error = refusal(&media, &format!("{service}/{path}")).await;
        assert_eq!(format!("{error:?}"), expected, "{path}");
    }
    let paths: Vec<String> = asked
        .lock()
        .unwrap()
        .iter()
        .map(|(path, _)| path.clone())
        .collect();
    assert!(
        !paths.contains(&"/a.gif".to_owned()),
        "a redirect was followed: {paths:?}"
    );
    assert_eq!(media.cached_bytes(), 0);
}

/// Whoever writes a message could have this computer ask any machine of its network.
#[tokio::test]
async fn no_address_inside_the_house_is_asked_but_the_own_service() {
    let folder = tempfile::tempdir().unwrap();
    let (stranger, asked) = somebody().await;
    let (service, _) = somebody().await;
    let storage = Storage::start().await;
    let media = open(folder.path(), &service.parse().unwrap(), &storage);
    let port = stranger.rsplit(':').next().unwrap();
    for url in [
        format!("{stranger}/a.gif"),
        format!("https://127.0.0.1:{port}/a.gif"),
        format!("https://localhost:{port}/a.gif"),
        format!("https://LOCALHOST.:{port}/a.gif"),
        format!("https://printer.local:{port}/a.gif"),
        format!("https://[::1]:{port}/a.gif"),
        format!("https://[::ffff:127.0.0.1]:{port}/a.gif"),
        format!("https://2130706433:{port}/a.gif"),
        format!("https://0x7f.1:{port}/a.gif"),
        "http://stickers.example/a.gif".to_owned(),
    ] {
        let error = refusal(&media, &url).await;
        assert_eq!(error, MediaError::Gone, "{url}");
    }
    assert!(asked.lock().unwrap().is_empty(), "somebody was asked");
}
