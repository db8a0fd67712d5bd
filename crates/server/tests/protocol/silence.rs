//! Who can write in a group: mutes of all and of some, and calling everyone.

use std::collections::BTreeMap;
use std::time::Duration;

use linnet_proto::im_proto::*;

use crate::client::*;
use crate::recall::role;

fn group_mute(group: &ConversationInfoV2, on: bool, normal_only: bool) -> RequestBody {
    RequestBody {
        block_conversation_body: Some(BlockConversationRequestBody {
            conversation_id: group.conversation_id.clone(),
            conv_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            block_status: Some(i32::from(on)),
            block_normal_only: Some(normal_only),
        }),
        ..Default::default()
    }
}

fn member_mute(group: &ConversationInfoV2, on: bool, times: &[(i64, i64)]) -> RequestBody {
    RequestBody {
        block_members_body: Some(BlockMembersRequestBody {
            block_status: Some(i32::from(on)),
            block_time: times.iter().copied().collect(),
            conv_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            conversation_id: group.conversation_id.clone(),
            biz_ext: BTreeMap::from([("a:mute_reason".to_owned(), "too loud".to_owned())]),
        }),
        ..Default::default()
    }
}

/// Status and check code of a try to write.
async fn tries(person: &Person, group: &ConversationInfoV2, id: &str) -> (i32, i64) {
    let own = person.see(group).await;
    let sent = person.ask(100, text(&own, id, "may I?")).await;
    let sent = sent.send_message_body.unwrap();
    (sent.status.unwrap(), sent.check_code.unwrap_or(0))
}

async fn failed(person: &Person, body: RequestBody) -> Vec<i64> {
    let answer = person.ask(2019, body).await.block_members_body;
    answer.unwrap().failed_members
}

#[tokio::test]
async fn in_a_muted_group_only_those_who_lead_write() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    assert_eq!(
        carol.refused(2020, group_mute(&group, true, true)).await,
        11
    );
    let (_, place) = carol.inbox(0).await;
    bob.ask(2020, group_mute(&group, true, true)).await;
    // Asked for again it changes nothing and is told to nobody.
    bob.ask(2020, group_mute(&group, true, true)).await;
    let (told, _) = carol.inbox(place).await;
    let kinds: Vec<_> = told.iter().map(|told| told.message_type.unwrap()).collect();
    assert_eq!(kinds, [50011, 50001, 10008]);
    assert_eq!(told[0].ext["s:relation_is_muted"], "true");
    assert_eq!(told[0].ext["s:relation_normal_only"], "true");
    assert_eq!(command(&told[1])["command_type"], 6);
    let core = carol.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(
        (core.block_status, core.block_normal_only),
        (Some(1), Some(true))
    );
    assert_eq!(
        command(&told[1])["group_version"],
        core.info_version.unwrap()
    );
    assert_eq!(tries(&carol, &group, "c1").await, (5, 7101));
    assert_eq!(tries(&bob, &group, "b1").await, (0, 0));
    assert_eq!(tries(&alice, &group, "a1").await, (0, 0));
    alice.ask(2020, group_mute(&group, true, false)).await;
    assert_eq!(tries(&alice, &group, "a2").await, (5, 7101));
    alice.ask(2020, group_mute(&group, false, true)).await;
    // The same message again: it was not stored before.
    assert_eq!(tries(&carol, &group, "c1").await, (0, 0));
    let core = carol.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(core.block_status, Some(0));
    stage.stop().await;
}

#[tokio::test]
async fn a_member_is_muted_for_a_time_and_alone_is_told_why() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    alice.ask(655, role(&group, BOB, GroupRole::Manager)).await;
    assert_eq!(
        carol
            .refused(2019, member_mute(&group, true, &[(BOB, 60)]))
            .await,
        11
    );
    assert_eq!(
        bob.refused(2019, member_mute(&group, true, &[(CAROL, -1)]))
            .await,
        4
    );
    // Neither oneself, nor who leads as well, nor a stranger.
    let some = member_mute(
        &group,
        true,
        &[(ALICE, 60), (BOB, 60), (CAROL, 60), (77, 60)],
    );
    assert_eq!(failed(&bob, some).await, [77, ALICE, BOB]);
    assert_eq!(tries(&carol, &group, "c1").await, (5, 7102));
    let own = carol.see(&group).await.user_info.unwrap();
    assert_eq!((own.blocked, own.left_block_time), (Some(1), Some(60)));
    assert_eq!(own.ext["a:mute_reason"], "too loud");
    let until: i64 = own.ext["a:muted_until"].parse().unwrap();
    let others = alice.see(&group).await.first_page_participants.unwrap();
    let carols = others
        .participants
        .iter()
        .find(|member| member.user_id == Some(CAROL))
        .unwrap();
    assert_eq!(carols.blocked, Some(1));
    assert!(
        !carols.ext.contains_key("a:mute_reason"),
        "it is between them"
    );
    assert_eq!(carols.ext["a:muted_until"], until.to_string());
    // After that time she can write by herself.
    stage.clock.pass(Duration::from_secs(61));
    assert_eq!(tries(&carol, &group, "c1").await, (0, 0));
    assert_eq!(carol.see(&group).await.user_info.unwrap().blocked, None);
    // Without an end, until it is lifted, or she leads.
    for lifted in [true, false] {
        assert!(
            failed(&bob, member_mute(&group, true, &[(CAROL, 0)]))
                .await
                .is_empty()
        );
        stage.clock.pass(Duration::from_secs(1200));
        assert_eq!(tries(&carol, &group, "c2").await, (5, 7102));
        let own = carol.see(&group).await.user_info.unwrap();
        assert_eq!((own.blocked, own.left_block_time), (Some(1), None));
        if lifted {
            assert!(
                failed(&bob, member_mute(&group, false, &[(CAROL, 0)]))
                    .await
                    .is_empty()
            );
        } else {
            alice
                .ask(655, role(&group, CAROL, GroupRole::Manager))
                .await;
        }
        assert_eq!(tries(&carol, &group, &format!("c3{lifted}")).await, (0, 0));
    }
    stage.stop().await;
}

#[tokio::test]
async fn in_a_group_only_those_who_lead_call_everyone() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let group = alice.group_with(&[BOB]).await;
    let chat = bob.chat_with(ALICE).await;
    let calls = async |person: &Person, place: &ConversationInfoV2, id: &str, by_ext: bool| {
        let mut body = text(&person.see(place).await, id, "@everyone come");
        let message = body.send_message_body.as_mut().unwrap();
        if by_ext {
            message
                .ext
                .insert("s:mentioned_users".into(), format!("{ALICE}, 0"));
        } else {
            message.mentioned_users = vec![ALICE, 0];
        }
        let sent = person.ask(100, body).await.send_message_body.unwrap();
        (sent.status.unwrap(), sent.check_code.unwrap_or(0))
    };
    assert_eq!(calls(&bob, &group, "b1", false).await, (3, 7103));
    assert_eq!(calls(&bob, &group, "b2", true).await, (3, 7103));
    assert_eq!(calls(&alice, &group, "a1", false).await, (0, 0));
    assert_eq!(calls(&bob, &chat, "b3", false).await, (0, 0));
    stage.stop().await;
}
