//! Who takes a message away and who sends it: one of them. And clocks that are set meanwhile.

use std::sync::atomic::{AtomicI64, Ordering};

use futures_util::future::BoxFuture;

use super::*;
use crate::config::SystemClock;

#[tokio::test]
async fn a_message_whose_answer_is_not_known_is_sent_once_and_not_cancelled() {
    let (server, mut requests) = server(vec![Box::new(status(500))]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("is it there?").await;
    next(&mut requests).await;
    // A server that says so may have stored it before it ran out of time.
    in_time(async {
        while alice.row(&key).await.expect("it is kept").state != State::Sent {
            let refused = alice.outbox.cancel(&key).await;
            assert!(matches!(refused, Err(Error::MayBeSent)), "{refused:?}");
        }
    })
    .await;
    let again = next(&mut requests).await;
    let again = again.body.unwrap().send_message_body.unwrap();
    assert_eq!(again.client_message_id(), key.as_str());
    assert!(requests.try_recv().is_err());
}

/// A status 500 may mean that the server stored the message and ran out of time afterwards: others may have it.
#[tokio::test]
async fn a_message_that_stopped_without_a_clear_answer_says_so() {
    for (last, code) in [(500, "\"sent_unknown\""), (21, "\"status_21\"")] {
        let (server, _requests) = server(vec![Box::new(status(last))]).await;
        let alice = Alice::new(&server).await;
        let key = alice.send("is it there?").await;
        let tried = key.clone();
        // Eleven tries, as they are counted.
        alice
            .store
            .write(move |tx| {
                let item = rows::by_key_in(tx, &tried)?.unwrap();
                for _ in 0..11 {
                    rows::claim(tx, &item)?;
                    rows::release(tx, &item, true)?;
                }
                Ok(())
            })
            .await
            .unwrap();
        alice.start().await;
        let stopped = alice.reaches(&key, State::Stopped).await;
        assert!(stopped.reason.contains(code), "{}", stopped.reason);
    }
}

#[tokio::test]
async fn what_was_cancelled_never_reaches_the_server() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let mut cancelled = Vec::new();
    for number in 0..100 {
        let key = alice.send(&format!("line {number}")).await;
        if alice.outbox.cancel(&key).await.is_ok() {
            cancelled.push(key.to_string());
        }
    }
    let last = alice.send("last").await;
    alice.reaches(&last, State::Sent).await;
    loop {
        let sent = next(&mut requests).await.body.unwrap();
        let sent = sent.send_message_body.unwrap();
        let id = sent.client_message_id();
        assert!(!cancelled.iter().any(|key| key == id), "{id} was cancelled");
        if id == last.as_str() {
            return;
        }
    }
}

#[tokio::test]
async fn a_message_on_its_way_when_the_app_ended_is_repeated_and_cannot_be_cancelled_before() {
    let (server, mut requests) = server(vec![Box::new(status(500))]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("half way").await;
    next(&mut requests).await;
    let (folder, database) = alice.stop().await;

    let alice = Alice::open(&server, folder, database);
    let refused = alice.outbox.cancel(&key).await;
    assert!(matches!(refused, Err(Error::MayBeSent)), "{refused:?}");
    alice.start().await;
    alice.reaches(&key, State::Sent).await;
    let again = next(&mut requests).await.body.unwrap();
    let again = again.send_message_body.unwrap();
    assert_eq!(again.client_message_id(), key.as_str());
}

#[tokio::test]
async fn a_message_that_waits_behind_another_can_be_cancelled() {
    let told = Arc::new(Notify::new());
    let held = Arc::clone(&told);
    let (server, mut requests) = server(vec![Box::new(move |request| match accepts(request) {
        Does::Answer(response) => Does::AnswerWhen(response, Arc::clone(&held)),
        other => other,
    })])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let first = alice.send("first").await;
    assert_eq!(words(&next(&mut requests).await), "first");
    let waiting = alice.send("never mind").await;
    let refused = alice.outbox.cancel(&first).await;
    assert!(matches!(refused, Err(Error::MayBeSent)), "{refused:?}");
    alice.outbox.cancel(&waiting).await.unwrap();
    told.notify_one();
    let last = alice.send("last").await;
    alice.reaches(&last, State::Sent).await;
    assert_eq!(words(&next(&mut requests).await), "last");
}

/// Command 50014 (protocol: sync, section 7.6).
fn refused_later(key: &MessageKey) -> Incoming {
    Incoming {
        conversation: ConversationRef {
            id: chat(),
            short_id: 77,
            kind: 1,
        },
        server_id: 0,
        index: 0,
        order: 0,
        kind: 50014,
        sender: alice::ALICE,
        content: String::new(),
        ext: BTreeMap::from([
            ("s:client_message_id".to_owned(), key.to_string()),
            ("s:err_code".to_owned(), "3".to_owned()),
        ]),
        created: 0,
        version: 0,
        status: 0,
        reactions: Vec::new(),
        quote: None,
    }
}

/// Takes the message now and says so, and decides later.
fn takes_for_now(request: &Request) -> Does {
    match accepts(request) {
        Does::Answer(mut response) => {
            let body = response.body.as_mut().unwrap();
            body.send_message_body.as_mut().unwrap().is_async_send = Some(true);
            Does::Answer(response)
        }
        other => other,
    }
}

#[tokio::test]
async fn a_message_that_is_refused_later_fails_with_its_reason_and_a_way_out_also_after_a_restart()
{
    let (server, mut requests) = server(vec![Box::new(takes_for_now)]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("under review").await;
    alice.reaches(&key, State::Sent).await;
    next(&mut requests).await;
    let (folder, database) = alice.stop().await;

    let alice = Alice::open(&server, folder, database);
    alice.hears(refused_later(&key)).await;
    let row = alice.reaches(&key, State::Stopped).await;
    assert!(row.reason.contains("send_3"), "{}", row.reason);
    assert_eq!(alice.outbox.unsent().await.unwrap(), [(chat(), 1)]);
    let (folder, database) = alice.stop().await;

    let alice = Alice::open(&server, folder, database);
    alice.start().await;
    alice.outbox.retry(&key).await.unwrap();
    alice.reaches(&key, State::Sent).await;
    let again = next(&mut requests).await;
    assert_eq!(words(&again), "under review");
    let again = again.body.unwrap().send_message_body.unwrap();
    assert_eq!(again.client_message_id(), key.as_str());
    // And once more, to see the other way out.
    alice.hears(refused_later(&key)).await;
    alice.reaches(&key, State::Stopped).await;
    alice.outbox.cancel(&key).await.unwrap();
    assert!(alice.order().await.is_empty());
}

#[tokio::test]
async fn a_late_refusal_that_is_quicker_than_the_answer_stands() {
    let told = Arc::new(Notify::new());
    let held = Arc::clone(&told);
    let (server, mut requests) = server(vec![Box::new(move |request| {
        match takes_for_now(request) {
            Does::Answer(response) => Does::AnswerWhen(response, Arc::clone(&held)),
            other => other,
        }
    })])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("under review").await;
    next(&mut requests).await;
    alice.hears(refused_later(&key)).await;
    alice.reaches(&key, State::Stopped).await;
    told.notify_one();
    let after = alice.send("after it").await;
    alice.reaches(&after, State::Sent).await;
    assert_eq!(alice.row(&key).await.unwrap().state, State::Stopped);
    assert_eq!(alice.outbox.unsent().await.unwrap(), [(chat(), 1)]);
    alice.outbox.retry(&key).await.unwrap();
    alice.reaches(&key, State::Sent).await;
}

/// A clock that is eight hours ahead until the first pause of the outbox, in which somebody sets it right.
struct SetRight(AtomicI64);

impl Clock for SetRight {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::SeqCst)
    }

    fn now(&self) -> tokio::time::Instant {
        SystemClock.now()
    }

    fn sleep(&self, pause: Duration) -> BoxFuture<'static, ()> {
        // The first pause, and nothing else that is waited for, is that short.
        if pause >= Duration::from_millis(500) && pause <= Duration::from_secs(1) {
            self.0.store(0, Ordering::SeqCst);
        }
        SystemClock.sleep(pause)
    }
}

/// Invariant 18: no wall clock decides retries, order or completeness.
#[tokio::test]
async fn a_clock_that_was_ahead_during_a_failed_try_and_is_set_right_holds_nothing_up() {
    let (server, mut requests) = server(vec![Box::new(status(500))]).await;
    let clock = Arc::new(SetRight(AtomicI64::new(8 * 60 * 60 * 1000)));
    let alice = Alice::with_clock(&server, clock.clone()).await;
    alice.start().await;
    let key = alice.send("before lunch").await;
    alice.reaches(&key, State::Sent).await;
    assert_eq!(clock.0.load(Ordering::SeqCst), 0, "it was set right");
    for _ in 0..2 {
        assert_eq!(words(&next(&mut requests).await), "before lunch");
    }
}
