//! What the store runs for each thing that happens, collected while it happens: SQLite is asked how it runs each
//! statement, and how many steps it took with few and with many messages in the account. Nothing is listed by hand but
//! what may look at everything, with its reason.

use super::*;
use crate::model::MessageKey;
use crate::model::conversation::{ConversationInfo, CoreInfo, Settings};
use crate::model::mark::MarkKind;
use crate::model::message::Reaction;
use crate::model::quote::Reference;
use crate::model::user::{Participant, Profile, ReadPosition};
use crate::store::pending::Mutation;
use crate::store::range::IndexRange;
use crate::sync::apply::{self, Entry, Origin};

/// Something that happens to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Receive,
    ReceiveOnScreen,
    ReceivePicture,
    ReceiveAnswer,
    Talk,
    Write,
    WritePicture,
    Stop,
    Read,
    Recall,
    ChangeWhatIsNotHere,
    Delete,
    Draft,
    HistoryPage,
    GroupCommand,
    FirstLoadPage,
    Names,
    OpenTimeline,
    Page,
    Line,
    Pictures,
    ClearHistory,
    Members,
    OpenList,
    Start,
    SetBack,
}

use Event::*;

/// Happens per message, page or look: takes the same work however long the histories are.
const EVENTS: &[Event] = &[
    Receive,
    ReceiveOnScreen,
    ReceivePicture,
    ReceiveAnswer,
    Talk,
    Write,
    WritePicture,
    Stop,
    Read,
    Recall,
    ChangeWhatIsNotHere,
    Delete,
    Draft,
    HistoryPage,
    GroupCommand,
    FirstLoadPage,
    Names,
    OpenTimeline,
    Page,
    Line,
    Pictures,
];

/// Happens seldom and is about everything: a scan is its purpose.
const ABOUT_EVERYTHING: &[Event] = &[
    // Every message of the conversation is wiped.
    ClearHistory,
    // They are sorted by their roles, when somebody looks at them.
    Members,
    // What all lines are ordered by is read, once, or all of them for who asks for the whole list.
    OpenList,
    // What waits is looked for, once.
    Start,
    // Everything that is here is compared with what the server has.
    SetBack,
];

/// Tables and indexes that hold a few rows of what waits, and never more for a longer history: all of them may be read.
const SHORT: &[&str] = &[
    "outbox_conversation",
    "media_unwanted",
    "conversation_wanted",
    "participant_wanted",
    "person_wanted",
];

/// Asks whether there is a row at all, and stops at the first.
const FIRST_ROW: &str = "SELECT EXISTS (SELECT 1 FROM pending_mutation)";

/// An account with so many messages from Bob, all read but the last five, and a tenth as many from others.
struct Account {
    desk: Desk,
    cid: Cid,
    /// Index of the newest message.
    newest: i64,
}

fn key(number: i64) -> MessageKey {
    MessageKey(format!("5c1d1f0e-8d65-4f0c-9a4d-{number:012}"))
}

fn info(conversation: ConversationRef, peer: UserId, read_index: i64) -> ConversationInfo {
    ConversationInfo {
        conversation,
        inbox: 0,
        ticket: Some("ticket".to_owned()),
        member: Some(true),
        member_count: Some(2),
        badge_count: None,
        core: Some(CoreInfo {
            version: 1,
            icon: "tos-cn-i-x/icon".to_owned(),
            ext_full: true,
            ..CoreInfo::default()
        }),
        settings: Some(Settings {
            version: 1,
            read_index,
            ext_full: true,
            ..Settings::default()
        }),
        members: vec![member(peer), member(ALICE)],
        members_complete: true,
    }
}

fn member(user: UserId) -> Participant {
    Participant {
        user,
        role: 0,
        alias: "Bobby".to_owned(),
        sort_order: 1,
        muted_until: 0,
        mute_reason: String::new(),
    }
}

/// The other person of the 1:1 with this number.
fn other(number: i64) -> ConversationRef {
    ConversationRef {
        id: ConversationId(format!("0:1:10001:{}", 20_000 + number)),
        short_id: 20_000 + number,
        kind: 1,
    }
}

impl Account {
    async fn of(messages: i64) -> Self {
        let desk = Desk::new();
        let read = messages - 5;
        let cid = desk
            .store
            .write(move |tx| {
                let cid = conversation::apply(tx, &info(chat(), BOB, read))?;
                let all = (1..=messages).map(|index| from_bob(index, "an ordinary line"));
                apply::past(tx, cid, all.collect(), Some((50, messages)))?;
                for number in 0..messages / 10 {
                    let mut one = from_bob(1, "an ordinary line");
                    one.conversation = other(number);
                    one.server_id = 8_000_000_000_000_000 + number;
                    one.ext.clear();
                    let cid =
                        conversation::apply(tx, &info(other(number), UserId(20_000 + number), 1))?;
                    apply::past(tx, cid, vec![one], Some((0, 1)))?;
                }
                Ok(cid)
            })
            .await
            .unwrap();
        Self {
            desk,
            cid,
            newest: messages,
        }
    }

    async fn change(&self, what: impl FnOnce(&mut Tx<'_>) -> Result<()> + Send + 'static) {
        self.desk.store.write(what).await.unwrap();
    }

    async fn look(&self, what: impl FnOnce(&Snapshot<'_>) -> Result<()> + Send + 'static) {
        self.desk.store.read(what).await.unwrap();
    }

    async fn arrive(&mut self, message: impl Fn(i64) -> Incoming) {
        self.newest += 1;
        let entry = Entry {
            previous_index: self.newest - 1,
            badge_count: Some(self.newest),
            ..Entry::from(message(self.newest))
        };
        self.change(move |tx| apply::inbox(tx, &[entry], Origin::Push, &[]).map(|_| ()))
            .await;
    }

    async fn accept(&self, number: i64, picture: bool) -> outbox::Item {
        let new = outbox::NewItem {
            key: key(number),
            kind: 10001,
            content: crate::model::kind::text::write("hello"),
            ext: Default::default(),
            mentions: Vec::new(),
            created: 5,
            tried: false,
            attachment: picture.then(|| "{}".to_owned()),
        };
        let accepted = self
            .desk
            .store
            .write(move |tx| outbox::accept(tx, &chat().id, &new));
        accepted.await.unwrap().unwrap()
    }

    /// Accepted, claimed, answered, and told by the inbox.
    async fn send(&mut self, number: i64) {
        let cid = self.cid;
        let item = self.accept(number, false).await;
        self.look(move |snapshot| outbox::next(snapshot, cid).map(|_| ()))
            .await;
        let server_id = 9_000_000_000_000_000 + number;
        self.change(move |tx| {
            outbox::claim(tx, &item)?;
            outbox::release(tx, &item, true)?;
            outbox::claim(tx, &item)?;
            outbox::answered(tx, &item, server_id, None)?;
            unplaced::note(tx, item.message, unplaced::Why::Repeated)
        })
        .await;
        self.look(|snapshot| unplaced::next(snapshot).map(|_| ()))
            .await;
        self.arrive(|index| Incoming {
            sender: ALICE,
            server_id,
            ext: [("s:client_message_id".to_owned(), key(number).0)].into(),
            ..from_bob(index, "hello")
        })
        .await;
        self.change(|tx| {
            let mid = message::find_in(tx, &key(1))?;
            mid.map_or(Ok(()), |stored| unplaced::settle(tx, stored.position.mid))
        })
        .await;
    }

    async fn happens(&mut self, event: Event) {
        let (cid, newest) = (self.cid, self.newest);
        match event {
            Receive => self.arrive(|index| from_bob(index, "hello")).await,
            ReceiveOnScreen => {
                let watch = self.desk.store.watch(cid);
                self.arrive(|index| from_bob(index, "hello")).await;
                drop(watch);
            }
            ReceivePicture => self.arrive(picture).await,
            ReceiveAnswer => {
                let quoted = from_bob(newest - 90, "").server_id;
                self.arrive(|index| Incoming {
                    quote: Some(Reference {
                        message: quoted,
                        hint: "hello".to_owned(),
                        sender: BOB.0,
                        ..Reference::default()
                    }),
                    reactions: vec![thumb()],
                    ..from_bob(index, "so it is")
                })
                .await;
                // What it quotes changes, and it is shown anew.
                let ext = Mutation::Ext("{}".to_owned());
                let changes = [Mutation::Reactions(vec![thumb()]), ext, Mutation::Recall];
                self.mutate(newest - 90, &changes).await;
            }
            Talk => {
                let item = self.accept(4, false).await;
                let server_id = from_bob(newest - 91, "").server_id;
                self.change(move |tx| {
                    let mid = message::target(tx, server_id, "")?.unwrap();
                    let quoted = message::key_of(tx, mid)?.unwrap();
                    message::answer(tx, cid, item.message, &quoted)?;
                    draft::save_answers(tx, cid, quoted.as_str())?;
                    draft::answers(tx, &chat().id)?;
                    message::set_own_reaction(tx, mid, true, 9, &thumb())?;
                    message::set_own_reaction(tx, mid, false, 9, &thumb())?;
                    message::edited(tx, mid, 9, Some("{}"), &Default::default())?;
                    for time in [Some(1), None, Some(1)] {
                        mark::tell(tx, cid, server_id, MarkKind::Pin, time)?;
                        mark::done(tx, cid, server_id, MarkKind::Favourite, time, 9)?;
                    }
                    outbox::discard(tx, &item).map(|_| ())
                })
                .await;
            }
            Write => self.send(1).await,
            #[cfg(not(feature = "multimedia"))]
            WritePicture => {}
            #[cfg(feature = "multimedia")]
            WritePicture => {
                self.look(|snapshot| {
                    outbox::target(snapshot, &chat().id)?;
                    outbox::is_known(snapshot, &key(2)).map(|_| ())
                })
                .await;
                let item = self.accept(2, true).await;
                let steps = item.message;
                self.look(move |snapshot| outbox::steps(snapshot, steps).map(|_| ()))
                    .await;
                self.change(move |tx| {
                    outbox::count_try(tx, &item)?;
                    outbox::save_step(tx, item.message, outbox::StepName::Transform, false, "{}")?;
                    outbox::freeze(tx, &item, "{}")?;
                    outbox::claim(tx, &item)?;
                    outbox::thaw(tx, &item)?;
                    outbox::discard(tx, &item).map(|_| ())
                })
                .await;
            }
            Stop => {
                let item = self.accept(3, false).await;
                let reason = Error::NotMember.reason();
                self.change(move |tx| {
                    outbox::stop(tx, &item, &reason)?;
                    let item = outbox::resume(tx, &item.key)?.unwrap();
                    outbox::only_me(tx, &item, 7_200, &reason)?;
                    outbox::by_key_in(tx, &item.key)?;
                    outbox::refuse_late(tx, 7_200, "", &reason)
                })
                .await;
            }
            Read => {
                self.change(move |tx| {
                    message::counting_above(tx, cid, newest - 2)?;
                    conversation::set_read(tx, cid, newest - 2, Some(newest - 2))?;
                    untold::note(tx, cid, newest - 2)?;
                    let position = ReadPosition {
                        user: BOB,
                        index: newest,
                        min_index: 0,
                    };
                    conversation::apply_read_positions(tx, cid, &[position])
                })
                .await;
                self.look(move |snapshot| {
                    untold::waiting(snapshot, 10)?;
                    message::server_id_at(snapshot, cid, newest)?;
                    message::counting_above_of(snapshot, cid, newest - 2).map(|_| ())
                })
                .await;
                self.change(move |tx| untold::told(tx, cid, newest)).await;
            }
            Recall => self.mutate(newest - 100, &[Mutation::Recall]).await,
            ChangeWhatIsNotHere => {
                let ext = Mutation::Ext("{}".to_owned());
                let changes = [ext, Mutation::Reactions(vec![thumb()]), Mutation::Recall];
                self.mutate(newest - 101, &changes).await;
                self.mutate(newest + 1, &changes).await;
                self.arrive(|index| from_bob(index, "late")).await;
            }
            Delete => self.mutate(newest - 102, &[Mutation::Delete]).await,
            Draft => {
                self.change(move |tx| {
                    draft::save(tx, cid, 0, "words")?;
                    draft::put_in_front(tx, cid, "more", 0, Vec::new())?;
                    draft::save_attachments(tx, cid, "[\"/sea.png\"]")?;
                    draft::close(tx, cid, 2, Some("[]")).map(|_| ())
                })
                .await;
                self.look(move |snapshot| draft::get(snapshot, cid).map(|_| ()))
                    .await;
            }
            HistoryPage => {
                self.change(move |tx| {
                    let page = (20..=49).map(|index| from_bob(index, "older")).collect();
                    apply::past(tx, cid, page, Some((20, 49)))?;
                    let (lo, hi, gone) = (1, 19, true);
                    range::add(tx, cid, IndexRange { lo, hi, gone })?;
                    range::lowest(tx, cid)?;
                    set_back::index_is_taken(tx, cid, 20, 5).map(|_| ())
                })
                .await;
            }
            GroupCommand => {
                self.change(move |tx| {
                    participant::want(tx, cid, &[BOB])?;
                    participant::remove(tx, cid, &[UserId(20_003)])?;
                    participant::store(tx, cid, &[member(BOB)])?;
                    conversation::want_info(tx, cid)?;
                    conversation::set_ticket(tx, cid, "ticket")?;
                    conversation::set_created(tx, cid, 5)?;
                    conversation::set_member(tx, cid, true)
                })
                .await;
            }
            FirstLoadPage => {
                self.change(move |tx| {
                    let read = info(chat(), BOB, newest - 2);
                    let messages = (newest - 19..=newest).map(|index| from_bob(index, "again"));
                    apply::load_page(tx, &[read], messages.collect())?;
                    meta::save_load(tx, meta::Load { start: 1, next: 2 })?;
                    meta::finish_load(tx, 1)
                })
                .await;
            }
            Names => {
                self.look(|snapshot| {
                    conversation::wanted(snapshot, 20)?;
                    participant::wanted(snapshot)?;
                    person::wanted(snapshot, 50)?;
                    person::get(snapshot, BOB)?;
                    conversation::showing(snapshot, BOB).map(|_| ())
                })
                .await;
                self.change(move |tx| {
                    let bob = Profile {
                        user: BOB,
                        nick_name: "Bob".to_owned(),
                        portrait: "tos-cn-i-x/bob".to_owned(),
                        description: String::new(),
                        bot: false,
                    };
                    person::store(tx, &[BOB], &[bob])?;
                    participant::settle(tx, cid, &[(BOB, 1)], &[member(BOB)])
                })
                .await;
            }
            OpenTimeline => {
                self.look(move |snapshot| {
                    conversation::find(snapshot, &chat().id)?;
                    glimpse::facts(snapshot, cid, ALICE)?;
                    message::first_unread(snapshot, cid, newest - 5)?;
                    message::last(snapshot, cid, 31)?;
                    message::newest_index_of(snapshot, cid)?;
                    range::list(snapshot, cid).map(|_| ())
                })
                .await;
            }
            Page => {
                self.look(move |snapshot| {
                    let middle = message::find(snapshot, &"bob-250".into())?
                        .unwrap()
                        .position;
                    message::before(snapshot, cid, middle, 31)?;
                    message::after(snapshot, cid, middle, 31)?;
                    message::from(snapshot, cid, middle, 31).map(|_| ())
                })
                .await;
            }
            Line => {
                self.look(move |snapshot| {
                    conversation::key(snapshot, cid)?;
                    conversation::get(snapshot, cid).map(|_| ())
                })
                .await;
            }
            Pictures => {
                self.look(move |snapshot| {
                    let found = message::find(snapshot, &MessageKey(format!("bob-{newest}")))?;
                    let end = found.unwrap().position;
                    message::pictures_before(snapshot, cid, end, 50)?;
                    let first = message::find(snapshot, &"bob-50".into())?.unwrap().position;
                    message::pictures_after(snapshot, cid, first, 50).map(|_| ())
                })
                .await;
            }
            ClearHistory => {
                self.change(move |tx| conversation::delete(tx, cid, newest - 50))
                    .await;
            }
            Members => {
                self.look(move |snapshot| participant::list(snapshot, cid).map(|_| ()))
                    .await;
            }
            OpenList => {
                self.look(|snapshot| {
                    conversation::keys(snapshot)?;
                    conversation::titles(snapshot)?;
                    conversation::all(snapshot)?;
                    conversation::listed(snapshot)?;
                    person::contacts(snapshot, ALICE, 500).map(|_| ())
                })
                .await;
            }
            Start => {
                self.look(|snapshot| {
                    outbox::waiting(snapshot)?;
                    outbox::unsent(snapshot)?;
                    outbox::queue(snapshot)?;
                    #[cfg(feature = "multimedia")]
                    {
                        outbox::preparing(snapshot)?;
                        outbox::all_steps(snapshot)?;
                    }
                    draft::all_attachments(snapshot)?;
                    media::unwanted(snapshot, 10).map(|_| ())
                })
                .await;
                self.change(|tx| {
                    let nothing = media::Unwanted::default();
                    let gone = media::forget(tx, nothing)?;
                    media::settle(tx, &gone)
                })
                .await;
            }
            SetBack => {
                self.look(move |snapshot| {
                    set_back::conversations(snapshot)?;
                    set_back::held(snapshot, cid).map(|_| ())
                })
                .await;
                self.change(move |tx| {
                    let common = newest - 10;
                    set_back::forget_lost(tx, cid, common, &set_back::Evidence::default())?;
                    set_back::forget_settings(tx, cid)?;
                    set_back::cut_ranges(tx, cid, common, 0)?;
                    set_back::forget_version(tx, 5)?;
                    set_back::known(tx, 5)?;
                    conversation::not_listed(tx, cid)
                })
                .await;
            }
        }
    }

    async fn mutate(&self, index: i64, changes: &[Mutation]) {
        let changes = changes.to_vec();
        let id = from_bob(index, "").server_id;
        self.change(move |tx| {
            for (version, change) in (2..).zip(changes) {
                pending::apply(tx, id, "", version, &change)?;
            }
            Ok(())
        })
        .await;
    }

    /// What the store runs for it.
    async fn ran(&mut self, event: Event) -> observed::Ran {
        self.desk.watch();
        self.happens(event).await;
        self.desk.ran()
    }
}

fn thumb() -> Reaction {
    Reaction {
        key: "👍".to_owned(),
        user: ALICE.0,
        value: "👍".to_owned(),
        created: 1,
    }
}

fn picture(index: i64) -> Incoming {
    Incoming {
        kind: 10003,
        ..from_bob(index, "no picture that could be read")
    }
}

/// The statements of these events, each once: not what opens and ends a transaction.
async fn statements(account: &mut Account, events: &[Event]) -> Vec<String> {
    let mut all = std::collections::BTreeSet::new();
    for event in events {
        let ran = account.ran(*event).await;
        all.extend(ran.statements.into_iter().filter(|sql| {
            let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE"];
            // The last is how a connection that is opened meanwhile tries its key.
            verbs.iter().any(|verb| sql.starts_with(verb)) && !sql.contains("sqlite_schema")
        }));
    }
    // Fewer would mean that nothing was watched.
    assert!(all.len() > 100, "{}", all.len());
    all.into_iter().collect()
}

/// Statements that read a table from end to end, or sort what they read, with SQLite's plan.
async fn slow(desk: &Desk, statements: Vec<String>) -> Vec<(String, Vec<String>)> {
    let plans = desk
        .store
        .read(move |snapshot| {
            let mut plans = Vec::new();
            for query in statements {
                let mut statement = snapshot
                    .connection()
                    .prepare(&format!("EXPLAIN QUERY PLAN {query}"))?;
                let unknown = vec![0_i64; statement.parameter_count()];
                let lines = statement.query_map(rusqlite::params_from_iter(unknown), |row| {
                    row.get::<_, String>(3)
                })?;
                plans.push((query, lines.collect::<rusqlite::Result<Vec<_>>>()?));
            }
            Ok(plans)
        })
        .await
        .unwrap();
    let scans = |line: &str| {
        line.starts_with("SCAN")
            && !line.contains("CONSTANT ROW")
            && !line.contains("(subquery")
            && !SHORT.iter().any(|name| line.contains(name))
    };
    let sorts = |line: &str| line.contains("TEMP B-TREE") && line.contains("ORDER BY");
    plans
        .into_iter()
        .filter(|(query, _)| query != FIRST_ROW)
        .filter(|(_, plan)| plan.iter().any(|line| scans(line) || sorts(line)))
        .collect()
}

#[tokio::test]
async fn no_statement_of_what_happens_often_scans_a_table_or_sorts() {
    let mut account = Account::of(300).await;
    let statements = statements(&mut account, EVENTS).await;
    let slow = slow(&account.desk, statements).await;
    assert!(slow.is_empty(), "{slow:#?}");
}

/// The test above can fail: it sees each index go.
#[tokio::test]
async fn an_index_that_is_missing_is_found() {
    for index in [
        "message_server_id",
        "message_place",
        "message_index",
        "message_picture",
        "conversation_wanted",
        "conversation_peer",
        "pending_mutation_server_id",
        "participant_wanted",
        "person_wanted",
    ] {
        let mut account = Account::of(300).await;
        let statements = statements(&mut account, EVENTS).await;
        account
            .change(move |tx| {
                let drop = format!("DROP INDEX {index}");
                Ok(tx.connection().execute_batch(&drop)?)
            })
            .await;
        let slow = slow(&account.desk, statements).await;
        assert!(!slow.is_empty(), "nothing is slower without {index}");
    }
}

#[tokio::test]
async fn a_statement_is_compiled_once_whatever_its_values_are() {
    let mut account = Account::of(300).await;
    let events = [EVENTS, ABOUT_EVERYTHING].concat();
    let statements = statements(&mut account, &events).await;
    account
        .change(move |tx| {
            for query in statements.iter().filter(|sql| sql.starts_with("SELECT")) {
                let mut statement = tx.connection().prepare(query)?;
                for value in 3_i64..6 {
                    let values = vec![value; statement.parameter_count()];
                    let mut rows = statement.query(rusqlite::params_from_iter(values))?;
                    while rows.next()?.is_some() {}
                }
                let again = statement.get_status(rusqlite::StatementStatus::RePrepare);
                assert_eq!(again, 0, "{query}");
            }
            Ok(())
        })
        .await;
}

/// Invariant 21: work per event does not grow with the size of the account. A plan that looks good may still read rows
/// and drop them; the steps of SQLite's machine say it.
#[tokio::test]
async fn what_happens_often_takes_the_same_work_in_a_large_account() {
    let (mut small, mut large) = (Account::of(500).await, Account::of(5_000).await);
    let mut grown = Vec::new();
    for event in EVENTS {
        let (few, many) = (small.ran(*event).await.steps, large.ran(*event).await.steps);
        // Counted in hundreds, so a hundred more or less says nothing.
        if many > few + few / 10 + 3 {
            grown.push(format!("{event:?}: {few} hundred steps, then {many}"));
        }
    }
    assert!(grown.is_empty(), "{grown:#?}");
    // What is about everything does grow: the steps are counted.
    let (few, many) = (small.ran(OpenList).await, large.ran(OpenList).await);
    assert!(many.steps > 5 * few.steps, "{} {}", few.steps, many.steps);
}
