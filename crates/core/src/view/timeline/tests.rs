use std::sync::Arc;

use linnet_proto::im_proto::{
    GetConversationParticipantsReadIndexV3ResponseBody, MessageBody, MessageDirection,
    MessagesInConversationResponseBody, ParticipantReadIndex, ResponseBody,
};
use linnet_proto::{choices, keys};
use prost::Message as _;

use super::*;
use crate::auth::PastedToken;
use crate::config::{Config, Endpoints};
use crate::error::Error;
use crate::link::tests::{Peer, Server, answer_to, in_time};
use crate::model::message::Incoming;
use crate::model::user::Participant;
use crate::store::outbox::{self, NewItem};
use crate::store::participant;
use crate::store::range::{self, IndexRange};
use crate::store::tests::{ALICE, BOB, Desk, chat, from_bob};
use crate::sync::apply::{self, Entry, Origin};
use crate::view::diff;
use crate::view::row::{Body, Delivery};

mod lost;
mod shared;

/// Alice's screen of her chat with Bob. There is no server: what is not stored cannot be loaded.
struct Screen {
    timeline: Timeline,
    rows: Vec<TimelineRow>,
}

fn parts(desk: &Desk) -> Parts {
    // Nobody listens on port 1.
    parts_with(desk, Endpoints::own("http://127.0.0.1:1", "").unwrap())
}

fn parts_with(desk: &Desk, endpoints: Endpoints) -> Parts {
    parts_by(desk, endpoints, Arc::new(crate::config::SystemClock))
}

fn parts_by(desk: &Desk, endpoints: Endpoints, clock: Arc<dyn crate::config::Clock>) -> Parts {
    let mut config =
        Config::new(endpoints, 1, ALICE, desk.folder.path(), desk.key.clone()).unwrap();
    config.clock = clock;
    let link = Link::new(&config, Arc::new(PastedToken::new("token").unwrap())).unwrap();
    Parts {
        store: desk.store.clone(),
        history: History::new(desk.store.clone(), link.clone()),
        link,
        me: ALICE,
    }
}

impl Screen {
    async fn open(desk: &Desk, anchor: Anchor) -> Self {
        Self::open_with(parts(desk), anchor).await
    }

    async fn open_with(parts: Parts, anchor: Anchor) -> Self {
        let timeline = Timeline::open(parts, &chat().id, anchor).await.unwrap();
        let rows = timeline.rows().to_vec();
        Self { timeline, rows }
    }

    async fn until(&mut self, what: &str, wanted: impl Fn(&[TimelineRow], TimelineState) -> bool) {
        let waited = tokio::time::timeout(std::time::Duration::from_secs(30), async {
            while !wanted(&self.rows, self.timeline.state()) {
                let update = self.timeline.next().await.unwrap();
                diff::apply(&mut self.rows, &update.diffs);
                assert_eq!(
                    self.rows,
                    self.timeline.rows(),
                    "the diffs lead to the rows"
                );
            }
        });
        if waited.await.is_err() {
            panic!("{what}: {:?} {:?}", self.words(), self.timeline.state());
        }
    }

    fn words(&self) -> Vec<String> {
        self.rows.iter().map(words).collect()
    }
}

fn words(row: &TimelineRow) -> String {
    match row {
        TimelineRow::Message(message) => match &message.body {
            Body::Text { text } => text.clone(),
            Body::Recalled => "(recalled)".to_owned(),
            other => format!("{other:?}"),
        },
        TimelineRow::Gap { id, .. } => id.clone(),
        TimelineRow::Unread => "(unread)".to_owned(),
    }
}

fn ids(rows: &[TimelineRow]) -> Vec<String> {
    rows.iter().map(|row| row_id(row).to_owned()).collect()
}

async fn arrive(desk: &Desk, entries: Vec<Incoming>) {
    desk.store
        .write(move |tx| {
            let entries: Vec<_> = entries.into_iter().map(Entry::from).collect();
            apply::inbox(tx, &entries, Origin::Push, &[]).map(|_| ())
        })
        .await
        .unwrap();
}

/// A conversation that is whole from its first message to number `upto`, read up to `read`.
async fn history(desk: &Desk, upto: i64, read: i64) {
    let all = (1..=upto)
        .map(|index| from_bob(index, &format!("b{index}")))
        .collect();
    arrive(desk, all).await;
    read_up_to(desk, read).await;
}

async fn read_up_to(desk: &Desk, read: i64) {
    desk.store
        .write(move |tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            conversation::set_read(tx, cid, read, None).map(|_| ())
        })
        .await
        .unwrap();
}

async fn write(desk: &Desk, number: u32, text: &str) -> (MessageKey, outbox::Item) {
    let key = MessageKey(format!("5c1d1f0e-8d65-4f0c-9a4d-{number:012}"));
    let new = NewItem {
        key: key.clone(),
        kind: 10001,
        content: crate::model::kind::text::write(text),
        ext: Default::default(),
        mentions: Vec::new(),
        created: 2_000_000,
        tried: false,
        attachment: None,
    };
    let item = desk
        .store
        .write(move |tx| outbox::accept(tx, &chat().id, &new))
        .await
        .unwrap()
        .unwrap();
    (key, item)
}

/// The inbox entry of an own message.
fn own(key: &MessageKey, index: i64, text: &str) -> Incoming {
    let mut entry = from_bob(index, text);
    entry.sender = ALICE;
    entry.ext = [("s:client_message_id".to_owned(), key.to_string())].into();
    entry
}

/// Invariant 7: a row keeps one id.
#[tokio::test]
async fn a_row_keeps_its_id_from_echo_to_sent_and_recalled() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let (key, item) = write(&desk, 1, "hello").await;
    screen.until("echo", |rows, _| rows.len() == 3).await;
    let order = ids(&screen.rows);
    desk.store
        .write(move |tx| outbox::answered(tx, &item, 7_000_000_000_000_003, None))
        .await
        .unwrap();
    let delivered = |rows: &[TimelineRow], wanted: &Delivery| match rows.last() {
        Some(TimelineRow::Message(message)) => message.delivery.as_ref() == Some(wanted),
        _ => false,
    };
    screen
        .until("answered", |rows, _| delivered(rows, &Delivery::Sent))
        .await;
    arrive(&desk, vec![own(&key, 3, "hello")]).await;
    let recallable = |rows: &[TimelineRow]| matches!(rows.last(), Some(TimelineRow::Message(message)) if message.server_id.is_some());
    screen.until("placed", |rows, _| recallable(rows)).await;
    assert_eq!(ids(&screen.rows), order);
    let mut recalled = own(&key, 3, "");
    recalled.version = 2;
    recalled
        .ext
        .insert("s:is_recalled".to_owned(), "true".to_owned());
    arrive(&desk, vec![recalled]).await;
    screen
        .until("recalled", |rows, _| {
            rows.last().map(words).as_deref() == Some("(recalled)")
        })
        .await;
    assert_eq!(ids(&screen.rows), order);
}

#[tokio::test]
async fn what_was_sent_while_the_history_was_cleared_goes_with_it() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let (answered, item) = write(&desk, 1, "answered").await;
    let (waiting, _) = write(&desk, 2, "not answered yet").await;
    desk.store
        .write(move |tx| {
            outbox::answered(tx, &item, 7_000_000_000_000_003, None)?;
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            conversation::raise_min_index(tx, cid, 4)
        })
        .await
        .unwrap();
    arrive(
        &desk,
        vec![
            own(&answered, 3, "answered"),
            own(&waiting, 4, "not answered yet"),
        ],
    )
    .await;
    screen.until("empty", |rows, _| rows.is_empty()).await;
    assert_eq!(desk.rows("SELECT count(*) FROM outbox").await, ["0"]);
}

/// Invariant 3: the server's order, then what is sent, then what waits.
#[tokio::test]
async fn what_is_sent_and_what_waits_stand_behind_the_servers_order_and_a_stopped_row_stays() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let (_, stopped) = write(&desk, 1, "stopped").await;
    let (_, sent) = write(&desk, 2, "sent").await;
    write(&desk, 3, "waits").await;
    desk.store
        .write(move |tx| {
            outbox::stop(tx, &stopped, &Error::Cancelled.reason())?;
            outbox::answered(tx, &sent, 0, None)
        })
        .await
        .unwrap();
    arrive(&desk, vec![from_bob(3, "b3")]).await;
    let screen = Screen::open(&desk, Anchor::End).await;
    assert_eq!(
        screen.words(),
        ["b1", "b2", "stopped", "(unread)", "b3", "sent", "waits"]
    );
    assert_eq!(
        desk.rows("SELECT count(*) FROM message WHERE message_index > 3")
            .await,
        ["0"],
        "no index is made up"
    );
}

#[tokio::test]
async fn it_opens_with_the_newest_or_around_the_first_unread() {
    let desk = Desk::new();
    history(&desk, 100, 60).await;
    let end = Screen::open(&desk, Anchor::End).await;
    assert_eq!(end.rows.len(), 30);
    assert_eq!(end.words().last().unwrap(), "b100");
    let unread = Screen::open(&desk, Anchor::Unread).await;
    let words = unread.words();
    let line = words.iter().position(|row| row == "(unread)").unwrap();
    assert_eq!(
        (words[line - 1].as_str(), words[line + 1].as_str()),
        ("b60", "b61")
    );
    assert!(!unread.timeline.state().at_end);
}

#[tokio::test]
async fn it_pages_both_ways_and_never_holds_more_than_300() {
    let desk = Desk::new();
    history(&desk, 400, 400).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let mut most = 0;
    while !screen.timeline.state().at_start {
        let first = screen.words()[0].clone();
        screen.timeline.older().await.unwrap();
        screen
            .until("older", |rows, _| {
                rows.first().map(words) != Some(first.clone())
            })
            .await;
        most = most.max(screen.rows.len());
    }
    assert_eq!(screen.words()[0], "b1");
    assert_eq!(most, 300);
    assert!(!screen.timeline.state().at_end);
    while !screen.timeline.state().at_end {
        let last = screen.words().last().cloned();
        screen.timeline.newer().await.unwrap();
        screen
            .until("newer", |rows, _| rows.last().map(words) != last)
            .await;
        assert!(screen.rows.len() <= 300);
    }
    assert_eq!(screen.words().last().unwrap(), "b400");
}

#[tokio::test]
async fn away_from_the_end_news_only_count_and_an_own_message_goes_there() {
    let desk = Desk::new();
    history(&desk, 100, 10).await;
    let mut screen = Screen::open(&desk, Anchor::Unread).await;
    let before = screen.words();
    arrive(&desk, vec![from_bob(101, "b101"), from_bob(102, "b102")]).await;
    screen
        .until("counted", |_, state| state.new_below == 2)
        .await;
    assert_eq!(screen.words(), before);
    write(&desk, 1, "mine").await;
    screen
        .until("at the end", |rows, _| {
            rows.last().map(words).as_deref() == Some("mine")
        })
        .await;
    let state = screen.timeline.state();
    assert!(state.at_end);
    assert_eq!(state.new_below, 0);
}

#[tokio::test]
async fn what_came_below_and_was_read_on_another_device_is_not_counted_as_new() {
    let desk = Desk::new();
    history(&desk, 100, 100).await;
    let middle = Anchor::Message("bob-50".into());
    let mut screen = Screen::open(&desk, middle).await;
    let four = (101..=104).map(|index| from_bob(index, &format!("b{index}")));
    arrive(&desk, four.collect()).await;
    screen
        .until("counted", |_, state| state.new_below == 4)
        .await;
    let read = |index| {
        desk.store.write(move |tx| {
            let cid = conversation::ensure(tx, &chat())?;
            conversation::set_read(tx, cid, index, None).map(|_| ())
        })
    };
    read(102).await.unwrap();
    screen
        .until("two are left", |_, state| state.new_below == 2)
        .await;
    desk.store
        .write(|tx| {
            let id = from_bob(103, "").server_id;
            let mid = message::target(tx, id, "")?.unwrap();
            message::recall(tx, mid)
        })
        .await
        .unwrap();
    screen
        .until("one was withdrawn", |_, state| state.new_below == 1)
        .await;
    read(104).await.unwrap();
    screen
        .until("all is read", |_, state| state.new_below == 0)
        .await;
}

#[tokio::test]
async fn what_comes_while_nobody_looks_stands_below_the_line_of_what_is_new() {
    let desk = Desk::new();
    history(&desk, 40, 40).await;
    let mut screen = Screen::open(&desk, Anchor::Unread).await;
    let last = |rows: &[TimelineRow], count: usize| -> Vec<String> {
        rows.iter().rev().take(count).rev().map(words).collect()
    };
    // Somebody looks: what comes is simply there.
    arrive(&desk, vec![from_bob(41, "b41")]).await;
    screen
        .until("41", |rows, _| last(rows, 2) == ["b40", "b41"])
        .await;
    read_up_to(&desk, 41).await;
    screen.timeline.attend(false);
    for index in [42, 43] {
        arrive(&desk, vec![from_bob(index, &format!("b{index}"))]).await;
    }
    screen
        .until("the line", |rows, _| {
            last(rows, 4) == ["b41", "(unread)", "b42", "b43"]
        })
        .await;
    // Back, and the first of them is read. The line stays where it is.
    screen.timeline.attend(true);
    read_up_to(&desk, 42).await;
    arrive(&desk, vec![from_bob(44, "b44")]).await;
    screen
        .until("44", |rows, _| {
            last(rows, 4) == ["(unread)", "b42", "b43", "b44"]
        })
        .await;
    // Away again: everything from the first one that was not read is new.
    screen.timeline.attend(false);
    arrive(&desk, vec![from_bob(45, "b45")]).await;
    screen
        .until("the line moved", |rows, _| {
            last(rows, 5) == ["b42", "(unread)", "b43", "b44", "b45"]
        })
        .await;
}

#[tokio::test]
async fn a_hole_is_shown_where_it_is_and_says_when_it_cannot_be_loaded() {
    let desk = Desk::new();
    history(&desk, 40, 40).await;
    let entry = Entry {
        previous_index: 49,
        ..Entry::from(from_bob(50, "b50"))
    };
    desk.store
        .write(move |tx| apply::inbox(tx, &[entry], Origin::Push, &[]).map(|_| ()))
        .await
        .unwrap();
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let words = screen.words();
    assert_eq!(
        words[words.len() - 4..],
        ["b40", "gap:41", "(unread)", "b50"]
    );
    screen
        .until("failed", |rows, _| {
            rows.iter().any(|row| {
                matches!(
                    row,
                    TimelineRow::Gap {
                        state: GapState::Failed { .. },
                        ..
                    }
                )
            })
        })
        .await;
    // What the server no longer keeps is said so.
    desk.store
        .write(|tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            range::add(
                tx,
                cid,
                range::IndexRange {
                    lo: 41,
                    hi: 49,
                    gone: true,
                },
            )
        })
        .await
        .unwrap();
    screen
        .until("gone", |rows, _| {
            rows.iter().any(|row| {
                matches!(
                    row,
                    TimelineRow::Gap {
                        state: GapState::Gone,
                        ..
                    }
                )
            })
        })
        .await;
}

#[tokio::test]
async fn a_waiting_next_that_is_dropped_misses_nothing() {
    let desk = Desk::new();
    history(&desk, 1, 1).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    for index in 2..=20 {
        arrive(&desk, vec![from_bob(index, &format!("b{index}"))]).await;
        // Polled once, then dropped, as a `select!` does.
        let once = tokio::time::timeout(std::time::Duration::ZERO, screen.timeline.next()).await;
        if let Ok(Some(update)) = once {
            diff::apply(&mut screen.rows, &update.diffs);
        }
    }
    screen.until("all", |rows, _| rows.len() == 20).await;
}

#[tokio::test]
async fn what_changes_while_another_row_is_read_is_not_missed() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let mut changes = desk.store.changes();
    arrive(&desk, vec![from_bob(3, "three")]).await;
    let first = changes.recv().await.unwrap();
    arrive(&desk, vec![from_bob(4, "four")]).await;
    // The rows of the first change are read when the second has been committed already.
    screen.timeline.absorb(&[first]).await.unwrap();
    screen
        .until("both messages", |rows, _| {
            let words: Vec<_> = rows.iter().map(words).collect();
            words.ends_with(&["three".to_owned(), "four".to_owned()])
        })
        .await;
}

/// Answers the question how far Bob has read.
async fn bob_has_read(peer: &mut Peer, index: i64) {
    let request = in_time(peer.request()).await;
    let mut answer = answer_to(&request, 0);
    answer.body = Some(Box::new(ResponseBody {
        participants_read_index_body: Some(GetConversationParticipantsReadIndexV3ResponseBody {
            indexes: vec![ParticipantReadIndex {
                user_id: Some(BOB.0),
                index: Some(index),
                ..ParticipantReadIndex::default()
            }],
        }),
        ..ResponseBody::default()
    }));
    peer.send(&answer, choices::SERVICE).await;
}

#[tokio::test]
async fn receipts_that_passed_by_without_a_connection_are_shown_at_the_next_one() {
    let mut server = Server::start(|_| (503, Vec::new())).await;
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let (key, item) = write(&desk, 1, "read me").await;
    desk.store
        .write(move |tx| outbox::answered(tx, &item, 7_000_000_000_000_003, None))
        .await
        .unwrap();
    arrive(&desk, vec![own(&key, 3, "read me")]).await;
    let parts = parts_with(
        &desk,
        Endpoints::own(&server.api, &server.frontier).unwrap(),
    );
    let link = parts.link.clone();
    link.start();
    let mut peer = server.peer().await;
    let mut connection = link.connection();
    in_time(connection.wait_for(|state| *state == Connection::Online))
        .await
        .unwrap();
    let mut screen = Screen::open_with(parts, Anchor::End).await;
    bob_has_read(&mut peer, 2).await;
    // The screen stays open, and Bob reads on while there is no connection.
    drop(peer);
    let back = async {
        let mut peer = server.peer().await;
        bob_has_read(&mut peer, 3).await;
        peer
    };
    let read = |rows: &[TimelineRow]| matches!(rows.last(), Some(TimelineRow::Message(message)) if message.delivery == Some(Delivery::Read));
    let (_peer, ()) = tokio::join!(back, screen.until("read", |rows, _| read(rows)));
    link.stop().await;
}

/// A server that has 200 messages from Bob, and gives the pages of their history.
async fn with_two_hundred() -> Server {
    Server::start(|request| {
        let asked = request.body.clone().unwrap_or_default();
        let asked = asked.messages_in_conversation_body.unwrap_or_default();
        let anchor = asked.anchor_index();
        let newer = asked.direction() == MessageDirection::Newer;
        let indexes = match newer {
            true => anchor..=(anchor + 49).min(200),
            false => (anchor - 49).max(1)..=anchor,
        };
        let body = |index: i64| {
            let message = from_bob(index, &format!("b{index}"));
            MessageBody {
                conversation_id: Some(message.conversation.id.0),
                conversation_short_id: Some(message.conversation.short_id),
                conversation_type: Some(message.conversation.kind),
                server_message_id: Some(message.server_id),
                index_in_conversation: Some(index),
                order_in_conversation: Some(index),
                message_type: Some(message.kind),
                sender: Some(message.sender.0),
                content: Some(message.content),
                ext: message.ext,
                create_time: Some(message.created),
                version: Some(1),
                ..MessageBody::default()
            }
        };
        let mut answer = answer_to(&request, 0);
        answer.body = Some(Box::new(ResponseBody {
            messages_in_conversation_body: Some(MessagesInConversationResponseBody {
                next_cursor: Some(match newer {
                    true => indexes.end() + 1,
                    false => indexes.start() - 1,
                }),
                has_more: Some(match newer {
                    true => *indexes.end() < 200,
                    false => *indexes.start() > 1,
                }),
                messages: indexes.map(body).collect(),
            }),
            ..ResponseBody::default()
        }));
        (200, answer.encode_to_vec())
    })
    .await
}

/// As after a first load: the newest 20 messages are here, and 150 are not read.
async fn first_load(desk: &Desk) {
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            let newest = (181..=200).map(|index| from_bob(index, &format!("b{index}")));
            apply::past(tx, cid, newest.collect(), None)?;
            conversation::set_badge(tx, cid, 200)?;
            conversation::set_read(tx, cid, 50, Some(50)).map(|_| ())
        })
        .await
        .unwrap();
}

fn below_the_line(rows: &[TimelineRow]) -> Option<String> {
    let line = rows
        .iter()
        .position(|row| matches!(row, TimelineRow::Unread))?;
    rows.get(line + 1).map(words)
}

/// A first load brings the newest messages only.
#[tokio::test]
async fn the_line_stands_before_the_first_unread_message_also_when_that_has_to_be_fetched() {
    let mut server = with_two_hundred().await;
    let desk = Desk::new();
    first_load(&desk).await;
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let parts = parts_with(&desk, endpoints);
    let link = parts.link.clone();
    link.start();
    let _peer = server.peer().await;
    let mut connection = link.connection();
    in_time(connection.wait_for(|state| *state == Connection::Online))
        .await
        .unwrap();
    let screen = Screen::open_with(parts, Anchor::Unread).await;
    assert_eq!(below_the_line(&screen.rows).as_deref(), Some("b51"));
    link.stop().await;
}

#[tokio::test]
async fn the_line_moves_up_when_the_first_unread_message_comes_later() {
    let server = with_two_hundred().await;
    let desk = Desk::new();
    first_load(&desk).await;
    // Nothing is waited for without a connection; a page of history goes over HTTP all the same.
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let mut screen = Screen::open_with(parts_with(&desk, endpoints), Anchor::Unread).await;
    assert_eq!(below_the_line(&screen.rows).as_deref(), Some("b181"));
    for _ in 0..20 {
        if below_the_line(&screen.rows).as_deref() == Some("b51") {
            return;
        }
        let before = screen.rows.clone();
        screen.timeline.older().await.unwrap();
        screen.until("more", |rows, _| rows != before).await;
    }
    panic!("{:?}", screen.words());
}

#[tokio::test]
async fn the_first_row_stays_when_it_changes() {
    let desk = Desk::new();
    history(&desk, 100, 100).await;
    for anchor in [Anchor::Message("bob-50".into()), Anchor::End] {
        let mut screen = Screen::open(&desk, anchor).await;
        let (first, count) = (words(&screen.rows[0]), screen.rows.len());
        let index = first.trim_start_matches('b').parse().unwrap();
        desk.store
            .write(move |tx| {
                let mid = message::target(tx, from_bob(index, "").server_id, "")?.unwrap();
                message::recall(tx, mid)
            })
            .await
            .unwrap();
        screen
            .until("withdrawn", |rows, _| {
                words(&rows[0]) == "(recalled)" && rows.len() == count
            })
            .await;
    }
}

/// The server gives 50 at a time, of which 30 are shown.
#[tokio::test]
async fn one_scroll_brings_more_than_what_was_left_of_the_last_page() {
    let server = with_two_hundred().await;
    let desk = Desk::new();
    first_load(&desk).await;
    read_up_to(&desk, 200).await;
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let mut screen = Screen::open_with(parts_with(&desk, endpoints), Anchor::End).await;
    screen
        .until("the first page", |rows, state| {
            rows.len() == 50 && !state.loading_older
        })
        .await;
    screen.timeline.older().await.unwrap();
    screen
        .until("a screen of them", |rows, _| rows.len() >= 80)
        .await;
}

#[tokio::test]
async fn a_page_that_cannot_be_asked_for_yet_is_asked_for_when_something_has_come() {
    let server = with_two_hundred().await;
    let desk = Desk::new();
    first_load(&desk).await;
    read_up_to(&desk, 200).await;
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let mut screen = Screen::open_with(parts_with(&desk, endpoints), Anchor::End).await;
    screen
        .until("the first page", |rows, state| {
            rows.len() == 50 && !state.loading_older
        })
        .await;
    // As much is on its way as may be, and none of it comes yet.
    let comes = Arc::new(tokio::sync::Notify::new());
    while screen.timeline.fills.len() < FILLS {
        let comes = Arc::clone(&comes);
        screen.timeline.fills.spawn(async move {
            comes.notified().await;
            (None, true)
        });
    }
    screen.timeline.older().await.unwrap();
    screen.timeline.older().await.unwrap();
    assert!(!screen.timeline.state().loading_older, "nobody was asked");
    comes.notify_one();
    screen
        .until("the next page", |rows, state| {
            rows.len() >= 80 && !state.loading_older
        })
        .await;
}

/// The last words of a screen.
fn end(rows: &[TimelineRow]) -> String {
    rows.last().map(words).unwrap_or_default()
}

/// Bob's answer says with itself that he has read, and then all rows are read again.
#[tokio::test]
async fn an_answer_is_shown_at_the_end_of_a_long_history() {
    let desk = Desk::new();
    history(&desk, 40, 40).await;
    let (key, _) = write(&desk, 1, "a question").await;
    arrive(&desk, vec![own(&key, 41, "a question")]).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    assert_eq!(end(&screen.rows), "a question");
    arrive(&desk, vec![from_bob(42, "an answer")]).await;
    screen
        .until("the answer", |rows, state| {
            end(rows) == "an answer" && state.at_end
        })
        .await;
}

/// More than are read one by one.
#[tokio::test]
async fn what_comes_all_at_once_is_shown_at_the_end_of_a_long_history() {
    let desk = Desk::new();
    history(&desk, 40, 40).await;
    for (new, upto) in [(41, 140), (141, 500)] {
        let mut screen = Screen::open(&desk, Anchor::End).await;
        let all = new..=upto;
        let all = all.map(|index| from_bob(index, &format!("b{index}")));
        arrive(&desk, all.collect()).await;
        let last = format!("b{upto}");
        screen
            .until("the last", |rows, state| end(rows) == last && state.at_end)
            .await;
    }
}

#[tokio::test]
async fn a_short_history_is_still_shown_from_its_beginning_when_an_answer_comes() {
    let desk = Desk::new();
    history(&desk, 34, 34).await;
    let (key, _) = write(&desk, 1, "a question").await;
    arrive(&desk, vec![own(&key, 35, "a question")]).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    screen.timeline.older().await.unwrap();
    screen
        .until("the beginning", |rows, _| words(&rows[0]) == "b1")
        .await;
    arrive(&desk, vec![from_bob(36, "an answer")]).await;
    screen
        .until("the answer", |rows, _| end(rows) == "an answer")
        .await;
    assert_eq!(words(&screen.rows[0]), "b1");
}

#[tokio::test]
async fn an_answer_that_comes_below_is_counted_as_new() {
    let desk = Desk::new();
    history(&desk, 100, 100).await;
    let (key, _) = write(&desk, 1, "a question").await;
    arrive(&desk, vec![own(&key, 101, "a question")]).await;
    let mut screen = Screen::open(&desk, Anchor::Message("bob-50".into())).await;
    arrive(&desk, vec![from_bob(102, "an answer")]).await;
    screen
        .until("counted", |_, state| state.new_below == 1)
        .await;
}

/// Sending moves the sender's own read position (protocol: sync, section 9.5), and no receipt tells it.
#[tokio::test]
async fn who_answers_has_read() {
    fn read(rows: &[TimelineRow]) -> usize {
        let read = |row: &&TimelineRow| matches!(row, TimelineRow::Message(row) if row.delivery == Some(Delivery::Read));
        rows.iter().filter(read).count()
    }
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let (key, _) = write(&desk, 1, "hello").await;
    arrive(&desk, vec![own(&key, 3, "hello")]).await;
    let mut aside = from_bob(4, "by a program of Bob's");
    let unmoved = keys::DO_NOT_MOVE_READ_INDEX.to_owned();
    aside.ext.insert(unmoved, "true".to_owned());
    arrive(&desk, vec![aside]).await;
    screen.until("aside", |rows, _| rows.len() == 4).await;
    assert_eq!(read(&screen.rows), 0);
    arrive(&desk, vec![from_bob(5, "hello yourself")]).await;
    screen.until("answer", |rows, _| read(rows) == 1).await;
    // Of what comes after the answer as well.
    let mut late = Entry::from(from_bob(9, "after a hole"));
    late.previous_index = 8;
    desk.store
        .write(move |tx| {
            apply::inbox(tx, &[late], Origin::Push, &[])?;
            let cid = conversation::ensure(tx, &chat())?;
            let elsewhere = own(&MessageKey::from("elsewhere"), 8, "from my telephone");
            apply::past(tx, cid, vec![elsewhere], Some((8, 8))).map(|_| ())
        })
        .await
        .unwrap();
    screen.until("late", |rows, _| read(rows) == 2).await;
}

#[tokio::test]
async fn messages_of_the_same_time_stand_in_the_servers_order_on_every_device() {
    let same_time = |index: i64| Incoming {
        created: 1_000_000,
        ..from_bob(index, &format!("b{index}"))
    };
    let mut orders = Vec::new();
    for arrival in [[1, 2, 3, 4], [1, 3, 4, 2], [4, 3, 2, 1]] {
        let desk = Desk::new();
        for index in arrival {
            arrive(&desk, vec![same_time(index)]).await;
        }
        let screen = Screen::open(&desk, Anchor::End).await;
        let messages = screen
            .words()
            .into_iter()
            .filter(|word| word.starts_with('b'));
        orders.push(messages.collect::<Vec<_>>());
    }
    assert_eq!(orders, vec![["b1", "b2", "b3", "b4"]; 3]);
}

/// Invariant 7: a row keeps one id, also when the push comes before the answer.
#[tokio::test]
async fn a_row_keeps_its_id_when_the_push_comes_before_the_answer() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let mut screen = Screen::open(&desk, Anchor::End).await;
    let (key, _) = write(&desk, 1, "hello").await;
    screen.until("echo", |rows, _| rows.len() == 3).await;
    let order = ids(&screen.rows);
    arrive(&desk, vec![own(&key, 3, "hello")]).await;
    let placed = |rows: &[TimelineRow]| matches!(rows.last(), Some(TimelineRow::Message(message)) if message.server_id.is_some());
    screen.until("placed", |rows, _| placed(rows)).await;
    assert_eq!(ids(&screen.rows), order);
}

/// A clock that stands until it is turned; whoever waits by it waits for that.
struct Turned(tokio::sync::watch::Sender<i64>);

impl crate::config::Clock for Turned {
    fn now_ms(&self) -> i64 {
        *self.0.borrow()
    }

    fn now(&self) -> tokio::time::Instant {
        tokio::time::Instant::now()
    }

    fn sleep(&self, pause: std::time::Duration) -> futures_util::future::BoxFuture<'static, ()> {
        let mut now = self.0.subscribe();
        let end = self.now_ms() + i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        Box::pin(async move {
            now.wait_for(|now| *now >= end).await.ok();
        })
    }
}

#[tokio::test]
async fn what_can_be_withdrawn_for_two_minutes_cannot_afterwards_without_a_click() {
    let desk = Desk::new();
    history(&desk, 2, 2).await;
    let key = MessageKey("5c1d1f0e-8d65-4f0c-9a4d-000000000001".to_owned());
    let mine = Incoming {
        created: 1_000_000,
        ..own(&key, 3, "in time")
    };
    arrive(&desk, vec![mine]).await;
    let clock = Arc::new(Turned(tokio::sync::watch::Sender::new(1_000_000)));
    let nowhere = Endpoints::own("http://127.0.0.1:1", "").unwrap();
    let parts = parts_by(&desk, nowhere, Arc::clone(&clock) as _);
    let mut screen = Screen::open_with(parts, Anchor::End).await;
    let recallable = |rows: &[TimelineRow]| matches!(rows.last(), Some(TimelineRow::Message(message)) if message.can_recall);
    assert!(recallable(&screen.rows));
    let later = tokio::spawn(async move {
        clock.0.send_replace(1_000_000 + choices::RECALL_WINDOW_MS);
        clock
            .0
            .send_replace(1_000_001 + choices::RECALL_WINDOW_MS + 1);
    });
    screen.until("too late", |rows, _| !recallable(rows)).await;
    later.await.unwrap();
    assert_eq!(screen.words(), ["b1", "b2", "in time"]);
}

#[tokio::test]
async fn an_answer_of_which_nothing_more_comes_is_interrupted_and_goes_on_with_a_later_piece() {
    use crate::model::bot::StreamState;

    let began = 1_000_000;
    let piece = move |words: &str, version: i64, time: i64| {
        let mut piece = from_bob(1, words);
        piece.version = version;
        piece.ext.extend([
            (
                choices::EXT_STREAM.to_owned(),
                choices::STREAM_ON.to_owned(),
            ),
            (choices::EXT_STREAM_TIME.to_owned(), time.to_string()),
        ]);
        piece
    };
    let desk = Desk::new();
    arrive(&desk, vec![piece("One", 1, began)]).await;
    let clock = Arc::new(Turned(tokio::sync::watch::Sender::new(began)));
    let nowhere = Endpoints::own("http://127.0.0.1:1", "").unwrap();
    let parts = parts_by(&desk, nowhere, Arc::clone(&clock) as _);
    let mut screen = Screen::open_with(parts, Anchor::End).await;
    let state = |rows: &[TimelineRow]| match rows.last() {
        Some(TimelineRow::Message(row)) => row.streamed.map(|streamed| streamed.state),
        _ => None,
    };
    assert_eq!(state(&screen.rows), Some(StreamState::Writing));
    let end = began + choices::STREAM_SILENCE_MS + 1;
    let later = end + 60_000;
    let turned = Arc::clone(&clock);
    let turning = tokio::spawn(async move {
        turned.0.send_replace(end);
        turned.0.send_replace(later);
    });
    screen
        .until("silent", |rows, _| {
            state(rows) == Some(StreamState::Interrupted)
        })
        .await;
    turning.await.unwrap();
    arrive(&desk, vec![piece("One two", 2, later)]).await;
    screen
        .until("it goes on", |rows, _| {
            state(rows) == Some(StreamState::Writing)
        })
        .await;
    assert_eq!(screen.words(), ["(unread)", "One two"]);
}

/// What a row offers: other words, an answer, a reaction, a reaction taken away.
fn offers(row: &TimelineRow) -> [bool; 4] {
    match row {
        TimelineRow::Message(row) => [row.can_edit, row.can_answer, row.can_react, row.can_unreact],
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_is_muted_is_offered_nothing_that_is_refused_until_the_time_is_over() {
    const UNTIL: i64 = 2_000_000;
    let desk = Desk::new();
    let key = MessageKey("5c1d1f0e-8d65-4f0c-9a4d-000000000001".to_owned());
    arrive(&desk, vec![own(&key, 1, "mine")]).await;
    let clock = Arc::new(Turned(tokio::sync::watch::Sender::new(1_000_000)));
    let nowhere = Endpoints::own("http://127.0.0.1:1", "").unwrap();
    let parts = parts_by(&desk, nowhere, Arc::clone(&clock) as _);
    let mut screen = Screen::open_with(parts, Anchor::End).await;
    assert_eq!(offers(&screen.rows[0]), [true; 4]);
    desk.store
        .write(|tx| {
            let cid = conversation::find_in(tx, &chat().id)?.unwrap();
            let muted = Participant {
                user: ALICE,
                role: 0,
                alias: String::new(),
                sort_order: 1,
                muted_until: UNTIL,
                mute_reason: String::new(),
            };
            participant::store(tx, cid, &[muted])
        })
        .await
        .unwrap();
    // What one said before one may take back.
    let silent = [false, false, false, true];
    screen
        .until("muted", |rows, _| offers(&rows[0]) == silent)
        .await;
    let later = tokio::spawn(async move {
        clock.0.send_replace(UNTIL);
        clock.0.send_replace(UNTIL + 60_000);
    });
    screen
        .until("over", |rows, _| offers(&rows[0]) == [true; 4])
        .await;
    later.await.unwrap();
}

/// Nothing is to be seen between what is complete, and the server has said that it keeps nothing more there: asking again
/// would never end.
#[tokio::test]
async fn what_the_server_keeps_no_more_is_not_asked_for_where_no_row_stands() {
    let desk = Desk::new();
    desk.store
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            for (lo, hi, gone) in [(1, 3, false), (4, 9, true), (10, 12, false)] {
                range::add(tx, cid, range::IndexRange { lo, hi, gone })?;
            }
            Ok(())
        })
        .await
        .unwrap();
    let screen = Screen::open(&desk, Anchor::End).await;
    assert!(matches!(
        screen.timeline.rows(),
        [TimelineRow::Gap {
            state: GapState::Gone,
            ..
        }]
    ));
    let state = screen.timeline.state();
    assert!(state.at_start && !state.loading_older, "{state:?}");
}
