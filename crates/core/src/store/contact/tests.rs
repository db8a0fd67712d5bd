//! What becomes of contacts in the store.

use super::*;
use crate::model::contact::{Request, RequestState};
use crate::model::operation::ContactOperation;
use crate::store::operation::{self, Item, Lane};
use crate::store::tests::{BOB, Desk};

const CAROL: UserId = UserId(10017);

fn friend(user: UserId, remark: &str) -> (Friend, Option<Profile>) {
    let friend = Friend {
        user,
        since: 1_000,
        remark: remark.to_owned(),
        note: String::new(),
        gone: false,
    };
    (friend, None)
}

fn request(index: i64, state: RequestState) -> (Request, Option<Profile>) {
    let request = Request {
        user: BOB,
        incoming: true,
        greeting: "it is me".to_owned(),
        asked: 1_000,
        state,
        index,
    };
    (request, None)
}

async fn shown(desk: &Desk, user: UserId) -> Stored {
    desk.store
        .read(move |snapshot| get(snapshot, user))
        .await
        .unwrap()
}

/// What is asked about Bob next.
async fn next(desk: &Desk) -> Item {
    let next = desk
        .store
        .read(|snapshot| operation::next(snapshot, Lane::Contact(BOB)))
        .await;
    next.unwrap().unwrap().0
}

/// Invariant 19: what was asked for is an effect over what the server says.
#[tokio::test]
async fn a_refused_remark_leaves_the_name_that_the_server_knows() {
    let desk = Desk::new();
    let name = |words: &str| ContactOperation::Remark {
        name: words.to_owned(),
    };
    desk.store
        .write(|tx| store_friends(tx, &[friend(BOB, "Bobby")], true, false))
        .await
        .unwrap();
    assert_eq!(shown(&desk, BOB).await.person.remark, "Bobby");
    let (first, second) = (name("Bob B."), name("Bobo"));
    desk.store
        .write(move |tx| {
            operation::ask_of_contact(tx, BOB, &first)?;
            operation::ask_of_contact(tx, BOB, &second).map(|_| ())
        })
        .await
        .unwrap();
    assert_eq!(desk.store.read(operation::count).await.unwrap(), 1);
    assert_eq!(shown(&desk, BOB).await.person.remark, "Bobo");
    // What the server says meanwhile does not take it away.
    desk.store
        .write(|tx| store_friends(tx, &[friend(BOB, "Robert")], false, true))
        .await
        .unwrap();
    assert_eq!(shown(&desk, BOB).await.person.remark, "Bobo");
    let item = next(&desk).await;
    let reason = crate::error::reason("status_69", None);
    desk.store
        .write(move |tx| operation::refuse(tx, &item, reason))
        .await
        .unwrap();
    assert_eq!(shown(&desk, BOB).await.person.remark, "Robert");
    assert_eq!(desk.store.read(operation::count).await.unwrap(), 0);
}

#[tokio::test]
async fn who_is_not_in_the_whole_list_is_no_friend_and_a_part_takes_nobody_away() {
    let desk = Desk::new();
    let friends = |whole: bool, list: Vec<(Friend, Option<Profile>)>| {
        desk.store
            .write(move |tx| store_friends(tx, &list, whole, true))
    };
    friends(true, vec![friend(BOB, ""), friend(CAROL, "C")])
        .await
        .unwrap();
    friends(false, vec![friend(CAROL, "Caro")]).await.unwrap();
    assert!(shown(&desk, BOB).await.friend);
    friends(true, vec![friend(BOB, "")]).await.unwrap();
    let carol = shown(&desk, CAROL).await;
    assert!(!carol.friend);
    assert_eq!(carol.person.remark, "", "what she was called goes with her");
    let mut gone = friend(BOB, "");
    gone.0.gone = true;
    friends(false, vec![gone]).await.unwrap();
    assert!(!shown(&desk, BOB).await.friend);
}

#[tokio::test]
async fn an_answer_is_shown_at_once_and_a_refused_one_leaves_the_request_waiting() {
    let desk = Desk::new();
    desk.store
        .write(|tx| store_requests(tx, &[request(7, RequestState::Waiting)], true, true, false))
        .await
        .unwrap();
    let state = || async {
        let all = desk
            .store
            .read(|snapshot| requests(snapshot, None))
            .await
            .unwrap();
        (all[0].request.state, all[0].answering)
    };
    desk.store
        .write(|tx| operation::ask_of_contact(tx, BOB, &ContactOperation::Answer { agree: true }))
        .await
        .unwrap();
    assert_eq!(state().await, (RequestState::Accepted, true));
    let item = next(&desk).await;
    let reason = crate::error::reason("status_61", None);
    desk.store
        .write(move |tx| operation::refuse(tx, &item, reason))
        .await
        .unwrap();
    assert_eq!(state().await, (RequestState::Waiting, false));
}

#[tokio::test]
async fn a_list_is_wanted_until_it_was_read_and_again_when_it_changed_meanwhile() {
    let desk = Desk::new();
    let wanted = |list: List| desk.store.read(move |snapshot| is_wanted(snapshot, list));
    desk.store
        .write(|tx| want(tx, &[List::Friends, List::Blocked]))
        .await
        .unwrap();
    assert!(wanted(List::Friends).await.unwrap());
    assert!(!wanted(List::Sent).await.unwrap());
    desk.store
        .write(|tx| begin(tx, List::Friends))
        .await
        .unwrap();
    assert!(!wanted(List::Friends).await.unwrap());
    assert!(wanted(List::Blocked).await.unwrap());
    desk.store
        .write(|tx| want(tx, &[List::Friends]))
        .await
        .unwrap();
    assert!(wanted(List::Friends).await.unwrap());
}
