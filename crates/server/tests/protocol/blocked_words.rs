//! Words that nobody may send or be called by, and how it is said.

use std::sync::Arc;

use linnet_proto::choices;
use linnet_proto::im_proto::*;
use linnet_server::BlockedWords;

use crate::changes::edit;
use crate::client::*;
use crate::contacts::apply;

const BAD: &str = "The CASINO opens";

async fn stage() -> Stage {
    let words = BlockedWords::read("casino\n").unwrap();
    Stage::with(|config| config.blocked_words = Arc::new(words)).await
}

fn core(
    group: &ConversationInfoV2,
    set: impl FnOnce(&mut SetConversationCoreInfoRequestBody),
) -> RequestBody {
    let mut body = SetConversationCoreInfoRequestBody {
        conversation_id: group.conversation_id.clone(),
        conversation_short_id: group.conversation_short_id,
        conversation_type: group.conversation_type,
        ..Default::default()
    };
    set(&mut body);
    RequestBody {
        set_conversation_core_info_body: Some(body),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_message_with_such_a_word_reaches_nobody() {
    let stage = stage().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let sent = alice.ask(100, text(&chat, "c1", BAD)).await;
    let sent = sent.send_message_body.unwrap();
    assert_eq!((sent.status, sent.check_code), (Some(3), Some(500)));
    let id = alice.say(&chat, "c2", "the cinema opens").await;
    assert_eq!(alice.refused(2021, edit(&chat, id, BAD)).await, 8);
    let read: Vec<_> = bob.history(&chat).await.iter().map(words).collect();
    assert_eq!(read, ["the cinema opens"]);
    stage.stop().await;
}

#[tokio::test]
async fn nobody_and_no_group_is_called_so() {
    let stage = stage().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let group = alice.group_with(&[BOB]).await;
    let change = |set: fn(&mut SetConversationCoreInfoRequestBody)| core(&group, set);
    for body in [
        change(|it| {
            (it.name, it.is_name_set) = (Some(BAD.to_owned()), Some(true));
        }),
        change(|it| {
            (it.desc, it.is_desc_set) = (Some(BAD.to_owned()), Some(true));
        }),
        change(|it| {
            (it.notice, it.is_notice_set) = (Some(BAD.to_owned()), Some(true));
        }),
    ] {
        let answer = alice.ask(902, body).await.set_conversation_core_info_body;
        let answer = answer.unwrap();
        assert_eq!((answer.status, answer.check_code), (Some(1), Some(500)));
    }
    // What is not to be changed is not looked at.
    let unchanged = change(|it| it.name = Some(BAD.to_owned()));
    let answer = alice
        .ask(902, unchanged)
        .await
        .set_conversation_core_info_body;
    assert_eq!(answer.unwrap().status, Some(0));
    let mut create = create(ConversationType::GroupChat, &[ALICE, BOB]);
    if let Some(body) = &mut create.create_conversation_v2_body {
        body.name = Some(BAD.to_owned());
    }
    let made = alice
        .ask(609, create)
        .await
        .create_conversation_v2_body
        .unwrap();
    assert_eq!((made.status, made.check_code), (Some(1), Some(500)));
    assert!(made.conversation.is_none());

    let said = bob
        .ask(2046, apply(ALICE, BAD))
        .await
        .send_friend_apply_body;
    let said = said.unwrap();
    assert_eq!((said.status, said.check_code), (Some(500), Some(500)));
    for (command, headers, status) in [
        (
            choices::SET_PROFILE,
            vec![(choices::HEADER_NICK_NAME, BAD)],
            8,
        ),
        (
            choices::SET_PROFILE,
            vec![(choices::HEADER_DESCRIPTION, BAD)],
            8,
        ),
        (
            choices::UPDATE_FRIEND,
            vec![
                (choices::HEADER_USER, "10001"),
                (choices::HEADER_ALIAS, BAD),
            ],
            69,
        ),
    ] {
        let answer = bob
            .call_with(command, RequestBody::default(), &headers)
            .await;
        assert_eq!(answer.status_code, Some(status), "{headers:?}");
    }
    stage.stop().await;
}
