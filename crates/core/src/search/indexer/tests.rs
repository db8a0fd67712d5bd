use proptest::prelude::*;

use super::*;
use crate::error::Error;
use crate::model::kind::text;
use crate::model::operation::Effect;
use crate::model::{MessageKey, UserId};
use crate::search::{Filter, find};
use crate::store::search::index::FILE_NAME;
use crate::store::tests::{Desk, chat, clear_up_to, from_bob, want};
use crate::store::{Mid, Tx, conversation, message};

/// Alice's messages and their index.
struct Shelf {
    desk: Desk,
    indexer: Indexer,
}

impl Shelf {
    async fn new() -> Self {
        let desk = Desk::new();
        let indexer = open(&desk).await;
        Self { desk, indexer }
    }

    async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.desk.store.write(f).await.unwrap()
    }

    async fn receive(&self, index: i64, words: &str) {
        let words = words.to_owned();
        self.write(move |tx| {
            let incoming = from_bob(index, &words);
            let cid = conversation::ensure(tx, &incoming.conversation)?;
            message::store(tx, cid, 0, &incoming, true)?;
            Ok(())
        })
        .await;
    }

    /// Does something with what Bob wrote under this index.
    async fn with(
        &self,
        index: i64,
        f: impl FnOnce(&mut Tx<'_>, Mid) -> Result<()> + Send + 'static,
    ) {
        self.write(move |tx| {
            let id = from_bob(index, "").server_id;
            match message::target(tx, id, "")? {
                Some(mid) => f(tx, mid),
                None => Ok(()),
            }
        })
        .await;
    }

    async fn learn(&self) {
        while !self.indexer.step().await.unwrap().up_to_date {}
    }

    /// Words of what is found, the newest first.
    async fn find(&self, words: &str) -> Vec<String> {
        let (index, words) = (self.indexer.index(), words.to_owned());
        let found = self
            .desk
            .store
            .read(move |snapshot| find(snapshot, &index, &words, &Filter::default(), None, 100))
            .await
            .unwrap();
        found
            .messages
            .into_iter()
            .map(|found| found.words)
            .collect()
    }

    /// What an index of the same messages holds that was just made.
    async fn fresh(&self) -> Vec<(String, i64)> {
        let folder = tempfile::tempdir().unwrap();
        let store = self.desk.store.clone();
        let indexer = Indexer::open(store, folder.path(), &self.desk.key)
            .await
            .unwrap();
        while !indexer.step().await.unwrap().up_to_date {}
        indexer.index.contents()
    }
}

async fn open(desk: &Desk) -> Indexer {
    Indexer::open(desk.store.clone(), desk.folder.path(), &desk.key)
        .await
        .unwrap()
}

const QUEUE: &str = "SELECT count(*) FROM search_queue";

#[tokio::test]
async fn bobs_words_are_found_and_follow_what_becomes_of_them() {
    let shelf = Shelf::new().await;
    shelf.receive(1, "你好，朱顶雀").await;
    shelf.receive(2, "a Goldfinch and 你").await;
    assert_eq!(shelf.find("你").await, [""; 0], "nothing is learnt yet");
    shelf.learn().await;
    assert_eq!(
        shelf.find("你").await,
        ["a Goldfinch and 你", "你好，朱顶雀"]
    );
    assert_eq!(shelf.find("gold").await, ["a Goldfinch and 你"]);
    assert_eq!(shelf.find("顶雀 你好").await, ["你好，朱顶雀"]);
    assert_eq!(shelf.find("godlfinch").await, ["a Goldfinch and 你"]);
    assert_eq!(shelf.find("雀顶").await, [""; 0]);

    // An edit that waits is found as it is shown, and the words before it are not.
    shelf
        .with(2, |tx, mid| {
            let effect = Effect {
                content: Some(text::write("a siskin")),
                ..Effect::default()
            };
            want(tx, mid, &effect)
        })
        .await;
    shelf.learn().await;
    assert_eq!(shelf.find("siskin").await, ["a siskin"]);
    assert_eq!(shelf.find("goldfinch").await, [""; 0]);

    // What waits to be deleted is not found, and its words go when the server has confirmed.
    shelf.with(1, message::delete).await;
    assert_eq!(
        shelf.find("雀").await,
        [""; 0],
        "also before the index has learnt it"
    );
    shelf.with(2, message::recall).await;
    shelf.learn().await;
    let held = shelf.indexer.index.contents();
    let words = held
        .iter()
        .filter(|(token, _)| token.contains('雀') || token.contains("gold"));
    assert_eq!(words.collect::<Vec<_>>(), Vec::<&(String, i64)>::new());
    assert_eq!(shelf.desk.rows(QUEUE).await, ["0"]);
}

#[tokio::test]
async fn cleared_and_forgotten_words_leave_the_index() {
    let shelf = Shelf::new().await;
    for index in 1..=3 {
        shelf.receive(index, "朱顶雀").await;
    }
    shelf.learn().await;
    shelf
        .write(|tx| {
            let cid = conversation::ensure(tx, &chat())?;
            clear_up_to(tx, cid, 2)
        })
        .await;
    shelf.learn().await;
    assert_eq!(shelf.find("雀").await.len(), 1);
    assert_eq!(shelf.indexer.index.contents(), shelf.fresh().await);
    shelf
        .desk
        .execute("PRAGMA foreign_keys = ON; DELETE FROM conversation")
        .await;
    shelf.learn().await;
    assert_eq!(shelf.indexer.index.contents(), []);
}

#[tokio::test]
async fn a_kill_between_the_two_files_loses_and_doubles_nothing() {
    let shelf = Shelf::new().await;
    shelf.receive(1, "goldfinch").await;
    shelf.learn().await;
    let edit = |words: &'static str| {
        move |tx: &mut Tx<'_>, mid: Mid| {
            message::edited(tx, mid, 9, Some(&text::write(words)), &Default::default())
        }
    };
    shelf.with(1, edit("siskin")).await;
    // The index has learnt it, and the queue was not told.
    let index = shelf.indexer.index();
    let learnt = shelf
        .desk
        .store
        .read(move |snapshot| learn(snapshot, &index))
        .await
        .unwrap();
    assert_eq!(shelf.desk.rows(QUEUE).await, ["1"]);
    assert!(learnt.1.is_some());
    shelf.indexer.index.close();
    let again = open(&shelf.desk).await;
    let shelf = Shelf {
        desk: shelf.desk,
        indexer: again,
    };
    shelf.with(1, edit("bullfinch")).await;
    shelf.learn().await;
    assert_eq!(shelf.find("bullfinch").await, ["bullfinch"]);
    assert_eq!(shelf.indexer.index.contents(), shelf.fresh().await);
    assert_eq!(shelf.desk.rows(QUEUE).await, ["0"]);
}

#[tokio::test]
async fn an_index_that_is_gone_is_made_again_by_whoever_follows() {
    let shelf = Shelf::new().await;
    for index in 1..=5 {
        shelf.receive(index, "朱顶雀").await;
    }
    shelf.learn().await;
    shelf.indexer.index.close();
    std::fs::remove_file(shelf.desk.folder.path().join(FILE_NAME)).unwrap();
    let indexer = open(&shelf.desk).await;
    let stop = CancellationToken::new();
    let following = tokio::spawn(indexer.clone().run(stop.clone()));
    let mut progress = indexer.progress();
    let waited = timeout(
        Duration::from_secs(60),
        progress.wait_for(|progress| progress.steps > 0),
    );
    waited.await.unwrap().unwrap();
    let shelf = Shelf {
        desk: shelf.desk,
        indexer,
    };
    assert_eq!(shelf.find("顶").await.len(), 5);
    stop.cancel();
    following.await.unwrap();
    assert!(matches!(
        shelf.indexer.index.position(),
        Err(Error::NotFound(_))
    ));
}

#[tokio::test]
async fn pages_go_on_in_the_order_of_time_whatever_came_first() {
    let shelf = Shelf::new().await;
    // What is read from the history comes after what is new, and two days share a page.
    for (index, day) in [(1, 3), (2, 3), (3, 1), (4, 2), (5, 2), (6, 3)] {
        shelf
            .write(move |tx| {
                let mut incoming = from_bob(index, &format!("bird {day}"));
                incoming.created = day * 86_400_000 + 100 - index;
                let cid = conversation::ensure(tx, &incoming.conversation)?;
                message::store(tx, cid, 0, &incoming, true)?;
                Ok(())
            })
            .await;
    }
    shelf.learn().await;
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let (index, from) = (shelf.indexer.index(), after.clone());
        let page = shelf
            .desk
            .store
            .read(move |snapshot| {
                find(
                    snapshot,
                    &index,
                    "bird",
                    &Filter::default(),
                    from.as_ref(),
                    2,
                )
            })
            .await
            .unwrap();
        all.extend(
            page.messages
                .iter()
                .map(|found| found.candidate.key.clone()),
        );
        after = all.last().cloned();
        if !page.more {
            break;
        }
    }
    let expected = [1, 2, 6, 4, 5, 3].map(|index| MessageKey(format!("bob-{index}")));
    assert_eq!(all, expected);
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    let shelf = Shelf::new().await;
    shelf.receive(1, "bird https://a.example").await;
    shelf.receive(2, "bird").await;
    shelf.learn().await;
    let carol = UserId(10017);
    let no_words = "";
    for (words, filter, count) in [
        ("bird", Filter::default(), 2),
        (no_words, Filter::default(), 0),
        (
            no_words,
            Filter {
                leads_out: true,
                ..Filter::default()
            },
            1,
        ),
        (
            "bird",
            Filter {
                sender: Some(UserId(10009)),
                ..Filter::default()
            },
            2,
        ),
        (
            "bird",
            Filter {
                sender: Some(carol),
                ..Filter::default()
            },
            0,
        ),
        (
            "bird",
            Filter {
                from: Some(1_000_002),
                ..Filter::default()
            },
            1,
        ),
        (
            "bird",
            Filter {
                before: Some(1_000_002),
                ..Filter::default()
            },
            1,
        ),
        (
            "bird",
            Filter {
                kinds: vec![crate::model::kind::Noun::File],
                ..Filter::default()
            },
            0,
        ),
        (
            "(",
            Filter {
                leads_out: true,
                ..Filter::default()
            },
            0,
        ),
    ] {
        let index = shelf.indexer.index();
        let found = shelf
            .desk
            .store
            .read(move |snapshot| find(snapshot, &index, words, &filter, None, 9))
            .await;
        assert_eq!(found.unwrap().messages.len(), count, "{words}");
    }
}

/// What can become of messages, in any order, with the index learning now and then.
#[derive(Debug, Clone)]
enum Deed {
    Receive(i64, String),
    Edit(i64, String),
    Want(i64, String),
    Recall(i64),
    Delete(i64),
    Clear(i64),
    Learn,
    LearnAndDie,
}

fn deed() -> impl Strategy<Value = Deed> {
    let words = "[你好鸟 ab]{0,6}";
    let which = 1..8_i64;
    prop_oneof![
        4 => (which.clone(), words).prop_map(|(index, words)| Deed::Receive(index, words)),
        2 => (which.clone(), words).prop_map(|(index, words)| Deed::Edit(index, words)),
        2 => (which.clone(), words).prop_map(|(index, words)| Deed::Want(index, words)),
        1 => which.clone().prop_map(Deed::Recall),
        1 => which.clone().prop_map(Deed::Delete),
        1 => which.prop_map(Deed::Clear),
        2 => Just(Deed::Learn),
        1 => Just(Deed::LearnAndDie),
    ]
}

async fn play(deeds: Vec<Deed>) -> (Vec<(String, i64)>, Vec<(String, i64)>) {
    let mut shelf = Shelf::new().await;
    for (version, deed) in (2_i64..).zip(deeds) {
        match deed {
            Deed::Receive(index, words) => shelf.receive(index, &words).await,
            Deed::Edit(index, words) => {
                shelf
                    .with(index, move |tx, mid| {
                        message::edited(
                            tx,
                            mid,
                            version,
                            Some(&text::write(&words)),
                            &Default::default(),
                        )
                    })
                    .await;
            }
            Deed::Want(index, words) => {
                shelf
                    .with(index, move |tx, mid| {
                        let effect = Effect {
                            content: (!words.is_empty()).then(|| text::write(&words)),
                            ..Effect::default()
                        };
                        want(tx, mid, &effect)
                    })
                    .await;
            }
            Deed::Recall(index) => shelf.with(index, message::recall).await,
            Deed::Delete(index) => shelf.with(index, message::delete).await,
            Deed::Clear(index) => {
                shelf
                    .write(move |tx| {
                        let cid = conversation::ensure(tx, &chat())?;
                        clear_up_to(tx, cid, index)
                    })
                    .await;
            }
            Deed::Learn => shelf.learn().await,
            Deed::LearnAndDie => {
                let index = shelf.indexer.index();
                shelf
                    .desk
                    .store
                    .read(move |snapshot| learn(snapshot, &index).map(drop))
                    .await
                    .unwrap();
                shelf.indexer.index.close();
                shelf.indexer = open(&shelf.desk).await;
            }
        }
    }
    shelf.learn().await;
    (shelf.indexer.index.contents(), shelf.fresh().await)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn an_index_that_followed_is_one_that_was_just_made(deeds in proptest::collection::vec(deed(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (followed, made) = runtime.block_on(play(deeds));
        prop_assert_eq!(followed, made);
    }
}
