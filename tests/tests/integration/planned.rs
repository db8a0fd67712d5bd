//! Texts that are sent later.

use linnet_core::model::{ConversationId, MessageKey, UserId};
use linnet_core::view::row::PlannedRow;
use linnet_core::{Draft, DraftSave, Error, Event, EventStream};
use linnet_tests::journal;
use linnet_tests::support::clock::PlanClock;
use linnet_tests::world::{ALICE, BOB, Device, World, in_time, words};

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;

/// A clock on which the time of day is looked at every second.
pub fn quick() -> PlanClock {
    PlanClock::new(20, PlanClock::real_ms())
}

pub fn now(clock: &PlanClock) -> i64 {
    linnet_core::config::Clock::now_ms(clock)
}

/// Types words into the draft and plans them.
async fn plans(
    device: &Device,
    chat: &ConversationId,
    words: &str,
    due: i64,
) -> Result<MessageKey, Error> {
    journal::secret(words);
    let draft = device.client.draft(chat).await.unwrap();
    let saved = device
        .client
        .save_draft(chat, draft.revision, words.to_owned())
        .await
        .unwrap();
    let DraftSave::Kept(revision) = saved else {
        panic!("nobody else types: {saved:?}");
    };
    let key = Draft::new_submission();
    let left = device
        .client
        .send_later(chat, key.clone(), words.to_owned(), revision, due)
        .await?;
    assert_eq!((left.text.as_str(), left.answers), ("", None));
    Ok(key)
}

/// What is planned, after each change of it, until it is as wanted.
async fn until(
    device: &Device,
    chat: &ConversationId,
    what: &str,
    wanted: impl Fn(&[PlannedRow]) -> bool,
) -> Vec<PlannedRow> {
    let mut events = device.client.events();
    in_time(what, async {
        loop {
            let rows = device.client.planned(chat).await.unwrap();
            if wanted(&rows) {
                return rows;
            }
            while !matches!(events.next().await, Some(Event::PlannedChanged(_))) {}
        }
    })
    .await
}

/// Waits for an event about what was planned.
async fn hears(events: &mut EventStream, what: &str, wanted: impl Fn(&Event) -> bool) {
    in_time(what, async {
        while !wanted(&events.next().await.expect("the client runs")) {}
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_text_is_no_message_before_its_time_and_then_one() {
    let world = World::new().await;
    let clock = quick();
    let (alice, bob) = (
        world.device_by(ALICE, clock.clone()).await,
        world.device(BOB).await,
    );
    let second = world.device(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    // A chat is Bob's once something is in it.
    alice.says(&chat, "hello").await;
    bob.reads(&chat, &["hello"]).await;
    let asked = bob.says(&chat, "when do you leave?").await;
    alice
        .sees(&chat, "the question", |rows| {
            rows.iter().any(|row| row.id == asked && row.can_answer)
        })
        .await;
    alice
        .client
        .set_answering(&chat, Some(asked.clone()))
        .await
        .unwrap();
    let key = plans(&alice, &chat, "at six", now(&clock) + HOUR)
        .await
        .unwrap();
    let rows = alice.client.planned(&chat).await.unwrap();
    assert_eq!((rows.len(), rows[0].id.clone()), (1, key.clone()));
    assert_eq!(rows[0].quote.as_ref().unwrap().text, "when do you leave?");
    assert!(!rows[0].too_late && rows[0].problem.is_none());
    assert_eq!(alice.client.draft(&chat).await.unwrap().text, "");
    // It is this device's alone, and in nobody's timeline.
    alice.says(&chat, "a moment").await;
    for device in [&alice, &second, &bob] {
        device
            .reads(&chat, &["hello", "when do you leave?", "a moment"])
            .await;
    }
    assert!(second.client.planned(&chat).await.unwrap().is_empty());

    let mut changes = alice.client.events();
    clock.jump(HOUR);
    hears(
        &mut changes,
        "the change",
        |event| matches!(event, Event::PlannedChanged(id) if *id == chat),
    )
    .await;
    for device in [&alice, &second, &bob] {
        let said = ["hello", "when do you leave?", "a moment", "at six"];
        let rows = device.reads(&chat, &said).await;
        let quote = rows[3].quote.as_ref().unwrap();
        assert_eq!(quote.text, "when do you leave?");
        assert_eq!(rows[3].id, key);
    }
    assert!(alice.client.planned(&chat).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_person_may_set_the_clock_and_the_computer_may_sleep() {
    let world = World::new().await;
    let clock = quick();
    let alice = world.device_by(ALICE, clock.clone()).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    plans(&alice, &chat, "after the clock was set", now(&clock) + HOUR)
        .await
        .unwrap();
    clock.set(2 * HOUR);
    bob.reads(&chat, &["after the clock was set"]).await;
    clock.set(0);
    plans(&alice, &chat, "after a night", now(&clock) + 8 * HOUR)
        .await
        .unwrap();
    let mut events = alice.client.events();
    clock.jump(9 * HOUR);
    hears(&mut events, "that it is late", |event| {
        matches!(event, Event::SentLate { conversation, title } if *conversation == chat && title == "Bob")
    })
    .await;
    bob.reads(&chat, &["after the clock was set", "after a night"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_due_while_nothing_ran_is_sent_at_the_next_start_unless_it_is_a_day_old() {
    let mut world = World::new().await;
    let clock = quick();
    let alice = world.device_by(ALICE, clock.clone()).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.says(&chat, "good night").await;
    bob.reads(&chat, &["good night"]).await;
    plans(&alice, &chat, "old", now(&clock) + HOUR)
        .await
        .unwrap();
    plans(&alice, &chat, "late", now(&clock) + 20 * HOUR)
        .await
        .unwrap();
    let later = plans(&alice, &chat, "tomorrow", now(&clock) + 48 * HOUR)
        .await
        .unwrap();
    let unsent = alice.client.unsent().await.unwrap();
    assert_eq!(unsent, [("Bob".to_owned(), 3)], "named when signing out");

    let closed = alice.stop().await;
    // Without a server, too: it is taken in, and goes when there is one.
    world.stop().await;
    clock.jump(30 * HOUR);
    let alice = closed.open().await;
    let mut events = alice.client.events();
    alice.client.start();
    hears(
        &mut events,
        "that it is late",
        |event| matches!(event, Event::SentLate { conversation, .. } if *conversation == chat),
    )
    .await;
    hears(
        &mut events,
        "that one is too late",
        |event| matches!(event, Event::PlannedHeld { conversation, .. } if *conversation == chat),
    )
    .await;
    let rows = until(&alice, &chat, "two left", |rows| rows.len() == 2).await;
    let seen = |row: &PlannedRow| (row.text.clone(), row.too_late);
    assert_eq!(seen(&rows[0]), ("old".to_owned(), true));
    assert_eq!(seen(&rows[1]), ("tomorrow".to_owned(), false));
    alice.reads(&chat, &["good night", "late"]).await;
    world.restart().await;
    bob.reads(&chat, &["good night", "late"]).await;

    // The next start asks no second time, and the person decides.
    let alice = alice.stop().await.open().await;
    let mut events = alice.client.events();
    alice.client.start();
    alice.ready().await;
    alice.client.send_planned(&rows[0].id).await.unwrap();
    alice.client.discard_planned(&later).await.unwrap();
    bob.reads(&chat, &["good night", "late", "old"]).await;
    assert!(alice.client.planned(&chat).await.unwrap().is_empty());
    let again = alice.client.send_planned(&rows[0].id).await;
    assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
    alice.says(&chat, "the end of it").await;
    let mut asked = 0;
    let mut said = 0;
    in_time("the last message", async {
        while said < 2 {
            match events.next().await.expect("the client runs") {
                // The one that was sent now, and the last.
                Event::MessageInserted { .. } => said += 1,
                Event::PlannedHeld { .. } | Event::SentLate { .. } => asked += 1,
                _ => {}
            }
        }
    })
    .await;
    assert_eq!(asked, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_planned_can_be_changed_and_is_refused_when_it_is_no_plan() {
    let world = World::new().await;
    let clock = quick();
    let alice = world.device_by(ALICE, clock.clone()).await;
    let bob = world.device(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let passed = plans(&alice, &chat, "too early", now(&clock) - 1).await;
    assert!(matches!(passed, Err(Error::TimePassed)), "{passed:?}");
    // It stands in the draft.
    assert_eq!(alice.client.draft(&chat).await.unwrap().text, "too early");
    let first = plans(&alice, &chat, "first", now(&clock) + 100 * HOUR)
        .await
        .unwrap();
    plans(&alice, &chat, "second", now(&clock) + 200 * HOUR)
        .await
        .unwrap();
    let client = &alice.client;
    journal::secret("first, better");
    client
        .change_planned(&first, Some("first, better".to_owned()), None)
        .await
        .unwrap();
    client
        .change_planned(&first, None, Some(now(&clock) + 300 * HOUR))
        .await
        .unwrap();
    let blank = client.change_planned(&first, Some(" ".to_owned()), None);
    assert!(matches!(blank.await, Err(Error::EmptyMessage)));
    let early = client.change_planned(&first, None, Some(now(&clock) - 1));
    assert!(matches!(early.await, Err(Error::TimePassed)));
    let rows = client.planned(&chat).await.unwrap();
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    assert_eq!(texts, ["second", "first, better"]);
    let alice = alice.restart().await;
    assert_eq!(alice.client.planned(&chat).await.unwrap(), rows);
    clock.jump(301 * HOUR);
    let rows = bob.sees(&chat, "the first", |rows| !rows.is_empty()).await;
    assert_eq!(words(&rows), ["first, better"]);
    let gone = alice
        .client
        .change_planned(&first, Some("x".to_owned()), None);
    assert!(matches!(gone.await, Err(Error::NotFound(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_for_a_group_that_alice_has_left_stays_and_says_why() {
    let world = World::new().await;
    let clock = quick();
    let alice = world.device_by(ALICE, clock.clone()).await;
    let bob = world.device(BOB).await;
    let group = bob
        .client
        .create_group("n", "Linnets", vec![UserId(ALICE)])
        .await
        .unwrap();
    alice.row(&group, |row| row.member).await;
    let key = plans(&alice, &group, "see you", now(&clock) + HOUR)
        .await
        .unwrap();
    bob.client
        .remove_member(&group, UserId(ALICE))
        .await
        .unwrap();
    alice.row(&group, |row| !row.member).await;
    let mut events = alice.client.events();
    clock.jump(HOUR);
    hears(
        &mut events,
        "that it was not sent",
        |event| matches!(event, Event::PlannedHeld { conversation, .. } if *conversation == group),
    )
    .await;
    let rows = alice.client.planned(&group).await.unwrap();
    let why = rows[0].problem.as_ref().map(|reason| reason.code.as_str());
    assert_eq!((rows[0].id.clone(), why), (key.clone(), Some("not_member")));
    let now = alice.client.send_planned(&key).await;
    assert!(matches!(now, Err(Error::NotMember)), "{now:?}");
    assert_eq!(alice.client.planned(&group).await.unwrap().len(), 1);
}
