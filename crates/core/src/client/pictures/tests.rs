use std::sync::Arc;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Config, Endpoints};
use crate::link::Link;
use crate::model::message::Incoming;
use crate::store::range::IndexRange;
use crate::store::tests::{ALICE, Desk, chat, from_bob};
use crate::sync::apply::{self, Entry, Origin};

/// Nobody listens on port 1: what is not stored cannot be loaded.
fn history(desk: &Desk) -> History {
    let endpoints = Endpoints::own("http://127.0.0.1:1", "").unwrap();
    let config = Config::new(endpoints, 1, ALICE, desk.folder.path(), desk.key.clone()).unwrap();
    let link = Link::new(&config, Arc::new(PastedToken::new("token").unwrap())).unwrap();
    History::new(desk.store.clone(), link)
}

/// A picture at every even index, words at the others; complete from its lowest index to its highest.
async fn chat_of(desk: &Desk, indexes: std::ops::RangeInclusive<i64>) -> Cid {
    let (lo, hi) = (*indexes.start(), *indexes.end());
    let entries: Vec<Entry> = indexes
        .map(|index| match index % 2 {
            0 => Incoming {
                kind: 10003,
                content: r#"{"__files":{"media":{"remoteURL":"https://a/b"}}}"#.to_owned(),
                ..from_bob(index, "")
            },
            _ => from_bob(index, "words"),
        })
        .map(Entry::from)
        .collect();
    desk.store
        .write(move |tx| {
            apply::inbox(tx, &entries, Origin::Push, &[])?;
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            let gone = false;
            range::add(tx, cid, IndexRange { lo, hi, gone })?;
            Ok(cid)
        })
        .await
        .unwrap()
}

fn key(index: i64) -> MessageKey {
    MessageKey(format!("bob-{index}"))
}

fn ends(page: &PicturePage) -> (usize, Option<&str>, Option<&str>) {
    (
        page.pictures.len(),
        page.pictures.first().map(|one| one.message.as_str()),
        page.pictures.last().map(|one| one.message.as_str()),
    )
}

#[tokio::test]
async fn a_viewer_goes_on_past_the_first_page_to_both_ends_and_knows_them() {
    let desk = Desk::new();
    let cid = chat_of(&desk, 1..=300).await;
    let history = history(&desk);
    let read = async |index, part| {
        page(&desk.store, &history, cid, &key(index), part)
            .await
            .unwrap()
    };

    let around = read(150, PicturePart::Around).await;
    assert_eq!(ends(&around), (101, Some("bob-50"), Some("bob-250")));
    assert!(around.more_before && around.more_after);

    let before = read(50, PicturePart::Before).await;
    assert_eq!(ends(&before), (24, Some("bob-2"), Some("bob-48")));
    assert!(!before.more_before);

    let after = read(250, PicturePart::After).await;
    assert_eq!(ends(&after), (25, Some("bob-252"), Some("bob-300")));
    assert!(!after.more_after);
}

#[tokio::test]
async fn what_is_not_stored_is_never_said_to_be_the_end() {
    let desk = Desk::new();
    let cid = chat_of(&desk, 41..=60).await;
    let history = history(&desk);
    let around = page(&desk.store, &history, cid, &key(50), PicturePart::Around)
        .await
        .unwrap();
    assert_eq!(ends(&around), (10, Some("bob-42"), Some("bob-60")));
    assert!(around.more_before && !around.more_after);
    // The server is asked, and cannot be reached: that is said.
    let before = page(&desk.store, &history, cid, &key(42), PicturePart::Before).await;
    assert!(before.is_err());
    // What the server no longer keeps is not missing.
    desk.store
        .write(move |tx| {
            let gone = IndexRange {
                lo: 1,
                hi: 40,
                gone: true,
            };
            range::add(tx, cid, gone)
        })
        .await
        .unwrap();
    let before = page(&desk.store, &history, cid, &key(42), PicturePart::Before)
        .await
        .unwrap();
    assert_eq!(before, PicturePage::default());
}
