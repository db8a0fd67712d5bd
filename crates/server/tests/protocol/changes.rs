//! What changes in a message that is there: reactions to it, its words, and quotes of it.

use linnet_proto::choices;
use linnet_proto::im_proto::*;

use crate::client::*;

fn react(chat: &ConversationInfoV2, message: i64, changes: &[(i32, &str)]) -> RequestBody {
    let contents = changes
        .iter()
        .map(|(operation, key)| ModifyPropertyContent {
            operation: Some(*operation),
            key: Some((*key).to_owned()),
            value: Some((*key).to_owned()),
            idempotent_id: Some("10001".to_owned()),
        });
    RequestBody {
        modify_message_property_body: Some(ModifyMessagePropertyRequestBody {
            property_list: Some(ModifyPropertyBody {
                conversation_id: chat.conversation_id.clone(),
                conversation_short_id: chat.conversation_short_id,
                conversation_type: chat.conversation_type,
                server_message_id: Some(message),
                modify_property_content: contents.collect(),
                ..Default::default()
            }),
            ticket: chat.ticket.clone(),
        }),
        ..Default::default()
    }
}

async fn reacted(by: &Person, body: RequestBody) -> (i32, i64) {
    let answer = by.ask(705, body).await;
    let answer = answer.modify_message_property_body.unwrap();
    (answer.status.unwrap(), answer.version.unwrap_or_default())
}

/// Who has which reaction, in the order of the list.
fn who(message: &MessageBody) -> Vec<(&str, Vec<i64>)> {
    let list = message.property_list.iter();
    list.map(|(key, items)| {
        let users = items.items.iter().map(|item| item.uid.unwrap());
        (key.as_str(), users.collect())
    })
    .collect()
}

#[tokio::test]
async fn a_reaction_goes_to_everybody_and_asked_for_twice_it_is_one() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c1", "hello").await;
    let mut sockets = [alice.socket("1").await, bob.socket("1").await];
    let his = bob.see(&chat).await;
    assert_eq!(reacted(&bob, react(&his, id, &[(0, "👍")])).await, (0, 2));
    for socket in &mut sockets {
        let told = socket.new_message().await.message.unwrap();
        assert_eq!(told.message_type, Some(70002));
        assert_eq!(told.index_in_conversation, None);
        assert_eq!(told.ext["s:server_message_id"], id.to_string());
        assert_eq!(told.ext["s:client_message_id"], "c1");
        assert_eq!(told.version, Some(2));
        assert_eq!(who(&told), [("👍", vec![BOB])]);
        let item = &told.property_list["👍"].items[0];
        assert_eq!(item.value.as_deref(), Some("👍"));
        assert_eq!(item.create_time, Some(1_760_000_000));
    }
    let (entries, place) = alice.inbox(0).await;
    // Once more, since the answer was lost: as before, and nobody is told again.
    assert_eq!(reacted(&bob, react(&his, id, &[(0, "👍")])).await, (1, 2));
    assert_eq!(alice.inbox(0).await.0.len(), entries.len());
    assert_eq!(
        reacted(&alice, react(&chat, id, &[(0, "👍"), (0, "🐦")])).await,
        (0, 3)
    );
    let fetched = &bob.history(&chat).await[0];
    assert_eq!(
        who(fetched),
        [("🐦", vec![ALICE]), ("👍", vec![BOB, ALICE])]
    );
    let (entries, _) = alice.inbox(place).await;
    assert_eq!(entries.last().unwrap().property_list, fetched.property_list);
    assert_eq!(entries.last().unwrap().version, fetched.version);
    // Only one's own goes.
    assert_eq!(reacted(&bob, react(&his, id, &[(1, "🐦")])).await, (1, 3));
    assert_eq!(reacted(&bob, react(&his, id, &[(1, "👍")])).await, (0, 4));
    let fetched = &bob.history(&chat).await[0];
    assert_eq!(who(fetched), [("🐦", vec![ALICE]), ("👍", vec![ALICE])]);
    // Nothing of it is left in a message that is recalled.
    alice.ask(702, recall(&chat, id)).await;
    assert!(who(&bob.history(&chat).await[0]).is_empty());
    assert_eq!(bob.refused(705, react(&his, id, &[(0, "👍")])).await, 4);
    stage.stop().await;
}

#[tokio::test]
async fn reactions_have_limits_and_are_for_those_who_see_the_message() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let carol = stage.person(CAROL).await;
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c1", "hello").await;
    let keys: Vec<String> = (0..=choices::MAX_REACTION_KEYS)
        .map(|number| format!("key {number}"))
        .collect();
    let add = |keys: &[String]| {
        let changes: Vec<_> = keys.iter().map(|key| (0, key.as_str())).collect();
        react(&chat, id, &changes)
    };
    // More than one message can have are refused whole, at once and one by one.
    assert_eq!(reacted(&alice, add(&keys)).await.0, 3);
    assert_eq!(reacted(&alice, add(&keys[1..])).await.0, 0);
    assert_eq!(alice.refused(705, add(&keys[..1])).await, 18);
    let length = choices::MAX_REACTION_KEY_BYTES;
    assert_eq!(reacted(&alice, add(&["x".repeat(length + 1)])).await.0, 2);
    assert_eq!(reacted(&alice, add(&[String::new()])).await.0, 2);
    // Nobody replaces or empties what others have said.
    for operation in [2, 3] {
        let body = react(&chat, id, &[(operation, "key 1")]);
        assert_eq!(reacted(&alice, body).await.0, 3);
    }
    let before = alice.history(&chat).await;
    assert_eq!(before[0].property_list.len(), choices::MAX_REACTION_KEYS);
    assert_eq!(carol.refused(705, react(&chat, id, &[(0, "👍")])).await, 3);
    let elsewhere = carol.chat_with(ALICE).await;
    let body = react(&elsewhere, id, &[(0, "👍")]);
    assert_eq!(carol.refused(705, body).await, 4);
    stage.stop().await;
}

pub fn edit(chat: &ConversationInfoV2, message: i64, words: &str) -> RequestBody {
    RequestBody {
        modify_message_ext_body: Some(ModifyMessageExtRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id.unwrap(),
            conversation_type: chat.conversation_type,
            message_id: message,
            message_type: Some(10001),
            ticket: chat.ticket.clone().unwrap(),
            is_edited: Some(true),
            content: Some(serde_json::json!({ "text": words }).to_string()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

#[tokio::test]
async fn edited_words_come_into_all_inboxes_once_more() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let id = alice.say(&chat, "c1", "helo").await;
    alice.say(&chat, "c2", "second").await;
    let mut socket = bob.socket("1").await;
    let answer = alice.ask(2021, edit(&chat, id, "hello")).await;
    let answer = answer.modify_message_ext_body.unwrap();
    assert_eq!(answer.version, Some(2));
    assert_eq!(answer.ext["s:is_edited"], "true");
    let push = socket.new_message().await;
    let told = push.message.unwrap();
    let fetched = &bob.history(&chat).await[1];
    assert_eq!(&told, fetched, "applying gives what fetching gives");
    assert_eq!(words(&told), "hello");
    assert_eq!(told.index_in_conversation, Some(1));
    assert_eq!(told.server_message_id, Some(id));
    assert_eq!(told.ext, answer.ext);
    // It raises no badge.
    let his = bob.see(&chat).await;
    assert_eq!(crate::recall::unread(&his), 2);
    // The answer was lost: asked once more, nothing happens.
    let count = bob.inbox(0).await.0.len();
    let again = alice.ask(2021, edit(&chat, id, "hello")).await;
    assert_eq!(again.modify_message_ext_body.unwrap().version, Some(2));
    assert_eq!(bob.inbox(0).await.0.len(), count);
    // A resend of the message gives the first answer and not the first words.
    assert_eq!(alice.say(&chat, "c1", "helo").await, id);
    assert_eq!(words(&bob.history(&chat).await[1]), "hello");
    stage.stop().await;
}

#[tokio::test]
async fn only_an_own_text_is_edited_and_only_those_who_see_it_are_told() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB]).await;
    let id = alice.say(&group, "c1", "before Carol").await;
    let his = bob.see(&group).await;
    assert_eq!(bob.refused(2021, edit(&his, id, "x")).await, 11);
    let mut forged = group.clone();
    forged.ticket = Some("forged".to_owned());
    assert_eq!(alice.refused(2021, edit(&forged, id, "x")).await, 2);
    let long = "x".repeat(64 * 1024);
    assert_eq!(alice.refused(2021, edit(&group, id, &long)).await, 21);
    let mut picture = text(&group, "c2", "");
    picture.send_message_body.as_mut().unwrap().message_type = Some(10003);
    let sent = alice.ask(100, picture).await.send_message_body.unwrap();
    let picture = sent.server_message_id.unwrap();
    assert_eq!(alice.refused(2021, edit(&group, picture, "x")).await, 4);
    let mut ext_only = edit(&group, id, "x");
    ext_only.modify_message_ext_body.as_mut().unwrap().is_edited = None;
    assert_eq!(alice.refused(2021, ext_only).await, 4);

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
    let (_, hers) = carol.inbox(0).await;
    alice.ask(2021, edit(&group, id, "not for Carol")).await;
    alice.ask(705, react(&group, id, &[(0, "👍")])).await;
    assert!(carol.inbox(hers).await.0.is_empty());
    let (entries, _) = bob.inbox(0).await;
    assert_eq!(entries.last().unwrap().message_type, Some(70002));

    alice.ask(702, recall(&group, id)).await;
    assert_eq!(alice.refused(2021, edit(&group, id, "x")).await, 4);
    let (entries, _) = bob.inbox(0).await;
    assert!(!format!("{entries:?}").contains("not for Carol"));
    stage.stop().await;
}

/// A coupon in a chat.
async fn coupon(by: &Person, chat: &ConversationInfoV2, id: &str, content: &str) -> i64 {
    let mut body = text(chat, id, "");
    let send = body.send_message_body.as_mut().unwrap();
    send.message_type = Some(choices::CUSTOM);
    send.content = Some(content.to_owned());
    let sent = by.ask(100, body).await.send_message_body.unwrap();
    sent.server_message_id.unwrap()
}

fn take(chat: &ConversationInfoV2, message: i64) -> RequestBody {
    let mut body = edit(chat, message, "");
    let asked = body.modify_message_ext_body.as_mut().unwrap();
    asked.is_edited = None;
    asked.content = None;
    asked.ext = [("a:coupon_status".to_owned(), "1".to_owned())].into();
    body
}

#[tokio::test]
async fn a_coupon_is_taken_once_by_one_member() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let carol = stage.person(CAROL).await;
    let group = alice.group_with(&[BOB, CAROL]).await;
    let content = r#"{"type":"3","detail":"10 % off"}"#;
    let id = coupon(&alice, &group, "c1", content).await;
    let (his, hers) = (bob.see(&group).await, carol.see(&group).await);
    let mut socket = alice.socket("1").await;
    let answer = bob.ask(2021, take(&his, id)).await;
    let taken = answer.modify_message_ext_body.unwrap();
    assert_eq!(taken.version, Some(2));
    assert_eq!(taken.ext["a:coupon_status"], "1");
    assert_eq!(taken.ext["s:coupon_user"], BOB.to_string());
    assert!(!taken.ext.contains_key("s:is_edited"));
    let told = socket.new_message().await.message.unwrap();
    assert_eq!(told.ext, taken.ext);
    assert_eq!(told.content.as_deref(), Some(content));
    // The answer was lost: it is still his, and nobody is told again.
    let count = alice.inbox(0).await.0.len();
    let again = bob.ask(2021, take(&his, id)).await;
    assert_eq!(again.modify_message_ext_body.unwrap().version, Some(2));
    assert_eq!(alice.inbox(0).await.0.len(), count);
    for (person, chat) in [(&carol, &hers), (&alice, &group)] {
        assert_eq!(person.refused(2021, take(chat, id)).await, 22);
    }
    // Nothing else can be taken, and no other entry be changed.
    let words = alice.say(&group, "c2", "10 % off").await;
    assert_eq!(bob.refused(2021, take(&his, words)).await, 4);
    let card = coupon(&alice, &group, "c3", r#"{"type":1,"link":"https://a"}"#).await;
    assert_eq!(bob.refused(2021, take(&his, card)).await, 4);
    let other = coupon(&alice, &group, "c4", content).await;
    for entries in [
        vec![("a:coupon_status", "0")],
        vec![("a:coupon_status", "1"), ("s:is_recalled", "true")],
        vec![("a:other", "1")],
        vec![],
    ] {
        let mut body = take(&his, other);
        let entries = entries
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        body.modify_message_ext_body.as_mut().unwrap().ext = entries.collect();
        assert_eq!(bob.refused(2021, body).await, 4);
    }
    let mut forged = his.clone();
    forged.ticket = Some("forged".to_owned());
    assert_eq!(bob.refused(2021, take(&forged, other)).await, 2);
    alice.ask(702, recall(&group, other)).await;
    assert_eq!(bob.refused(2021, take(&his, other)).await, 4);
    stage.stop().await;
}

fn answer(chat: &ConversationInfoV2, id: &str, quoted: i64, hint: &str) -> RequestBody {
    let mut body = text(chat, id, "answer");
    body.send_message_body.as_mut().unwrap().ref_msg_info = Some(ReferencedMessageInfo {
        referenced_message_id: quoted,
        hint: hint.to_owned(),
        ext: [("s:quoted_sender".to_owned(), "7".to_owned())].into(),
        ..Default::default()
    });
    body
}

fn quote(message: &MessageBody) -> &ReferenceInfo {
    message.reference_info.as_ref().unwrap()
}

#[tokio::test]
async fn a_quote_follows_the_recall_and_the_deletion_of_what_it_quotes() {
    let stage = Stage::new().await;
    let alice = stage.person(ALICE).await;
    let bob = stage.person(BOB).await;
    let chat = alice.chat_with(BOB).await;
    let his = bob.see(&chat).await;
    let secret = alice.say(&chat, "c1", "a secret").await;
    let kept = alice.say(&chat, "c2", "kept").await;
    bob.ask(100, answer(&his, "b1", secret, "a secret")).await;
    bob.ask(100, answer(&his, "b2", kept, "kept")).await;
    let (entries, _) = alice.inbox(0).await;
    let told = quote(&entries[entries.len() - 2]);
    assert_eq!(told.hint, "a secret");
    // Who said it, the server knows.
    assert_eq!(told.ext["s:quoted_sender"], ALICE.to_string());
    assert_eq!(told.ref_message_type, 10001);

    alice.ask(702, recall(&chat, secret)).await;
    let delete = RequestBody {
        delete_message_body: Some(DeleteMessageRequestBody {
            conversation_id: chat.conversation_id.clone(),
            conversation_short_id: chat.conversation_short_id,
            conversation_type: chat.conversation_type,
            message_id: Some(kept),
        }),
        ..Default::default()
    };
    alice.ask(701, delete).await;
    for (person, deleted) in [(&alice, 4), (&bob, 0)] {
        let history = person.history(&chat).await;
        assert_eq!(quote(&history[1]).referenced_message_status, 3);
        assert_eq!(quote(&history[0]).referenced_message_status, deleted);
        let (entries, _) = person.inbox(0).await;
        let last = entries.iter().rev();
        let last = last.filter(|entry| entry.message_type == Some(10001));
        let last: Vec<_> = last.collect();
        assert_eq!(quote(last[0]).referenced_message_status, deleted);
        assert!(!format!("{entries:?}{history:?}").contains("secret"));
    }
    // Quoted after it was recalled, nothing of it comes back; and a hint stays short.
    bob.ask(100, answer(&his, "b3", secret, "a secret")).await;
    bob.ask(100, answer(&his, "b4", kept, &"字".repeat(1_000)))
        .await;
    let history = bob.history(&chat).await;
    assert_eq!(quote(&history[1]).hint, "");
    assert_eq!(quote(&history[0]).hint.chars().count(), 200);
    // What somebody cannot see, they learn nothing of by quoting it.
    let elsewhere = bob.chat_with(CAROL).await;
    let private = bob.say(&elsewhere, "b5", "for Carol").await;
    alice.ask(100, answer(&chat, "c5", private, "?")).await;
    let history = bob.history(&chat).await;
    assert_eq!(quote(&history[0]).referenced_message_status, 1);
    assert!(quote(&history[0]).ext.is_empty());
    stage.stop().await;
}
