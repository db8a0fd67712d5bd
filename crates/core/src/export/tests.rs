use std::fs;
use std::path::Path;

use jiff::tz::{TimeZone, offset};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::error::Error;
use crate::model::kind::text::write;
use crate::store::disk_tests::{disk, on_a_disk};
use crate::store::tests::{Desk, chat, from_bob};
use crate::store::{conversation, glimpse, message};
use crate::view::paint;
use crate::view::row::MessageRow;

fn heading(title: &str) -> Heading {
    Heading {
        title: title.to_owned(),
        // 31 December 2025, 23:30 in London and already the next year in Shanghai.
        at: 1_767_223_800_000,
        from: None,
        before: None,
        language: Language::En,
        zone: TimeZone::fixed(offset(8)),
    }
}

/// What Bob wrote, as Alice sees it.
async fn rows(texts: &[&str]) -> Vec<MessageRow> {
    let desk = Desk::new();
    let incoming: Vec<_> = (1_i64..)
        .zip(texts)
        .map(|(index, text)| {
            let mut incoming = from_bob(index, text);
            incoming.content = write(text);
            incoming
        })
        .collect();
    let cid = desk
        .store
        .write(move |tx| {
            let cid = conversation::ensure(tx, &chat())?;
            for incoming in &incoming {
                message::store(tx, cid, 0, incoming, true)?;
            }
            Ok(cid)
        })
        .await
        .unwrap();
    let me = crate::model::UserId(10_001);
    desk.store
        .read(move |snapshot| {
            let facts = glimpse::facts(snapshot, cid, me)?.unwrap();
            let scene = crate::view::timeline::scene(&facts, me, 0);
            let stored = message::after(snapshot, cid, message::BEGINNING, 10_000)?;
            Ok(stored
                .iter()
                .map(|stored| paint::message_row(&scene, stored, None))
                .collect())
        })
        .await
        .unwrap()
}

fn names(place: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(place)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn words_of_others_are_never_markup_and_formatted_ones_are_elements() {
    let place = tempfile::tempdir().unwrap();
    let rows = rows(&[
        "<script>alert(1)</script> & \"x\" </article>",
        "**bold** and `code` at https://a.example/?x=\"><b>",
        "你好\u{0}",
    ])
    .await;
    let mut folder = Folder::create(place.path(), heading("<b>观鸟</b>/..")).unwrap();
    for row in &rows {
        folder.add(&Exported { row, files: &[] }).unwrap();
    }
    folder.missing(Missing::Gone);
    let path = folder.finish().unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(
        name.ends_with("2026-01-01") && !name.contains(['<', '/']),
        "{name}"
    );
    let page = fs::read_to_string(path.join("index.html")).unwrap();
    assert!(
        !page.contains("<script") && !page.contains("<b>观鸟"),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"));
    assert!(page.contains("<strong>bold</strong>") && page.contains("<code>code</code>"));
    assert!(page.contains("<a rel=\"noreferrer noopener\" href=\"https://a.example/"));
    assert!(!page.contains("\"><b>\"") && !page.contains('\0'));
    assert!(page.contains("does not keep them any more"));
    assert_eq!(page.matches("<article id=").count(), 3);
    let lines = fs::read_to_string(path.join("messages.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        first["text"],
        "<script>alert(1)</script> & \"x\" </article>"
    );
    assert_eq!(first["sender"]["id"], "10009");
}

#[tokio::test]
async fn long_conversations_have_pages_that_lead_to_each_other() {
    let place = tempfile::tempdir().unwrap();
    let texts: Vec<String> = (0..=2 * ON_A_PAGE).map(|n| format!("line {n}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let rows = rows(&texts).await;
    let mut folder = Folder::create(place.path(), heading("Bob")).unwrap();
    for row in &rows {
        folder.add(&Exported { row, files: &[] }).unwrap();
    }
    let path = folder.finish().unwrap();
    let page = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    let count = |page: &str| page.matches("<article").count();
    let (first, second, third) = (page("index.html"), page("page-2.html"), page("page-3.html"));
    assert_eq!(
        (count(&first), count(&second), count(&third)),
        (ON_A_PAGE, ON_A_PAGE, 1)
    );
    assert!(first.contains("page-2.html") && !first.contains("Earlier"));
    assert!(second.contains("index.html") && second.contains("page-3.html"));
    assert!(third.contains("page-2.html") && !third.contains("Later"));
}

#[tokio::test]
async fn a_folder_has_its_name_when_it_is_whole_and_takes_no_other_place() {
    let place = tempfile::tempdir().unwrap();
    let picture = place.path().join("picture");
    fs::write(&picture, b"a picture").unwrap();
    let cancel = CancellationToken::new();
    let mut folder = Folder::create(place.path(), heading("Bob")).unwrap();
    let copied = folder.copy(&picture, "../<海>.jpg", &cancel).unwrap();
    assert_eq!(
        (copied.path.as_str(), copied.bytes),
        ("files/00001-_海_.jpg", 9)
    );
    assert_eq!(names(place.path()), ["Bob 2026-01-01.part", "picture"]);
    let second = Folder::create(place.path(), heading("Bob")).unwrap();
    assert_eq!(
        folder.finish().unwrap(),
        place.path().join("Bob 2026-01-01")
    );
    drop(second);
    assert_eq!(names(place.path()), ["Bob 2026-01-01", "picture"]);
    // Cancelled in the middle of a file: nothing is left.
    let mut third = Folder::create(place.path(), heading("Bob")).unwrap();
    cancel.cancel();
    let cancelled = third.copy(&picture, "a", &cancel);
    assert!(matches!(cancelled, Err(Error::Cancelled)));
    drop(third);
    assert_eq!(names(place.path()), ["Bob 2026-01-01", "picture"]);
    let fourth = Folder::create(place.path(), heading("Bob")).unwrap();
    assert_eq!(
        fourth.finish().unwrap(),
        place.path().join("Bob 2026-01-01 (2)")
    );
}

#[test]
fn a_full_disk_is_named_and_nothing_else_is_harmed() {
    on_a_disk("1m", "export::tests::inside_a_small_disk");
}

fn is_full<T>(outcome: Result<T, Error>) {
    let Err(error) = outcome else {
        panic!("it fitted")
    };
    assert_eq!(error.code(), "disk_full", "{error}");
    let reason = error.reason().text;
    assert!(reason.en.contains("full") && reason.zh.contains('满'));
}

#[tokio::test]
#[ignore = "runs inside a disk of its own, see the test before"]
async fn inside_a_small_disk() {
    let (place, cancel) = (disk(), CancellationToken::new());
    let mine = place.join("mine.txt");
    fs::write(&mine, b"a file of the person").unwrap();
    let only_mine = || {
        assert_eq!(names(&place), ["mine.txt"]);
        assert_eq!(fs::read(&mine).unwrap(), b"a file of the person");
    };
    let elsewhere = tempfile::tempdir_in("/dev/shm")
        .or_else(|_| tempfile::tempdir())
        .unwrap();
    let large = elsewhere.path().join("large");
    fs::write(&large, vec![7; 3 * 1024 * 1024]).unwrap();
    let rows = rows(&["short", &"long words ".repeat(500)]).await;
    let [short, long] = rows.as_slice() else {
        panic!("two rows")
    };
    let add = |folder: &mut Folder, row| folder.add(&Exported { row, files: &[] });

    // A file that does not fit.
    let mut folder = Folder::create(&place, heading("Bob")).unwrap();
    add(&mut folder, short).unwrap();
    is_full(folder.copy(&large, "large.bin", &cancel));
    drop(folder);
    only_mine();

    // Words that do not.
    let mut folder = Folder::create(&place, heading("Bob")).unwrap();
    let mut added = 0;
    is_full(loop {
        let outcome = add(&mut folder, long);
        added += 1;
        assert!(added < 1_000, "the disk is small");
        if outcome.is_err() {
            break outcome;
        }
    });
    drop(folder);
    only_mine();

    // The last of it: what was written waits in memory until then.
    let mut folder = Folder::create(&place, heading("Bob")).unwrap();
    add(&mut folder, short).unwrap();
    let ballast = place.join("ballast");
    let mut file = fs::File::create(&ballast).unwrap();
    let full = loop {
        if let Err(error) = std::io::Write::write_all(&mut file, &[0; 4_096]) {
            break error;
        }
    };
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    is_full(folder.finish());
    // Its room comes back when nobody has it open.
    drop(file);
    fs::remove_file(&ballast).unwrap();
    only_mine();

    // With room it goes as ever.
    let mut folder = Folder::create(&place, heading("Bob")).unwrap();
    add(&mut folder, short).unwrap();
    folder.finish().unwrap();
    assert_eq!(names(&place), ["Bob 2026-01-01", "mine.txt"]);
}
