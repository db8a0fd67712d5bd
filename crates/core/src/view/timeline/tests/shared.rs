//! Two windows of one conversation.

use std::pin::pin;

use super::*;
use crate::sync::history::Gap;

/// The whole history.
const ALL: Gap = Gap {
    lo: 1,
    hi: i64::MAX,
    bounded: false,
};

#[tokio::test]
async fn a_window_with_few_rows_also_wants_the_page_that_another_one_is_loading() {
    let server = with_two_hundred().await;
    let desk = Desk::new();
    let cid = desk.store.write(|tx| conversation::ensure(tx, &chat()));
    let cid = cid.await.unwrap();
    let endpoints = Endpoints::own(&server.api, &server.frontier).unwrap();
    let parts = parts_with(&desk, endpoints);
    let history = parts.history.clone();
    let mut screen = {
        let mut other = pin!(history.fill(cid, ALL, Side::Older));
        // It is on its way, and then nobody waits for it any more.
        tokio::select! {
            biased;
            _ = &mut other => panic!("answered at once"),
            () = std::future::ready(()) => {}
        }
        let screen = Screen::open_with(parts, Anchor::End).await;
        assert_eq!(history.state(cid, ALL.lo), GapState::Loading);
        assert!(screen.timeline.state().loading_older);
        screen
    };
    screen
        .until("the beginning", |_, state| state.at_start)
        .await;
}
