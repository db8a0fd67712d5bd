use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use super::super::{FILE_NAME, open, tests::Desk, tests::open as open_store};
use super::*;
use crate::config::DatabaseKey;

/// A step as a later version may bring one: it changes a table that has rows, fills what is new, and adds an index.
const LATER: &str = "
    ALTER TABLE meta ADD COLUMN noted INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE marked (conversation INTEGER PRIMARY KEY NOT NULL, value INTEGER NOT NULL) STRICT;
    INSERT INTO marked (conversation, value) SELECT id, short_id FROM conversation;
    UPDATE meta SET noted = value + 1;
    DROP INDEX conversation_peer;
    CREATE INDEX conversation_peer ON conversation (peer, id) WHERE peer <> 0;";

fn later() -> Vec<&'static str> {
    ALL.iter().copied().chain([LATER]).collect()
}

/// The newest version there is.
fn newest() -> i64 {
    i64::try_from(ALL.len()).unwrap()
}

/// How many statements a step has.
fn statements(step: &str) -> usize {
    let nowhere = Connection::open_in_memory().unwrap();
    let mut count = 0;
    // Preparing needs the tables, so each is also run.
    for earlier in later() {
        let mut all = Batch::new(&nowhere, earlier);
        while let Some(mut statement) = all.next().unwrap() {
            statement.raw_execute().unwrap();
            count += usize::from(earlier == step);
        }
    }
    count
}

/// Every file of a folder.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

/// What a kill leaves: the files as they are at this moment.
fn copy(folder: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for (name, bytes) in bytes(folder) {
        // The index of the log lives in shared memory; after a kill it is made anew.
        if !name.ends_with("-shm") {
            std::fs::write(copy.path().join(name), bytes).unwrap();
        }
    }
    copy
}

fn one(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A database of a version, with a row in each table that the steps below touch.
fn database_of(version: usize, folder: &TempDir, key: &DatabaseKey) -> Connection {
    let steps = &later()[..version];
    let connection = open::writer(&folder.path().join(FILE_NAME), key, steps).unwrap();
    if version > 0 {
        connection
            .execute_batch(
                "INSERT INTO meta (key, value) VALUES ('kept', 7);
                 INSERT INTO conversation (conversation_id, short_id) VALUES ('0:1:10001:10009', 77);
                 INSERT INTO message (conversation, key, content) VALUES (1, 'key-1', 'words');",
            )
            .unwrap();
    }
    connection
}

fn assert_kept(connection: &Connection) {
    assert_eq!(
        one(connection, "SELECT value FROM meta WHERE key = 'kept'"),
        7
    );
    assert_eq!(
        one(
            connection,
            "SELECT count(*) FROM message WHERE content = 'words'"
        ),
        1
    );
    let sound: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
}

#[test]
fn each_step_leads_on_from_a_database_of_the_step_before() {
    let steps = later();
    for version in 1..=steps.len() {
        let folder = tempfile::tempdir().unwrap();
        let key = DatabaseKey::random();
        drop(database_of(version - 1, &folder, &key));
        let path = folder.path().join(FILE_NAME);
        let connection = open::writer(&path, &key, &steps[..version]).unwrap();
        assert_eq!(
            one(&connection, "PRAGMA user_version"),
            i64::try_from(version).unwrap()
        );
        if version > 1 {
            assert_kept(&connection);
        }
    }
    // What a step makes of rows that were there.
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    drop(database_of(ALL.len(), &folder, &key));
    let connection = open::writer(&folder.path().join(FILE_NAME), &key, &steps).unwrap();
    assert_eq!(one(&connection, "SELECT value FROM marked"), 77);
    assert_eq!(
        one(&connection, "SELECT noted FROM meta WHERE key = 'kept'"),
        8
    );
}

/// Up to step 8, what a voice message brings was not noted: it could only be looked at.
#[tokio::test]
async fn a_recording_of_an_older_database_can_be_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let old = database_of(8, &folder, &key);
    old.execute_batch(
        r#"INSERT INTO message (conversation, key, kind, content) VALUES (1, 'voice', 10006,
           '{"__files":{"media":{"length":9,"ext":{"s:file_ext_key_uri":"v1"}}}}');"#,
    )
    .unwrap();
    drop(old);
    let store = open_store(&folder, &key).unwrap();
    while !store.write(super::super::learned::learn).await.unwrap() {}
    let noted = store
        .read(|snapshot| {
            let id = crate::model::picture::object_id("v1");
            super::super::media::remote(snapshot, &id)
        })
        .await
        .unwrap();
    assert_eq!(noted.map(|remote| remote.bytes), Some(9));
}

/// What a database is, as SQLite describes it: whatever words made it, and in whatever order.
fn described(connection: &Connection) -> Vec<String> {
    const TABLES: &str = "SELECT concat_ws(' ', name, wr, strict) FROM pragma_table_list
         WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
    const COLUMNS: &str =
        "SELECT concat_ws(' ', t.name, c.name, c.type, c.\"notnull\", quote(c.dflt_value), c.pk)
         FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
         WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'";
    const REFERENCES: &str =
        "SELECT concat_ws(' ', t.name, f.\"from\", f.\"table\", f.\"to\", f.on_delete)
         FROM pragma_table_list t JOIN pragma_foreign_key_list(t.name) f WHERE t.schema = 'main'";
    const INDEXES: &str = "SELECT concat_ws(' ', t.name, i.name, i.\"unique\", i.partial, x.seqno, quote(x.name), x.desc)
         FROM pragma_table_list t JOIN pragma_index_list(t.name) i JOIN pragma_index_xinfo(i.name) x
         WHERE t.schema = 'main'";
    const CONDITIONS: &str =
        "SELECT concat_ws(' ', name, substr(sql, instr(sql, ' WHERE '))) FROM sqlite_schema
         WHERE type = 'index' AND instr(sql, ' WHERE ') > 0";
    // Trimmed of how they are laid out.
    const TRIGGERS: &str = "SELECT concat_ws(' ', name, replace(replace(sql, ' ', ''), char(10), '')) FROM sqlite_schema
         WHERE type IN ('trigger', 'view')";
    let mut all = Vec::new();
    for query in [TABLES, COLUMNS, REFERENCES, INDEXES, CONDITIONS, TRIGGERS] {
        let mut statement = connection.prepare(query).unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        let before = all.len();
        all.extend(rows.map(Result::unwrap));
        assert!(all.len() > before, "{query}");
    }
    all.sort();
    all
}

/// Today's database as one reads it in `schema.sql`.
const TODAY: &str = include_str!("../schema.sql");

#[test]
fn a_database_made_in_steps_is_the_one_that_is_written_down() {
    let key = DatabaseKey::random();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(FILE_NAME);
    for version in 1..=ALL.len() {
        drop(open::writer(&path, &key, &ALL[..version]).unwrap());
    }
    let stepped = open::writer(&path, &key, ALL).unwrap();
    let written = Connection::open_in_memory().unwrap();
    written.execute_batch(TODAY).unwrap();
    assert_eq!(described(&stepped), described(&written));
}

#[test]
fn a_description_tells_databases_apart() {
    let written = || {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TODAY).unwrap();
        connection
    };
    let same = described(&written());
    for change in [
        "CREATE TABLE more (id INTEGER) STRICT",
        "ALTER TABLE meta ADD COLUMN noted INTEGER NOT NULL DEFAULT 0",
        "DROP INDEX conversation_peer",
        "DROP TRIGGER message_gone",
        "DROP INDEX conversation_peer; CREATE INDEX conversation_peer ON conversation (peer, id) WHERE peer <> 0",
        "DROP INDEX conversation_peer; CREATE INDEX conversation_peer ON conversation (peer) WHERE peer > 0",
    ] {
        let other = written();
        other.execute_batch(change).unwrap();
        assert_ne!(described(&other), same, "{change}");
    }
}

/// Version 2 knows what waits by its message and no longer by an id of its own.
#[test]
fn what_is_not_sent_goes_through_version_2_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let old = database_of(1, &folder, &key);
    old.execute_batch(
        "INSERT INTO message (conversation, key, state) VALUES (1, 'text', 1), (1, 'stopped', 3), (1, 'picture', 1);
         INSERT INTO outbox (id, message, conversation, kind, state, tries, next_try, accepted, mentions) VALUES
             (11, 2, 1, 0, 0, 4, 5000, 900, '[10009]'), (12, 3, 1, 0, 1, 9, 0, 901, '[]'), (13, 4, 1, 1, 2, 0, 0, 902, '[]');
         INSERT INTO outbox_step (outbox, step, done, data) VALUES (13, 0, 1, 'accepted'), (13, 2, 0, 'half');",
    )
    .unwrap();
    drop(old);
    let path = folder.path().join(FILE_NAME);
    let new = open::writer(&path, &key, &ALL[..2]).unwrap();
    let rows = |sql: &str| -> Vec<String> {
        let mut statement = new.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(
        rows(
            "SELECT m.key || ' ' || concat_ws(' ', o.conversation, o.kind, o.state, o.tries, o.next_try, o.accepted, o.mentions)
             FROM outbox o JOIN message m ON m.id = o.message ORDER BY o.message"
        ),
        [
            "text 1 0 0 4 5000 900 [10009]",
            "stopped 1 0 1 9 0 901 []",
            "picture 1 1 2 0 0 902 []"
        ]
    );
    let steps = "SELECT concat_ws(' ', outbox, step, done, data) FROM outbox_step ORDER BY step";
    assert_eq!(rows(steps), ["4 0 1 accepted", "4 2 0 half"]);
    assert_kept(&new);
    // A message that goes takes its place and its steps along.
    new.execute("DELETE FROM message WHERE key = 'picture'", [])
        .unwrap();
    assert_eq!(rows(steps), Vec::<String>::new());
    assert_eq!(one(&new, "SELECT count(*) FROM outbox"), 2);
    assert_eq!(
        one(&new, "SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
}

#[test]
fn the_steps_of_an_unsent_picture_have_names_from_version_7_on() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let old = database_of(6, &folder, &key);
    old.execute_batch(
        "INSERT INTO message (conversation, key, state, kind) VALUES (1, 'picture', 1, 10003);
         INSERT INTO outbox (message, conversation, kind, state) SELECT id, 1, 1, 2 FROM message WHERE key = 'picture';
         INSERT INTO outbox_step (outbox, step, done, data)
             SELECT message, 0, 1, 'a' FROM outbox UNION ALL SELECT message, 1, 1, 'b' FROM outbox
             UNION ALL SELECT message, 2, 0, 'c' FROM outbox UNION ALL SELECT message, 3, 1, '{}' FROM outbox;
         INSERT INTO media (id, object_key) VALUES ('u:1', 'linnet/1');",
    )
    .unwrap();
    drop(old);
    let new = open::writer(&folder.path().join(FILE_NAME), &key, ALL).unwrap();
    let mut statement = new
        .prepare("SELECT concat_ws(' ', step, done, data) FROM outbox_step")
        .unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    let rows: Vec<String> = rows.map(Result::unwrap).collect();
    let mut expected = ["accept 1 a", "transform 1 b", "upload 0 c", "freeze 1 {}"];
    let mut found: Vec<&str> = rows.iter().map(String::as_str).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(one(&new, "SELECT kind FROM media WHERE id = 'u:1'"), 1);
    assert_eq!(
        one(&new, "SELECT count(*) FROM pragma_foreign_key_check"),
        0
    );
}

/// As the first step will be that changes what a column of messages may hold.
#[test]
fn a_step_that_rebuilds_a_table_takes_nothing_along_that_refers_to_it() {
    const REBUILD: &str = "
        CREATE TABLE new_conversation (id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id TEXT NOT NULL UNIQUE) STRICT;
        INSERT INTO new_conversation SELECT id, conversation_id FROM conversation;
        DROP TABLE conversation;
        ALTER TABLE new_conversation RENAME TO conversation;";
    // Forgets the rows that others refer to.
    const FORGETFUL: &str = "DELETE FROM conversation";
    let folder = tempfile::tempdir().unwrap();
    let mut connection = database_of(ALL.len(), &folder, &DatabaseKey::random());
    let with = |step| -> Vec<&str> { ALL.iter().copied().chain([step]).collect() };
    let failed = run(&mut connection, &with(FORGETFUL), &mut || ());
    assert!(
        matches!(&failed, Err(Error::Migration { .. })),
        "{failed:?}"
    );
    assert_kept(&connection);
    run(&mut connection, &with(REBUILD), &mut || ()).unwrap();
    assert_kept(&connection);
    assert_eq!(one(&connection, "PRAGMA foreign_keys"), 1);
    connection.execute("DELETE FROM conversation", []).unwrap();
    assert_eq!(one(&connection, "SELECT count(*) FROM message"), 0);
}

#[test]
fn a_kill_at_any_statement_of_a_step_leaves_a_database_that_opens() {
    let steps = later();
    for version in 2..=steps.len() {
        let (old, new) = (&steps[..version - 1], &steps[..version]);
        let reached = i64::try_from(version).unwrap();
        let key = DatabaseKey::random();
        let folder = tempfile::tempdir().unwrap();
        let mut connection = database_of(version - 1, &folder, &key);
        // Small steps of the log reach the file in the middle of a transaction, as with a step that changes much.
        connection.pragma_update(None, "cache_size", 2).unwrap();
        let mut killed = vec![copy(folder.path())];
        run(&mut connection, new, &mut || {
            killed.push(copy(folder.path()))
        })
        .unwrap();
        // Each statement, the version, and the commit.
        assert_eq!(killed.len(), 1 + statements(steps[version - 1]) + 1 + 1);
        for (number, place) in killed.iter().enumerate() {
            let path = place.path().join(FILE_NAME);
            let committed = number + 1 == killed.len();
            if committed {
                match open::writer(&path, &key, old) {
                    Err(Error::DatabaseNewer { found, known }) => {
                        assert_eq!((found, known), (reached, reached - 1));
                    }
                    other => panic!("{:?}", other.err()),
                }
            } else {
                // The program that was there before can go on.
                let before = open::writer(&path, &key, old).unwrap();
                assert_eq!(one(&before, "PRAGMA user_version"), reached - 1, "{number}");
                assert_kept(&before);
            }
            let after = open::writer(&path, &key, new).unwrap();
            assert_eq!(one(&after, "PRAGMA user_version"), reached);
            assert_kept(&after);
        }
    }
}

/// Invariant 11: a newer database is never touched, a failed migration leaves the old one.
#[test]
fn a_step_that_fails_leaves_the_database_at_the_step_before() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let mut connection = database_of(ALL.len(), &folder, &key);
    let broken = "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO no_such_table VALUES (1)";
    let steps: Vec<&str> = ALL.iter().copied().chain([broken]).collect();
    let failed = run(&mut connection, &steps, &mut || ());
    assert!(
        matches!(&failed, Err(Error::Migration { to, .. }) if *to == newest() + 1),
        "{failed:?}"
    );
    assert_eq!(one(&connection, "PRAGMA user_version"), newest());
    assert_eq!(
        one(
            &connection,
            "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"
        ),
        0
    );
    assert_kept(&connection);
}

/// Invariant 11: a newer database is never touched, a failed migration leaves the old one.
#[tokio::test]
async fn a_database_of_a_later_version_is_refused_and_not_touched() {
    let desk = Desk::new();
    desk.store
        .write(|tx| Ok(tx.connection().pragma_update(None, "user_version", 999)?))
        .await
        .unwrap();
    // As its own program left it when it was killed, with a log, and as it left it when it ended well.
    let killed = copy(desk.folder.path());
    desk.store.close().await;
    let ended = copy(desk.folder.path());
    assert!(killed.path().join("linnet.db-wal").exists());
    for folder in [killed, ended] {
        let before = bytes(folder.path());
        match open_store(&folder, &desk.key) {
            Err(Error::DatabaseNewer { found: 999, known }) => assert!(known >= 1),
            other => panic!("{:?}", other.err()),
        }
        let after = bytes(folder.path());
        for (name, bytes) in &before {
            assert!(after.get(name) == Some(bytes), "{name} was touched");
        }
    }
}
