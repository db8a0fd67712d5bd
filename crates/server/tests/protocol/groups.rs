//! Groups: who may do what, and how the others learn of it.

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::recall::role;

pub fn add(conversation: &ConversationInfoV2, users: &[i64]) -> RequestBody {
    RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            participants: users.to_vec(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn remove(conversation: &ConversationInfoV2, users: &[i64]) -> RequestBody {
    RequestBody {
        conversation_remove_participants_body: Some(ConversationRemoveParticipantsRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            participants: users.to_vec(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn leave(conversation: &ConversationInfoV2) -> RequestBody {
    RequestBody {
        leave_conversation_body: Some(ConversationLeaveRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
        }),
        ..Default::default()
    }
}

pub fn dissolve(conversation: &ConversationInfoV2) -> RequestBody {
    RequestBody {
        dissolve_conversation_body: Some(DissolveConversationRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
        }),
        ..Default::default()
    }
}

pub fn rename(conversation: &ConversationInfoV2, name: &str) -> RequestBody {
    RequestBody {
        set_conversation_core_info_body: Some(SetConversationCoreInfoRequestBody {
            conversation_id: conversation.conversation_id.clone(),
            conversation_short_id: conversation.conversation_short_id,
            conversation_type: conversation.conversation_type,
            name: Some(name.to_owned()),
            is_name_set: Some(true),
            notice: Some("not asked for".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn members(info: &ConversationInfoV2) -> Vec<(i64, i32)> {
    let page = info.first_page_participants.as_ref().unwrap();
    page.participants
        .iter()
        .map(|member| (member.user_id.unwrap(), member.role.unwrap()))
        .collect()
}

/// Command types in an inbox after a place.
async fn commands(person: &Person, place: i64) -> Vec<serde_json::Value> {
    let (entries, _) = person.inbox(place).await;
    entries
        .iter()
        .filter(|entry| entry.message_type == Some(50001))
        .map(command)
        .collect()
}

#[tokio::test]
async fn a_group_is_made_once_and_its_members_learn_of_it() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let mut body = create(ConversationType::GroupChat, &[ALICE, BOB, CAROL]);
    let create_body = body.create_conversation_v2_body.as_mut().unwrap();
    create_body.idempotent_id = Some("once".into());
    let mut ids = Vec::new();
    for _ in 0..2 {
        let made = alice.ask(609, body.clone()).await;
        let made = made.create_conversation_v2_body.unwrap();
        assert_eq!(made.status, Some(0));
        let made = made.conversation.unwrap();
        assert_eq!(
            made.conversation_id,
            made.conversation_short_id.map(|id| id.to_string())
        );
        assert!(made.conversation_short_id.unwrap() > 1 << 53);
        ids.push(made.conversation_short_id);
        assert_eq!(members(&made), [(ALICE, 1), (BOB, 0), (CAROL, 0)]);
        assert_eq!(made.participants_count, Some(3));
    }
    assert_eq!(ids[0], ids[1]);
    let told = commands(&bob, 0).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["command_type"], 7);
    assert_eq!(
        told[0]["added_participant"],
        serde_json::json!([ALICE, BOB, CAROL])
    );
    stage.stop().await;
}

#[tokio::test]
async fn strangers_neither_read_nor_write_nor_invite() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    alice.say(&group, "a1", "among us").await;
    let older = MessageDirection::Older;
    assert_eq!(carol.refused(301, history(&group, older, 0, 20)).await, 3);
    assert_eq!(carol.refused(608, info(&group)).await, 3);
    assert_eq!(carol.refused(650, add(&group, &[CAROL])).await, 3);
    assert_eq!(carol.refused(651, remove(&group, &[BOB])).await, 3);
    assert_eq!(carol.refused(652, leave(&group)).await, 3);
    assert_eq!(carol.refused(614, dissolve(&group)).await, 3);
    assert_eq!(carol.refused(902, rename(&group, "ours")).await, 3);
    assert_eq!(carol.refused(604, read(&group, 1)).await, 3);
    let sent = carol.ask(100, text(&group, "c1", "let me in")).await;
    let sent = sent.send_message_body.unwrap();
    assert_eq!((sent.status, sent.server_message_id), (Some(2), None));
    let mut nowhere = group.clone();
    nowhere.conversation_short_id = Some(77);
    nowhere.conversation_id = None;
    let sent = carol.ask(100, text(&nowhere, "c2", "hello")).await;
    assert_eq!(sent.send_message_body.unwrap().status, Some(2));
    assert_eq!(carol.refused(301, history(&nowhere, older, 0, 20)).await, 3);
    assert!(carol.inbox(0).await.0.is_empty());
    // Two ids that do not belong together name nothing.
    let mut mixed = group.clone();
    mixed.conversation_id = Some("0:1:10001:10017".into());
    assert_eq!(alice.refused(301, history(&mixed, older, 0, 20)).await, 4);
    stage.stop().await;
}

#[tokio::test]
async fn a_new_member_sees_what_comes_and_a_removed_one_what_was() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    alice.say(&group, "a1", "before").await;
    let changed = bob.ask(650, add(&group, &[CAROL, BOB])).await;
    let changed = changed.conversation_add_participants_body.unwrap();
    assert_eq!(changed.status, Some(0));
    assert_eq!(changed.success_participants, [BOB, CAROL]);
    alice.say(&group, "a2", "with carol").await;
    let texts: Vec<_> = carol.history(&group).await.iter().map(words).collect();
    assert_eq!(texts, ["with carol", "10009 added 10017"]);
    let hers = carol.see(&group).await;
    assert_eq!(hers.is_participant, Some(true));
    let settings = hers.conversation_setting_info.unwrap();
    assert_eq!(settings.min_index, Some(2));

    assert_eq!(bob.refused(651, remove(&group, &[CAROL])).await, 11);
    let (_, place) = carol.inbox(0).await;
    let changed = alice.ask(651, remove(&group, &[CAROL, ALICE, 77])).await;
    let changed = changed.conversation_remove_participants_body.unwrap();
    assert_eq!(changed.status, Some(2));
    assert_eq!(changed.failed_participants, [77, ALICE]);
    let told = commands(&carol, place).await;
    assert_eq!(told[0]["removed_participant"], serde_json::json!([CAROL]));
    alice.say(&group, "a3", "without carol").await;
    let texts: Vec<_> = carol.history(&group).await.iter().map(words).collect();
    let was = ["10001 removed 10017", "with carol", "10009 added 10017"];
    assert_eq!(texts, was, "what was stays readable");
    let hers = carol.see(&group).await;
    assert_eq!(hers.is_participant, Some(false));
    assert_eq!(hers.badge_count, Some(2));
    assert!(members(&hers).is_empty());
    assert!(hers.ticket.is_none());
    let sent = carol.ask(100, text(&group, "c1", "wait")).await;
    assert_eq!(sent.send_message_body.unwrap().status, Some(1));
    assert_eq!(commands(&carol, place).await.len(), 1);
    stage.stop().await;
}

#[tokio::test]
async fn roles_are_given_by_the_owner_and_ownership_can_be_handed_over() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    assert_eq!(bob.refused(902, rename(&group, "ours")).await, 11);
    assert_eq!(
        bob.refused(655, role(&group, BOB, GroupRole::Owner)).await,
        11
    );
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    let (_, place) = alice.inbox(0).await;
    let renamed = bob.ask(902, rename(&group, "一起走")).await;
    let core = renamed.set_conversation_core_info_body.unwrap();
    let core = core.conversation_core_info.unwrap();
    assert_eq!(core.name.as_deref(), Some("一起走"));
    assert_eq!(
        core.notice.as_deref(),
        Some(""),
        "only what is set is applied"
    );
    let told = commands(&alice, place).await;
    assert_eq!(told[0]["command_type"], 6);
    assert_eq!(told[0]["group_version"], core.info_version.unwrap());

    assert_eq!(alice.refused(652, leave(&group)).await, 11);
    alice.ask(655, role(&group, BOB, GroupRole::Owner)).await;
    let seen = alice.see(&group).await;
    assert_eq!(members(&seen), [(ALICE, 0), (BOB, 1), (CAROL, 0)]);
    assert_eq!(seen.conversation_core_info.unwrap().owner, Some(BOB));
    alice.ask(652, leave(&group)).await;
    assert_eq!(alice.see(&group).await.is_participant, Some(false));
    assert_eq!(
        bob.refused(650, add(&alice.chat_with(BOB).await, &[CAROL]))
            .await,
        11
    );
    stage.stop().await;
}

#[tokio::test]
async fn a_dissolved_group_is_readable_and_closed() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let group = alice.group_with(&[BOB]).await;
    alice.say(&group, "a1", "the end").await;
    assert_eq!(bob.refused(614, dissolve(&group)).await, 11);
    let mut socket = bob.socket("1").await;
    alice.ask(614, dissolve(&group)).await;
    let line = socket.new_message().await.message.unwrap();
    assert_eq!(words(&line), "10001 dissolved the group");
    let push = socket.new_message().await.message.unwrap();
    assert_eq!(push.message_type, Some(50005));
    assert_eq!(push.conversation_id, group.conversation_id);
    let sent = alice.ask(100, text(&group, "a2", "hello?")).await;
    assert_eq!(sent.send_message_body.unwrap().status, Some(1));
    assert_eq!(words(&bob.history(&group).await[1]), "the end");
    stage.stop().await;
}

#[tokio::test]
async fn members_are_paged_and_fetched() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let others: Vec<i64> = (20_000..20_120).collect();
    let group = alice.group_with(&others).await;
    let (mut cursor, mut seen) = (0, Vec::new());
    loop {
        let body = RequestBody {
            conversation_participants_body: Some(ConversationParticipantsListRequestBody {
                conversation_short_id: group.conversation_short_id,
                cursor: Some(cursor),
                limit: Some(50),
                ..Default::default()
            }),
            ..Default::default()
        };
        let page = alice.ask(605, body).await.conversation_participants_body;
        let page = page.unwrap().participants_page.unwrap();
        seen.extend(
            page.participants
                .iter()
                .map(|member| member.user_id.unwrap()),
        );
        cursor = page.cursor.unwrap();
        if !page.has_more.unwrap() {
            break;
        }
    }
    assert_eq!(seen.len(), 121);
    assert_eq!(seen[0], ALICE);
    let body = RequestBody {
        mget_conversation_participants_body: Some(MgetConversationParticipantsRequestBody {
            conversation_short_id: group.conversation_short_id,
            participants: vec![20_007, 77],
            ..Default::default()
        }),
        ..Default::default()
    };
    let found = alice
        .ask(654, body)
        .await
        .mget_conversation_participants_body;
    let found: Vec<_> = found
        .unwrap()
        .participants
        .iter()
        .map(|m| m.user_id)
        .collect();
    assert_eq!(found, [Some(20_007)]);
    stage.stop().await;
}

/// A retry after a lost answer: the first try has done it, and the second says so.
#[tokio::test]
async fn removing_leaving_and_dissolving_may_be_asked_again() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    let mut places = Vec::new();
    for _ in 0..2 {
        let changed = alice.ask(651, remove(&group, &[CAROL])).await;
        let changed = changed.conversation_remove_participants_body.unwrap();
        assert_eq!(changed.status, Some(0));
        assert!(changed.failed_participants.is_empty());
        places.push(bob.inbox(0).await.1);
    }
    assert_eq!(places[0], places[1], "told once");
    for _ in 0..2 {
        bob.ask(652, leave(&group)).await;
        carol.ask(652, leave(&group)).await;
    }
    assert_eq!(bob.see(&group).await.is_participant, Some(false));
    for _ in 0..2 {
        alice.ask(614, dissolve(&group)).await;
    }
    // Who did not do it is not told that they did.
    assert_eq!(bob.refused(614, dissolve(&group)).await, 13);
    let dissolved = alice.inbox(0).await.0;
    let dissolved = dissolved
        .iter()
        .filter(|entry| entry.message_type == Some(50005));
    assert_eq!(dissolved.count(), 1);
    stage.stop().await;
}
