//! What strangers and former members can learn, and what strangers can do to somebody: nothing.

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::groups::{add, dissolve, leave, remove, rename};

fn named(text: &str) -> ConversationInfoV2 {
    ConversationInfoV2 {
        conversation_id: Some(text.to_owned()),
        conversation_type: Some(1),
        ticket: Some("guessed".to_owned()),
        ..Default::default()
    }
}

fn hide(at: &ConversationInfoV2) -> RequestBody {
    RequestBody {
        delete_message_body: Some(DeleteMessageRequestBody {
            conversation_id: at.conversation_id.clone(),
            message_id: Some(1),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// An answer without what says when it was made.
fn said(answer: Response) -> Response {
    Response {
        log_id: None,
        request_arrived_time: None,
        server_execution_end_time: None,
        ..answer
    }
}

#[tokio::test]
async fn a_conversation_of_others_and_one_that_does_not_exist_are_the_same_to_strangers() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "a1", "between us").await;
    let there = named("0:1:10001:10009");
    let absent = named("0:1:10001:10010");
    let older = MessageDirection::Older;
    // One at a time: a body has room for every command, and many of them are more than a stack has.
    type Ask = fn(&ConversationInfoV2) -> RequestBody;
    let asks: [(i32, Ask); 11] = [
        (100, |at| text(at, "c1", "hello")),
        (301, |at| history(at, MessageDirection::Older, 0, 20)),
        (604, |at| read(at, 1)),
        (608, info),
        (614, dissolve),
        (650, |at| add(at, &[CAROL])),
        (651, |at| remove(at, &[BOB])),
        (652, leave),
        (701, hide),
        (702, |at| recall(at, 1)),
        (902, |at| rename(at, "ours")),
    ];
    for (cmd, ask) in asks {
        let there = said(carol.call(cmd, ask(&there)).await);
        assert_eq!(there, said(carol.call(cmd, ask(&absent)).await), "{cmd}");
    }
    // A number that exists with a text that does not belong to it, too.
    let mixed = |short_id: Option<i64>| ConversationInfoV2 {
        conversation_short_id: short_id,
        ..named("0:1:10017:10018")
    };
    let there = mixed(chat.conversation_short_id);
    let there = carol.call(301, history(&there, older, 0, 20)).await;
    let absent = carol
        .call(301, history(&mixed(Some(77)), older, 0, 20))
        .await;
    assert_eq!(said(there), said(absent));
    stage.stop().await;
}

#[tokio::test]
async fn who_was_removed_sees_names_and_notice_as_they_were() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    let other = carol.group_with(&[BOB]).await;
    alice.ask(902, rename(&group, "as it was")).await;
    alice.say(&group, "a1", "with carol").await;
    alice.ask(651, remove(&group, &[CAROL])).await;
    carol.say(&other, "c1", "elsewhere").await;
    alice.ask(902, rename(&group, "without carol")).await;
    alice.say(&group, "a2", "without carol").await;

    let hers = carol.see(&group).await.conversation_core_info.unwrap();
    let current = alice.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(hers.name.as_deref(), Some("as it was"));
    assert!(hers.info_version < current.info_version);
    let first_load = |cursor: i64| RequestBody {
        messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody {
            cursor: Some(cursor),
            conv_limit: Some(1),
            ..Default::default()
        }),
        ..Default::default()
    };
    // What was said without her does not move it up in her list either.
    let mut names = Vec::new();
    let mut cursor = 0;
    loop {
        let page = carol.ask(203, first_load(cursor)).await;
        let page = page.messages_per_user_init_v2_body.unwrap();
        names.extend(page.conversations.into_iter().map(|one| {
            let core = one.conversation_core_info.unwrap();
            core.name.unwrap()
        }));
        cursor = page.next_cursor.unwrap();
        if !page.has_more.unwrap() {
            break;
        }
    }
    assert_eq!(names, ["walk", "as it was"]);
    let answer = carol
        .call(301, history(&group, MessageDirection::Older, 0, 20))
        .await;
    let page = answer.body.unwrap().messages_in_conversation_body.unwrap();
    let said = page.messages.iter().filter(|said| said.sender != Some(0));
    assert_eq!(said.count(), 1);
    // Back again, she sees what is.
    alice.ask(650, add(&group, &[CAROL])).await;
    let hers = carol.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(hers.name.as_deref(), Some("without carol"));
    stage.stop().await;
}

#[tokio::test]
async fn strangers_cannot_fill_the_groups_of_somebody() {
    let stage = Stage::with(|config| config.rates = linnet_server::Rates::unlimited()).await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let mut last = None;
    for _ in 0..linnet_proto::choices::MAX_GROUPS_BY_STRANGERS {
        last = Some(alice.group_with(&[BOB]).await);
    }
    let one_more = create(ConversationType::GroupChat, &[ALICE, BOB]);
    let refused = alice.ask(609, one_more).await;
    let refused = refused.create_conversation_v2_body.unwrap();
    assert_eq!((refused.status, refused.conversation), (Some(5), None));
    let empty = carol.group_with(&[]).await;
    let added = carol.ask(650, add(&empty, &[BOB])).await;
    let added = added.conversation_add_participants_body.unwrap();
    assert_eq!(
        (added.status, added.failed_participants),
        (Some(1), vec![BOB])
    );
    // His own groups, and those of somebody he has written to, are another matter.
    bob.group_with(&[ALICE]).await;
    let chat = bob.chat_with(CAROL).await;
    bob.say(&chat, "b1", "hello carol").await;
    let added = carol.ask(650, add(&empty, &[BOB])).await;
    assert_eq!(
        added.conversation_add_participants_body.unwrap().status,
        Some(0)
    );
    // A group that he writes in is one of his own, and makes room for another.
    let last = bob.see(&last.unwrap()).await;
    bob.say(&last, "b2", "I stay").await;
    alice.group_with(&[BOB]).await;
    stage.stop().await;
}
