//! What a server that was set back has lost.

use super::*;
use crate::store::message;
use crate::store::set_back::{self, Evidence};

#[tokio::test]
async fn what_a_server_lost_of_a_whole_conversation_stays_on_the_screen_that_is_open() {
    let desk = Desk::new();
    history(&desk, 3, 3).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    desk.store
        .write(|tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            set_back::forget_lost(tx, cid, 0, &Evidence::default())?;
            set_back::cut_ranges(tx, cid, 0, 0)?;
            let nothing = IndexRange {
                lo: 0,
                hi: 0,
                gone: false,
            };
            range::add(tx, cid, nothing)
        })
        .await
        .unwrap();
    let lost = |row: &TimelineRow| matches!(row, TimelineRow::Message(row) if row.lost);
    screen
        .until("all of it is lost", |rows, state| {
            rows.len() == 3 && rows.iter().all(lost) && state.at_start
        })
        .await;
    assert_eq!(screen.words(), ["b1", "b2", "b3"]);
}

/// Two devices of one person: on one the lost message had its place, the other only knew that it was confirmed.
#[tokio::test]
async fn a_lost_message_stands_where_it_was_whether_or_not_its_place_was_told() {
    for told in [true, false] {
        let desk = Desk::new();
        history(&desk, 2, 2).await;
        let (key, item) = write(&desk, 1, "lost").await;
        let (_, later) = write(&desk, 2, "later").await;
        let id = 7_000_000_000_000_003;
        let answered = desk
            .store
            .write(move |tx| outbox::answered(tx, &item, id, None));
        answered.await.unwrap();
        if told {
            let entry = Incoming {
                server_id: id,
                ..own(&key, 3, "lost")
            };
            arrive(&desk, vec![entry]).await;
        }
        let set_back = desk.store.write(|tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            set_back::forget_lost(tx, cid, 2, &Evidence::default())?;
            set_back::cut_ranges(tx, cid, 2, 0)
        });
        set_back.await.unwrap();
        // The server that was set back has the later one, and Bob's, in the place of the lost one and behind it.
        let entry = Incoming {
            server_id: id + 10,
            ..own(&later.key, 3, "later")
        };
        arrive(&desk, vec![entry, from_bob(4, "b4")]).await;
        if !told {
            let gave_up = desk.store.write(move |tx| {
                let cid = conversation::find_in(tx, &chat().id)?.unwrap();
                let mid = message::target(tx, id, "")?.unwrap();
                set_back::keep_apart_unplaced(tx, cid, mid)
            });
            gave_up.await.unwrap();
        }
        let screen = Screen::open(&desk, Anchor::End).await;
        assert_eq!(
            screen.words(),
            ["b1", "b2", "lost", "later", "(unread)", "b4"],
            "told: {told}"
        );
    }
}

/// What came after it was at the server already when it was noticed that the server had been set back.
#[tokio::test]
async fn a_lost_message_whose_place_was_not_told_stands_before_what_is_younger() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let (_, item) = write(&desk, 1, "lost").await;
    let id = 7_000_000_000_000_003;
    let answered = desk
        .store
        .write(move |tx| outbox::answered(tx, &item, id, None));
    answered.await.unwrap();
    let younger = |index, words: &str| Incoming {
        server_id: id + index,
        ..from_bob(index, words)
    };
    arrive(&desk, vec![younger(3, "b3"), younger(4, "b4")]).await;
    let set_back = desk.store.write(move |tx| {
        let cid = conversation::find_in(tx, &chat().id)?.unwrap();
        set_back::forget_lost(tx, cid, 4, &Evidence::default())?;
        let mid = message::target(tx, id, "")?.unwrap();
        set_back::keep_apart_unplaced(tx, cid, mid)
    });
    set_back.await.unwrap();
    let screen = Screen::open(&desk, Anchor::End).await;
    let words = screen.words().into_iter().filter(|line| line != "(unread)");
    let words: Vec<String> = words.collect();
    assert_eq!(words, ["b1", "b2", "lost", "b3", "b4"]);
}

/// Of what both have, the newest was not here when it was noticed that the server had been set back.
#[tokio::test]
async fn a_lost_message_stands_behind_what_is_older_and_comes_late() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    arrive(&desk, vec![from_bob(5, "lost")]).await;
    let set_back = desk.store.write(|tx| {
        let cid = conversation::find_in(tx, &chat().id)?.unwrap();
        set_back::forget_lost(tx, cid, 4, &Evidence::default())?;
        set_back::cut_ranges(tx, cid, 4, 0)
    });
    set_back.await.unwrap();
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let younger = Incoming {
        server_id: from_bob(6, "").server_id,
        ..from_bob(4, "b4")
    };
    arrive(&desk, vec![from_bob(3, "b3"), younger]).await;
    screen
        .until("what is older above it", |rows, _| {
            let words = rows.iter().map(words).filter(|line| line != "(unread)");
            words.eq(["b1", "b2", "b3", "lost", "b4"])
        })
        .await;
}

#[tokio::test]
async fn a_chat_that_the_server_does_not_know_leaves_the_list_with_its_last_message() {
    let desk = Desk::new();
    history(&desk, 1, 1).await;
    let lost = desk.store.write(|tx| {
        let cid = conversation::find_in(tx, &chat().id)?.unwrap();
        set_back::forget_lost(tx, cid, 0, &Evidence::default())?;
        conversation::list_no_more(tx, cid)
    });
    lost.await.unwrap();
    let listed = "SELECT count(*) FROM conversation WHERE hidden <> 1";
    assert_eq!(desk.rows(listed).await, ["1"], "what was lost can be read");
    let deleted = desk.store.write(|tx| {
        let mid = message::target(tx, from_bob(1, "").server_id, "")?.unwrap();
        message::delete(tx, mid)
    });
    deleted.await.unwrap();
    assert_eq!(desk.rows(listed).await, ["0"]);
}
