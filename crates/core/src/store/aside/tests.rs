use std::collections::BTreeMap;
use std::sync::Arc;

use tempfile::TempDir;

use super::super::tests::{ALICE, Desk, chat, from_bob, open as open_store};
use super::super::{draft, message, migration, outbox};
use super::*;
use crate::config::SystemClock;
use crate::error::Reason;

/// Bytes of a page.
const PAGE: usize = 4096;

fn group(number: i64) -> ConversationRef {
    ConversationRef {
        id: ConversationId::from(format!("group-{number}").as_str()),
        short_id: 500 + number,
        kind: 2,
    }
}

fn unsent(number: i64, picture: Option<&str>) -> outbox::NewItem {
    outbox::NewItem {
        key: MessageKey(format!("5c1d1f0e-8d65-4f0c-9a4d-3f8f5f0a{number:04}")),
        kind: 10001,
        content: crate::model::kind::text::write(&format!("unsent {number}")),
        ext: [("a:number".to_owned(), number.to_string())].into(),
        mentions: vec![10017],
        created: 50 + number,
        tried: true,
        attachment: picture.map(str::to_owned),
    }
}

/// Alice's database with a long chat, four messages that are not at the server and two drafts.
async fn full() -> Desk {
    let desk = Desk::new();
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            for index in 1..=400 {
                let words = format!("message {index} {}", "of many words ".repeat(9));
                message::store(tx, cid, 0, &from_bob(index, &words), false)?;
            }
            conversation::ensure(tx, &group(1))?;
            conversation::ensure(tx, &group(2))?;
            outbox::accept(tx, &chat().id, &unsent(1, None))?;
            let stopped = outbox::accept(tx, &group(1).id, &unsent(2, None))?.unwrap();
            outbox::stop(
                tx,
                &stopped,
                &crate::error::reason("status_12", Some("log-7")),
            )?;
            outbox::accept(tx, &group(1).id, &unsent(3, Some("{\"step\":\"zero\"}")))?;
            outbox::accept(tx, &chat().id, &unsent(4, None))?;
            for (number, words) in [(1, "half a thought"), (2, "another")] {
                let cid = conversation::ensure(tx, &group(number))?;
                let stored = draft::Stored {
                    revision: 9,
                    text: words.to_owned(),
                    attachments: "[\"/home/alice/cat.jpg\"]".to_owned(),
                    ..draft::Stored::default()
                };
                draft::restore(tx, cid, &stored)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    desk
}

fn copy(files: &BTreeMap<String, Vec<u8>>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.to_string_lossy().ends_with("-shm"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

async fn aside(folder: &TempDir, key: &DatabaseKey) -> SetAside {
    set_aside(folder.path(), key, ALICE, Arc::new(SystemClock))
        .await
        .unwrap()
}

/// What stands in the new database, as words.
async fn left(folder: TempDir, key: &DatabaseKey) -> Vec<String> {
    let store = open_store(&folder, key).unwrap();
    let desk = Desk {
        store,
        folder,
        key: key.clone(),
    };
    let mut rows = desk
        .rows(
            "SELECT c.conversation_id, c.short_id, o.state, m.state, m.key, m.content, m.ext, m.created, m.reason, o.mentions
             FROM outbox o JOIN message m ON m.id = o.message JOIN conversation c ON c.id = o.conversation ORDER BY o.message",
        )
        .await;
    rows.extend(
        desk.rows(
            "SELECT c.conversation_id, d.text, d.attachments FROM draft d
             JOIN conversation c ON c.id = d.conversation WHERE d.text <> '' ORDER BY c.id",
        )
        .await,
    );
    rows.extend(
        desk.rows(
            "SELECT m.key, s.step, s.done, s.data FROM outbox_step s JOIN message m ON m.id = s.outbox",
        )
        .await,
    );
    desk.store.close().await;
    rows
}

#[tokio::test]
async fn unsent_messages_and_drafts_move_into_the_new_database_as_they_were() {
    let desk = full().await;
    let whole = files(desk.folder.path());
    let Desk { store, folder, key } = desk;
    store.close().await;
    drop(store);
    // Once with the log of a program that was killed, once without.
    for place in [copy(&whole), copy(&files(folder.path()))] {
        let before = files(place.path());
        let wanted = left(copy(&before), &key).await;
        assert_eq!(wanted.len(), 4 + 2 + 1);
        let done = aside(&place, &key).await;
        assert_eq!(
            done,
            SetAside {
                kept: "damaged-1.db".to_owned(),
                messages: 4,
                drafts: 2
            }
        );
        let after = files(place.path());
        for (name, bytes) in &before {
            let kept = name.replace(FILE_NAME, "damaged-1.db");
            assert!(
                after.get(&kept) == Some(bytes),
                "{name} was not kept as it was"
            );
        }
        assert_eq!(left(place, &key).await, wanted);
    }
    let reason: Reason = crate::error::reason("status_12", Some("log-7"));
    assert_eq!(reason.log_id.as_deref(), Some("log-7"));
}

/// A step to a newer version may be what meets the damage.
#[tokio::test]
async fn what_waits_in_a_database_of_version_1_is_saved_too() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let path = folder.path().join(FILE_NAME);
    let old = open::writer(&path, &key, &migration::ALL[..1]).unwrap();
    old.execute_batch(
        "INSERT INTO conversation (conversation_id, short_id, kind) VALUES ('0:1:10001:10009', 77, 1);
         INSERT INTO message (conversation, key, kind, content, state)
         VALUES (1, 'came', 10001, '{}', 0), (1, 'text', 10001, '{\"text\":\"words\"}', 1), (1, 'picture', 10003, '', 1);
         INSERT INTO outbox (id, message, conversation, kind, state) VALUES (11, 2, 1, 0, 0), (12, 3, 1, 1, 2);
         INSERT INTO outbox_step (outbox, step, done, data) VALUES (12, 0, 1, '{\"step\":\"zero\"}');
         INSERT INTO draft (conversation, revision, text) VALUES (1, 4, 'half a thought');",
    )
    .unwrap();
    drop(old);
    let done = aside(&folder, &key).await;
    assert_eq!((done.messages, done.drafts), (2, 1));
    let rows = left(folder, &key).await;
    assert!(rows[0].contains("text | {\"text\":\"words\"}"), "{rows:#?}");
    assert_eq!(
        rows.last().unwrap(),
        "picture | accept | 1 | {\"step\":\"zero\"}"
    );
}

#[tokio::test]
async fn whatever_page_is_damaged_the_file_is_kept_and_what_can_be_read_is_saved() {
    let desk = full().await;
    let Desk { store, folder, key } = desk;
    store.close().await;
    drop(store);
    let sound = files(folder.path());
    let bytes = &sound[FILE_NAME];
    let pages = bytes.len() / PAGE;
    assert!(pages > 40, "{pages}");
    let mut complete = 0;
    // The first page, those of all tables' roots, and a part of the rest.
    let some = (0..pages).filter(|page| *page < 24 || page % 5 == 0);
    let mut tried = 0;
    for page in some {
        tried += 1;
        let mut damaged = bytes.clone();
        for byte in &mut damaged[page * PAGE..(page + 1) * PAGE] {
            *byte ^= 0x5a;
        }
        let place = copy(&[(FILE_NAME.to_owned(), damaged.clone())].into());
        let done = aside(&place, &key).await;
        assert!(std::fs::read(place.path().join(&done.kept)).unwrap() == damaged);
        let rows = left(place, &key).await;
        assert_eq!(
            rows.len(),
            (done.messages + done.drafts) as usize
                + rows.iter().filter(|row| row.contains("zero")).count()
        );
        if (done.messages, done.drafts) == (4, 2) {
            complete += 1;
        }
        if page == 0 {
            assert_eq!((done.messages, done.drafts), (0, 0));
        }
    }
    // Most pages hold messages that the server has too.
    assert!(complete * 2 > tried, "{complete} of {tried}");
}

#[tokio::test]
async fn a_damaged_page_is_noticed_by_its_reader_and_by_the_writer() {
    let desk = full().await;
    // Rows of messages, which opening does not read.
    let pages = desk
        .rows("SELECT pageno FROM dbstat WHERE name = 'message' AND pagetype = 'leaf'")
        .await;
    let Desk { store, folder, key } = desk;
    store.close().await;
    drop(store);
    let mut damaged = files(folder.path())[FILE_NAME].clone();
    assert!(pages.len() > 8, "{pages:?}");
    for page in &pages {
        let page: usize = page.parse().unwrap();
        for byte in &mut damaged[(page - 1) * PAGE..page * PAGE] {
            *byte ^= 0x5a;
        }
    }
    let place = copy(&[(FILE_NAME.to_owned(), damaged)].into());
    let store = open_store(&place, &key).unwrap();
    assert!(!*store.damaged().borrow());
    let read = store
        .read(|snapshot| {
            let connection = snapshot.connection();
            Ok(
                connection.query_row("SELECT sum(length(content)) FROM message", [], |row| {
                    row.get::<_, i64>(0)
                })?,
            )
        })
        .await;
    let error = read.unwrap_err();
    assert_eq!(error.code(), "database_damaged", "{error}");
    assert!(*store.damaged().borrow());
    let write = store
        .write(|tx| {
            Ok(tx
                .connection()
                .execute("UPDATE message SET version = version + 1", [])?)
        })
        .await;
    assert_eq!(write.unwrap_err().code(), "database_damaged");
}

#[tokio::test]
async fn a_kill_while_it_is_set_aside_loses_neither_database() {
    let desk = full().await;
    let killed = files(desk.folder.path());
    let Desk { store, key, .. } = desk;
    store.close().await;
    drop(store);
    assert!(killed.contains_key("linnet.db-wal"));
    let wanted = left(copy(&killed), &key).await;
    let done = copy(&killed);
    aside(&done, &key).await;
    let new = files(done.path())[FILE_NAME].clone();
    // Before the new one had its name: it is made again.
    let place = copy(&killed);
    std::fs::create_dir(place.path().join(MAKING)).unwrap();
    std::fs::write(place.path().join(MAKING).join(FILE_NAME), b"half").unwrap();
    assert_eq!(aside(&place, &key).await.messages, 4);
    assert_eq!(left(place, &key).await, wanted);
    // After each renaming.
    let moves = ["linnet.db-wal", "linnet.db"];
    for moved in 0..=moves.len() {
        let place = copy(&killed);
        std::fs::write(place.path().join(NEW), &new).unwrap();
        for name in &moves[..moved] {
            let to = name.replace(FILE_NAME, "damaged-1.db");
            std::fs::rename(place.path().join(name), place.path().join(to)).unwrap();
        }
        open_store(&place, &key).unwrap();
        let after = files(place.path());
        assert!(after["damaged-1.db"] == killed[FILE_NAME], "{moved}");
        assert!(
            after["damaged-1.db-wal"] == killed["linnet.db-wal"],
            "{moved}"
        );
        assert_eq!(left(place, &key).await, wanted);
    }
}

#[tokio::test]
async fn what_was_planned_is_planned_in_the_new_database() {
    let desk = Desk::new();
    let plan = |key: &str, due: i64| crate::store::planned::Planned {
        key: MessageKey::from(key),
        conversation: crate::store::Cid(0),
        to: chat().id,
        text: format!("at {due}"),
        answers: "an answer to what is loaded anew".to_owned(),
        mentioned: "[]".to_owned(),
        due,
        stopped: String::new(),
    };
    let (first, second) = (plan("k-1", 5), plan("k-2", 7));
    desk.store
        .write(move |tx| {
            let cid = conversation::ensure(tx, &chat())?;
            for mut planned in [first, second] {
                planned.conversation = cid;
                planned::add(tx, &planned)?;
            }
            Ok(())
        })
        .await
        .unwrap();
    desk.store.close().await;
    let done = aside(&desk.folder, &desk.key).await;
    assert_eq!((done.messages, done.drafts), (2, 0));
    let store = open_store(&desk.folder, &desk.key).unwrap();
    let kept = store
        .read(|snapshot| {
            let cid = conversation::find(snapshot, &chat().id)?.unwrap();
            planned::list(snapshot, cid)
        })
        .await
        .unwrap();
    let kept: Vec<(&str, i64)> = kept
        .iter()
        .map(|one| (one.text.as_str(), one.due))
        .collect();
    assert_eq!(kept, [("at 5", 5), ("at 7", 7)]);
    store.close().await;
}
