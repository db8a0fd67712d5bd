//! Groups whose leaders decide who comes in, and entries of the shared info.

use std::collections::BTreeMap;

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::recall::role;

const DAVE: i64 = 10_444;

fn switch(group: &ConversationInfoV2, on: bool) -> RequestBody {
    RequestBody {
        update_conversation_audit_switch_body: Some(UpdateConversationAuditSwitchRequestBody {
            conv_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            switch_status: Some(on),
        }),
        ..Default::default()
    }
}

fn asking(group: &ConversationInfoV2, invited: &[i64]) -> RequestBody {
    RequestBody {
        send_conversation_apply_body: Some(SendConversationApplyRequestBody {
            conv_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            invited_user_ids: invited.to_vec(),
            apply_reason: Some("may I?".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

async fn asks(person: &Person, group: &ConversationInfoV2, invited: &[i64]) -> i32 {
    let answer = person.ask(2024, asking(group, invited)).await;
    answer.send_conversation_apply_body.unwrap().status.unwrap()
}

fn listing(group: &ConversationInfoV2, keep_unread: bool) -> RequestBody {
    RequestBody {
        get_conversation_audit_list_body: Some(GetConversationAuditListRequestBody {
            cursor: Some(0),
            limit: Some(50),
            conv_short_id: group.conversation_short_id,
            no_clear_unread: Some(keep_unread),
        }),
        ..Default::default()
    }
}

async fn requests(
    person: &Person,
    group: &ConversationInfoV2,
    keep_unread: bool,
) -> Vec<ConversationApplyInfo> {
    let answer = person.ask(2027, listing(group, keep_unread)).await;
    answer
        .get_conversation_audit_list_body
        .unwrap()
        .apply_info_list
}

async fn answers(person: &Person, request: &ConversationApplyInfo, agree: bool) -> i32 {
    let body = RequestBody {
        ack_conversation_apply_body: Some(AckConversationApplyRequestBody {
            apply_id: request.apply_id,
            apply_status: Some(if agree { 2 } else { 3 }),
            ..Default::default()
        }),
        ..Default::default()
    };
    let answer = person.ask(2025, body).await.ack_conversation_apply_body;
    answer.unwrap().status.unwrap()
}

async fn unseen(person: &Person, group: &ConversationInfoV2) -> (i64, i64, Option<String>) {
    let all = person.ask(2028, RequestBody::default()).await;
    let all = all.get_conversation_audit_unread_body.unwrap();
    let id = group.conversation_short_id.unwrap();
    let body = RequestBody {
        batch_get_conversation_audit_unread: Some(BatchGetConversationAuditUnreadRequestBody {
            conv_short_id: vec![id],
        }),
        ..Default::default()
    };
    let these = person.ask(2042, body).await;
    let these = these.batch_get_conversation_audit_unread_body.unwrap();
    let settings = person.see(group).await.conversation_setting_info.unwrap();
    let told = settings.ext.get("a:join_requests").cloned();
    (all.unread_count.unwrap(), these.unread_count[&id], told)
}

async fn members(person: &Person, group: &ConversationInfoV2) -> i32 {
    person.see(group).await.participants_count.unwrap()
}

fn kinds(messages: &[MessageBody]) -> Vec<i32> {
    messages.iter().filter_map(|it| it.message_type).collect()
}

fn adding(group: &ConversationInfoV2, users: &[i64]) -> RequestBody {
    RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_id: group.conversation_id.clone(),
            conversation_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            participants: users.to_vec(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn whoever_asks_to_join_waits_for_owner_or_manager() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let dave = stage.person(DAVE).await;
    let group = alice.group_with(&[BOB]).await;
    assert_eq!(
        asks(&carol, &group, &[]).await,
        ApplyErrorCode::ApplyConversationNotFound as i32,
        "a group that takes no requests is no group to a stranger"
    );
    assert_eq!(bob.refused(2023, switch(&group, true)).await, 11);
    alice.ask(2023, switch(&group, true)).await;
    let core = bob.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(core.ext["a:join_approval"], "1");
    let (_, place) = alice.inbox(0).await;
    let (_, bobs) = bob.inbox(0).await;
    assert_eq!(asks(&carol, &group, &[]).await, 0);
    assert_eq!(asks(&carol, &group, &[]).await, 0, "asked twice waits once");
    assert_eq!(kinds(&alice.inbox(place).await.0), [90001, 50001]);
    assert!(bob.inbox(bobs).await.0.is_empty(), "he does not decide");
    assert_eq!(unseen(&alice, &group).await, (1, 1, Some("1".to_owned())));
    assert_eq!(unseen(&bob, &group).await, (0, 0, None));
    assert_eq!(bob.refused(2027, listing(&group, true)).await, 11);

    let found = requests(&alice, &group, true).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].user_id, Some(CAROL));
    assert_eq!(found[0].apply_reason.as_deref(), Some("may I?"));
    assert_eq!(
        unseen(&alice, &group).await.0,
        1,
        "it was asked not to count as seen"
    );
    requests(&alice, &group, false).await;
    assert_eq!(unseen(&alice, &group).await, (0, 0, Some("0".to_owned())));

    for stranger in [&bob, &dave] {
        let refused = answers(stranger, &found[0], true).await;
        assert_ne!(refused, 0, "only those who lead it decide");
    }
    let (_, carols) = carol.inbox(0).await;
    assert_eq!(answers(&alice, &found[0], true).await, 0);
    assert_eq!(
        answers(&alice, &found[0], true).await,
        0,
        "as it is already"
    );
    assert_eq!(
        answers(&alice, &found[0], false).await,
        ApplyErrorCode::UpdateStatusErr as i32
    );
    assert_eq!(members(&alice, &group).await, 3);
    let (told, _) = carol.inbox(carols).await;
    assert!(kinds(&told).contains(&50001), "she hears that she is in it");
    assert_eq!(
        asks(&carol, &group, &[]).await,
        ApplyErrorCode::UserAlreadyInGroup as i32
    );
    stage.stop().await;
}

#[tokio::test]
async fn a_refused_request_can_be_made_again_and_a_switched_off_one_is_gone() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    alice.ask(2023, switch(&group, true)).await;
    asks(&carol, &group, &[]).await;
    let found = requests(&alice, &group, false).await;
    let mut socket = carol.socket("c1").await;
    assert_eq!(answers(&alice, &found[0], false).await, 0);
    let told = socket.push().await;
    let told = told.body.unwrap().new_friend_message_notify.unwrap();
    assert_eq!(told.message_type, Some(106));
    assert_eq!(told.from_id, Some(ALICE));
    assert_eq!(asks(&carol, &group, &[]).await, 0);
    let found = requests(&alice, &group, false).await;
    let states: Vec<_> = found.iter().map(|it| it.apply_status.unwrap()).collect();
    assert_eq!(states, [1, 3], "the newest first");
    alice.ask(2023, switch(&group, false)).await;
    assert_eq!(
        answers(&alice, &found[0], true).await,
        ApplyErrorCode::UpdateStatusErr as i32
    );
    assert_eq!(members(&alice, &group).await, 2);
    stage.stop().await;
}

#[tokio::test]
async fn people_whom_members_add_wait_as_well_and_leaders_add_at_once() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    stage.person(CAROL).await;
    stage.person(DAVE).await;
    let group = alice.group_with(&[BOB]).await;
    alice.ask(2023, switch(&group, true)).await;
    let added = bob.ask(650, adding(&group, &[CAROL, DAVE])).await;
    let added = added.conversation_add_participants_body.unwrap();
    assert_eq!(added.status, Some(4), "a request was made instead");
    assert!(added.success_participants.is_empty());
    assert_eq!(members(&alice, &group).await, 2);
    let found = requests(&alice, &group, false).await;
    assert!(found.iter().all(|it| it.invite_user_id == Some(BOB)));
    let added = alice.ask(650, adding(&group, &[CAROL])).await;
    assert_eq!(
        added.conversation_add_participants_body.unwrap().status,
        Some(0)
    );
    let states: BTreeMap<i64, i32> = requests(&alice, &group, false)
        .await
        .iter()
        .map(|it| (it.user_id.unwrap(), it.apply_status.unwrap()))
        .collect();
    assert_eq!(states, BTreeMap::from([(CAROL, 2), (DAVE, 1)]));
    stage.stop().await;
}

#[tokio::test]
async fn only_leaders_add_where_they_have_said_so() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    let entries = |value: &str| RequestBody {
        upsert_conversation_core_ext_info_body: Some(UpsertConversationCoreExtInfoRequestBody {
            conversation_id: group.conversation_id.clone(),
            conversation_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            ext: BTreeMap::from([
                ("a:who_adds".to_owned(), value.to_owned()),
                ("a:join_approval".to_owned(), "1".to_owned()),
            ]),
        }),
        ..Default::default()
    };
    assert_eq!(bob.refused(904, entries("leaders")).await, 11);
    let (_, place) = bob.inbox(0).await;
    alice.ask(904, entries("leaders")).await;
    alice.ask(904, entries("leaders")).await;
    let (told, _) = bob.inbox(place).await;
    assert_eq!(told.len(), 1, "said twice changes nothing more");
    assert_eq!(command(&told[0])["command_type"], 6);
    let core = bob.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(core.ext["a:who_adds"], "leaders");
    assert!(
        !core.ext.contains_key("a:join_approval"),
        "the server's own"
    );
    assert_eq!(bob.refused(650, adding(&group, &[CAROL])).await, 11);
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    bob.ask(650, adding(&group, &[CAROL])).await;
    let delete = RequestBody {
        delete_conversation_core_ext_info_body: Some(DeleteConversationCoreExtInfoRequestBody {
            conversation_id: group.conversation_id.clone(),
            conversation_short_id: group.conversation_short_id,
            ext: BTreeMap::from([("a:who_adds".to_owned(), String::new())]),
        }),
        ..Default::default()
    };
    alice.ask(905, delete).await;
    let core = bob.see(&group).await.conversation_core_info.unwrap();
    assert!(core.ext.is_empty());
    stage.stop().await;
}

#[tokio::test]
async fn a_group_holds_as_many_as_the_server_is_told() {
    let stage = Stage::with(|config| config.largest_group = 3).await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    alice.ask(650, adding(&group, &[77])).await;
    let added = alice.ask(650, adding(&group, &[78])).await;
    let added = added.conversation_add_participants_body.unwrap();
    assert_eq!(
        (added.status, added.failed_participants),
        (Some(5), vec![78])
    );
    alice.ask(2023, switch(&group, true)).await;
    assert_eq!(
        asks(&carol, &group, &[]).await,
        ApplyErrorCode::ConversationIsFull as i32
    );
    stage.stop().await;
}
