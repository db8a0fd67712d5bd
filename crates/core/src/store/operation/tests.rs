//! What waiting operations make of what is shown, and that nothing is left of a refused one.

use super::*;
use crate::error::reason;
use crate::model::message::Incoming;
use crate::model::operation::{
    Clear, DeleteConversation, DeleteMessage, Edit, Mute, Pin, React, Recall,
};
use crate::store::range::IndexRange;
use crate::store::tests::{Desk, chat, from_bob};
use crate::sync::apply::{self, Entry, Origin};

mod place;

/// Bob's messages 1 to 3, all of the history known.
async fn three(desk: &Desk) -> Cid {
    for index in 1..=3 {
        arrive(desk, from_bob(index, &format!("number {index}"))).await;
    }
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            let all = IndexRange {
                lo: 0,
                hi: 3,
                gone: false,
            };
            range::add(tx, cid, all)?;
            Ok(cid)
        })
        .await
        .unwrap()
}

async fn arrive(desk: &Desk, message: Incoming) {
    desk.store
        .write(move |tx| apply::inbox(tx, &[Entry::from(message)], Origin::Push, &[]).map(|_| ()))
        .await
        .unwrap();
}

async fn asked(desk: &Desk, target: Target, operation: Operation) -> Item {
    desk.store
        .write(move |tx| ask(tx, target, &operation))
        .await
        .unwrap();
    next_of(desk, target).await.unwrap()
}

async fn next_of(desk: &Desk, target: Target) -> Option<Item> {
    let next = desk
        .store
        .read(move |snapshot| next(snapshot, Lane::Of(target)))
        .await;
    next.unwrap().map(|(item, _)| item)
}

async fn refused(desk: &Desk, item: Item) {
    desk.store
        .write(move |tx| refuse(tx, &item, reason("status.1", None)))
        .await
        .unwrap();
}

fn about(conversation: Cid) -> Target {
    Target {
        conversation,
        message: None,
    }
}

async fn message_at(desk: &Desk, conversation: Cid, index: i64) -> Target {
    let server_id = from_bob(index, "").server_id;
    let found = desk
        .store
        .write(move |tx| message::target(tx, server_id, ""))
        .await
        .unwrap();
    Target {
        conversation,
        message: Some(found.unwrap()),
    }
}

/// What a person sees: the line of the list, and the messages with their words and reactions.
async fn seen(desk: &Desk, cid: Cid) -> (conversation::Stored, Vec<(i64, bool, String)>) {
    desk.store
        .read(move |snapshot| {
            let line = conversation::get(snapshot, cid)?.unwrap();
            let rows = message::last(snapshot, cid, 100)?;
            let rows = rows
                .into_iter()
                .map(|row| {
                    let wanted = match row.wanted_reactions.as_str() {
                        "{}" => "",
                        wanted => wanted,
                    };
                    let words = format!("{}{wanted}", row.shown_content());
                    (row.position.index, row.recalled, words)
                })
                .collect();
            Ok((line, rows))
        })
        .await
        .unwrap()
}

/// Invariant 19: a refused operation leaves nothing but its sentence.
#[tokio::test]
async fn a_refused_operation_leaves_what_the_server_says() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let before = seen(&desk, cid).await;
    let second = message_at(&desk, cid, 2).await;
    for (target, operation) in [
        (about(cid), Operation::Pin(Pin { on: true })),
        (about(cid), Operation::Mute(Mute { on: true })),
        (about(cid), Operation::Clear(Clear { up_to: 2 })),
        (
            about(cid),
            Operation::DeleteConversation(DeleteConversation {
                up_to: 3,
                badge_count: 3,
                listed: true,
            }),
        ),
        (second, Operation::Recall(Recall {})),
        (second, Operation::DeleteMessage(DeleteMessage {})),
        (
            second,
            Operation::React(React {
                key: "👍".to_owned(),
                on: true,
            }),
        ),
    ] {
        let item = asked(&desk, target, operation.clone()).await;
        let during = seen(&desk, cid).await;
        assert_ne!(during, before, "{operation:?} is shown");
        let mut changes = desk.store.changes();
        refused(&desk, item).await;
        let told = changes.recv().await.unwrap();
        assert!(
            told.changes
                .iter()
                .any(|change| matches!(change, Change::Refused { operation: kind, .. } if *kind == operation.kind())),
            "{operation:?}"
        );
        let after = seen(&desk, cid).await;
        assert_eq!(after, before, "{operation:?} is gone");
        assert!(next_of(&desk, target).await.is_none());
    }
}

#[tokio::test]
async fn what_comes_from_the_server_meanwhile_does_not_undo_what_was_asked_for() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let first = message_at(&desk, cid, 1).await;
    let second = message_at(&desk, cid, 2).await;
    let recall = asked(&desk, first, Operation::Recall(Recall {})).await;
    let delete = asked(&desk, second, Operation::DeleteMessage(DeleteMessage {})).await;
    let newer = |index: i64| Incoming {
        version: 9,
        content: crate::model::kind::text::write("changed"),
        ..from_bob(index, "")
    };
    for index in [1, 2] {
        arrive(&desk, newer(index)).await;
    }
    let (line, rows) = seen(&desk, cid).await;
    let shown: Vec<_> = rows.iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(shown, [(1, true), (3, false)]);
    assert_eq!(line.unread, 1);
    for item in [recall, delete] {
        refused(&desk, item).await;
    }
    let (line, rows) = seen(&desk, cid).await;
    assert_eq!(line.unread, 3);
    assert!(rows.iter().all(|row| !row.1));
    let words = |index: usize| rows[index].2.as_str();
    assert!(words(0).contains("changed") && words(1).contains("changed"));
}

#[tokio::test]
async fn words_stay_until_the_server_has_confirmed_and_go_then() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let target = message_at(&desk, cid, 2).await;
    let item = asked(&desk, target, Operation::Recall(Recall {})).await;
    let (_, rows) = seen(&desk, cid).await;
    assert!(rows[1].1 && rows[1].2.contains("number 2"));
    let message = target.message.unwrap();
    desk.store
        .write(move |tx| {
            message::recall(tx, message)?;
            end(tx, &item)
        })
        .await
        .unwrap();
    let (_, rows) = seen(&desk, cid).await;
    assert!(rows[1].1 && rows[1].2.is_empty());
    // Another operation on it changes nothing of that.
    let item = asked(&desk, target, Operation::DeleteMessage(DeleteMessage {})).await;
    refused(&desk, item).await;
    let (_, rows) = seen(&desk, cid).await;
    assert!(rows[1].1 && rows[1].2.is_empty());
}

#[tokio::test]
async fn what_was_not_stored_while_a_conversation_was_to_be_cleared_is_asked_for_after_a_refusal() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let item = asked(&desk, about(cid), Operation::Clear(Clear { up_to: 3 })).await;
    let (line, rows) = seen(&desk, cid).await;
    assert!(rows.is_empty());
    assert_eq!(
        (line.unread, line.min_index, line.server_min_index),
        (0, 3, 0)
    );
    arrive(&desk, from_bob(4, "later")).await;
    let (line, rows) = seen(&desk, cid).await;
    assert_eq!((rows.len(), line.unread), (1, 1));
    refused(&desk, item).await;
    let (_, rows) = seen(&desk, cid).await;
    assert_eq!(rows.len(), 4);
    let known = desk
        .store
        .read(move |snapshot| range::list(snapshot, cid))
        .await
        .unwrap();
    assert!(
        range::containing(&known, 2).is_none(),
        "nothing is claimed of what is below: {known:?}"
    );
}

#[tokio::test]
async fn one_that_was_not_tried_is_replaced_and_one_that_was_is_followed() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let pin = |on| Operation::Pin(Pin { on });
    let first = asked(&desk, about(cid), pin(true)).await;
    let second = asked(&desk, about(cid), pin(false)).await;
    assert_eq!(second.id, first.id);
    // A try of what was replaced is not made.
    assert!(!claimed(&desk, first).await);
    assert!(claimed(&desk, second.clone()).await);
    let third = desk
        .store
        .write(move |tx| ask(tx, about(cid), &pin(true)))
        .await
        .unwrap();
    assert_ne!(third, second.id);
    assert!(seen(&desk, cid).await.0.pinned);
    assert_eq!(next_of(&desk, about(cid)).await.unwrap().id, second.id);
}

async fn claimed(desk: &Desk, item: Item) -> bool {
    desk.store.write(move |tx| claim(tx, &item)).await.unwrap()
}

#[tokio::test]
async fn a_refused_edit_leaves_the_words_of_the_server_and_keeps_its_own_beside_them() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let before = seen(&desk, cid).await;
    let third = message_at(&desk, cid, 3).await;
    let edit = Edit::new("other words", &[&from_bob(3, "number 3").content]);
    let item = asked(&desk, third, Operation::Edit(edit)).await;
    let (line, rows) = seen(&desk, cid).await;
    assert!(rows[2].2.contains("other words"));
    assert_eq!(line.preview_text, "other words", "the list follows");
    refused(&desk, item).await;
    assert_eq!(seen(&desk, cid).await, before);
    let kept = unsaved(&desk, third).await;
    assert!(kept.contains("other words") && kept.contains("status.1"));
    // Deleting the message takes them with it.
    let message = third.message.unwrap();
    desk.store
        .write(move |tx| message::delete(tx, message))
        .await
        .unwrap();
    assert_eq!(unsaved(&desk, third).await, "");
}

async fn unsaved(desk: &Desk, target: Target) -> String {
    let message = target.message.unwrap();
    let row = desk
        .store
        .read(move |snapshot| message::get(snapshot, message))
        .await
        .unwrap();
    row.unwrap().unsaved_edit
}

#[tokio::test]
async fn reactions_are_asked_for_one_by_one_and_the_last_word_on_each_counts() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    let target = message_at(&desk, cid, 1).await;
    let react = |key: &str, on: bool| {
        let key = key.to_owned();
        Operation::React(React { key, on })
    };
    let first = asked(&desk, target, react("👍", true)).await;
    let other = desk
        .store
        .write(move |tx| ask(tx, target, &react("🐦", true)))
        .await
        .unwrap();
    assert_ne!(other, first.id);
    let again = desk
        .store
        .write(move |tx| ask(tx, target, &react("👍", false)))
        .await
        .unwrap();
    assert_eq!(again, first.id);
    let (_, rows) = seen(&desk, cid).await;
    assert!(rows[0].2.contains(r#""👍":false"#) && rows[0].2.contains(r#""🐦":true"#));
    // An edit of the same message stands for none of them.
    let edit = Edit::new("other words", &[""]);
    let edit = asked(&desk, target, Operation::Edit(edit)).await;
    assert_eq!(edit.id, first.id, "the oldest is next");
    assert_eq!(desk.rows("SELECT count(*) FROM operation").await, ["3"]);
}

/// A row that a damaged disk left, or a version that is not this one.
#[tokio::test]
async fn a_row_that_cannot_be_read_holds_up_nothing() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    desk.store
        .write(move |tx| {
            for (conversation, contact) in [(cid.0, 0), (0, 10017)] {
                tx.connection()
                    .prepare_cached(
                        "INSERT INTO operation (conversation, contact, kind, payload) VALUES (?1, ?2, 'x', '{')",
                    )?
                    .execute(params![conversation, contact])?;
            }
            let block = ContactOperation::Block { on: true };
            ask_of_contact(tx, UserId(10017), &block).map(|_| ())
        })
        .await
        .unwrap();
    let pin = asked(&desk, about(cid), Operation::Pin(Pin { on: true })).await;
    assert_eq!(pin.wanted.kind(), "pin");
    let lane = Lane::Contact(UserId(10017));
    let block = desk.store.read(move |snapshot| next(snapshot, lane)).await;
    assert_eq!(block.unwrap().unwrap().0.wanted.kind(), "block");
}

/// One of them that the server cannot answer now holds up nobody else.
#[tokio::test]
async fn each_person_has_a_lane_and_a_chat_with_them_is_another() {
    let desk = Desk::new();
    let cid = three(&desk).await;
    desk.store
        .write(move |tx| {
            for user in [10009, 10017, 10009] {
                let block = ContactOperation::Block { on: true };
                ask_of_contact(tx, UserId(user), &block)?;
            }
            ask(tx, about(cid), &Operation::Mute(Mute { on: true })).map(|_| ())
        })
        .await
        .unwrap();
    let lanes = desk.store.read(waiting).await.unwrap();
    assert_eq!(lanes.len(), 3);
    for lane in [
        Lane::Contact(UserId(10009)),
        Lane::Contact(UserId(10017)),
        Lane::Of(about(cid)),
    ] {
        assert!(lanes.contains(&lane), "{lane:?} of {lanes:?}");
    }
}
