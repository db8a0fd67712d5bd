//! When a deleted conversation stands in the list.

use super::{Listing, delete, get};
use crate::model::MessageKey;
use crate::model::kind::text;
use crate::model::message::Incoming;
use crate::store::tests::{ALICE, Desk, chat, from_bob};
use crate::store::{Cid, outbox};
use crate::sync::apply::{self, Entry, Origin};

const KEY: &str = "5c1d1f0e-8d65-4f0c-9a4d-3f8f5f0a0001";

/// A conversation whose only message has index 1.
async fn with_a_message(desk: &Desk) -> Cid {
    arrive(desk, from_bob(1, "one")).await;
    desk.store
        .write(|tx| super::ensure(tx, &chat()))
        .await
        .unwrap()
}

async fn deleted(desk: &Desk) -> Cid {
    let cid = with_a_message(desk).await;
    delete_up_to(desk, cid, 1).await;
    assert_eq!(listing(desk, cid).await, Listing::Deleted);
    cid
}

async fn delete_up_to(desk: &Desk, cid: Cid, index: i64) {
    desk.store
        .write(move |tx| delete(tx, cid, index))
        .await
        .unwrap();
}

async fn arrive(desk: &Desk, message: Incoming) {
    desk.store
        .write(move |tx| apply::inbox(tx, &[Entry::from(message)], Origin::Push, &[]).map(|_| ()))
        .await
        .unwrap();
}

async fn write(desk: &Desk) -> outbox::Item {
    let new = outbox::NewItem {
        key: MessageKey::from(KEY),
        kind: 10001,
        content: text::write("hello"),
        ext: Default::default(),
        mentions: Vec::new(),
        created: 5,
        tried: false,
        attachment: None,
    };
    let taken = desk
        .store
        .write(move |tx| outbox::accept(tx, &chat().id, &new))
        .await
        .unwrap();
    taken.unwrap()
}

/// What [`write`] wrote, as the server tells it.
fn told(index: i64) -> Incoming {
    Incoming {
        sender: ALICE,
        ext: [("s:client_message_id".to_owned(), KEY.to_owned())].into(),
        ..from_bob(index, "hello")
    }
}

async fn answered(desk: &Desk, item: &outbox::Item) {
    let item = item.clone();
    desk.store
        .write(move |tx| outbox::answered(tx, &item, 0, None))
        .await
        .unwrap();
}

async fn discard(desk: &Desk, item: &outbox::Item) {
    let item = item.clone();
    assert!(
        desk.store
            .write(move |tx| outbox::discard(tx, &item))
            .await
            .unwrap()
    );
}

async fn listing(desk: &Desk, cid: Cid) -> Listing {
    let stored = desk.store.read(move |snapshot| get(snapshot, cid)).await;
    stored.unwrap().unwrap().listing
}

#[tokio::test]
async fn writing_in_it_shows_it_and_discarding_takes_it_away_again() {
    let desk = Desk::new();
    let cid = deleted(&desk).await;
    let item = write(&desk).await;
    assert_eq!(listing(&desk, cid).await, Listing::WhileWritten);
    discard(&desk, &item).await;
    assert_eq!(listing(&desk, cid).await, Listing::Deleted);
}

#[tokio::test]
async fn what_was_written_before_it_was_deleted_shows_it_until_it_is_discarded() {
    let desk = Desk::new();
    let cid = with_a_message(&desk).await;
    let item = write(&desk).await;
    delete_up_to(&desk, cid, 1).await;
    assert_eq!(listing(&desk, cid).await, Listing::WhileWritten);
    discard(&desk, &item).await;
    assert_eq!(listing(&desk, cid).await, Listing::Deleted);
}

#[tokio::test]
async fn what_was_sent_before_it_was_deleted_takes_it_along() {
    let desk = Desk::new();
    let cid = with_a_message(&desk).await;
    let item = write(&desk).await;
    answered(&desk, &item).await;
    // Another device deletes, and knows of the message; its own entry comes late.
    delete_up_to(&desk, cid, 2).await;
    assert_eq!(listing(&desk, cid).await, Listing::WhileWritten);
    arrive(&desk, told(2)).await;
    assert_eq!(listing(&desk, cid).await, Listing::Deleted);
}

#[tokio::test]
async fn what_is_at_the_server_shows_it_for_good() {
    let desk = Desk::new();
    let cid = deleted(&desk).await;
    let item = write(&desk).await;
    answered(&desk, &item).await;
    arrive(&desk, told(2)).await;
    assert_eq!(listing(&desk, cid).await, Listing::Listed);
}

/// Also when a page of history brings it before its own entry.
#[tokio::test]
async fn a_page_of_history_shows_it_for_good() {
    let desk = Desk::new();
    let cid = deleted(&desk).await;
    write(&desk).await;
    desk.store
        .write(move |tx| apply::past(tx, cid, vec![told(2)], Some((2, 2))).map(|_| ()))
        .await
        .unwrap();
    assert_eq!(listing(&desk, cid).await, Listing::Listed);
    arrive(&desk, told(2)).await;
    assert_eq!(listing(&desk, cid).await, Listing::Listed);
}

/// A deletion that comes late does not take along what was written after it, seen or not.
#[tokio::test]
async fn a_newer_message_keeps_it_in_the_list() {
    let desk = Desk::new();
    let cid = with_a_message(&desk).await;
    arrive(&desk, from_bob(2, "two")).await;
    desk.execute("UPDATE message SET hidden = 1, deleted = 1 WHERE message_index = 2")
        .await;
    delete_up_to(&desk, cid, 1).await;
    assert_eq!(listing(&desk, cid).await, Listing::Listed);
}

/// The question whether the person is a member was on its way when something came that only members get.
#[tokio::test]
async fn an_answer_that_is_older_than_the_news_ends_no_membership() {
    let desk = Desk::new();
    let cid = with_a_message(&desk).await;
    let ask = async || {
        let wanted = desk.store.read(|snapshot| super::wanted(snapshot, 1)).await;
        wanted.unwrap().pop()
    };
    let not_named = async |asked: super::Wanted| {
        desk.store
            .write(move |tx| super::not_named(tx, &asked))
            .await
            .unwrap();
        let stored = desk.store.read(move |snapshot| get(snapshot, cid)).await;
        stored.unwrap().unwrap().member
    };
    let asked = ask().await.unwrap();
    arrive(&desk, from_bob(2, "two")).await;
    assert!(not_named(asked).await, "news came meanwhile");
    let again = ask().await.expect("it is asked again");
    assert!(!not_named(again).await);
    assert!(ask().await.is_none());
}

/// A page of history was faster than the inbox, so the message is no news when it comes.
#[tokio::test]
async fn whoever_gets_a_message_and_is_thought_to_be_no_member_asks() {
    let desk = Desk::new();
    let cid = with_a_message(&desk).await;
    desk.store
        .write(move |tx| {
            tx.connection()
                .execute("UPDATE conversation SET info_wanted = 0", [])?;
            super::set_member(tx, cid, false)?;
            apply::past(tx, cid, vec![from_bob(2, "two")], Some((0, 2))).map(|_| ())
        })
        .await
        .unwrap();
    let wanted = "SELECT info_wanted > 0 FROM conversation";
    assert_eq!(desk.rows(wanted).await, ["0"]);
    let mut two = from_bob(2, "two");
    two.conversation.short_id += 1;
    let number = two.conversation.short_id;
    arrive(&desk, two).await;
    assert_eq!(desk.rows(wanted).await, ["1"]);
    // It is asked by its new number, for it may have been made again.
    assert_eq!(
        desk.rows("SELECT short_id FROM conversation").await,
        [number.to_string()]
    );
}
