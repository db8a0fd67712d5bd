//! Read positions, pins, deleting and clearing: private to a user, told to the user's devices.

use std::collections::BTreeMap;

use linnet_proto::choices;
use linnet_proto::im_proto::*;

use crate::client::*;

fn delete(conversation: &ConversationInfoV2, up_to: i64) -> RequestBody {
    RequestBody {
        delete_conversation_body: Some(DeleteConversationRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            last_message_index: Some(up_to),
            ..Default::default()
        }),
        ..Default::default()
    }
}

async fn listed(person: &Person) -> Vec<String> {
    let body = RequestBody {
        messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody::default()),
        ..Default::default()
    };
    let page = person.ask(203, body).await.messages_per_user_init_v2_body;
    let conversations = page.unwrap().conversations;
    conversations
        .into_iter()
        .map(|conversation| conversation.conversation_id.unwrap())
        .collect()
}

async fn told(person: &Person, place: i64) -> Vec<serde_json::Value> {
    person.inbox(place).await.0.iter().map(command).collect()
}

/// After the server was set back another message may stand in the place that is meant.
#[tokio::test]
async fn what_rests_on_a_run_that_the_database_has_not_been_through_is_not_done() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "a1", "word").await;
    let unknown = [(choices::HEADER_RUNS, "1")];
    let refused = bob.call_with(603, delete(&chat, 1), &unknown).await;
    assert_ne!(refused.status_code.unwrap_or(0), 0);
    assert_eq!(refused.headers[choices::HEADER_SET_BACK], "0");
    assert_eq!(listed(&bob).await.len(), 1);
    let run = refused.headers[choices::HEADER_RUN].clone();
    let known = [(choices::HEADER_RUNS, run.as_str())];
    let done = bob.call_with(603, delete(&chat, 1), &known).await;
    assert_eq!(done.status_code.unwrap_or(0), 0);
    assert!(!done.headers.contains_key(choices::HEADER_SET_BACK));
    assert!(listed(&bob).await.is_empty());
    stage.stop().await;
}

#[tokio::test]
async fn several_are_read_in_one_request_and_those_that_cannot_be_come_back() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let others = alice.chat_with(CAROL).await;
    for number in 0..3 {
        alice.say(&chat, &format!("a{number}"), "word").await;
    }
    let (_, place) = bob.inbox(0).await;
    let mut sender = alice.socket("1").await;
    let named = |conversation: &ConversationInfoV2, index: i64| {
        read(conversation, index)
            .mark_conversation_read_body
            .unwrap()
    };
    let several = |reads: Vec<MarkConversationReadRequestBody>| RequestBody {
        batch_mark_read_body: Some(BatchMarkConversationReadRequestBody {
            mark_read_requests: reads,
        }),
        ..Default::default()
    };
    let nothing = MarkConversationReadRequestBody::default();
    let body = several(vec![named(&chat, 2), named(&others, 1), nothing.clone()]);
    let answer = bob.ask(613, body).await.batch_mark_read_body.unwrap();
    assert_eq!(answer.failed_requests, [named(&others, 1), nothing]);
    let receipt = sender.transient().await;
    assert_eq!(receipt.conversation_id, chat.conversation_id);
    let moves = told(&bob, place).await;
    let indexes: Vec<_> = moves.iter().map(|told| &told["read_index"]).collect();
    assert_eq!(indexes, [2]);
    let many = several(vec![named(&chat, 3); 101]);
    assert_eq!(bob.call(613, many).await.status_code, Some(18));
}

#[tokio::test]
async fn reading_moves_forward_only_and_tells_own_devices_and_the_sender() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..5 {
        alice.say(&chat, &format!("a{number}"), "word").await;
    }
    let (_, place) = bob.inbox(0).await;
    let mut sender = alice.socket("1").await;
    bob.ask(2002, read(&chat, 3)).await;
    let receipt = sender.transient().await;
    assert_eq!(receipt.message_type, Some(50013));
    assert_eq!(receipt.conversation_id, chat.conversation_id);
    let content: serde_json::Value =
        serde_json::from_str(receipt.content.as_deref().unwrap()).unwrap();
    assert_eq!(content["P2PSender"], BOB);
    assert_eq!(content["P2PSenderReadIndex"], 3);

    bob.ask(2002, read(&chat, 2)).await;
    bob.ask(604, read(&chat, 4)).await;
    bob.ask(604, read(&chat, 4_000)).await;
    let moves: Vec<_> = told(&bob, place).await;
    let indexes: Vec<_> = moves
        .iter()
        .map(|told| told["read_index"].clone())
        .collect();
    assert_eq!(indexes, [3, 4, 5]);
    assert!(moves.iter().all(|told| told["command_type"] == 1));
    let settings = bob.see(&chat).await;
    assert_eq!(settings.badge_count, Some(5));
    let settings = settings.conversation_setting_info.unwrap();
    assert_eq!(settings.read_index, Some(5));
    assert_eq!(settings.read_badge_count, Some(5));

    let body = RequestBody {
        participants_read_index_body: Some(GetConversationParticipantsReadIndexV3RequestBody {
            conversation_short_id: chat.conversation_short_id,
            ..Default::default()
        }),
        ..Default::default()
    };
    let positions = alice.ask(2000, body).await.participants_read_index_body;
    let positions: Vec<_> = positions
        .unwrap()
        .indexes
        .iter()
        .map(|position| (position.user_id.unwrap(), position.index.unwrap()))
        .collect();
    assert_eq!(positions, [(ALICE, 5), (BOB, 5)], "sending reads too");
    stage.stop().await;
}

#[tokio::test]
async fn a_deleted_conversation_comes_back_with_the_next_message_and_without_the_old() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    assert_eq!(listed(&alice).await.len(), 1);
    assert!(listed(&bob).await.is_empty(), "nothing was said yet");
    alice.say(&chat, "a1", "one").await;
    alice.say(&chat, "a2", "two").await;
    assert_eq!(listed(&bob).await.len(), 1);
    let (_, place) = bob.inbox(0).await;
    bob.ask(603, delete(&chat, 2)).await;
    assert!(listed(&bob).await.is_empty());
    assert!(bob.history(&chat).await.is_empty());
    assert_eq!(alice.history(&chat).await.len(), 2);
    let commands: Vec<_> = told(&bob, place)
        .await
        .iter()
        .map(|told| told["command_type"].clone())
        .collect();
    assert_eq!(commands, [1, 3]);
    let badge = bob.see(&chat).await;
    let read = badge.conversation_setting_info.unwrap().read_badge_count;
    assert_eq!(badge.badge_count, read, "what is hidden is not unread");

    alice.say(&chat, "a3", "three").await;
    assert_eq!(listed(&bob).await.len(), 1);
    let texts: Vec<_> = bob.history(&chat).await.iter().map(words).collect();
    assert_eq!(texts, ["three"]);
    stage.stop().await;
}

/// A device that does not have what is newer would take it from its list, and one that loads everything would not.
#[tokio::test]
async fn own_devices_are_told_that_a_deleted_conversation_is_listed_for_what_is_newer() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "a1", "one").await;
    alice.say(&chat, "a2", "two").await;
    let (_, place) = bob.inbox(0).await;
    bob.ask(603, delete(&chat, 1)).await;
    assert_eq!(listed(&bob).await.len(), 1);
    let told = told(&bob, place).await;
    let commands: Vec<_> = told.iter().map(|it| it["command_type"].clone()).collect();
    assert_eq!(commands, [1, 3, 4]);
    let settings = bob.see(&chat).await.conversation_setting_info.unwrap();
    assert_eq!(
        told[2]["conversation_version"],
        settings.setting_version.unwrap()
    );
    stage.stop().await;
}

#[tokio::test]
async fn a_cleared_conversation_stays_on_the_list() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    alice.say(&chat, "a1", "one").await;
    let (_, place) = bob.inbox(0).await;
    let body = |index: &str| RequestBody {
        upsert_conversation_setting_ext_info_body: Some(
            UpsertConversationSettingExtInfoRequestBody {
                conversation_short_id: chat.conversation_short_id,
                ext: BTreeMap::from([("a:cleared_index".to_owned(), index.to_owned())]),
                ..Default::default()
            },
        ),
        ..Default::default()
    };
    bob.ask(922, body("1")).await;
    assert!(bob.history(&chat).await.is_empty());
    assert_eq!(listed(&bob).await.len(), 1);
    let cleared: Vec<_> = told(&bob, place)
        .await
        .into_iter()
        .filter(|told| told["command_type"] == 9)
        .collect();
    assert_eq!(cleared[0]["last_message_index"], 1);
    assert_eq!(bob.refused(922, body("all of it")).await, 4);
    stage.stop().await;
}

#[tokio::test]
async fn pins_and_mutes_have_versions_and_are_private() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let before = alice.see(&chat).await.conversation_setting_info.unwrap();
    let (_, place) = alice.inbox(0).await;
    let body = RequestBody {
        set_conversation_setting_info_body: Some(SetConversationSettingInfoRequestBody {
            conversation_short_id: chat.conversation_short_id,
            set_stick_on_top: Some(true),
            set_mute: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    };
    let after = alice
        .ask(921, body)
        .await
        .set_conversation_setting_info_body;
    let after = after.unwrap().setting_info.unwrap();
    assert_eq!((after.stick_on_top, after.mute), (Some(1), Some(1)));
    assert!(after.set_top_time.unwrap() > 0);
    assert!(after.setting_version > before.setting_version);
    let told = told(&alice, place).await;
    assert_eq!(told[0]["command_type"], 4);
    assert_eq!(
        told[0]["conversation_version"],
        after.setting_version.unwrap()
    );
    let his = bob.see(&chat).await.conversation_setting_info.unwrap();
    assert_eq!((his.stick_on_top, his.mute), (Some(0), Some(0)));
    assert!(bob.inbox(0).await.0.is_empty());
    stage.stop().await;
}

/// Own devices list a conversation of whose settings they hear: one that loads everything lists it too.
#[tokio::test]
async fn a_deleted_conversation_is_listed_again_when_something_of_it_is_set() {
    let stage = Stage::new().await;
    let bob = stage.person(BOB).await;
    let chat = bob.chat_with(ALICE).await;
    bob.ask(603, delete(&chat, 0)).await;
    assert!(listed(&bob).await.is_empty());
    let (_, place) = bob.inbox(0).await;
    let body = RequestBody {
        set_conversation_setting_info_body: Some(SetConversationSettingInfoRequestBody {
            conversation_short_id: chat.conversation_short_id,
            set_mute: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    };
    bob.ask(921, body).await;
    assert_eq!(told(&bob, place).await[0]["command_type"], 4);
    assert_eq!(listed(&bob).await.len(), 1);
    stage.stop().await;
}

#[tokio::test]
async fn the_list_is_filtered_and_paged() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    alice.chat_with(BOB).await;
    let mut groups = Vec::new();
    for _ in 0..3 {
        groups.push(alice.group_with(&[BOB]).await.conversation_id.unwrap());
    }
    let (mut cursor, mut seen) = (0, Vec::new());
    loop {
        let body = RequestBody {
            get_conversation_list_body: Some(GetUserConversationListRequestBody {
                sort_type: Some(SortType::CreatedTime as i32),
                con_type: Some(ConversationType::GroupChat as i32),
                cursor: Some(cursor),
                limit: Some(2),
                include_role: Some(GroupRole::Owner as i32),
                ..Default::default()
            }),
            ..Default::default()
        };
        let page = alice
            .ask(2006, body)
            .await
            .get_conversation_list_body
            .unwrap();
        seen.extend(
            page.list
                .into_iter()
                .map(|info| info.conversation_id.unwrap()),
        );
        cursor = page.next_cursor.unwrap();
        if !page.has_more.unwrap() {
            break;
        }
    }
    groups.reverse();
    assert_eq!(seen, groups);
    stage.stop().await;
}
