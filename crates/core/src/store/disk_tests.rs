//! Disks that are full, read-only or slow: a typed reason, and nothing of what was accepted is lost.

use std::path::PathBuf;
use std::process::Command;

use super::tests::{ALICE, Desk, chat, open};
use super::*;
use crate::config::SystemClock;
use crate::error::Error;
use crate::model::MessageKey;

fn new(number: u32, words: &str) -> outbox::NewItem {
    outbox::NewItem {
        key: MessageKey(format!("5c1d1f0e-8d65-4f0c-9a4d-3f8f5f0b{number:04}")),
        kind: 10001,
        content: crate::model::kind::text::write(words),
        ext: Default::default(),
        mentions: Vec::new(),
        created: 5,
        tried: false,
        attachment: None,
    }
}

async fn accept(store: &Store, number: u32, words: &str) -> Result<()> {
    let new = new(number, words);
    store
        .write(move |tx| {
            conversation::ensure(tx, &chat())?;
            outbox::accept(tx, &chat().id, &new).map(|_| ())
        })
        .await
}

async fn unsent(store: &Store) -> u32 {
    let unsent = store.read(outbox::unsent).await.unwrap();
    unsent.iter().map(|(_, count)| count).sum()
}

#[tokio::test]
async fn a_database_that_cannot_grow_says_so_and_goes_on_when_it_can() {
    let desk = Desk::new();
    accept(&desk.store, 1, "before").await.unwrap();
    desk.execute("PRAGMA max_page_count = 1").await;
    let long = "no room for this ".repeat(2_000);
    let refused = accept(&desk.store, 2, &long).await.unwrap_err();
    assert_eq!(refused.code(), "disk_full", "{refused}");
    assert_eq!(unsent(&desk.store).await, 1, "what was accepted stays");
    // Together with others: none is told that the app is closing.
    let together = tokio::join!(
        accept(&desk.store, 3, "short"),
        accept(&desk.store, 4, &long),
        accept(&desk.store, 5, &long),
        accept(&desk.store, 6, "short"),
    );
    for outcome in [together.0, together.1, together.2, together.3] {
        if let Err(error) = outcome {
            assert_eq!(error.code(), "disk_full", "{error}");
        }
    }
    let before = unsent(&desk.store).await;
    desk.execute("PRAGMA max_page_count = 1000000").await;
    accept(&desk.store, 2, &long).await.unwrap();
    assert_eq!(unsent(&desk.store).await, before + 1);
}

#[tokio::test]
async fn a_slow_disk_makes_a_message_wait_and_loses_none() {
    let desk = Desk::new();
    accept(&desk.store, 1, "before").await.unwrap();
    // Another connection is in the middle of writing, as a disk that takes long looks to the writer.
    let path = desk.folder.path().join(FILE_NAME);
    let other = open::writer(&path, &desk.key, migration::ALL).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let store = desk.store.clone();
    let waiting = tokio::spawn(async move { accept(&store, 2, "slow").await });
    // Reading goes on meanwhile.
    assert_eq!(unsent(&desk.store).await, 1);
    assert!(!waiting.is_finished(), "not accepted before it is on disk");
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(unsent(&desk.store).await, 2);
}

#[tokio::test]
async fn a_disk_that_stays_too_slow_is_named_and_the_message_can_be_tried_again() {
    let desk = Desk::new();
    accept(&desk.store, 1, "before").await.unwrap();
    // As long as SQLite would wait, without the waiting.
    desk.execute("PRAGMA busy_timeout = 0").await;
    let path = desk.folder.path().join(FILE_NAME);
    let other = open::writer(&path, &desk.key, migration::ALL).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = accept(&desk.store, 2, "slow").await.unwrap_err();
    assert_eq!(refused.code(), "database_busy", "{refused}");
    assert!(refused.reason().text.en.contains("slow"));
    other.execute_batch("COMMIT").unwrap();
    accept(&desk.store, 2, "slow").await.unwrap();
    assert_eq!(unsent(&desk.store).await, 2);
}

/// Where this is set, the tests that need a disk of their own are left out: for systems that give a person none.
const LEFT_OUT: &str = "LINNET_NO_DISKS";

/// Runs a test again, by its whole name, with a disk of its own at `LINNET_DISK`: `size` of a RAM disk in a namespace of its
/// own.
pub(crate) fn on_a_disk(size: &str, test: &str) {
    if std::env::var_os(LEFT_OUT).is_some() {
        println!("{LEFT_OUT} is set: {test} was not run");
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size={size} tmpfs \"$LINNET_DISK\"");
    let within = |script: &str| {
        Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", script, "sh"])
            .arg(std::env::current_exe().unwrap())
            .arg(test)
            .env("LINNET_DISK", place.path())
            .output()
    };
    let mounted = within(&mount);
    assert!(
        mounted.as_ref().is_ok_and(|ran| ran.status.success()),
        "no disk of its own to be had here ({mounted:?}): allow user namespaces, or set {LEFT_OUT} to leave this out"
    );
    let script = format!("{mount} && exec \"$1\" --exact --ignored --nocapture \"$2\"");
    let ran = within(&script).unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

/// Where it is, for the test that runs on it.
pub(crate) fn disk() -> PathBuf {
    std::env::var_os("LINNET_DISK").unwrap().into()
}

#[test]
fn a_full_disk_is_named_and_nothing_accepted_is_lost() {
    on_a_disk("1m", "store::disk_tests::inside_a_small_disk");
}

#[tokio::test]
#[ignore = "runs inside a disk of its own, see the test before"]
async fn inside_a_small_disk() {
    let folder = disk().join("account");
    std::fs::create_dir(&folder).unwrap();
    let key = DatabaseKey::random();
    let clock = || Arc::new(SystemClock);
    let store = Store::open(&folder, &key, ALICE, clock()).unwrap();
    let mut accepted = 0;
    let refused = loop {
        let words = format!("{accepted} {}", "words ".repeat(2_000));
        match accept(&store, accepted, &words).await {
            Ok(()) => accepted += 1,
            Err(error) => break error,
        }
        assert!(accepted < 200, "the disk is small");
    };
    assert!(accepted > 3);
    assert_eq!(refused.code(), "disk_full", "{refused}");
    assert_eq!(unsent(&store).await, accepted);
    // Without an orderly end: what is there is what was promised.
    let copy = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap();
    for name in ["linnet.db", "linnet.db-wal"] {
        std::fs::copy(folder.join(name), copy.path().join(name)).unwrap();
    }
    assert_eq!(unsent(&open(&copy, &key).unwrap()).await, accepted);
    store.close().await;
}

#[test]
fn a_folder_that_is_read_only_is_named_and_not_touched() {
    on_a_disk(
        "8m",
        "store::disk_tests::inside_a_disk_that_becomes_read_only",
    );
}

#[tokio::test]
#[ignore = "runs inside a disk of its own, see the test before"]
async fn inside_a_disk_that_becomes_read_only() {
    let key = DatabaseKey::random();
    let clock = || Arc::new(SystemClock);
    let store = Store::open(&disk(), &key, ALICE, clock()).unwrap();
    accept(&store, 1, "kept").await.unwrap();
    store.close().await;
    drop(store);
    let remount = |how: &str| {
        let ran = Command::new("mount").args(["-o", how]).arg(disk()).status();
        assert!(ran.unwrap().success());
    };
    remount("remount,ro");
    let refused = Store::open(&disk(), &key, ALICE, clock()).err().unwrap();
    assert_eq!(refused.code(), "not_writable", "{refused}");
    let made = std::fs::create_dir(disk().join("media")).map_err(Error::from);
    assert_eq!(made.unwrap_err().code(), "not_writable");
    remount("remount,rw");
    let store = Store::open(&disk(), &key, ALICE, clock()).unwrap();
    assert_eq!(unsent(&store).await, 1);
    store.close().await;
}
