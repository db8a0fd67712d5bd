//! Live groups: who is in one is connected, what is said there is in no inbox.

use std::collections::BTreeMap;

use linnet_proto::im_proto::*;
use linnet_proto::{choices, keys};

use crate::client::*;

const LIVE: i32 = choices::MASS_CHAT;

pub async fn make(person: &Person, name: &str) -> ConversationInfoV2 {
    let body = RequestBody {
        create_conversation_v2_body: Some(CreateConversationV2RequestBody {
            conversation_type: Some(LIVE),
            name: Some(name.to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let made = person.ask(609, body).await.create_conversation_v2_body;
    made.unwrap().conversation.unwrap()
}

pub fn joining(group: &ConversationInfoV2, user: i64, alias: &str) -> RequestBody {
    RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            participants: vec![user],
            biz_ext: BTreeMap::from([(choices::LIVE_ALIAS.to_owned(), alias.to_owned())]),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn said(group: &ConversationInfoV2, id: &str, priority: &str) -> RequestBody {
    let mut body = text(group, id, id);
    let send = body.send_message_body.as_mut().unwrap();
    send.ext
        .insert(keys::MESSAGE_PRIORITY.to_owned(), priority.to_owned());
    send.ext
        .insert(keys::LIVE_ALIAS.to_owned(), "somebody else".to_owned());
    body
}

async fn list(person: &Person, own: bool, words: &str) -> Vec<String> {
    let body = RequestBody {
        get_conversation_list_body: Some(GetUserConversationListRequestBody {
            customed_con_type: Some(LIVE),
            include_role: own.then_some(GroupRole::Owner as i32),
            ..Default::default()
        }),
        ..Default::default()
    };
    let headers = [(choices::HEADER_LIVE_WORDS, words)];
    let answer = person.call_with(2006, body, &headers).await;
    assert_eq!(answer.status_code, Some(0));
    let page = answer.body.unwrap().get_conversation_list_body;
    let names = page.unwrap().list.into_iter();
    names
        .map(|it| it.conversation_core_info.unwrap().name.unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_said_reaches_those_who_are_in_it_and_no_inbox() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let group = make(&alice, "evening").await;
    let (mut hers, mut his) = (alice.socket("7").await, bob.socket("7").await);
    hers.ask(650, joining(&group, ALICE, "Al")).await;
    // Whoever is not in it neither says nor reads anything.
    assert_eq!(bob.refused(100, said(&group, "early", "low")).await, 13);
    assert_eq!(
        bob.refused(301, history(&group, MessageDirection::Older, 0, 20))
            .await,
        13
    );
    his.ask(650, joining(&group, BOB, "")).await;
    assert_eq!(bob.see(&group).await.participants_count, Some(2));
    hers.ask(100, said(&group, "hello", "high")).await;
    let push = his.new_message().await;
    assert_eq!(push.notify_type, Some(2));
    assert_eq!(
        (push.next_cursor, push.index_in_conversation),
        (None, Some(1))
    );
    let message = push.message.unwrap();
    assert_eq!(words(&message), "hello");
    // The server says who somebody is there.
    assert_eq!(message.ext[keys::LIVE_ALIAS], "Al");
    // Sent again, it is the same one.
    hers.ask(100, said(&group, "hello", "high")).await;
    assert_eq!(alice.history(&group).await.len(), 1);
    assert!(bob.inbox(0).await.0.is_empty());
    let body = RequestBody {
        leave_conversation_body: Some(ConversationLeaveRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            ..Default::default()
        }),
        ..Default::default()
    };
    his.ask(652, body).await;
    assert_eq!(alice.see(&group).await.participants_count, Some(1));
    stage.stop().await;
}

#[tokio::test]
async fn live_groups_are_listed_and_found_and_end_for_everybody() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    make(&alice, "Evening").await;
    let group = make(&bob, "晨光").await;
    assert_eq!(list(&alice, false, "").await, ["晨光", "Evening"]);
    assert_eq!(list(&alice, true, "").await, ["Evening"]);
    assert_eq!(list(&bob, false, "eVEN").await, ["Evening"]);
    let mut hers = alice.socket("7").await;
    hers.ask(650, joining(&group, ALICE, "")).await;
    let end = || RequestBody {
        dissolve_conversation_body: Some(DissolveConversationRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_ne!(alice.refused(614, end()).await, 0);
    bob.ask(614, end()).await;
    let push = hers.new_message().await.message.unwrap();
    assert_eq!(
        push.message_type,
        Some(MessageType::ConversationDestroy as i32)
    );
    assert_eq!(list(&bob, false, "").await, ["Evening"]);
    assert_ne!(alice.refused(100, said(&group, "late", "low")).await, 0);
    stage.stop().await;
}

#[tokio::test]
async fn a_device_is_in_one_live_group_and_in_none_when_it_is_gone() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let (one, other) = (make(&alice, "one").await, make(&alice, "other").await);
    // Nobody comes in who could not be told anything.
    assert_ne!(alice.refused(650, joining(&one, ALICE, "")).await, 0);
    let mut socket = alice.socket("7").await;
    socket.ask(650, joining(&one, ALICE, "")).await;
    socket.ask(650, joining(&other, ALICE, "")).await;
    assert_eq!(alice.see(&one).await.participants_count, Some(0));
    assert_eq!(alice.see(&other).await.participants_count, Some(1));
    let long = joining(&one, ALICE, "more than ten");
    assert_ne!(alice.refused(650, long).await, 0);
    drop(socket);
    tokio::time::timeout(LIMIT, async {
        while alice.see(&other).await.participants_count != Some(0) {}
    })
    .await
    .unwrap();
    stage.stop().await;
}
