//! A real listener, a client that signs as the protocol says, and pictures made here.

mod clear;
mod client;
mod files;
mod kinds;
mod pictures;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use linnet_proto::im_proto::{GetMediaUrlsRequestBody, GetUploadTokenRequestBody, ImgOption};
use serde_json::json;

use super::*;
use client::{Client, crc};
use pictures::{jpeg, noise, png};

const ALICE: i64 = 10001;
const BOB: i64 = 10009;
const START_MS: i64 = 1_763_800_000_000;
const HOUR_MS: i64 = 60 * 60 * 1000;

struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

struct Storage {
    service: MediaService,
    store: Arc<dyn crate::store::Store>,
    clock: Arc<SetClock>,
    folder: tempfile::TempDir,
    base: String,
}

impl Storage {
    async fn start() -> Self {
        Self::with_worker(None).await
    }

    async fn with_worker(worker: Option<PathBuf>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(START_MS)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let store = clear::store(folder.path(), &clock);
        let service = MediaService::open(
            &folder.path().join("media"),
            &[7; 32],
            clock.clone(),
            &*base,
            worker,
            Arc::new(Arc::clone(&store)),
        )
        .unwrap();
        let router = service.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            service,
            store,
            clock,
            folder,
            base,
        }
    }

    fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    fn client(&self, user: i64) -> Client {
        let asked = GetUploadTokenRequestBody {
            token_type: Some(4),
            ..Default::default()
        };
        Client::new(self.service.upload_token(user, &asked), self.clock.now_ms())
    }

    /// Addresses of original, preview and thumbnail.
    fn addresses(&self, uri: &str) -> [String; 3] {
        let resize = |side: &str| ImgOption {
            tplv: Some("tplv-resize".to_owned()),
            params: vec![side.to_owned(), side.to_owned()],
            ..Default::default()
        };
        let original = ImgOption {
            tplv: Some("tplv-obj".to_owned()),
            ..Default::default()
        };
        let answer = self
            .service
            .urls(&GetMediaUrlsRequestBody {
                uri: Some(uri.to_owned()),
                img_options: vec![original, resize("500"), resize("100")],
                ..Default::default()
            })
            .unwrap();
        let mut urls = answer
            .img_options
            .into_iter()
            .map(|mut option| option.urls.remove(0));
        std::array::from_fn(|_| urls.next().unwrap())
    }
}

async fn status(url: &str) -> u16 {
    reqwest::get(url).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_picture_goes_up_and_comes_back_in_three_sizes() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let picture = jpeg(1200, 800);
    let uri = alice.upload(&picture).await.unwrap();
    let [original, preview, thumbnail] = storage.addresses(&uri);

    let answer = reqwest::get(&original).await.unwrap();
    assert_eq!(answer.headers()["content-type"], "image/jpeg");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert_eq!(answer.bytes().await.unwrap(), picture);

    for (url, width, height) in [(preview, 500, 333), (thumbnail, 100, 67)] {
        let first = reqwest::get(&url).await.unwrap().bytes().await.unwrap();
        let small = image::load_from_memory(&first).unwrap();
        assert_eq!((small.width(), small.height()), (width, height));
        assert_eq!(
            reqwest::get(&url).await.unwrap().bytes().await.unwrap(),
            first
        );
    }
}

#[tokio::test]
async fn the_older_put_is_answered_with_code_0() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let picture = png(40, 30, false);
    let sent = alice.put(&target, &picture, &crc(&picture)).await;
    assert_eq!((sent.0, sent.1["code"].as_i64()), (200, Some(0)));
    let committed = alice.commit(&target).await;
    assert_eq!(committed["Results"][0]["UriStatus"], 2000);
    assert_eq!(committed["PluginResult"][0]["ImageWidth"], 40);
    assert_eq!(committed["PluginResult"][0]["ImageHeight"], 30);
    assert_eq!(committed["PluginResult"][0]["ImageFormat"], "png");
}

#[tokio::test]
async fn parts_may_be_sent_again_and_finish_and_commit_repeated() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    // Noise does not compress: about 12 MiB, three parts.
    let picture = noise(2048, 2048);
    assert!(picture.len() > 2 * 5 * 1024 * 1024 && picture.len() < 50 * 1024 * 1024);
    let target = alice.apply().await;
    let (code, begun) = alice.step(&target, "phase=init", b"", None).await;
    assert_eq!((code, begun["code"].as_i64()), (200, Some(2000)));
    let id = begun["data"]["uploadid"].as_str().unwrap().to_owned();

    let mut list = Vec::new();
    for (at, part) in picture.chunks(5 * 1024 * 1024).enumerate() {
        let number = at + 1;
        let phase = format!("phase=transfer&uploadid={id}&part_number={number}");
        let wrong = alice.step(&target, &phase, part, Some("00000000")).await;
        assert_eq!(wrong.0, 400);
        for _again in 0..2 {
            let sent = alice.step(&target, &phase, part, Some(&crc(part))).await;
            assert_eq!(sent.0, 200, "{}", sent.1);
        }
        list.push(format!("{number}:{}", crc(part)));
    }
    let finish = format!("phase=finish&uploadid={id}");
    let short = list[..list.len() - 1].join(",");
    let swapped = [&list[1], &list[0]].map(String::as_str).join(",");
    assert_eq!(
        alice
            .step(&target, &finish, swapped.as_bytes(), None)
            .await
            .0,
        400
    );
    let list = list.join(",");
    for _again in 0..2 {
        let done = alice.step(&target, &finish, list.as_bytes(), None).await;
        assert_eq!((done.0, done.1["code"].as_i64()), (200, Some(2000)));
    }
    assert_eq!(
        alice.step(&target, &finish, short.as_bytes(), None).await.0,
        400
    );
    for _again in 0..2 {
        let committed = alice.commit(&target).await;
        assert_eq!(committed["Results"][0]["UriStatus"], 2000);
    }
    let late = alice.step(&target, &finish, list.as_bytes(), None).await;
    assert_eq!(late.0, 200);
    let [original, ..] = storage.addresses(&target.uri);
    assert_eq!(
        reqwest::get(&original)
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap(),
        picture
    );
}

#[tokio::test]
async fn only_the_last_part_may_be_smaller_and_none_larger() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let begun = alice.step(&target, "phase=init", b"", None).await.1;
    let id = begun["data"]["uploadid"].as_str().unwrap().to_owned();
    let part = |n: usize| format!("phase=transfer&uploadid={id}&part_number={n}");
    let large = vec![0; 5 * 1024 * 1024 + 1];
    assert_eq!(
        alice
            .step(&target, &part(1), &large, Some(&crc(&large)))
            .await
            .0,
        413
    );
    for number in [0, 11] {
        assert_eq!(
            alice
                .step(&target, &part(number), b"a", Some(&crc(b"a")))
                .await
                .0,
            400
        );
    }
    for number in [1, 2] {
        assert_eq!(
            alice
                .step(&target, &part(number), b"a", Some(&crc(b"a")))
                .await
                .0,
            200
        );
    }
    let list = format!("1:{0},2:{0}", crc(b"a"));
    let finish = format!("phase=finish&uploadid={id}");
    assert_eq!(
        alice.step(&target, &finish, list.as_bytes(), None).await.0,
        400
    );
    let other = format!("phase=finish&uploadid={}", "0".repeat(32));
    assert_eq!(
        alice.step(&target, &other, list.as_bytes(), None).await.0,
        400
    );
    let outside = "phase=finish&uploadid=..%2F..%2Fobjects";
    assert_eq!(
        alice.step(&target, outside, list.as_bytes(), None).await.0,
        400
    );
}

#[tokio::test]
async fn a_wrong_checksum_is_refused_and_nothing_stays() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let picture = png(40, 30, false);
    assert_eq!(alice.put(&target, &picture, "deadbeef").await.0, 400);
    assert_eq!(alice.commit(&target).await["Results"][0]["UriStatus"], 2001);
    let left = std::fs::read_dir(storage.folder.path().join("media/incoming"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
    assert_eq!(alice.put(&target, &picture, &crc(&picture)).await.0, 200);
    assert_eq!(alice.commit(&target).await["Results"][0]["UriStatus"], 2000);
}

#[tokio::test]
async fn more_than_50_mib_is_refused_told_or_not() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let large = vec![0; 50 * 1024 * 1024 + 1];
    let sum = crc(&large);
    // The server may close before it has read all of it; what counts is that it does not say yes.
    let told = alice.try_put(&target, large.clone().into(), &sum).await;
    assert!(told.is_none_or(|status| status == 413));
    let chunks = large
        .chunks(1 << 20)
        .map(|c| Ok::<_, std::io::Error>(c.to_vec()));
    let stream = futures_util::stream::iter(chunks.collect::<Vec<_>>());
    let untold = alice
        .try_put(&target, reqwest::Body::wrap_stream(stream), &sum)
        .await;
    assert!(untold.is_none_or(|status| status == 413));
    assert_eq!(alice.commit(&target).await["Results"][0]["UriStatus"], 2001);
}

#[tokio::test]
async fn a_wrong_or_late_signature_is_refused() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    assert_eq!(alice.apply_status().await, 200);

    let mut forged = alice.clone();
    forged.secret.push('x');
    assert_eq!(forged.apply_status().await, 403);

    let mut other_key = alice.clone();
    other_key.access_key.push('x');
    assert_eq!(other_key.apply_status().await, 403);

    let mut other_token = alice.clone();
    other_token.token = storage.client(BOB).token;
    assert_eq!(other_token.apply_status().await, 403);

    let mut late = alice.clone();
    late.now_ms -= 16 * 60 * 1000;
    assert_eq!(late.apply_status().await, 403);

    let mut vod = alice.clone();
    vod.service = "vod";
    assert_eq!(vod.apply_status().await, 403);

    storage.pass(HOUR_MS);
    let mut expired = alice.clone();
    expired.now_ms = storage.clock.now_ms();
    assert_eq!(expired.apply_status().await, 403);
}

#[tokio::test]
async fn a_credential_of_kind_3_signs_for_vod() {
    let storage = Storage::start().await;
    let asked = GetUploadTokenRequestBody {
        token_type: Some(3),
        ..Default::default()
    };
    let granted = storage.service.upload_token(ALICE, &asked);
    assert_eq!(granted.token_type, Some(3));
    let mut alice = Client::new(granted, storage.clock.now_ms());
    assert_eq!(alice.apply_status().await, 403);
    alice.service = "vod";
    assert_eq!(alice.apply_status().await, 200);
}

#[tokio::test]
async fn a_body_that_was_not_signed_is_refused() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let body = json!({ "SessionKey": target.session }).to_string();
    let changed = alice
        .post_changed(&body, "{\"SessionKey\":\"other\"}")
        .await;
    assert_eq!(changed, 403);
}

#[tokio::test]
async fn permissions_and_sessions_are_for_one_key_and_one_user() {
    let storage = Storage::start().await;
    let (alice, bob) = (storage.client(ALICE), storage.client(BOB));
    let target = alice.apply().await;
    let mut stolen = bob.apply().await;
    let picture = png(40, 30, false);
    assert_eq!(alice.put(&target, &picture, &crc(&picture)).await.0, 200);

    // Bob's permission does not open Alice's key, and her session is not his.
    let bobs_uri = std::mem::replace(&mut stolen.uri, target.uri.clone());
    assert_eq!(bob.put(&stolen, &picture, &crc(&picture)).await.0, 403);
    assert_eq!(bob.commit_status(&target).await, 400);
    stolen.uri = bobs_uri;

    storage.pass(HOUR_MS);
    assert_eq!(alice.put(&target, &picture, &crc(&picture)).await.0, 403);
}

#[tokio::test]
async fn addresses_expire_and_cannot_be_changed() {
    let storage = Storage::start().await;
    let uri = storage
        .client(ALICE)
        .upload(&png(40, 30, false))
        .await
        .unwrap();
    let [original, _, thumbnail] = storage.addresses(&uri);
    assert_eq!(status(&original).await, 200);
    assert_eq!(storage.addresses(&uri)[0], original, "stable within a day");

    let (path, query) = original.split_once('?').unwrap();
    assert_eq!(status(path).await, 403);
    assert_eq!(
        status(&format!("{}?{query}", path.replace("original", "preview"))).await,
        403
    );
    assert_eq!(
        status(&original.replace("x-expires=1", "x-expires=2")).await,
        403
    );
    assert_eq!(status(&format!("{original}00")).await, 403);
    let foreign = thumbnail.replace("x-signature=", "x-signature=zz");
    assert_eq!(status(&foreign).await, 403);

    storage.pass(24 * HOUR_MS - 1);
    assert_eq!(status(&original).await, 200);
    storage.pass(24 * HOUR_MS + 1);
    assert_eq!(status(&original).await, 403);
    assert_eq!(status(&storage.addresses(&uri)[0]).await, 200);
}

#[tokio::test]
async fn an_unknown_key_has_no_address() {
    let storage = Storage::start().await;
    let unknown = format!("linnet/{}", "0".repeat(32));
    for uri in [unknown.as_str(), "linnet/../objects", "other/key", ""] {
        let asked = GetMediaUrlsRequestBody {
            uri: Some(uri.to_owned()),
            ..Default::default()
        };
        assert!(matches!(
            storage.service.urls(&asked),
            Err(MediaError::NoSuchObject)
        ));
    }
}

#[tokio::test]
async fn the_same_bytes_are_stored_once() {
    let storage = Storage::start().await;
    let picture = png(40, 30, false);
    let first = storage.client(ALICE).upload(&picture).await.unwrap();
    let second = storage.client(BOB).upload(&picture).await.unwrap();
    assert_ne!(first, second);
    let blobs = std::fs::read_dir(storage.folder.path().join("media/blobs"))
        .unwrap()
        .count();
    assert_eq!(blobs, 1);
    let made = storage.service.put(ALICE, picture.clone()).await.unwrap();
    assert_eq!(made, storage.service.put(ALICE, picture).await.unwrap());
    assert_eq!((made.mime, made.width, made.height), ("image/png", 40, 30));
}

#[tokio::test]
async fn a_session_can_be_continued_after_a_restart() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let picture = png(40, 30, false);
    assert_eq!(alice.put(&target, &picture, &crc(&picture)).await.0, 200);
    // The same key and folder, another process.
    let again = MediaService::open(
        &storage.folder.path().join("media"),
        &[7; 32],
        storage.clock.clone(),
        &*storage.base,
        None,
        Arc::new(Arc::clone(&storage.store)),
    )
    .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut elsewhere = alice.clone();
    elsewhere.host = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, again.router()).await.unwrap() });
    assert_eq!(
        elsewhere.commit(&target).await["Results"][0]["UriStatus"],
        2000
    );
    let continued = alice.continue_session(&target).await;
    assert_eq!(continued.uri, target.uri);
}
