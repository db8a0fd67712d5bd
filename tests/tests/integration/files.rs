//! Files of every kind, from file to file.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use linnet_core::event::Event;
use linnet_core::media::{FileState, Source};
use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::{Body, Delivery, FileRow, MessageRow};
use linnet_core::{Draft, Forward};
use linnet_tests::world::{ALICE, BOB, Device, Turned, World, done, in_time};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// Three parts of an upload.
const BYTES: usize = 12 * 1024 * 1024 + 7;

/// Does not compress, and is another one for each `seed`.
fn noise(seed: u32, bytes: usize) -> Vec<u8> {
    let mut noise = 0x2545_f491_u32 ^ seed;
    let mut all = Vec::with_capacity(bytes + 4);
    while all.len() < bytes {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        all.extend_from_slice(&noise.to_le_bytes());
    }
    all.truncate(bytes);
    all
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

async fn send(device: &Device, chat: &ConversationId, path: &Path) -> Result<MessageKey, String> {
    let draft = Draft::file(Draft::new_submission(), Source::Path(path.to_owned()));
    in_time("the file is taken in", device.client.send(chat, draft))
        .await
        .map_err(|error| error.code())
}

fn file(row: &MessageRow) -> &FileRow {
    match &row.body {
        Body::File { file } => file,
        other => panic!("no file: {other:?}"),
    }
}

/// Waits for the file of a message on somebody's screen.
async fn comes(device: &Device, chat: &ConversationId, key: &MessageKey) -> FileRow {
    let rows = device
        .sees(chat, "the file", |rows| {
            rows.iter()
                .any(|row| row.id == *key && row.server_id.is_some())
        })
        .await;
    file(rows.iter().find(|row| row.id == *key).unwrap()).clone()
}

async fn state(device: &Device, file: &FileRow) -> FileState {
    let asked = [file.media.clone()];
    device.client.file_states(&asked).await.unwrap()[0]
}

async fn load(device: &Device, file: &FileRow) -> Vec<u8> {
    let loaded = in_time("the download", device.client.load_file(&file.media));
    std::fs::read(loaded.await.unwrap().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn any_file_arrives_as_it_was_on_every_device() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    for (seed, (name, bytes)) in [
        ("年度 报告 (最终).pdf", BYTES),
        ("setup.exe", 1),
        ("no ending", 5 * 1024 * 1024),
        ("page.html", 70_000),
    ]
    .into_iter()
    .enumerate()
    {
        let content = noise(seed as u32, bytes);
        let path = files.put(name, &content);
        let key = send(&alice, &chat, &path).await.unwrap();
        let own = comes(&alice, &chat, &key).await;
        assert_eq!(state(&alice, &own).await, FileState::Here);
        assert_eq!(
            alice.client.saved_file(&own.media).await.unwrap(),
            Some(path),
            "who sent it has it where it was"
        );
        let came = comes(&bob, &chat, &key).await;
        assert_eq!((came.name.as_str(), came.bytes), (name, bytes as u64));
        assert_eq!(came.may_run, name != "年度 报告 (最终).pdf");
        assert_eq!(state(&bob, &came).await, FileState::Away);
        assert_eq!(load(&bob, &came).await, content);
        assert_eq!(state(&bob, &came).await, FileState::Here);
    }
    // Another device of hers, that has none of the files.
    let second = world.device(ALICE).await;
    let rows = second.sees(&chat, "all", |rows| rows.len() == 4).await;
    assert_eq!(load(&second, file(&rows[0])).await, noise(0, BYTES));
}

/// Names on Unix are bytes: of archives that were made by Windows in China, of old disks, of other programs.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_name_is_no_text_is_sent_under_one_that_is() {
    use std::os::unix::ffi::OsStrExt as _;
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let path = files
        .0
        .path()
        .join(std::ffi::OsStr::from_bytes(b"bad\xff.txt"));
    std::fs::write(&path, b"words").unwrap();
    let key = send(&alice, &chat, &path).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    assert_eq!(came.name, "bad\u{fffd}.txt");
    assert_eq!(load(&bob, &came).await, b"words");
    let own = comes(&alice, &chat, &key).await;
    assert_eq!(load(&alice, &own).await, b"words");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_in_without_a_server_and_survives_a_restart() {
    let mut world = World::new().await;
    let files = Files::new();
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    world.stop().await;
    let content = noise(1, BYTES);
    let path = files.put("report.pdf", &content);
    let key = send(&alice, &chat, &path).await.unwrap();
    alice.sees(&chat, "the echo", |rows| rows.len() == 1).await;
    // The chosen file is not needed any more.
    std::fs::remove_file(&path).unwrap();
    let closed = alice.stop().await;
    world.restart().await;
    let alice = closed.open().await;
    alice.client.start();
    let bob = world.device(BOB).await;
    let came = comes(&bob, &chat, &key).await;
    assert_eq!(load(&bob, &came).await, content);
    let own = comes(&alice, &chat, &key).await;
    // It is here, though not where it was.
    assert_eq!(alice.client.saved_file(&own.media).await.unwrap(), None);
    assert_eq!(load(&alice, &own).await, content);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_file_is_refused_with_a_sentence_and_leaves_nothing() {
    let world = World::new().await;
    let files = Files::new();
    let alice = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let large = files.0.path().join("large.iso");
    std::fs::File::create(&large)
        .unwrap()
        .set_len(50 * 1024 * 1024 + 1)
        .unwrap();
    let pipe = files.0.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for (path, code) in [
        (files.put("empty.txt", b""), "empty_file"),
        (large, "file_too_large"),
        (pipe, "not_a_file"),
        (files.0.path().to_owned(), "not_a_file"),
        (files.0.path().join("nothing"), "unreadable_file"),
    ] {
        assert_eq!(send(&alice, &chat, &path).await, Err(code.to_owned()));
        let source = Source::Path(path.clone());
        let looked = alice.client.look_at_file(&source);
        assert_eq!(looked.await.unwrap_err().code(), code, "{path:?}");
    }
    alice.reads(&chat, &[]).await;
    let closed = alice.stop().await;
    for folder in ["own", "tmp", "cache", "partial"] {
        let left = std::fs::read_dir(closed.folder().join("media").join(folder));
        assert_eq!(left.unwrap().count(), 0, "{folder}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_is_paused_and_goes_on_after_a_restart() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let content = noise(2, 50 * 1024 * 1024);
    let key = send(&alice, &chat, &files.put("disk.img", &content))
        .await
        .unwrap();
    let came = comes(&bob, &chat, &key).await;
    let mut events = bob.client.events();
    let (client, media) = (bob.client.clone(), came.media.clone());
    let loading = tokio::spawn(async move { client.load_file(&media).await });
    // Paused at the first sign that some of it is here.
    let percent = loop {
        let event = in_time("progress", events.next()).await.unwrap();
        if event != Event::FileChanged(came.media.clone()) {
            continue;
        }
        match state(&bob, &came).await {
            FileState::Loading { percent } if percent > 0 => break percent,
            FileState::Loading { .. } | FileState::Away => {}
            other => panic!("{other:?}"),
        }
    };
    bob.client.pause_file(&came.media);
    assert_eq!(loading.await.unwrap().unwrap(), None);
    let paused = state(&bob, &came).await;
    let FileState::Paused { percent: kept } = paused else {
        panic!("{paused:?}");
    };
    assert!(kept >= percent, "{kept} {percent}");

    let bob = bob.restart().await;
    assert_eq!(
        state(&bob, &came).await,
        FileState::Paused { percent: kept }
    );
    assert_eq!(load(&bob, &came).await, content);
    assert_eq!(state(&bob, &came).await, FileState::Here);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_file_is_gone_from_everywhere_but_where_it_was_saved() {
    let world = World::new().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let path = files.put("secret.txt", b"the plan");
    let key = send(&alice, &chat, &path).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    assert_eq!(load(&bob, &came).await, b"the plan");
    let saved = files.put("saved.txt", b"the plan");
    bob.client.note_saved(&came.media, &saved).await.unwrap();

    comes(&alice, &chat, &key).await;
    done(alice.client.recall(&key)).await.unwrap();
    bob.sees(&chat, "withdrawn", |rows| {
        rows.iter().all(|row| row.body == Body::Recalled)
    })
    .await;
    let mut events = bob.client.events();
    while state(&bob, &came).await != FileState::Away {
        let waited = tokio::time::timeout(std::time::Duration::from_millis(50), events.next());
        waited.await.ok();
    }
    let loaded = bob.client.load_file(&came.media).await;
    assert_eq!(loaded.unwrap_err().code(), "media_gone");
    // What a person saved is theirs.
    assert!(saved.exists() && path.exists());
    assert_eq!(
        bob.stop().await.files_with("the plan"),
        Vec::<PathBuf>::new()
    );
}

/// Addresses are good for two days at most, and a program runs for weeks.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_address_has_expired_is_loaded_all_the_same() {
    let (world, clock) = World::by_turned_clock().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let path = files.put("report.pdf", &noise(1, 70_000));
    let key = send(&alice, &chat, &path).await.unwrap();
    let came = comes(&bob, &chat, &key).await;
    assert_eq!(load(&bob, &came).await, noise(1, 70_000));
    bob.client.clear_media(None).await.unwrap();
    assert_eq!(state(&bob, &came).await, FileState::Away);
    world.days_pass(&clock, &[&bob]).await;
    assert_eq!(load(&bob, &came).await, noise(1, 70_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waited_until_its_file_was_gone_is_uploaded_again() {
    let (mut world, clock) = World::by_turned_clock().await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let group = bob.client.create_group("n", "Birds", vec![UserId(ALICE)]);
    let group = in_time("the group", group).await.unwrap();
    alice.row(&group, |_| true).await;
    let muted = bob.client.mute_member(&group, UserId(ALICE), None, "");
    in_time("the mute", muted).await.unwrap();
    let path = files.put("report.pdf", &noise(1, 70_000));
    let key = send(&alice, &group, &path).await.unwrap();
    let failed = |row: &MessageRow| matches!(row.delivery, Some(Delivery::Failed { .. }));
    alice
        .sees(&group, "that it is not sent", |rows| {
            rows.iter().any(failed)
        })
        .await;
    let unmuted = bob.client.unmute_member(&group, UserId(ALICE));
    in_time("the end of it", unmuted).await.unwrap();

    // It was uploaded, and nothing has named it for so long that the server lets it go.
    let (alice, bob) = (alice.stop().await, bob.stop().await);
    nothing_stored(&mut world, &clock).await;
    let (alice, bob) = (alice.open().await, bob.open().await);
    for device in [&alice, &bob] {
        device.client.start();
    }
    world.days_pass(&clock, &[&alice, &bob]).await;
    alice.client.retry(&key).await.unwrap();
    let came = comes(&bob, &group, &key).await;
    assert_eq!(load(&bob, &came).await, noise(1, 70_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_whose_file_is_gone_is_not_sent_on() {
    let clock = Arc::new(Turned::default());
    let servers = Arc::clone(&clock);
    let mut world = World::with(move |config| {
        config.clock = servers;
        config.retention = Some(DAY);
    })
    .await;
    let files = Files::new();
    let (alice, bob) = (world.device(ALICE).await, world.device(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let path = files.put("report.pdf", &noise(1, 70_000));
    let key = send(&alice, &chat, &path).await.unwrap();
    comes(&bob, &chat, &key).await;
    let (alice, bob) = (alice.stop().await, bob.stop().await);
    nothing_stored(&mut world, &clock).await;
    let bob = bob.open().await;
    bob.client.start();
    world.days_pass(&clock, &[&bob]).await;
    let notes = bob.chat_with(BOB).await;
    let forward = Forward {
        submission: Draft::new_submission(),
        messages: vec![key],
        to: vec![notes.clone()],
        together: false,
        comment: String::new(),
    };
    bob.client.forward(forward).await.unwrap();
    let failed = |row: &MessageRow| match &row.delivery {
        Some(Delivery::Failed { reason }) => reason.code == "media_to_send_gone",
        _ => false,
    };
    bob.sees(&notes, "that it is not sent", |rows| {
        rows.iter().any(failed)
    })
    .await;
    drop(alice);
}

/// Time passes, and the server looks at what it need not keep, until it has no object any more.
async fn nothing_stored(world: &mut World, clock: &Turned) {
    let objects = world.server_folder().join("media").join("objects");
    in_time("the server to let it go", async {
        while std::fs::read_dir(&objects).unwrap().next().is_some() {
            clock.pass(8 * DAY);
            world.restart().await;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}
