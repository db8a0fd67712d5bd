//! Pictures with a real worker process, a real folder and a storage service that can be made to fail.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]

#[path = "media/stickers.rs"]
mod stickers;
#[path = "media/storage.rs"]
mod storage;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use linnet_core::config::{MediaWorker, SystemClock};
use linnet_core::error::{Error, MediaError, Result, Transport};
use linnet_core::media::{Media, Mode, Ready, Setup, Source, UploadState, Variant, Watch};
use linnet_core::model::kind::picture::PictureContent;
use linnet_core::model::picture::{ObjectKind, Remote, object_id};
use storage::Storage;

const PART: usize = 5 * 1024 * 1024;

fn worker() -> MediaWorker {
    MediaWorker {
        program: PathBuf::from(env!("CARGO_BIN_EXE_linnet-media-worker")),
        args: Vec::new(),
    }
}

fn open(folder: &Path, storage: &Storage) -> Media {
    Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder,
        budget: 1 << 30,
        clock: Arc::new(SystemClock),
        requests: Arc::new(storage.clone()),
        service: &"http://127.0.0.1:1".parse().unwrap(),
        takes_videos: true,
        worker: Some(worker()),
    })
    .unwrap()
}

fn picture(width: u32, height: u32) -> RgbImage {
    let mut noise = 0x2545_f491_u32;
    RgbImage::from_fn(width, height, |x, y| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        image::Rgb([(x % 256) as u8, (y % 256) as u8, (noise % 200) as u8])
    })
}

fn png(image: &RgbImage) -> Vec<u8> {
    let mut out = Vec::new();
    image::codecs::png::PngEncoder::new(&mut out)
        .write_image(
            image.as_raw(),
            image.width(),
            image.height(),
            ExtendedColorType::Rgb8,
        )
        .unwrap();
    out
}

fn file(folder: &Path, name: &str, bytes: &[u8]) -> Source {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    Source::Path(path)
}

fn why(error: Error) -> MediaError {
    match error {
        Error::Media(error) => error,
        other => panic!("{other}"),
    }
}

/// Keeps the state as the store would: as text.
#[derive(Default)]
struct Kept {
    states: Vec<String>,
    told: Arc<Mutex<Vec<(u64, u64)>>>,
}

impl Watch for Kept {
    fn keep<'a>(&'a mut self, state: &'a UploadState) -> BoxFuture<'a, Result<()>> {
        self.states.push(serde_json::to_string(state).unwrap());
        Box::pin(async { Ok(()) })
    }

    fn progress(&self) -> Arc<dyn Fn(u64, u64) + Send + Sync> {
        let told = Arc::clone(&self.told);
        Arc::new(move |sent, total| told.lock().unwrap().push((sent, total)))
    }
}

impl Kept {
    fn last(&self) -> UploadState {
        serde_json::from_str(self.states.last().unwrap()).unwrap()
    }
}

async fn ready(media: &Media, folder: &Path, bytes: &[u8]) -> Ready {
    let source = file(folder, "large.png", bytes);
    let accepted = media.accept(&source, Mode::Original, None).await.unwrap();
    media.make_ready(&accepted).await.unwrap()
}

/// A PNG of more than `bytes`: noise that deflate cannot shrink much.
fn png_of_at_least(bytes: usize) -> Vec<u8> {
    let side = (bytes as f64 / 3.0).sqrt().ceil() as u32;
    let mut noise = 0x9e37_79b9_u32;
    let image = RgbImage::from_fn(side, side, |_, _| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        let [r, g, b, _] = noise.to_le_bytes();
        image::Rgb([r, g, b])
    });
    let png = png(&image);
    assert!(png.len() > bytes);
    png
}

#[tokio::test]
async fn a_picture_goes_from_the_tray_to_the_server_and_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let chosen = png(&picture(1200, 900));
    let source = file(dir.path(), "赤胸朱顶雀.png", &chosen);

    let (_, found) = media.inspect(&source).await.unwrap();
    assert_eq!((found.width, found.height), (1200, 900));
    let accepted = media.accept(&source, Mode::Compress, None).await.unwrap();
    assert_eq!(accepted.name, "赤胸朱顶雀.png");
    // The row can be shown before anything is sent.
    let preview = media
        .file(&accepted.media, None, Variant::Preview)
        .await
        .unwrap();
    assert_eq!(preview.mime, "image/jpeg");

    let ready = media.make_ready(&accepted).await.unwrap();
    assert!(ready.bytes < chosen.len() as u64);
    assert_eq!(media.make_ready(&accepted).await.unwrap(), ready);
    let mut kept = Kept::default();
    let uri = media
        .upload(&ready, UploadState::default(), &mut kept)
        .await
        .unwrap();
    let told = kept.told.lock().unwrap().clone();
    assert_eq!(told.last(), Some(&(ready.bytes, ready.bytes)));
    // Asked again after a kill, nothing is uploaded a second time.
    let again = media.upload(&ready, kept.last(), &mut kept).await.unwrap();
    assert_eq!((again, storage.applied()), (uri.clone(), 1));

    media
        .sent(&accepted, &ready, &uri, Vec::new())
        .await
        .unwrap();
    assert_eq!(
        std::fs::read_dir(dir.path().join("media/own"))
            .unwrap()
            .count(),
        0
    );
    // The sender has it under both ids without a download.
    for id in [accepted.media.clone(), object_id(&uri)] {
        let own = media.file(&id, None, Variant::Original).await.unwrap();
        assert_eq!(std::fs::metadata(own.path).unwrap().len(), ready.bytes);
    }
    assert_eq!(storage.downloads(), 0);

    // The receiver knows the message's content only.
    let sent = Remote {
        uri: uri.clone(),
        app_id: 1,
        ..Remote::default()
    };
    let addresses = media.addresses(&sent).await.unwrap();
    let content = PictureContent {
        uri: uri.clone(),
        app_id: 1,
        addresses,
        width: ready.width,
        height: ready.height,
        bytes: ready.bytes,
        md5: ready.md5.clone(),
        mime: ready.kind.mime().to_owned(),
        name: accepted.name,
        caption: "hello".to_owned(),
    }
    .to_json();
    let received = PictureContent::parse(&content).unwrap();
    let there = tempfile::tempdir().unwrap();
    let bob = open(there.path(), &storage);
    let id = received.media_id().unwrap();
    let remote = Remote {
        kind: ObjectKind::Picture,
        uri: received.uri,
        app_id: received.app_id,
        bytes: received.bytes,
        md5: received.md5,
    };
    let original = bob
        .file(&id, Some(&remote), Variant::Original)
        .await
        .unwrap();
    assert_eq!(original.mime, ready.kind.mime());
    let name = linnet_core::model::picture::object_id(&uri);
    assert_eq!(id, name);
}

#[tokio::test]
async fn a_large_original_goes_in_parts_and_goes_on_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let bytes = png_of_at_least(12 * 1024 * 1024);
    let ready = ready(&media, dir.path(), &bytes).await;
    assert_eq!(ready.bytes, bytes.len() as u64, "original keeps the bytes");

    // The line breaks in the third part.
    storage.fail_part(3);
    let mut kept = Kept::default();
    let error = media
        .upload(&ready, UploadState::default(), &mut kept)
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        Error::Transport(Transport::Lost) | Error::Media(MediaError::Storage { http: 500.., .. })
    ));
    assert_eq!(storage.parts(), [1, 2]);

    // The program starts again.
    let media = open(dir.path(), &storage);
    let mut after = Kept::default();
    let uri = media.upload(&ready, kept.last(), &mut after).await.unwrap();
    assert_eq!(storage.parts(), [1, 2, 3], "no part was sent twice");
    assert_eq!(storage.object(&uri), bytes);
    let told = after.told.lock().unwrap().clone();
    assert_eq!(told.first(), Some(&(2 * PART as u64, ready.bytes)));
    assert_eq!(told.last(), Some(&(ready.bytes, ready.bytes)));
    assert_eq!(storage.applied(), 1);
}

#[tokio::test]
async fn an_upload_whose_session_is_gone_begins_again_from_apply() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let bytes = png_of_at_least(6 * 1024 * 1024);
    let ready = ready(&media, dir.path(), &bytes).await;
    storage.fail_part(2);
    let mut kept = Kept::default();
    media
        .upload(&ready, UploadState::default(), &mut kept)
        .await
        .unwrap_err();
    storage.forget_sessions();
    let uri = media.upload(&ready, kept.last(), &mut kept).await.unwrap();
    assert_eq!(storage.object(&uri), bytes);
    assert_eq!(storage.applied(), 2);
}

#[tokio::test]
async fn a_cancelled_upload_leaves_nothing_running() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let ready = ready(&media, dir.path(), &png_of_at_least(6 * 1024 * 1024)).await;
    let stuck = storage.hold_part(1);
    let mut kept = Kept::default();
    {
        let upload = media.upload(&ready, UploadState::default(), &mut kept);
        tokio::pin!(upload);
        tokio::select! {
            _ = &mut upload => panic!("the part is held"),
            () = stuck => {}
        }
    }
    assert_eq!(storage.parts(), [0; 0]);
}

#[tokio::test]
async fn an_expired_address_is_renewed_and_nobody_notices() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let bytes = png(&picture(60, 40));
    let remote = storage.store("linnet", &bytes);
    let id = object_id("linnet");
    media
        .file(&id, Some(&remote), Variant::Thumb)
        .await
        .unwrap();
    assert_eq!(storage.asked(), 1);
    storage.expire_addresses();
    let file = media
        .file(&id, Some(&remote), Variant::Original)
        .await
        .unwrap();
    assert_eq!(std::fs::read(file.path).unwrap(), bytes);
    assert_eq!(storage.asked(), 2);
}

/// The sign-in page of a hotel is neither a picture that is gone nor a refusal: both would end the message.
#[tokio::test]
async fn a_page_in_the_place_of_the_storage_service_is_a_matter_of_the_network() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let bytes = png(&picture(60, 40));
    let remote = storage.store("linnet", &bytes);
    let id = object_id("linnet");
    let ready = ready(&media, dir.path(), &bytes).await;
    let mut kept = Kept::default();
    storage.behind_a_hotel(true);
    let down = media.file(&id, Some(&remote), Variant::Thumb).await;
    let up = media
        .upload(&ready, UploadState::default(), &mut kept)
        .await;
    for error in [down.unwrap_err(), up.unwrap_err()] {
        let intercepted = matches!(error, Error::Transport(Transport::Intercepted));
        assert!(intercepted, "{error}");
    }
    storage.behind_a_hotel(false);
    media
        .file(&id, Some(&remote), Variant::Thumb)
        .await
        .unwrap();
    media
        .upload(&ready, UploadState::default(), &mut kept)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_asked_for_many_times_at_once_is_fetched_once() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let remote = storage.store("linnet", &png(&picture(60, 40)));
    let id = object_id("linnet");
    let all = (0..20).map(|_| media.file(&id, Some(&remote), Variant::Preview));
    for file in futures_util::future::join_all(all).await {
        file.unwrap();
    }
    assert_eq!(storage.downloads(), 1);
}

#[tokio::test]
async fn what_cannot_be_shown_can_be_saved() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let mut bomb = png(&picture(60, 40));
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    let half = png(&picture(60, 40))[..200].to_vec();
    for (name, bytes, suffix, shown) in [
        ("bomb", bomb, "png", None),
        ("half", half, "png", Some("image/png")),
        (
            "phone",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
            "heic",
            None,
        ),
        ("page", b"<html>pay here</html>".to_vec(), "bin", None),
    ] {
        let mut remote = storage.store(name, &bytes);
        if name == "page" {
            // Its sender says that it is this.
            remote.md5 = "e41def445c7160d10e26416acd561dda".to_owned();
        }
        let get = async |variant| media.file(&object_id(name), Some(&remote), variant).await;
        let file = get(Variant::Original).await.unwrap();
        assert_eq!(std::fs::read(&file.path).unwrap(), bytes, "{name}");
        assert_eq!(file.suffix, suffix, "{name}");
        assert_eq!(linnet_core::media::shown_as(&bytes), shown, "{name}");
        if shown.is_none() {
            let preview = get(Variant::Preview).await.map(|_| ()).map_err(why);
            assert_eq!(preview, Err(MediaError::CannotBeShown), "{name}");
            // What is said fits who was sent it: they cannot choose another one.
            let copied = media.pixels(&file.path).await.map(|_| ()).map_err(why);
            assert_eq!(copied, Err(MediaError::CannotBeShown), "{name}");
            let said = linnet_core::Error::from(MediaError::CannotBeShown).reason();
            assert!(said.text.en.contains("save") && said.text.zh.contains("保存"));
        }
    }
}

/// A BMP of the clipboard, sent both ways.
#[tokio::test]
async fn what_not_everybody_opens_is_kept_as_a_kind_that_everybody_does() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let mut bmp = std::io::Cursor::new(Vec::new());
    picture(60, 40)
        .write_to(&mut bmp, image::ImageFormat::Bmp)
        .unwrap();
    let path = dir.path().join("picture.bmp");
    for mode in [Mode::Original, Mode::Compress] {
        std::fs::write(&path, bmp.get_ref()).unwrap();
        let source = Source::Staged(path.clone());
        let (seen, found) = media.inspect(&source).await.unwrap();
        assert_eq!((found.width, found.height), (60, 40));
        let accepted = media.accept(&source, mode, Some(&seen)).await.unwrap();
        for variant in Variant::ALL {
            let file = media.file(&accepted.media, None, variant).await.unwrap();
            assert!(linnet_core::media::shown_as(&std::fs::read(file.path).unwrap()).is_some());
        }
        let ready = media.make_ready(&accepted).await.unwrap();
        assert!(ready.kind.is_of_the_web());
        assert_eq!((ready.width, ready.height), (60, 40));
    }
}

#[tokio::test]
async fn what_came_is_checked() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let fetch = async |name: &str, remote: Remote| {
        let id = object_id(name);
        let file = media.file(&id, Some(&remote), Variant::Original);
        file.await.map(|_| ()).map_err(why)
    };
    let mut other = storage.store("other", &png(&picture(60, 40)));
    other.md5 = "0".repeat(32);
    assert_eq!(fetch("other", other).await, Err(MediaError::Mismatch));
    // Nobody said what it must be, and no picture came.
    let mut page = storage.store("page", b"<html>pay here</html>");
    page.md5.clear();
    assert_eq!(fetch("page", page).await, Err(MediaError::Mismatch));
    let gone = Remote {
        uri: "gone".to_owned(),
        ..Remote::default()
    };
    assert_eq!(fetch("gone", gone).await, Err(MediaError::Gone));
}

#[tokio::test]
async fn a_staged_picture_stays_until_the_outbox_names_its_copy() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let path = dir.path().join("pasted.png");
    std::fs::write(&path, png(&picture(60, 40))).unwrap();
    let staged = Source::Staged(path.clone());
    let accepted = media.accept(&staged, Mode::Original, None).await.unwrap();
    assert!(path.exists());
    media.remove_staged(vec![path.clone()]).await;
    assert!(!path.exists());
    // Another account's restart does not lose it, and what nobody needs is let go.
    let media = open(dir.path(), &storage);
    let needed = vec![accepted.original.clone()];
    media.release_others(needed).await.unwrap();
    media.make_ready(&accepted).await.unwrap();
    media.release_others(Vec::new()).await.unwrap();
    assert_eq!(
        media.make_ready(&accepted).await.map_err(why),
        Err(MediaError::Unreadable)
    );
}

#[tokio::test]
async fn a_file_that_changed_or_went_after_it_was_chosen_is_refused_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let chosen = png(&picture(60, 40));
    let source = file(dir.path(), "cat.png", &chosen);
    let (seen, _) = media.inspect(&source).await.unwrap();
    let accept = async || {
        let accepted = media.accept(&source, Mode::Original, Some(&seen)).await;
        accepted.map(|accepted| accepted.name).map_err(why)
    };
    // The same name and a picture, too, but not the one in the tray.
    std::fs::write(source.path(), png(&picture(61, 40))).unwrap();
    assert_eq!(accept().await, Err(MediaError::Changed));
    std::fs::remove_file(source.path()).unwrap();
    assert_eq!(accept().await, Err(MediaError::Unreadable));
    let own = dir.path().join("media/own");
    assert_eq!(std::fs::read_dir(own).unwrap().count(), 0);
    // It is back as it was.
    std::fs::write(source.path(), &chosen).unwrap();
    assert_eq!(accept().await.as_deref(), Ok("cat.png"));
}

#[tokio::test]
async fn bad_files_are_refused_and_leave_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = open(dir.path(), &storage);
    let good = png(&picture(400, 300));
    let cases = [
        (
            "letter.jpg",
            b"dear alice".to_vec(),
            MediaError::NotAPicture,
        ),
        (
            "cut.png",
            good[..good.len() / 2].to_vec(),
            MediaError::Damaged,
        ),
        (
            "phone.jpg",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(),
            MediaError::NoDecoder("HEIC".to_owned()),
        ),
    ];
    for (name, bytes, wanted) in cases {
        let source = file(dir.path(), name, &bytes);
        assert_eq!(
            media
                .accept(&source, Mode::Original, None)
                .await
                .map_err(why),
            Err(wanted),
            "{name}"
        );
    }
    let own = dir.path().join("media/own");
    assert_eq!(std::fs::read_dir(own).unwrap().count(), 0);
}

#[tokio::test]
async fn without_a_worker_nothing_can_be_sent_and_everything_received() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::start().await;
    let media = Media::open(Setup {
        user: linnet_core::model::UserId(10001),
        proxies: linnet_core::proxy::Proxies::system(),
        trust: linnet_core::trust::Trust::system(),
        folder: dir.path(),
        budget: 1 << 20,
        clock: Arc::new(SystemClock),
        requests: Arc::new(storage.clone()),
        service: &"http://127.0.0.1:1".parse().unwrap(),
        takes_videos: true,
        worker: None,
    })
    .unwrap();
    let bytes = png(&picture(60, 40));
    let source = file(dir.path(), "a.png", &bytes);
    assert_eq!(
        media.inspect(&source).await.map_err(why),
        Err(MediaError::Worker)
    );
    let remote = storage.store("linnet", &bytes);
    let id = object_id("linnet");
    media
        .file(&id, Some(&remote), Variant::Original)
        .await
        .unwrap();
}
