//! Messages that are marked: favourites, pins of one's own and pins for all.

use linnet_proto::choices;
use linnet_proto::im_proto::*;

use crate::client::*;

const FAVORITE: i32 = ActionType::Favorite as i32;
const PIN: i32 = ActionType::Pin as i32;
const TOP: i32 = ActionType::ConvTopMsg as i32;

fn mark(chat: &ConversationInfoV2, message: i64, action: i32, on: bool) -> RequestBody {
    RequestBody {
        mark_message_body: Some(MarkMessageRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id,
            conversation_type: chat.conversation_type,
            server_message_id: Some(message),
            do_action: Some(on),
            action_type: Some(action),
            sort_time: Some(1_760_000_000_007),
            tag: None,
        }),
        ..Default::default()
    }
}

fn pull_of(chat: Option<&ConversationInfoV2>, action: i32, cursor: i64, limit: i64) -> RequestBody {
    RequestBody {
        pull_mark_message_body: Some(PullMarkMessageRequestBody {
            conversation_id: chat.and_then(|chat| chat.conversation_id.clone()),
            conversation_short_id: chat.and_then(|chat| chat.conversation_short_id),
            cursor: Some(cursor),
            limit: Some(limit),
            action_type: Some(action),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// What is marked, the newest mark first.
async fn marked(by: &Person, chat: Option<&ConversationInfoV2>, action: i32) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut cursor = 0;
    loop {
        let answer = by.ask(2037, pull_of(chat, action, cursor, 2)).await;
        let page = answer.pull_mark_message_body.unwrap();
        assert_eq!(page.messages.len(), page.msg_extras.len());
        ids.extend(page.messages.iter().map(|it| it.server_message_id.unwrap()));
        if page.has_more != Some(true) {
            return ids;
        }
        cursor = page.next_cursor.unwrap();
    }
}

#[tokio::test]
async fn a_favourite_is_ones_own_and_tells_ones_own_devices_only() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(alice.say(&chat, &format!("c{number}"), "hello").await);
    }
    let his = bob.see(&chat).await;
    let (_, alice_has) = alice.inbox(0).await;
    let mut laptop = bob.socket("2").await;
    let answer = bob.ask(2036, mark(&his, ids[0], FAVORITE, true)).await;
    let answer = answer.mark_message_body.unwrap();
    assert_eq!(
        (answer.status, answer.server_message_id),
        (Some(0), Some(ids[0]))
    );
    let told = laptop.new_message().await.message.unwrap();
    assert_eq!(told.message_type, Some(50012));
    assert_eq!(told.ext["s:server_message_id"], ids[0].to_string());
    let said: serde_json::Value = serde_json::from_str(told.content.as_deref().unwrap()).unwrap();
    assert_eq!(
        said,
        serde_json::json!({
            "conversation_id": chat.conversation_id,
            "conversation_type": 1,
            "message_id": ids[0],
            "message_index": 1,
            "action_type": 1,
            "do_action": true,
            "sort_time": 1_760_000_000_007_i64,
            "tag": 0,
        })
    );
    for id in &ids[1..] {
        bob.ask(2036, mark(&his, *id, FAVORITE, true)).await;
    }
    let (entries, has) = bob.inbox(0).await;
    // Once more: as before, and nobody is told again.
    bob.ask(2036, mark(&his, ids[0], FAVORITE, true)).await;
    assert_eq!(bob.inbox(0).await.0.len(), entries.len());
    let newest_first: Vec<_> = ids.iter().rev().copied().collect();
    assert_eq!(marked(&bob, None, FAVORITE).await, newest_first);
    assert_eq!(marked(&bob, Some(&his), FAVORITE).await, newest_first);
    assert!(marked(&bob, None, PIN).await.is_empty());
    assert!(marked(&alice, None, FAVORITE).await.is_empty());
    assert!(alice.inbox(alice_has).await.0.is_empty());

    // It goes with the message: recalled, deleted for oneself, cleared.
    alice.ask(702, recall(&chat, ids[4])).await;
    assert_eq!(marked(&bob, None, FAVORITE).await, newest_first[1..]);
    bob.ask(701, delete(&his, ids[3])).await;
    assert_eq!(marked(&bob, None, FAVORITE).await, newest_first[2..]);
    assert_eq!(
        bob.refused(2036, mark(&his, ids[3], FAVORITE, true)).await,
        4
    );
    bob.ask(2036, mark(&his, ids[2], FAVORITE, false)).await;
    let (entries, _) = bob.inbox(has).await;
    let last = entries.last().unwrap();
    assert_eq!(last.message_type, Some(50012));
    assert!(
        last.content
            .as_deref()
            .unwrap()
            .contains(r#""do_action":false"#)
    );
    assert_eq!(marked(&bob, None, FAVORITE).await, newest_first[3..]);
    bob.ask(603, cleared(&his, 1)).await;
    assert_eq!(marked(&bob, None, FAVORITE).await, [ids[1]]);
    stage.stop().await;
}

fn delete(chat: &ConversationInfoV2, message: i64) -> RequestBody {
    RequestBody {
        delete_message_body: Some(DeleteMessageRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id,
            conversation_type: chat.conversation_type,
            message_id: Some(message),
        }),
        ..Default::default()
    }
}

fn cleared(chat: &ConversationInfoV2, up_to: i64) -> RequestBody {
    RequestBody {
        delete_conversation_body: Some(DeleteConversationRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id,
            conversation_type: chat.conversation_type,
            last_message_index: Some(up_to),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn in_a_group_owner_and_managers_pin_for_all_who_see_the_message() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    let id = alice.say(&group, "c1", "hello").await;
    let his = bob.see(&group).await;
    assert_eq!(bob.refused(2036, mark(&his, id, TOP, true)).await, 11);
    // For themselves everybody may.
    bob.ask(2036, mark(&his, id, PIN, true)).await;
    let (_, has) = bob.inbox(0).await;
    alice.ask(2036, mark(&group, id, TOP, true)).await;
    let (entries, _) = bob.inbox(has).await;
    assert_eq!(entries.last().unwrap().message_type, Some(50012));
    assert_eq!(entries.last().unwrap().sender, Some(ALICE));
    assert_eq!(marked(&bob, Some(&his), TOP).await, [id]);
    assert_eq!(marked(&bob, None, TOP).await, [id]);
    assert_eq!(marked(&bob, Some(&his), PIN).await, [id]);
    assert!(marked(&alice, Some(&group), PIN).await.is_empty());
    assert_eq!(bob.refused(2036, mark(&his, id, TOP, false)).await, 11);

    // Who came later does not see the message, and so no mark of it; strangers see nothing at all.
    assert_eq!(
        carol.refused(2037, pull_of(Some(&group), TOP, 0, 9)).await,
        3
    );
    let add = RequestBody {
        conversation_add_participants_body: Some(ConversationAddParticipantsRequestBody {
            conversation_id: group.conversation_id.clone(),
            conversation_short_id: group.conversation_short_id,
            conversation_type: group.conversation_type,
            participants: vec![CAROL],
            ..Default::default()
        }),
        ..Default::default()
    };
    alice.ask(650, add).await;
    assert!(marked(&carol, None, TOP).await.is_empty());
    let (_, hers) = carol.inbox(0).await;
    alice.ask(2036, mark(&group, id, TOP, false)).await;
    assert!(carol.inbox(hers).await.0.is_empty());
    assert!(marked(&bob, Some(&his), TOP).await.is_empty());

    // In a 1:1 both may.
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c2", "hello").await;
    let his = bob.see(&chat).await;
    bob.ask(2036, mark(&his, id, TOP, true)).await;
    assert_eq!(marked(&alice, Some(&chat), TOP).await, [id]);
    alice.ask(2036, mark(&chat, id, TOP, false)).await;
    assert!(marked(&bob, Some(&his), TOP).await.is_empty());
    stage.stop().await;
}

#[tokio::test]
async fn marks_have_limits_and_only_the_known_kinds_exist() {
    let stage = Stage::with(|config| config.rates = linnet_server::Rates::unlimited()).await;
    let alice = stage.person(ALICE).await;
    let chat = alice.chat_with(BOB).await;
    let mut last = 0;
    for number in 0..=choices::MAX_PINS {
        last = alice.say(&chat, &format!("c{number}"), "hello").await;
        let body = mark(&chat, last, PIN, true);
        match number < choices::MAX_PINS {
            true => drop(alice.ask(2036, body).await),
            false => assert_eq!(alice.refused(2036, body).await, 18),
        }
    }
    // Each kind has its own room.
    alice.ask(2036, mark(&chat, last, TOP, true)).await;
    for action in [0, 3, 5, -1] {
        assert_eq!(
            alice.refused(2036, mark(&chat, last, action, true)).await,
            4
        );
        assert_eq!(alice.refused(2037, pull_of(None, action, 0, 9)).await, 4);
    }
    assert_eq!(alice.refused(2036, mark(&chat, 7, PIN, true)).await, 4);
    stage.stop().await;
}
