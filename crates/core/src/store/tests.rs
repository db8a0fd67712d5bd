mod statements;

use std::sync::Arc;

use tempfile::TempDir;

use super::*;
use crate::config::SystemClock;
use crate::error::Error;
use crate::model::ConversationId;
use crate::model::conversation::ConversationRef;
use crate::model::message::Incoming;

pub const ALICE: UserId = UserId(10001);
pub const BOB: UserId = UserId(10009);

/// Alice's database in a folder of its own.
pub struct Desk {
    pub store: Store,
    pub folder: TempDir,
    pub key: DatabaseKey,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = DatabaseKey::random();
        let store = open(&folder, &key).unwrap();
        Self { store, folder, key }
    }

    /// What the store runs from now on is kept.
    pub fn watch(&self) {
        observed::begin(&self.folder.path().join(FILE_NAME));
    }

    /// What it has run since.
    pub fn ran(&self) -> observed::Ran {
        observed::end(&self.folder.path().join(FILE_NAME))
    }

    /// Runs a statement that makes trouble.
    pub async fn execute(&self, sql: &'static str) {
        self.store
            .write(move |tx| Ok(tx.connection().execute_batch(sql)?))
            .await
            .unwrap();
    }

    /// Rows of one statement, each as its columns' text.
    pub async fn rows(&self, sql: &'static str) -> Vec<String> {
        self.store
            .read(move |snapshot| {
                let mut statement = snapshot.connection().prepare(sql)?;
                let columns = statement.column_count();
                let rows = statement.query_map([], |row| {
                    let texts: Vec<String> = (0..columns)
                        .map(|column| match row.get_ref(column).unwrap() {
                            rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                            rusqlite::types::ValueRef::Text(text) => {
                                String::from_utf8_lossy(text).into_owned()
                            }
                            other => format!("{other:?}"),
                        })
                        .collect();
                    Ok(texts.join(" | "))
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
            .unwrap()
    }
}

pub fn open(folder: &TempDir, key: &DatabaseKey) -> Result<Store> {
    Store::open(folder.path(), key, ALICE, Arc::new(SystemClock))
}

pub fn chat() -> ConversationRef {
    ConversationRef {
        id: ConversationId::from("0:1:10001:10009"),
        short_id: 77,
        kind: 1,
    }
}

/// What Bob writes, `index` being also its place.
pub fn from_bob(index: i64, words: &str) -> Incoming {
    Incoming {
        conversation: chat(),
        server_id: 7_000_000_000_000_000 + index,
        index,
        order: index,
        kind: 10001,
        sender: BOB,
        content: crate::model::kind::text::write(words),
        ext: [("s:client_message_id".to_owned(), format!("bob-{index}"))].into(),
        created: 1_000_000 + index,
        version: 1,
        status: 0,
        reactions: Vec::new(),
        quote: None,
    }
}

/// What a waiting operation makes of a message.
pub fn want(tx: &mut Tx<'_>, message: Mid, effect: &crate::model::operation::Effect) -> Result<()> {
    message::want(tx, message, effect)
}

/// The messages of a conversation up to an index are gone.
pub fn clear_up_to(tx: &mut Tx<'_>, conversation: Cid, index: i64) -> Result<()> {
    message::wipe_up_to(tx, conversation, index)
}

async fn note(store: &Store, key: &'static str, value: i64) -> Result<()> {
    store
        .write(move |tx| {
            meta::set(tx.connection(), key, value)?;
            tx.change(Change::Wanted);
            Ok(())
        })
        .await
}

#[tokio::test]
async fn a_command_that_fails_is_undone_alone_and_the_others_of_its_batch_stay() {
    let desk = Desk::new();
    let mut changes = desk.store.changes();
    let failing = desk.store.write(|tx| {
        meta::set(tx.connection(), "failing", 1)?;
        tx.change(Change::Loading);
        Err::<(), _>(Error::Cancelled)
    });
    let (one, failed, two) = tokio::join!(
        note(&desk.store, "one", 1),
        failing,
        note(&desk.store, "two", 2)
    );
    assert!(one.is_ok() && two.is_ok());
    assert!(matches!(failed, Err(Error::Cancelled)));
    assert_eq!(
        desk.rows("SELECT key FROM meta WHERE key IN ('one', 'two', 'failing') ORDER BY key")
            .await,
        ["one", "two"]
    );
    let mut told = 0;
    while let Ok(committed) = changes.try_recv() {
        assert!(committed.store_seq > 0);
        assert!(
            committed
                .changes
                .iter()
                .all(|change| *change == Change::Wanted)
        );
        told += committed.changes.len();
    }
    assert_eq!(told, 2);
}

#[tokio::test]
async fn a_snapshot_has_the_number_of_what_is_in_it() {
    let desk = Desk::new();
    let mut changes = desk.store.changes();
    for value in 0..3 {
        note(&desk.store, "value", value).await.unwrap();
        let committed = changes.recv().await.unwrap();
        let seen = desk
            .store
            .read(|snapshot| Ok(snapshot.store_seq))
            .await
            .unwrap();
        assert_eq!(committed.store_seq, seen);
    }
}

/// Invariant 1: a message the user saw accepted is on disk.
#[tokio::test]
async fn a_promise_is_synced_and_what_the_server_tells_again_need_not_be() {
    let desk = Desk::new();
    let synchronous = |tx: &mut Tx<'_>| {
        Ok(tx
            .connection()
            .query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))?)
    };
    // 2 is FULL, 1 is NORMAL.
    assert_eq!(desk.store.write(synchronous).await.unwrap(), 2);
    assert_eq!(desk.store.write_replayable(synchronous).await.unwrap(), 1);
    assert_eq!(desk.store.write(synchronous).await.unwrap(), 2);
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let desk = Desk::new();
    let wrote = desk
        .store
        .read(|snapshot| Ok(snapshot.connection().execute("DELETE FROM meta", [])?))
        .await;
    assert!(wrote.is_err());
}

#[tokio::test]
async fn what_was_committed_is_there_after_a_restart_and_the_wrong_key_opens_nothing() {
    let desk = Desk::new();
    note(&desk.store, "kept", 5).await.unwrap();
    desk.store.close().await;
    assert!(matches!(
        open(&desk.folder, &DatabaseKey::random()),
        Err(Error::DatabaseKey)
    ));
    let again = open(&desk.folder, &desk.key).unwrap();
    let kept = again
        .read(|snapshot| meta::get(snapshot.connection(), "kept"))
        .await
        .unwrap();
    assert_eq!(kept, Some(5));
    assert!(matches!(
        desk.store.write(|_| Ok(())).await,
        Err(Error::Stopped)
    ));
}

#[tokio::test]
async fn the_file_shows_nothing_without_its_key() {
    let desk = Desk::new();
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            message::store(tx, cid, 0, &from_bob(1, "a very secret word"), false).map(|_| ())
        })
        .await
        .unwrap();
    desk.store.close().await;
    for entry in std::fs::read_dir(desk.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(
            !bytes
                .windows(6)
                .any(|window| window == b"secret" || window == b"SQLite")
        );
    }
}

#[tokio::test]
async fn every_table_is_strict_and_no_column_is_ever_null() {
    let desk = Desk::new();
    let loose = desk
        .rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0")
        .await;
    assert_eq!(loose, Vec::<String>::new());
    let nullable = desk
        .rows(
            "SELECT t.name || '.' || c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
               AND c.\"notnull\" = 0 AND c.pk = 0",
        )
        .await;
    assert_eq!(nullable, Vec::<String>::new());
}

/// Protocol: sync, section 6.7: a message may do one without the other.
#[tokio::test]
async fn what_moves_a_conversation_up_need_not_be_its_line_and_the_other_way_round() {
    let desk = Desk::new();
    let with = |index, words: &str, key: &str| {
        let mut message = from_bob(index, words);
        message.ext.insert(key.to_owned(), "true".to_owned());
        message
    };
    let messages = [
        (from_bob(1, "first"), "1000001 | first"),
        (
            with(2, "no line", linnet_proto::keys::DO_NOT_UPDATE_LAST_MSG),
            "1000002 | first",
        ),
        (
            with(
                3,
                "stays below",
                linnet_proto::keys::DO_NOT_POP_CONVERSATION,
            ),
            "1000002 | stays below",
        ),
        (from_bob(4, "both"), "1000004 | both"),
    ];
    for (message, summary) in messages {
        desk.store
            .write(move |tx| {
                let cid = conversation::ensure(tx, &chat())?;
                message::store(tx, cid, 0, &message, true).map(|_| ())
            })
            .await
            .unwrap();
        assert_eq!(
            desk.rows("SELECT sort_time, preview_text FROM conversation")
                .await,
            [summary]
        );
    }
}

#[tokio::test]
async fn the_database_is_closed_when_its_last_handle_has_gone() {
    let desk = Desk::new();
    desk.store
        .write(|tx| conversation::ensure(tx, &chat()).map(|_| ()))
        .await
        .unwrap();
    let Desk { store, folder, .. } = desk;
    let also = store.clone();
    drop(store);
    assert!(folder.path().join("linnet.db-wal").exists());
    // Not a moment later: a thread that is still inside the cipher when the process ends crashes it.
    drop(also);
    assert!(!folder.path().join("linnet.db-wal").exists());
}

/// Alice's store with one conversation, and its draft.
async fn drafting() -> (Desk, Cid) {
    let desk = Desk::new();
    let cid = desk
        .store
        .write(|tx| conversation::ensure(tx, &chat()))
        .await
        .unwrap();
    (desk, cid)
}

async fn save(desk: &Desk, cid: Cid, base: i64, text: &str) -> draft::Save {
    let text = text.to_owned();
    let saved = desk
        .store
        .write(move |tx| draft::save(tx, cid, base, &text));
    saved.await.unwrap()
}

async fn stored(desk: &Desk, cid: Cid) -> draft::Stored {
    let read = desk.store.read(move |snapshot| draft::get(snapshot, cid));
    read.await.unwrap()
}

async fn close(desk: &Desk, cid: Cid, base: i64, left: Option<&'static str>) -> draft::Stored {
    let closed = desk
        .store
        .write(move |tx| draft::close(tx, cid, base, left));
    closed.await.unwrap()
}

/// Invariant 2: it reaches the server exactly once.
#[tokio::test]
async fn a_draft_that_was_sent_does_not_come_back() {
    let (desk, cid) = drafting().await;
    assert_eq!(save(&desk, cid, 0, "hel").await, draft::Save::Kept(1));
    let closed = close(&desk, cid, 1, None).await;
    assert_eq!((closed.revision, closed.text.as_str()), (2, ""));
    // The save that was under way.
    assert_eq!(
        save(&desk, cid, 1, "hello").await,
        draft::Save::Newer(closed.clone())
    );
    assert_eq!(stored(&desk, cid).await, closed);
    assert_eq!(save(&desk, cid, 2, "and").await, draft::Save::Kept(3));
}

#[tokio::test]
async fn a_draft_sent_before_its_first_save_is_closed_too() {
    let (desk, cid) = drafting().await;
    let closed = close(&desk, cid, 0, None).await;
    assert_eq!(closed.revision, 1);
    assert_eq!(
        save(&desk, cid, 0, "sent already").await,
        draft::Save::Newer(closed)
    );
}

#[tokio::test]
async fn words_that_were_not_sent_stay_when_a_message_is_accepted() {
    let (desk, cid) = drafting().await;
    save(&desk, cid, 0, "one").await;
    desk.store
        .write(move |tx| draft::put_in_front(tx, cid, "taken back", 0, Vec::new()))
        .await
        .unwrap();
    let left = close(&desk, cid, 1, None).await;
    assert_eq!(left.text, "taken back\none");
}

#[tokio::test]
async fn what_is_attached_is_not_touched_by_a_save_of_the_words() {
    let (desk, cid) = drafting().await;
    desk.store
        .write(move |tx| draft::save_attachments(tx, cid, r#"["/sea.png","/hill.png"]"#))
        .await
        .unwrap();
    assert_eq!(
        save(&desk, cid, 0, "two pictures").await,
        draft::Save::Kept(1)
    );
    assert_eq!(
        stored(&desk, cid).await.attachments,
        r#"["/sea.png","/hill.png"]"#
    );
    // One of them was added while the other was being sent.
    let left = close(&desk, cid, 1, Some(r#"["/hill.png"]"#)).await;
    assert_eq!(left, stored(&desk, cid).await);
    assert_eq!(
        (left.text.as_str(), left.attachments.as_str()),
        ("", r#"["/hill.png"]"#)
    );
}

#[tokio::test]
async fn the_draft_of_a_conversation_that_was_left_is_deleted_alone() {
    let (desk, cid) = drafting().await;
    save(&desk, cid, 0, "too late").await;
    desk.store
        .write(move |tx| {
            draft::save_attachments(tx, cid, r#"["/sea.png"]"#)?;
            message::store(tx, cid, 0, &from_bob(1, "bye"), false)?;
            conversation::set_member(tx, cid, false)
        })
        .await
        .unwrap();
    let deleted = desk.store.write(move |tx| draft::delete(tx, cid));
    let deleted = deleted.await.unwrap();
    assert_eq!(deleted, stored(&desk, cid).await);
    assert_eq!(
        (deleted.text.as_str(), deleted.attachments.as_str()),
        ("", "[]")
    );
    // The save that was under way.
    assert_eq!(
        save(&desk, cid, 1, "too late, and more").await,
        draft::Save::Newer(deleted)
    );
    assert_eq!(
        desk.rows("SELECT preview_text, hidden FROM conversation")
            .await,
        ["bye | 0"]
    );
}

/// A deleted conversation stands in the list for what is written in it.
#[tokio::test]
async fn a_conversation_that_stood_there_for_its_draft_goes_with_it() {
    let (desk, cid) = drafting().await;
    save(&desk, cid, 0, "words").await;
    desk.execute("UPDATE conversation SET hidden = 2").await;
    let deleted = desk.store.write(move |tx| draft::delete(tx, cid));
    deleted.await.unwrap();
    assert_eq!(desk.rows("SELECT hidden FROM conversation").await, ["1"]);
}

#[tokio::test]
async fn somebody_elses_message_with_alices_id_is_another_message() {
    let desk = Desk::new();
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            let mut alices = from_bob(1, "mine");
            alices.sender = ALICE;
            message::store(tx, cid, 0, &alices, false)?;
            let mut bobs = from_bob(2, "his");
            bobs.ext = alices.ext.clone();
            message::store(tx, cid, 0, &bobs, false).map(|_| ())
        })
        .await
        .unwrap();
    assert_eq!(
        desk.rows("SELECT key, sender FROM message ORDER BY message_index")
            .await,
        ["bob-1 | 10001", "s:7000000000000002 | 10009"]
    );
}
