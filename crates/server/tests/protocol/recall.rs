//! Recalling and deleting messages.

use std::time::Duration;

use linnet_proto::im_proto::*;

use crate::client::*;

#[tokio::test]
async fn a_recalled_message_is_wiped_for_everyone_and_announced() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c1", "a secret").await;
    let mut socket = bob.socket("1").await;
    stage.clock.pass(Duration::from_secs(120));
    alice.ask(702, recall(&chat, id)).await;

    let announced = socket.new_message().await.message.unwrap();
    assert_eq!(announced.message_type, Some(50002));
    assert_eq!(announced.index_in_conversation, None);
    assert_eq!(announced.ext["s:is_recalled"], "true");
    assert_eq!(announced.ext["s:server_message_id"], id.to_string());
    assert_eq!(announced.ext["s:client_message_id"], "c1");
    let fetched = &bob.history(&chat).await[0];
    assert_eq!(
        fetched.ext, announced.ext,
        "applying gives what fetching gives"
    );
    assert_eq!(fetched.version, announced.version);
    assert_eq!(fetched.content.as_deref(), Some(""));
    let (entries, _) = bob.inbox(0).await;
    assert!(!format!("{entries:?}").contains("secret"));
    // A second recall changes nothing, and a resend does not bring the text back.
    alice.ask(702, recall(&chat, id)).await;
    assert_eq!(alice.say(&chat, "c1", "a secret").await, id);
    assert_eq!(bob.inbox(0).await.0.len(), entries.len());
    stage.stop().await;
}

#[tokio::test]
async fn recall_ends_after_two_minutes_and_is_for_the_sender() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c1", "mine").await;
    assert_eq!(bob.refused(702, recall(&chat, id)).await, 11);
    assert_eq!(carol.refused(702, recall(&chat, id)).await, 3);
    let elsewhere = alice.chat_with(CAROL).await;
    assert_eq!(carol.refused(702, recall(&elsewhere, id)).await, 4);
    stage.clock.pass(Duration::from_millis(120_001));
    assert_eq!(alice.refused(702, recall(&chat, id)).await, 17);
    assert_eq!(words(&bob.history(&chat).await[0]), "mine");
    stage.stop().await;
}

#[tokio::test]
async fn in_a_group_owner_and_managers_recall_what_others_wrote() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    let hers = carol.say(&carol.see(&group).await, "c1", "carol").await;
    let owners = alice.say(&group, "a1", "alice").await;
    assert_eq!(bob.refused(702, recall(&group, hers)).await, 11);
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    bob.ask(702, recall(&group, hers)).await;
    assert_eq!(bob.refused(702, recall(&group, owners)).await, 11);
    stage.stop().await;
}

pub fn role(conversation: &ConversationInfoV2, user: i64, role: GroupRole) -> RequestBody {
    RequestBody {
        update_conversation_participant_body: Some(UpdateConversationParticipantRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            user_id: Some(user),
            role: Some(role as i32),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_deleted_message_is_gone_for_the_caller_only() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c1", "one").await;
    alice.say(&chat, "c2", "two").await;
    let (_, place) = alice.inbox(0).await;
    let (_, his_place) = bob.inbox(0).await;
    let delete = RequestBody {
        delete_message_body: Some(DeleteMessageRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id,
            conversation_type: chat.conversation_type,
            message_id: Some(id),
        }),
        ..Default::default()
    };
    alice.ask(701, delete).await;
    assert_eq!(alice.history(&chat).await.len(), 1);
    assert_eq!(bob.history(&chat).await.len(), 2);
    let (entries, _) = alice.inbox(place).await;
    let told = command(&entries[0]);
    assert_eq!(told["command_type"], 2);
    assert_eq!(told["message_id"], id);
    assert!(bob.inbox(his_place).await.0.is_empty());
    stage.stop().await;
}

/// Unread as the badge has it: all that raised it, less what was read.
pub fn unread(info: &ConversationInfoV2) -> i32 {
    let settings = info.conversation_setting_info.as_ref().unwrap();
    info.badge_count.unwrap() - settings.read_badge_count.unwrap()
}

#[tokio::test]
async fn a_recalled_message_is_unread_for_nobody() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(alice.say(&group, &format!("a{number}"), "hello").await);
    }
    // The first line says who made the group, and is unread for nobody.
    carol.ask(604, read(&group, 5)).await;
    assert_eq!(unread(&bob.see(&group).await), 5);
    assert_eq!(unread(&carol.see(&group).await), 1);
    let (_, place) = bob.inbox(0).await;
    let (_, hers) = carol.inbox(0).await;
    alice.ask(702, recall(&group, ids[2])).await;
    assert_eq!(unread(&bob.see(&group).await), 4);
    assert_eq!(unread(&carol.see(&group).await), 1, "she had read it");
    // His devices are told: the place stays, the badge does not.
    let (told, _) = bob.inbox(place).await;
    let told: Vec<_> = told
        .iter()
        .filter(|entry| entry.message_type == Some(50001))
        .map(command)
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(
        (
            &told[0]["command_type"],
            &told[0]["read_index"],
            &told[0]["read_badge_count"]
        ),
        (&1.into(), &0.into(), &1.into())
    );
    let hers = carol.inbox(hers).await.0;
    assert!(hers.iter().all(|entry| entry.message_type != Some(50001)));
    // However far he reads, the rest is right.
    for (index, left) in [(1, 4), (2, 3), (3, 2), (4, 2), (5, 1), (6, 0)] {
        bob.ask(604, read(&group, index)).await;
        assert_eq!(unread(&bob.see(&group).await), left, "read up to {index}");
    }
    stage.stop().await;
}
