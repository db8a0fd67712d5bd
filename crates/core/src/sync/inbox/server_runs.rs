//! A server that does not know a run that this device was answered by was set back, whatever the inbox says.

use std::sync::Mutex;

use linnet_proto::im_proto::ResponseBody;
use prost::Message as _;

use super::tests::{Standing, inbox_at, page, wanted, was_here};
use super::*;
use crate::link::tests::{Server, answer_to};
use crate::store::tests::Desk;

/// What a device and a server that is in `run` say to one another about runs: what the device names, and whether it
/// wants everything loaded again afterwards. Nothing else is new.
async fn pull(desk: &Desk, run: i64, known: &'static [i64]) -> (String, bool) {
    let named = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&named);
    let server = Server::start(move |request| {
        let named = request.headers.get(choices::HEADER_RUNS);
        let named = named.cloned().unwrap_or_default();
        let mut runs = named.split(',').filter_map(|run| run.parse::<i64>().ok());
        let mut answer = answer_to(&request, 0);
        if runs.any(|run| !known.contains(&run)) {
            let header = choices::HEADER_SET_BACK.to_owned();
            answer.headers.insert(header, "10".to_owned());
        }
        let header = choices::HEADER_RUN.to_owned();
        answer.headers.insert(header, run.to_string());
        answer.body = Some(Box::new(ResponseBody {
            messages_per_user_body: Some(page(Vec::new(), 10, false)),
            ..ResponseBody::default()
        }));
        *heard.lock().unwrap() = named;
        (200, answer.encode_to_vec())
    })
    .await;
    let mut inbox = inbox_at(desk, &server, &Standing::new()).await;
    inbox.pull(&mut None).await.unwrap();
    let set_back = wanted(desk)
        .await
        .is_some_and(|reload| reload.set_backs > 0);
    assert_eq!(inbox.set_back, set_back);
    // Something of the answer is stored.
    desk.store.write(|_| Ok(())).await.unwrap();
    (named.lock().unwrap().clone(), set_back)
}

async fn noted(desk: &Desk) -> Vec<i64> {
    desk.store.read(runs::noted).await.unwrap()
}

#[tokio::test]
async fn a_run_that_the_server_does_not_know_any_more_shows_that_it_was_set_back() {
    let desk = Desk::new();
    was_here(&desk, 10, 3).await;
    assert_eq!(pull(&desk, 7, &[7]).await, (String::new(), false));
    assert_eq!(noted(&desk).await, [7]);
    // It was restarted, and knows the earlier run: that is settled.
    assert_eq!(pull(&desk, 8, &[7, 8]).await, ("7".to_owned(), false));
    assert_eq!(noted(&desk).await, [8]);
    // A copy from before that run was put in place.
    assert_eq!(pull(&desk, 9, &[7, 9]).await, ("8".to_owned(), true));
    assert_eq!(noted(&desk).await, [9], "told once");
}

#[tokio::test]
async fn a_server_without_runs_is_asked_for_none() {
    let desk = Desk::new();
    was_here(&desk, 10, 3).await;
    assert_eq!(pull(&desk, 0, &[]).await, (String::new(), false));
    assert_eq!(noted(&desk).await, Vec::<i64>::new());
}
