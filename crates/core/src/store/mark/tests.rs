//! What a push, an answer and a list say of a mark, in whatever order they come.

use super::*;
use crate::model::operation::{Mark, Operation};
use crate::store::operation::{self as operations, Lane, Target};
use crate::store::tests::{Desk, chat, from_bob};
use crate::store::{conversation, marked};
use crate::sync::apply::{self, Entry, Origin};

const PIN: MarkKind = MarkKind::Pin;

/// Bob's message, its conversation, and its id at the server.
async fn message(desk: &Desk) -> (Cid, Mid, i64) {
    let server_id = from_bob(1, "").server_id;
    desk.store
        .write(move |tx| {
            let entry = Entry::from(from_bob(1, "hello"));
            apply::inbox(tx, &[entry], Origin::Push, &[])?;
            let cid = conversation::ensure(tx, &chat())?;
            let mid = super::super::message::target(tx, server_id, "")?.unwrap();
            Ok((cid, mid, server_id))
        })
        .await
        .unwrap()
}

async fn shown(desk: &Desk) -> bool {
    let found = desk
        .store
        .read(|snapshot| marked::everywhere(snapshot, PIN, 9))
        .await;
    found.unwrap().len() == 1
}

async fn rows(desk: &Desk) -> Vec<String> {
    desk.rows("SELECT kind, time, confirmed, wanted FROM mark")
        .await
}

#[tokio::test]
async fn what_a_push_says_is_not_undone_by_an_answer_that_was_asked_for_before_it() {
    let desk = Desk::new();
    let (cid, mid, server_id) = message(&desk).await;
    let target = Target {
        conversation: cid,
        message: Some(mid),
    };
    let asked = Operation::Mark(Mark {
        mark: PIN,
        on: true,
        time: 7,
    });
    desk.store
        .write(move |tx| operations::ask(tx, target, &asked))
        .await
        .unwrap();
    assert!(shown(&desk).await);
    assert_eq!(rows(&desk).await, ["2 | 7 | 0 | 1"]);
    let before = desk.store.read(told).await.unwrap();
    // Both pushes come before the answer: it was marked, and another device took the mark away.
    desk.store
        .write(move |tx| {
            tell(tx, cid, server_id, PIN, Some(7))?;
            tell(tx, cid, server_id, PIN, None)
        })
        .await
        .unwrap();
    assert!(shown(&desk).await, "it is still wanted");
    desk.store
        .write(move |tx| {
            done(tx, cid, server_id, PIN, Some(7), before)?;
            let snapshot = super::super::Snapshot::over(tx.connection());
            let item = operations::next(&snapshot, Lane::Of(target))?;
            operations::end(tx, &item.unwrap().0)
        })
        .await
        .unwrap();
    assert!(!shown(&desk).await);
    assert!(rows(&desk).await.is_empty());

    // Without them the answer counts.
    desk.store
        .write(move |tx| done(tx, cid, server_id, PIN, Some(9), before))
        .await
        .unwrap();
    assert_eq!(rows(&desk).await, ["2 | 9 | 1 | -1"]);
}

#[tokio::test]
async fn a_list_that_is_older_than_a_push_is_read_once_more() {
    let desk = Desk::new();
    let (cid, _, server_id) = message(&desk).await;
    desk.store.write(meta::want_marks).await.unwrap();
    let old = desk.store.read(wanted_list).await.unwrap().unwrap();
    desk.store
        .write(move |tx| tell(tx, cid, server_id, PIN, Some(7)))
        .await
        .unwrap();
    let replaced = desk
        .store
        .write(move |tx| replace(tx, old, PIN, &[]))
        .await
        .unwrap();
    assert!(!replaced && shown(&desk).await);
    let new = desk.store.read(wanted_list).await.unwrap().unwrap();
    desk.store
        .write(move |tx| {
            assert!(replace(tx, new, PIN, &[])?);
            // What is wanted after the list was asked for is not answered by it.
            meta::want_marks(tx)?;
            list_answered(tx, new)
        })
        .await
        .unwrap();
    assert!(!shown(&desk).await);
    assert!(desk.store.read(wanted_list).await.unwrap().is_some());
}

#[tokio::test]
async fn a_mark_of_a_message_that_is_not_here_waits_for_it_and_goes_when_nobody_has_it() {
    let desk = Desk::new();
    let (cid, _, _) = message(&desk).await;
    let far = from_bob(2, "far").server_id;
    desk.store
        .write(move |tx| tell(tx, cid, far, PIN, Some(7)))
        .await
        .unwrap();
    assert!(!shown(&desk).await);
    let missing = desk.store.read(missing_message).await.unwrap();
    assert_eq!(missing, Some((cid, far)));
    desk.store
        .write(move |tx| settle(tx, cid, far))
        .await
        .unwrap();
    assert!(rows(&desk).await.is_empty());
    desk.store
        .write(move |tx| {
            tell(tx, cid, far, PIN, Some(7))?;
            apply::past(tx, cid, vec![from_bob(2, "far")], None)?;
            settle(tx, cid, far)
        })
        .await
        .unwrap();
    assert!(shown(&desk).await);
}
