//! Videos, from file to file: their facts and covers, played from the server, gone on everywhere.

use std::net::SocketAddr;
use std::path::PathBuf;

use linnet_core::event::Event;
use linnet_core::media::{FileState, LookedVideo, Source, Variant};
use linnet_core::model::album::Album;
use linnet_core::model::{ConversationId, MessageKey};
use linnet_core::view::row::{Body, MessageRow, VideoRow};
use linnet_core::{Draft, VideoDraft};
use linnet_server::PublicUrl;
use linnet_tests::meter::Meter;
use linnet_tests::video::{BALL, TURNED, clip};
use linnet_tests::world::{ALICE, BOB, Device, World, done, in_time};

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Source {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Source::Path(path)
    }
}

async fn looked_at(device: &Device, source: &Source) -> LookedVideo {
    let looked = in_time("a look", device.client.look_at_video(source)).await;
    looked.unwrap().expect("a video")
}

fn draft(source: Source, looked: &LookedVideo) -> VideoDraft {
    VideoDraft {
        submission: Draft::new_submission(),
        source,
        cover: looked.cover.clone(),
        caption: String::new(),
        album: None,
    }
}

async fn send(
    device: &Device,
    chat: &ConversationId,
    draft: VideoDraft,
) -> Result<MessageKey, String> {
    let sent = device.client.send(chat, Draft::video(draft));
    in_time("the video is taken in", sent)
        .await
        .map_err(|error| error.code())
}

fn video(row: &MessageRow) -> &VideoRow {
    match &row.body {
        Body::Video { video } => video,
        other => panic!("no video: {other:?}"),
    }
}

/// Waits for the video of a message on somebody's screen.
async fn comes(device: &Device, chat: &ConversationId, key: &MessageKey) -> VideoRow {
    let is_there = |row: &MessageRow| row.id == *key && row.server_id.is_some();
    let rows = device
        .sees(chat, "the video", |rows| rows.iter().any(is_there))
        .await;
    video(rows.iter().find(|row| row.id == *key).unwrap()).clone()
}

async fn cover(device: &Device, video: &VideoRow) -> (u32, u32) {
    let media = video.cover.as_ref().expect("a cover");
    let file = in_time("the cover", device.client.media(media, Variant::Preview));
    let bytes = std::fs::read(file.await.unwrap().path).unwrap();
    let picture = image::load_from_memory(&bytes).unwrap();
    (picture.width(), picture.height())
}

async fn load(device: &Device, video: &VideoRow) -> Vec<u8> {
    let loaded = in_time("the download", device.client.load_file(&video.file.media));
    std::fs::read(loaded.await.unwrap().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_arrives_with_its_cover_on_every_device() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    for (name, bytes, size, seconds) in [
        ("海边 (1).mp4", BALL, (320, 180), 3),
        ("upright.mov", TURNED, (180, 320), 1),
    ] {
        let source = files.put(name, bytes);
        let looked = looked_at(&alice, &source).await;
        assert_eq!(
            (looked.name.as_str(), looked.bytes),
            (name, bytes.len() as u64)
        );
        let with_words = VideoDraft {
            caption: "look".to_owned(),
            ..draft(source, &looked)
        };
        let key = send(&alice, &chat, with_words).await.unwrap();
        let own = comes(&alice, &chat, &key).await;
        assert_eq!(cover(&alice, &own).await, size);
        let second = world.device(BOB).await;
        for device in [&bob, &second] {
            let came = comes(device, &chat, &key).await;
            assert_eq!(
                (came.width, came.height, came.seconds),
                (size.0, size.1, seconds)
            );
            assert_eq!(
                (came.file.name.as_str(), came.file.bytes),
                (name, bytes.len() as u64)
            );
            assert_eq!(came.caption, "look");
            assert!(came.thumbhash.is_some() && !came.file.may_run);
            assert_eq!(cover(device, &came).await, size);
            assert_eq!(load(device, &came).await, bytes);
            let states = device.client.file_states(&[came.file.media]).await.unwrap();
            assert_eq!(states, [FileState::Here]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_taken_in_without_a_server_and_survives_a_restart() {
    let mut world = World::new().await;
    let files = Files::new();
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    world.stop().await;
    // Several parts of an upload.
    let content = clip(12 * 1024 * 1024);
    let source = files.put("clip.mp4", &content);
    let looked = looked_at(&alice, &source).await;
    let path = source.path().to_owned();
    let key = send(&alice, &chat, draft(source, &looked)).await.unwrap();
    let rows = alice.sees(&chat, "the echo", |rows| rows.len() == 1).await;
    assert_eq!(cover(&alice, video(&rows[0])).await, (320, 180));
    // The chosen file is not needed any more.
    std::fs::remove_file(&path).unwrap();
    let closed = alice.stop().await;
    world.restart().await;
    let alice = closed.open().await;
    alice.client.start();
    let bob = world.device(BOB).await;
    let came = comes(&bob, &chat, &key).await;
    assert_eq!(cover(&bob, &came).await, (320, 180));
    assert!(load(&bob, &came).await == content, "it is the same file");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nothing_decodes_is_sent_without_a_cover_and_what_is_no_video_as_a_file() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    // Its head is whole, its pictures are noise.
    let mut noise = BALL.to_vec();
    let pictures = noise.windows(4).position(|name| name == b"mdat").unwrap() + 4;
    noise[pictures..].fill(0xa5);
    let source = files.put("noise.mp4", &noise);
    let looked = looked_at(&alice, &source).await;
    assert_eq!((looked.cover.clone(), looked.facts.duration), (None, 3_000));
    let key = send(&alice, &chat, draft(source, &looked)).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    assert_eq!((came.cover.clone(), came.seconds), (None, 3));
    assert_eq!(load(&bob, &came).await, noise);
    for (name, bytes) in [
        ("words.mp4", &b"no video at all"[..]),
        ("cut.mp4", &BALL[..200]),
        ("web.webm", b"\x1a\x45\xdf\xa3 another kind"),
    ] {
        let source = files.put(name, bytes);
        let looked = alice.client.look_at_video(&source).await.unwrap();
        assert_eq!(looked, None, "{name}");
    }
    for (path, code) in [
        (files.put("empty.mp4", b""), "empty_file"),
        (Source::Path(files.0.path().to_owned()), "not_a_file"),
        (
            Source::Path(files.0.path().join("nothing.mp4")),
            "unreadable_file",
        ),
    ] {
        let refused = alice.client.look_at_video(&path).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_that_became_something_else_is_refused_and_leaves_nothing() {
    let world = World::new().await;
    let files = Files::new();
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let source = files.put("ball.mp4", BALL);
    let looked = looked_at(&alice, &source).await;
    files.put("ball.mp4", b"something else");
    let refused = send(&alice, &chat, draft(source, &looked)).await;
    assert_eq!(refused, Err("changed_file".to_owned()));
    alice.reads(&chat, &[]).await;
    let closed = alice.stop().await;
    let left = std::fs::read_dir(closed.folder().join("media").join("own"));
    assert_eq!(left.unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_video_is_gone_with_its_cover() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let source = files.put("ball.mp4", BALL);
    let looked = looked_at(&alice, &source).await;
    let key = send(&alice, &chat, draft(source, &looked)).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    load(&bob, &came).await;
    cover(&bob, &came).await;
    comes(&alice, &chat, &key).await;
    done(alice.client.recall(&key)).await.unwrap();
    let is_gone = |rows: &[MessageRow]| rows.iter().all(|row| row.body == Body::Recalled);
    bob.sees(&chat, "withdrawn", is_gone).await;
    alice.sees(&chat, "withdrawn", is_gone).await;
    for device in [&alice, &bob] {
        let mut events = device.client.events();
        while !cached(device).is_empty() {
            let waited = tokio::time::timeout(std::time::Duration::from_millis(50), events.next());
            waited.await.ok();
        }
    }
}

fn cached(device: &Device) -> Vec<PathBuf> {
    let all = std::fs::read_dir(device.folder().join("media").join("cache")).unwrap();
    all.map(|entry| entry.unwrap().path()).collect()
}

/// A video and a picture in one album: each stands in its place, and goes by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_video_stands_in_an_album() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let source = files.put("ball.mp4", BALL);
    let looked = looked_at(&alice, &source).await;
    let drafts = (0..2).map(|index| {
        Draft::video(VideoDraft {
            album: Some(Album {
                id: "together".to_owned(),
                index,
                count: 2,
            }),
            ..draft(source.clone(), &looked)
        })
    });
    for draft in drafts {
        alice.client.send(&chat, draft).await.unwrap();
    }
    let rows = bob.sees(&chat, "both", |rows| rows.len() == 2).await;
    let places: Vec<u32> = rows
        .iter()
        .map(|row| row.album.as_ref().unwrap().index)
        .collect();
    assert_eq!(places, [0, 1]);
}

/// As much of a file as is wanted from one place on, as somebody asks for it who plays it.
async fn part_by_part(device: &Device, video: &VideoRow, from: u64, wanted: u64) -> Vec<u8> {
    let mut all = Vec::new();
    while (all.len() as u64) < wanted {
        let at = from + all.len() as u64;
        let part = device.client.file_part(&video.file.media, at);
        let part = in_time("a part", part).await.unwrap();
        assert!(!part.bytes.is_empty(), "never nothing before the end");
        all.extend_from_slice(&part.bytes);
    }
    all.truncate(usize::try_from(wanted).unwrap());
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn who_jumps_into_a_video_loads_little_of_it() {
    let meter = Meter::start().await.unwrap();
    let world = World::with(|config| {
        config.listen = SocketAddr::from(([127, 0, 0, 1], meter.address.port()));
        config.public_url = Some(PublicUrl::from(meter.address));
    })
    .await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let content = clip(50 * 1024 * 1024);
    let source = files.put("film.mp4", &content);
    let looked = looked_at(&alice, &source).await;
    let key = send(&alice, &chat, draft(source, &looked)).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    let media = &came.file.media;
    let total = content.len() as u64;
    let before = meter.given();
    // The head, the end, and a second at nine tenths, as a player asks for them.
    for (from, wanted) in [
        (0, 100_000),
        (total - 50_000, 50_000),
        (total / 10 * 9, 700_000),
    ] {
        let at = usize::try_from(from).unwrap();
        let got = part_by_part(&bob, &came, from, wanted).await;
        assert!(got == content[at..at + got.len()], "the part at {from}");
    }
    // Again: they are here.
    part_by_part(&bob, &came, total / 10 * 9, 700_000).await;
    let loaded = meter.given() - before;
    assert!((850_000..5 * 1024 * 1024).contains(&loaded), "{loaded}");
    let state = bob
        .client
        .file_states(std::slice::from_ref(media))
        .await
        .unwrap();
    assert_eq!(state, [FileState::Away]);
    let end = bob.client.file_part(media, total).await.unwrap();
    assert!(end.bytes.is_empty() && end.total == total);
    // Played to its end it is here, as if it had been loaded.
    let mut events = bob.client.events();
    assert!(part_by_part(&bob, &came, 0, total).await == content);
    while in_time("it is here", events.next()).await.unwrap() != Event::FileChanged(media.clone()) {
    }
    let state = bob
        .client
        .file_states(std::slice::from_ref(media))
        .await
        .unwrap();
    assert_eq!(state, [FileState::Here]);
    assert!(load(&bob, &came).await == content);
    let closed = bob.stop().await;
    let left = std::fs::read_dir(closed.folder().join("media").join("pieces"));
    assert_eq!(left.unwrap().count(), 0);
}

/// Who paused a film goes on with it days later.
#[tokio::test(flavor = "multi_thread")]
async fn a_video_whose_address_has_expired_plays_on() {
    let (world, clock) = World::by_turned_clock().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let content = clip(2 * 1024 * 1024);
    let source = files.put("film.mp4", &content);
    let looked = looked_at(&alice, &source).await;
    let key = send(&alice, &chat, draft(source, &looked)).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    assert!(part_by_part(&bob, &came, 0, 1_000).await == content[..1_000]);
    world.days_pass(&clock, &[&bob]).await;
    let end = content.len() - 1_000;
    let last = part_by_part(&bob, &came, end as u64, 1_000).await;
    assert!(last == content[end..]);
    assert!(load(&bob, &came).await == content);
}
