use std::fs;
use std::path::Path;

use jiff::tz::{TimeZone, offset};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::error::Error;
use crate::model::kind::text::write;
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
