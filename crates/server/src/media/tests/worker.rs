//! The picture worker, played by scripts that do what a decoder may do.

#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use super::*;

const LIMIT: Duration = Duration::from_secs(30);

/// A program that notes when it starts and ends, and whether another one runs at that time. It looks at every picture as
/// one of 40 x 30 pixels; a smaller one takes it until somebody writes into the pipe `go`.
fn script(place: &Path, shrink: &str) -> PathBuf {
    let path = place.join("worker");
    let here = place.display();
    let text = format!(
        r#"#!/bin/sh
if [ "$2" = look ]; then
    echo '{{"kind":"png","width":40,"height":30}}'
    exit 0
fi
mkdir {here}/running || echo overlap >> {here}/log
echo start >> {here}/log
{shrink}
rmdir {here}/running
echo end >> {here}/log
"#
    );
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert!(
        std::process::Command::new("mkfifo")
            .arg(place.join("go"))
            .status()
            .unwrap()
            .success()
    );
    path
}

fn log(place: &Path) -> String {
    std::fs::read_to_string(place.join("log")).unwrap_or_default()
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, waiting).await.expect(what);
}

/// The pipe that the workers read from: open at both ends, so that nobody waits for anybody.
struct Go(std::fs::File);

impl Go {
    fn open(place: &Path) -> Self {
        let pipe = std::fs::File::options()
            .read(true)
            .write(true)
            .open(place.join("go"));
        Self(pipe.unwrap())
    }

    /// Lets so many workers go on.
    fn on(&mut self, workers: usize) {
        std::io::Write::write_all(&mut self.0, "go\n".repeat(workers).as_bytes()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_hangs_up_leaves_one_decode_running_and_not_two() {
    let place = tempfile::tempdir().unwrap();
    let held = format!("read word < {}/go; echo no picture", place.path().display());
    let program = script(place.path(), &held);
    let mut go = Go::open(place.path());
    let storage = Storage::with_worker(Some(program)).await;
    let alice = storage.client(ALICE);
    let first = alice.upload(&png(40, 30, false)).await.unwrap();
    let second = alice.upload(&png(41, 30, false)).await.unwrap();
    let [_, _, first] = storage.addresses(&first);
    let [_, preview, second] = storage.addresses(&second);

    let asking = tokio::spawn(async move { status(&first).await });
    until("the first starts", || log(place.path()) == "start\n").await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    // Others ask, and hang up as well.
    let others = [preview, second.clone(), second.clone()];
    let others = others.map(|url| tokio::spawn(async move { status(&url).await }));
    let last = tokio::spawn(async move { status(&second).await });
    go.on(1);
    until("the next starts", || {
        log(place.path()).matches("start").count() == 2
    })
    .await;
    for other in others {
        other.abort();
    }
    go.on(10);
    let answered = tokio::time::timeout(LIMIT, last).await.expect("an answer");
    assert_eq!(
        answered.unwrap(),
        404,
        "what is no picture is not given out"
    );
    let log = log(place.path());
    assert!(!log.contains("overlap"), "{log}");
}

#[tokio::test]
async fn whatever_the_worker_does_the_service_goes_on() {
    for shrink in [
        "kill -SEGV $$",
        "exit 3",
        "exit 1",
        "yes | head -c 5000000",
        "true",
    ] {
        let place = tempfile::tempdir().unwrap();
        let program = script(place.path(), shrink);
        let storage = Storage::with_worker(Some(program)).await;
        let alice = storage.client(ALICE);
        let uri = alice.upload(&png(40, 30, false)).await.unwrap();
        let [original, preview, _] = storage.addresses(&uri);
        for _ in 0..2 {
            assert_eq!(status(&preview).await, 404, "{shrink}");
        }
        let log = log(place.path());
        assert_eq!(log.matches("start").count(), 1, "{shrink}: tried once");
        assert_eq!(status(&original).await, 200);
    }
    let storage = Storage::with_worker(Some("/no/such/program".into())).await;
    let alice = storage.client(ALICE);
    let target = alice.apply().await;
    let picture = png(40, 30, false);
    assert_eq!(alice.put(&target, &picture, &crc(&picture)).await.0, 200);
    assert_eq!(
        alice.commit_status(&target).await,
        500,
        "it may work again later"
    );
}

#[tokio::test]
async fn what_is_put_while_a_picture_is_looked_at_is_not_kept_under_its_sum() {
    let storage = Storage::start().await;
    let alice = storage.client(ALICE);
    let (first, second) = (png(40, 30, false), jpeg(60, 20));
    let target = alice.apply().await;
    let key = store::key_of_uri(&target.uri).unwrap().to_owned();
    alice.put(&target, &first, &crc(&first)).await;
    let store = &storage.service.0.store;
    let (incoming, file) = store.uploaded(&key).unwrap();
    let facts = picture::look(std::io::BufReader::new(&file)).unwrap();
    alice.put(&target, &second, &crc(&second)).await;
    let (sums, _file) = sums::Sums::of_file(file).unwrap();
    let record = store
        .commit(ALICE, &key, &incoming, Some(facts), sums)
        .unwrap();
    assert_eq!(
        (record.picture.unwrap().width, record.bytes),
        (40, first.len() as u64)
    );
    let mut kept = Vec::new();
    let mut blob = store.open_blob(&record.sha256).unwrap();
    std::io::Read::read_to_end(&mut blob, &mut kept).unwrap();
    assert!(kept == first, "the bytes that were looked at");
    use sha2::Digest as _;
    assert_eq!(hex::encode(sha2::Sha256::digest(&kept)), record.sha256);
}
