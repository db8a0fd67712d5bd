//! Live groups: who may do what in one, and what everybody in it is told of it.

use std::collections::BTreeMap;
use std::time::Duration;

use linnet_proto::im_proto::*;
use linnet_proto::{choices, keys};
use serde_json::Value;

use crate::client::*;
use crate::live::{joining, make, said};

const LIVE: i32 = choices::MASS_CHAT;
const OWNER: i32 = GroupRole::Owner as i32;
const MANAGER: i32 = GroupRole::Manager as i32;

fn mute_all(group: &ConversationInfoV2, on: bool) -> RequestBody {
    RequestBody {
        block_conversation_body: Some(BlockConversationRequestBody {
            conv_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            block_status: Some(i32::from(on)),
            block_normal_only: Some(true),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn mute(group: &ConversationInfoV2, times: &[(i64, i64)]) -> RequestBody {
    RequestBody {
        block_members_body: Some(BlockMembersRequestBody {
            block_status: Some(1),
            block_time: times.iter().copied().collect(),
            conv_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            biz_ext: BTreeMap::from([("a:mute_reason".to_owned(), "too loud".to_owned())]),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn change(
    group: &ConversationInfoV2,
    user: i64,
    role: Option<i32>,
    said: &[(&str, &str)],
) -> RequestBody {
    let said = said
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()));
    RequestBody {
        update_conversation_participant_body: Some(UpdateConversationParticipantRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            user_id: Some(user),
            role,
            biz_ext: said.collect(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn remove(group: &ConversationInfoV2, users: &[i64], bar: Option<&str>) -> RequestBody {
    let bar = bar.map(|bar| (choices::LIVE_BAR.to_owned(), bar.to_owned()));
    RequestBody {
        conversation_remove_participants_body: Some(ConversationRemoveParticipantsRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            participants: users.to_vec(),
            biz_ext: bar.into_iter().collect(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn marks(group: &ConversationInfoV2, marks: &[(&str, &str)]) -> RequestBody {
    let ext = marks
        .iter()
        .map(|(mark, value)| (format!("a:mark:{mark}"), (*value).to_owned()));
    RequestBody {
        upsert_conversation_core_ext_info_body: Some(UpsertConversationCoreExtInfoRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            ext: ext.collect(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn listing(group: &ConversationInfoV2, cursor: i64, limit: i32) -> RequestBody {
    RequestBody {
        conversation_participants_body: Some(ConversationParticipantsListRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            cursor: Some(cursor),
            limit: Some(limit),
            ..Default::default()
        }),
        ..Default::default()
    }
}

async fn page(
    person: &Person,
    group: &ConversationInfoV2,
    (cursor, limit): (i64, i32),
    headers: &[(&str, &str)],
) -> ParticipantsPage {
    let answer = person
        .call_with(605, listing(group, cursor, limit), headers)
        .await;
    assert_eq!(answer.status_code, Some(0), "{:?}", answer.error_desc);
    let body = answer.body.unwrap().conversation_participants_body;
    body.unwrap().participants_page.unwrap()
}

fn ids(page: &ParticipantsPage) -> Vec<i64> {
    let ids = page.participants.iter().map(|it| it.user_id.unwrap());
    ids.collect()
}

/// What the next line says that happened.
async fn line(socket: &mut Socket) -> Value {
    let message = socket.new_message().await.message.unwrap();
    assert_eq!(
        (message.message_type, message.sender),
        (Some(10008), Some(0))
    );
    serde_json::from_str(&message.ext["a:notice"]).unwrap()
}

async fn tries(person: &Person, group: &ConversationInfoV2, id: &str) -> (i32, i64) {
    let sent = person.ask(100, said(group, id, "high")).await;
    let sent = sent.send_message_body.unwrap();
    (sent.status.unwrap(), sent.check_code.unwrap_or(0))
}

/// Alice has a live group, and all three are in it.
async fn evening(stage: &Stage) -> (ConversationInfoV2, [Person; 3], [Socket; 3]) {
    let people = [
        stage.person(ALICE).await,
        stage.person(BOB).await,
        stage.person(CAROL).await,
    ];
    let group = make(&people[0], "evening").await;
    let mut sockets = Vec::new();
    for (person, alias) in people.iter().zip(["Al", "Bo", ""]) {
        let mut socket = person.socket("7").await;
        socket.ask(650, joining(&group, person.user, alias)).await;
        sockets.push(socket);
    }
    (
        group,
        people,
        sockets.try_into().unwrap_or_else(|_| panic!()),
    )
}

#[tokio::test]
async fn in_a_muted_live_group_those_who_lead_and_the_white_list_write() {
    let stage = Stage::new().await;
    let (group, [alice, bob, carol], [_hers, mut his, _third]) = evening(&stage).await;
    assert_eq!(bob.refused(2020, mute_all(&group, true)).await, 11);
    alice.ask(2020, mute_all(&group, true)).await;
    // Asked for again it changes nothing and is told to nobody.
    alice.ask(2020, mute_all(&group, true)).await;
    let told = line(&mut his).await;
    assert_eq!(
        (&told["kind"], &told["actor"]),
        (&"muted".into(), &ALICE.into())
    );
    assert_eq!(told["names"]["10001"], "Al");
    let core = bob.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(
        (core.block_status, core.block_normal_only),
        (Some(1), Some(true))
    );
    assert_eq!(tries(&bob, &group, "b1").await, (5, 7101));
    assert_eq!(tries(&alice, &group, "a1").await, (0, 0));
    his.new_message().await;
    alice
        .ask(655, change(&group, BOB, Some(MANAGER), &[]))
        .await;
    assert_eq!(line(&mut his).await["kind"], "manager");
    assert_eq!(tries(&bob, &group, "b2").await, (0, 0));
    his.new_message().await;
    assert_eq!(tries(&carol, &group, "c1").await, (5, 7101));
    bob.ask(655, change(&group, CAROL, None, &[("a:speaks", "1")]))
        .await;
    assert_eq!(line(&mut his).await["kind"], "speaker");
    assert_eq!(tries(&carol, &group, "c2").await, (0, 0));
    his.new_message().await;
    let list = [("a:live_list", "speakers")];
    assert_eq!(ids(&page(&alice, &group, (0, 10), &list).await), [CAROL]);
    let hidden = carol.call_with(605, listing(&group, 0, 10), &list).await;
    assert_eq!(hidden.status_code, Some(11));
    alice
        .ask(655, change(&group, CAROL, None, &[("a:speaks", "0")]))
        .await;
    assert_eq!(line(&mut his).await["kind"], "no_speaker");
    alice.ask(2020, mute_all(&group, false)).await;
    assert_eq!(line(&mut his).await["kind"], "unmuted");
    assert_eq!(tries(&carol, &group, "c3").await, (0, 0));
    stage.stop().await;
}

#[tokio::test]
async fn what_a_muted_person_tries_takes_nothing_of_what_a_live_group_tells() {
    let stage = Stage::new().await;
    let (group, [alice, bob, _], [_first, _his, mut hers]) = evening(&stage).await;
    alice.ask(2019, mute(&group, &[(BOB, 0)])).await;
    line(&mut hers).await;
    for number in 0..40 {
        let id = format!("b{number}");
        let sent = bob.ask(100, said(&group, &id, "normal")).await;
        assert_eq!(sent.send_message_body.unwrap().status, Some(5));
    }
    alice.ask(100, said(&group, "heard", "normal")).await;
    assert_eq!(words(&hers.new_message().await.message.unwrap()), "heard");
    stage.stop().await;
}

#[tokio::test]
async fn muted_for_a_time_one_is_told_why_and_writes_again_afterwards() {
    let stage = Stage::new().await;
    let (group, [alice, bob, carol], [_hers, mut his, _third]) = evening(&stage).await;
    alice.ask(2019, mute(&group, &[(BOB, 300)])).await;
    let told = line(&mut his).await;
    let until = stage.clock.now() + 300_000;
    assert_eq!(
        (&told["kind"], &told["until"]),
        (&"member_muted".into(), &until.into())
    );
    assert_eq!(tries(&bob, &group, "b1").await, (5, 7102));
    let own = bob.see(&group).await.user_info.unwrap();
    assert_eq!((own.blocked, own.left_block_time), (Some(1), Some(300)));
    assert_eq!(own.ext["a:mute_reason"], "too loud");
    let list = page(&alice, &group, (0, 10), &[("a:live_list", "muted")]).await;
    assert_eq!(ids(&list), [BOB]);
    assert!(!list.participants[0].ext.contains_key("a:mute_reason"));
    // Nobody decides about those who lead.
    let failed = alice.ask(2019, mute(&group, &[(ALICE, 300)])).await;
    assert_eq!(failed.block_members_body.unwrap().failed_members, [ALICE]);
    assert_eq!(carol.refused(2019, mute(&group, &[(BOB, 300)])).await, 11);
    stage.clock.pass(Duration::from_secs(301));
    assert_eq!(tries(&bob, &group, "b2").await, (0, 0));
    let list = page(&alice, &group, (0, 10), &[("a:live_list", "muted")]).await;
    assert!(ids(&list).is_empty());
    stage.stop().await;
}

#[tokio::test]
async fn the_list_of_the_muted_is_read_by_pages_and_has_an_end() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let group = make(&alice, "evening").await;
    for from in [20_000, 30_000] {
        let some: Vec<(i64, i64)> = (from..from + 500).map(|user| (user, 60)).collect();
        alice.ask(2019, mute(&group, &some)).await;
    }
    assert_eq!(alice.refused(2019, mute(&group, &[(40_000, 60)])).await, 18);
    let (mut cursor, mut found) = (0, Vec::new());
    loop {
        let list = page(&alice, &group, (cursor, 100), &[("a:live_list", "muted")]).await;
        found.extend(ids(&list));
        cursor = list.cursor.unwrap();
        if list.has_more != Some(true) {
            break;
        }
    }
    let wanted: Vec<i64> = (20_000..20_500).chain(30_000..30_500).collect();
    assert_eq!(found, wanted);
    // What has passed takes no place.
    stage.clock.pass(Duration::from_secs(61));
    alice.ask(2019, mute(&group, &[(40_000, 60)])).await;
    stage.stop().await;
}

#[tokio::test]
async fn whoever_is_banned_is_put_out_and_comes_in_no_more() {
    let stage = Stage::new().await;
    let (group, [alice, bob, carol], [_first, mut his, mut hers]) = evening(&stage).await;
    assert_eq!(
        bob.refused(651, remove(&group, &[CAROL], Some("0"))).await,
        11
    );
    alice.ask(651, remove(&group, &[BOB], Some("3600"))).await;
    // It is the last that he reads.
    let told = line(&mut his).await;
    let until = stage.clock.now() + 3_600_000;
    assert_eq!(
        (&told["kind"], &told["until"]),
        (&"barred".into(), &until.into())
    );
    assert_eq!(told["targets"], serde_json::json!([BOB]));
    assert_eq!(line(&mut hers).await["kind"], "barred");
    assert_eq!(bob.refused(100, said(&group, "b1", "high")).await, 13);
    let answer = his.call(650, joining(&group, BOB, "")).await;
    assert_eq!(answer.status_code, Some(53));
    assert_eq!(alice.see(&group).await.participants_count, Some(2));
    let list = [("a:live_list", "barred")];
    let barred = page(&alice, &group, (0, 10), &list).await;
    assert_eq!(ids(&barred), [BOB]);
    assert_eq!(
        barred.participants[0].ext["a:barred_until"],
        until.to_string()
    );
    // Who is kept out of it leads nothing.
    let role = change(&group, BOB, Some(MANAGER), &[]);
    assert_eq!(alice.refused(655, role).await, 53);
    alice.ask(651, remove(&group, &[BOB], Some("off"))).await;
    assert_eq!(line(&mut hers).await["kind"], "let_in");
    his.ask(650, joining(&group, BOB, "")).await;
    // Put out without a ban, one may come again.
    alice.ask(651, remove(&group, &[CAROL], None)).await;
    assert_eq!(line(&mut his).await["kind"], "removed");
    assert_eq!(carol.refused(100, said(&group, "c1", "high")).await, 13);
    hers.call(650, joining(&group, CAROL, "")).await;
    assert_eq!(tries(&carol, &group, "c2").await, (0, 0));
    for wrong in ["soon", "-1"] {
        let wrong = remove(&group, &[BOB], Some(wrong));
        assert_eq!(alice.refused(651, wrong).await, 4);
    }
    stage.stop().await;
}

#[tokio::test]
async fn managers_are_ten_and_decide_about_nobody_who_leads() {
    let stage = Stage::new().await;
    let (group, [alice, bob, _], [_hers, mut his, _third]) = evening(&stage).await;
    alice
        .ask(655, change(&group, BOB, Some(MANAGER), &[]))
        .await;
    line(&mut his).await;
    for user in 20_001..20_010 {
        alice
            .ask(655, change(&group, user, Some(MANAGER), &[]))
            .await;
        line(&mut his).await;
    }
    let more = change(&group, 20_010, Some(MANAGER), &[]);
    assert_eq!(alice.refused(655, more.clone()).await, 52);
    assert_eq!(bob.refused(655, more).await, 11);
    for user in [ALICE, 20_001] {
        let answer = bob.ask(651, remove(&group, &[user], None)).await;
        let answer = answer.conversation_remove_participants_body.unwrap();
        assert_eq!(answer.failed_participants, [user]);
    }
    // They stand before the others, also when they are not there.
    let list = page(&bob, &group, (0, 10), &[]).await;
    assert_eq!(ids(&list)[..3], [ALICE, BOB, 20_001]);
    assert_eq!(ids(&list).last(), Some(&CAROL));
    assert_eq!(list.participants[0].alias.as_deref(), Some("Al"));
    assert!(list.participants[0].ext.contains_key("a:since"));
    assert!(!list.participants[2].ext.contains_key("a:since"));
    // Handed over it is to somebody who is there.
    let away = change(&group, 20_001, Some(OWNER), &[]);
    assert_eq!(alice.refused(655, away).await, 4);
    alice
        .ask(655, change(&group, CAROL, Some(OWNER), &[]))
        .await;
    let told = line(&mut his).await;
    assert_eq!(
        (&told["kind"], &told["targets"][0]),
        (&"owner".into(), &CAROL.into())
    );
    let core = bob.see(&group).await.conversation_core_info.unwrap();
    assert_eq!((core.owner, core.creator_uid), (Some(CAROL), Some(ALICE)));
    let again = change(&group, BOB, Some(0), &[]);
    assert_eq!(alice.refused(655, again).await, 11);
    stage.stop().await;
}

#[tokio::test]
async fn people_are_marked_and_found_by_their_marks() {
    let stage = Stage::new().await;
    let (group, [alice, bob, carol], [_hers, mut his, _third]) = evening(&stage).await;
    let give = |user, mark| change(&group, user, None, &[("a:add_marks", mark)]);
    assert_eq!(alice.refused(655, give(BOB, "guest")).await, 4);
    assert_eq!(bob.refused(904, marks(&group, &[("guest", "1")])).await, 11);
    alice
        .ask(904, marks(&group, &[("guest", "1"), ("host", "1")]))
        .await;
    assert_eq!(line(&mut his).await["kind"], "mark_added");
    assert_eq!(line(&mut his).await["name"], "host");
    let core = bob.see(&group).await.conversation_core_info.unwrap();
    assert_eq!(
        core.ext.keys().collect::<Vec<_>>(),
        ["a:mark:guest", "a:mark:host"]
    );
    alice.ask(655, give(BOB, "guest,host")).await;
    let told = line(&mut his).await;
    assert_eq!(
        (&told["kind"], &told["name"]),
        (&"marked".into(), &"guest".into())
    );
    line(&mut his).await;
    alice.ask(655, give(20_001, "guest")).await;
    line(&mut his).await;
    let list = [("a:live_list", "marked"), ("a:live_mark", "guest")];
    let found = page(&carol, &group, (0, 10), &list).await;
    assert_eq!(ids(&found), [BOB, 20_001]);
    assert_eq!(found.participants[0].ext["a:marks"], "guest,host");
    // Taken from the group it is taken from all.
    alice.ask(904, marks(&group, &[("guest", "")])).await;
    assert_eq!(line(&mut his).await["kind"], "mark_removed");
    assert!(ids(&page(&carol, &group, (0, 10), &list).await).is_empty());
    for wrong in ["", "a,b", " a", "much too long"] {
        let status = alice.refused(904, marks(&group, &[(wrong, "1")])).await;
        assert!(status == 4 || status == 18, "{wrong}: {status}");
    }
    let many: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|mark| (mark.as_str(), "1")).collect();
    assert_eq!(alice.refused(904, marks(&group, &many)).await, 18);
    stage.stop().await;
}

#[tokio::test]
async fn nobody_looks_into_a_live_group_from_outside() {
    let stage = Stage::new().await;
    let (group, _, _sockets) = evening(&stage).await;
    let dave = stage.person(10_025).await;
    assert_eq!(dave.refused(605, listing(&group, 0, 10)).await, 13);
    let some = RequestBody {
        mget_conversation_participants_body: Some(MgetConversationParticipantsRequestBody {
            conversation_short_id: group.conversation_short_id,
            conversation_type: Some(LIVE),
            participants: vec![ALICE],
            ..Default::default()
        }),
        ..Default::default()
    };
    assert_eq!(dave.refused(654, some.clone()).await, 13);
    let mut socket = dave.socket("7").await;
    socket.ask(650, joining(&group, 10_025, "")).await;
    let told = dave
        .ask(654, some)
        .await
        .mget_conversation_participants_body;
    let told = told.unwrap().participants;
    assert_eq!(
        (told[0].alias.as_deref(), told[0].role),
        (Some("Al"), Some(OWNER))
    );
    assert!(!told[0].ext.contains_key(keys::LIVE_AVATAR));
    stage.stop().await;
}
