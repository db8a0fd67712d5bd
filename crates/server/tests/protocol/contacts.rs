//! Friends, requests, blocked people, the own profile.

use linnet_proto::choices;
use linnet_proto::im_proto::*;
use linnet_server::config::ContactLimits;

use crate::client::*;

const AGREE: i32 = ApplyStatusCode::Agree as i32;
const DENY: i32 = ApplyStatusCode::Deny as i32;

pub fn apply(to: i64, greeting: &str) -> RequestBody {
    RequestBody {
        send_friend_apply_body: Some(SendFriendApplyRequestBody {
            user_id: to,
            ext: [(choices::EXT_GREETING.to_owned(), greeting.to_owned())].into(),
        }),
        ..Default::default()
    }
}

fn reply(to: i64, attitude: i32) -> RequestBody {
    RequestBody {
        reply_friend_apply_body: Some(ReplyFriendApplyRequestBody {
            user_id: vec![to],
            attitude: Some(attitude),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn delete(user: i64) -> RequestBody {
    RequestBody {
        delete_friend_body: Some(DeleteFriendRequestBody {
            user_id: vec![user],
        }),
        ..Default::default()
    }
}

pub fn block(user: i64, on: bool) -> RequestBody {
    RequestBody {
        set_blocklist_body: Some(SetBlocklistRequestBody {
            set_block_list: Some(on),
            blocklist: vec![user],
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// What `cmd` lists after a cursor, and the cursor then.
async fn friends(person: &Person, cursor: i64) -> (Vec<FriendUserInfo>, i64) {
    let body = RequestBody {
        get_friend_list_body: Some(GetFriendListRequestBody {
            cursor: Some(cursor),
            ..Default::default()
        }),
        ..Default::default()
    };
    let direction = [(choices::HEADER_DIRECTION, choices::NEWER)];
    let answer = person.call_with(2050, body, &direction).await;
    assert_eq!(answer.headers[choices::HEADER_DIRECTION], choices::NEWER);
    let list = answer.body.unwrap().get_friend_list_body.unwrap();
    (list.user_list, list.next_cursor.unwrap())
}

async fn requests(person: &Person, cmd: i32) -> (Vec<ApplyUserInfo>, Option<String>) {
    let mut body = RequestBody::default();
    if cmd == 2047 {
        body.get_friend_apply_list_body = Some(GetFriendApplyListRequestBody::default());
    } else {
        body.get_friend_receive_apply_list_body =
            Some(GetFriendReceiveApplyListRequestBody::default());
    }
    let answer = person.call(cmd, body).await;
    let read = answer.headers.get(choices::HEADER_READ_INDEX).cloned();
    let body = answer.body.unwrap();
    let list = match cmd {
        2047 => body.get_friend_apply_list_body.unwrap().user_list,
        _ => body.get_friend_receive_apply_list_body.unwrap().user_list,
    };
    (list, read)
}

async fn news(socket: &mut Socket) -> (i32, i64, i64) {
    loop {
        let push = socket.push().await;
        if push.cmd == Some(508) {
            let told = push.body.unwrap().new_friend_message_notify.unwrap();
            return (
                told.message_type.unwrap(),
                told.from_id.unwrap(),
                told.to_id.unwrap(),
            );
        }
    }
}

#[tokio::test]
async fn a_request_is_told_accepted_and_its_words_are_the_first_message() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let mut his = bob.socket("1").await;
    let mut hers = alice.socket("1").await;
    alice.ask(2046, apply(BOB, "I am Alice")).await;
    assert_eq!(news(&mut his).await, (1, ALICE, BOB));
    assert_eq!(news(&mut hers).await, (1, ALICE, BOB));
    assert_eq!(alice.refused(2046, apply(BOB, "")).await, 57);

    let (received, read) = requests(&bob, 2048).await;
    assert_eq!(received[0].user_id, Some(ALICE));
    assert_eq!(received[0].status, Some(1));
    assert_eq!(received[0].ext[choices::EXT_GREETING], "I am Alice");
    assert_eq!(read.as_deref(), Some("0"));
    let index = received[0].ext[choices::EXT_INDEX].clone();
    let seen = [(choices::HEADER_READ_INDEX, index.as_str())];
    let answer = bob
        .call_with(choices::READ_REQUESTS, RequestBody::default(), &seen)
        .await;
    assert_eq!(answer.status_code, Some(0));
    assert_eq!(
        news(&mut his).await,
        (choices::FRIEND_REQUESTS_READ, BOB, BOB)
    );
    assert_eq!(requests(&bob, 2048).await.1, Some(index));

    bob.ask(2049, reply(ALICE, AGREE)).await;
    assert_eq!(news(&mut hers).await, (3, ALICE, BOB));
    assert_eq!(bob.refused(2049, reply(ALICE, AGREE)).await, 58);
    assert_eq!(alice.refused(2046, apply(BOB, "")).await, 60);
    assert_eq!(requests(&alice, 2047).await.0[0].status, Some(AGREE));
    let (list, cursor) = friends(&alice, 0).await;
    assert_eq!(list[0].user_id, Some(BOB));
    assert_eq!(friends(&bob, 0).await.0[0].user_id, Some(ALICE));
    let messages = bob.inbox(0).await.0;
    let first = messages
        .iter()
        .find(|it| it.message_type == Some(10001))
        .unwrap();
    assert_eq!(
        (first.sender, words(first).as_str()),
        (Some(ALICE), "I am Alice")
    );

    // What changed since is one entry each, what ended included.
    let user = BOB.to_string();
    let named = [
        (choices::HEADER_USER, user.as_str()),
        (choices::HEADER_ALIAS, "Bobby"),
    ];
    let body = RequestBody::default();
    let answer = alice.call_with(choices::UPDATE_FRIEND, body, &named).await;
    assert_eq!(answer.status_code, Some(0));
    assert_eq!(news(&mut hers).await, (choices::FRIEND_UPDATED, ALICE, BOB));
    let (changed, renamed) = friends(&alice, cursor).await;
    assert_eq!(changed[0].ext[choices::EXT_ALIAS], "Bobby");
    let long = "x".repeat(97);
    let named = [
        (choices::HEADER_USER, user.as_str()),
        (choices::HEADER_ALIAS, long.as_str()),
    ];
    let answer = alice
        .call_with(choices::UPDATE_FRIEND, RequestBody::default(), &named)
        .await;
    assert_eq!(answer.status_code, Some(68));
    bob.ask(2051, delete(ALICE)).await;
    bob.ask(2051, delete(ALICE)).await;
    assert_eq!(news(&mut hers).await, (2, BOB, ALICE));
    let (changed, _) = friends(&alice, renamed).await;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].ext[choices::EXT_GONE], "1");
    let body = RequestBody {
        get_friend_list_body: Some(GetFriendListRequestBody::default()),
        ..Default::default()
    };
    let all = alice.ask(2050, body).await.get_friend_list_body.unwrap();
    assert!(all.user_list.is_empty(), "who is gone is in no full list");
    let answer = alice
        .call_with(choices::UPDATE_FRIEND, RequestBody::default(), &named[..1])
        .await;
    assert_eq!(answer.status_code, Some(56));
    stage.stop().await;
}

#[tokio::test]
async fn each_refusal_has_its_status() {
    let stage = Stage::with(|config| {
        config.contacts = ContactLimits {
            friends: 1,
            blocked: 1,
            sent: 1,
            received: 1,
        };
    })
    .await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let carol = stage.person(CAROL).await;
    let dave = stage.person(10025).await;
    assert_eq!(alice.refused(2046, apply(ALICE, "")).await, 62);
    assert_eq!(alice.refused(2046, apply(10033, "")).await, 71);
    alice.ask(2046, apply(BOB, "")).await;
    let status = |answer: ResponseBody| answer.send_friend_apply_body.unwrap().status;
    assert_eq!(status(alice.ask(2046, apply(CAROL, "")).await), Some(2));
    assert_eq!(status(carol.ask(2046, apply(BOB, "")).await), Some(3));
    bob.ask(2049, reply(ALICE, DENY)).await;
    assert_eq!(requests(&alice, 2047).await.0[0].status, Some(DENY));
    // Who asks each other at the same time is friends.
    alice.ask(2046, apply(BOB, "")).await;
    bob.ask(2046, apply(ALICE, "")).await;
    assert_eq!(friends(&bob, 0).await.0.len(), 1);
    assert_eq!(alice.refused(2046, apply(CAROL, "")).await, 61);
    assert_eq!(carol.refused(2046, apply(BOB, "")).await, 63);
    carol.ask(2046, apply(10025, "")).await;
    assert_eq!(alice.refused(2033, block(ALICE, true)).await, 67);
    alice.ask(2033, block(CAROL, true)).await;
    alice.ask(2033, block(CAROL, true)).await;
    assert_eq!(alice.refused(2033, block(BOB, true)).await, 66);
    alice.ask(2051, delete(BOB)).await;
    assert_eq!(carol.refused(2046, apply(ALICE, "")).await, 64);
    dave.ask(2049, reply(CAROL, DENY)).await;
    assert_eq!(bob.refused(2046, apply(CAROL, &"x".repeat(201))).await, 18);
    stage.stop().await;
}

#[tokio::test]
async fn whoever_is_blocked_hears_that_nothing_was_delivered() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    bob.ask(2033, block(ALICE, true)).await;
    assert_eq!(alice.refused(100, text(&chat, "one", "hello")).await, 64);
    assert!(bob.inbox(0).await.0.is_empty());
    let check = |user| RequestBody {
        check_in_blocklist_body: Some(CheckInBlockListRequestBody {
            user_to_check: Some(user),
            ..Default::default()
        }),
        ..Default::default()
    };
    let answer = bob.ask(2034, check(ALICE)).await;
    let answer = answer.check_in_blocklist_body.unwrap();
    assert_eq!(answer.in_blocklist, Some(true));
    let stage = stage.restart().await;
    let bob = stage.person(BOB).await;
    let alice = stage.person(ALICE).await;
    let list = RequestBody {
        get_blocklist_body: Some(GetBlockListRequestBody::default()),
        ..Default::default()
    };
    let listed = bob
        .ask(2032, list.clone())
        .await
        .get_blocklist_body
        .unwrap();
    assert_eq!(listed.user_info[0].user_id, Some(ALICE));
    bob.ask(2033, block(ALICE, false)).await;
    let answer = bob.ask(2032, list.clone()).await.get_blocklist_body;
    assert!(answer.unwrap().user_info.is_empty());
    let direction = [(choices::HEADER_DIRECTION, choices::NEWER)];
    let answer = bob.call_with(2032, list, &direction).await;
    let changed = answer.body.unwrap().get_blocklist_body.unwrap().user_info;
    assert_eq!(
        (changed[0].user_id, changed[0].create_time),
        (Some(ALICE), None)
    );
    alice.say(&chat, "one", "hello").await;
    stage.stop().await;
}

#[tokio::test]
async fn where_only_friends_write_others_hear_it() {
    let stage = Stage::with(|config| config.friends_only = true).await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    let chat = alice.chat_with(BOB).await;
    assert_eq!(alice.refused(100, text(&chat, "one", "hello")).await, 56);
    let group = alice.group_with(&[BOB]).await;
    alice.say(&group, "two", "hello all").await;
    alice.ask(2046, apply(BOB, "it is me")).await;
    bob.ask(2049, reply(ALICE, AGREE)).await;
    alice.say(&chat, "one", "hello").await;
    stage.stop().await;
}

#[tokio::test]
async fn another_name_is_told_to_those_who_share_a_conversation_and_pages_go_on() {
    let stage = Stage::new().await;
    let (alice, bob) = (stage.person(ALICE).await, stage.person(BOB).await);
    alice.chat_with(BOB).await;
    let mut his = bob.socket("1").await;
    let said = [
        (choices::HEADER_NICK_NAME, "Alice of the hill"),
        (choices::HEADER_DESCRIPTION, "Walks"),
    ];
    let body = RequestBody::default();
    let answer = alice.call_with(choices::SET_PROFILE, body, &said).await;
    assert_eq!(answer.status_code, Some(0));
    assert_eq!(
        news(&mut his).await,
        (choices::PROFILE_CHANGED, ALICE, ALICE)
    );
    let body = RequestBody {
        profile_batch_get_info_body: Some(ProfileBatchGetInfoRequestBody {
            userids: vec![ALICE],
        }),
        ..Default::default()
    };
    let known = bob.ask(2052, body).await.profile_batch_get_info_body;
    let known = known.unwrap().profiles.remove(0);
    assert_eq!(known.nick_name.as_deref(), Some("Alice of the hill"));
    assert_eq!(
        known.basic_ext_info.as_deref(),
        Some(r#"{"a:description":"Walks"}"#)
    );
    let long = "x".repeat(101);
    let said = [(choices::HEADER_NICK_NAME, long.as_str())];
    let answer = alice
        .call_with(choices::SET_PROFILE, RequestBody::default(), &said)
        .await;
    assert_eq!(answer.status_code, Some(18));

    // Three requests to Alice, read in pages of two, both ways.
    for user in [BOB, CAROL, 10025] {
        let person = stage.person(user).await;
        person.ask(2046, apply(ALICE, "")).await;
    }
    for (direction, order) in [
        (choices::OLDER, [10025, CAROL, BOB]),
        (choices::NEWER, [BOB, CAROL, 10025]),
    ] {
        let (mut cursor, mut seen) = (0, Vec::new());
        loop {
            let body = RequestBody {
                get_friend_receive_apply_list_body: Some(GetFriendReceiveApplyListRequestBody {
                    cursor: Some(cursor),
                    limit: Some(2),
                    ..Default::default()
                }),
                ..Default::default()
            };
            let named = [(choices::HEADER_DIRECTION, direction)];
            let answer = alice.call_with(2048, body, &named).await;
            let page = answer.body.unwrap();
            let page = page.get_friend_receive_apply_list_body.unwrap();
            assert_eq!(page.total_count, Some(3));
            seen.extend(page.user_list.iter().filter_map(|it| it.user_id));
            cursor = page.next_cursor.unwrap();
            if page.has_more != Some(true) {
                break;
            }
        }
        assert_eq!(seen, order);
    }
    stage.stop().await;
}
