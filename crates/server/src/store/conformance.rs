//! What every store must do, told once as a function over a way to open one. The whole stories
//! are told over the wire (`tests/protocol`); here is what only shows at the trait: one command
//! fails alone among many, deliveries come in the order of commits and before the answers,
//! counters survive, whatever is asked at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use linnet_proto::im_proto::{ConversationInfoV2, ConversationType, StatusCode};

use super::sqlite::SqliteStore;
use super::*;
use crate::clock::Clock;

const ALICE: UserId = 10001;
const BOB: UserId = 10009;
const CAROL: UserId = 10017;

#[derive(Default)]
struct Hands {
    now_ms: AtomicI64,
}

impl Clock for Hands {
    fn now_ms(&self) -> i64 {
        self.now_ms.load(Ordering::SeqCst)
    }
}

/// Keeps what was committed.
#[derive(Default)]
struct Witness {
    seen: Mutex<Vec<(UserId, i64, i64)>>,
    transients: AtomicI64,
    waiting: AtomicBool,
}

impl Observer for Witness {
    fn committed(&self, deliveries: Vec<Delivery>) {
        let mut seen = self.seen.lock().unwrap();
        for delivery in deliveries {
            match delivery {
                Delivery::Inbox(user, entry) => {
                    seen.push((user, entry.previous, entry.cursor));
                }
                Delivery::Transient(..) => {
                    self.transients.fetch_add(1, Ordering::SeqCst);
                }
                Delivery::Contacts(..)
                | Delivery::Live(..)
                | Delivery::LiveOut(..)
                | Delivery::LiveEnded(_) => {}
            }
        }
        self.waiting.store(false, Ordering::SeqCst);
    }
}

/// A store under test and what surrounds it.
struct Bench {
    store: Arc<dyn Store>,
    clock: Arc<Hands>,
    witness: Arc<Witness>,
}

type Open = fn(&Path, Arc<dyn Clock>, Option<Duration>, Arc<dyn Observer>) -> Arc<dyn Store>;

fn sqlite(
    folder: &Path,
    clock: Arc<dyn Clock>,
    retention: Option<Duration>,
    observer: Arc<dyn Observer>,
) -> Arc<dyn Store> {
    Arc::new(SqliteStore::open(folder, &clock, retention, observer).unwrap())
}

fn bench(open: Open, folder: &Path, retention: Option<Duration>) -> Bench {
    let clock = Arc::new(Hands {
        now_ms: AtomicI64::new(1_760_000_000_000),
    });
    let witness = Arc::new(Witness::default());
    let store = open(
        folder,
        Arc::clone(&clock) as _,
        retention,
        Arc::clone(&witness) as _,
    );
    Bench {
        store,
        clock,
        witness,
    }
}

impl Bench {
    async fn chat(&self, by: UserId, with: UserId) -> ConversationInfoV2 {
        let new = NewConversation {
            kind: ConversationType::OneToOneChat as i32,
            participants: vec![by, with],
            ..NewConversation::default()
        };
        self.store.create(by, new).await.unwrap().value.unwrap()
    }

    fn message(chat: &ConversationInfoV2, id: &str) -> NewMessage {
        NewMessage {
            target: named(chat),
            ticket: chat.ticket.clone().unwrap(),
            client_message_id: id.to_owned(),
            kind: 10001,
            content: "hello".to_owned(),
            ..NewMessage::default()
        }
    }
}

fn named(chat: &ConversationInfoV2) -> Target {
    Target {
        short_id: chat.conversation_short_id.unwrap(),
        conversation_id: String::new(),
    }
}

async fn a_failed_command_is_rolled_back_alone(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), None);
    let chat = bench.chat(ALICE, BOB).await;
    let before = bench.store.inbox_head(BOB).await.unwrap();
    // Everything is asked at once, so that most of it shares a transaction; every third is wrong
    // in a way that is noticed after rows were written or read.
    let sends = (0..300).map(|number| {
        let mut message = Bench::message(&chat, &format!("c{number}"));
        if number % 3 == 0 {
            message.ticket = "forged".to_owned();
        }
        bench.store.send(ALICE, message)
    });
    let outcomes = join_all(sends).await;
    for (number, outcome) in outcomes.iter().enumerate() {
        match outcome {
            Err(refusal) => {
                assert_eq!(number % 3, 0);
                assert_eq!(refusal.status, StatusCode::InvalidTicket);
            }
            Ok(sent) => assert_eq!((number % 3 != 0, sent.status), (true, 0)),
        }
    }
    let page = bench.store.inbox(BOB, before, 500).await.unwrap();
    let indexes: Vec<_> = page
        .messages
        .iter()
        .map(|message| message.index_in_conversation.unwrap())
        .collect();
    assert_eq!(indexes, (1..=200).collect::<Vec<i64>>());

    // A setting that breaks its limit after the row was changed leaves nothing behind.
    let full = BTreeMap::from([("a:note".to_owned(), "x".repeat(20_000))]);
    let refused = bench
        .store
        .set_setting_ext(ALICE, named(&chat), full)
        .await
        .unwrap_err();
    assert_eq!(refused.status, StatusCode::TouchLimit);
    let after = bench
        .store
        .conversations(ALICE, vec![named(&chat)])
        .await
        .unwrap();
    let settings = after[0].conversation_setting_info.as_ref().unwrap();
    assert!(settings.ext.is_empty());
    bench.store.close().await.unwrap();
}

async fn deliveries_chain_in_the_order_of_commits_and_come_before_the_answer(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), None);
    let chat = bench.chat(ALICE, BOB).await;
    let his = bench.chat(BOB, ALICE).await;
    let sends = (0..100).flat_map(|number| {
        let id = format!("c{number}");
        [
            bench.store.send(ALICE, Bench::message(&chat, &id)),
            bench.store.send(BOB, Bench::message(&his, &id)),
        ]
    });
    join_all(sends).await;
    for user in [ALICE, BOB] {
        let seen = bench.witness.seen.lock().unwrap().clone();
        let mut place = 0;
        for (_, previous, cursor) in seen.into_iter().filter(|seen| seen.0 == user) {
            assert_eq!(previous, place, "chained without a gap");
            assert!(cursor > place, "strictly growing while the clock stands");
            place = cursor;
        }
        assert_eq!(bench.store.inbox_head(user).await.unwrap(), place);
    }
    bench.witness.waiting.store(true, Ordering::SeqCst);
    let message = Bench::message(&chat, "last");
    bench.store.send(ALICE, message).await.unwrap();
    assert!(
        !bench.witness.waiting.load(Ordering::SeqCst),
        "told before the answer"
    );
    bench.store.close().await.unwrap();
}

async fn refused_commands_deliver_nothing(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), None);
    let chat = bench.chat(ALICE, BOB).await;
    let count = bench.witness.seen.lock().unwrap().len();
    let at = named(&chat);
    assert!(bench.store.recall(CAROL, at.clone(), 1).await.is_err());
    assert!(bench.store.leave(ALICE, at.clone()).await.is_err());
    assert!(bench.store.dissolve(ALICE, at.clone()).await.is_err());
    let invited = bench.store.add_members(ALICE, at.clone(), vec![CAROL]);
    assert!(invited.await.is_err());
    assert!(bench.store.mark_read(CAROL, at, 1, true).await.is_err());
    assert_eq!(bench.witness.seen.lock().unwrap().len(), count);
    assert_eq!(bench.witness.transients.load(Ordering::SeqCst), 0);
    bench.store.close().await.unwrap();
}

async fn ids_and_cursors_grow_when_the_clock_is_set_back_and_after_a_restart(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let first = bench(open, folder.path(), None);
    let chat = first.chat(ALICE, BOB).await;
    let mut ids = BTreeSet::new();
    let mut last = 0;
    for number in 0..10 {
        let id = format!("c{number}");
        let sent = first.store.send(ALICE, Bench::message(&chat, &id));
        let id = sent.await.unwrap().server_message_id;
        assert!(id > last);
        last = id;
        ids.insert(id);
        first.clock.now_ms.fetch_sub(60_000, Ordering::SeqCst);
    }
    let head = first.store.inbox_head(BOB).await.unwrap();
    first.store.close().await.unwrap();
    assert!(
        first.store.inbox_head(BOB).await.is_err(),
        "closed is closed"
    );

    let second = bench(open, folder.path(), None);
    second
        .clock
        .now_ms
        .store(1_000_000_000_000, Ordering::SeqCst);
    let message = Bench::message(&chat, "after");
    let sent = second.store.send(ALICE, message).await.unwrap();
    assert!(sent.server_message_id > last);
    assert!(second.store.inbox_head(BOB).await.unwrap() > head);
    let entries = second.store.inbox_entries(BOB, head, 10).await.unwrap();
    assert_eq!(entries[0].previous, head);
    assert_eq!(entries[0].item.index, 11);
    second.store.close().await.unwrap();
}

async fn racing_creations_make_one_conversation(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), None);
    let new = |kind: ConversationType, by, with| NewConversation {
        kind: kind as i32,
        participants: vec![by, with],
        idempotent_id: "once".to_owned(),
        ..NewConversation::default()
    };
    let chats = (0..20).map(|number| {
        let (by, with) = if number % 2 == 0 {
            (ALICE, BOB)
        } else {
            (BOB, ALICE)
        };
        bench
            .store
            .create(by, new(ConversationType::OneToOneChat, by, with))
    });
    let groups = (0..20).map(|_| {
        bench
            .store
            .create(ALICE, new(ConversationType::GroupChat, ALICE, CAROL))
    });
    for made in [join_all(chats).await, join_all(groups).await] {
        let ids: BTreeSet<_> = made
            .into_iter()
            .map(|made| made.unwrap().value.unwrap().conversation_short_id)
            .collect();
        assert_eq!(ids.len(), 1);
    }
    bench.store.close().await.unwrap();
}

async fn the_purge_takes_what_the_horizon_hides_and_nothing_else(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), Some(Duration::from_secs(60)));
    let chat = bench.chat(ALICE, BOB).await;
    for number in 0..1200 {
        let message = Bench::message(&chat, &format!("old{number}"));
        bench.store.send(ALICE, message).await.unwrap();
    }
    bench.clock.now_ms.fetch_add(61_000, Ordering::SeqCst);
    let message = Bench::message(&chat, "new");
    let kept = bench.store.send(ALICE, message).await.unwrap();
    let mut rounds = 0;
    while bench.store.purge().await.unwrap() {
        rounds += 1;
        assert!(rounds < 20, "the purge ends");
    }
    let edge = bench.store.inbox(BOB, 0, 500).await.unwrap().next_cursor;
    let page = bench.store.inbox(BOB, edge, 500).await.unwrap();
    let ids: Vec<_> = page
        .messages
        .iter()
        .map(|message| message.server_message_id)
        .collect();
    assert_eq!(ids, [Some(kept.server_message_id)]);
    // An id of a purged message is free again: its first answer is forgotten with it.
    let again = Bench::message(&chat, "old0");
    assert!(
        bench
            .store
            .send(ALICE, again)
            .await
            .unwrap()
            .server_message_id
            > 0
    );
    bench.store.close().await.unwrap();
}

async fn a_cursor_below_the_edge_of_the_retention_gets_an_empty_page_and_then_what_is_kept(
    open: Open,
) {
    let folder = tempfile::tempdir().unwrap();
    let day = Duration::from_secs(24 * 3600);
    let bench = bench(open, folder.path(), Some(day));
    let chat = bench.chat(ALICE, BOB).await;
    let send = async |id: &str| {
        let message = Bench::message(&chat, id);
        bench.store.send(ALICE, message).await.unwrap();
        bench.store.inbox_head(BOB).await.unwrap()
    };
    let first = send("c1").await;
    let edge = send("c2").await;
    let two_days = 2 * i64::try_from(day.as_millis()).unwrap();
    bench.clock.now_ms.fetch_add(two_days, Ordering::SeqCst);
    let head = send("c3").await;
    // Whether or not the purge has come by.
    for purged in [false, true] {
        let page = async |cursor| {
            let page = bench.store.inbox(BOB, cursor, 50).await.unwrap();
            assert_eq!(page.set_back_to, None, "{cursor}");
            (page.messages.len(), page.next_cursor, page.has_more)
        };
        for away in [0, first] {
            assert_eq!(page(away).await, (0, edge, true), "purged: {purged}");
        }
        assert_eq!(page(edge).await, (1, head, false));
        assert_eq!(page(head).await, (0, head, false));
        while bench.store.purge().await.unwrap() {}
    }
    // Now everything is gone.
    bench.clock.now_ms.fetch_add(two_days, Ordering::SeqCst);
    let page = bench.store.inbox(BOB, edge, 50).await.unwrap();
    assert_eq!((page.next_cursor, page.has_more), (head, false));
    bench.store.close().await.unwrap();
}

async fn a_cursor_that_this_database_never_gave_out_is_said_to_be_of_a_later_state(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), None);
    let chat = bench.chat(ALICE, BOB).await;
    let send = async |id: &str| {
        let message = Bench::message(&chat, id);
        bench.store.send(ALICE, message).await.unwrap();
        bench.store.inbox_head(BOB).await.unwrap()
    };
    let known = send("c1").await;
    let lost = known + 5_000_000;
    let at_the_end = bench.store.inbox(BOB, lost, 50).await.unwrap();
    assert_eq!(at_the_end.set_back_to, Some(known));
    assert_eq!(at_the_end.next_cursor, known);
    bench.clock.now_ms.fetch_add(10_000, Ordering::SeqCst);
    let head = send("c2").await;
    let page = bench.store.inbox(BOB, lost, 50).await.unwrap();
    assert_eq!((page.set_back_to, page.next_cursor), (Some(known), head));
    let page = bench.store.inbox(BOB, known, 50).await.unwrap();
    assert_eq!((page.set_back_to, page.next_cursor), (None, head));
    bench.store.close().await.unwrap();
}

async fn a_run_is_known_from_then_on_and_not_to_an_older_copy(open: Open) {
    let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = async |folder: &Path| {
        let bench = bench(open, folder, None);
        let run = bench.store.run();
        assert!(run > 0 && bench.store.knows_run(run));
        (bench.store, run)
    };
    let (store, first) = run(folder.path()).await;
    store.close().await.unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let (store, second) = run(folder.path()).await;
    assert!(store.knows_run(first));
    store.close().await.unwrap();
    let (store, third) = run(copy.path()).await;
    assert!(store.knows_run(first) && !store.knows_run(second));
    assert!(first != second && second != third);
    store.close().await.unwrap();
}

async fn an_inbox_that_the_purge_has_emptied_keeps_its_place(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), Some(Duration::from_secs(60)));
    let chat = bench.chat(ALICE, BOB).await;
    let message = Bench::message(&chat, "old");
    bench.store.send(ALICE, message).await.unwrap();
    let head = bench.store.inbox_head(BOB).await.unwrap();
    bench.clock.now_ms.fetch_add(61_000, Ordering::SeqCst);
    while bench.store.purge().await.unwrap() {}
    assert_eq!(bench.store.inbox_head(BOB).await.unwrap(), head);
    // The clock was set back: the place still grows.
    bench.clock.now_ms.fetch_sub(120_000, Ordering::SeqCst);
    let message = Bench::message(&chat, "new");
    bench.store.send(ALICE, message).await.unwrap();
    let entries = bench.store.inbox_entries(BOB, head, 10).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].previous, head);
    bench.store.close().await.unwrap();
}

async fn the_purge_goes_inbox_by_inbox_and_leaves_those_alone_that_have_nothing_old(open: Open) {
    let folder = tempfile::tempdir().unwrap();
    let bench = bench(open, folder.path(), Some(Duration::from_secs(60)));
    let others: Vec<UserId> = (20_000..20_199).collect();
    let new = |participants: Vec<UserId>| NewConversation {
        kind: ConversationType::GroupChat as i32,
        participants,
        ..NewConversation::default()
    };
    let crowd = [vec![ALICE], others.clone()].concat();
    bench.store.create(ALICE, new(crowd)).await.unwrap();
    bench.clock.now_ms.fetch_add(61_000, Ordering::SeqCst);
    let pair = vec![BOB, CAROL];
    bench.store.create(BOB, new(pair)).await.unwrap();
    let fresh = bench.store.inbox_head(CAROL).await.unwrap();
    let old = bench.store.inbox_head(20_000).await.unwrap();
    let mut rounds = 1;
    while bench.store.purge().await.unwrap() {
        rounds += 1;
    }
    assert!((2..10).contains(&rounds), "in slices: {rounds}");
    // Back to where nothing is hidden: what is not seen now is gone.
    bench.clock.now_ms.fetch_sub(61_000, Ordering::SeqCst);
    for user in [20_000, 20_198] {
        assert_eq!(bench.store.inbox_head(user).await.unwrap(), old);
        assert!(
            bench
                .store
                .inbox_entries(user, 0, 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
    let entries = bench.store.inbox_entries(CAROL, 0, 10).await.unwrap();
    // The group that was made, and the line that says so.
    assert_eq!((entries.len(), entries[1].cursor), (2, fresh));
    // An inbox that was emptied is found again when it has something old again.
    let pair = vec![20_000, 20_001];
    bench.store.create(20_000, new(pair)).await.unwrap();
    bench.clock.now_ms.fetch_add(122_000, Ordering::SeqCst);
    while bench.store.purge().await.unwrap() {}
    bench.clock.now_ms.fetch_sub(122_000, Ordering::SeqCst);
    for user in [20_000, 20_001, BOB, CAROL] {
        assert!(
            bench
                .store
                .inbox_entries(user, 0, 10)
                .await
                .unwrap()
                .is_empty()
        );
    }
    bench.store.close().await.unwrap();
}

macro_rules! conformance {
    ($store:ident: $($story:ident)*) => {$(
        #[tokio::test]
        async fn $story() {
            super::$story(super::$store).await;
        }
    )*};
}

mod on_sqlite {
    conformance! { sqlite:
        a_failed_command_is_rolled_back_alone
        deliveries_chain_in_the_order_of_commits_and_come_before_the_answer
        refused_commands_deliver_nothing
        ids_and_cursors_grow_when_the_clock_is_set_back_and_after_a_restart
        racing_creations_make_one_conversation
        the_purge_takes_what_the_horizon_hides_and_nothing_else
        an_inbox_that_the_purge_has_emptied_keeps_its_place
        the_purge_goes_inbox_by_inbox_and_leaves_those_alone_that_have_nothing_old
        a_cursor_below_the_edge_of_the_retention_gets_an_empty_page_and_then_what_is_kept
        a_cursor_that_this_database_never_gave_out_is_said_to_be_of_a_later_state
        a_run_is_known_from_then_on_and_not_to_an_older_copy
    }
}
