//! The limits, each with its status.

use std::collections::BTreeMap;

use linnet_proto::im_proto::*;

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
