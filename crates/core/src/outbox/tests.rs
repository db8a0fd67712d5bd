//! The outbox with a real database and link, against a scripted server.

mod alice;
mod claims;
mod places;

use std::sync::Arc;

use linnet_proto::im_proto::Request;
use tokio::sync::{Notify, mpsc};

use super::*;
use crate::link::tests::{answer_to, in_time};
use crate::model::conversation::ConversationRef;
use crate::model::message::Incoming;
use crate::store::conversation;
use crate::store::message::{State, Stored};
use alice::{Alice, Does, SEND, Step, TICKET, accepts, chat, next, sent, server, status, words};

#[tokio::test]
async fn alice_writes_and_each_message_goes_once_in_order() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let mut keys = Vec::new();
    for number in 0..20 {
        keys.push(alice.send(&format!("line {number}")).await);
    }
    for (number, key) in keys.iter().enumerate() {
        let request = next(&mut requests).await;
        assert_eq!(words(&request), format!("line {number}"));
        let body = request.body.unwrap().send_message_body.unwrap();
        assert_eq!(body.client_message_id(), key.as_str());
        assert_eq!(body.ext["s:client_message_id"], key.as_str());
        assert_eq!(
            (body.conversation_short_id(), body.ticket()),
            (77, "ticket-0")
        );
        assert!(alice.reaches(key, State::Sent).await.server_id > 1_000_000);
    }
    assert!(alice.outbox.unsent().await.unwrap().is_empty());
    assert!(requests.try_recv().is_err());
}

#[tokio::test]
async fn a_message_written_while_another_is_on_its_way_is_tried_once() {
    let told = Arc::new(Notify::new());
    let slow = || -> Step {
        let told = Arc::clone(&told);
        Box::new(move |request| match accepts(request) {
            Does::Answer(response) => Does::AnswerWhen(response, Arc::clone(&told)),
            other => other,
        })
    };
    let (server, mut requests) = server(vec![slow(), slow()]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    alice.send("first").await;
    assert_eq!(words(&next(&mut requests).await), "first");
    let second = alice.send("second").await;
    told.notify_one();
    assert_eq!(words(&next(&mut requests).await), "second");
    // One that was tried twice would be looked up, for its place may lie before what the inbox has read.
    let key = second.clone();
    let item = alice
        .store
        .read(move |snapshot| rows::by_key(snapshot, &key))
        .await
        .unwrap();
    assert_eq!(item.unwrap().tries, 1);
    told.notify_one();
    alice.reaches(&second, State::Sent).await;
}

#[tokio::test]
async fn what_is_written_while_the_outbox_starts_does_not_overtake_what_waited() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.link.start();
    let online = |state: &Connection| *state == Connection::Online;
    in_time(alice.link.connection().wait_for(online))
        .await
        .unwrap();
    alice.send("of an earlier run").await;
    // It has begun, and has not read yet what waits.
    alice.outbox.work().started = true;
    alice.send("written meanwhile").await;
    assert_eq!(words(&next(&mut requests).await), "of an earlier run");
    assert_eq!(words(&next(&mut requests).await), "written meanwhile");
}

/// Invariant 2: it reaches the server exactly once.
#[tokio::test]
async fn a_doubled_enter_is_one_message() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let draft = Draft::text(Draft::new_submission(), "once", vec![]);
    let chat = chat();
    let (first, second) = tokio::join!(
        alice.outbox.send(&chat, draft.clone()),
        alice.outbox.send(&chat, draft)
    );
    let key = first.unwrap();
    assert_eq!(key, second.unwrap());
    alice.reaches(&key, State::Sent).await;
    next(&mut requests).await;
    assert!(requests.try_recv().is_err());
    assert_eq!(alice.order().await, [key]);
}

#[tokio::test]
async fn a_stopped_message_keeps_its_place_and_holds_nothing_up() {
    let (server, mut requests) = server(vec![
        Box::new(accepts),
        Box::new(status(8)),
        Box::new(accepts),
    ])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let first = alice.send("first").await;
    let sent = alice.reaches(&first, State::Sent).await;
    let bad = alice.send("bad").await;
    let stopped = alice.reaches(&bad, State::Stopped).await;
    assert!(stopped.reason.contains("status_8") && stopped.reason.contains("log-"));
    let third = alice.send("third").await;
    let last = alice.reaches(&third, State::Sent).await;
    for _ in 0..3 {
        next(&mut requests).await;
    }
    let written = [first.clone(), bad.clone(), third.clone()];
    assert_eq!(alice.order().await, written);
    // Also when the inbox says, one after the other, where the two are that were sent.
    alice.hears(placed(&last, 2)).await;
    assert_eq!(alice.order().await.last(), Some(&bad), "after the first");
    alice.hears(placed(&sent, 1)).await;
    assert_eq!(alice.order().await, written);

    // Again with the same id, and now it is accepted.
    alice.outbox.retry(&bad).await.unwrap();
    alice.reaches(&bad, State::Sent).await;
    assert_eq!(alice.order().await, [first, third, bad.clone()]);
    let again = next(&mut requests).await;
    assert_eq!(
        again
            .body
            .unwrap()
            .send_message_body
            .unwrap()
            .client_message_id(),
        bad.as_str()
    );
    assert!(matches!(
        alice.outbox.retry(&bad).await,
        Err(Error::NotNow(_))
    ));
}

/// The inbox entry of a message that was sent.
fn placed(sent: &Stored, index: i64) -> Incoming {
    Incoming {
        conversation: ConversationRef {
            id: chat(),
            short_id: 77,
            kind: 1,
        },
        server_id: sent.server_id,
        index,
        order: index,
        kind: sent.kind,
        sender: sent.sender,
        content: sent.content.clone(),
        ext: crate::model::content::ext(&sent.ext),
        created: sent.created,
        version: 1,
        status: 0,
        reactions: Vec::new(),
        quote: None,
    }
}

#[tokio::test]
async fn a_stopped_message_is_taken_back_for_editing_or_deleted() {
    let (server, _requests) = server(vec![
        Box::new(status(21)),
        Box::new(|request| sent(request, 3)),
    ])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let long = alice.send("too long").await;
    alice.reaches(&long, State::Stopped).await;
    assert_eq!(alice.outbox.unsent().await.unwrap(), [(chat(), 1)]);
    alice.types(0, "and the next one").await;
    let draft = alice.outbox.take_back(&long).await.unwrap();
    let both = "too long\nand the next one";
    assert_eq!((draft.revision, draft.text.as_str()), (2, both));
    assert_eq!(alice.draft().await, draft);
    assert!(alice.row(&long).await.is_none());

    let refused = alice.send("refused").await;
    let row = alice.reaches(&refused, State::Stopped).await;
    assert!(row.reason.contains("send_3"));
    alice.outbox.cancel(&refused).await.unwrap();
    assert!(alice.order().await.is_empty());
    assert!(alice.outbox.unsent().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again_with_the_same_message() {
    let (server, mut requests) =
        server(vec![Box::new(status(500)), Box::new(|_| Does::Breaks)]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("patience").await;
    let late = alice.send("after it").await;
    alice.reaches(&late, State::Sent).await;
    for tries in 0..3 {
        let request = next(&mut requests).await;
        assert_eq!(words(&request), "patience");
        assert_eq!(request.retry_count.unwrap_or(0), tries);
        assert_eq!(
            request
                .body
                .unwrap()
                .send_message_body
                .unwrap()
                .client_message_id(),
            key.as_str()
        );
    }
    assert_eq!(words(&next(&mut requests).await), "after it");
}

#[tokio::test]
async fn an_invalid_ticket_is_renewed_once() {
    let (server, mut requests) = server(vec![
        Box::new(status(2)),
        Box::new(accepts),
        Box::new(accepts),
        Box::new(status(2)),
        Box::new(accepts),
        Box::new(status(2)),
    ])
    .await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("with a new ticket").await;
    alice.reaches(&key, State::Sent).await;
    let commands: Vec<i32> = [
        next(&mut requests).await,
        next(&mut requests).await,
        next(&mut requests).await,
    ]
    .iter()
    .map(|request| request.cmd.unwrap())
    .collect();
    assert_eq!(commands, [SEND, TICKET, SEND]);

    let stopped = alice.send("twice refused").await;
    let row = alice.reaches(&stopped, State::Stopped).await;
    assert!(row.reason.contains("status_2"));
}

#[tokio::test]
async fn a_conversation_without_ticket_gets_one_first() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let cid = alice
        .store
        .read(|snapshot| conversation::find(snapshot, &chat()))
        .await
        .unwrap()
        .unwrap();
    alice
        .store
        .write(move |tx| conversation::set_ticket(tx, cid, ""))
        .await
        .unwrap();
    alice.start().await;
    let key = alice.send("hello").await;
    alice.reaches(&key, State::Sent).await;
    let asked = next(&mut requests).await;
    assert_eq!(asked.cmd, Some(TICKET));
    let asked = asked.body.unwrap().get_ticket_body.unwrap();
    assert_eq!(
        (asked.to_id, asked.conversation_short_id),
        (Some(10009), None)
    );
    let sent = next(&mut requests)
        .await
        .body
        .unwrap()
        .send_message_body
        .unwrap();
    assert!(sent.ticket().starts_with("ticket-10"));
}

#[tokio::test]
async fn body_status_4_is_for_alices_eyes_only() {
    let (server, _requests) = server(vec![Box::new(|request| sent(request, 4))]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("hm").await;
    let row = alice.reaches(&key, State::OnlyMe).await;
    assert!(row.reason.contains("send_4") && row.server_id > 0);
    assert!(alice.outbox.unsent().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_expired_token_keeps_the_message_until_the_next_one() {
    let (server, mut requests) = server(vec![Box::new(status(100))]).await;
    let alice = Alice::new(&server).await;
    alice.start().await;
    let key = alice.send("kept").await;
    let mut state = alice.link.connection();
    in_time(state.wait_for(|state| matches!(state, Connection::SignInNeeded { .. })))
        .await
        .unwrap();
    assert_eq!(alice.row(&key).await.unwrap().state, State::Accepted);
    alice.tokens.replace("tok-2").unwrap();
    alice.link.poke(crate::Poke::TokenChanged);
    alice.reaches(&key, State::Sent).await;
    next(&mut requests).await;
    assert_eq!(next(&mut requests).await.token.as_deref(), Some("tok-2"));
}

#[tokio::test]
async fn what_waits_is_sent_after_a_restart_in_its_order() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let keys = [
        alice.send("one").await,
        alice.send("two").await,
        alice.send("three").await,
    ];
    let (folder, key) = alice.stop().await;

    let alice = Alice::open(&server, folder, key);
    assert_eq!(alice.order().await, keys);
    alice.start().await;
    for (key, wanted) in keys.iter().zip(["one", "two", "three"]) {
        assert_eq!(words(&next(&mut requests).await), wanted);
        alice.reaches(key, State::Sent).await;
    }
}

#[tokio::test]
async fn a_message_waiting_for_the_network_can_be_cancelled() {
    let (server, mut requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let gone = alice.send("never mind").await;
    let kept = alice.send("but this").await;
    alice.outbox.cancel(&gone).await.unwrap();
    alice.start().await;
    alice.reaches(&kept, State::Sent).await;
    assert_eq!(words(&next(&mut requests).await), "but this");
    assert!(matches!(
        alice.outbox.cancel(&kept).await,
        Err(Error::MayBeSent)
    ));
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_before_it_is_taken_in() {
    let (server, _requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let text = |words: &str| Draft::text(Draft::new_submission(), words, vec![]);
    let refused = |draft| async { alice.outbox.send(&chat(), draft).await.unwrap_err().code() };
    assert_eq!(refused(text(" \n ")).await, "empty");
    assert_eq!(refused(text("\u{200b}\u{2800}\u{202e}")).await, "empty");
    assert_eq!(refused(text(&"x".repeat(70_000))).await, "too_long");
    // Below the limit as it is typed, above it as JSON.
    assert_eq!(refused(text(&"\"".repeat(40_000))).await, "too_long");
    assert_eq!(
        refused(Draft::text("not-a-uuid".into(), "x", vec![])).await,
        "not_found"
    );
    let nowhere = alice
        .outbox
        .send(&"0:1:10001:10017".into(), text("x"))
        .await
        .unwrap_err();
    assert_eq!(nowhere.code(), "not_found");
    assert!(alice.order().await.is_empty());
}

#[tokio::test]
async fn a_picture_on_its_way_ends_with_the_database() {
    let (server, _requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    let key = alice.send("stands for a picture").await;
    let item = alice
        .store
        .read(move |snapshot| rows::by_key(snapshot, &key))
        .await
        .unwrap()
        .unwrap();
    alice.store.close().await;
    // Neither round by round without a pause, nor waiting for a connection that nothing opens.
    in_time(alice.outbox.prepare(item)).await;
}

#[tokio::test]
async fn several_messages_are_taken_in_as_a_whole_or_stay_in_the_draft() {
    let (server, _requests) = server(vec![]).await;
    let alice = Alice::new(&server).await;
    alice.types(0, "all of it").await;
    let text = |words: &str| Draft::text(Draft::new_submission(), words, vec![]);
    let from = |revision| FromDraft {
        revision,
        attachments: Some(vec!["/home/alice/late.png".into()]),
    };
    let together = async |drafts, revision| {
        let sent = alice
            .outbox
            .send_together(&chat(), drafts, from(revision))
            .await;
        sent.map_err(|error| error.code())
    };
    // The last of them cannot be sent.
    let too_long = "x".repeat(choices::MAX_CONTENT_BYTES);
    for bad in ["", too_long.as_str()] {
        let drafts = vec![text("one"), text("two"), text(bad)];
        together(drafts, 1).await.unwrap_err();
        assert!(alice.order().await.is_empty());
        assert_eq!(alice.draft().await.text, "all of it");
    }
    let drafts = vec![text("one"), text("two")];
    let left = together(drafts.clone(), 1).await.unwrap();
    assert_eq!((left.revision, left.text.as_str()), (2, ""));
    assert_eq!(alice.draft().await, left);
    assert_eq!(alice.order().await.len(), 2);
    // Handed over again, they are the same messages, and what was typed since stays.
    alice.types(2, "the next one").await;
    let left = together(drafts, 1).await.unwrap();
    assert_eq!(left.text, "the next one");
    assert_eq!(alice.order().await.len(), 2);
}
