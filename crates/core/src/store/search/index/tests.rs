use super::*;

fn change(row: i64, comes: bool, words: &str) -> Change {
    Change {
        message: Mid(row),
        created: 1_000 * row,
        comes,
        tokens: words.split(' ').map(str::to_owned).collect(),
    }
}

fn holds(folder: &Path, word: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    })
}

/// The file is written as any index, but without a cipher, so that what lies in it can be seen.
#[test]
fn words_that_were_taken_out_are_in_no_page_and_not_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let mut connection = Connection::open(folder.path().join(FILE_NAME)).unwrap();
    set_up(&connection).unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    let to = Position::default();
    for part in 0..20_i64 {
        let mut changes: Vec<Change> = (part * 100..part * 100 + 100)
            .map(|row| change(row, true, &format!("word{row} all part{part}")))
            .collect();
        if part == 7 {
            changes.push(change(5_000, true, "quetzalcoatlus all secretive"));
        }
        changes.sort();
        write(&mut connection, &changes, to).unwrap();
    }
    while !merge(&connection, true).unwrap() {}
    assert!(holds(folder.path(), "etzalcoatlus"));
    let gone = change(5_000, false, "quetzalcoatlus all secretive");
    write(&mut connection, &[gone], to).unwrap();
    empty_log(&connection).unwrap();
    assert!(!holds(folder.path(), "etzalcoatlus"));
    assert!(!holds(folder.path(), "ecretive"));
    // The first word behind those that begin with another letter is written whole.
    assert!(holds(folder.path(), "word0"));
}

#[test]
fn a_file_that_does_not_belong_to_the_database_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let reached = Reached {
        index: 5,
        message: 10,
        entry: 3,
    };
    let open = |format, reached| Index::open(folder.path(), &key, format, reached);
    let position = Position {
        message: 10,
        entry: 3,
    };
    let fill = || {
        let index = open(1, reached);
        index
            .apply(&mut [change(1, true, "bird")], position)
            .unwrap();
        assert_eq!(index.contents(), [("bird".to_owned(), 1)]);
    };
    fill();
    assert_eq!(open(1, reached).position().unwrap(), position);
    // Tokens are made otherwise; the database is another one; it has lost messages, or entries of the queue.
    for (format, reached) in [
        (2, reached),
        (
            1,
            Reached {
                index: 6,
                ..reached
            },
        ),
        (
            1,
            Reached {
                message: 9,
                ..reached
            },
        ),
        (
            1,
            Reached {
                entry: 2,
                ..reached
            },
        ),
    ] {
        let index = open(format, reached);
        assert_eq!(index.position().unwrap(), Position::default());
        assert_eq!(index.contents(), []);
        drop(index);
        open(1, reached).make_anew(reached.index).unwrap();
        fs::remove_file(folder.path().join(FILE_NAME)).unwrap();
        fill();
    }
    // A file of another key, or no database at all.
    fs::write(folder.path().join(FILE_NAME), [7; 9_000]).unwrap();
    assert_eq!(open(1, reached).position().unwrap(), Position::default());
}

#[test]
fn damage_is_noticed_and_does_not_look_like_damage_of_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let key = DatabaseKey::random();
    let reached = Reached {
        index: 5,
        message: 10_000,
        entry: 0,
    };
    let index = Index::open(folder.path(), &key, 1, reached);
    let mut changes: Vec<Change> = (1..2_000)
        .map(|row| change(row, true, &format!("word{row}")))
        .collect();
    index.apply(&mut changes, Position::default()).unwrap();
    index.close();
    let path = folder.path().join(FILE_NAME);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(7);
    fs::write(&path, bytes).unwrap();
    let index = Index::open(folder.path(), &key, 1, reached);
    let wanted = Wanted(vec![vec![Token {
        text: "word".to_owned(),
        begins: true,
    }]]);
    let error = index
        .find(&wanted, |_| true, |_, _| Ok(ControlFlow::Continue(())))
        .unwrap_err();
    assert!(!error.is_damage() && index.was_damaged() && !index.was_damaged());
    index.make_anew(5).unwrap();
    index
        .find(&wanted, |_| true, |_, _| Ok(ControlFlow::Continue(())))
        .unwrap();
}

#[test]
fn spans_tell_how_old_and_new_their_messages_are() {
    let folder = tempfile::tempdir().unwrap();
    let reached = Reached {
        index: 5,
        message: 10_000,
        entry: 0,
    };
    let index = Index::open(folder.path(), &DatabaseKey::random(), 1, reached);
    let mut changes = [1, 900, 500, 1_024].map(|row| change(row, true, "bird"));
    index.apply(&mut changes, Position::default()).unwrap();
    let wanted = Wanted(vec![vec![Token {
        text: "bird".to_owned(),
        begins: false,
    }]]);
    let (mut found, mut known) = (Vec::new(), Vec::new());
    index
        .find(
            &wanted,
            |_| true,
            |message, spans| {
                found.push(message.0);
                known = spans.to_vec();
                Ok(ControlFlow::Continue(()))
            },
        )
        .unwrap();
    assert_eq!(found, [1_024, 900, 500, 1]);
    let span = |number, oldest, newest| Span {
        number,
        oldest,
        newest,
    };
    assert_eq!(
        known,
        [span(0, 1_000, 900_000), span(1, 1_024_000, 1_024_000)]
    );
    // Only what the spans let through is gone through, and what came after they were read.
    let asked = |may_hold: fn(&Span) -> bool| {
        let mut found = Vec::new();
        let look = |message: Mid, _: &[Span]| {
            found.push(message.0);
            Ok(ControlFlow::Continue(()))
        };
        index.find(&wanted, may_hold, look).unwrap();
        found
    };
    assert_eq!(asked(|span| span.number == 0), [900, 500, 1]);
    assert_eq!(asked(|span| span.number == 1), [1_024]);
    assert_eq!(asked(|_| false), [0; 0]);
    assert_eq!(bounds(&known, |span| span.number == 1), (1_024, i64::MAX));
    assert_eq!(bounds(&[], |_| false), (i64::MIN, i64::MAX));
}
