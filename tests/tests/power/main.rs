//! Power loss: what was accepted is there, whichever of the writes that were not synced the disk has lost. A kill
//! proves nothing here, the page cache survives it. So a core and a server are watched while texts and a picture are
//! sent, and every state that a disk may be in afterwards is opened (invariant 1).

#![cfg(target_os = "linux")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod disk;

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use linnet_core::auth::PastedToken;
use linnet_core::config::{Config, DatabaseKey};
use linnet_core::media::{Mode, Source};
use linnet_core::model::{MessageKey, UserId};
use linnet_core::view::Anchor;
use linnet_core::{Client, Draft, PictureDraft};
use linnet_tests::world::{ALICE, BOB, Screen, World, in_time, picture_worker};
use rusqlite::{Connection, OpenFlags};

use disk::{Disk, Files, Op};

/// Where the story is told, line by line, among the operations themselves.
const STORY: &str = "story";

/// Alice's folder.
const CORE: &str = "core";

/// Disks looked at for each moment.
const PICTURES: usize = 9;

/// Sends texts and a picture, and says what was promised when. Runs watched, see below.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs under the recorder, see the tests below"]
async fn inside() {
    let root = PathBuf::from(std::env::var_os("LINNET_RECORD_ROOT").unwrap());
    let mut story = std::fs::File::create(root.join(STORY)).unwrap();
    let mut tell = |line: String| {
        story.write_all(format!("{line}\n").as_bytes()).unwrap();
    };
    let mut world = World::new().await;
    let key = DatabaseKey::random();
    tell(format!("key {}", key.to_hex()));
    let folder = root.join(CORE);
    let mut config = Config::new(world.endpoints.clone(), 1, UserId(ALICE), folder, key).unwrap();
    config.media_worker = Some(picture_worker());
    let token = world
        .token(ALICE, std::time::Duration::from_secs(3600))
        .await;
    let tokens = PastedToken::new(&token).unwrap();
    let client = Client::builder(config).tokens(tokens).open().await.unwrap();
    client.start();
    let chat = in_time("a chat", async {
        loop {
            match client.create_one_to_one(UserId(BOB)).await {
                Ok(chat) => return chat,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    })
    .await;
    let picture = root.join("chosen.png");
    image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([x as u8, y as u8, 7]))
        .save(&picture)
        .unwrap();
    let mut screen = Screen::open(&client, &chat, Anchor::End).await;
    for number in 0..5 {
        let key = Draft::new_submission();
        let draft = if number == 3 {
            Draft::picture(PictureDraft {
                submission: key.clone(),
                source: Source::Path(picture.clone()),
                mode: Mode::Original,
                caption: String::new(),
                album: None,
            })
        } else {
            Draft::text(key.clone(), format!("line {number}"), vec![])
        };
        let last = number == 4;
        if last {
            // Accepted without a server: it is nowhere else.
            world.stop().await;
        }
        tell(format!("sends {key}"));
        client.send(&chat, draft).await.unwrap();
        tell(format!("accepted {key}"));
        if !last {
            let sent = |key: &MessageKey, rows: &[linnet_core::view::row::MessageRow]| {
                rows.iter()
                    .any(|row| row.id == *key && row.server_id.is_some())
            };
            screen.until("sent", |rows| sent(&key, rows)).await;
            tell(format!("server {key}"));
        }
    }
    tell("end".to_owned());
    client.stop().await;
}

/// A recorded run.
struct Run {
    ops: Vec<Op>,
    root: PathBuf,
    _folder: tempfile::TempDir,
}

fn record() -> Run {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("record.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/power/record.c"))
        .arg("-lpthread")
        .status()
        .unwrap();
    assert!(built.success());
    let root = folder.path().join("root");
    std::fs::create_dir(&root).unwrap();
    let journal = folder.path().join("journal");
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "inside"])
        .env("LD_PRELOAD", &library)
        .env("LINNET_RECORD_ROOT", &root)
        .env("LINNET_RECORD_JOURNAL", &journal)
        .env("TMPDIR", &root)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
    let ops = disk::read(&std::fs::read(journal).unwrap());
    Run {
        ops,
        root,
        _folder: folder,
    }
}

fn path_of(op: &Op) -> Option<&Path> {
    match op {
        Op::Create { path, .. }
        | Op::Write { path, .. }
        | Op::Sync { path, .. }
        | Op::SyncFolder { path }
        | Op::Remove { path } => Some(path),
        Op::Rename { to, .. } | Op::Link { to, .. } => Some(to),
        Op::Truncate { .. } => None,
    }
}

impl Run {
    /// The line of the story that an operation is, if it is one.
    fn line(&self, op: &Op) -> Option<String> {
        match op {
            Op::Write { path, bytes, .. } if *path == self.root.join(STORY) => {
                Some(String::from_utf8(bytes.clone()).unwrap().trim().to_owned())
            }
            _ => None,
        }
    }

    fn log(&self) -> PathBuf {
        self.root.join(CORE).join("linnet.db-wal")
    }
}

#[test]
fn the_log_is_synced_between_commit_and_accepted() {
    let run = record();
    let mut begun: Option<String> = None;
    let (mut wrote, mut synced, mut seen) = (false, false, 0);
    for op in &run.ops {
        if let Some(line) = run.line(op) {
            if let Some(key) = line.strip_prefix("sends ") {
                begun = Some(key.to_owned());
                (wrote, synced) = (false, false);
            } else if let Some(key) = line.strip_prefix("accepted ") {
                assert_eq!(begun.take().as_deref(), Some(key));
                assert!(
                    wrote && synced,
                    "message {seen} was accepted before it was on disk"
                );
                seen += 1;
            }
        }
        match op {
            Op::Write { path, .. } if *path == run.log() => wrote = true,
            Op::Sync { path, .. } if *path == run.log() => synced = wrote,
            _ => {}
        }
    }
    assert_eq!(seen, 5);
}

#[test]
fn after_a_power_loss_nothing_accepted_is_missing() {
    let run = record();
    let core = run.root.join(CORE);
    let mut disk = Disk::default();
    let mut key = String::new();
    let (mut here, mut there) = (BTreeSet::new(), BTreeSet::new());
    let mut looked: HashSet<u64> = HashSet::new();
    let mut lot = 10_001;
    let mut opened = (0, 0);
    for op in &run.ops {
        let line = run.line(op);
        match line.as_deref().and_then(|line| line.split_once(' ')) {
            Some(("key", hex)) => key = hex.to_owned(),
            Some(("accepted", message)) => drop(here.insert(message.to_owned())),
            Some(("server", message)) => drop(there.insert(message.to_owned())),
            _ => {}
        }
        if line.as_deref() == Some("end") {
            break;
        }
        let path = path_of(op);
        if path.is_some_and(|path| path.to_string_lossy().ends_with("-shm")) {
            continue;
        }
        // Before a sync most is loose; after it, and when something was promised, most must be there.
        let moments = matches!(
            op,
            Op::Sync { .. } | Op::SyncFolder { .. } | Op::Rename { .. }
        );
        let told = line.is_some();
        if moments {
            check(
                &disk,
                &core,
                &key,
                &here,
                &there,
                &mut looked,
                &mut lot,
                &mut opened,
            );
        }
        disk.feed(op);
        if moments || told {
            check(
                &disk,
                &core,
                &key,
                &here,
                &there,
                &mut looked,
                &mut lot,
                &mut opened,
            );
        }
    }
    println!(
        "{} states of the core and {} of the server were opened",
        opened.0, opened.1
    );
    assert_eq!((here.len(), there.len()), (5, 4));
    assert!(opened.0 > 100 && opened.1 > 20, "{opened:?}");
}

#[expect(clippy::too_many_arguments, reason = "the state of one loop")]
fn check(
    disk: &Disk,
    core: &Path,
    key: &str,
    here: &BTreeSet<String>,
    there: &BTreeSet<String>,
    looked: &mut HashSet<u64>,
    lot: &mut u64,
    opened: &mut (u32, u32),
) {
    if here.is_empty() {
        return;
    }
    for files in disk.after_power_loss(PICTURES, lot) {
        let (ours, servers): (Files, Files) = files
            .into_iter()
            .partition(|(path, _)| path.starts_with(core));
        let servers: Files = servers
            .into_iter()
            .filter(|(path, _)| {
                let path = path.to_string_lossy();
                ["/service.db", "/blobs/", "/objects/"]
                    .iter()
                    .any(|part| path.contains(part))
            })
            .collect();
        if looked.insert(mark(&ours, here)) {
            opened.0 += 1;
            let gone = look_at_core(&ours, core, key, here);
            if !gone.is_empty() {
                look_at_server(&servers, &gone);
            }
        }
        if !there.is_empty() && looked.insert(mark(&servers, there)) {
            opened.1 += 1;
            look_at_server(&servers, there);
        }
    }
}

fn mark(files: &Files, promised: &BTreeSet<String>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (files, promised).hash(&mut hasher);
    hasher.finish()
}

fn put(files: &Files, below: &Path) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = place.path().join(path.strip_prefix(below).unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    place
}

fn sound(database: &Connection) {
    let sound: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
}

fn texts(database: &Connection, sql: &str) -> BTreeSet<String> {
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// Keys of pictures that wait for the server and have no file.
fn look_at_core(
    files: &Files,
    core: &Path,
    key: &str,
    promised: &BTreeSet<String>,
) -> BTreeSet<String> {
    let place = put(files, core);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(place.path().join("linnet.db"), flags)
        .expect("the database has its name");
    database
        .execute_batch(&format!(
            "PRAGMA key = \"x'{key}'\"; PRAGMA cipher_compatibility = 4;"
        ))
        .unwrap();
    sound(&database);
    let stored = texts(&database, "SELECT key FROM message");
    let missing: Vec<_> = promised.difference(&stored).collect();
    assert!(missing.is_empty(), "accepted and missing: {missing:?}");
    // A picture whose file is gone must be at the server: it is let go when the answer has come.
    let unsent = "SELECT m.key || ' ' || s.data FROM outbox_step s JOIN message m ON m.id = s.outbox WHERE s.step = 'accept'";
    let mut gone = BTreeSet::new();
    for row in texts(&database, unsent) {
        let (key, step) = row.split_once(' ').unwrap();
        let step: serde_json::Value = serde_json::from_str(step).unwrap();
        let name = step["original"].as_str().unwrap();
        match std::fs::read(place.path().join("media/own").join(name)) {
            Ok(bytes) => assert!(
                image::load_from_memory(&bytes).is_ok(),
                "{name} is not whole"
            ),
            Err(_) => drop(gone.insert(key.to_owned())),
        }
    }
    gone
}

fn look_at_server(files: &Files, promised: &BTreeSet<String>) {
    let folder = files
        .keys()
        .find(|path| path.ends_with("service.db"))
        .and_then(|path| path.parent())
        .expect("the server's database has its name");
    let place = put(files, folder);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(place.path().join("service.db"), flags)
        .expect("the server's database has its name");
    sound(&database);
    let stored = texts(&database, "SELECT client_id FROM message");
    let missing: Vec<_> = promised.difference(&stored).collect();
    assert!(missing.is_empty(), "answered and missing: {missing:?}");
    // 10003 is a picture: its bytes came before its message.
    let pictures: i64 = database
        .query_row(
            "SELECT count(*) FROM message WHERE kind = 10003",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let whole = |(path, bytes): (&PathBuf, &Vec<u8>)| {
        path.to_string_lossy().contains("/blobs/") && image::load_from_memory(bytes).is_ok()
    };
    assert!(
        pictures == 0 || files.iter().any(whole),
        "a picture without its bytes"
    );
}
