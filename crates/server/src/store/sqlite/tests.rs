use std::sync::Mutex;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

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
            // It has no answer before it is polled, however quick the reader is.
            let (answer, wait) = std::sync::mpsc::channel();
            let mut asking = store.read(move |_| Ok(wait.recv().is_ok()));
            assert!(futures_util::poll!(&mut asking).is_pending());
            answer.send(()).unwrap();
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

/// Changes something, so that the disk is asked; a slow disk is played by a thread that sleeps. Tells who carried it out.
async fn changed_by(store: &SqliteStore, disk: Duration) -> Option<String> {
    let name = store.write(move |tx| {
        tx.read
            .db
            .execute("INSERT INTO user (created_ms) VALUES (1)", [])?;
        std::thread::sleep(disk);
        Ok(std::thread::current().name().map(str::to_owned))
    });
    name.await.unwrap()
}

#[tokio::test]
async fn who_asks_carries_it_out_unless_the_disk_was_slow() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let here = std::thread::current().name().map(str::to_owned);
    // A commit may be slow by itself: then it takes some more.
    while worker(&store).await != here {
        changed_by(&store, Duration::ZERO).await;
    }
    // As long as a disk may take, and ten times what is called quick.
    changed_by(&store, Duration::from_millis(50)).await;
    assert_eq!(worker(&store).await.as_deref(), Some("store-writer"));
    while worker(&store).await != here {
        changed_by(&store, Duration::ZERO).await;
    }
    store.close().await.unwrap();
    assert!(store.write(|_| Ok(())).await.is_err(), "closed is closed");
}

/// Half the commits slow, half of them quick, and questions that need no disk in between: none of the runtime's threads
/// waits for the disk after the first time.
#[tokio::test]
async fn a_disk_that_is_slow_now_and_then_holds_up_one_command_of_the_runtime() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let slow = Duration::from_millis(20);
    changed_by(&store, slow).await;
    for round in 0..writer::TRUSTED {
        // Nothing is written: that says nothing about the disk.
        worker(&store).await;
        let disk = if round % 2 == 0 { slow } else { Duration::ZERO };
        let by = changed_by(&store, disk).await;
        assert_eq!(by.as_deref(), Some("store-writer"), "round {round}");
    }
    store.close().await.unwrap();
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

/// A socket has many requests carried out at once, all of them by one task: more than a task may begin before it lets
/// others run, and more than may wait in the queue.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_task_asks_is_done_in_the_order_of_asking() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(open(folder.path()).unwrap());
    let done = Arc::new(Mutex::new(Vec::new()));
    let held = Held::begin(&store).await;
    let number = 3000;
    let asked = tokio::spawn({
        let (store, done) = (Arc::clone(&store), Arc::clone(&done));
        async move {
            let mut held = Some(held);
            let mut asked = FuturesUnordered::new();
            for number in 0..number {
                let done = Arc::clone(&done);
                asked.push(store.write(move |_| {
                    done.lock().unwrap().push(number);
                    Ok(())
                }));
            }
            while let Some(()) = std::future::poll_fn(|cx| {
                let next = asked.poll_next_unpin(cx);
                if let Some(held) = held.take() {
                    // All have been asked for, as far as the task came.
                    held.go.send(()).unwrap();
                }
                next.map(|next| next.map(Result::unwrap))
            })
            .await
            {}
        }
    });
    asked.await.unwrap();
    let done = std::mem::take(&mut *done.lock().unwrap());
    let in_order: Vec<_> = (0..number).collect();
    assert_eq!(done, in_order);
    store.close().await.unwrap();
}

/// The queries that run for every message or page find their rows by an index.
#[test]
fn queries_per_message_use_an_index() {
    let db = Connection::open_in_memory().unwrap();
    for step in migration::ALL {
        db.execute_batch(step).unwrap();
    }
    let queries = [
        "SELECT id FROM message WHERE sender = 1 AND client_id = 'c'",
        "SELECT user FROM member WHERE conversation = 1 AND active = 1 ORDER BY user",
        "SELECT cursor FROM inbox_head WHERE user = 1",
        scope::NEWEST,
        "SELECT body FROM message WHERE conversation = 1 AND idx <= min(5, 9) AND idx > 2
           AND created_ms >= 0
           AND NOT EXISTS (SELECT 1 FROM hidden WHERE user = 1 AND message = id)
         ORDER BY idx DESC LIMIT 7",
        "SELECT badge FROM message WHERE conversation = 1 AND idx = 2 AND created_ms >= 3",
        conversations::OLDEST_KEPT,
        conversations::RECALLED,
        lookup::AUDIENCE,
        lookup::READERS,
        quotes::ANSWERS,
        marks::OWN,
        marks::OF_CONVERSATION,
        "DELETE FROM mark WHERE message = 1",
        lookup::GROUPS,
        inbox::OLDEST,
        media::LOOSE,
        media::NAMED,
        "SELECT key FROM media_use WHERE message = 1",
        "SELECT 1 FROM media WHERE sha256 = 1 LIMIT 1",
        inbox::ENTRIES,
        inbox::FIRST_KEPT,
        inbox::AT_OR_BEFORE,
    ];
    for query in queries {
        for step in plan(&db, query) {
            // A question without a table of its own has one row.
            let is_scan = step.contains("SCAN") && step != "SCAN CONSTANT ROW";
            assert!(!is_scan, "{query}: {step}");
            assert!(!step.contains("TEMP B-TREE"), "{query}: {step}");
        }
    }
}

fn plan(db: &Connection, query: &str) -> Vec<String> {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap();
    let parameters = statement.parameter_count();
    let parameters = rusqlite::params_from_iter(std::iter::repeat_n(1, parameters));
    statement
        .query_map(parameters, |row| row.get(3))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// However many have come and gone: who is in a group is read from an index that holds nobody else.
#[test]
fn former_members_do_not_slow_down_a_send() {
    let db = Connection::open_in_memory().unwrap();
    for step in migration::ALL {
        db.execute_batch(step).unwrap();
    }
    for (query, index) in [
        (
            "SELECT user FROM member WHERE conversation = 1 AND active = 1 ORDER BY user",
            "member_present",
        ),
        (
            "SELECT count(*) FROM member WHERE conversation = 1 AND active = 1",
            "member_present",
        ),
        (
            "SELECT m.alias FROM member m WHERE m.conversation = 1 AND m.active = 1
               AND m.sort_order > 2 ORDER BY m.sort_order LIMIT 3",
            "member_in_order",
        ),
        (lookup::AUDIENCE, "member_left"),
        (lookup::GROUPS, "member_groups"),
    ] {
        let plan = plan(&db, query).join("\n");
        assert!(plan.contains(index), "{query}: {plan}");
    }
}

/// What version 1 has written is read by this one, with what has to be known beside it.
#[tokio::test]
async fn a_database_of_version_1_is_brought_to_this_one() {
    const ALICE: UserId = 10001;
    const BOB: UserId = 10009;
    const CAROL: UserId = 10017;
    let folder = tempfile::tempdir().unwrap();
    let mut db = Connection::open(folder.path().join(FILE)).unwrap();
    migration::run(&mut db, &migration::ALL[..1], &mut || ()).unwrap();
    db.execute_batch(
        "INSERT INTO conversation (short_id, conversation_id, kind, name, creator, created_ms,
                                   last_index, badge, activity)
         VALUES (7, '7', 2, 'walk', 10001, 1, 3, 2, 9);
         INSERT INTO member (conversation, user, active, sort_order, ticket, joined_ms, left_index, left_badge,
                             read_index, read_badge)
         VALUES (7, 10001, 1, 1, 'a', 1, 0, 0, 3, 2), (7, 10009, 1, 2, 'b', 1, 0, 0, 1, 1),
                (7, 10017, 0, 3, 'c', 1, 2, 1, 0, 0);
         INSERT INTO message (id, conversation, idx, sender, client_id, kind, created_ms, badge, body)
         VALUES (5, 7, 1, 10001, 'c1', 10001, 1, 1, x''), (6, 7, 2, 10001, 'c2', 10001, 1, 1, x''),
                (9, 7, 3, 10001, 'c3', 10001, 1, 2, x'');
         INSERT INTO inbox (user, cursor, previous, item, is_command)
         VALUES (10001, 11, 0, 5, 0), (10001, 12, 11, 6, 0), (10009, 13, 0, 5, 0);",
    )
    .unwrap();
    drop(db);
    let store = open(folder.path()).unwrap();
    let list = |sql: &'static str| {
        store.read(move |snapshot| {
            let mut statement = snapshot.db.prepare(sql)?;
            let rows = statement
                .query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(rows)
        })
    };
    let wrote = list("SELECT user, wrote FROM member ORDER BY user");
    assert_eq!(wrote.await.unwrap(), [(ALICE, 1), (BOB, 0), (CAROL, 0)]);
    let raises = list("SELECT idx, raises FROM message ORDER BY idx");
    assert_eq!(raises.await.unwrap(), [(1, 1), (2, 0), (3, 1)]);
    let oldest = list("SELECT user, cursor FROM inbox_oldest ORDER BY user");
    assert_eq!(oldest.await.unwrap(), [(ALICE, 11), (BOB, 13)]);
    let left = list("SELECT user, info_version FROM left_info");
    assert_eq!(left.await.unwrap(), [(CAROL, 1)]);
    let target = Target {
        short_id: 7,
        conversation_id: String::new(),
    };
    let seen = store.conversations(BOB, vec![target]).await.unwrap();
    let settings = seen[0].conversation_setting_info.as_ref().unwrap();
    assert_eq!(
        (seen[0].badge_count, settings.read_badge_count),
        (Some(2), Some(1))
    );
    store.close().await.unwrap();
}
