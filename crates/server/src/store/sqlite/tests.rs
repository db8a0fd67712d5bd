use std::sync::Mutex;

use super::*;
use crate::clock::SystemClock;
use crate::store::{Delivery, Observer};

struct Nobody;

impl Observer for Nobody {
    fn committed(&self, _deliveries: Vec<Delivery>) {}
}

fn open(folder: &Path) -> Result<SqliteStore, OpenError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    SqliteStore::open(folder, &clock, None, Arc::new(Nobody))
}

#[tokio::test]
async fn every_commit_of_the_writer_syncs_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let (journal, synchronous): (String, i64) = store
        .write(|tx| {
            let db = tx.read.db;
            Ok((
                db.query_row("PRAGMA journal_mode", [], |row| row.get(0))?,
                db.query_row("PRAGMA synchronous", [], |row| row.get(0))?,
            ))
        })
        .await
        .unwrap();
    assert_eq!((journal.as_str(), synchronous), ("wal", 2));
    store.close().await.unwrap();
}

/// A task that is cut off may not be run again before the store is closed, and still holds its question.
#[test]
fn who_has_asked_and_is_not_run_again_does_not_hold_up_the_end() {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let store = open(folder.path()).unwrap();
            let mut asking = store.users();
            assert!(futures_util::poll!(&mut asking).is_pending());
            store.close().await.unwrap();
            drop(asking);
        });
        tell.send(()).unwrap();
    });
    told.recv_timeout(Duration::from_secs(20))
        .expect("the store closes");
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let written = store
        .read(|db| {
            Ok(db
                .db
                .execute("INSERT INTO user (user, created_ms) VALUES (1, 1)", [])?)
        })
        .await;
    assert!(written.is_err());
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    open(folder.path()).unwrap().close().await.unwrap();
    let db = Connection::open(folder.path().join(FILE)).unwrap();
    db.execute("UPDATE meta SET value = '99' WHERE key = 'schema'", [])
        .unwrap();
    drop(db);
    let opened = open(folder.path());
    assert!(matches!(opened, Err(OpenError::Newer(schema)) if schema == "99"));
}

/// Which thread carries a command out.
async fn worker(store: &SqliteStore) -> Option<String> {
    let name = store.write(|_| Ok(std::thread::current().name().map(str::to_owned)));
    name.await.unwrap()
}

#[tokio::test]
async fn who_asks_carries_it_out_unless_the_disk_was_slow() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let here = std::thread::current().name().map(str::to_owned);
    // A commit may be slow by itself: then it takes one more.
    while worker(&store).await != here {}
    // As long as a disk may take, and ten times what is called quick.
    let slow = store.write(|_| {
        std::thread::sleep(Duration::from_millis(50));
        Ok(())
    });
    slow.await.unwrap();
    assert_eq!(worker(&store).await.as_deref(), Some("store-writer"));
    while worker(&store).await != here {}
    store.close().await.unwrap();
    assert!(store.write(|_| Ok(())).await.is_err(), "closed is closed");
}

/// A command that works until it is let go.
struct Held {
    go: std::sync::mpsc::Sender<()>,
    command: tokio::task::JoinHandle<()>,
}

impl Held {
    async fn begin(store: &Arc<SqliteStore>) -> Self {
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go, waiting) = std::sync::mpsc::channel();
        let store = Arc::clone(store);
        let command = tokio::spawn(async move {
            let held = store.write(move |_| {
                begun.send(()).unwrap();
                waiting.recv().unwrap();
                Ok(())
            });
            held.await.unwrap();
        });
        has_begun.await.unwrap();
        Self { go, command }
    }

    async fn end(self) {
        self.go.send(()).unwrap();
        self.command.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_done_before_the_store_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path()).unwrap());
    let held = Held::begin(&store).await;
    let (mut waiting, mut closing) = (store.write(|_| Ok(())), store.close());
    assert!(futures_util::poll!(&mut waiting).is_pending());
    assert!(futures_util::poll!(&mut closing).is_pending());
    held.end().await;
    waiting.await.unwrap();
    closing.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_overtakes_what_waits() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path()).unwrap());
    let done = Arc::new(Mutex::new(Vec::new()));
    for round in 0..50 {
        let held = Held::begin(&store).await;
        let note = |name: &'static str| {
            let done = Arc::clone(&done);
            store.write(move |_| {
                done.lock().unwrap().push(name);
                Ok(())
            })
        };
        let (mut second, mut third) = (note("second"), note("third"));
        assert!(futures_util::poll!(&mut second).is_pending());
        assert!(futures_util::poll!(&mut third).is_pending());
        held.end().await;
        let (fourth, _, _) = tokio::join!(note("fourth"), second, third);
        fourth.unwrap();
        let order = std::mem::take(&mut *done.lock().unwrap());
        assert_eq!(order, ["second", "third", "fourth"], "round {round}");
    }
    store.close().await.unwrap();
}

/// The queries that run for every message or page find their rows by an index.
#[test]
fn queries_per_message_use_an_index() {
    let db = Connection::open_in_memory().unwrap();
    db.execute_batch(include_str!("schema.sql")).unwrap();
    let queries = [
        "SELECT id FROM message WHERE sender = 1 AND client_id = 'c'",
        "SELECT user FROM member WHERE conversation = 1 AND active = 1 ORDER BY user",
        "SELECT cursor FROM inbox_head WHERE user = 1",
        scope::NEWEST,
        "SELECT body FROM message WHERE conversation = 1 AND idx <= min(5, 9) AND idx > 2
           AND created_ms >= 0
           AND NOT EXISTS (SELECT 1 FROM hidden WHERE user = 1 AND message = id)
         ORDER BY idx DESC LIMIT 7",
        "SELECT badge FROM message WHERE conversation = 1 AND idx <= 2 ORDER BY idx DESC LIMIT 1",
        "SELECT count(*) FROM member m JOIN conversation c ON c.short_id = m.conversation
         WHERE m.user = 1 AND m.active = 1",
        inbox::ENTRIES,
    ];
    for query in queries {
        let plan: Vec<String> = db
            .prepare(&format!("EXPLAIN QUERY PLAN {query}"))
            .unwrap()
            .query_map(
                rusqlite::params_from_iter(std::iter::repeat_n(
                    1,
                    db.prepare(query).unwrap().parameter_count(),
                )),
                |row| row.get(3),
            )
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        for step in plan {
            assert!(!step.contains("SCAN"), "{query}: {step}");
            assert!(!step.contains("TEMP B-TREE"), "{query}: {step}");
        }
    }
}
