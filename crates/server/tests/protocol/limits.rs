//! The limits, each with its status.

use std::collections::BTreeMap;

use linnet_proto::im_proto::*;
use prost::Message as _;

use crate::client::*;

#[tokio::test]
async fn a_message_has_64_kib_and_a_type_people_send() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let with = |change: &dyn Fn(&mut SendMessageRequestBody)| {
        let mut body = text(&chat, "c1", "hello");
        change(body.send_message_body.as_mut().unwrap());
        body
    };
    let large = with(&|body| body.content = Some("x".repeat(64 * 1024 + 1)));
    assert_eq!(alice.refused(100, large).await, 21);
    let heavy = with(&|body| {
        body.ext = BTreeMap::from([("a:note".to_owned(), "x".repeat(16 * 1024))]);
    });
    assert_eq!(alice.refused(100, heavy).await, 21);
    let command = with(&|body| body.message_type = Some(50001));
    assert_eq!(alice.refused(100, command).await, 4);
    let nameless = with(&|body| body.client_message_id = None);
    assert_eq!(alice.refused(100, nameless).await, 4);
    let no_ticket = with(&|body| body.ticket = None);
    assert_eq!(alice.refused(100, no_ticket).await, 2);
    assert!(alice.history(&chat).await.is_empty());
    let full = with(&|body| body.content = Some("x".repeat(64 * 1024)));
    alice.ask(100, full).await;
    stage.stop().await;
}

#[tokio::test]
async fn system_keys_of_a_client_are_dropped_and_mentions_kept() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut body = text(&chat, "c1", "@bob");
    let send = body.send_message_body.as_mut().unwrap();
    send.mentioned_users = vec![BOB];
    send.ext = BTreeMap::from(
        [
            ("s:is_recalled", "true"),
            ("s:invisible", "10009"),
            ("s:client_message_id", "another"),
            ("a:album_id", "7"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned())),
    );
    alice.ask(100, body).await;
    let stored = &alice.history(&chat).await[0];
    let expected = BTreeMap::from(
        [
            ("s:client_message_id", "c1"),
            ("s:mentioned_users", "10009"),
            ("a:album_id", "7"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned())),
    );
    assert_eq!(stored.ext, expected);
    stage.stop().await;
}

#[tokio::test]
async fn a_quote_tells_the_state_of_what_it_quotes() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let elsewhere = alice.chat_with(CAROL).await;
    let quoted = alice.say(&chat, "c1", "first").await;
    let private = alice.say(&elsewhere, "c2", "for carol").await;
    for (id, message, state) in [("q1", quoted, 0), ("q2", private, 1)] {
        let mut body = text(&chat, id, "answer");
        body.send_message_body.as_mut().unwrap().ref_msg_info = Some(ReferencedMessageInfo {
            referenced_message_id: message,
            hint: "first".into(),
            ..Default::default()
        });
        alice.ask(100, body).await;
        let stored = &alice.history(&chat).await[0];
        let reference = stored.reference_info.as_ref().unwrap();
        assert_eq!(reference.referenced_message_id, message);
        assert_eq!(reference.referenced_message_status, state);
    }
    stage.stop().await;
}

#[tokio::test]
async fn groups_have_200_members_and_names_100_characters() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let mut members: Vec<i64> = (20_000..20_200).collect();
    members.push(ALICE);
    let crowd = alice
        .ask(609, create(ConversationType::GroupChat, &members))
        .await;
    let crowd = crowd.create_conversation_v2_body.unwrap();
    assert_eq!((crowd.status, crowd.conversation), (Some(5), None));
    members.remove(0);
    let full = alice
        .ask(609, create(ConversationType::GroupChat, &members))
        .await;
    let full = full.create_conversation_v2_body.unwrap();
    let full = full.conversation.unwrap();
    let one_more = RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_short_id: full.conversation_short_id,
            participants: vec![BOB],
            ..Default::default()
        }),
        ..Default::default()
    };
    let refused = alice
        .ask(650, one_more)
        .await
        .conversation_add_participants_body
        .unwrap();
    assert_eq!(
        (refused.status, refused.failed_participants),
        (Some(5), vec![BOB])
    );

    let mut body = create(ConversationType::GroupChat, &[ALICE, BOB]);
    let named = |body: &mut RequestBody, chars: usize| {
        body.create_conversation_v2_body.as_mut().unwrap().name = Some("名".repeat(chars));
    };
    named(&mut body, 101);
    assert_eq!(alice.refused(609, body.clone()).await, 18);
    named(&mut body, 100);
    alice.ask(609, body).await;
    let others = create(ConversationType::GroupChat, &[BOB, CAROL]);
    assert_eq!(alice.refused(609, others).await, 4);
    let three = create(ConversationType::OneToOneChat, &[ALICE, BOB, CAROL]);
    assert_eq!(alice.refused(609, three).await, 4);
    stage.stop().await;
}

#[tokio::test]
async fn pages_are_bounded_and_long_messages_end_them_early() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    for number in 0..60 {
        alice
            .say(&chat, &format!("c{number}"), &"x".repeat(60_000))
            .await;
    }
    let answer = alice.ask(200, pull(0, 1_000_000)).await;
    let page = answer.messages_per_user_body.unwrap();
    assert!(page.has_more.unwrap());
    assert!(page.messages.len() < 50);
    assert_eq!(alice.inbox(0).await.0.len(), 61);
    let mut socket = alice.socket("1").await;
    let body = history(&chat, MessageDirection::Older, 0, 200);
    let page = socket
        .ask(301, body)
        .await
        .messages_in_conversation_body
        .unwrap();
    assert!(page.has_more.unwrap());
    stage.stop().await;
}

#[tokio::test]
async fn an_unregistered_user_has_no_profile() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let added = stage
        .server
        .add_user(BOB, Some("Bob".into()), Some("http://x/b.png".into()));
    added.await.unwrap();
    let body = RequestBody {
        profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
            userids: vec![BOB, 77],
        }),
        ..Default::default()
    };
    let found = alice
        .ask(2052, body)
        .await
        .profile_batch_get_info_body
        .unwrap();
    assert_eq!(found.profiles.len(), 1);
    assert_eq!(found.profiles[0].nick_name.as_deref(), Some("Bob"));
    assert_eq!(
        found.profiles[0].protrait.as_deref(),
        Some("http://x/b.png")
    );
    let body = RequestBody {
        profile_get_info: Some(ProfileGetInfoRequestBody {
            userid: 77,
            ..Default::default()
        }),
        ..Default::default()
    };
    let found = alice.ask(2015, body).await.profile_get_info;
    assert!(found.is_none_or(|found| found.profile.is_none()));
    stage.stop().await;
}

/// Strangers can put somebody into groups whose every text is as long as it may be; the first load goes on all the same.
#[tokio::test]
async fn pages_of_conversations_fit_into_an_answer() {
    let stage = Stage::with(|config| config.rates = linnet_server::Rates::unlimited()).await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let mut members: Vec<i64> = (20_000..20_050).collect();
    members.insert(0, BOB);
    const GROUPS: usize = 100;
    let mut ids = Vec::new();
    for _ in 0..GROUPS {
        let group = alice.group_with(&members).await;
        let body = RequestBody {
            set_conversation_core_info_body: Some(SetConversationCoreInfoRequestBody {
                conversation_short_id: group.conversation_short_id,
                name: Some("𝄞".repeat(100)),
                is_name_set: Some(true),
                desc: Some("𝄞".repeat(1_000)),
                is_desc_set: Some(true),
                notice: Some("𝄞".repeat(1_000)),
                is_notice_set: Some(true),
                icon: Some("x".repeat(2_048)),
                is_icon_set: Some(true),
                ..Default::default()
            }),
            ..Default::default()
        };
        alice.ask(902, body).await;
        let settings = RequestBody {
            upsert_conversation_setting_ext_info_body: Some(
                UpsertConversationSettingExtInfoRequestBody {
                    conversation_short_id: group.conversation_short_id,
                    ext: BTreeMap::from([("a:note".to_owned(), "x".repeat(16_000))]),
                    ..Default::default()
                },
            ),
            ..Default::default()
        };
        bob.ask(922, settings).await;
        ids.push(group.conversation_short_id);
    }
    // Everybody's name in the group, at once: 655 would take a command for each.
    let file = stage.config.data.join("service.db");
    let other = rusqlite::Connection::open(file).unwrap();
    other
        .execute("UPDATE member SET alias = ?1", ["𝄞".repeat(100)])
        .unwrap();
    let fits = |answer: &Response| answer.encoded_len() < linnet_proto::choices::MAX_FRAME_BYTES;
    let mut seen = Vec::new();
    let mut cursor = 0;
    loop {
        let body = RequestBody {
            messages_per_user_init_v2_body: Some(MessagesPerUserInitV2RequestBody {
                cursor: Some(cursor),
                conv_limit: Some(100),
                ..Default::default()
            }),
            ..Default::default()
        };
        let answer = bob.call(203, body).await;
        assert!(fits(&answer), "{}", answer.encoded_len());
        let page = answer.body.unwrap().messages_per_user_init_v2_body.unwrap();
        seen.extend(
            page.conversations
                .iter()
                .map(|one| one.conversation_short_id),
        );
        cursor = page.next_cursor.unwrap();
        if !page.has_more.unwrap() {
            break;
        }
    }
    seen.reverse();
    assert_eq!(seen, ids);
    let body = RequestBody {
        get_conversation_info_list_v2_body: Some(GetConversationInfoListV2RequestBody {
            conversation_info_list: ids
                .iter()
                .map(|id| GetConversationInfoV2RequestBody {
                    conversation_short_id: *id,
                    ..Default::default()
                })
                .collect(),
        }),
        ..Default::default()
    };
    let answer = bob.call(610, body).await;
    assert!(fits(&answer), "{}", answer.encoded_len());
    let infos = answer.body.unwrap().get_conversation_info_list_v2_body;
    let infos = infos.unwrap().conversation_info_list;
    assert_eq!(infos.len(), GROUPS);
    // Members that did not come along are said to be there.
    let page = infos.last().unwrap().first_page_participants.as_ref();
    assert_eq!(page.unwrap().has_more, Some(true));
    stage.stop().await;
}
