//! Messages whose answer came while nothing says where they stand.

use std::sync::atomic::{AtomicBool, Ordering};

use linnet_proto::choices;
use linnet_proto::im_proto::{
    GetMessageByIdResponseBody, MessageBody, MessageInfo, MessageStatus,
    MessagesInConversationResponseBody, ResponseBody,
};

use super::alice::{FIND, server_that_finds};
use super::*;
use crate::link::tests::Server;
use crate::store::meta;
use crate::store::unplaced;

/// The answer of a server that shows the message no more.
fn is_cleared(request: &Request) -> Does {
    let mut response = answer_to(request, 0);
    response.body = Some(Box::new(ResponseBody {
        get_message_by_id_body: Some(GetMessageByIdResponseBody {
            msg_info: Some(MessageInfo {
                status: Some(MessageStatus::NotExist as i32),
                body: None,
            }),
        }),
        ..ResponseBody::default()
    }));
    Does::Answer(Box::new(response))
}

#[tokio::test]
async fn what_was_sent_again_into_a_cleared_history_goes_with_it() {
    let (server, _requests) = server_that_finds(
        vec![Box::new(|_| Does::Breaks), Box::new(accepts)],
        is_cleared,
    )
    .await;
    let alice = Alice::new(&server).await;
    alice.clears(7).await;
    let mut changes = alice.store.changes();
    alice.start().await;
    let asking = alice.ask_for_places();
    let key = alice.send("is there already").await;
    alice.goes(&key, &mut changes).await;
    asking.cancel();
}

#[tokio::test]
async fn a_place_that_was_not_told_is_asked_for_until_it_is_also_after_a_restart() {
    let answers = Arc::new(AtomicBool::new(false));
    let (asked, mut asks) = mpsc::unbounded_channel();
    let told = Arc::clone(&answers);
    let (server, _requests) = server_that_finds(
        vec![Box::new(|_| Does::Breaks), Box::new(accepts)],
        move |request| {
            asked.send(()).ok();
            if told.load(Ordering::Relaxed) {
                is_cleared(request)
            } else {
                Does::Breaks
            }
        },
    )
    .await;
    let alice = Alice::new(&server).await;
    alice.clears(7).await;
    alice.start().await;
    let asking = alice.ask_for_places();
    let key = alice.send("is there already").await;
    for _ in 0..2 {
        in_time(asks.recv()).await.unwrap();
    }
    asking.cancel();
    let (folder, database) = alice.stop().await;
    answers.store(true, Ordering::Relaxed);
    let again = Alice::open(&server, folder, database);
    let mut changes = again.store.changes();
    assert_eq!(again.row(&key).await.unwrap().state, State::Sent);
    again.start().await;
    let asking = again.ask_for_places();
    again.goes(&key, &mut changes).await;
    asking.cancel();
}

/// A server that does not have the message any more. It keeps nothing of what stood up to `gone`; what it keeps begins
/// with the message of this id.
fn has_only(gone: i64, kept: Option<i64>) -> impl Fn(&Request) -> Does {
    move |request| {
        if request.cmd == Some(FIND) {
            return is_cleared(request);
        }
        let mut response = answer_to(request, 0);
        if gone > 0 {
            let name = choices::HEADER_GONE_INDEX.to_owned();
            response.headers.insert(name, gone.to_string());
        }
        let kept = kept.map(|id| MessageBody {
            server_message_id: Some(id),
            ..MessageBody::default()
        });
        response.body = Some(Box::new(ResponseBody {
            messages_in_conversation_body: Some(MessagesInConversationResponseBody {
                messages: kept.into_iter().collect(),
                has_more: Some(false),
                ..MessagesInConversationResponseBody::default()
            }),
            ..ResponseBody::default()
        }));
        Does::Answer(Box::new(response))
    }
}

/// Alice's message of which the inbox says nothing although it was read to its end, and a server that was asked then.
async fn not_told(server: &Server) -> (Alice, Stored) {
    let alice = Alice::new(server).await;
    let known = alice.store.write(|tx| meta::advance_inbox(tx, 1));
    known.await.unwrap();
    alice.start().await;
    let key = alice.send("is it there?").await;
    let sent = alice.reaches(&key, State::Sent).await;
    let awaited = alice.store.read(unplaced::awaited).await.unwrap();
    assert_eq!(awaited.len(), 1);
    alice
        .store
        .write(move |tx| unplaced::read_to_the_end(tx, &awaited))
        .await
        .unwrap();
    (alice, sent)
}

#[tokio::test]
async fn what_the_server_forgot_before_it_told_the_place_stands_behind_what_is_older() {
    for kept in [None, Some(i64::MAX)] {
        let (server, _requests) = server_that_finds(vec![], has_only(9, kept)).await;
        let (alice, sent) = not_told(&server).await;
        for (server_id, index) in [(1, 8), (i64::MAX - 1, 20)] {
            let other = Stored {
                server_id,
                ..sent.clone()
            };
            let mut entry = placed(&other, index);
            entry.sender = crate::model::UserId(10009);
            entry.ext.clear();
            alice.hears(entry).await;
        }
        let asking = alice.ask_for_places();
        let settled = alice.reaches(&sent.key, State::Settled).await;
        assert_eq!(settled.position.place, 8);
        assert_eq!(alice.order().await[1], sent.key, "before the newer one");
        let wanted = alice.store.read(meta::reload).await.unwrap();
        assert_eq!(wanted, None, "nothing was set back");
        asking.cancel();
    }
}

#[tokio::test]
async fn what_the_server_confirmed_and_lost_shows_that_it_was_set_back() {
    for (gone, kept) in [(0, None), (0, Some(5)), (4, Some(5))] {
        let (server, _requests) = server_that_finds(vec![], has_only(gone, kept)).await;
        let (alice, sent) = not_told(&server).await;
        let asking = alice.ask_for_places();
        in_time(async {
            while alice.store.read(meta::reload).await.unwrap().is_none() {
                tokio::task::yield_now().await;
            }
        })
        .await;
        let wanted = alice.store.read(meta::reload).await.unwrap().unwrap();
        assert_eq!((wanted.set_backs, wanted.holes), (1, 0));
        assert_eq!(alice.row(&sent.key).await.unwrap().state, State::Sent);
        asking.cancel();
    }
}

#[tokio::test]
async fn a_message_that_the_inbox_tells_is_not_asked_for() {
    let (server, _requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let known = alice.store.write(|tx| meta::advance_inbox(tx, 1));
    known.await.unwrap();
    alice.start().await;
    let key = alice.send("it is there").await;
    let sent = alice.reaches(&key, State::Sent).await;
    let awaited = alice.store.read(unplaced::awaited).await.unwrap();
    alice.hears(placed(&sent, 3)).await;
    let asked = alice
        .store
        .write(move |tx| unplaced::read_to_the_end(tx, &awaited));
    asked.await.unwrap();
    assert!(alice.store.read(unplaced::next).await.unwrap().is_none());
    assert!(
        alice
            .store
            .read(unplaced::awaited)
            .await
            .unwrap()
            .is_empty()
    );
}
