//! Several want the same page of history at once: two windows of one conversation, or the timeline and the viewer.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use prost::Message as _;

use super::pages::{Alice, ten};
use super::*;
use crate::link::tests::{Server, answer_to, in_time};

/// The beginning of ten messages, of which one page brings a part.
const GAP: Gap = Gap {
    lo: 1,
    hi: 10,
    bounded: false,
};

#[tokio::test]
async fn who_asks_second_waits_for_the_page_that_is_on_its_way() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        ten(&request)
    })
    .await;
    let alice = Alice::new(&server).await;
    let before = alice.missing().await;
    let first = alice.history.fill(alice.cid, GAP, Side::Older);
    // As a timeline does, which looks again when it is answered.
    let second = async {
        let answer = alice.history.fill(alice.cid, GAP, Side::Older).await;
        let requests = asked.load(Ordering::SeqCst);
        answer.map(|()| requests)
    };
    let (first, second) = in_time(async { tokio::join!(first, second) }).await;
    first.unwrap();
    let requests = second.unwrap();
    assert!(requests > 0, "answered before the server was");
    assert_eq!(
        requests,
        asked.load(Ordering::SeqCst),
        "asked once for both"
    );
    assert_ne!(alice.missing().await, before);
}

#[tokio::test]
async fn what_prevented_the_page_is_told_to_all_who_wanted_it() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |request| {
        count.fetch_add(1, Ordering::SeqCst);
        (200, answer_to(&request, 56).encode_to_vec())
    })
    .await;
    let alice = Alice::new(&server).await;
    let fill = || alice.history.fill(alice.cid, GAP, Side::Older);
    let (first, second) = in_time(async { tokio::join!(fill(), fill()) }).await;
    let (first, second) = (first.unwrap_err(), second.unwrap_err());
    assert_eq!(first.reason(), second.reason());
    assert_eq!((second.status(), second.is_refusal()), (Some(56), true));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// A window whose rows are few asks by itself for what is missing, and not while another one does.
#[tokio::test]
async fn who_looks_is_told_when_a_page_is_given_up_that_was_on_its_way() {
    let server = Server::start(|request| ten(&request)).await;
    let alice = Alice::new(&server).await;
    let mut changes = alice.desk.store.changes();
    {
        let mut first = pin!(alice.history.fill(alice.cid, GAP, Side::Older));
        tokio::select! {
            biased;
            _ = &mut first => panic!("the first is answered at once"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(alice.history.state(alice.cid, GAP.lo), GapState::Loading);
        while changes.try_recv().is_ok() {}
    }
    assert_eq!(alice.history.state(alice.cid, GAP.lo), GapState::Unknown);
    let told = changes.try_recv().unwrap();
    let conversation = alice.cid;
    assert_eq!(told.changes, [Change::Gaps { conversation }]);
}

#[tokio::test]
async fn who_waits_asks_when_the_other_has_gone_away() {
    let server = Server::start(|request| ten(&request)).await;
    let alice = Alice::new(&server).await;
    let before = alice.missing().await;
    let mut second = pin!(alice.history.fill(alice.cid, GAP, Side::Older));
    {
        let mut first = pin!(alice.history.fill(alice.cid, GAP, Side::Older));
        // Both have begun; neither is answered before the runtime is given back.
        tokio::select! {
            biased;
            _ = &mut first => panic!("the first is answered at once"),
            _ = &mut second => panic!("the second does not wait"),
            () = std::future::ready(()) => {}
        }
    }
    in_time(second).await.unwrap();
    assert_ne!(alice.missing().await, before);
}
